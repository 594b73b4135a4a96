"""Killed and wounded: numbers, their bounds, and how they are said."""

from __future__ import annotations

import re
from typing import NamedTuple

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
}
_AT_LEAST = frozenset(("at least", "more than", "no fewer than", "no less than", "over", "upwards of"))
_AT_MOST = frozenset(("up to", "as many as", "at most", "no more than", "fewer than", "less than"))
_NOT_PEOPLE = frozenset(
    "days day weeks week months month years year hours hour minutes minute percent per % km kilometres kilometers "
    "miles "
    "metres meters rockets rocket missiles missile drones drone strikes attacks attack raids million billion dollars "
    "th st nd rd times sites bases vehicles tanks a.m p.m am pm dogs animals birds cattle sheep".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
_KILLED = frozenset(
    "killed dead died slain killing kill kills deaths death lives life lost fatalities loss losses toll executed "
    "hanged murdered murder murders assassinated".split()
)
_WOUNDED = frozenset("wounded injured hurt wounding injuring injuries wounds".split())
_HARMED = _KILLED | _WOUNDED | {"casualties"}
_PERSONS = frozenset(
    "soldier serviceman servicewoman policeman officer civilian contractor fighter militant man woman child boy girl "
    "person member pilot sailor guard worker journalist driver crewman commander general diplomat passenger protester "
    "student teacher farmer villager militiaman gunman insurgent rebel trooper marine peacekeeper linguist scientist "
    "reporter translator".split()
)
_REACH = 9  # tokens between a number and the word that says killed or wounded
_NOUN_PHRASE = 5  # tokens after a number that hold its noun and the verb
_MOST = 1e9  # a count this high takes no further "thousand", so that it stays finite


class Number(NamedTuple):
    """A count at tokens [start, end) with its bounds; `best` is None where only a bound is claimed."""

    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None


class Toll(NamedTuple):
    """A claimed number of killed or wounded, at token `at`."""

    kind: str  # killed | wounded
    at: int
    number: Number


def numbers(sentence: Sentence) -> list[Number]:
    """The counts of a sentence, left to right."""
    out: list[Number] = []
    at = 0
    while at < len(sentence.lows):
        value, end = _value(sentence, at)
        if value is None:
            vague = _VAGUE.get(sentence.low(at))
            if vague and sentence.low(at + 1) != "times":
                out.append(Number(at, at + 1, vague, None, None))
            at += 1
            continue
        second, last = _value(sentence, end + 1)
        if (
            second is not None
            and second >= value
            and (
                sentence.low(end) in ("to", "-", "–")
                or (sentence.low(end) == "and" and sentence.low(at - 1) == "between")
            )
        ):
            out.append(Number(at, last, value, None, second))
            at = last
            continue
        out.append(_bounded(sentence, at, end, value))
        at = end
    return out


def find(sentence: Sentence) -> list[Toll]:
    """The tolls that a sentence claims, at most one a number."""
    tolls: list[Toll] = []
    lows = sentence.lows
    if _HARMED.isdisjoint(lows):
        return tolls
    counts = [number for number in numbers(sentence) if _counts_people(sentence, number)]
    used: set[int] = set()
    for at, low in enumerate(lows):
        if low not in _HARMED:
            continue
        if low not in _KILLED and _none(sentence, at):  # "nobody was hurt": nobody was killed either
            tolls += [Toll(kind, at, Number(at, at, 0, 0, 0)) for kind in ("killed", "wounded")]
            continue
        kind = "killed" if low in _KILLED else "wounded" if low in _WOUNDED else None
        if kind is None:
            continue
        number = _number_of(sentence, at, low, [n for n in counts if n.start not in used])
        if number is None:
            number = _single(sentence, at, low)
        if number is None and low in _KILLED and _none(sentence, at):
            number = Number(at, at, 0, 0, 0)
        if number is not None:
            used.add(number.start)
            tolls.append(Toll(kind, at, number))
    return tolls


def _value(sentence: Sentence, at: int) -> tuple[float | None, int]:
    """The number that starts at token `at`, and where it ends."""
    word = sentence.low(at)
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,7}", word):
        return float(word.replace(",", "")), at + 1
    total, end = 0.0, at
    if word == "a" and sentence.low(at + 1) in _SCALES:
        total, end = float(_SCALES[sentence.low(at + 1)]), at + 2
    elif not _is_unit(word):
        return None, at
    while end < len(sentence.lows):
        parts = sentence.low(end).split("-")
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
    if any(words in _AT_LEAST for words in before):
        return Number(at, end, value, value, None)
    if any(words in _AT_MOST for words in before):
        return Number(at, end, None, value, value)
    return Number(at, end, value, value, value)


def _counts_people(sentence: Sentence, number: Number) -> bool:
    if (
        number.best is not None
        and 1900 <= number.best <= 2100
        and sentence.low(number.start - 1) in ("in", "of", "since")
    ):
        return False
    if {"including", "among"} & {sentence.low(number.start - 1), sentence.low(number.start - 2)}:
        return False  # "14 civilians including three children": a part of a toll
    if _is_age(sentence, number):
        return False
    told = sentence.lows[number.end : number.end + 2 * _NOUN_PHRASE]
    if "among" in told[:_NOUN_PHRASE] and {"dead", "killed", "victims"} & set(told[told.index("among") :][:4]):
        return False  # "eight commandos are among the dead"
    if sentence.low(number.start - 1) in _MONTHS or sentence.low(number.end) in _MONTHS:
        return False
    following = [sentence.low(index) for index in range(number.end, number.end + 3)]
    return not any(low in _NOT_PEOPLE for low in following[:2]) and sentence.low(number.start - 1) not in (
        "$",
        "€",
        "£",
    )


