"""What a view is told of what may come: probabilities by unit and horizon, their reasons, and paths of counts. Pure.

Nothing here reads a weight, a half-life or a confidence: units, day and target are all that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import expit

from dashboard.state import MOST_ACTORS, View
from scoring import counts
from scoring.climatology import WINDOWS
from scoring.cube import PAIR
from scoring.history import History
from scoring.probability import MAX_GAP, Past, forecast, reached
from scoring.targets import BY_ID

WEEK = 7  # days of a period of the fan chart
WEEKS = 13  # ahead: a quarter, the longest horizon of the probabilities
BACK = 52  # weeks of history drawn: a year, so that what is ahead has a quarter of the width or more
LEAST_WEEKS = 2 * WEEKS  # a shorter history repeats the paths that it holds (see scoring.paths)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
DRAWS = 1_000  # a quantile of 5 % then rests on 50 paths
SMALL = 0.05  # log-odds: a reason that moves the odds by less than a twentieth is told with the others
OTHERS = "others_small"
SEED = 20_210_628  # any number: the same view gives the same chart


@dataclass(frozen=True)
class Outlook:
    """Probabilities of one target as of a day: `rows` as of `scoring.forecast`, a row a unit and horizon.

    `days`: how many the data cover before the day; `gap`: since the last event or article; `reached`: horizon -> past
    windows, over all units, that reached the target.
    """

    by: str
    target: str
    as_of: pd.Timestamp
    rows: pd.DataFrame
    days: int
    gap: int
    reached: dict[int, int]

    def row(self, unit: str, horizon: int) -> pd.Series | None:
        """The forecast of a unit; None for one that nothing is known of."""
        found = self.rows[(self.rows["unit"] == unit) & (self.rows["horizon"] == horizon)]
        return found.iloc[0] if len(found) else None

    def silent(self, horizon: int) -> str | None:
        """The one of REASONS for which there is no forecast within a horizon."""
        found = self.rows.loc[self.rows["horizon"] == horizon, "reason"].dropna()
        return str(found.iloc[0]) if len(found) else None


def units(view: View) -> str:
    """What a unit is in a view (a role of `scoring.cube.ROLES`): a pair where one is chosen, else actors by role."""
    return "pair" if view.pair else view.role


def as_of(view: View) -> date:
    """The day that a forecast of a view is made on: its last day, or that of its knowledge where that is earlier.

    After the day of knowledge nothing is known: to take it for quiet would be to forecast from a blank page.
    """
    return min(view.end, view.as_known or view.end)


def outlook(past: Past, target: str) -> Outlook:
    """The probabilities of a target for all units and WINDOWS."""
    history = past.history
    rows = [forecast(past, history.by, horizon, target) for horizon in WINDOWS]
    windows = {horizon: reached(history.hits(BY_ID[target], horizon), horizon) for horizon in WINDOWS}
    return Outlook(
        history.by, target, history.days[-1], pd.concat(rows, ignore_index=True), len(history.days) - 1, history.gap,
        windows,
    )  # fmt: skip


def shown(view: View, found: Outlook) -> list[str]:
    """The units on screen: both directions of the pair, the actors chosen, or those for whom it is most frequent.

    By probability where there is one, else by climatology, over all horizons; the view's unit and focus are among them.
    """
    if view.pair:
        return [PAIR.join(view.pair), PAIR.join(view.pair[::-1])]
    if view.actors:
        return list(view.actors)
    likely = found.rows["probability"].fillna(found.rows["climatology"]).groupby(found.rows["unit"]).sum()
    order = sorted(likely.index, key=lambda unit: (-likely[unit], unit))
    asked = {view.focus, view.unit}.intersection(order)
    others = [unit for unit in order if unit not in asked][: MOST_ACTORS - len(asked)]
    return [unit for unit in order if unit in asked.union(others)]


def focus(view: View, listed: Sequence[str]) -> str:
    """The unit that reasons and paths are told of: the view's unit, else its focus, else the first listed."""
    return next((one for one in (view.unit, view.focus) if one in listed), next(iter(listed), ""))


def most_told(found: Outlook) -> int:
    """The horizon to open on: a month where there is a forecast within it, else the longest that has one."""
    told = [horizon for horizon in WINDOWS if found.silent(horizon) is None]
    return WINDOWS[1] if WINDOWS[1] in told or not told else told[-1]


def reasons(row: pd.Series) -> pd.DataFrame:
    """What made a probability, in its order: words, value, unit, log_odds, and `without`.

    `without` is the probability that the same model gives where this reason is as in the average window learnt from:
    contributions are measured from there, so that taking one away is all that has to be done.
    """
    told = pd.DataFrame(row["reasons"])
    odds = row["start"] + told["log_odds"].sum()
    return told.assign(without=expit(odds - told["log_odds"]))


def apart(told: pd.DataFrame) -> pd.DataFrame:
    """`reasons` with those below SMALL as one row, last, so that what is drawn still sums to the whole."""
    small = told["log_odds"].abs() < SMALL
    if small.sum() < 2:
        return told
    rest = {"group": OTHERS, "words": f"{small.sum()} others together", "log_odds": told.loc[small, "log_odds"].sum()}
    return pd.concat([told[~small], pd.DataFrame([rest])], ignore_index=True)


def needed(found: Outlook, horizon: int) -> dict[str, float]:
    """What stands against a forecast within a horizon: figures that its sentence tells."""
    return {
        "windows": found.days // horizon, "days": found.days, "reached": found.reached[horizon], "gap": found.gap,
        "most_gap": MAX_GAP,
    }  # fmt: skip


@dataclass(frozen=True)
class Fan:
    """Counts of a unit by week: `past` (date: first day of the week, value), and `ahead` (date, q05 to q95).

    `total`: quantiles of the sum over all weeks ahead, by QUANTILES. `short`: weeks of history where they are too few,
    else None; then, and where the data have stopped, `ahead` is empty.
    """

    past: pd.DataFrame
    ahead: pd.DataFrame
    total: dict[float, float]
    weeks: int
    stopped: bool


def fan(history: History, unit: str, quantity: str) -> Fan:
    """Past and sampled weekly counts of a quantity (see `scoring.forecast.sample_paths`) for one unit."""
    from scoring.forecast import sample_paths  # its filter and solver take a second to load, which no other page needs

    panel = counts.panel(history, quantity, WEEK)
    stopped = history.gap > MAX_GAP
    names = [f"q{quantile * 100:02.0f}" for quantile in QUANTILES]
    if unit not in panel or not len(panel):
        return Fan(pd.DataFrame(columns=["date", "value"]), pd.DataFrame(columns=["date", *names]), {}, 0, stopped)
    begins = panel.index - pd.Timedelta(days=WEEK - 1)
    past = pd.DataFrame({"date": begins, "value": panel[unit].to_numpy()}).tail(BACK).reset_index(drop=True)
    if stopped or len(panel) < LEAST_WEEKS:
        return Fan(past, pd.DataFrame(columns=["date", *names]), {}, len(panel), stopped)
    paths = sample_paths(panel, WEEKS, DRAWS, SEED)[:, list(panel.columns).index(unit)]
    dates = panel.index[-1] + pd.to_timedelta(1 + WEEK * np.arange(WEEKS), unit="D")
    ahead = pd.DataFrame(np.quantile(paths, QUANTILES, axis=1).T, columns=names)
    ahead.insert(0, "date", dates)
    total = dict(zip(QUANTILES, np.quantile(paths.sum(axis=0), QUANTILES), strict=True))
    return Fan(past, ahead, total, len(panel), stopped)
