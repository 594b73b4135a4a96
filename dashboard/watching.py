"""What an alert rule can watch: a table of kinds, each a question with its parameters, values and grounds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pandas as pd

from dashboard.reckoning import first_day, summed
from dashboard.state import View
from dashboard.summary import MIN_SHOWN, roles
from data.actors import PATRON, UMBRELLA
from scoring import alerts, chains, risk
from scoring import cube as cubes
from scoring.cube import PAIR, SparseCube
from scoring.indicators import BY_ID
from scoring.score import score

GROUNDS = 5  # event ids named with an alert of a level or a rise: the heaviest; the link opens them all
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """What a rule is judged on: events that its view leaves, with their measures, and their sums by role."""

    events: pd.DataFrame
    measures: pd.DataFrame
    sums: Callable[[str], SparseCube]

    @property
    def days(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last day that the data cover."""
        return cubes.span(self.events)


def known(events: pd.DataFrame, measures: pd.DataFrame, confidence: float = 0.0) -> Known:
    """All of `events` with at least this confidence; sums are made when they are asked for, once a role."""
    start = first_day(events)
    events = events[events["confidence"] >= confidence]
    return Known(events, measures, cache(lambda by: summed(events, measures, by, start)))


class Parameter(NamedTuple):
    """A number that a rule sets: what it is called, its unit and bounds, the usual value and why."""

    label: str
    unit: str
    low: int
    high: int
    usual: int
    reason: str


class Grounds(NamedTuple):
    """What an alert rests on: event ids, the heaviest first, and names or numbers for its sentence."""

    events: tuple[str, ...]
    told: Mapping[str, object]


class Kind(NamedTuple):
    """One kind of rule. `watch(view, days, data, since)` gives values by day and entity; `grounds` why one fired."""

    name: str
    question: str
    unit: str
    threshold: Parameter
    days: Parameter | None
    cooldown: Parameter
    watch: Callable[[View, int, Known, pd.Timestamp], pd.DataFrame]
    grounds: Callable[[View, int, Known, str, pd.Timestamp], Grounds]


_SILENT = ("Then silent for", "days of the data", 1, 365)
STANDING = Parameter(
    *_SILENT, 14, "For what stays: after two weeks, at the usual half-life, a quarter of the pressure is left."
)
SINGLE = Parameter(*_SILENT, 1, "For what happens once: a longer silence would hide the next one, which is another.")


def subjects(view: View, data: Known) -> tuple[str, ...]:
    """Whom a rule of this view watches: its pair, its actors, or everyone in the data."""
    if view.pair:
        return (PAIR.join(view.pair),)
    return view.actors or tuple(sorted({name for part in _sums(view, data) for name in part.entities}))


def _sums(view: View, data: Known) -> list[SparseCube]:
    by = roles(view)
    return [data.sums(role) for role in ((by, "sponsorship") if _share(view) else (by,))]


def _share(view: View) -> float:
    return view.sponsorship if roles(view) == "conduct" else 0.0


def _level(view: View, days: int, data: Known, since: pd.Timestamp) -> pd.DataFrame:
    level, events = _levels(view, data, since)
    return level.where(events >= MIN_SHOWN)  # as on the first screen: too few events make no level


def _jump(view: View, days: int, data: Known, since: pd.Timestamp) -> pd.DataFrame:
    level, events = _levels(view, data, since - days * _DAY)
    return alerts.rises(level, days).where(events >= MIN_SHOWN).loc[since:]


