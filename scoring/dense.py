"""The dense cube: what is on screen, entity x day x indicator, ready for new weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scoring.counted import CubeError
from scoring.decay import decay


@dataclass(frozen=True)
class Cube:
    """Sums by entity, day and indicator, dense: float64, or float32 where that is large (see scoring.sparse).

    `values[e, d, i]` is the sum of intensities (of pressures, once `half_life` is set), `counts[e, d]` the number of
    realised events, those spread over a span by their share. `first` is the first day that the data cover (rows
    before it only feed the decay) and `undated` the number of realised events left out for want of a date.
    """

    by: str
    entities: tuple[str, ...]
    dates: pd.DatetimeIndex
    indicators: tuple[str, ...]
    values: np.ndarray
    counts: np.ndarray
    first: pd.Timestamp | None = None
    undated: int = 0
    half_life: float | None = None

    def decayed(self, half_life: float) -> Cube:
        """The cube of pressures per indicator at this half-life; keep it to re-weight without decaying again."""
        if self.half_life is not None:
            raise CubeError(f"the cube is already decayed with a half-life of {self.half_life} days")
        return replace(self, values=decay(self.values, half_life), half_life=float(half_life))

    def pick(self, entities: list[str] | tuple[str, ...]) -> Cube:
        """Only these entities, in this order; one without events gets zeros, as the data cover its days."""
        known = {name: row for row, name in enumerate(self.entities)}
        values = np.zeros((len(entities), *self.values.shape[1:]), self.values.dtype)
        counts = np.zeros((len(entities), self.counts.shape[1]))
        for row, name in enumerate(entities):
            if name in known:
                values[row], counts[row] = self.values[known[name]], self.counts[known[name]]
        return replace(self, entities=tuple(entities), values=values, counts=counts)

    def plus(self, other: Cube, share: float) -> Cube:
        """This cube plus `share` (0..1) of another one's values and counts, on this one's days; entities are joined."""
        if not 0 <= share <= 1:
            raise CubeError(f"share is {share!r}; allowed: 0 to 1")
        if other.indicators != self.indicators or other.half_life != self.half_life:
            raise CubeError("cubes differ in indicators or half-life; build and decay both in the same way")
        if not self.dates.equals(other.dates):
            raise CubeError(
                f"cubes cover {covers(self.dates)} and {covers(other.dates)}; build both with the same start and end"
            )
        mine = self.pick(tuple(dict.fromkeys(self.entities + other.entities)))
        theirs = other.pick(mine.entities)
        return replace(mine, values=mine.values + share * theirs.values, counts=mine.counts + share * theirs.counts)


def covers(dates: pd.DatetimeIndex) -> str:
    """The days in words, for messages."""
    return f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if len(dates) else "no days"
