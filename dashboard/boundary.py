"""No traceback on the screen: what goes wrong is logged in full and said in a sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

FAILED = "a page could not be drawn"  # what the log says then

log = logging.getLogger("casus.dashboard")


@contextmanager
def calm() -> Iterator[None]:
    """Log an error of a page and show a sentence. Reruns and stops of Streamlit are no `Exception` and pass through."""
    try:
        yield
    except Exception as error:
        log.exception(FAILED)
        st.error(
            f"This page could not be drawn ({type(error).__name__}). The details are in the server's log. "
            "Change a setting at the left, or reset to the opening view.",
            icon=":material/error:",
        )
