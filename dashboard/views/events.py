"""Every event: a table to filter, and one event with its sentence, its score, its tolls and what it answers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, event_rows, evidence, link, sentences, session
from dashboard.names import display
from dashboard.state import TEXT_LENGTH, View
from dashboard.style import page_width, quiet
from data.events import REALIS, TYPES
from data.ontology import MEANING
from scoring.indicators import BY_ID

TITLE = "Events"
TABLE_HEIGHT = 610


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    events = cache.known(view.data, view.added, view.as_known, view.confidence)
    measures = cache.measures(view.data, view.added, view.as_known)
    head, button = st.columns([6, 1], vertical_alignment="center")
    _filters(view)
    found = event_rows.filtered(events, measures, view)
    with head:
        undated = found.loc[found["date"].isna(), "event_id"].nunique()
        shown, known = found["event_id"].nunique(), events["event_id"].nunique()
        quiet(sentences.events_header(shown, known, undated, view), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    if found.empty:
        st.info(sentences.nothing_found(view), icon=":material/filter_alt_off:")
        return
    rows = event_rows.digest(found, measures, view.weight_of)
    chosen = view.event if view.event in set(rows["event_id"]) else str(rows["event_id"].iloc[0])
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        _table(rows)
    with right:
        evidence.event(chosen, view)


def _filters(view: View) -> None:
    first, second, third, fourth, fifth = st.columns([1.2, 1.2, 1, 1.2, 1.2])
    first.multiselect(
        "Types", TYPES, key="types", placeholder="All types", help="; ".join(f"{k}: {v}" for k, v in MEANING.items())
    )
    second.multiselect(
        "Indicators", list(BY_ID), key="indicators", placeholder="All indicators", format_func=lambda i: BY_ID[i].name
    )
    third.multiselect("Realis", REALIS, key="realis", placeholder="All", help="Only realised events score.")
    actors = ["", *cache.actors(view.data, view.added)]
    fourth.selectbox(
        "Actor", actors, key="actor", format_func=lambda a: display(a) if a else "All actors"
    )
    fifth.text_input("Words in the sentence", key="text", max_chars=TEXT_LENGTH, placeholder="as written")


def _table(rows: pd.DataFrame) -> None:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.session_state["casus_rows"] = rows["event_id"].tolist()
    st.dataframe(
        rows[["date", "by", "deed", "to", "points", "quote", "relief", "realis", "confidence"]],
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=29,
        key="events_table",
        on_select=_picked,
        selection_mode="single-row",
        alt="Events in the order of their day, the latest first",
        placeholder="–",
        column_config={
            "date": st.column_config.DateColumn("Day", format="YYYY-MM-DD", width=82),
            "by": text("Who", width=104),
            "deed": text("Did what", width=130),
            "to": text("To whom", width=104),
            "points": number("Points", format="%.1f", width=50),
            "relief": number("Relief", format="%.1f", width=52),
            "realis": text("Realis", width=76),
            "confidence": number("Conf.", format="%.2f", width=50),
            "quote": text("Sentence", width=320),
        },
    )


def _picked() -> None:
    rows = st.session_state["events_table"].selection.rows
    ids = st.session_state["casus_rows"]
    if rows and rows[0] < len(ids):
        session.change(event=ids[rows[0]])
