"""Paths of counts by analogy: what followed in states like the present one, and what the unit itself did of late.

Half of the draws are analogues. Every unit and period of the past is a state, told by some features of the counts up to
then. A draw picks a past state near the unit's present one and takes what followed it, scaled to the unit's own level
where counts are many: the nearest-neighbour bootstrap (Lall and Sharma 1996, Water Resources Research 32, 679-693),
over all units at once. So the chances that a quiet unit starts, that fighting ends or grows tenfold, and how long
either lasts, are the frequencies of what followed in like states, and no distribution has to be assumed, neither for
zeros nor for the tail.

The other draws replay the unit's own periods, recent ones more often. Analogues know how counts move, replays how this
unit's scatter, and how often it rests at zero.

Draws are spread evenly over all that can be drawn: shares among them have less noise than among independent ones, and
each by itself is distributed as one of those.

All constants are in periods or pure numbers: a panel by day remembers days as one by month remembers months. They were
chosen on months, 3 to 14 ahead, from origins before 2018.
"""

from __future__ import annotations

import itertools
import operator
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Half-lives, in periods, of the means that tell a state: the present, a season of months, more than a year of them
MEMORIES = (1.0, 4.0, 16.0)
LEVEL_AT = 1  # the level that states are compared by: a season, because the present alone is mostly noise
SCALE_AT = 0  # the level that paths are scaled by: the present, from which they go on
HALF = 0.5  # added to means before logarithms: half the least count, so that zero has a finite place
# Counts a period added to both levels before their ratio scales a path: a present of fewer is mostly noise, which paths
# should not carry on. Scores are level from 3 to 30
FEW = 10.0
# Counts a period beyond which states differ by their movement more than by their level; the few units far above it
# would else be compared with nothing but each other's collapses
SATURATES = 100.0
# Weights of features in the distance, the logarithm of the level having 1. Differences of means hold more noise than
# the level does; the quiet since the last count is what tells units at zero apart
CHANGE = 0.7
QUIET = 2.0
AGE = 2.0  # squared distance added to the oldest state, less to later ones: wars and the counting of them change
NEIGHBOURS = 0.6  # this power of their number of states is near: more with more history, and nearer
MAX_STATES = 250_000  # a random part of more, which would cost time and tell little: neighbouring periods are alike
# Share of draws that replay, and periods after which one is replayed half as often. The last months tell best which
# units at zero, or below 25, go on. Against a third of draws and the last twelve months all alike, average precision
# of onsets of 1, 25, 100 deaths goes from .432, .329, .301 to .438, .349, .326 over 2010 to 2017, and from .322, .332,
# .192 to .334, .338, .180 over 2002 to 2009, with mean CRPS from 15.06 to 15.02 and from 5.72 to 5.74
REPLAYED = 1 / 2
REPLAY_HALF_LIFE = 6.0
_GOLDEN = (5**0.5 - 1) / 2  # the multiples of it, without their whole part, fill 0 to 1 evenly, however many they are


class PathError(ValueError):
    """A panel, or a number of steps or draws, from which no paths can be drawn; the message says what is allowed."""


