"""The interval of a pressure that rests on few, uneven and unsure records. Arrays in, arrays out.

A pressure is a weighted sum over the events of a Poisson process. Its interval is the gamma interval for such sums of
Fay and Feuer (1997), Confidence intervals for directly standardized rates: a method based on the gamma distribution,
Statistics in Medicine 16(7), 791-801: the first two moments of the bootstrap over events are exact sums, and its
quantiles are those of the gamma distribution with these moments. The upper bound allows for one more event as large as
the largest in hand, without which few or uneven events bound too low. For events of one size and sure records it is the
exact Poisson interval.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv

from scoring.decay import decay, retention
from scoring.rules import TEN_KILLED


def toll_moments(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and mean square of log1p(killed) / log1p(10) where killed is uniform on low <= killed <= high."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    # over u = log1p(killed), in which the square is a polynomial: exact where a difference of integrals would cancel
    below, above = np.log1p(low), np.log1p(high)
    middle, half = (above + below)[:, None] / 2, (above - below)[:, None] / 2
    at = middle + half * nodes
    density = weights * np.exp(at - middle)
    density = density / density.sum(axis=1, keepdims=True)
    return (density * at).sum(axis=1) / TEN_KILLED, (density * at**2).sum(axis=1) / TEN_KILLED**2


_NODES = 24  # of the quadrature: ranges up to 10 against 10,000,000 dead to 1e-9


def moments(
    at: np.ndarray,
    event: np.ndarray,
    share: np.ndarray,
    mean: np.ndarray,
    square: np.ndarray,
    days: int,
    half_life: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, variance and largest single part of the pressure on each of `days` days.

    Row by row, `share` of event number `event` falls on day number `at`; by event, `mean` and `square` are the mean and
    the mean square of its points, the latter already divided by its confidence. Days of one event add up before they
    are squared, so an event spread over a month is as uncertain as one of a day.
    """
    kept = retention(half_life)
    n_days = np.bincount(event, minlength=len(mean))
    first = np.full(len(mean), days)
    np.minimum.at(first, event, at)
    each = np.zeros(len(mean))
    each[event] = share
    points, squares = mean * each, square * each**2
    one_day, spread = n_days == 1, np.flatnonzero(n_days > 1)
    whole = decay(np.bincount(at, weights=share * mean[event], minlength=days), half_life, axis=0)
    daily = np.bincount(first[one_day], weights=squares[one_day], minlength=days)
    # squares fade twice as fast: (1 - r)^2 sum of x r^2(t-d), where the decay has 1 - r^2 before the sum
    variance = (1.0 - kept) / (1.0 + kept) * decay(daily, half_life / 2, axis=0)
    heaviest = np.zeros(days)
    np.maximum.at(heaviest, first[one_day], points[one_day])
    largest = (1.0 - kept) * _fading_maximum(heaviest, half_life)
    if not len(spread):
        return whole, variance, largest
    # events known to the same span fade in the same way
    spans, of_span = np.unique(np.stack([first, n_days])[:, spread], axis=1, return_inverse=True)
    since = np.arange(days)[:, None] - spans[0]
    left = decay(((since >= 0) & (since < spans[1])).astype(float), half_life, axis=0)
    variance += left**2 @ np.bincount(of_span, weights=squares[spread])
    most = np.zeros(spans.shape[1])
    np.maximum.at(most, of_span, points[spread])
    return whole, variance, np.maximum(largest, (left * most).max(axis=1))


def _fading_maximum(values: np.ndarray, half_life: float) -> np.ndarray:
    """The largest of all earlier values, each halved once a half-life."""
    age = np.arange(len(values)) / half_life
    with np.errstate(divide="ignore"):
        return np.exp2(np.maximum.accumulate(np.log2(values) + age) - age)


def bounds(mean: np.ndarray, variance: np.ndarray, largest: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bound of pressures with these moments; 0 and 0 where there is no pressure."""
    tail = (1.0 - level) / 2.0
    return _gamma(tail, mean, variance), _gamma(1.0 - tail, mean + largest, variance + largest**2)


def _gamma(probability: float, mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    out = mean.astype(float)  # what is certain has no width
    unsure = (mean > 0) & (variance > 0)
    scale = variance[unsure] / mean[unsure]
    out[unsure] = gammaincinv(mean[unsure] / scale, probability) * scale
    return out
