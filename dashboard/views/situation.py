"""The first screen: who escalates, against whom, since when, and why."""

from __future__ import annotations

import streamlit as st

from dashboard import ahead, cache, figures, guide, link, sentences, session, summary, svg
from dashboard.gaps import Record
from dashboard.grid import grid
from dashboard.opening import open_picked, pick
from dashboard.state import View
from dashboard.style import bare_chart, chart, chart_head, dark, lead_paragraph, page_width, quiet, small_head
from dashboard.views import changed
from scoring.risk import MIN_EVENTS

TITLE = "Situation"
STILL_HEIGHT = 372  # user units of svg.WIDTH: about the height of the chart that takes its place
TABLE_HEIGHT = 212  # header and six rows
TRACK_ROWS = {"tracks": ("kinetic", "coercive", "nuclear"), "tracks_more": ("diplomatic", "relief")}


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    found, record = cache.situation(view), cache.record(view)
    head = st.container()
    if found.end is None or found.lead is None:
        first, last = cache.days(view.data, view.added)
        with head:
            _header(view, record, found)
        lead_paragraph(
            f"There are no data for these dates. {view.data} covers {sentences.day(first)} to {sentences.day(last)}; "
            "move the dates at the left, or clear the day of knowledge."
        )
        return
    left, right = st.columns([1.4, 1], gap="medium")
    with left:
        _lines(view, found)  # before what stands above it: who moves a weight waits for the line
        ahead.drawn()
    with head:
        _header(view, record, found)
        lead_paragraph(sentences.lead(found.lead))
        guide.draw()
    with left:
        _tracks(found)
    with right:
        _ranking(found)
        _why(found)
        _notes(found)
    changed.draw(view, found)
    quiet(sentences.footnote(sentences.gaps(record.gaps, record.usual), cache.coverage(view.data)))
    open_picked(view)


def _header(view: View, record: Record, found: summary.Situation) -> None:
    _, last = cache.days(view.data, view.added)
    head, button = st.columns([6, 1], vertical_alignment="center")
    line = sentences.header(view.data, found.end or view.end, last, record.events, cache.undated(view), view.as_known)
    line = f"{line} · {sentences.reviewed(record.reviewed, record.events)}"
    with head:
        quiet(line, heading=TITLE)
    with button:
        link.copy_button(session.link(view))


def _lines(view: View, found: summary.Situation) -> None:
    facts, others = found.lead, found.lines["entity"].nunique() - 1
    change = facts.change if facts.index is not None else None
    title = sentences.risk_title(facts.actor, change, facts.days, others, facts.role)
    banded = bool(found.band["low"].tail(1).notna().any())
    note = sentences.risk_note(found.end, facts.n_events, MIN_EVENTS, banded)
    figure = figures.risk_lines(found.lines, found.band, found.markers, found.names, title, note, dark())
    alt = f"{title}. {sentences.lead(facts)}"
    chart(
        figure, "risk_lines", alt, on_pick=pick,
        until_then=lambda: svg.risk_lines(found.lines, found.band, found.names, alt, STILL_HEIGHT, dark()),
    )  # fmt: skip


def _tracks(found: summary.Situation) -> None:
    title = sentences.tracks_title(found.lead.actor, found.tracks_now, found.tracks_then, found.lead.days)
    when = sentences.short_day(found.end)
    note = f"{found.lead.actor} · points per day, one scale, relief below zero · as of {when}"
    chart_head(title, note)
    # two figures on one scale: beside each other on a desk, below each other on a phone
    for box, (key, panels) in zip(st.columns([len(p) for p in TRACK_ROWS.values()]), TRACK_ROWS.items(), strict=True):
        with box:
            drawn = figures.tracks(found.tracks, title, note, dark(), panels=panels)
            bare_chart(drawn, key, f"{title}: {sentences.listed(panels)}. {note}")


def _ranking(found: summary.Situation) -> None:
    st.session_state["casus_ranked"] = found.ranking["entity"].tolist()
    rows = found.ranking.assign(actor=found.ranking["entity"].map(found.names))
    number = st.column_config.NumberColumn
    grid(
        rows[["actor", "index", "week", "month", "percentile", "trend", "n_events"]],
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=29,
        alt="Actors by risk index; a click on a row puts the actor in focus",
        key="ranking",
        on_select=_focus,
        selection_mode="single-cell",
        placeholder="few",
        column_config={
            "actor": st.column_config.TextColumn("Actor", width=173),
            "index": number("Index", format="%.0f", width=44, help=sentences.INDEX_NOTE),
            "week": number("7 d", format="%+.0f", width=38, help="Index points within 7 days"),
            "month": number("30 d", format="%+.0f", width=40, help="Index points within 30 days"),
            "percentile": number(
                "Year", format="%.0f %%", width=46, help="Share of the own past year's days that stood lower"
            ),
            "trend": st.column_config.LineChartColumn("60 days", width=51, y_min=0, color="gray"),
            "n_events": number("Events", format="%.0f", width=44, help="Within three half-lives; below 3: no index"),
        },
    )


def _focus() -> None:
    cells = st.session_state["ranking"].selection.cells
    ranked = st.session_state["casus_ranked"]
    if cells and cells[0][0] < len(ranked) and not session.view().pair:
        session.change(focus=ranked[cells[0][0]])


def _why(found: summary.Situation) -> None:
    facts = found.lead
    title = sentences.contributions_title(facts.actor, found.pressure)
    note = sentences.contributions_note(found.end, found.slight)
    chart(figures.contributions(found.parts, title, note, dark()), "why", f"{title}. {note}")


def _notes(found: summary.Situation) -> None:
    small_head("Announced to come", sentences.planned_lines(found.planned), "Nothing announced in these data.")
    small_head("Against it", sentences.contrary_lines(found.against), "No relief, restraint or denial in these data.")
