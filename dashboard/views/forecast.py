"""What may come: no forecast yet, and beside that how often it came before."""

from __future__ import annotations

import streamlit as st

from dashboard import base_rates, cache, figures, link, session
from dashboard.grid import grid
from dashboard.sentences import forecast as words
from dashboard.style import bare_chart, chart_head, dark, lead_paragraph, page_width, quiet
from scoring.climatology import WINDOWS

TITLE = "Forecast"
TEXT_WIDTH = 900  # px of running text


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        quiet(words.header(view.data, view.end, view.as_known), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    lead_paragraph(words.NO_FORECAST)
    quiet(words.WHAT)
    found = cache.base_rates(view)
    if found.empty or not found["windows"].any():
        st.info(words.EMPTY, icon=":material/history_toggle_off:")
        return
    title, note = words.chart_title(found), words.chart_note(found)
    chart_head(title, note)
    for box, length in zip(st.columns(len(WINDOWS), gap="medium"), WINDOWS, strict=True):
        with box:
            quiet(words.title(length))
            rows = found[found["days"] == length]
            if rows["rate"].isna().all():
                quiet(words.too_short(rows))
                continue
            drawn = figures.base_rates(rows, words.title(length), note, dark(), base_rates.scale(found))
            bare_chart(drawn, f"rates_{length}", f"{words.title(length)}: {title}. {note}")
    rows = base_rates.wide(found)
    grid(
        rows, hide_index=True, row_height=29, alt="Share of past windows with an assault, with interval and counts",
        column_config={
            "name": st.column_config.TextColumn("Who → on whom", width=240),
            **{f"{length} days": st.column_config.TextColumn(words.title(length), width=190) for length in WINDOWS},
        },
    )  # fmt: skip
    with st.container(width=TEXT_WIDTH):
        quiet(words.how(found["first"].min(), found["last"].max()))
        quiet(words.NEVER)
