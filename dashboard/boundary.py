"""No traceback on the screen: what goes wrong is said, with what to do about it or with a number of the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import log
from dashboard.own_errors import own_errors, public
from dashboard.sentences import escape_markdown
from dashboard.sentences.server import SYSTEM_REFUSED, click_failed, page_failed, page_refused
from data.store import StoreError

RETRY_SECONDS = 5.0  # after which a page looks whether its store is back: sooner would press on a server that starts

_LOG = logging.getLogger(__name__)


@contextmanager
def calm(told: set[str] | None = None) -> Iterator[set[str]]:
    """Log an error of a page and show a sentence. Reruns and stops of Streamlit are no `Exception` and pass through.

    Yields what was told so far; who passes it on (`told`) does not hear the same twice. A page that a store
    kept from being drawn is drawn again by itself.
    """
    told = set() if told is None else told
    try:
        yield told
    except Exception as error:
        away = isinstance(error, StoreError)
        # no error: a page whose store is away comes back to it every few seconds
        _LOG.log(logging.WARNING if away else logging.ERROR, "a page could not be drawn", exc_info=error)
        refused = isinstance(error, own_errors())
        about = said(error) if refused else type(error).__name__
        if about in told:
            return
        told.add(about)
        sentence = page_refused(escape_markdown(about), again=away) if refused else page_failed(log.number(error))
        st.error(sentence, icon=":material/error:")
        if away:
            _retry()


def said(error: Exception) -> str:
    """What this reader is told of an error that is a sentence, or of one of the system.

    Where the store lies and who opens it is for those who look after the server. The log has it in any case.
    """
    from dashboard import permissions  # which draws, and what draws asks the server, which stands on this

    if isinstance(error, OSError):
        _LOG.warning("the system refused", exc_info=error)
    if permissions.administers():
        return str(error)
    return SYSTEM_REFUSED if isinstance(error, OSError) else public(error)


def uncaught(error: Exception) -> bool:
    """Say an error of a callback, which comes before the page; Streamlit has logged it. True: it is said."""
    st.error(click_failed(log.number(error)), icon=":material/error:")
    return True


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
