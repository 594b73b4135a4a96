"""Forecasts of the past of how many: predictive draws of counts per unit and window, scored like the probabilities.

`run` stands on the same cutoffs as `scoring.backtest` and gives the sampler (see `scoring.forecast.sample_paths`) the
totals of the windows that were over by then; `table` scores its draws beside the past totals themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

import numpy as np
import pandas as pd

from data.events import EventError
from scoring import history as past
from scoring.backtest import FORECASTERS, NOBODY, OURS, STEP, UNFORESEEN, Reader, stands, with_nobody
from scoring.climatology import LEVEL, MIN_WINDOWS, TOO_SHORT, WINDOWS
from scoring.comparators import RECENT_DAYS
from scoring.history import History
from scoring.proper import crps, pit
from scoring.targets import ACTS, DEATHS

Sampler = Callable[[pd.DataFrame, int, int, int], np.ndarray]  # panel, steps, draws, seed -> steps x units x draws
DRAWS = 500  # of ours: their CRPS is at most 0.2 % of the spread above that of all, and spread as they are, less
CELLS = ("cutoff", "unit", "quantity", "horizon", "count", "forecaster", "crps", "inside", "reason")
WORDS = {  # metric -> what it is
    "crps": "continuous ranked probability score of the count, in its unit; lower is better. Of comparators whatever "
    "their number of draws (Ferro's fair score; of one draw the absolute error, up to twice it), of ours as it is",
    "inside": "share of outcomes in the middle 90 % of the forecast (randomised PIT); 0.9 is right",
}
# comparator -> of the past totals (units x windows, the latest last), those that are its draws
_ENSEMBLES: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "persistence": lambda totals, horizon: pd.DataFrame(totals).ffill(axis=1).to_numpy()[:, -1:],  # the last known one
    "climatology": lambda totals, horizon: totals,
    "conflictology": lambda totals, horizon: totals[:, -max(RECENT_DAYS // horizon, 1) :],
}


def totals(history: History, quantity: str, horizon: int) -> np.ndarray:
    """Sum of a quantity over the `horizon` days after each day (units x days): null where that is not over, or where a
    toll in it is unknown, which is not none. Raises EventError for another quantity than acts and deaths."""
    if quantity not in (ACTS, DEATHS):
        raise EventError(f"there is no quantity {quantity!r}; allowed: {ACTS}, {DEATHS}")
    sums = history.amounts(quantity, horizon)
    return np.where(history.amounts("unknown", horizon) > 0, np.nan, sums) if quantity == DEATHS else sums


def panel(history: History, quantity: str, horizon: int) -> pd.DataFrame:
    """Totals of a quantity by window and unit: windows of `horizon` days end to end up to the last day of the history.

    Index: the last day of each window; columns: units; null where a toll in the window is unknown. Raises EventError
    for another quantity than acts and deaths.
    """
    sums = totals(history, quantity, horizon)
    begins = np.arange(len(history.days) - 1 - horizon, -1, -horizon)[::-1]
    ends = history.days[begins + horizon]
    return pd.DataFrame(sums[:, begins].T, index=pd.DatetimeIndex(ends), columns=list(history.units))


def run(
    events: pd.DataFrame,
    sampler: Sampler,
    by: str = "pair",
    quantities: Iterable[str] = (ACTS, DEATHS),
    horizons: Iterable[int] = WINDOWS,
    step: int = STEP,
    seed: int = 0,
    reader: Reader | None = None,
) -> pd.DataFrame:
    """Every forecast of a count and its scores: CELLS, one row a cutoff, unit, quantity, horizon and forecaster.

    `events` and `reader` as in `scoring.backtest.run`. `crps` in the unit of the quantity: of comparators the fair one,
    so that having few draws costs them nothing (a single one cannot be fair: its absolute error stands), and of ours
    the plain one, as the fair one would flatter draws that are no independent sample; `inside`: whether the outcome
    lies in the middle 90 % of the draws, by the randomised PIT, which is exact for counts; each cutoff has random
    numbers of its own, the sampler's too. Windows with an unknown toll have no outcome (`count` is null) and no scores,
    and past ones are no draws. `reason` is TOO_SHORT where fewer than MIN_WINDOWS windows were over and known of
    anybody: there nobody forecasts, and there are no scores. A unit that was not known yet has a row only where its
    count came above 0: one, without scores, with the reason UNFORESEEN. Raises EventError for another quantity than
    acts and deaths.
    """
    asked, lengths = list(dict.fromkeys(quantities)), list(dict.fromkeys(horizons))
    whole = past.known(events, by)
    place = {unit: row for row, unit in enumerate(whole.units)}
    outcomes = {
        (each, length): with_nobody(totals(whole, each, length), length) for each, length in product(asked, lengths)
    }
    frames = []
    for day, due, at in stands(events, by, lengths, step, reader):
        if not at.units:
            continue
        rows, now = [place.get(unit, NOBODY) for unit in at.units], whole.days.get_loc(day)
        chance = seed + day.toordinal()
        for length, quantity in product(due, asked):
            actual, over = outcomes[quantity, length][rows, now], panel(at, quantity, length)
            told = {"cutoff": day, "unit": at.units, "quantity": quantity, "horizon": length, "count": actual}
            new = np.setdiff1d(np.flatnonzero(outcomes[quantity, length][:, now] > 0), rows)
            missed = {**told, "unit": np.array(whole.units)[new], "count": outcomes[quantity, length][new, now]}
            frames.append(pd.DataFrame({**missed, "forecaster": OURS, "reason": UNFORESEEN}))
            if over.notna().any(axis=1).sum() < MIN_WINDOWS:
                silent = {"crps": np.nan, "inside": np.nan, "reason": TOO_SHORT}
                frames.extend(pd.DataFrame({**told, "forecaster": name, **silent}) for name in FORECASTERS)
                continue
            ensembles = {OURS: np.asarray(sampler(over, 1, DRAWS, chance), dtype=float)[0]}
            ensembles |= {name: chosen(over.to_numpy().T, length) for name, chosen in _ENSEMBLES.items()}
            anybody = over.to_numpy()[over.notna().to_numpy()]
            for name, draws in ensembles.items():
                scores = _scores(actual, draws, anybody, chance, fair=name != OURS)
                frames.append(pd.DataFrame({**told, "forecaster": name, **scores, "reason": None}))
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(CELLS))


def _scores(actual: np.ndarray, draws: np.ndarray, anybody: np.ndarray, seed: int, fair: bool) -> dict[str, np.ndarray]:
    """`crps` and `inside` of outcomes (units), by the known ones among the draws (units x draws) of each.

    A unit without a known draw is given `anybody`, what is known of all.
    """
    draws = np.sort(draws, axis=1)  # unknown ones last
    known = (~np.isnan(draws)).sum(axis=1)
    score, place = np.full(len(actual), np.nan), np.full(len(actual), np.nan)
    for count in np.unique(known):
        at = np.flatnonzero(known == count)
        ensemble = draws[at, :count] if count else np.broadcast_to(anybody, (len(at), len(anybody)))
        score[at] = crps(actual[at], ensemble, fair=fair and ensemble.shape[1] > 1)
        place[at] = pit(actual[at], ensemble, seed + int(count))
    inside = np.where(np.isnan(place), np.nan, np.abs(place - 0.5) <= LEVEL / 2)
    return {"crps": score, "inside": inside}


def table(cells: pd.DataFrame) -> pd.DataFrame:
    """CRPS and coverage of all forecasters, in the columns of `scoring.backtest.table`; the target is the quantity.

    Scored are the cells with a forecast and an outcome; `abstained` counts those without a forecast, `unknown` those
    with one and without an outcome, as a toll is unknown, and `unforeseen` the counts above 0 of units that were not
    known at the cutoff.
    """
    rows = []
    for (quantity, horizon), group in cells.groupby(["quantity", "horizon"], sort=False):
        one = group[group["forecaster"] == OURS]
        scored, new, asked = one[one["crps"].notna()], one["reason"] == UNFORESEEN, one["reason"].isna()
        counts = {
            "cells": len(scored), "hits": int((scored["count"] > 0).sum()),
            "abstained": int((~asked & ~new).sum()), "unknown": int((asked & one["count"].isna()).sum()),
            "unforeseen": int(new.sum()),
        }  # fmt: skip
        for metric, unit, better in (("crps", quantity, "lower"), ("inside", "share in the middle 90 %", "0.9")):
            means = group.groupby("forecaster")[metric].mean().astype(float)
            told = {"target": quantity, "horizon": horizon, "metric": metric, "unit": unit, "better": better}
            rows.append({**told, **means.reindex(list(FORECASTERS)).to_dict(), **counts})
    return pd.DataFrame(rows)
