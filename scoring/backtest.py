"""Forecasts of the past, from what was known then, scored by what came: ours and the comparators in one table.

`cutoffs` yields the days to stand on; `run` forecasts on each of them from the events that were published by then and
puts the outcome beside; `table` scores all forecasters, `calibration` groups them by what they said. Comparators are
columns like ours: no argument leaves them out.

Rows published later are left out, but no function of events can take back what a later article changed in a row: events
of text are merged from all reports of them. A `Reader` that reads anew what was published by a day does; without one,
what is known of an event of text by its first report may be what a later one said. Corrections by people count in
either case, whenever they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import numpy as np
import pandas as pd

from data.events import EventError
from scoring import history as past
from scoring.climatology import MIN_WINDOWS, WINDOWS
from scoring.comparators import COMPARATORS
from scoring.cube import span
from scoring.history import History
from scoring.metrics import METRICS
from scoring.probability import Past, forecast
from scoring.targets import TARGETS, Target, named

Reader = Callable[[pd.Timestamp], pd.DataFrame]  # a day -> the events as they were known by the end of it
OURS = "ours"
FORECASTERS = (OURS, *(comparator.id for comparator in COMPARATORS))
STEP = 30  # days from one cutoff to the next: a month, so that years of data are gone through in a minute
BINS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0)  # of probabilities; finer where most are said
# Reason of a cell: the unit reached the target, but nobody had told of it by the cutoff, so that no forecast was asked
UNFORESEEN = "unforeseen"
NOBODY = -1  # row of the outcomes of a unit that the data do not tell of
CELLS = ("cutoff", "unit", "target", "horizon", "hit", "before", *FORECASTERS, "reason")


def cutoffs(first: pd.Timestamp, last: pd.Timestamp, horizon: int, step: int = STEP) -> Iterator[pd.Timestamp]:
    """Days on which a history from `first` is long enough, up to the last whose window is over by `last`.

    They are counted from the first day, so that data that come later add days and move none, and are the same for all
    horizons but for the first ones. Raises EventError for a horizon or a step below one day, when the
    first is asked for.
    """
    for name, value in (("horizon", horizon), ("step", step)):
        if value < 1:
            raise EventError(f"the {name} is {value!r}; allowed: whole days, 1 or more")
    least = first + pd.Timedelta(days=horizon * MIN_WINDOWS)
    day = first
    while day + pd.Timedelta(days=horizon) <= last:
        if day >= least:
            yield day
        day += pd.Timedelta(days=step)


def stands(
    events: pd.DataFrame, by: str, horizons: Iterable[int], step: int = STEP, reader: Reader | None = None
) -> Iterator[tuple[pd.Timestamp, list[int], History]]:
    """Each cutoff, the horizons that can be forecast and judged from it, and the history that was known on it.

    The history is that of `reader`'s events of the day; without one, of those of `events` published by then.
    """
    covered = span(events)
    if covered is None:
        return
    due: dict[pd.Timestamp, list[int]] = {}
    for length in horizons:
        for day in cutoffs(*covered, length, step):
            due.setdefault(day, []).append(length)
    tracks = None if reader else past.intensities(events)
    for day in sorted(due):
        yield day, due[day], past.known(reader(day) if reader else events, by, day, tracks)


def run(
    events: pd.DataFrame,
    by: str = "pair",
    targets: Iterable[Target | str] = TARGETS,
    horizons: Iterable[int] = WINDOWS,
    step: int = STEP,
    reader: Reader | None = None,
    tell: Callable[[pd.Timestamp], object] | None = None,
) -> pd.DataFrame:
    """Every forecast and its outcome, one row a cutoff, unit, target and horizon: CELLS.

    Outcomes are those of `events`; forecasts are from `reader`'s events of the cutoff, where there is one.
    `hit`: 1 where the target was reached within the horizon, 0 where not, null where a toll is unknown to this day;
    `before`: the same of the window that ended at the cutoff. `reason`: why there is no forecast of ours; a unit that
    was not known yet has a cell only where it reached the target, with the reason UNFORESEEN and without any forecast.
    `tell` is called with each cutoff before the forecasts from it are made; what it raises ends the run.
    """
    goals, lengths = list(dict.fromkeys(named(target) for target in targets)), list(dict.fromkeys(horizons))
    whole = past.known(events, by)
    place = {unit: row for row, unit in enumerate(whole.units)}
    outcomes = {
        (goal.id, length): with_nobody(whole.hits(goal, length), length) for goal, length in product(goals, lengths)
    }
    frames = []
    for day, due, history in stands(events, by, lengths, step, reader):
        if tell is not None:
            tell(day)
        rows, now = [place.get(unit, NOBODY) for unit in history.units], whole.days.get_loc(day)
        at = Past(history)
        for length, goal in product(due, goals):
            made = forecast(at, by, length, goal).rename(columns={"as_of": "cutoff", "probability": OURS})
            hits = outcomes[goal.id, length]
            frames.append(made.assign(hit=hits[rows, now], before=hits[rows, now - length])[list(CELLS)])
            new = np.setdiff1d(np.flatnonzero(hits[:, now] == 1), rows)
            if len(new):
                told = {"cutoff": day, "target": goal.id, "horizon": length, "reason": UNFORESEEN}
                missed = {"unit": np.array(whole.units)[new], "hit": 1.0, "before": hits[new, now - length]}
                frames.append(pd.DataFrame({**missed, **told}).reindex(columns=list(CELLS)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(CELLS))


def came(events: pd.DataFrame, by: str, made: pd.DataFrame) -> pd.Series:
    """What came of forecasts that were made by `by` (unit, target, horizon, as_of): 1, 0, or null, index as `made`.

    Null where the window is not over by the last day that the data cover, and where a toll in it is unknown.
    """
    whole = past.known(events, by)
    place = {unit: row for row, unit in enumerate(whole.units)}
    out = pd.Series(np.nan, index=made.index)
    for (target, horizon), rows in made.groupby(["target", "horizon"]):
        hits = with_nobody(whole.hits(named(target), int(horizon)), int(horizon))
        at = whole.days.get_indexer(pd.DatetimeIndex(rows["as_of"]).normalize())
        found = hits[[place.get(unit, NOBODY) for unit in rows["unit"]], at]
        out[rows.index] = np.where(at >= 0, found, np.nan)
    return out


def with_nobody(values: np.ndarray, horizon: int) -> np.ndarray:
    """Outcomes (units x days) with one more row at the end, NOBODY: 0, and null where the window is not over.

    A unit of which the data tell nothing any more did nothing, in days that they cover.
    """
    days = values.shape[1]
    return np.vstack([values, np.where(np.arange(days) + horizon < days, 0.0, np.nan)])


def table(cells: pd.DataFrame) -> pd.DataFrame:
    """All metrics of all forecasters: target, horizon, metric, unit, better, cells, hits, and a column a forecaster.

    Scored are the cells on which ours gave a forecast and whose outcome is known, the same for everybody; `cells` and
    `hits` count those that the metric is about, `abstained` the cells without a forecast of ours, `unknown` those
    with one and without an outcome, as a toll is unknown; `unforeseen` the hits of units that were not known at the
    cutoff, which no forecaster is charged for.
    """
    rows = []
    for (target, horizon), group in cells.groupby(["target", "horizon"], sort=False):
        new = group["reason"] == UNFORESEEN
        scored = group[group[OURS].notna() & group["hit"].notna()]
        open_ = group[OURS].notna() & group["hit"].isna()
        silent = int((group[OURS].isna() & ~new).sum())
        for metric in METRICS:
            about = scored[scored["before"] == 0] if metric.onsets else scored
            values = {name: metric.value(about, about[name]) if len(about) else np.nan for name in FORECASTERS}
            told = {"target": target, "horizon": horizon, "metric": metric.id, "unit": metric.unit}
            own = group["before"] == 0 if metric.onsets else True
            counts = {"cells": len(about), "hits": int(about["hit"].sum()), "abstained": silent}
            counts |= {"unknown": int((open_ & own).sum()), "unforeseen": int((new & own).sum())}
            rows.append({**told, "better": metric.better, **values, **counts})
    return pd.DataFrame(rows)


def calibration(cells: pd.DataFrame) -> pd.DataFrame:
    """What came of what was said, by BINS: target, horizon, forecaster, low, high, said, came, cells.

    `said`: the mean probability of the cells in the bin, `came`: the share of them that reached the target.
    """
    scored = cells[cells[OURS].notna() & cells["hit"].notna()]
    long = scored.melt(["target", "horizon", "hit"], list(FORECASTERS), "forecaster", "said")
    at = np.clip(np.digitize(long["said"], BINS) - 1, 0, len(BINS) - 2)
    long = long.assign(low=np.take(BINS, at), high=np.take(BINS, at + 1))
    keys = ["target", "horizon", "forecaster", "low", "high"]
    found = long.groupby(keys, sort=True).agg(said=("said", "mean"), came=("hit", "mean"), cells=("hit", "size"))
    return found.reset_index()
