"""How forecasts did: a backtest beside simple forecasters, and forecasts that were kept and settled. Pure.

Nobody is left out: ours and every comparator stand in each row, and `best` names who won it, ours or not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scoring import backtest
from scoring.backtest import FORECASTERS, OURS
from scoring.climatology import LEVEL
from scoring.cube import span
from scoring.proportion import wilson

SHOWN = ("brier", "log_score", "average_precision", "onset_average_precision")  # of the metrics; the shell prints all
KEPT_SHOWN = ("brier", "log_score")  # a ranking needs many units on many days
_ALIKE = 1e-9  # scores that differ by less are equal
AHEAD, UNDER_WAY, BACK = "before", "under way", "afterwards"


def cutoffs(events: pd.DataFrame, horizons: tuple[int, ...]) -> int:
    """How many days a backtest stands on."""
    covered = span(events)
    if covered is None:
        return 0
    return len({day for length in horizons for day in backtest.cutoffs(*covered, length)})


def of_the_past(events: pd.DataFrame, by: str, tell: Callable[[pd.Timestamp], object] | None = None) -> pd.DataFrame:
    """All forecasts of the past with what came (see `scoring.backtest.run`)."""
    return backtest.run(events, by, tell=tell)


def rows(cells: pd.DataFrame, metrics: tuple[str, ...] = SHOWN) -> pd.DataFrame:
    """Scores by target, horizon and metric with a column a forecaster, then best, cells and hits; scored rows alone."""
    if cells.empty:
        return pd.DataFrame(columns=["target", "horizon", "metric", *FORECASTERS, "best", "cells", "hits"])
    table = backtest.table(cells)
    table = table[table["metric"].isin(metrics) & (table["cells"] > 0)].reset_index(drop=True)
    table["best"] = [best(row, row["better"]) for _, row in table.iterrows()]
    return table[["target", "horizon", "metric", *FORECASTERS, "best", "cells", "hits"]]


def best(row: pd.Series, better: str) -> str:
    """The forecaster with the best score, `a, b` where several have it; empty where nothing can be scored."""
    values = row[list(FORECASTERS)].astype(float).dropna()
    if values.empty:
        return ""
    top = values.min() if better == "lower" else values.max()
    return ", ".join(values.index[np.abs(values - top) <= _ALIKE])


def won(table: pd.DataFrame) -> dict[str, int]:
    """Rows that each forecaster won alone, and `shared` and `unscored` ones."""
    alone = {name: int((table["best"] == name).sum()) for name in FORECASTERS}
    unscored = int((table["best"] == "").sum())
    return alone | {"shared": len(table) - sum(alone.values()) - unscored, "unscored": unscored}


def calibration(cells: pd.DataFrame, target: str, horizon: int) -> pd.DataFrame:
    """Of ours and of climatology: forecaster, said, came, cells, low, high (Wilson's interval), by groups of said."""
    if cells.empty:
        return pd.DataFrame(columns=["forecaster", "said", "came", "cells", "low", "high"])
    found = backtest.calibration(cells)
    found = found[(found["target"] == target) & (found["horizon"] == horizon)]
    found = found[found["forecaster"].isin([OURS, "climatology"])].drop(columns=["low", "high"])
    low, high = wilson(found["came"] * found["cells"], found["cells"], LEVEL)
    return found.assign(low=low, high=high).reset_index(drop=True)


def when(kept: pd.DataFrame) -> list[str]:
    """Of kept forecasts, whether they were kept before their window, while it ran, or after it was over.

    By the last day that the data covered when they were kept: whoever keeps one afterwards could know what came.
    """
    until = pd.to_datetime([told.get("data_until") for told in kept["told"]])
    out = np.where(until <= kept["as_of"], AHEAD, np.where(until < kept["due"], UNDER_WAY, BACK))
    return [str(one) for one in out]


def of_kept(scored: pd.DataFrame) -> pd.DataFrame:
    """Scores of settled forecasts: `kept` (see `when`) and the columns of `rows`. Abstentions are not scored."""
    parts = []
    for kind, group in scored.assign(kept=when(scored)).groupby("kept", sort=False):
        others = pd.DataFrame(
            [{name: told.get(name) for name in FORECASTERS[1:]} for told in group["told"]], index=group.index
        ).astype(float)
        cells = group.rename(columns={"as_of": "cutoff", "came": "hit", "probability": OURS}).join(others)
        parts.append(rows(cells.assign(before=np.nan, reason=None), KEPT_SHOWN).assign(kept=kind))
    columns = ["kept", "target", "horizon", "metric", *FORECASTERS, "best", "cells", "hits"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
