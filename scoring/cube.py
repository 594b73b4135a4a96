"""Events become an entity x day x indicator cube: summed once, so that new weights cost one small matrix product.

`entities` says who each event counts for, `build` and `of` sum on whatever engine holds the events (pandas, DuckDB,
PySpark and others that narwhals reads) and give a dense `Cube`; `summed` takes chunks of any size and number and gives
a `SparseCube`, of which `pick` makes dense what is on screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from scipy import sparse

from scoring import states
from scoring.counted import PAIR, ROLES, SPANS, CubeError, entities, known_on, span, undated
from scoring.dense import Cube, covers
from scoring.engines import collected
from scoring.indicators import IDS
from scoring.sparse import SparseCube, merged, ordered

__all__ = [
    "PAIR", "ROLES", "SPANS", "Cube", "CubeError", "SparseCube",
    "build", "covers", "entities", "known_on", "of", "span", "summed", "undated", "with_states",
]  # fmt: skip

_KEYS = ("entity", "date", "share")
Day = pd.Timestamp | str | None


def build(
    measures_with_entities: Any,
    by: str = "conduct",
    start: Day = None,
    end: Day = None,
    first: Day = None,
    undated: int = 0,
) -> Cube:
    """Sum events into a Cube.

    Takes one row an event, entity and day, with columns entity, date, share and one an indicator, in any frame that
    narwhals reads, lazy ones (DuckDB, PySpark, Polars) among them: only the sums are collected. `start` and `end` bound
    the days (default: those found), rows outside are left out; `first` is the first day that the data cover. Raises
    CubeError on missing columns, and where the dense cube would be too large (see `summed`).
    """
    made = _sums(nw.from_native(measures_with_entities), by, np.float64, _day(first), undated)
    return made.between(_day(start), _day(end)).dense()


def of(
    events: Any,
    measures: Any,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    start: Day = None,
    end: Day = None,
) -> Cube:
    """The cube of events in the schema and their measures for one role: `entities` joined with measures, then `build`.

    Both are frames of the same engine; measures have one row an event, with `event_id` as index (pandas) or column.
    Days run from the first event (or `start`), so that the decay has its past, to the last day that the data cover (or
    an earlier `end`); days before that coverage begins are marked by `first` and left out by `risk`.
    """
    made = summed([(events, measures)], by, patrons, start, end, np.float64)
    return (with_states(made, events, measures, patrons) if isinstance(events, pd.DataFrame) else made).dense()


def with_states(
    made: SparseCube, events: pd.DataFrame, measures: pd.DataFrame, patrons: pd.DataFrame | None = None
) -> SparseCube:
    """`made` with the points that lapsed agreements and refused access add each day (see `scoring.states`).

    They are no events: counts stay as they are. `of` adds them to events in pandas, the only ones with sentences that
    name an arrangement; coded datasets on other engines have none.
    """
    if made.start is None or made.end is None:
        return made
    days = states.held(events, measures, made.end)
    if days.empty:
        return made
    counted = entities(days, made.by, patrons).merge(days[["event_id", "indicator", "intensity"]].drop_duplicates())
    wide = counted.pivot_table("intensity", ["entity", "date"], "indicator", "sum").reset_index().assign(share=1.0)
    wide = wide.reindex(columns=[*_KEYS, *made.indicators], fill_value=0.0).fillna(0.0)
    added = _sums(nw.from_native(wide), made.by, made.sums.dtype.type, made.first, 0)
    return merged([made, replace(added, counts=np.zeros_like(added.counts))]).between(made.start, made.end)




def summed(
    chunks: Iterable[tuple[Any, Any]],
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    start: Day = None,
    end: Day = None,
    dtype: type[np.floating] = np.float32,
) -> SparseCube:
    """The sums of any number of chunks of (events, measures), in the memory of one chunk and of the sums themselves.

    Chunks are as `of` takes them, and may come from different engines; all rows of one event stand in the same chunk.
    Measures are made a chunk at a time (`(chunk, measure(chunk)) for chunk in ...`). Days are those of `of` for all
    chunks together. float32 (7 digits) moves no index by more than 0.001; pass float64 for sums to the last digit.
    """
    held: list[SparseCube] = []
    last = None
    for events, measures in chunks:
        covered = span(events)
        if covered is not None:
            last = covered[1] if last is None else max(last, covered[1])
        first = None if covered is None else covered[0]
        held.append(_sums(_joined(events, measures, by, patrons), by, dtype, first, undated(events)))
        del events, measures  # or the chunk stays while the sums are added up
        # adding up once as much waits as is held already keeps the work in proportion to the rows
        if sum(part.sums.nnz for part in held[1:]) > held[0].sums.nnz:
            held = [merged(held)]
    if not held:
        raise CubeError("no chunks of (events, measures) were given; allowed: one or more, though each may be empty")
    made = merged(held)
    del held
    if last is None:
        return made.between(None, None)
    earliest = [day for day in (made.first, _day(start)) if day is not None]
    if start is None and len(made.day):
        earliest.append(pd.Timestamp(made.day.min()))
    return made.between(min(earliest), last if end is None else min(last, _day(end)))


def _joined(events: Any, measures: Any, by: str, patrons: pd.DataFrame | None) -> nw.DataFrame | nw.LazyFrame:
    if isinstance(measures, pd.DataFrame) and "event_id" not in measures:
        measures = measures.rename_axis("event_id").reset_index()
    counted, measured = nw.from_native(entities(events, by, patrons)), nw.from_native(measures)
    if counted.implementation != measured.implementation:
        raise CubeError(
            f"events are held by {counted.implementation.value} and measures by {measured.implementation.value}; "
            "bring both to the same engine"
        )
    measured = measured.with_columns(nw.col("event_id").cast(nw.String))
    return counted.join(measured, on="event_id", how="inner")


def _sums(
    frame: nw.DataFrame | nw.LazyFrame, by: str, dtype: type[np.floating], first: pd.Timestamp | None, undated: int
) -> SparseCube:
    """The sums of one frame, asked of its engine and put in order."""
    names = frame.collect_schema().names()
    missing = [column for column in _KEYS if column not in names]
    if missing:
        raise CubeError(f"missing columns {missing}; needed: {', '.join(_KEYS)} and one an indicator")
    indicators = tuple(name for name in IDS if name in names)
    frame = frame.with_columns(nw.col(name) * nw.col("share") for name in indicators)
    found = collected(frame.group_by("entity", "date").agg(nw.col("share", *indicators).sum()))
    entity, names = pd.factorize(found["entity"].to_pandas(), sort=True)
    matrix = _matrix([found[name].to_numpy() for name in indicators], len(entity), dtype)
    day, counts = found["date"].to_numpy().astype("datetime64[D]"), found["share"].to_numpy().astype(float)
    cells = ordered(entity, day, matrix, counts)
    return SparseCube(by, tuple(map(str, names)), indicators, *cells, first=first, undated=undated)


def _matrix(columns: list[np.ndarray], rows: int, dtype: type[np.floating]) -> sparse.csr_array:
    """Columns side by side, without their zeros."""
    at = [np.flatnonzero(column) for column in columns]
    data = [column[kept].astype(dtype) for column, kept in zip(columns, at, strict=True)]
    edges = np.cumsum([0, *map(len, at)])
    empty = [np.empty(0, np.int32)]
    parts = (np.concatenate([*data, np.empty(0, dtype)]), np.concatenate([*empty, *(a.astype(np.int32) for a in at)]))
    return sparse.csc_array((*parts, edges), shape=(rows, len(columns))).tocsr()


def _day(day: Day) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day).normalize()
