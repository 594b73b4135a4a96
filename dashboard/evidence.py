"""The sentence behind a number: one event, its quote inside the article, its score, its tolls and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st

from dashboard import cache, correcting, event_rows, figures, sentences, tolls
from dashboard.grid import grid
from dashboard.names import display
from dashboard.state import View
from dashboard.style import chart, dark, quiet, small_head, small_heading
from dashboard.ties import ties
from scoring import states

_MARK = "background:rgba(240,180,60,.36);color:inherit;border-radius:2px;padding:0 1px"
EXCERPT_HEIGHT = 300  # px of the text in the pane: twelve lines, and what else is known of the event in sight
LEAD_IN = 160  # characters before the sentence in the pane: three lines, so that it is seen without scrolling
CONTEXT = 420  # characters shown before and after the sentence in the small view


@st.dialog("Evidence", width="large")
def show(event_id: str, view: View) -> None:
    """Open an event over the page, as a click on a chart asks for."""
    event(event_id, view, whole=False)


def event(event_id: str, view: View, whole: bool = True) -> None:
    """Draw one event; `whole` shows the full article, else the sentence and what stands around it."""
    events = cache.events(view.data, view.added, view.as_known)
    rows = events[events["event_id"] == event_id]
    if rows.empty:
        st.info("This event is not in the data shown.", icon=":material/info:")
        return
    measures = cache.measures(view.data, view.added, view.as_known)
    row = event_rows.digest(rows, measures, view.weight_of).iloc[0]
    st.markdown(f"**{sentences.escape_markdown(sentences.capital(row['line']))}**")
    st.caption(sentences.escape_markdown(sentences.event_facts(row, display)))
    scored = event_rows.scored(measures, event_id, view.weight_of)
    _documents(row, view, whole)
    _tolls(row, view, whole)
    _claims(events, measures, row, view)
    if len(scored):
        title = sentences.waterfall_title(row["deed"], scored["points"].sum())
        note = f"weight × intensity, points · {sentences.short_day(row['date'])}"
        chart(figures.waterfall(scored, title, note, dark()), f"waterfall_{whole}", f"{title}. {note}")
    else:
        st.caption(sentences.no_points(row["realis"]))
    _sure(row, view)
    correcting.draw(rows, view, f"{'pane' if whole else 'dialog'}_{event_id}")


def highlighted(text: str, spans: Iterable[tuple[int, int]], around: int | None = None) -> str:
    """HTML of a text with the spans marked; every segment is escaped.

    `around` cuts the text to that many characters of context.
    """
    merged: list[list[int]] = []
    for start, end in sorted((max(0, int(a)), min(len(text), int(b))) for a, b in spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        elif end > start:
            merged.append([start, end])
    low, high = 0, len(text)
    if around is not None and merged:
        low, high = max(0, merged[0][0] - around), min(len(text), merged[-1][1] + around)
    parts, at = ["… " if low else ""], low
    for start, end in merged:
        parts += [escape(text[at:start]), f"<mark style='{_MARK}'>{escape(text[start:end])}</mark>"]
        at = end
    parts += [escape(text[at:high]), " …" if high < len(text) else ""]
    return "".join(parts)


def article(html: str, height: int | None = None) -> None:
    """An article's text as prepared by `highlighted`, line breaks kept."""
    limit = f"max-height:{height}px;overflow-y:auto;" if height else ""
    st.html(
        f"<div style='white-space:pre-wrap;line-height:1.55;{limit}border-left:3px solid rgba(128,138,150,.4);"
        f"padding:.1rem 0 .1rem .9rem;max-width:46rem' tabindex='0'>{html}</div>"
    )


def _documents(row: pd.Series, view: View, whole: bool) -> None:
    documents = cache.documents(view.data, view.added)
    spans = cache.mentions(view.data, view.added, view.as_known)
    spans = spans[spans["event_id"] == row["event_id"]]
    own = spans["document_id"].dropna().unique().tolist() or [row["document_id"]]
    own = [document_id for document_id in own if document_id in documents.index]
    for document_id in own:
        source = documents.loc[document_id]
        here = spans[spans["document_id"] == document_id][["span_start", "span_end"]].dropna()
        marks = list(here.itertuples(index=False, name=None)) or [(row["span_start"], row["span_end"])]
        line = sentences.escape_markdown(f"{source['title']} · published {sentences.short_day(source['published'])}")
        # the sentence stands first; the whole article, and what others say of the same event, are one click away
        if document_id == own[0]:
            st.caption(line)
            height = EXCERPT_HEIGHT if whole else None
            article(highlighted(source["text"], marks, LEAD_IN if whole else CONTEXT), height)
            if whole:
                with st.expander("The whole article"):
                    _whole(source, marks)
        else:
            with st.expander(f"Also told in: {line}"):
                _whole(source, marks)
    if not own:
        st.caption("Coded record without a text." if pd.isna(row["quote"]) else sentences.escape_markdown(row["quote"]))


def _whole(source: pd.Series, marks: list[tuple[int, int]]) -> None:
    article(highlighted(source["text"], marks))
    if isinstance(source.get("sources"), str):
        st.caption("It rests on:")
        st.text(source["sources"])


def _tolls(row: pd.Series, view: View, whole: bool) -> None:
    documents = cache.documents(view.data, view.added)
    table = tolls.rival(row, cache.claims(view.data, view.added, view.as_known), documents, display)
    if table.empty:
        return
    small_heading("Tolls by claimant")
    text = st.column_config.TextColumn
    grid(
        table,
        hide_index=True,
        row_height=29,
        key=f"tolls_{whole}",
        alt="Killed and wounded as each claimant gives them; never added up",
        column_config={
            "claimant": text("Claimant", width=150),
            "killed": text("Killed", width=56),
            "wounded": text("Wounded", width=66),
            "where": text("Told in", width=150),
            "words": text("Words", width=320),
        },
    )
    quiet(sentences.tolls_note(row, len(table)))


def _claims(events: pd.DataFrame, measures: pd.DataFrame, row: pd.Series, view: View) -> None:
    lines = []
    if not pd.isna(row["responds_to"]):
        cause = events[events["event_id"] == row["responds_to"]]
        if len(cause):
            found = event_rows.digest(cause, measures, view.weight_of).iloc[0]
            lines.append(sentences.answers(row, found["line"], found["date"]))
    answering = events[events["responds_to"] == row["event_id"]]
    for _, found in event_rows.digest(answering, measures, view.weight_of).iterrows():
        lines.append(sentences.answered_by(found, found["line"], found["date"]))
    own = events[events["event_id"] == row["event_id"]]
    for tie in ties(own).itertuples():
        lines.append(sentences.alleged(display(tie.client), display(tie.patron), tie.source_note))
    spells = cache.spells(view)
    for spell in spells[spells["event_id"] == row["event_id"]].itertuples():
        until = None if pd.isna(spell.until) else spell.until
        share = states.DAILY_SHARE if spell.state in states.PRESSING else 0.0
        lines.append(sentences.standing(spell.instrument, spell.kind, spell.state, spell.since, until, share))
    if lines:
        small_head("Before and after", lines, "")


def _sure(row: pd.Series, view: View) -> None:
    told = cache.origins(view.data, view.added, view.as_known)
    own = told.loc[told["event_id"] == row["event_id"], "origin"].tolist()
    small_head("How sure, and from where", [*sentences.how_sure(row), sentences.provenance(row, own)], "")
