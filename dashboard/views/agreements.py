"""Inspections and agreements: what became of each arrangement, by day and by whose word."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, figures, link, sentences, session
from dashboard.grid import grid
from dashboard.names import display
from dashboard.opening import open_picked, pick, pick_row
from dashboard.sentences import agreements as words
from dashboard.spells import Spells, spells
from dashboard.style import chart, dark, lead_paragraph, page_width, quiet
from scoring.states import DAILY_SHARE

TITLE = "Inspections and agreements"
ROW, HEAD = 29, 36  # px of a table's row and header
MOST_ROWS = 12  # rows of a table before it scrolls


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    found = cache.arrangements(view.data, view.added, view.as_known, view.confidence)
    shown = spells(found, cache.measures(view.data, view.added, view.as_known), view)
    parties = sentences.listed([display(actor) for actor in view.actors], "or")
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        quiet(words.agreements_header(view.data, view.end, view.as_known, len(shown.now), parties), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    if shown.now.empty:
        st.info(sentences.escape_markdown(words.nothing_told(view.data, view.end, parties)), icon=":material/info:")
        return
    lead_paragraph(words.agreements_lead(shown.now, view.end))
    title, note = words.spans_title(shown.now), words.spans_note(view.end)
    alt = f"{title}. {note}. {'; '.join(shown.bars['text'])}"
    figure = figures.spans(shown.bars, shown.marks, title, note, dark=dark())
    chart(figure, "spans", alt, on_pick=pick)
    _now(shown)
    with st.expander(f"Every change up to this day, {len(shown.changes)}"):
        _changes(shown)
    quiet(f"{words.agreements_foot(DAILY_SHARE)} {cache.coverage(view.data)}")
    open_picked(view)


def _now(shown: Spells) -> None:
    text = st.column_config.TextColumn
    grid(
        shown.now.assign(until=words.STILL)[["name", "parties", "state", "since", "until", "adds", "quote"]],
        key="agreements_now",
        on_select=lambda: pick_row("agreements_now", shown.now["event_id"]),
        alt="Each arrangement as it stands on this day; a click opens the sentence that says so",
        column_config=_columns() | {
            "until": text("Until", width=60),
            "adds": st.column_config.NumberColumn(
                "Adds, points a day", format="%.2f", width=118, help="Each further day of a refused or lapsed state"
            ),
            "quote": text("Sentence that says so", width=520),
        },
        **_table(len(shown.now)),
    )  # fmt: skip


def _changes(shown: Spells) -> None:
    grid(
        shown.changes[["since", "name", "parties", "state", "until", "quote"]],
        key="agreements_changes",
        on_select=lambda: pick_row("agreements_changes", shown.changes["event_id"]),
        alt="Every change of an arrangement, the latest first; a click opens its sentence",
        column_config=_columns() | {
            "until": st.column_config.DateColumn("Until", format="YYYY-MM-DD", width=82),
            "quote": st.column_config.TextColumn("Sentence", width=560),
        },
        **_table(len(shown.changes)),
    )  # fmt: skip


def _columns() -> dict[str, object]:
    text = st.column_config.TextColumn
    return {
        "name": text("Arrangement", width=178),
        "parties": text("Between", width=150),
        "state": text("State", width=70),
        "since": st.column_config.DateColumn("Since", format="YYYY-MM-DD", width=82),
    }


def _table(rows: int) -> dict[str, object]:
    return {
        "hide_index": True, "row_height": ROW, "height": HEAD + ROW * min(rows, MOST_ROWS),
        "selection_mode": "single-cell", "placeholder": "–",
    }  # fmt: skip
