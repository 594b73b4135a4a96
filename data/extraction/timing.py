"""When an act was done: which date of the text is its own."""

from __future__ import annotations

from itertools import pairwise

from data.extraction import arguments, attribution
from data.extraction.dates import When
from data.extraction.memory import Memory
from data.extraction.sentence import Sentence
from data.extraction.triggers import Trigger

_VAGUE_PAST = (
    ("in", "recent"),
    ("over", "recent"),
    ("in", "the", "past"),
    ("over", "the", "past"),
    ("for", "months"),
    ("for", "years"),
)

_VAGUE_OPENERS = frozenset(words[0] for words in _VAGUE_PAST)


def when(sentence: Sentence, trigger: Trigger, whens: list[When]) -> When | None:
    """The date of the sentence that the act bears: the next one after it, else the last before it."""
    if not whens:
        return None
    whens = [date for date in whens if not _in_side_clause(sentence, trigger, date)]
    if trigger.type in _DEEDS:
        whens = [
            date._replace(precision="week")
            if _of_saying(sentence, date) or _of_judging(sentence, trigger, date)
            else date
            for date in whens
        ]
    after = [date for date in whens if date.start >= trigger.end]
    before = [date for date in whens if date.end <= trigger.start]
    if after and ";" not in sentence.lows[trigger.end : after[0].start]:
        return after[0]
    if before and {"after", "since", "before"} & set(sentence.lows[before[-1].end : trigger.start]):
        return None  # another time than that of the main clause
    return before[-1] if before else None


def _of_saying(sentence: Sentence, date: When) -> bool:
    """ "five have died, doctors said on Tuesday": when it was said; the deed is of the days before."""
    if date.precision != "day":
        return False
    at = date.start - 1
    while sentence.low(at) in _BEFORE_DAY:
        at -= 1
    issued = not _ISSUED.isdisjoint(sentence.lows[max(0, date.start - _ISSUE) : date.start])
    return (
        issued
        or sentence.low(at) in attribution.SAYING
        or (sentence.low(at) == "dead" and sentence.low(at - 1) == "found")
    )


def _of_judging(sentence: Sentence, trigger: Trigger, date: When) -> bool:
    """ "accused X of the attack on Friday": the day may be that of either."""
    if date.precision != "day" or trigger.shape != "noun" or not 0 <= date.start - trigger.end <= 1:
        return False
    before = sentence.lows[max(0, trigger.start - _JUDGED) : trigger.start]
    return before[-1:] == ["the"] and not _JUDGING.isdisjoint(before)


_JUDGED = 6  # tokens from a verb that judges a deed to the deed: "accused the rebel group of the attack"
_JUDGING = frozenset("accused blamed condemned denounced deplored criticised criticized claimed denied".split())
_ISSUE = 6  # tokens of "published on its website on Monday"
_ISSUED = frozenset("statement published posted issued released".split())
_BEFORE_DAY = frozenset("on early late a in statement reporters".split())


def that_day(sentence: Sentence, trigger: Trigger, memory: Memory) -> When | None:
    """The day of the sentence before, for an act of the same paragraph told in the simple past."""
    if trigger.type not in _DEEDS or trigger.shape not in ("active", "passive", "gerund"):
        return None
    if any(pair in (("that", "day"), ("same", "day")) for pair in pairwise(sentence.lows)):
        return memory.last_day
    if {"later", "earlier", "meanwhile", "since"} & set(sentence.lows[: trigger.start]):
        return None
    perfect = {"has", "have", "had", "will", "would"} & set(sentence.lows[max(0, trigger.start - 4) : trigger.start])
    return memory.day if not perfect and trigger.match.form in ("past", "part", "passive") else None


_DEEDS = frozenset("ASSAULT COERCE MOBILIZE SANCTION RETREAT".split())


def _in_side_clause(sentence: Sentence, trigger: Trigger, when: When) -> bool:
    """Whether a date after the trigger belongs to a clause of its own: "... since she took office in January"."""
    between = sentence.lows[trigger.end : when.start]
    if any(low in arguments.ANSWERING and after in ("for", "to") for low, after in pairwise(between)):
        return True  # the date of what is answered
    opener = max(
        (i for i, low in enumerate(between) if low in ("since", "after", "before", "until", "following")), default=None
    )
    return opener is not None and len(between) - opener > 1


def vague_past(sentence: Sentence) -> bool:
    """ "in recent months": a past without a date."""
    lows = sentence.lows
    return any(
        tuple(lows[i : i + len(words)]) == words
        for i, low in enumerate(lows) if low in _VAGUE_OPENERS for words in _VAGUE_PAST
    )  # fmt: skip
