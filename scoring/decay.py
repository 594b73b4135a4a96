"""Exponential decay by half-life, exact, one step a day."""

from __future__ import annotations

from math import ceil

import numpy as np
from scipy.signal import lfilter

COUNT_HALF_LIVES = 3  # events older than three half-lives keep an eighth of their weight or less
DAYS_AXIS = 1  # arrays are entity x day (x indicator)


class DecayError(ValueError):
    """A half-life that cannot be used."""


def retention(half_life: float) -> float:
    """The share of pressure left after one day, 2^(-1/h), for a half-life of h days."""
    if not (np.isfinite(half_life) and half_life > 0):
        raise DecayError(f"half-life is {half_life!r}; allowed: a finite number of days > 0")
    return float(2.0 ** (-1.0 / half_life))


def decay(values: np.ndarray, half_life: float, axis: int = DAYS_AXIS) -> np.ndarray:
    """S(t) = (1 - r) sum over d <= t of x(d) r^(t-d), r = 2^(-1/h): the exponentially weighted mean of daily values.

    Same shape, kind of float and unit as `values` (per day), so that h changes the memory and not the scale. S starts
    from 0 before the first day.
    """
    kept = retention(half_life)
    kind = np.result_type(values, np.float32)
    return lfilter(np.array([1.0 - kept], kind), np.array([1.0, -kept], kind), values, axis=axis)


def recent(counts: np.ndarray, half_life: float) -> np.ndarray:
    """Events within three half-lives up to each day (entity x day), as raw counts."""
    window = ceil(COUNT_HALF_LIVES * half_life)
    summed = np.cumsum(counts, axis=1)
    summed[:, window:] -= summed[:, :-window].copy() if counts.shape[1] > window else 0
    return np.round(summed, 9)  # shares of spread events add up to whole ones again
