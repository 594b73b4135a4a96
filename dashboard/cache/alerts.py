"""Alert rules, judged on the data under their own settings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard import alerting, trying
from dashboard.alert_rows import Used
from dashboard.cache.cubes import sums
from dashboard.cache.resting import EVENTS, changed, rests_on
from dashboard.cache.stored import known, measures, store
from dashboard.own_errors import public
from dashboard.state import View
from dashboard.watching import Known
from data.store import Store

TRIALS_KEPT = 32  # a year of values of a rule each, 365 days x the actors it watches: some 0.5 MB


@rests_on("rules", show_spinner=False)
def rules() -> dict[str, dict[str, object]]:
    """Alert rules in use, by name, as the store has them."""
    return store().rules()


def keep_rule(store: Store, name: str, rule: dict[str, object] | None, who: str | None) -> None:
    """Keep an alert rule under a name; None takes it out of use.

    `store` as `permissions.writing` gives it. Raises StoreError where that cannot be kept.
    """
    store.save_rule(name, rule, who)
    changed("rules")


@rests_on(*EVENTS, max_entries=TRIALS_KEPT, show_spinner=False)
def trial(rule: alerting.Rule, end: date, as_known: date | None) -> trying.Trial:
    """An alert rule on the year up to a day, as known at the end of a day: under its own settings, not the reader's."""
    return trying.trial(rule, _watched(rule, as_known), end)


@rests_on(*EVENTS, max_entries=TRIALS_KEPT, show_spinner=False)
def alert(
    name: str, rule: alerting.Rule, as_known: date | None, entity: str, day: pd.Timestamp, value: float
) -> alerting.Alert:
    """What a rule that fired for an entity on a day says, with its grounds, as known at the end of a day."""
    return alerting.raised(name, rule, _watched(rule, as_known), entity, day, value)


@rests_on("alerts", show_spinner=False)
def noted() -> pd.DataFrame:
    """Alerts that `casus alert` told, the oldest first, as the store has them."""
    return store().alerts()


def _watched(rule: alerting.Rule, as_known: date | None) -> Known:
    view = rule.view
    chosen = (view.data, view.added, as_known, view.confidence)
    return Known(known(*chosen), measures(view.data, view.added, as_known), lambda by: sums(*chosen, by))


def used_rules(view: View) -> list[Used]:
    """All alert rules in use, judged on the view's day with what it knows; one that cannot be is told with the reason.

    Nothing else of the view counts, so that moving a weight costs no judging.
    """
    return [_used(name, json.dumps(told), view) for name, told in rules().items()]


def _used(name: str, told: str, view: View) -> Used:
    try:
        return _judged(name, told, view.end, view.as_known)
    except ValueError as error:  # of any room: a dataset that is gone, data too large, a setting of another version
        return Used(name, trouble=public(error))


@rests_on(*EVENTS, "alerts", max_entries=TRIALS_KEPT, show_spinner=False)
def _judged(name: str, told: str, end: date, as_known: date | None) -> Used:
    """By the text of the rule, which is found a hundred times as fast as its value. A failure is not kept."""
    rule = alerting.read(json.loads(told))
    return Used(name, rule, replace(trial(rule, end, as_known), told=alerting.told_of(name, rule, noted(), end)))
