"""Words of a text with their offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

# initials (U.S.), the clitic 's apart from its noun, numbers with their ordinal, words with inner hyphens or
# apostrophes (Kata'ib, Iran-backed), and any other sign alone
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?:-[a-z]+)*"
    r"|['’]s\b"
    r"|\w+(?:[-‑'’](?!s\b)\w+)*"
    r"|[^\w\s]"
)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‑": "-", "“": '"', "”": '"', "ʼ": "'", "`": "'"})


class Token(NamedTuple):
    """One word or sign: `text` as written, `low` lower-cased with straight quotes, offsets in the document."""

    text: str
    low: str
    start: int
    end: int


def tokenize(text: str, offset: int = 0) -> list[Token]:
    """The tokens of `text`; their offsets count from `offset`."""
    return [
        Token(m.group(), m.group().lower().translate(_PLAIN), m.start() + offset, m.end() + offset)
        for m in _TOKEN.finditer(text)
    ]


def words(text: str) -> tuple[str, ...]:
    """The lower-cased tokens of `text`, as the lexicon, the actors and the places are matched."""
    return tuple(token.low for token in tokenize(text))
