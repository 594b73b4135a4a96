"""Numbers, days, names and lists as they stand in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import pandas as pd

# names that read as "the ..." inside a sentence
_WITH_ARTICLE = re.compile(
    r"(?:United |European |International |Islamic State|Islamic Resistance|Popular |African Union|Arab League|Gulf |"
    r"Syrian Observatory|Netherlands|Philippines|Houthis|Taliban|Democratic Republic|Central African|Dominican|Gambia|"
    r"Palestinian |Lebanese Armed|Kurdistan |Organi[sz]ation |Red C|World |G7|Quint|E3)"
)
QUOTED = 150  # characters of a sentence in a list: one or two lines; the rest stands in the evidence


def plural(count: float, one: str, many: str | None = None) -> str:
    """`3 events`, `1 event`; thousands with a comma."""
    word = one if count == 1 else (many or one + "s")
    return f"{count:,.0f} {word}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    parts = [part for part in parts if part]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def day(value: date | pd.Timestamp | None, year: bool = True) -> str:
    """`29 June 2021`, without leading zero; a dash where it is unknown."""
    return "–" if value is None or pd.isna(value) else f"{value.day} {value:%B}{f' {value.year}' if year else ''}"


def short_day(value: date | pd.Timestamp | None, year: bool = True) -> str:
    """`29 Jun 2021`."""
    return "–" if value is None or pd.isna(value) else f"{value.day} {value:%b}{f' {value.year}' if year else ''}"


def the(name: str) -> str:
    """The name as it stands inside a sentence: `the United States`, `Iran`."""
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def possessive(name: str) -> str:
    """`Iran's`, `the United States'`."""
    name = the(name)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def escape_markdown(text: str) -> str:
    """Text that a Streamlit label shows as it is: Markdown, LaTeX, colour and icon directives lose their meaning."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$:<>^=-])", r"\\\1", text.replace("\n", " "))


def signed(value: float | None) -> str:
    """`+18`, `−3`, `0`; a dash where unknown."""
    if value is None or pd.isna(value):
        return "–"
    rounded = round(value)
    return "0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded)}"


def ordinal(number: float) -> str:
    """`1st`, `22nd`, `13th`."""
    whole = round(number)
    ending = "th" if whole % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{ending}"


def quoted(words: object) -> str:
    """The source's words in quotation marks, cut at a word, to stand behind a line; nothing where there are none."""
    if not isinstance(words, str) or not words.strip():
        return ""
    text = " ".join(words.replace("“", "‘").replace("”", "’").replace('"', "'").split())
    if len(text) > QUOTED:
        text = text[:QUOTED].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
    return f": “{text}”"
