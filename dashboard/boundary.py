"""No traceback on the screen: what goes wrong is logged and said in a sentence, with what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.own_errors import own_errors
from dashboard.sentences import escape_markdown
from data.store import StoreError

RETRY_SECONDS = 5.0  # after which a page looks whether its store is back: sooner would press on a server that starts

log = logging.getLogger("casus.dashboard")


@contextmanager
def calm(told: set[str] | None = None) -> Iterator[set[str]]:
    """Log an error of a page and show a sentence. Reruns and stops of Streamlit are no `Exception` and pass through.

    Yields the sentences said so far; who passes them on (`told`) does not hear the same one twice. A page that a store
    kept from being drawn is drawn again by itself.
    """
    told = set() if told is None else told
    try:
        yield told
    except Exception as error:
        sentence = _sentence(error)
        if sentence in told:
            return
        told.add(sentence)
        st.error(sentence, icon=":material/error:")
        if isinstance(error, StoreError):
            _retry()


def _sentence(error: Exception) -> str:
    if isinstance(error, own_errors()):
        log.error("a page could not be drawn: %s", error)
        ahead = " The page tries again by itself." if isinstance(error, StoreError) else ""
        return f"This page could not be drawn: {escape_markdown(str(error))}.{ahead}"
    log.exception("a page could not be drawn")
    return (
        f"This page could not be drawn ({type(error).__name__}). The details are in the server's log. "
        "Change a setting at the left, or reset to the opening view."
    )


def _retry() -> None:
    """Run the whole page again after a while, and again, until it is drawn without this."""
    drawn_now = True

    @st.fragment(run_every=RETRY_SECONDS)
    def again() -> None:
        nonlocal drawn_now
        if not drawn_now:
            st.rerun()
        drawn_now = False

    again()
