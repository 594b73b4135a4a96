"""The few pieces of text that Streamlit has no element for, in one type scale. Everything that comes in is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

_HEADING = "display:inline;font-size:1.14rem;font-weight:650;margin:0 .7rem 0 0;padding:0"
_LEAD = "font-size:1.14rem;line-height:1.42;font-weight:500;margin:0;max-width:78rem"
_QUIET = "opacity:.72;font-size:.86rem;line-height:1.35"


def dark() -> bool:
    """True where the reader's page is dark."""
    return st.context.theme.type == "dark"


def page_width() -> None:
    """Less empty margin at both sides: the first screen is dense."""
    st.html("<style>[data-testid='stMainBlockContainer']{padding-left:1.8rem;padding-right:1.8rem}</style>")


def lead_paragraph(text: str) -> None:
    """The one sentence that answers the page's question."""
    st.html(f"<p style='{_LEAD}'>{escape(text)}</p>")


def quiet(text: str, heading: str | None = None) -> None:
    """A line of context, with the page's name in front."""
    name = f"<h1 style='{_HEADING}'>{escape(heading)}</h1>" if heading else ""
    st.html(f"<div>{name}<span style='{_QUIET}'>{escape(text)}</span></div>")


def small_head(head: str, lines: Sequence[str], empty: str) -> None:
    """A short list under a small heading; says so where there is nothing."""
    items = "".join(f"<li style='margin:0 0 .12rem 0'>{escape(line)}</li>" for line in lines)
    body = f"<ul style='margin:.1rem 0 0 0;padding-left:1.05rem;{_QUIET}'>{items}</ul>" if lines else (
        f"<div style='{_QUIET}'>{escape(empty)}</div>"
    )
    st.html(f"<div><strong style='font-size:.95rem'>{escape(head)}</strong>{body}</div>")
