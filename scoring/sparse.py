"""Sums by entity, day and indicator where something happened: for more entities than a screen or a memory holds dense.

A hundred thousand pairs on four thousand days have 400 million cells, nearly all of them empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse

from scoring.counted import CubeError
from scoring.decay import retention
from scoring.dense import Cube
from scoring.indicators import TRACKS
from scoring.score import track_matrix

# A dense cube of more numbers is kept in float32. New weights then cost half the time, as they move half the memory
# (200 actors x 3,000 days x 26 indicators: 12 ms against 33 on two cores), and the index on screen moves by less than
# 0.001. Below, float64 costs nothing that could be felt, and parts sum to the whole to the last digit shown.
EXACT_NUMBERS = 4_000_000
MOST_BYTES = 2 * 1024**3  # of a dense cube: more than a machine that shows it can be expected to spare
_DAY = "datetime64[D]"
_BLOCK = 500_000  # cells put in order at once when sums are merged: some 50 MB


@dataclass(frozen=True)
class SparseCube:
    """Sums by entity, day and indicator, one row a cell (an entity and a day with events), by entity and then day.

    `sums` (cells x indicators, CSR) holds sums of intensities, `counts` the number of realised events, `entity` the
    position in `entities` and `day` the day of each cell. `start` and `end` bound the days; `first` and `undated` are
    those of `Cube`. Entities are in order of their names.
    """

    by: str
    entities: tuple[str, ...]
    indicators: tuple[str, ...]
    entity: np.ndarray
    day: np.ndarray
    sums: sparse.csr_array
    counts: np.ndarray
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    first: pd.Timestamp | None = None
    undated: int = 0

    @property
    def dates(self) -> pd.DatetimeIndex:
        """All days from start to end; none of no events."""
        return pd.DatetimeIndex([]) if self.start is None or self.end is None else pd.date_range(self.start, self.end)

    def between(self, start: pd.Timestamp | None, end: pd.Timestamp | None) -> SparseCube:
        """The cells of these days alone; None: from or up to those that there are. Entities left without any go."""
        found = (pd.Timestamp(self.day.min()), pd.Timestamp(self.day.max())) if len(self.day) else (None, None)
        start, end = (bound if given is None else given for given, bound in zip((start, end), found, strict=True))
        kept = np.full(len(self.day), start is not None and end is not None)
        if kept.any():
            kept = (self.day >= np.datetime64(start, "D")) & (self.day <= np.datetime64(end, "D"))
        present, entity = np.unique(self.entity[kept], return_inverse=True)
        whole = bool(kept.all())
        return replace(
            self,
            entities=tuple(self.entities[code] for code in present),
            entity=entity.astype(np.int32),
            day=self.day if whole else self.day[kept],
            sums=self.sums if whole else self.sums[np.flatnonzero(kept)],
            counts=self.counts if whole else self.counts[kept],
            start=start,
            end=end,
        )

    def pick(self, entities: Iterable[str]) -> Cube:
        """Only these entities, in this order, dense: what is on screen. One without events gets zeros.

        Raises CubeError where that would take more than MOST_BYTES.
        """
        entities, dates = tuple(entities), self.dates
        shape = (len(entities), len(dates), len(self.indicators))
        numbers = int(np.prod(shape, dtype=np.int64))
        dtype = self.sums.dtype if numbers <= EXACT_NUMBERS else np.float32
        if numbers * np.dtype(dtype).itemsize > MOST_BYTES:
            raise CubeError(
                f"{shape[0]:,} entities on {shape[1]:,} days with {shape[2]} indicators are {numbers:,} numbers, dense;"
                f" allowed: {MOST_BYTES:,} bytes. Keep the sparse cube (scoring.cube.summed) and pick what is on screen"
            )
        values, counts = np.zeros(shape, dtype), np.zeros(shape[:2])
        known = {name: code for code, name in enumerate(self.entities)}
        edges = np.searchsorted(self.entity, np.arange(len(self.entities) + 1))
        at = (self.day - self.day.dtype.type(self.start, "D")).astype(np.int64) if len(self.day) else self.entity
        for row, name in enumerate(entities):
            if name in known:
                cells = slice(edges[known[name]], edges[known[name] + 1])
                values[row, at[cells]] = self.sums[cells].toarray()
                counts[row, at[cells]] = self.counts[cells]
        return Cube(self.by, entities, dates, self.indicators, values, counts, self.first, self.undated)

    def dense(self) -> Cube:
        """All entities, dense."""
        return self.pick(self.entities)

    def pressure_at(self, day: pd.Timestamp | str, weights: Mapping[str, float], half_life: float) -> pd.DataFrame:
        """Pressure of every entity at the end of one day, by track and in total, in points per day, without densifying.

        Rows are entities, in their order; columns the tracks that push up, `total`, their sum, and `relief`: the same
        numbers as `risk` gives for that day, to rank a hundred thousand pairs by.
        """
        day, kept = np.datetime64(pd.Timestamp(day), "D"), retention(half_life)
        past = np.flatnonzero(self.day <= day)
        points = self.sums[past] @ track_matrix(weights, self.indicators).astype(self.sums.dtype)
        left = (1.0 - kept) * kept ** (day - self.day[past]).astype(np.int64)
        by_track = [
            np.bincount(self.entity[past], left * points[:, track], minlength=len(self.entities))
            for track in range(len(TRACKS))
        ]
        out = pd.DataFrame(dict(zip(TRACKS, by_track, strict=True)), index=pd.Index(self.entities, name="entity"))
        out.insert(TRACKS.index("relief"), "total", out.drop(columns="relief").sum(axis=1))
        return out


def ordered(
    entity: np.ndarray, day: np.ndarray, sums: sparse.csr_array, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, sparse.csr_array, np.ndarray]:
    """Cells by entity and day, those of one entity and day added up: the arrays of SparseCube."""
    days = day.astype(np.int64)
    origin, length = (days.min(), np.ptp(days) + 1) if len(days) else (0, 1)
    cells, at = np.unique(entity * length + (days - origin), return_inverse=True)
    rows = np.repeat(at.astype(np.int32), np.diff(sums.indptr))
    return (
        (cells // length).astype(np.int32),
        (cells % length + origin).astype(np.int64).view(_DAY),
        sparse.coo_array((sums.data, (rows, sums.indices)), (len(cells), sums.shape[1])).tocsr(),
        np.bincount(at, counts, minlength=len(cells)),
    )


def merged(parts: list[SparseCube]) -> SparseCube:
    """The sums of all parts. The list is emptied, so that no part stays in memory while the whole is put together."""
    head = parts[0]
    if differing := [part.indicators for part in parts if part.indicators != head.indicators]:
        raise CubeError(f"parts measure {head.indicators} and {differing[0]}; measure all with the same indicators")
    first = min((part.first for part in parts if part.first is not None), default=None)
    head = replace(head, first=first, undated=sum(part.undated for part in parts))
    names, blocks = _blocks(parts) if len(parts) > 1 else ((), [])
    if not blocks:
        return head
    parts.clear()
    by, indicators, undated = head.by, head.indicators, head.undated
    del head
    entity, day, sums, counts = zip(*blocks, strict=True)
    del blocks
    cells = (np.concatenate(entity), np.concatenate(day), sparse.vstack(sums, format="csr"), np.concatenate(counts))
    return SparseCube(by, names, indicators, *cells, first=first, undated=undated)


def _blocks(parts: list[SparseCube]) -> tuple[tuple[str, ...], list[tuple]]:
    """All entities in order, and the cells of all parts in order, a block of entities at a time to need little room."""
    names = pd.Index(sorted({name for part in parts for name in part.entities}), dtype="object")
    entity = [names.get_indexer(part.entities).astype(np.int32)[part.entity] for part in parts]
    upto = np.cumsum(sum(np.bincount(codes, minlength=len(names)) for codes in entity))
    edges = np.searchsorted(upto, np.arange(_BLOCK, upto[-1] if len(upto) else 0, _BLOCK))
    blocks = []
    for low, high in pairwise(np.unique([0, *edges, len(names)])):
        cells = [slice(*np.searchsorted(codes, (low, high))) for codes in entity]
        of_block = list(zip(parts, entity, cells, strict=True))
        block = (
            np.concatenate([codes[rows].astype(np.int64) for _, codes, rows in of_block]),
            np.concatenate([part.day[rows] for part, _, rows in of_block]),
            sparse.vstack([part.sums[rows] for part, _, rows in of_block], format="csr"),
            np.concatenate([part.counts[rows] for part, _, rows in of_block]),
        )
        blocks.append(ordered(*block))
    return tuple(names), blocks
