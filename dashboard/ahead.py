"""What a weight moves is drawn before the rest of the page is sent, and before the rest of others' pages.

A run sends a page's hundred elements, and each batch of them makes the browser go through the whole page. A reader who
moves a slider would see the line move only after that; so the run rests for as long as a browser takes to draw it.
"""

from __future__ import annotations

import streamlit as st

from dashboard import turns

REST_SECONDS = 0.15  # a chart of ten actors over two years takes Chromium on two slow cores some 100 ms

_MOVED = "casus_moved"


def moved() -> None:
    """Callback of what moves the line: weights, half-life and the like."""
    st.session_state[_MOVED] = True


def drawn() -> None:
    """The chart that the reader waits for has been sent: others go first now, and if a slider was moved, this rests."""
    moved = st.session_state.pop(_MOVED, False)
    turns.PAGES.rest(REST_SECONDS if moved else 0.0, turns.AFTER_CHARTS_SECONDS)


def end() -> None:
    """The run is over, also that of a page without such a chart: nobody waits any longer."""
    st.session_state.pop(_MOVED, None)
