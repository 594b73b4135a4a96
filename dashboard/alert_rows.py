"""Alert rules and alerts as rows of tables, and the addresses that open them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.alerting import Alert, Rule
from dashboard.names import name
from dashboard.sentences.alerts import state, watched
from dashboard.summary import roles
from dashboard.trying import Trial
from dashboard.watching import KINDS
from scoring.cube import PAIR
from scoring.score import PRESETS

SITUATION, EVENTS = "./", "./events"  # beside the page of alerts, wherever the dashboard is mounted
OWN_WEIGHTS = "own weights"
STANDING = ("name", "state", "who", "value", "threshold", "unit", "until", "times", "watches")
TOLD = ("day", "rule", "who", "sentence", "on", "posted", "view", "evidence")
# what a noted alert says of its webhook
_POSTED = {None: "not asked", False: "waits", True: "posted"}


@dataclass(frozen=True)
class Used:
    """A rule in use: its name, the rule and how it stands; without them, why it cannot be judged."""

    name: str
    rule: Rule | None = None
    trial: Trial | None = None
    trouble: str = ""

    @property
    def state(self) -> str:
        """One of trying.STATES."""
        return self.trial.state if self.trial else "broken"

    @property
    def loud(self) -> bool:
        """Whether it fires, or has fired and what it asks still holds."""
        return self.state in ("fires", "cooling")


def whom(rule: Rule) -> list[str]:
    """Names of those whom a rule watches; none for any actor of its data."""
    return [name(PAIR.join(rule.view.pair))] if rule.view.pair else [name(actor) for actor in rule.view.actors]


def watches(rule: Rule) -> str:
    """What a rule watches, in one line."""
    return watched(rule.kind, whom(rule), roles(rule.view), rule.threshold, rule.days, rule.cooldown)


def weights_of(rule: Rule) -> str:
    """The preset that a rule's weights are, or that they are its own."""
    found = (preset for preset, weights in PRESETS.items() if weights == rule.view.weight_of)
    preset = next(found, None)
    return f"weights {preset}" if preset else OWN_WEIGHTS


def standing(used: Iterable[Used]) -> pd.DataFrame:
    """One row a rule: STANDING. `value` is that of whom stands highest on the day, `times` counts the year up to it."""
    rows = []
    for one in used:
        if one.trial is None or one.rule is None:
            rows.append((one.name, state("broken", None, None), "", None, None, "", None, None, one.trouble))
            continue
        trial, kind = one.trial, KINDS[one.rule.kind]
        who = name(trial.subject) if trial.subject else ""
        rows.append((
            one.name, state(trial.state, trial.last, trial.until), who, trial.value, one.rule.threshold, kind.unit,
            trial.until, len(trial.fired), watches(one.rule),
        ))  # fmt: skip
    out = pd.DataFrame(rows, columns=list(STANDING))
    return out.astype({"value": "float64", "threshold": "float64", "times": "float64"})


def told(alerts: pd.DataFrame) -> pd.DataFrame:
    """Alerts that `casus alert` noted, as last noted, the latest first: TOLD."""
    newest = alerts.assign(id=[one.get("id", "") for one in alerts["told"]]).drop_duplicates("id", keep="last")
    rows = [
        (row.day, row.rule, row.told.get("name", row.subject), row.told.get("sentence", ""), str(row.at)[:10],
         _POSTED.get(row.told.get("posted"), ""), *addresses(row.told))
        for row in newest.itertuples()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TOLD)).sort_values("day", ascending=False, kind="stable", ignore_index=True)


def addresses(alert: Alert | Mapping[str, Any]) -> tuple[str, str]:
    """Where an alert's number and its evidence are shown; both are pages of this dashboard."""
    query, events = (
        (alert.link, alert.evidence) if isinstance(alert, Alert) else (alert.get("link", ""), alert.get("evidence", ()))
    )
    rest = "&".join(part for part in query.split("&") if not part.startswith(("page=", "event=")))
    event = f"&event={events[0]}" if events else ""
    return f"{SITUATION}?{rest}", f"{EVENTS}?{rest}{event}"


def drawn(trial: Trial) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the chart of a rule shows: values (date, value) and fired (date, value) of the trial's subject."""
    values = trial.values[trial.subject].rename("value").rename_axis("date").reset_index()
    return values, trial.fired[trial.fired["entity"] == trial.subject]
