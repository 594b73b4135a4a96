"""An alert rule tried on the data: where it would have fired, and how it stands given what was told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from dashboard.alerting import Rule, last_day, values_of
from dashboard.arguments import LOOK_BACK
from dashboard.watching import KINDS, Known
from scoring import alerts

YEAR = 365  # days that a rule is tried on before it is used
STATES = ("fires", "cooling", "quiet", "blind", "broken")
OTHER_THRESHOLDS = (0.6, 0.8, 1.0, 1.2, 1.4)  # of the one asked for: near enough to choose between
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Trial:
    """A rule on the days up to `end`: its values by day and entity, where it fires when judged on each of them (noting
    each time), and what was told under it by then (`told_of`), from which alone its silence counts."""

    rule: Rule
    end: pd.Timestamp | None
    values: pd.DataFrame = field(default_factory=pd.DataFrame)
    fired: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(alerts.FIRED)))
    told: Mapping[str, pd.Timestamp] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """One of STATES: told within LOOK_BACK days or to be told now; holds while silent; quiet; nothing to judge."""
        if self.end is None or not self.judged:
            return "blind"
        if self.recent:
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

    @cached_property
    def recent(self) -> dict[str, pd.Timestamp]:
        """Days of the last LOOK_BACK that were told, or that `judge` would tell now, by entity."""
        since = self.end - (LOOK_BACK - 1) * _DAY
        due = alerts.due(self.values.loc[since:], self.rule.threshold, self.rule.cooldown, self.told)
        told = {entity: day for entity, day in self.told.items() if day >= since and entity in self.values}
        return told | dict(zip(due["entity"], due["date"], strict=True))

    @property
    def _now(self) -> pd.Series:
        return self.values.loc[self.end] if self.end in self.values.index else pd.Series(dtype=float)

    @cached_property
    def subject(self) -> str | None:
        """Whom to show: who stands highest now, of those whom it fires for; None where nobody is watched."""
        fires = list(self.recent) if self.state == "fires" else []
        best = (self._now.reindex(fires) if fires else self._now).dropna()
        if len(best) and best.max() > 0:
            return str(best.idxmax())
        if fires or len(self.fired):
            return fires[0] if fires else str(self.fired["entity"].iloc[-1])
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
        last = self.told.get(self.subject)
        free = None if last is None else alerts.free(last, self.rule.cooldown)
        return free.date() if free is not None and free > self.end else None

    @property
    def last(self) -> date | None:
        """The last day on which it fired: told or to be told now, else the last on which it would have."""
        days = self.recent or (self.told if self.state == "cooling" else {})
        days = list(days.values()) or self.fired["date"].tolist()
        return max(days).date() if days else None

    @property
    def shown(self) -> tuple[pd.Timestamp, float] | None:
        """The last day on which it fired for `subject` and what it asks holds as the data stand, with its value."""
        own = self.fired.loc[self.fired["entity"] == self.subject, "date"].tolist()
        own += [days[self.subject] for days in (self.recent, self.told) if self.subject in days]
        values = self.values[self.subject].reindex(own) if own else pd.Series(dtype=float)
        values = values[values >= self.rule.threshold]
        return (values.index.max(), float(values[values.index.max()].max())) if len(values) else None


def trial(one: Rule, known: Known, as_of: date | None = None, days: int = YEAR) -> Trial:
    """The rule judged on each of the `days` up to `as_of` (None: the last of the data), noting each time it fires."""
    end = last_day(known, as_of)
    if end is None:
        return Trial(one, None)
    values = values_of(one, known, end - (days - 1) * _DAY, end)
    return Trial(one, end, values, alerts.fired(values, one.threshold, one.cooldown))


def other_thresholds(of: Trial, shares: Iterable[float] = OTHER_THRESHOLDS) -> list[tuple[float, int]]:
    """How often the rule would have fired with thresholds around its own: (threshold, times)."""
    bounds = KINDS[of.rule.kind].threshold
    tried = {min(max(round(share * of.rule.threshold), bounds.low), bounds.high) for share in shares}
    return [(t, len(alerts.fired(of.values, t, of.rule.cooldown))) for t in sorted(tried | {of.rule.threshold})]
