"""Alert rules as values, and what fires under them. Pure: rules, data and a day give alerts.

A rule is a question (one of `watching.KINDS`), its numbers, and the settings of the view it is judged under: whom, on
what data, in which role, with which weights. It does not move when a reader's weights do.

Silence counts from what was told (`told_of`), for `casus alert` and for the page alike: what nobody was told silences
nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pandas as pd

from dashboard.arguments import LOOK_BACK
from dashboard.names import name as named
from dashboard.sentences.alerts import Firing, alert
from dashboard.state import OPENING_SPAN_DAYS, View, decode, encode
from dashboard.summary import roles
from dashboard.watching import KINDS, Known, Parameter
from scoring import alerts
from scoring.cube import known_on

EARLIER = ["rule", "subject", "day", "told"]  # of `data.store.Store.alerts` what is read here
# what of a view a rule keeps: the rest is where a reader looks, not what is judged
KEPT = ("data", "added", "actors", "pair", "role", "half_life", "sponsorship", "confidence", "weights")
_DAY = pd.Timedelta(days=1)


class AlertError(ValueError):
    """A rule that cannot be used; the message names what was found and what is allowed."""


@dataclass(frozen=True)
class Rule:
    """`kind` (a key of KINDS), threshold in its unit, days of its window (0 where it has none), cooldown in days of the
    data, and the view it is judged under: its pair, else its actors, else any actor of its data."""

    kind: str
    threshold: float
    days: int
    cooldown: int
    view: View = field(default_factory=View)

    @property
    def id(self) -> str:
        """The same for the same rule everywhere; another as soon as any of its values differs."""
        return hashlib.sha256(json.dumps(written(self), sort_keys=True).encode()).hexdigest()[:12]


def rule(kind: str, threshold: float, days: int, cooldown: int, view: View) -> Rule:
    """A rule with what it keeps of the view. Raises AlertError for a value out of bounds."""
    if kind not in KINDS:
        raise AlertError(f"there is no kind of rule {kind!r}; allowed: {', '.join(KINDS)}")
    known = KINDS[kind]
    threshold = _within(known.threshold, threshold)
    days = int(_within(known.days, days)) if known.days else 0
    cooldown = int(_within(known.cooldown, cooldown))
    kept = View(**{part: getattr(view, part) for part in KEPT})
    return Rule(kind, threshold, days, cooldown, kept)


def usual(kind: str, view: View) -> Rule:
    """A rule of a kind with its usual numbers."""
    known = KINDS[kind]
    return rule(kind, known.threshold.usual, known.days.usual if known.days else 0, known.cooldown.usual, view)


def _within(bounds: Parameter, value: object) -> float:
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
    if not (isfinite(number) and bounds.low <= number <= bounds.high):
        raise AlertError(f"{bounds.label.lower()!r} is {value!r}; allowed: {bounds.low} to {bounds.high} {bounds.unit}")
    return number


def written(of: Rule) -> dict[str, Any]:
    """The rule as the store keeps it and as it is shared: plain values and the query of its view."""
    numbers = {part: getattr(of, part) for part in ("kind", "threshold", "days", "cooldown")}
    return numbers | {"query": urlencode(encode(of.view))}


def read(told: Mapping[str, Any]) -> Rule:
    """The rule that `written` wrote. Raises AlertError for one that cannot be read as it was meant."""
    missing = [part for part in ("kind", "threshold", "days", "cooldown", "query") if part not in told]
    if missing:
        raise AlertError(f"the rule lacks {', '.join(missing)}")
    view, rejected = decode(dict(parse_qsl(str(told["query"]), keep_blank_values=True)))
    if rejected:
        raise AlertError(f"its settings cannot be read as meant: {rejected[0].key} ({rejected[0].reason})")
    return rule(told["kind"], told["threshold"], told["days"], told["cooldown"], view)


@dataclass(frozen=True)
class Alert:
    """What fired: for whom, on which day, with which value, and the events and the link that show why."""

    id: str
    rule: str
    rule_id: str
    kind: str
    data: str
    role: str
    entity: str
    name: str
    day: str
    value: float
    threshold: float
    unit: str
    days: int
    sentence: str
    link: str
    evidence: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        return asdict(self) | {"evidence": list(self.evidence)}


def judge(
    rules: Mapping[str, Rule],
    data: Callable[[View], Known],
    as_of: date | None = None,
    earlier: pd.DataFrame | None = None,
    look_back: int = LOOK_BACK,
) -> list[Alert]:
    """Alerts to be told on `as_of` (None: the last day of each rule's data), in order of rule, day and entity.

    A rule fires for an entity on the latest of the last `look_back` days on which what it asks holds, unless `earlier`,
    the alerts noted so far, silence it (`told_of`). Noting what this returns makes a second call on the same data
    return nothing.
    """
    told = []
    for name, one in rules.items():
        known = data(one.view)
        end = last_day(known, as_of)
        if end is None:
            continue
        values = values_of(one, known, end - (look_back - 1) * _DAY, end)
        silent = told_of(name, one, earlier, as_of)
        for row in alerts.due(values, one.threshold, one.cooldown, silent).itertuples():
            told.append(raised(name, one, known, row.entity, row.date, row.value))
    return told


def last_day(known: Known, as_of: date | None) -> pd.Timestamp | None:
    """The day to stand on: never after the data; None before them."""
    if known.days is None:
        return None
    first, last = known.days
    end = last if as_of is None else min(last, pd.Timestamp(as_of))
    return end if end >= first else None


def values_of(one: Rule, known: Known, since: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """What a rule compares with its threshold, by day from `since` to `end` and entity."""
    return KINDS[one.kind].watch(one.view, one.days, known, since).loc[:end]


def told_of(name: str, one: Rule, noted: pd.DataFrame | None, as_of: date | None = None) -> dict[str, pd.Timestamp]:
    """The last day that was told under a rule, by entity: from then it is silent for its cooldown, in days of the data.

    `noted` are alerts as the store gives them (EARLIER). Those after `as_of` do not count, nor those of another rule
    under the same name.
    """
    if noted is None or noted.empty:
        return {}
    same = [told.get("rule_id") == one.id for told in noted["told"]]
    rows = noted[(noted["rule"] == name) & pd.Series(same, index=noted.index, dtype=bool)]
    days = pd.to_datetime(rows["day"])
    return (
        days[days <= (pd.Timestamp.max if as_of is None else pd.Timestamp(as_of))]
        .groupby(rows["subject"])
        .max()
        .to_dict()
    )


def untold(
    fired: Iterable[Alert], rules: Mapping[str, Rule], noted: pd.DataFrame, as_of: date | None = None
) -> list[Alert]:
    """Those of the alerts that `judge` gave which `noted`, the alerts noted by now, do not silence."""
    last = {name: told_of(name, one, noted, as_of) for name, one in rules.items()}

    def open_(one: Alert) -> bool:
        told = last[one.rule].get(one.entity)
        return told is None or pd.Timestamp(one.day) >= alerts.free(told, rules[one.rule].cooldown)

    return [one for one in fired if open_(one)]


def raised(name: str, one: Rule, known: Known, entity: str, day: pd.Timestamp, value: float) -> Alert:
    """The alert of a rule that fired, with its grounds, its sentence and its link."""
    kind, role, when = KINDS[one.kind], roles(one.view), day.date()
    grounds = kind.grounds(one.view, one.days, known, entity, day)
    who = named(entity)
    sentence = alert(Firing(one.kind, who, role, when, value, one.threshold, one.days, grounds.told))
    return Alert(
        f"{one.id}:{entity}:{when}", name, one.id, one.kind, one.view.data, role, entity, who, when.isoformat(),
        value, one.threshold, kind.unit, one.days, sentence, urlencode(encode(shown(one, known, entity, when))),
        grounds.events,
    )  # fmt: skip


def shown(one: Rule, known: Known, entity: str, day: date) -> View:
    """The view that shows a rule's number for one entity on one day.

    Where all that is known was published by that day, the link says so, and later reports do not change what it shows.
    """
    all_known = len(known_on(known.events, day)) == len(known.events)
    focus = {} if one.view.pair else {"actors": (entity,), "focus": entity}
    since = day - timedelta(days=one.days) if one.kind == "jump" else None
    start = day - timedelta(days=OPENING_SPAN_DAYS)
    return replace(one.view, start=start, end=day, since=since, as_known=day if all_known else None, **focus)