def sample_paths(panel: pd.DataFrame, steps: int, draws: int, seed: int) -> np.ndarray:
    """Predictive distributions of counts by unit and period: array (steps, units, draws), whole numbers >= 0.

    `panel` has one row a period (PeriodIndex or DatetimeIndex: months, weeks, days), without gaps, one column a unit,
    and counts as values; NaN is not observed. The first step is the period after the last row; units keep their order.
    `[:, u, d]` is one path: its steps belong together, so that sums over steps and their quantiles hold. Paths of
    different units are drawn apart: sums over units come out too narrow where units move together. Draws of one unit
    stand in random order but are no independent sample: they are spread, so that shares and means among them have less
    noise. The same seed gives the same draws.

    Little history: a unit without any observation gets what followed in any unit at any time; one whose observations
    have stopped goes on from the last of them; a panel shorter than twice `steps` repeats the paths it holds; a panel
    of one row knows no movement, and each unit is given a geometric distribution with its count as mean. Where nothing
    ever happened, nothing is forecast. Raises PathError for a panel without observations, with negative or infinite
    values, or with rows missing or out of order, and for fewer than 1 step or draw.
    """
    steps, draws = _at_least_one(steps, "steps"), _at_least_one(draws, "draws")
    counts = _checked(panel)
    rng = np.random.default_rng(seed)
    past = _learn(counts, steps, rng)
    ever = np.flatnonzero(~np.isnan(past.now))
    out = np.empty((steps, counts.shape[1], draws))
    for unit, column in enumerate(counts.T):
        own, level = column[~np.isnan(column)], past.now[unit]
        if not len(past.at):
            mean = level if len(own) else rng.choice(past.now[ever], draws)
            paths = rng.poisson(mean * rng.standard_exponential(draws), (steps, draws)).astype(float)
        elif not len(own):
            paths = past.followed(rng.integers(len(past.at), size=draws), steps)
        else:
            replayed = int(REPLAYED * draws + rng.random())
            pick = past.near(unit, draws - replayed, rng)
            analogues = past.followed(pick, steps) * (level + FEW) / (past.level[pick] + FEW)
            paths = rng.permutation(np.hstack([_replays(own, steps, replayed, rng), analogues]), axis=1)
        out[:, unit] = np.floor(paths + rng.random(paths.shape))  # whole, and right in the mean
    return out


@dataclass(frozen=True)
class _Past:
    """Past states that paths start from (arrays of one length), and where units stand now (one value a unit)."""

    at: np.ndarray  # row
    of: np.ndarray  # column
    state: np.ndarray  # feature x state, each feature in one piece of memory: the search runs over all states
    level: np.ndarray  # counts a period, that a path is scaled by
    far: np.ndarray  # squared distance that age adds
    length: int  # periods of a path
    carried: np.ndarray  # the counts, over gaps the value before
    features: np.ndarray  # unit x feature, at the unit's latest observation; null without any
    now: np.ndarray  # counts a period: the unit's level there

    def near(self, unit: int, draws: int, rng: np.random.Generator) -> np.ndarray:
        """Positions of past states drawn from the nearest, with weights that fall with the squared distance.

        Drawn in the order of how much followed, so that as much is drawn as often as it followed.
        """
        here = self.features[unit]
        distance = sum((feature - value) ** 2 for feature, value in zip(self.state, here, strict=True)) + self.far
        count = int(np.ceil(len(distance) ** NEIGHBOURS))
        reach = np.partition(distance, count - 1)[count - 1]
        # with all that are as far as the farthest: which of them a selection would take differs between processors
        nearest = np.flatnonzero(distance <= reach)
        reach = max(reach, np.finfo(float).tiny)
        weights = 1.0 + 1.0 / count - distance[nearest] / reach  # Epanechnikov's kernel, above 0 for the farthest
        followed = self.followed(nearest, self.length).sum(axis=0) / (self.level[nearest] + FEW)
        order = np.argsort(followed, kind="stable")
        return nearest[order[_spread(weights[order], draws, rng)]]

    def followed(self, pick: np.ndarray, steps: int) -> np.ndarray:
        """What followed the states picked: steps x pick; paths shorter than that are repeated."""
        return self.carried[self.at[pick] + 1 + np.arange(steps)[:, None] % self.length, self.of[pick]]


