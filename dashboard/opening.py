"""Which event a reader picked on a page with several charts and tables, opened once.

A chart or table keeps its selection between runs, so what is asked is not what is selected but what was picked last.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pandas as pd
import streamlit as st

from dashboard.evidence import show_event
from dashboard.state import View

_PICKED = "casus_picked"


def remember(key: str, ids: Sequence[str] | None = None) -> None:
    """Callback of a selection: keep what was picked in the widget under `key` for this run.

    `ids` are the events of a table's rows; a chart's points carry their own.
    """
    selection = st.session_state[key].selection
    if ids is None:
        st.session_state[_PICKED] = selection.points
        return
    rows = [cell[0] for cell in selection.cells]
    st.session_state[_PICKED] = [{"customdata": list(ids)[row]} for row in rows if row < len(ids)]


def open_picked(view: View, markers: pd.DataFrame) -> None:
    """Open the evidence of what was picked before this run, if anything was; called once, at the end of a page."""
    points = st.session_state.pop(_PICKED, [])
    show_event(SimpleNamespace(selection=SimpleNamespace(points=points)), view, markers)
