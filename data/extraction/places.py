"""Where: the place of an act in its sentence, not the last place named."""

from __future__ import annotations

from typing import NamedTuple

from data.extraction import gazetteer
from data.extraction.sentence import DETERMINERS, Sentence
from data.extraction.triggers import Trigger

_FINE = {"point": 4, "city": 3, "region": 2, "country": 1, "unknown": 0}
_LOCATIVE = frozenset(
    "in at near on inside outside around over off into from across along within throughout close by".split()
)
_REACH = 22  # tokens between an act and its place


class Located(NamedTuple):
    """A place at tokens [start, end)."""

    start: int
    end: int
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: str
    introduced: bool  # by "in", "near", ...

    def finer_than(self, other: Located) -> bool:
        return _FINE[self.precision] > _FINE[other.precision]


def find(sentence: Sentence) -> list[Located]:
    """The places named in a sentence, left to right."""
    out: list[Located] = []
    at = 0
    while at < len(sentence.lows):
        found = _read(sentence, at) if gazetteer.opens(sentence.lows[at]) else None
        if found is None:
            at += 1
        else:
            out.append(found)
            at = found.end
    return out


def _read(sentence: Sentence, at: int) -> Located | None:
    found = gazetteer.starts(sentence.tokens, at)
    if found is None:
        return None
    end, place = found
    mention = sentence.at.get(at)
    if mention is not None and mention.end > end and mention.strength != "modifier":
        return None  # part of a longer name: the Baghdad government
    return Located(
        at, end, place.name, place.country, place.lat, place.lon, place.precision, _introduced(sentence, at)
    )  # fmt: skip


# "parts of X" lies in it, "north of X" near it
_PARTS = frozenset(
    "part parts area areas district districts suburb suburbs outskirts most much all north south east west city town "
    "village province region centre center".split()
)
_QUALIFIERS = frozenset("the northern southern eastern western central province ,".split())


def _introduced(sentence: Sentence, at: int) -> bool:
    before = [sentence.low(index) for index in range(max(0, at - 5), at)]
    if not before:
        return False
    if before[-1] in _LOCATIVE or (before[-1] in _QUALIFIERS and any(low in _LOCATIVE for low in before[-4:])):
        return True
    if before[-1] == "of" and len(before) > 1 and before[-2] in _PARTS:
        return True
    return (
        any(low in ("in", "at", "near", "on") for low in before[-5:])
        and all(low not in (".", ";") for low in before)
        and before[-1]
        in ("town", "city", "village", "airport", "base", "region", "of", "military", "air", "capital", "and", "oil")
    )


def choose(sentence: Sentence, trigger: Trigger, found: list[Located]) -> Located | None:
    """The place of the act: "the Kabul bombing", else the finest introduced near it, those that follow it first."""
    own = next((place for place in found if _names(sentence, trigger, place)), None)
    if own is not None:
        return own
    near = [place for place in found if place.introduced and abs(place.start - trigger.start) <= _REACH]
    after = [place for place in near if place.start >= trigger.end]
    for group in (after, near):
        if group:
            first = group[0]
            finer = [p for p in group if p.finer_than(first) and (p.country == first.country or first.country is None)]
            return finer[0] if finer else first
    return None


def _names(sentence: Sentence, trigger: Trigger, place: Located) -> bool:
    """ "the Kabul bombing", "the Kabul chemical attack": whether a town stands before the noun as its name."""
    between = sentence.lows[place.end : trigger.match.head]
    beside = len(between) < _BESIDE and all(low.isalpha() and low not in _LOCATIVE | {"and", "of"} for low in between)
    noun = trigger.shape == "noun" or (trigger.shape == "gerund" and sentence.low(place.start - 1) in DETERMINERS)
    return noun and place.end <= trigger.match.head and beside and place.precision in ("city", "point")


_BESIDE = 3  # words of the act itself: "chemical attack"
