"""Reports of one event in several documents become one event."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from data.extraction.merging import BOTH_AGREE, Event, agree, modes_agree, places_agree

_ZONE_DAYS = 1  # days by which two reports of one act may differ: night falls on two dates, and time zones on two days
# Acts that later articles retell with their day; words are said anew each time
_RETOLD = frozenset("ASSAULT COERCE SANCTION MOBILIZE RETREAT CONSULT AGREE SUPPORT PROTEST".split())


class Report(NamedTuple):
    """An event as one document tells it."""

    identity: str
    document: int
    published: dt.date | None
    day: dt.date | None
    precision: str
    realis: str
    event: Event


def fold(reports: list[Report]) -> list[list[Report]]:
    """Groups of reports of one event, in the order given; the first report of a group is the earliest published.

    Two reports are one event if type, means and country agree, no role contradicts and one agrees at least, and the
    days do: to the day (give or take one), or within the week before an undated report where both roles agree.
    """
    groups: dict[int, list[Report]] = {}
    by_day: dict[str, dict[int, list[int]]] = {}  # type -> ordinal of the day -> groups
    order = sorted(range(len(reports)), key=lambda i: (reports[i].published or dt.date.max, i))
    for index in order:
        report = reports[index]
        home = next((g for g in _near(by_day, report) if _same(groups[g][0], report)), None)
        if home is None:
            groups[index] = [report]
            if report.event.type in _RETOLD and report.realis == "realised" and report.day is not None:
                by_day.setdefault(report.event.type, {}).setdefault(report.day.toordinal(), []).append(index)
        else:
            groups[home].append(report)
    return [groups[index] for index in sorted(groups)]


def _near(by_day: dict[str, dict[int, list[int]]], report: Report) -> list[int]:
    """The groups of a type whose first report is of a day that this one may speak of, in the order of their reports."""
    if report.day is None or report.day.year in (dt.MINYEAR, dt.MAXYEAR):
        return []
    told, day = by_day.get(report.event.type, {}), report.day.toordinal()
    days = filter(told.__contains__, range(day - _REACH_DAYS, day + _REACH_DAYS + 1))
    return sorted(group for day in days for group in told[day])


_REACH_DAYS = 8  # a week and a night


def _same(first: Report, later: Report) -> bool:
    if later.document == first.document or later.realis not in ("realised", "background"):
        return False
    if first.day is None or later.day is None or first.precision not in ("day", "week"):
        return False
    one, other = first.event, later.event
    if not modes_agree(one.mode, other.mode) or not places_agree(one.place, other.place):
        return False
    source, target = agree(one.sources, other.sources), agree(one.targets, other.targets)
    if source < 0 or target < 0:
        return False
    if source + target == 0:  # "Monday's air strikes": told by means and day alone
        silent = not other.sources and not other.targets and later.precision == first.precision == "day"
        return silent and one.mode == other.mode is not None and abs((later.day - first.day).days) <= _ZONE_DAYS
    if later.precision == "day" and first.precision == "day":
        return abs((later.day - first.day).days) <= _ZONE_DAYS and (source + target > 1 or one.mode == other.mode)
    reach = {"day": 7, "week": 7}.get(later.precision)
    return reach is not None and source + target >= BOTH_AGREE and 0 <= (later.day - first.day).days <= reach
