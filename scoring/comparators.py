"""What a forecast has to beat: climatology, conflictology and persistence, for each unit and day.

Each takes hits (units x days: whether the `horizon` days after a day reached the target; NaN: unknown) and gives the
probability for the window after each day, from windows that were over by then. A share of windows counts as so many
trials as windows fit end to end, and is drawn to the share of all units with the weight of one trial: neither 0 nor 1
is ever claimed. Base rates on the page (`scoring.climatology`) go by the same name but are raw shares of windows end to
end, so that the two differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

RECENT_DAYS = 365  # conflictology looks back a year, as the VIEWS prediction challenge has it: the last twelve months
PRIOR_WINDOWS = 1.0  # what the share of all units weighs in that of one: a single window
_LEAST = 0.5  # hits and misses presumed among all units: Jeffreys' prior, so that no share is 0 or 1


def climatology(hits: np.ndarray, horizon: int) -> np.ndarray:
    """The share of all past windows of the unit that reached the target."""
    return _share(*_counts(hits, horizon), horizon)


def conflictology(hits: np.ndarray, horizon: int) -> np.ndarray:
    """The share of the unit's windows of the last RECENT_DAYS: next month is like one of the last twelve.

    The benchmark of Hegre, Vesco, Colaresi et al. (2025), The 2023/24 VIEWS Prediction Challenge, Journal of Peace
    Research 62(6), as a probability.
    """
    reached, over = _counts(hits, horizon)
    recent = []
    for counts in (reached, over):
        earlier = np.zeros_like(counts)
        earlier[:, RECENT_DAYS:] = counts[:, :-RECENT_DAYS]
        recent.append(counts - earlier)
    return _share(*recent, horizon)


def persistence(hits: np.ndarray, horizon: int) -> np.ndarray:
    """What followed, over all units, where the last window was like that of the unit: reached or not."""
    last = _shifted(hits, horizon)  # the window that ends on the day
    out = np.full(hits.shape, np.nan)
    for state in (0.0, 1.0):
        like = np.where(last == state, hits, np.nan)
        reached, over = (counts.sum(axis=0) / horizon for counts in _counts(like, horizon))
        out = np.where(last == state, ((reached + _LEAST) / (over + 2 * _LEAST))[None, :], out)
    return np.where(np.isnan(out), climatology(hits, horizon), out)  # nothing is known of the last window


@dataclass(frozen=True)
class Comparator:
    """A forecast that needs no model: its id, its words, and the probabilities it gives."""

    id: str
    words: str
    probabilities: Callable[[np.ndarray, int], np.ndarray]


COMPARATORS = (
    Comparator("persistence", "as what followed a last window like this one's", persistence),
    Comparator("climatology", "the share of all the unit's past windows", climatology),
    Comparator("conflictology", "the share of the unit's windows of the last year", conflictology),
)


def _shifted(values: np.ndarray, days: int) -> np.ndarray:
    out = np.full(values.shape, np.nan)
    out[:, days:] = values[:, :-days] if days < values.shape[1] else np.nan
    return out


def _counts(hits: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Windows that reached the target, and windows known, among those over by each day (units x days)."""
    ended = _shifted(hits, horizon)
    return np.cumsum(np.nan_to_num(ended), axis=1), np.cumsum(~np.isnan(ended), axis=1).astype(float)


def _share(reached: np.ndarray, over: np.ndarray, horizon: int) -> np.ndarray:
    reached, over = reached / horizon, over / horizon
    pooled = (reached.sum(axis=0) + _LEAST) / (over.sum(axis=0) + 2 * _LEAST)
    return (reached + PRIOR_WINDOWS * pooled) / (over + PRIOR_WINDOWS)
