"""Numbers become sentences. Pure functions: text in plain words, no markup, no Streamlit.

What a source alleges is worded as said, never as fact. One file a page or subject; `words` is what all use.
"""

from dashboard.sentences.evidence import (
    alleged,
    answers,
    deed_line,
    event_facts,
    events_header,
    no_points,
    nothing_found,
    standing,
    toll,
    waterfall_title,
)
from dashboard.sentences.lead import STEADY, Lead, lead, too_few
from dashboard.sentences.notices import ignored
from dashboard.sentences.reading import added, article_facts, moved_title, read_header, reading_lead
from dashboard.sentences.situation import (
    INDEX_NOTE,
    contrary_lines,
    contributions_note,
    contributions_title,
    header,
    planned_lines,
    risk_note,
    risk_title,
    tracks_title,
)
from dashboard.sentences.words import (
    capital,
    day,
    escape_markdown,
    listed,
    ordinal,
    plural,
    possessive,
    quoted,
    short_day,
    signed,
    the,
)

__all__ = [
    "INDEX_NOTE",
    "STEADY",
    "Lead",
    "added",
    "alleged",
    "answers",
    "article_facts",
    "capital",
    "contrary_lines",
    "contributions_note",
    "contributions_title",
    "day",
    "deed_line",
    "escape_markdown",
    "event_facts",
    "events_header",
    "header",
    "ignored",
    "lead",
    "listed",
    "moved_title",
    "no_points",
    "nothing_found",
    "ordinal",
    "planned_lines",
    "plural",
    "possessive",
    "quoted",
    "read_header",
    "reading_lead",
    "risk_note",
    "risk_title",
    "short_day",
    "signed",
    "standing",
    "the",
    "toll",
    "too_few",
    "tracks_title",
    "waterfall_title",
]
