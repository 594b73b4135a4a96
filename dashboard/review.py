"""What people said of the events of a dataset: the list at the foot of the page Read, restoring, and the export."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, correcting, permissions, sentences, teaching
from dashboard.grid import grid
from dashboard.names import display
from dashboard.state import View
from dashboard.style import quiet
from data import corrections
from data.corrections import DISMISSED

TABLE_HEIGHT = 280
FEW = 8  # corrections whose table needs no scrolling


def draw(view: View, mentions: pd.DataFrame | None = None) -> None:
    """Corrections of the view's dataset, those that found no event marked, dismissed ones to bring back.

    `mentions` are those of an article that is read but not added, whose sentences the data do not hold.
    """
    told = cache.corrections(view.data)
    told = told[told["subject"] == "event"]
    st.html("<h2 style='font-size:1rem;font-weight:600;margin:.6rem 0 0 0;padding:0'>Corrections of these data</h2>")
    if told.empty:
        quiet(sentences.corrections_lead(0, 0, 0, 0, view.data))
        return
    read = cache.uncorrected(view.data, True)
    lost = set(corrections.unmatched(read, told)["subject_id"])
    reviewed = len(corrections.reviewed(told) - lost)
    quiet(sentences.corrections_lead(read["event_id"].nunique(), reviewed, len(told), len(lost), view.data))
    known = [frame[["event_id", "quote"]] for frame in (mentions, read) if frame is not None]
    quotes = pd.concat(known).dropna().drop_duplicates("event_id").set_index("event_id")["quote"].to_dict()
    grid(
        sentences.correction_rows(told, lost, quotes, display), hide_index=True, row_height=29,
        height="content" if len(told) < FEW else TABLE_HEIGHT, alt="Corrections, the latest first",
    )  # fmt: skip
    _dismissed(view, told, quotes)
    _export(view)


def _dismissed(view: View, told: pd.DataFrame, quotes: dict[str, str]) -> None:
    last = corrections.verdicts(told)
    gone = last.index[last == DISMISSED].tolist()
    if not gone or not permissions.may_change():
        return
    left, right = st.columns([5, 1], gap="small", vertical_alignment="bottom")
    chosen = left.selectbox(
        f"Dismissed events ({len(gone)})", gone, key="casus_dismissed",
        format_func=lambda one: sentences.capital(sentences.quoted(quotes.get(one)).lstrip(": ")) or one,
    )  # fmt: skip
    right.button("Bring it back", on_click=correcting.restore, args=(view.data, chosen), width="stretch")


def _export(view: View) -> None:
    st.download_button(
        "Download as training data", lambda: teaching.lines(cache.store(), [view.data]),
        f"corrections-{view.data}.jsonl", "application/jsonl", icon=":material/download:",
        help="Confirmed and corrected sentences, and those of which every event was dismissed, one JSON record a line "
        "as in Casus's corpus. They are sentences of articles: mind whose they are before you pass them on.",
    )  # fmt: skip
