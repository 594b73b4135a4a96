"""What changed since a day: a sentence for each actor drawn, and the events behind it, each with its evidence."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, evidence, sentences, session, since, summary
from dashboard.state import FIRST_DAY, LAST_DAY, View
from dashboard.style import small_head

_OPEN = "casus_open_changed"


def draw(view: View, found: summary.Situation) -> None:
    """The section, for the situation of this run."""
    day = since.day_before(view.since, found.end)
    parts, events = since.told(cache.since(view, found), view.weight_of)
    lines = [sentences.changed(row, found.names[row["entity"]], day) for row in parts.to_dict("records")]
    told, chosen = st.columns([2.4, 1], gap="medium")
    with told:
        small_head(f"What changed since {sentences.day(day)}", lines, "No actor is drawn.")
    with chosen:
        date, event = st.columns([1, 1.6], gap="small")
        date.date_input(
            "Changes since", key="since", value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
            help=f"Empty, or not before the as-of day: {since.DAYS_BACK} days before it.",
        )  # fmt: skip
        labels = {
            row["event_id"]: sentences.changed_event(row, found.names[row["entity"]])
            for row in events.to_dict("records")
        }
        event.selectbox(
            "Event behind a change", list(labels), index=None, key="changed_event",
            format_func=lambda chosen: labels.get(chosen, chosen), placeholder="Open its evidence", on_change=_picked,
        )  # fmt: skip
    opened = st.session_state.pop(_OPEN, None)
    if opened:
        _dialog(opened, session.view())


def _picked() -> None:
    st.session_state[_OPEN] = st.session_state["changed_event"]
    st.session_state["changed_event"] = None  # the same one can be chosen again


@st.dialog("Evidence", width="large")
def _dialog(event_id: str, view: View) -> None:
    evidence.event(event_id, view, whole=False)
