"""Which event a reader picked on a page with charts and tables, opened once.

A table keeps its selection between runs, so what is asked is not what is selected but what was picked last.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import evidence
from dashboard.state import View

_PICKED = "casus_picked"


def pick(event_id: str) -> None:
    """Callback of a click on a chart: keep the event for this run."""
    st.session_state[_PICKED] = event_id


def pick_row(key: str, ids: Sequence[str]) -> None:
    """Callback of a click on a table: keep the event of the row under the widget `key` for this run."""
    rows = [cell[0] for cell in st.session_state[key].selection.cells]
    if rows and rows[0] < len(ids):
        pick(list(ids)[rows[0]])


def open_picked(view: View) -> None:
    """Open the evidence of what was picked before this run, if anything was; called once, at the end of a page."""
    picked = st.session_state.pop(_PICKED, None)
    if picked:
        evidence.show(picked, view)
