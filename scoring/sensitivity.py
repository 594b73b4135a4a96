"""Does the ranking survive other weights, and which weight moves which actor?

Weights are judgements, so a ranking that hangs on them is worth less than one that does not. Pressure is linear in the
weights: one matrix product re-weights all entities under all draws. On a cube that holds a share of sponsored acts
(`Cube.plus`) the answers hold for that share.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, prod
from typing import NamedTuple

import numpy as np
import pandas as pd

from scoring.cube import Cube
from scoring.decay import retention
from scoring.indicators import BY_ID
from scoring.risk import HALF_LIFE, _position, index
from scoring.score import WEIGHTS, check, vector

# Weights are drawn around the chosen ones: each is multiplied by exp(SPREAD z), z standard normal, on its own. The
# middle draw is the chosen weight, two thirds lie between its half and its double, 95 % between a quarter and four
# times: as far apart as the presets, which multiply the weights of a track by 0.25 to 3 (scoring.score).
SPREAD = log(2.0)
DRAWS = 1000  # 50 draws lie in each tail of a 90 % range of ranks: enough for whole numbers
LEVEL = 0.9  # as the interval of the index has it
TOP = 5  # places that a reader takes in at a glance; more are a table
RANKED = 200  # leading entities whose order tau compares: nobody reads on, and its cost grows with their square
FACTORS = (0.0, 2.0)  # each weight in turn without effect, and doubled: ten points of index if all hung on it
_DIGITS = 12  # pressures that differ by less, relative to their size, differ by rounding alone: they are ties


class SensitivityError(ValueError):
    """A question on weights that cannot be put; the message says what is allowed."""


class Agreement(NamedTuple):
    """How far rankings under drawn weights agree with the one under the chosen weights.

    `tau`: mean of Kendall's tau-b over the draws, 1 the same order, 0 no relation; null with fewer than two different
    ranks. `top`: mean share of the first `TOP` entities that are among the first `TOP` of a draw. `ranked`: entities
    with pressure; `left_out`: those without, which no positive weight could rank, in alphabetical order.
    """

    tau: float
    top: float
    ranked: int
    left_out: tuple[str, ...]


def rank_stability(
    cube: Cube,
    weights: Mapping[str, float] = WEIGHTS,
    half_life: float = HALF_LIFE,
    day: pd.Timestamp | str | None = None,
    draws: int = DRAWS,
    spread: float = SPREAD,
    level: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Ranks by total pressure at the end of `day` (default: the last) and how they fare under drawn weights.

    One row an entity with pressure, the first rank first: entity, rank, rank_low, rank_high, same, top, index,
    index_low, index_high. Equal pressures share the better rank (1, 2, 2, 4). `rank_low` to `rank_high` hold the middle
    `level` of the draws, as do `index_low` to `index_high`; `same` is the share of draws with the same rank, `top` the
    share with a rank of TOP or better. A weight of 0 stays 0. Raises RiskError for a day that the cube does not cover,
    SensitivityError for draws, spread or level out of range.
    """
    names, chosen, drawn, _ = _drawn(cube, weights, half_life, day, draws, spread, seed)
    if not 0 < level < 1:
        raise SensitivityError(f"level is {level!r}; allowed: a share between 0 and 1")
    rank, ranks = _ranks(chosen), _ranks(drawn)
    tails = [(1.0 - level) / 2.0, (1.0 + level) / 2.0]
    # ranks that occurred, not means between two of them
    low, _ = np.quantile(ranks, tails, axis=1, method="inverted_cdf") if len(names) else np.empty((2, 0))
    _, high = np.quantile(ranks, tails, axis=1, method="higher") if len(names) else np.empty((2, 0))
    index_low, index_high = index(np.quantile(drawn, tails, axis=1)) if len(names) else np.empty((2, 0))
    out = pd.DataFrame(
        {
            "entity": names,
            "rank": rank,
            "rank_low": low.astype(int),
            "rank_high": high.astype(int),
            "same": (ranks == rank[:, None]).mean(axis=1),
            "top": (ranks <= TOP).mean(axis=1),
            "index": index(chosen),
            "index_low": index_low,
            "index_high": index_high,
        }
    )
    return out.sort_values(["rank", "entity"], ignore_index=True)


def agreement(
    cube: Cube,
    weights: Mapping[str, float] = WEIGHTS,
    half_life: float = HALF_LIFE,
    day: pd.Timestamp | str | None = None,
    draws: int = DRAWS,
    spread: float = SPREAD,
    seed: int = 0,
) -> Agreement:
    """The same draws as `rank_stability` in one figure. Tau compares the first RANKED entities. Raises as it does."""
    names, chosen, drawn, left_out = _drawn(cube, weights, half_life, day, draws, spread, seed)
    rank, ranks = _ranks(chosen), _ranks(drawn)
    leading = rank <= TOP
    kept = ((ranks <= TOP) & leading[:, None]).sum(axis=0) / max(leading.sum(), 1)
    first = np.argsort(rank, kind="stable")[:RANKED]
    tau = _tau(rank[first], ranks[first])
    return Agreement(tau, float(kept.mean()) if len(names) else np.nan, len(names), left_out)


