"""No traceback on the screen: what goes wrong has a number, which the log and a sentence name."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import log
from dashboard.sentences.server import click_failed, page_failed

_LOG = logging.getLogger(__name__)


@contextmanager
def calm() -> Iterator[None]:
    """Log an error of a page and show a sentence. Reruns and stops of Streamlit are no `Exception` and pass through."""
    try:
        yield
    except Exception as error:
        _LOG.exception("a page could not be drawn")
        st.error(page_failed(log.number(error)), icon=":material/error:")


def uncaught(error: Exception) -> bool:
    """Say an error of a callback, which comes before the page; Streamlit has logged it. True: it is said."""
    st.error(click_failed(log.number(error)), icon=":material/error:")
    return True