def _levels(view: View, data: Known, since: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
    named = subjects(view, data)
    return alerts.levels(_sums(view, data), view.weight_of, view.half_life, named, since, _share(view))


def _new(view: View, days: int, data: Known, since: pd.Timestamp) -> pd.DataFrame:
    sums, named = data.sums(roles(view)), subjects(view, data)
    rows = alerts.new_indicators(sums, view.weight_of, named, days)
    begins = (sums.first if sums.first is not None else since) + days * _DAY
    dates = sums.dates[(sums.dates >= since) & (sums.dates >= begins)]
    return alerts.counts(rows, named, dates)


def _answers(view: View, days: int, data: Known, since: pd.Timestamp) -> pd.DataFrame:
    sums = data.sums(roles(view))
    covered = sums.dates >= since if sums.first is None else (sums.dates >= since) & (sums.dates >= sums.first)
    return alerts.counts(_links(view, days, data), subjects(view, data), sums.dates[covered])


def _links(view: View, days: int, data: Known) -> pd.DataFrame:
    # an alleged patron stands in for nobody here: that would be this program's allegation
    found = chains.link(data.events, score(data.measures, view.weight_of), days, UMBRELLA)
    return alerts.answers(found, data.events, roles(view))


def _heaviest(view: View, data: Known, subject: str, day: pd.Timestamp) -> pd.DataFrame:
    behind = risk.events_behind(
        data.events, data.measures, view.weight_of, view.half_life, subject, day, roles(view), PATRON, _share(view),
        data.sums(roles(view)).start,
    )  # fmt: skip
    return behind[behind["pressure"] > 0]


def _index_on(view: View, data: Known, subject: str, day: pd.Timestamp) -> float:
    of_one, sums = [subject], _sums(view, data)
    level, _ = alerts.levels(sums, view.weight_of, view.half_life, of_one, day, _share(view))
    return float(level.at[day, subject])


def _why_level(view: View, days: int, data: Known, subject: str, day: pd.Timestamp) -> Grounds:
    return Grounds(tuple(_heaviest(view, data, subject, day)["event_id"].head(GROUNDS)), {})


def _why_jump(view: View, days: int, data: Known, subject: str, day: pd.Timestamp) -> Grounds:
    behind = _heaviest(view, data, subject, day)
    behind = behind[behind["date"] > day - days * _DAY]
    told = {"index": _index_on(view, data, subject, day)}
    return Grounds(tuple(behind["event_id"].head(GROUNDS)), told)


def _why_new(view: View, days: int, data: Known, subject: str, day: pd.Timestamp) -> Grounds:
    rows = alerts.new_indicators(data.sums(roles(view)), view.weight_of, [subject], days)
    new = rows.loc[rows["date"] == day, "indicator"]
    acts = cubes.entities(data.events, roles(view), PATRON)
    ids = acts.loc[(acts["entity"] == subject) & (acts["date"] == day), "event_id"]
    own = data.measures.reindex(ids)[list(new)]
    own = own[own.gt(0).any(axis=1)]
    heaviest = score(own, view.weight_of).sort_values(ascending=False, kind="stable").index
    return Grounds(tuple(heaviest), {"indicators": tuple(BY_ID[name].name.lower() for name in new)})


def _why_answer(view: View, days: int, data: Known, subject: str, day: pd.Timestamp) -> Grounds:
    rows = _links(view, days, data)
    rows = rows[(rows["entity"] == subject) & (rows["date"] == day)]
    told = {kind: rows.loc[rows["kind"] == kind, "later"].nunique() for kind in chains.KINDS}
    return Grounds(tuple(dict.fromkeys([*rows["later"], *rows["earlier"]])), told)


KINDS: dict[str, Kind] = {
    "level": Kind(
        "Index above a level",
        "Does the risk index stand at or above this level?",
        "index points",
        Parameter("Level", "index points", 1, 150, 40, "A retaliatory air strike across a border reads 43."),
        None,
        STANDING, _level, _why_level,
    ),
    "jump": Kind(
        "Rise of the index",
        "Has the risk index risen by at least so much within so many days?",
        "index points",
        Parameter("Rise", "index points", 1, 150, 15, "Ten points are a doubling of pressure."),
        Parameter("Within", "days", 1, 90, 7, "A week, as the first screen tells changes."),
        STANDING, _jump, _why_jump,
    ),
    "new_indicator": Kind(
        "New indicator",
        "Does an indicator score for the first time in so many days?",
        "new indicators a day",
        Parameter("At least", "new indicators on one day", 1, 10, 1, "One kind of act that was not there before."),
        Parameter("First time in", "days", 14, 730, 90, "A quarter: what has not been seen for that long is news."),
        SINGLE, _new, _why_new,
    ),
    "chain": Kind(
        "New answer in a chain",
        "Is there an act that is said, or can be inferred, to answer an earlier one?",
        "answers a day",
        Parameter("At least", "answers on one day", 1, 10, 1, "Any answer opens a chain or continues it."),
        Parameter(
            "Inferred within", "days", 1, 30, chains.WITHIN,
            "Days in which an answer may be inferred where only one act can be meant; claimed ones count at any time.",
        ),
        SINGLE, _answers, _why_answer,
    ),
}  # fmt: skip
