"""The command for cron: `casus alert` judges the rules of the store and tells what fired.

Two runs at once tell and post an alert once: each tells what it was the first to note.

Exit code 0: nothing fired. 10: something fired and was told. 11: something waits because the webhook did not take it;
the next run sends it again. 2: a rule or an argument cannot be used (the other rules are judged all the same). Where
several hold, the first of 2, 11, 10. Below 10 codes mean what they mean for other commands, so that no crash (1) or
misuse (2) passes for an alert.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from dashboard.output import InputError, note, printable

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.alerting import Rule
    from dashboard.state import View
    from dashboard.watching import Known
    from data.store import Store

QUIET, UNUSABLE, FIRED, WAITING = 0, 2, 10, 11  # exit codes
POSTED = "posted"  # in a noted alert: null where no webhook was named, false while it waits, true once it was taken
SENDING = "sending"  # while it is being posted: until when (UTC) other runs leave it alone; then its run has died
_KEPT = (POSTED, SENDING)  # of a noted alert what is not told
_SECOND = "%Y-%m-%dT%H:%M:%SZ"


def alert(chosen: argparse.Namespace) -> int:
    """Judge the rules, note and tell what fired, and post what waits."""
    from dashboard import alerting, posting
    from data.store import Store

    named = chosen.webhook or os.environ.get(posting.WEBHOOK_VARIABLE)
    webhook = posting.checked(named) if named else None
    store = Store()
    kept = store.rules()
    if unknown := [name for name in chosen.rule if name not in kept]:
        raise InputError(f"there is no rule {unknown[0]!r}; in use: {', '.join(kept) or 'none'}")
    names = chosen.rule or list(kept)
    rules, broken = _readable({name: kept[name] for name in names})
    data, earlier, fired = _loader(store, chosen), store.alerts(), []
    for name, rule in rules.items():
        try:
            fired += alerting.judge({name: rule}, data, chosen.as_of, earlier, chosen.look_back)
        except ValueError as error:
            broken.append(_says(name, error))

    def new(noted: pd.DataFrame) -> list[dict[str, Any]]:
        fresh = alerting.untold(fired, rules, noted, chosen.as_of)
        return [one.told() | {"casus": version("casus"), POSTED: False if webhook else None} for one in fresh]

    # another run may have told some of it meanwhile: what this one notes is what it tells
    told = new(earlier) if chosen.dry_run else store.note_alerts(new) if fired else []
    _tell([_bare(one) for one in told], chosen.format_)
    for sentence in broken:
        note(sentence)
    if not told:
        note(_quiet(len(rules), bool(kept), bool(fired)))
    waits = bool(webhook) and not chosen.dry_run and not _send(store, names, webhook)
    return UNUSABLE if broken else WAITING if waits else FIRED if told else QUIET


def waiting(alerts: pd.DataFrame, names: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """What was noted of these rules, no webhook has taken and no other run is posting, the oldest first."""
    newest = alerts.assign(id=[told.get("id") for told in alerts["told"]]).drop_duplicates("id", keep="last")
    newest = newest[newest["rule"].isin(names)]
    free = now.strftime(_SECOND)
    return [dict(told) for told in newest["told"] if told.get(POSTED) is False and told.get(SENDING, "") < free]


def _readable(kept: dict[str, dict[str, Any]]) -> tuple[dict[str, Rule], list[str]]:
    from dashboard import alerting

    rules, broken = {}, []
    for name, told in kept.items():
        try:
            rules[name] = alerting.read(told)
        except alerting.AlertError as error:
            broken.append(_says(name, error))
    return rules, broken


def _says(name: str, error: ValueError) -> str:
    return f"the rule {name!r} cannot be judged: {error}"


def _loader(store: Store, chosen: argparse.Namespace) -> Callable[[View], Known]:
    """Data by view, each read and measured once."""
    import data
    from dashboard import watching
    from scoring.indicators import measure

    @cache
    def measured(name: str, added: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
        events = data.load(name, store, chosen.known_on, added)
        return events, measure(events)

    @cache
    def known(name: str, added: bool, confidence: float) -> Known:
        return watching.known(*measured(name, added), confidence)

    return lambda view: known(view.data, view.added, view.confidence)


def _bare(noted: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in noted.items() if key not in _KEPT}


def _quiet(rules: int, any_kept: bool, fired: bool) -> str:
    """Why nothing is told."""
    from dashboard.sentences import plural

    if not any_kept:
        return "there are no rules: make one on the page Alerts"
    if fired:
        return "nothing to tell: another run told at the same time what fired"
    return f"nothing fired; {plural(rules, 'rule')} judged"


def _note(store: Store, told: dict[str, Any]) -> None:
    store.note_alert(told["rule"], told["entity"], told["day"], told)


def _tell(told: list[dict[str, Any]], form: str) -> None:
    from dashboard import posting

    if form == "json":
        print(json.dumps(posting.payload(told, version("casus")), ensure_ascii=False, indent=2, allow_nan=False))
        return
    for one in told:
        print(printable(f"{one['rule']}: {one['sentence']}"))


def _send(store: Store, names: Sequence[str], webhook: str) -> bool:
    """Post what waits for these rules; whether nothing waits any more."""
    from dashboard import posting
    from dashboard.sentences import plural
    from data.retrying import FetchError

    now = datetime.now(UTC)
    if not waiting(store.alerts(), names, now):
        return True
    until = (now + timedelta(seconds=posting.longest_seconds())).strftime(_SECOND)
    # taken before it is posted, so that two runs at once do not both post it
    mine = [_bare(one) for one in store.note_alerts(
        lambda noted: [one | {SENDING: until} for one in waiting(noted, names, now)]
    )]  # fmt: skip
    if not mine:
        return True
    try:
        posting.post(webhook, posting.payload(mine, version("casus")), note)
    except FetchError as error:
        for one in mine:
            _note(store, one | {POSTED: False})
        waiting_for = plural(len(mine), "alert waits", "alerts wait")
        note(f"{waiting_for} as the webhook did not take what was sent ({error}); the next run sends it again")
        return False
    for one in mine:
        _note(store, one | {POSTED: True})
    note(f"{plural(len(mine), 'alert')} posted")
    return True
