"""The events that a view leaves, drawn: their filters, a page of the table, and beside it the one that is open."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, event_rows, evidence, reveal, sentences, session
from dashboard.event_rows import Listing
from dashboard.grid import grid
from dashboard.names import display
from dashboard.state import ORDERS, TEXT_LENGTH, View
from dashboard.style import quiet
from data.events import REALIS, TYPES
from data.ontology import MEANING
from scoring.indicators import BY_ID

TABLE_HEIGHT = 610
ORDER_LABELS = dict(zip(ORDERS, ("Latest", "Most points", "Most relief"), strict=True))
# two filters beside each other on a phone: six below each other would hide the table
_NARROW = f"""<style>@media (max-width:{reveal.NARROW}px){{
.st-key-event_filters [data-testid=stColumn]{{min-width:calc(50% - .5rem);flex:1 1 calc(50% - .5rem)}}
.st-key-event_filters [data-testid=stHorizontalBlock]{{gap:.4rem .8rem}}}}</style>"""


def filters(view: View) -> None:
    """The filters that Events and Map share, keyed by the fields of View."""
    st.html(_NARROW)
    with st.container(key="event_filters"):
        boxes = st.columns([1, 1.1, 0.9, 1.1, 1.1, 1.1])
    boxes[0].multiselect(
        "Types", TYPES, key="types", placeholder="All types", help="; ".join(f"{k}: {v}" for k, v in MEANING.items())
    )
    boxes[1].multiselect(
        "Indicators", list(BY_ID), key="indicators", placeholder="All indicators", format_func=lambda i: BY_ID[i].name
    )
    boxes[2].multiselect("Realis", REALIS, key="realis", placeholder="All", help="Only realised events score.")
    actors = ["", *cache.actors(view.data, view.added)]
    boxes[3].selectbox("Actor", actors, key="actor", format_func=lambda a: display(a) if a else "All actors")
    names = ["", *cache.origin_names(view.data, view.added, view.as_known)]
    if view.origin not in names:  # a link may name what these data do not hold
        names.append(view.origin)
    boxes[4].selectbox(
        "Source", names, key="origin", format_func=lambda name: name or "All sources",
        help="The provider of a coded record; for text, the site of the article, or each publisher that a dispatch "
        "says it rests on.",
    )  # fmt: skip
    boxes[5].text_input("Words in the sentence", key="text", max_chars=TEXT_LENGTH, placeholder="as written")


def table_and_evidence(found: Listing, view: View) -> None:
    """A page of the events, and beside it the one that is open: the first where none is."""
    first, ids = found.page(view.event)
    events = cache.known(view.data, view.added, view.as_known, view.confidence)
    measures = cache.measures(view.data, view.added, view.as_known)
    rows = event_rows.digest(event_rows.picked(events, ids), measures, view.weight_of)
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        _order_and_page(found, first, len(ids))
        _table(rows)
    with right:
        reveal.here("↑ Back to the table", "events_table", "reveal_evidence")
        evidence.event(view.event if view.event in set(ids) else str(ids[0]), view)


def _order_and_page(found: Listing, first: int, count: int) -> None:
    paged = len(found.ids) > count
    boxes = st.columns([2.2, 1.6, 0.7, 0.6] if paged else [2, 2.6], vertical_alignment="center")
    boxes[0].segmented_control(
        "Order", ORDERS, key="order", format_func=ORDER_LABELS.get, required=True, label_visibility="collapsed"
    )
    with boxes[1]:
        quiet(sentences.page_of_rows(first, count, len(found.ids)) if paged else sentences.SURE_HINT)
    if not paged:
        return
    ways = zip(boxes[2:], ("Previous", "Next"), ("before", "after"), found.neighbours(first), strict=True)
    for box, label, word, event in ways:
        box.button(
            label, key=f"rows_{word}", width="stretch", disabled=event is None, on_click=session.change,
            kwargs={"event": event or ""},
        )  # fmt: skip


def _table(rows: pd.DataFrame) -> None:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.session_state["casus_rows"] = rows["event_id"].tolist()
    grid(
        rows[["date", "by", "deed", "to", "points", "quote", "relief", "realis", "confidence"]],
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=29,
        key="events_table",
        on_select=_picked,
        selection_mode="single-row",
        alt="Events; a row opens its sentence",
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
        reveal.note_pick()
        session.change(event=ids[rows[0]])