def influence(
    cube: Cube,
    weights: Mapping[str, float] = WEIGHTS,
    half_life: float = HALF_LIFE,
    day: pd.Timestamp | str | None = None,
) -> pd.DataFrame:
    """What each weight does to each entity at the end of `day`: entity, indicator, factor, change, rank_change.

    Each weight in turn is multiplied by each of FACTORS, the others left alone. `change` is that of the index of total
    pressure, `rank_change` that of the rank among entities with pressure (-1: one place nearer the top). The largest
    change first; rows in which neither moves are left out, and so are entities without pressure. Relief is never
    netted, so its weights move nothing here. Raises RiskError for a day that the cube does not cover.
    """
    names, at, used, _ = _at(cube, weights, half_life, day)
    parts = at * vector(weights, used)
    total = parts.sum(axis=1)
    factors = np.array(FACTORS)
    # entity x indicator x factor
    varied = np.maximum(0.0, total[:, None, None] + parts[:, :, None] * (factors - 1.0))
    varied[:, :, factors == 0.0] = _without(parts)[:, :, None]
    change = index(varied) - index(total)[:, None, None]
    moved = _ranks(varied) - _ranks(total)[:, None, None]
    changed = (parts > 0)[:, :, None] & (np.round(change, _DIGITS) != 0)
    who, which, how = np.nonzero(changed | (moved != 0))
    out = pd.DataFrame(
        {
            "entity": np.array(names, dtype=object)[who],
            "indicator": np.array(used, dtype=object)[which],
            "factor": factors[how],
            "change": change[who, which, how],
            "rank_change": moved[who, which, how].astype(int),
        }
    ).astype({"entity": "str", "indicator": "str"})
    order = out.assign(size=-out["change"].abs().round(_DIGITS))
    return out.loc[order.sort_values(["size", "entity", "indicator", "factor"]).index].reset_index(drop=True)


def _at(
    cube: Cube, weights: Mapping[str, float], half_life: float, day: pd.Timestamp | str | None
) -> tuple[list[str], np.ndarray, tuple[str, ...], tuple[str, ...]]:
    """Entities with pressure, their decayed intensities (entity x indicator), the indicators, entities without."""
    used = tuple(name for name in cube.indicators if BY_ID[name].track != "relief")
    columns = [cube.indicators.index(name) for name in used]
    if not len(cube.dates):
        return [], np.empty((0, len(used))), used, tuple(sorted(cube.entities))
    at = len(cube.dates) - 1 if day is None else _position(cube, day)
    if cube.half_life is None:
        kept = retention(half_life)
        left = (1.0 - kept) * kept ** np.arange(at, -1.0, -1.0)
        values = np.einsum("d,edi->ei", left, cube.values[:, : at + 1, columns])
    elif cube.half_life == half_life:
        values = cube.values[:, at, columns].astype(float)
    else:
        raise SensitivityError(
            f"the cube is decayed with a half-life of {cube.half_life} days, {half_life} was asked for"
        )
    pressing = values @ vector(weights, used) > 0
    names = [name for name, presses in zip(cube.entities, pressing, strict=True) if presses]
    return names, values[pressing], used, tuple(sorted(set(cube.entities) - set(names)))


def _drawn(
    cube: Cube,
    weights: Mapping[str, float],
    half_life: float,
    day: pd.Timestamp | str | None,
    draws: int,
    spread: float,
    seed: int,
) -> tuple[list[str], np.ndarray, np.ndarray, tuple[str, ...]]:
    """Entities with pressure, their pressure, their pressure by draw (entity x draw), entities without."""
    if draws < 1 or not (np.isfinite(spread) and spread >= 0):
        raise SensitivityError(f"draws is {draws!r} and spread {spread!r}; allowed: at least 1 draw, a spread from 0")
    names, at, used, left_out = _at(cube, weights, half_life, day)
    chosen = check(weights)
    # drawn for the whole codebook, so that an indicator's draws do not hang on which others the cube measures
    factors = np.exp(spread * np.random.default_rng(seed).standard_normal((draws, len(chosen))))
    drawn = (chosen.to_numpy() * factors)[:, chosen.index.get_indexer(list(used))]
    alike, which = np.unique(at, axis=0, return_inverse=True)  # entities with the same record stay exactly equal
    both = alike @ np.vstack([chosen[list(used)].to_numpy(), drawn]).T
    return names, both[which, 0], both[which, 1:], left_out


def _ranks(pressure: np.ndarray) -> np.ndarray:
    """Ranks along the first axis, the largest pressure 1, ties sharing the better rank."""
    with np.errstate(divide="ignore"):
        size = np.round(np.log(pressure), _DIGITS)
    flat = pd.DataFrame(size.reshape(len(size), prod(size.shape[1:])))
    return flat.rank(method="min", ascending=False).to_numpy().astype(int).reshape(size.shape)


def _without(parts: np.ndarray) -> np.ndarray:
    """Pressure without each indicator in turn, summed from the others: no rounding is left where nothing else is."""
    count = parts.shape[1]
    return parts @ (1.0 - np.eye(count))


def _tau(rank: np.ndarray, ranks: np.ndarray) -> float:
    """Mean over draws of Kendall's tau-b, which counts pairs in the same order less those in the opposite order.

    Kendall 1945, The treatment of ties in ranking problems, Biometrika 33(3). A draw in which all are equal says
    nothing and is left out.
    """
    agreeing, ours, theirs = np.zeros(ranks.shape[1]), 0.0, np.zeros(ranks.shape[1])
    for one in range(len(rank)):
        here = np.sign(rank[one] - rank[one + 1 :]).astype(np.int8)
        there = np.sign(ranks[one] - ranks[one + 1 :]).astype(np.int8)
        agreeing += (here[:, None] * there).sum(axis=0, dtype=np.int64)
        ours += np.abs(here).sum(dtype=np.int64)
        theirs += np.abs(there).sum(axis=0, dtype=np.int64)
    told = np.sqrt(ours * theirs)
    return float((agreeing[told > 0] / told[told > 0]).mean()) if (told > 0).any() else float("nan")
