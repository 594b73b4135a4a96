"""Forecasts of a dataset, kept for all readers: what was known, probabilities, paths, the backtest, and kept ones.

None of it is asked for by weight, half-life or confidence: no setting of the score reaches a forecast.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import chances
from dashboard.cache.limits import SITUATIONS_KEPT
from dashboard.cache.resting import EVENTS, FORECASTS, changed, rests_on
from dashboard.cache.stored import days, events, store, writer
from dashboard.chances import Fan, Outlook
from dashboard.state import LAST_DAY, View
from data import forecasts as kept
from data.store import Store
from scoring import backtest, history
from scoring.probability import VERSION, Past
from scoring.targets import BY_ID

BACKTESTS_KEPT = 8  # up to some 10 MB each, one a dataset, day of knowledge and kind of unit
PASTS_KEPT = 2  # some 0.3 MB a unit over four years, 8 MB of the bundled case

Key = tuple[str, bool, date | None, str]  # data, additions, day of knowledge, units
Backtests = dict[Key, pd.DataFrame]  # cells of `scoring.backtest`


def outlook(view: View, target: str) -> Outlook:
    """The probabilities of a target for all units of a view."""
    return _outlook(*_asked(view), target)


def fan(view: View, unit: str, target: str) -> Fan:
    """Past and sampled counts, by week, of what a target counts."""
    return _fan(*_asked(view), unit, BY_ID[target].quantity)


def _asked(view: View) -> tuple[str, bool, date | None, date, str]:
    return view.data, view.added, view.as_known, chances.as_of(view), chances.units(view)


@rests_on(*EVENTS, max_entries=PASTS_KEPT, show_spinner="Reading what was known …")
def _past(name: str, added: bool, as_known: date | None, day: date, by: str) -> Past:
    return Past(history.known(events(name, added, as_known), by, pd.Timestamp(day)))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner="Fitting the forecast …")
def _outlook(name: str, added: bool, as_known: date | None, day: date, by: str, target: str) -> Outlook:
    return chances.outlook(_past(name, added, as_known, day, by), target)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner="Drawing paths of counts …")
def _fan(name: str, added: bool, as_known: date | None, day: date, by: str, unit: str, quantity: str) -> Fan:
    return chances.fan(_past(name, added, as_known, day, by).history, unit, quantity)


@rests_on(*EVENTS, show_spinner=False)
def backtests() -> Backtests:
    """Backtests that were run, by what they rest on.

    A new dictionary once events change, so that what is still at work then is kept where nobody looks.
    """
    return {}


def backtest_key(view: View) -> Key:
    """Under which the backtest of a view stands in `backtests`."""
    return view.data, view.added, view.as_known, chances.units(view)


def keep_backtest(done: Backtests, view: View, cells: pd.DataFrame) -> None:
    """Keep the cells of a view in what `backtests` gave before the work began; the oldest of too many goes."""
    done[backtest_key(view)] = cells
    while len(done) > BACKTESTS_KEPT:
        done.pop(next(iter(done)), None)


def keep_forecast(store: Store, view: View, found: Outlook, units: list[str], who: str | None) -> int:
    """Keep the forecasts of some units on this server, with who did; how many are new. Raises StoreError.

    `store` as `permissions.writing` gives it.
    """
    until = days(view.data, view.added)[1]
    told = found.rows[found.rows["unit"].isin(units)]
    told = told.assign(kept_by=who or "", data_until=until.isoformat(), with_added=view.added)
    new = kept.keep(store, view.data, found.by, VERSION, told)
    changed(FORECASTS)
    return new


def kept_forecasts(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecasts of a dataset that were kept: those settled, with what came, and those still open. Raises StoreError.

    What became due is settled first, and what came of earlier ones is looked up again, once after each change of the
    events: a toll may have become known. What came is read from all that this server holds of the dataset. The lists
    themselves are read each time, as another process may have kept more.
    """
    _settle(name, store().database.location)
    return kept.scored(store(), name), kept.due(store(), name, LAST_DAY)


@rests_on(*EVENTS, FORECASTS, show_spinner=False)
def _settle(name: str, location: str) -> int:
    """How many outcomes are new. The server adds them by itself, whoever looks."""
    last = days(name, True)[1]
    over = [part for part in (kept.due(store(), name, last), kept.scored(store(), name)) if len(part)]
    new = 0
    told = pd.concat(over) if over else pd.DataFrame(columns=["units", "target"])
    for units, made in told[told["target"].isin(BY_ID)].groupby("units"):
        came = backtest.came(events(name, True), units, made)
        new += kept.settle(writer(), pd.DataFrame({"number": made["number"], "came": came}), last)
    return new
