"""When: date expressions of a sentence against the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import NamedTuple

from data.extraction.sentence import Sentence

WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_COUNTS = {
    name: number
    for number, name in enumerate("a two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_COUNTS |= {"one": 1, "several": 3, "few": 3, "couple": 2}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
BACKGROUND_DAYS = 60  # older than this when published, an act is background (the coding rule of event data on news)
# Days that "24 June" without a year may lie ahead: where the sentence speaks of what is to come, and where it does not
_AHEAD_DAYS, _NEAR_DAYS = 183, 45


class When(NamedTuple):
    """A date expression at tokens [start, end): its last day and how precise it is."""

    start: int
    end: int
    day: dt.date
    precision: str  # day | week | month | year
    future: bool = False
    since: bool = False  # "since July": when a series began that may go on


def find(sentence: Sentence, published: dt.date) -> list[When]:
    """The date expressions of a sentence, left to right; month and year dates carry the first day of their span."""
    out: list[When] = []
    for at, token in enumerate(sentence.tokens):
        if not (token.figure or token.low in _FIRST) or (out and at < out[-1].end):
            continue
        found = _read(sentence, at, published) or _counted_on(sentence, at, out)
        if found is not None:
            out.append(found._replace(since=sentence.low(found.start - 1) == "since"))
    return out


# The words that may open a date expression; all others are passed over at once
_FIRST = frozenset(
    ("today", "tonight", "overnight", "yesterday", "tomorrow", "last", "this", "next", "past",
     *WEEKDAYS, *_MONTHS, *_COUNTS)
)  # fmt: skip


def _read(sentence: Sentence, at: int, published: dt.date) -> When | None:
    low = sentence.low
    word = low(at)
    if word in WEEKDAYS and not sentence.tokens[at].text.islower():
        return _weekday(sentence, at, published)
    if word in ("today", "tonight", "overnight"):
        return When(at, at + 1, published, "day")
    if word in ("yesterday", "tomorrow"):
        shift = -1 if word == "yesterday" else 1
        return When(at, at + 1, published + dt.timedelta(shift), "day", shift > 0)
    if word in _MONTHS and sentence.tokens[at].text[:1].isupper() and not _is_verb(sentence, at):
        return _month(sentence, at, published)
    if word in ("last", "this", "next", "past") and low(at + 1) in ("week", "month", "year", "weekend"):
        return _relative(at, word, low(at + 1), published)
    if word in _COUNTS or word.isdecimal():
        unit = low(at + 1).rstrip("s")
        if unit in _UNITS and low(at + 2) in ("ago", "earlier"):
            count = _COUNTS.get(word) or int(word[:4])
            day = _minus(published, count * _UNITS[unit])
            return When(at, at + 3, day, {"day": "day", "week": "week"}.get(unit, unit)) if day else None
    if re.fullmatch(r"(?:19|20)\d\d", word) and low(at - 1) in (
        "in",
        "since",
        "from",
        "until",
        "of",
        "during",
        "early",
        "late",
        "before",
    ):
        return When(at, at + 1, dt.date(int(word), 1, 1), "year", int(word) > published.year)
    return None


def _is_verb(sentence: Sentence, at: int) -> bool:
    """Whether "May" or "March" stands without anything that makes it a month."""
    before, after = sentence.low(at - 1), sentence.low(at + 1)
    dated = (
        before in _BEFORE_MONTH or _day_number(before) or _day_number(after) or re.fullmatch(r"(?:19|20)\d\d", after)
    )
    return sentence.low(at) in ("may", "march") and not dated


def _counted_on(sentence: Sentence, at: int, before: list[When]) -> When | None:
    """ "two days after ...": the day of what follows, counted back from the day that the sentence named before."""
    count, unit = _COUNTS.get(sentence.low(at)), sentence.low(at + 1).rstrip("s")
    if count is None or unit not in _UNITS or sentence.low(at + 2) not in ("after", "before") or not before:
        return None
    if before[-1].precision != "day":
        return None
    shift = count * _UNITS[unit] * (-1 if sentence.low(at + 2) == "after" else 1)
    day = _minus(before[-1].day, -shift)
    return When(at, at + 3, day, "day" if unit in ("day", "week") else unit) if day else None


_BEFORE_MONTH = frozenset("in on of since until by from last this early late mid during".split())


def _weekday(sentence: Sentence, at: int, published: dt.date) -> When:
    before = sentence.low(at - 1)
    back = (published.weekday() - WEEKDAYS[sentence.low(at)]) % 7
    if before == "next" or (before in ("on", "by", "until", "for") and _looks_ahead(sentence)):
        return When(at, at + 1, published + dt.timedelta((7 - back) % 7 or 7), "day", True)
    if before == "last" and back == 0:
        back = 7
    return When(at, at + 1, published - dt.timedelta(back), "day")


def _looks_ahead(sentence: Sentence) -> bool:
    return any(
        low in ("will", "scheduled", "expected", "due", "deadline", "expires", "expire", "ends")
        for low in sentence.lows
    )


def _month(sentence: Sentence, at: int, published: dt.date) -> When | None:
    month, low = _MONTHS[sentence.low(at)], sentence.low
    start, end = at, at + 1
    if low(end) == ".":
        end += 1
    day = _day_number(low(at - 1))
    if day and not re.fullmatch(r"\d{4}", low(at - 1)):
        start = at - 1
    elif _day_number(low(end)):
        day, end = _day_number(low(end)), end + 1
    year = None
    after = end + 1 if low(end) == "," else end
    if re.fullmatch(r"(?:19|20)\d\d", low(after)):
        year, end = int(low(after)), after + 1
    elif low(at - 1) == "last":
        year = published.year if month < published.month else published.year - 1
    if year is None:
        year = _nearest_year(sentence, published, month, day or 1)
    if day and day > monthrange(year, month)[1]:
        return None
    when = dt.date(year, month, day or 1)
    return When(start, end, when, "day" if day else "month", when > published)


def _day_number(word: str) -> int:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    return int(match.group(1)) if match and 1 <= int(match.group(1)) <= 31 else 0


def _nearest_year(sentence: Sentence, published: dt.date, month: int, day: int) -> int:
    """The year of a date that names none: news looks back, unless the day is near or the words look ahead."""
    ahead = dt.date(published.year, month, min(day, 28))
    if ahead < published - dt.timedelta(183):
        ahead = ahead.replace(year=published.year + 1)
    reach = _AHEAD_DAYS if _looks_ahead(sentence) else _NEAR_DAYS
    return ahead.year if (ahead - published).days <= reach else ahead.year - 1


def _relative(at: int, word: str, unit: str, published: dt.date) -> When:
    days = _UNITS.get(unit, 7)
    if unit in ("month", "year"):
        shift = {"last": -1, "past": -1, "this": 0, "next": 1}[word]
        if unit == "year":
            return When(at, at + 2, dt.date(max(1, published.year + shift), 1, 1), "year", shift > 0)
        months = published.year * 12 + published.month - 1 + shift
        return When(at, at + 2, dt.date(months // 12, months % 12 + 1, 1), "month", shift > 0)
    monday = published - dt.timedelta(published.weekday())
    last = {"last": monday - dt.timedelta(1), "past": published, "this": published, "next": monday + dt.timedelta(13)}[
        word
    ]
    return When(at, at + 2, last, "week", (last - published).days > 0 and days > 0)


def _minus(day: dt.date, days: int) -> dt.date | None:
    try:
        return day - dt.timedelta(days)
    except OverflowError:
        return None
