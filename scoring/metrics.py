"""How forecasts are judged: a metric is a row of METRICS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from scoring.proper import brier, log_score

TOP = 10  # units an analyst can look at in a morning
ALARMED = 0.1  # share of a cutoff's cells that a forecaster may raise an alarm on: the same effort for everybody
UP = 0.5  # share of an alarm from which on it is up, where a lead asks for yes or no
BINS = 10  # of like counts, for the calibration error


@dataclass(frozen=True)
class Metric:
    """One figure of a forecaster: `value` takes cells (see scoring.backtest) and its probabilities.

    `better` is lower or higher; `onsets`: only cells whose last window did not reach the target.
    """

    id: str
    words: str
    unit: str
    better: str
    onsets: bool
    value: Callable[[pd.DataFrame, pd.Series], float]


def average_precision(cells: pd.DataFrame, said: pd.Series) -> float:
    """Area under precision and recall; nan without a hit."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(cells["hit"], said)) if cells["hit"].any() else nan


def places(cells: pd.DataFrame, said: pd.Series, number: float | pd.Series) -> pd.Series:
    """The share of a place, 0 to 1, that each cell has where the likeliest `number` cells of its cutoff have one each.

    Cells of equal probability share out what is left of the places, so that no order of them decides.
    """
    ranks = said.groupby(cells["cutoff"])
    before, ends = ranks.rank(method="min", ascending=False) - 1, ranks.rank(method="max", ascending=False)
    return ((number - before) / (ends - before)).clip(0, 1)


def precision_at_top(cells: pd.DataFrame, said: pd.Series) -> float:
    """Mean over cutoffs of the share of hits among the TOP units, equal probabilities counting in equal parts."""
    taken = places(cells, said, TOP)
    by_cutoff = pd.DataFrame({"hits": taken * cells["hit"], "taken": taken}).groupby(cells["cutoff"]).sum()
    return float((by_cutoff["hits"] / by_cutoff["taken"]).mean())


def calibration_error(cells: pd.DataFrame, said: pd.Series) -> float:
    """Mean distance between what was said and the share that came, in BINS groups of like counts.

    Equal probabilities stay in one group, so that no order of the cells has a part in it.
    """
    told = pd.DataFrame({"said": said.to_numpy(), "hit": cells["hit"].to_numpy(float)})
    ties = told.groupby("said")["hit"].agg(["size", "sum"]).reset_index()
    middle = (ties["size"].cumsum() - ties["size"] / 2) / len(told)
    gaps = (ties["sum"] - ties["said"] * ties["size"]).groupby((middle * BINS).astype(int)).sum()
    return float(gaps.abs().sum() / len(told))


def alarms(cells: pd.DataFrame, said: pd.Series) -> pd.Series:
    """The share of an alarm, 0 to 1, on each cell: ALARMED of the cells of each cutoff, those with the likeliest units.

    Nothing of a later cutoff has a part in it, and equal probabilities share alarms out: whoever tells nothing apart
    warns of a hit as often as ALARMED says.
    """
    return places(cells, said, ALARMED * said.groupby(cells["cutoff"]).transform("size"))


def warned(cells: pd.DataFrame, said: pd.Series) -> float:
    """Share of the hits on which the alarm was up at the cutoff."""
    return float(alarms(cells, said)[cells["hit"] == 1].mean())


def lead(cells: pd.DataFrame, said: pd.Series) -> float:
    """Median days for which the alarm had been up without a break when the window of a hit began; nan without any.

    0 where it went up at that cutoff; the event itself came up to one horizon later. A cutoff at which the unit has no
    cell breaks the alarm: nobody knows of one there. Such a gap is longer than the shortest between two cutoffs. An
    alarm that units share counts where it is likelier up than not (UP).
    """
    up = cells[["unit", "cutoff", "hit"]].assign(up=alarms(cells, said) >= UP).sort_values(["unit", "cutoff"])
    step = up["cutoff"].drop_duplicates().sort_values().diff().min()
    broken = ~up["up"] | (up.groupby("unit")["cutoff"].diff() > step)
    spell = broken.groupby(up["unit"]).cumsum()
    begun = up[up["up"]].groupby([up["unit"], spell])["cutoff"].transform("min")
    days = (up["cutoff"] - begun).dt.days[up["up"] & (up["hit"] == 1)]
    return float(days.median()) if len(days) else nan


def _mean(score: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[pd.DataFrame, pd.Series], float]:
    return lambda cells, said: float(np.mean(score(cells["hit"].to_numpy(float), said.to_numpy(float))))


METRICS = (
    Metric("brier", "mean squared error of the probability", "0 to 1", "lower", False, _mean(brier)),
    Metric("log_score", "mean surprise at what came", "nats", "lower", False, _mean(log_score)),
    Metric("average_precision", "ranking: precision over all recalls", "0 to 1", "higher", False, average_precision),
    Metric("calibration_error", "mean gap between said and came", "0 to 1", "lower", False, calibration_error),
    Metric(f"precision_at_{TOP}", f"share of hits among the {TOP} likeliest", "0 to 1", "higher", False,
           precision_at_top),
    Metric("onset_brier", "mean squared error, onsets only", "0 to 1", "lower", True, _mean(brier)),
    Metric("onset_average_precision", "ranking of onsets", "0 to 1", "higher", True, average_precision),
    Metric("onset_warned", f"onsets with an alarm, of {ALARMED:.0%} of cells", "share", "higher", True, warned),
    Metric("onset_lead", "days of alarm before the window of an onset", "days", "higher", True, lead),
)  # fmt: skip
