"""The few pieces of text that Streamlit has no element for, in one type scale. Everything that comes in is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import plot
from dashboard.figures.look import Drawing

_HEADING = "display:inline;font-size:1.14rem;font-weight:650;margin:0 .7rem 0 0;padding:0"
_HEADINGS = {1: _HEADING, 2: "display:inline;font-size:1rem;font-weight:600;margin:0 .6rem 0 0;padding:0"}
_LEAD = "font-size:1.14rem;line-height:1.42;font-weight:500;margin:0;max-width:78rem"
_CHART_TITLE = "font-size:1rem;font-weight:600;line-height:1.3"
_NOTE = "opacity:.72;font-size:.8rem;line-height:1.35"
_NOTE_SIZE = "font-size:.8rem"
_CELL = "border:0;border-bottom:1px solid rgba(128,128,128,.28);vertical-align:top;"
_WORDS = "text-align:left"
_FIGURES = "text-align:right;font-variant-numeric:tabular-nums"
_ROOM_FOR_LABELS = 8  # px above the plot for what stands on its upper edge
_QUIET = "opacity:.72;font-size:.86rem;line-height:1.35"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|MB|log-odds|points?|days?|weeks?|hours?|minutes?)(?!\w))")


def _shown(text: str) -> str:
    """Text as HTML, in which no line ends between a number and its unit."""
    return escape(_BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text))


def dark() -> bool:
    """True where the reader's page is dark."""
    return st.context.theme.type == "dark"


def page_width() -> None:
    """Less empty margin at both sides: the first screen is dense."""
    st.html(
        "<style>[data-testid='stMainBlockContainer']{padding-left:1.8rem;padding-right:1.8rem}"
        # Streamlit's own grey of captions is too faint on white to be read by all
        "label[data-testid='stWidgetLabel'],label[data-testid='stWidgetLabel'] p{color:inherit}"  # also where disabled
        "div[data-testid='stCaptionContainer'],div[data-testid='stCaptionContainer'] p{color:inherit;opacity:.9}"
        "@media (max-width:640px){[data-testid='stMainBlockContainer']{padding-left:1rem;padding-right:1rem}}</style>"
    )


def lead_paragraph(text: str) -> None:
    """The one sentence that answers the page's question."""
    st.html(f"<p style='{_LEAD}'>{_shown(text)}</p>")


def quiet(text: str, heading: str | None = None, level: int = 1) -> None:
    """A line of context, with the page's name in front, or at level 2 that of a part of it."""
    name = f"<h{level} style='{_HEADINGS[level]}'>{_shown(heading)}</h{level}>" if heading else ""
    st.html(f"<div>{name}<span style='{_QUIET}'>{_shown(text)}</span></div>")


def chart(figure: Drawing, key: str, alt: str, **options: Any) -> None:
    """A figure with its sentence and note above it as text, which wraps on any width; `options` as in `plot.draw`."""
    meta = figure.plain["layout"]["meta"]
    chart_head(meta["title"], meta["note"])
    bare_chart(figure, key, alt, **options)


def chart_head(title: str, note: str) -> None:
    """The sentence and the note above one chart or several that belong together."""
    st.html(
        f"<div style='margin-bottom:-.6rem'><div style='{_CHART_TITLE}'>{_shown(title)}</div>"
        f"<div style='{_NOTE}'>{_shown(note)}</div></div>"
    )


def bare_chart(figure: Drawing, key: str, alt: str, **options: Any) -> None:
    """A figure without its sentence and note, which stand above it as text."""
    layout = figure.plain["layout"]
    head = layout["meta"]["head"]
    without = {
        "title": None,
        "height": layout["height"] + _ROOM_FOR_LABELS - head,
        "margin": layout["margin"] | {"t": layout["margin"]["t"] - head + _ROOM_FOR_LABELS},
    }
    plot.draw(figure.plain["data"], layout | without, key, alt, **{"config": _download(key)} | options)


def _download(key: str) -> dict[str, Any]:
    """Plotly's bar with the one button that saves the chart as SVG, while the pointer is on the chart."""
    return {
        "displayModeBar": "hover",
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": f"casus-{key}"},
    }


def small_heading(head: str) -> None:
    """A small heading above a table."""
    st.html(f"<strong style='font-size:.95rem'>{_shown(head)}</strong>")


def colour_key(entries: Sequence[tuple[str, str]]) -> None:
    """What the colours of a chart stand for (colour, words), as text that wraps on any width."""
    items = "".join(
        f"<span style='white-space:nowrap;margin-right:.9rem'><span style='color:{escape(colour)}' aria-hidden='true'>"
        f"■</span> {_shown(words)}</span> "
        for colour, words in entries
    )
    st.html(f"<div style='font-size:.8rem;line-height:1.45;margin-top:-.5rem'>{items}</div>")


def small_head(head: str, lines: Sequence[str], empty: str) -> None:
    """A short list under a small heading; says so where there is nothing."""
    items = "".join(f"<li style='margin:0 0 .12rem 0'>{_shown(line)}</li>" for line in lines)
    body = (
        f"<ul style='margin:.1rem 0 0 0;padding-left:1.05rem;{_QUIET}'>{items}</ul>"
        if lines
        else (f"<div style='{_QUIET}'>{_shown(empty)}</div>")
    )
    st.html(f"<div><strong style='font-size:.95rem'>{_shown(head)}</strong>{body}</div>")


def aligned_table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str, figures_from: int = 1) -> None:
    """A small table of words that wrap; the columns from `figures_from` on stand right-aligned. `caption` names it."""
    sides = [f"{_CELL}padding:.22rem .55rem;{_FIGURES if i >= figures_from else _WORDS}" for i in range(len(heads))]
    cells = (zip(sides, row, strict=True) for row in rows)
    drawn = ["".join(f"<td style='{side}'>{_shown(text)}</td>" for side, text in row) for row in cells]
    _table(heads, sides, drawn, caption)


def lined_table(heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Sequence[str]]]], caption: str) -> None:
    """A table of cells with several lines, the first of each in ink; each row is a name and its cells.

    `caption` names the table. Cells wrap on any width.
    """
    side = f"{_CELL}padding:.28rem .55rem;{_WORDS};font-variant-numeric:tabular-nums"
    drawn = []
    for name, cells in rows:
        head = f"<th scope='row' style='{side};font-weight:600'>{_shown(name)}</th>"
        drawn.append(head + "".join(f"<td style='{side}'>{_lines(lines)}</td>" for lines in cells))
    _table(heads, [side] * len(heads), drawn, caption)


def _table(heads: Sequence[str], sides: Sequence[str], rows: Sequence[str], caption: str) -> None:
    """The frame of a table: caption, a head a column in the style of its side, and rows of drawn cells."""
    top = "".join(
        f"<th scope='col' style='{side};font-weight:600;{_NOTE_SIZE}'>{_shown(head)}</th>"
        for side, head in zip(sides, heads, strict=True)
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    st.html(
        f"<table style='border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.35'>"
        f"<caption style='text-align:left;{_CHART_TITLE};padding:0 0 .25rem 0;color:inherit'>"
        f"{_shown(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def _lines(lines: Sequence[str]) -> str:
    first, *rest = lines
    small = "".join(f"<div style='{_NOTE}'>{_shown(line)}</div>" for line in rest)
    return f"<div style='font-weight:600'>{_shown(first)}</div>{small}"
