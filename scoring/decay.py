"""Exponential decay by half-life, exact, one step a day."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, prod

import numpy as np

COUNT_HALF_LIVES = 3  # events older than three half-lives keep an eighth of their weight or less
DAYS_AXIS = 1  # arrays are entity x day (x indicator)

_BLOCK = 32  # days weighed by one matrix product; half and double as many are slower on all shapes that were tried


class DecayError(ValueError):
    """A half-life that cannot be used."""


def retention(half_life: float) -> float:
    """The share of pressure left after one day, 2^(-1/h), for a half-life of h days."""
    if not (np.isfinite(half_life) and half_life > 0):
        raise DecayError(f"half-life is {half_life!r}; allowed: a finite number of days > 0")
    return float(2.0 ** (-1.0 / half_life))


def decay(values: np.ndarray, half_life: float, axis: int = DAYS_AXIS) -> np.ndarray:
    """S(t) = (1 - r) sum over d <= t of x(d) r^(t-d), r = 2^(-1/h): the exponentially weighted mean of daily values.

    Same shape, kind of float and unit as `values` (per day, finite), so that h changes the memory and not the scale. S
    starts from 0 before the first day. The sum is taken within blocks of days, and what a block leaves is added to all
    later ones: a recursion day by day in fewer, larger steps, with fewer roundings.
    """
    kind = np.result_type(values, np.float32)
    kept = retention(half_life)
    shape = prod(values.shape[:axis]), values.shape[axis], prod(values.shape[axis + 1 :])
    return _faded(values.reshape(shape).astype(kind, copy=False), kept, 1.0 - kept).reshape(values.shape)


def _faded(values: np.ndarray, kept: float, share: float) -> np.ndarray:
    """share * sum over d <= t of x(d) kept^(t-d), along the middle axis.

    What blocks leave to later ones fades as days do, and is summed in the same way: a matrix of all blocks by all would
    grow with the square of their number.
    """
    before, days, after = values.shape
    blocks, kind = ceil(days / _BLOCK), values.dtype
    within, since = _left(kept, share, kind)
    padded = np.zeros((before, blocks * _BLOCK, after), kind)
    padded[:, :days] = values
    out = within @ padded.reshape(before, blocks, _BLOCK, after)
    if blocks > 1:
        left = _faded(out[:, :-1, -1], kept**_BLOCK, 1.0)
        out[:, 1:] += since * left[:, :, None]
    return out.reshape(padded.shape)[:, :days]


@lru_cache(maxsize=64)  # of some kilobytes each: one a half-life on screen, and its powers
def _left(kept: float, share: float, kind: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """What is left of a day on each of its block, and of a block's last day on each day since."""
    age = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
    within = share * np.where(age >= 0, kept ** np.maximum(age, 0), 0.0)
    return within.astype(kind), (kept ** np.arange(1, _BLOCK + 1)[:, None]).astype(kind)


def recent(counts: np.ndarray, half_life: float) -> np.ndarray:
    """Events within three half-lives up to each day (entity x day), as raw counts."""
    window = ceil(COUNT_HALF_LIVES * half_life)
    summed = np.cumsum(counts, axis=1)
    summed[:, window:] -= summed[:, :-window].copy() if counts.shape[1] > window else 0
    return np.round(summed, 9)  # shares of spread events add up to whole ones again
