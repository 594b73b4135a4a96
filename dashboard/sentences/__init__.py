"""Numbers become sentences. Pure functions: text in plain words, no markup, no Streamlit.

What a source alleges is worded as said, never as fact. One file a page or subject; `words` is what all use.
"""

from dashboard.sentences.evidence import (
    SURE_HINT,
    alleged,
    answered_by,
    answers,
    bounds,
    deed_line,
    event_facts,
    events_header,
    how_sure,
    no_points,
    nothing_found,
    page_of_rows,
    provenance,
    standing,
    toll,
    tolls_note,
    waterfall_title,
)
from dashboard.sentences.lead import Lead, STEADY, lead, too_few
from dashboard.sentences.map import AREA_LABELS, OUTLINES, map_gaps, map_note, map_title, place_heading
from dashboard.sentences.notices import ignored
from dashboard.sentences.reading import added, article_facts, moved_title, read_header, reading_lead
from dashboard.sentences.since import changed, changed_event, gaps, reviewed
from dashboard.sentences.situation import (
    GUIDE,
    INDEX_NOTE,
    contrary_lines,
    contributions_note,
    contributions_title,
    footnote,
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
    "AREA_LABELS", "GUIDE", "INDEX_NOTE", "Lead", "OUTLINES", "STEADY", "SURE_HINT", "added", "alleged",
    "answered_by", "answers", "article_facts", "bounds", "capital", "changed", "changed_event", "contrary_lines",
    "contributions_note", "contributions_title", "day", "deed_line", "escape_markdown", "event_facts",
    "events_header", "footnote", "gaps", "header", "how_sure", "ignored", "lead", "listed", "map_gaps", "map_note",
    "map_title", "moved_title", "no_points", "nothing_found", "ordinal", "page_of_rows", "place_heading",
    "planned_lines", "plural", "possessive", "provenance", "quoted", "read_header", "reading_lead", "reviewed",
    "risk_note", "risk_title", "short_day", "signed", "standing", "the", "toll", "tolls_note", "too_few",
    "tracks_title", "waterfall_title",
]  # fmt: skip