def _learn(counts: np.ndarray, steps: int, rng: np.random.Generator) -> _Past:
    periods, units = counts.shape
    seen, rows = ~np.isnan(counts), np.arange(periods)[:, None]
    features, levels = _states(counts, seen)
    last = np.where(seen.any(axis=0), periods - 1 - seen[::-1].argmax(axis=0), 0)
    length = min(steps, max(1, periods // 2))  # so that half the rows or more can start a path
    at, of = np.nonzero(seen & (rows + length <= last))
    kept = rng.permutation(len(at))[:MAX_STATES]
    at, of = at[kept], of[kept]
    far = AGE * (periods - at) / periods
    now = (last, np.arange(units))
    carried = pd.DataFrame(counts).ffill().to_numpy()
    state = np.ascontiguousarray(features[at, of].T)
    return _Past(at, of, state, levels[at, of], far, length, carried, features[now], levels[now])


def _states(counts: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (period, unit, feature) and the level that paths are scaled by (period, unit), from rows up to each."""
    means = [_mean(counts, seen, half_life) for half_life in MEMORIES]
    logs = [np.log(mean + HALF) for mean in means]
    level = logs[LEVEL_AT] - np.log1p(means[LEVEL_AT] / SATURATES)
    changes = [CHANGE * (newer - older) for newer, older in itertools.pairwise(logs)]
    rows = np.arange(len(counts))[:, None]
    quiet = rows - np.maximum.accumulate(np.where(counts > 0, rows, -1), axis=0)  # periods since a count, or in all
    return np.stack([level, *changes, QUIET * np.log1p(quiet)], axis=-1), means[SCALE_AT]


def _mean(values: np.ndarray, seen: np.ndarray, half_life: float) -> np.ndarray:
    """Exponentially weighted mean of what was seen up to each row; null before that, and where it has faded."""
    keep = 2.0 ** (-1.0 / half_life)
    faded = np.stack([np.where(seen, values, 0.0), seen.astype(float)], axis=1)
    for before, row in itertools.pairwise(faded):
        row += keep * before
    total, weight = faded[:, 0], faded[:, 1]
    return np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)


def _replays(own: np.ndarray, steps: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """The latest counts in their order, from a random one on and round: the circular bootstrap, steps x draws.

    Each draw goes round a window of its own. Its length, the sum of two geometric numbers less one, is such that at any
    step the chance of a period halves every REPLAY_HALF_LIFE periods back.
    """
    keep, size = 2.0 ** (-1.0 / REPLAY_HALF_LIFE), np.arange(1, len(own) + 1)
    as_long = keep ** (size - 1) * (size - (size - 1) * keep)  # chance that a window has this length or more
    window = size[_spread(as_long - np.append(as_long[1:], 0.0), draws, rng)]
    start = (window * ((np.arange(draws) * _GOLDEN + rng.random()) % 1.0)).astype(int)
    return own[len(own) - window + (start + np.arange(steps)[:, None]) % window]


def _spread(weights: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Positions drawn by their weights, in order: any run of them as often as its weights say, to within one draw.

    Systematic sampling (Madow and Madow 1944, Annals of Mathematical Statistics 15, 1-24).
    """
    ends = np.cumsum(weights)
    at = (np.arange(draws) + rng.random()) * ends[-1] / max(draws, 1)
    return np.minimum(np.searchsorted(ends, at, side="right"), len(ends) - 1)  # rounding may lead past the last


def _at_least_one(value: int, name: str) -> int:
    try:
        whole = operator.index(value)
    except TypeError:
        whole = 0
    if isinstance(value, bool) or whole < 1:
        raise PathError(f"{name} is {value!r}; allowed: a whole number, 1 or more")
    return whole


def _checked(panel: pd.DataFrame) -> np.ndarray:
    index = panel.index
    if not isinstance(index, pd.PeriodIndex | pd.DatetimeIndex):
        raise PathError(f"rows are indexed by {type(index).__name__}; allowed: PeriodIndex or DatetimeIndex")
    if not (index.is_monotonic_increasing and index.is_unique):
        raise PathError("periods are out of order or repeated; sort them and add up the rows of each")
    regular = (np.diff(index.asi8) == index.freq.n).all() if isinstance(index, pd.PeriodIndex) else _even(index)
    if not regular:
        raise PathError("periods are missing between the first and the last; reindex, with NaN where not observed")
    try:
        counts = panel.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise PathError("the panel holds other values than numbers and NaN; bring counts to floats first") from error
    if np.isinf(counts).any() or (counts < 0).any():
        raise PathError("the panel holds negative or infinite values; allowed: counts >= 0, and NaN for not observed")
    if np.isnan(counts).all():
        raise PathError("the panel holds no observation; at least one value that is not NaN is needed")
    return counts


def _even(index: pd.DatetimeIndex) -> bool:
    """Whether no period is missing: that would double a step, and months differ in length by a tenth only."""
    lengths = np.diff(index.asi8)
    return not len(lengths) or lengths.max() < 1.5 * lengths.min()