def _is_age(sentence: Sentence, number: Number) -> bool:
    """ "N, 16, died", "a boy of four", "aged nine"."""
    before, low = sentence.tokens[number.start - 1] if number.start else None, sentence.low
    name = number.start > 1 and sentence.tokens[number.start - 2].text[:1].isupper()
    apart = before is not None and before.low == "," and low(number.end) == "," and name
    return apart or low(number.start - 1) == "aged" or (
        low(number.start - 1) == "of" and low(number.start - 2) in ("boy", "girl", "man", "woman", "child")
    )  # fmt: skip


def _number_of(sentence: Sentence, at: int, low: str, counts: list[Number]) -> Number | None:
    """The count that belongs to the word at `at`: "killed five", "five ... were killed", "the death of five"."""
    low_after = sentence.low(at + 1)
    active = low in _DONE_TO or _shot_dead(sentence, at)
    passive = any(sentence.low(index) in ("were", "was", "been", "being", "are", "is") for index in range(at - 3, at))
    after = [n for n in counts if at < n.start <= at + 6 and not _broken(sentence, at + 1, n.start)]
    before = [n for n in counts if at - _REACH <= n.start and n.end <= at and not _broken(sentence, n.end, at)]
    put_at = [n for n in after if sentence.low(n.start - 1) == "at" or sentence.low(n.start - 2) == "at"]
    if low in _FIGURES and put_at and _is_put(sentence, at):
        return put_at[0]  # "put its dead at two"
    if low in ("loss", "losses", "toll"):
        of = [n for n in after if sentence.low(at + 1) == "of" and n.start <= at + 4]
        return of[0] if of else None
    if low in ("death", "deaths") or low_after == "toll" or low in ("lives",):
        by_death = low == "death" and sentence.low(at - 1) == "to"  # "trampled to death"
        near = before[-1:] if (low in ("lives", "deaths") and before) or by_death else after[:1]
        return near[0] if near else None
    if before and before[-1].end == at:
        return before[-1]  # "four killed and 30 wounded"
    if active and not passive and after:
        return after[0]
    if before:
        return before[-1]
    if (passive and low_after in (",", "and", ";")) or low in ("dead", "died"):
        return None
    return after[0] if after and active else None


# Words whose object is who was killed or hurt: "killed five", "the murder of two"
_DONE_TO = frozenset(
    "killed wounded injured killing wounding injuring kill kills hurt executed hanged murdered murder "
    "assassinated".split()
)


_DONE_TO_ONE = _DONE_TO - {"kill", "hurt", "murder"}


def _shot_dead(sentence: Sentence, at: int) -> bool:
    return sentence.low(at - 1) == "shot" and sentence.low(at) == "dead"


_PUTTING = frozenset("put puts gave stood stands rose number".split())
_FIGURES = frozenset("dead losses loss toll killed".split())


def _is_put(sentence: Sentence, at: int) -> bool:
    """Whether the word at `at` is a figure that somebody puts: "put its losses", "the toll stood"."""
    return not _PUTTING.isdisjoint(sentence.lows[max(0, at - 6) : at + 4])


def _broken(sentence: Sentence, start: int, end: int) -> bool:
    return any(
        sentence.low(index) in (";", ":", "-", "–", "—", "after", "before", "while", "by", "in", "when")
        for index in range(start, end)
    )


def _single(sentence: Sentence, at: int, low: str) -> Number | None:
    """ "killed a civilian contractor", "an officer was wounded", "the death of a soldier": one."""
    span = range(at + 1, min(at + 7, len(sentence.lows)))
    of = low in ("death", "murder") and sentence.low(at + 1) == "of"
    if low in _DONE_TO_ONE or of or _shot_dead(sentence, at):
        start = at + 2 if of else at + 1
        if sentence.low(start) in ("a", "an"):
            for index in span:
                if sentence.low(index) in (",", ".", "and", "in", "of") and index > start:
                    break
                if sentence.low(index) in _PERSONS:
                    more = any(sentence.low(i) in ("other", "others") for i in range(index, index + 4))
                    return Number(start, start + 1, 1, 1, None if more else 1)
    if low == "life":
        taken = any(
            word in ("cost", "costing", "claimed", "claiming", "took") for word in sentence.lows[max(0, at - 8) : at]
        )
        return Number(at, at, 1, 1, 1) if taken else None
    for index in range(at - 1, max(-1, at - 7), -1):
        if sentence.low(index) in (",", ";", "and", "by"):
            break
        if sentence.low(index) in _PERSONS and any(
            sentence.low(i) in ("a", "an") for i in range(max(0, index - 4), index)
        ):
            return Number(index, index + 1, 1, 1, 1)
    return None


def _none(sentence: Sentence, at: int) -> bool:
    window = sentence.lows[max(0, at - 4) : at]
    if {"nobody", "none"} & set(window):
        return True
    return "no" in window and any(
        word in ("one", "casualties", "people", "troops", "was", "were", "reports")
        for word in [*window, sentence.low(at)]
    )
