"""Alert rules as values, and what fires under them. Pure: rules, data and a day give alerts.

A rule is a question (one of `watching.KINDS`), its numbers, and the settings of the view it is judged under: whom, on
what data, in which role, with which weights. It does not move when a reader's weights do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
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

YEAR = 365  # days that a rule is tried on before it is used
STATES = ("fires", "cooling", "quiet", "blind", "broken")
OTHER_THRESHOLDS = (0.6, 0.8, 1.0, 1.2, 1.4)  # of the one asked for: near enough to choose between
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

    A rule fires for an entity on the latest of the last `look_back` days on which what it asks holds, unless it fired
    within its cooldown, in days of the data, up to that day. `earlier` are the alerts noted so far (EARLIER); those
    after `as_of`, and those of another rule under the same name, do not count. Noting what this returns makes a second
    call on the same data return nothing.
    """
    told = []
    for name, one in rules.items():
        known = data(one.view)
        end = _end(known, as_of)
        if end is None:
            continue
        values = _values(one, known, end - (look_back - 1) * _DAY, end)
        for row in alerts.due(values, one.threshold, one.cooldown, _last(name, one, end, earlier)).itertuples():
            told.append(raised(name, one, known, row.entity, row.date, row.value))
    return told


def _end(known: Known, as_of: date | None) -> pd.Timestamp | None:
    """The day to stand on: never after the data; None before them."""
    if known.days is None:
        return None
    first, last = known.days
    end = last if as_of is None else min(last, pd.Timestamp(as_of))
    return end if end >= first else None


def _values(one: Rule, known: Known, since: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    return KINDS[one.kind].watch(one.view, one.days, known, since).loc[:end]


def _last(name: str, one: Rule, end: pd.Timestamp, earlier: pd.DataFrame | None) -> dict[str, pd.Timestamp]:
    """The last day that a rule fired on, by entity."""
    if earlier is None or earlier.empty:
        return {}
    same = [told.get("rule_id") == one.id for told in earlier["told"]]
    rows = earlier[(earlier["rule"] == name) & pd.Series(same, index=earlier.index, dtype=bool)]
    days = pd.to_datetime(rows["day"])
    return days[days <= end].groupby(rows["subject"]).max().to_dict()


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


@dataclass(frozen=True)
class Trial:
    """A rule on the days up to `end`: its values by day and entity, and where it fires when judged on each of them."""

    rule: Rule
    end: pd.Timestamp | None
    values: pd.DataFrame = field(default_factory=pd.DataFrame)
    fired: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(alerts.FIRED)))

    @property
    def state(self) -> str:
        """One of STATES: fired within LOOK_BACK days; holds while cooling down; quiet; nothing to judge."""
        if self.end is None or not self.judged:
            return "blind"
        if len(self.fired) and self.end - self.fired["date"].max() < LOOK_BACK * _DAY:
            return "fires"
        return "cooling" if self._now.ge(self.rule.threshold).any() else "quiet"

    @property
    def judged(self) -> int:
        """Days on which something can be said of somebody."""
        return int(self.values.notna().any(axis=1).sum())

    @cached_property
    def held(self) -> int:
        """Days on which what it asks holds for somebody."""
        return int(self.values.ge(self.rule.threshold).any(axis=1).sum())

    @property
    def _now(self) -> pd.Series:
        return self.values.loc[self.end] if self.end in self.values.index else pd.Series(dtype=float)

    @cached_property
    def subject(self) -> str | None:
        """Whom to show: who stands highest now, of those whom it fired for last; None where nobody is watched."""
        latest = self.fired.loc[self.fired["date"] == self.fired["date"].max(), "entity"]
        best = self._now[list(latest)] if self.state == "fires" else self._now
        best = best.dropna()
        if len(best) and best.max() > 0:
            return str(best.idxmax())
        if len(latest):
            return str(latest.iloc[0])
        top = self.values.max().dropna()
        return str(top.idxmax()) if len(top) else next(iter(self.values.columns), None)

    @property
    def value(self) -> float | None:
        """The value of `subject` on the last day."""
        value = self._now.get(self.subject)
        return None if value is None or pd.isna(value) else float(value)

    @property
    def until(self) -> date | None:
        """The first day on which the rule may fire for `subject` again, where that lies ahead."""
        own = self.fired.loc[self.fired["entity"] == self.subject, "date"]
        free = own.max() + self.rule.cooldown * _DAY if len(own) else None
        return free.date() if free is not None and free > self.end else None

    @property
    def last(self) -> date | None:
        """The last day on which it fired."""
        return self.fired["date"].max().date() if len(self.fired) else None


def trial(one: Rule, known: Known, as_of: date | None = None, days: int = YEAR) -> Trial:
    """The rule judged on each of the `days` up to `as_of` (None: the last of the data), noting each time it fires."""
    end = _end(known, as_of)
    if end is None:
        return Trial(one, None)
    values = _values(one, known, end - (days - 1) * _DAY, end)
    return Trial(one, end, values, alerts.fired(values, one.threshold, one.cooldown))


def other_thresholds(of: Trial, shares: Iterable[float] = OTHER_THRESHOLDS) -> list[tuple[float, int]]:
    """How often the rule would have fired with thresholds around its own: (threshold, times)."""
    bounds = KINDS[of.rule.kind].threshold
    tried = {min(max(round(share * of.rule.threshold), bounds.low), bounds.high) for share in shares}
    return [(t, len(alerts.fired(of.values, t, of.rule.cooldown))) for t in sorted(tried | {of.rule.threshold})]
