"""Which half-life ranks the days before deaths best: chosen on earlier days, tried once on later ones.

The scored days fall into three periods in order: two to choose on, so that a choice must hold in both, and the last to
test on. The test sees two half-lives only, the default and the one chosen. Days whose outcome lies beyond the end of
their period are left out, so that no period knows the next. What is compared is the mean of the actors' own average
precisions: pooled, actors are mostly told from each other, which no half-life changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from scoring.precision import DRAWS, MEAN, precision
from scoring.risk import HALF_LIFE
from scoring.score import WEIGHTS
from scoring.validity import HORIZONS, ActorDays, ValidityError, index_of, rows

GRID = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42)  # days: from none to the six weeks that violence echoed for in Iraq
PERIODS = ("first", "second", "test")
FIRST, SECOND, TEST = PERIODS


class Comparison(NamedTuple):
    """What `compare` found.

    `grid`: one row a period to choose on, horizon and half-life, with the columns of `scoring.precision.precision` for
    the mean over actors; `difference` is the default's figure minus this one's. `test`: the same of the last period,
    all groups, where `difference` is that of the chosen half-life minus the default's; empty where that is the default.
    `recommended` is the chosen one if it is better in the mean over actors at every horizon of the test, else the
    default. `starts` are the first days of the periods.
    """

    grid: pd.DataFrame
    test: pd.DataFrame
    chosen: float
    recommended: float
    starts: dict[str, pd.Timestamp]


def compare(
    past: ActorDays,
    half_lives: Sequence[float] = GRID,
    starts: tuple[pd.Timestamp | str, pd.Timestamp | str] | None = None,
    default: float = HALF_LIFE,
    weights: Mapping[str, float] = WEIGHTS,
    horizons: Iterable[int] = HORIZONS,
    draws: int = DRAWS,
    seed: int = 0,
) -> Comparison | None:
    """Choose among `half_lives` and the default (days) on the first two periods, and test the choice on the third.

    `starts` are the first days of the second period and of the test; by default the scored days are cut in three equal
    parts. None where no actor has days enough, with and without the outcome, in each period to choose on. Raises
    ValidityError for starts out of order.
    """
    first, *later = begins = _starts(past, starts)
    if first is pd.NaT:
        return None
    ends = [*later, past.cube.dates[-1] + pd.Timedelta(days=1)]
    tried = [float(default), *(float(one) for one in half_lives if one != default)]
    known = {_name(one): index_of(past, one, weights) for one in tried}
    of = {horizon: rows(past, horizon, known) for horizon in horizons}
    spans = dict(zip(PERIODS, zip(begins, ends, strict=True), strict=True))

    def figures(period: str, names: Sequence[float]) -> pd.DataFrame:
        within = pd.concat([_within(cases, horizon, *spans[period]) for horizon, cases in of.items()])
        found = precision(within, [_name(one) for one in names], draws, seed)
        by_name = {_name(one): one for one in names}
        found["half_life"] = found.pop("predictor").map(by_name)
        found["better"] = found["better"].replace(by_name)
        return found.assign(period=period)

    grid = pd.concat([figures(period, tried) for period in (FIRST, SECOND)], ignore_index=True)
    grid = grid[grid["group"] == MEAN].reset_index(drop=True)
    if grid.groupby(["period", "horizon"]).ngroups < 2 * len(of):
        return None
    # the default comes first, and the first of equals is taken
    chosen = float(grid.groupby("half_life", sort=False)["average_precision"].mean().idxmax())
    test = figures(TEST, [chosen, default]) if chosen != default else grid.head(0)
    mean = test[(test["group"] == MEAN) & (test["half_life"] == default)]
    holds = len(mean) == len(of) and bool((mean["difference_low"] > 0).all())
    return Comparison(grid, test, chosen, chosen if holds else float(default), dict(zip(PERIODS, begins, strict=True)))


def _name(half_life: float) -> str:
    return f"{half_life:g}"


def _within(cases: pd.DataFrame, horizon: int, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    known = cases["date"] + pd.Timedelta(days=horizon)  # the day on which the outcome is
    return cases[(cases["date"] >= start) & (known < end)]


def _starts(past: ActorDays, starts: tuple[pd.Timestamp | str, pd.Timestamp | str] | None) -> list[pd.Timestamp]:
    days = past.cube.dates[past.scored.any(axis=0)] if past.scored.size else past.cube.dates[:0]
    if not len(days):
        return [pd.NaT] * len(PERIODS)
    if starts is None:
        length = (days[-1] - days[0]).days // len(PERIODS)
        return [days[0] + pd.Timedelta(days=length * number) for number in range(len(PERIODS))]
    second, test = (pd.Timestamp(start).normalize() for start in starts)
    if not days[0] < second < test <= days[-1]:
        raise ValidityError(
            f"the second period starts on {second:%Y-%m-%d} and the test on {test:%Y-%m-%d}; allowed: two days in order"
            f" after {days[0]:%Y-%m-%d}, the first scored day, and up to {days[-1]:%Y-%m-%d}, the last"
        )
    return [days[0], second, test]
