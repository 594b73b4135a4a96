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
    plain = _plain(text)
    if len(plain) != len(text):  # a letter whose lower case has two
        return [Token(m[0], _plain(m[0]), m.start() + offset, m.end() + offset) for m in _TOKEN.finditer(text)]
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        found.append(Token(text[start:end], plain[start:end], start + offset, end + offset))
    return found


def _plain(text: str) -> str:
    return text.lower().translate(_PLAIN)


def words(text: str) -> tuple[str, ...]:
    """The lower-cased tokens of `text`, as the lexicon, the actors and the places are matched."""
    return tuple(token.low for token in tokenize(text))
