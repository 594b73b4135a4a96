"""How well a value ranks the days before something happens: average precision, with intervals over blocks of time.

Days next to each other are alike, and horizons overlap. So whole blocks of days are drawn anew, all actors together
(circular block bootstrap; Politis and Romano 1992, A circular block-resampling procedure for stationary data, in
Exploring the Limits of Bootstrap, 263-270). A difference whose interval holds 0 is no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
import pandas as pd

BLOCK_DAYS = 60  # twice the longest horizon, so that what overlaps mostly stays together
DRAWS = 500  # the bounds of a 90 % interval then move by about a tenth of its width from seed to seed
LEVEL = 0.9  # as the interval of the index has it
MIN_HITS = 10  # an actor needs as many days with and without the outcome for a figure of its own

POOLED, MEAN = "all days pooled", "mean over actors"
NEITHER = "neither"  # the interval of the difference holds 0


def precision(
    cases: pd.DataFrame, names: Sequence[str], draws: int = DRAWS, seed: int = 0, level: float = LEVEL
) -> pd.DataFrame:
    """Average precision of each of `names` (columns of `cases`) for `outcome`, against the first of them.

    `cases` has entity, date, horizon, outcome and the columns named (see `scoring.validity.cases`). One row a horizon,
    group (POOLED, MEAN, then each entity) and predictor: actors, days, hits, base_rate (what chance would score),
    average_precision with low and high, and for all but the first: difference (first minus this one),
    difference_low, difference_high and better: the name of the better one, or NEITHER where the interval holds 0.
    Values that tie are one step of the ranking, so a constant scores the base rate. MEAN is over the entities with
    MIN_HITS days with and without the outcome; the others have no figure, and no row.
    """
    rows = []
    for horizon, own in cases.groupby("horizon"):
        rows += [{"horizon": horizon, **row} for row in _groups(own, list(names), draws, seed, level)]
    return pd.DataFrame(rows, columns=["horizon", *COLUMNS])


COLUMNS = (
    "group", "predictor", "actors", "days", "hits", "base_rate", "average_precision", "low", "high",
    "difference", "difference_low", "difference_high", "better",
)  # fmt: skip


def _groups(cases: pd.DataFrame, names: list[str], draws: int, seed: int, level: float) -> list[dict]:
    drawn = blocks(cases["date"], draws, seed)
    enough = [
        (entity, own)
        for entity, own in cases.groupby("entity", sort=True)
        if min(own["outcome"].sum(), (~own["outcome"]).sum()) >= MIN_HITS
    ]
    if not enough:
        return []
    found = {entity: _scores(own, names, drawn) for entity, own in enough}
    mean = _mean(np.stack([*found.values()]))
    of = pd.concat([own for _, own in enough])
    told = [(POOLED, cases, cases["entity"].nunique(), _scores(cases, names, drawn)), (MEAN, of, len(enough), mean)]
    told += [(entity, own, 1, found[entity]) for entity, own in enough]
    return [row for told_of in told for row in _rows(*told_of, names, level)]


def _mean(scores: np.ndarray) -> np.ndarray:
    """The mean over actors; an actor of whom a draw holds no hit has no figure in it."""
    there = ~np.isnan(scores)
    with np.errstate(invalid="ignore"):
        return np.where(there, scores, 0.0).sum(axis=0) / there.sum(axis=0)


def _rows(
    group: str, cases: pd.DataFrame, actors: int, scores: np.ndarray, names: list[str], level: float
) -> list[dict]:
    """`scores` are predictor x (point, then draws)."""
    tails = ((1 - level) / 2, (1 + level) / 2)
    hits, rows = int(cases["outcome"].sum()), []
    for name, own in zip(names, scores, strict=True):
        low, high = np.nanquantile(own[1:], tails)
        row = {
            "group": group, "predictor": name, "actors": actors, "days": len(cases), "hits": hits,
            "base_rate": hits / len(cases), "average_precision": own[0], "low": low, "high": high,
        }  # fmt: skip
        if name != names[0]:
            less, more = np.nanquantile(scores[0, 1:] - own[1:], tails)
            row |= {"difference": scores[0, 0] - own[0], "difference_low": less, "difference_high": more}
            row["better"] = names[0] if less > 0 else name if more < 0 else NEITHER
        rows.append(row)
    return rows


def _scores(cases: pd.DataFrame, names: list[str], drawn: pd.DataFrame) -> np.ndarray:
    from sklearn.metrics import average_precision_score  # here: a page that shows no such figure needs none of it

    outcome = cases["outcome"].to_numpy()
    weights = drawn.reindex(cases["date"]).to_numpy(np.float32)  # whole numbers below 2^24: exact
    return np.stack(
        [
            np.append(
                average_precision_score(outcome, cases[name].to_numpy()),
                resampled(outcome, cases[name].to_numpy(), weights),
            )
            for name in names
        ]
    )


def blocks(dates: pd.Series, draws: int, seed: int, length: int = BLOCK_DAYS) -> pd.DataFrame:
    """How often each day from the first to the last of `dates` is drawn: one row a day, one column a draw.

    As many whole blocks of `length` days as cover them, each starting on any day and going on at the first after the
    last; each draw holds as many days as there are, or up to one block more.
    """
    days = pd.date_range(dates.min(), dates.max())
    length = min(length, len(days))
    starts = np.random.default_rng(seed).integers(len(days), size=(draws, ceil(len(days) / length)))
    at = (starts[:, :, None] + np.arange(length)) % len(days)
    at += np.arange(draws)[:, None, None] * len(days)
    counts = np.bincount(at.ravel(), minlength=draws * len(days)).reshape(draws, len(days))
    return pd.DataFrame(counts.T, index=days)


def resampled(outcome: np.ndarray, score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """scikit-learn's `average_precision_score` under many sets of weights (case x draw) at once: one value a draw.

    The sum over the steps of the ranking of the share of hits down to it, times the share of all hits on it. Steps
    without a hit add nothing and are only counted. Null for a draw without a hit.
    """
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))  # of those that tie
    hit = outcome[order]
    ends = last[np.unique(np.searchsorted(last, np.flatnonzero(hit)))]
    if not len(ends):
        return np.full(weights.shape[1], np.nan)
    order, hit = order[: ends[-1] + 1], hit[: ends[-1] + 1]
    starts = np.append(0, ends[:-1] + 1)
    drawn = weights[order]
    seen = np.add.reduceat(drawn, starts, axis=0).cumsum(axis=0)
    step = np.add.reduceat(drawn * hit[:, None], starts, axis=0)
    hits = step.cumsum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (np.where(seen > 0, hits / seen, 0.0) * step).sum(axis=0) / hits[-1]
