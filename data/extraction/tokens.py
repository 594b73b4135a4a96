"""Words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# initials (U.S.), the clitic 's apart from its noun, numbers with their ordinal, words with inner hyphens or
# apostrophes (Kata'ib, Iran-backed), and any other sign alone; none holds white space
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?:-[a-z]+)*"
    r"|['’]s\b"
    r"|\w+(?:[-‑'’](?!s\b)\w+)*"
    r"|[^\w\s]"
)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‑": "-", "“": '"', "”": '"', "ʼ": "'", "`": "'"})
# Capitalised words that are no names
_NOT_NAMES = frozenset(
    "i monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec north south east west "
    "northern southern eastern western central photo afp reuters ap islam muslim christian god covid".split()
)  # fmt: skip
KEPT = 20_000  # spellings kept: the words of many documents, in a few megabytes


class Token:
    """One word or sign, the same object wherever a text writes it so."""

    __slots__ = ("capitalised", "figure", "low", "plain", "text")

    def __init__(self, text: str, low: str) -> None:
        self.text, self.low = text, low  # as written; lower-cased with straight quotes
        self.plain, self.figure = text == low, text[:1].isdigit()
        # written as a name is, and no day, month or the like
        self.capitalised = text[:1].isupper() and low not in _NOT_NAMES and len(text) > 1

    def __repr__(self) -> str:
        return f"Token({self.text!r})"


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, in order."""
    return [token for run in text.split() for token in _tokens(run)]


def spans(text: str, tokens: Iterable[Token]) -> list[tuple[int, int]]:
    """Where in `text` its tokens stand."""
    found, end = [], 0
    for token in tokens:
        start = text.index(token.text, end)
        end = start + len(token.text)
        found.append((start, end))
    return found


@lru_cache(KEPT)
def _tokens(run: str) -> tuple[Token, ...]:
    """The tokens of a run of signs without white space: words come again, and are cut up once."""
    return tuple(_token(text, low) for text, low in _cut(run))


_token = lru_cache(KEPT)(Token)


def _cut(text: str) -> list[tuple[str, str]]:
    plain = _plain(text)
    if text.isalpha() and len(plain) == len(text):
        return [(text, plain)]
    if len(plain) != len(text):  # a letter whose lower case has two
        return [(word, _plain(word)) for word in _TOKEN.findall(text)]
    return [(match[0], plain[match.start() : match.end()]) for match in _TOKEN.finditer(text)]


def _plain(text: str) -> str:
    return text.lower().translate(_PLAIN)


def words(text: str) -> tuple[str, ...]:
    """The lower-cased tokens of `text`, as the lexicon, the actors and the places are matched."""
    if text.replace(" ", "").isalpha():
        return tuple(_plain(text).split())  # most names: nothing to cut but at spaces
    return tuple(low for _, low in _cut(text))
