"""How many: the counts that a sentence gives, exact or bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.extraction.sentence import Sentence

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "dozen": 12, "score": 20}
# Inexact counts: the least that the word claims, by the coding rules of event data on news
_VAGUE = {
    "several": 3,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2_000,
    "many": 3,
    "numerous": 3,
    "few": 2,
    "couple": 2,
    "tens": 20,
}
_MANY = {"hundreds": 100, "thousands": 1_000}  # "tens of thousands"
_AT_LEAST = frozenset(("at least", "more than", "no fewer than", "no less than", "over", "upwards of"))
_AT_MOST = frozenset(("up to", "as many as", "at most", "no more than", "fewer than", "less than"))
_MOST = 1e9  # a count this high takes no further "thousand", so that it stays finite


@dataclass(frozen=True, slots=True)
class Number:
    """A count at tokens [start, end) with its bounds; `best` is None where only a bound is claimed."""

    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None


def numbers(sentence: Sentence) -> list[Number]:
    """The counts of a sentence, left to right."""
    out: list[Number] = []
    at = 0
    while at < len(sentence.lows):
        value, end = _value(sentence, at)
        if value is None:
            vague = _VAGUE.get(sentence.low(at))
            many = _MANY.get(sentence.low(at + 2), 0) if vague and sentence.low(at + 1) == "of" else 0
            last = at + 3 if many else at + 1
            if vague and sentence.low(at + 1) != "times":
                out.append(Number(at, last, vague * (many or 1), None, None))
            at = last
            continue
        second, last = _value(sentence, end + 1)
        if second is not None and second >= value and _opens_range(sentence, at, end):
            out.append(Number(at, last, value, None, second))
            at = last
            continue
        out.append(_bounded(sentence, at, end, value))
        at = end
    return out


def _opens_range(sentence: Sentence, at: int, end: int) -> bool:
    """Whether the number at tokens [at, end) is the lower bound of the one after next: "30 to 40", "five or six"."""
    low = sentence.low(end)
    return low in ("to", "-", "–", "or") or (low == "and" and sentence.low(at - 1) == "between")


def _value(sentence: Sentence, at: int) -> tuple[float | None, int]:
    """The number that starts at token `at`, and where it ends."""
    word = sentence.low(at).removesuffix("-odd")
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,7}", word):
        return float(word.replace(",", "")), at + 1
    if word == "both":
        return 2.0, at + 1
    if word == "one" and sentence.low(at - 1) == "no":
        return None, at
    total, end = 0.0, at
    if (word, sentence.low(at + 1)) == ("half", "a") and sentence.low(at + 2) in _SCALES:
        return _SCALES[sentence.low(at + 2)] / 2, at + 3
    if word == "a" and sentence.low(at + 1) in _SCALES:
        total, end = float(_SCALES[sentence.low(at + 1)]), at + 2
    elif not _is_unit(word):
        return None, at
    while end < len(sentence.lows):
        parts = sentence.low(end).removesuffix("-odd").split("-")
        if all(part in _UNITS or part in _TENS for part in parts):
            total += sum(_UNITS.get(part, _TENS.get(part, 0)) for part in parts)
        elif sentence.low(end) in _SCALES and 0 < total < _MOST:
            total *= _SCALES[sentence.low(end)]
        elif not (sentence.low(end) == "and" and total >= 100 and _is_unit(sentence.low(end + 1))):
            break
        end += 1
    return total, end


def _is_unit(word: str) -> bool:
    return all(part in _UNITS or part in _TENS for part in word.split("-"))


def _bounded(sentence: Sentence, at: int, end: int, value: float) -> Number:
    before = [sentence.words(at - width, at).lower() for width in (1, 2, 3)]
    least = sentence.low(end - 1).endswith("-odd") or sentence.lows[end : end + 2] == ["or", "more"]
    if least or any(words in _AT_LEAST for words in before):
        return Number(at, end, value, value, None)
    if any(words in _AT_MOST for words in before):
        return Number(at, end, None, value, value)
    return Number(at, end, value, value, value)
