"""Every event: a table to filter, and one event with its sentence, its score, its tolls and what it answers."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, event_table, link, sentences, session
from dashboard.style import page_width, quiet

TITLE = "Events"


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    event_table.filters(view)
    found = cache.listing(view)
    with head:
        quiet(sentences.events_header(len(found.ids), found.known, found.undated, view), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    if len(found.ids):
        event_table.table_and_evidence(found, view)
    else:
        st.info(sentences.nothing_found(view), icon=":material/filter_alt_off:")
