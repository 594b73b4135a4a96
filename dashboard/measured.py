"""Datasets larger than memory: chunks of events are measured one after another and kept as Parquet, side by side.

Indicators are measured in pandas; everything after that, from who an event counts for to the sums, runs where the files
lie: `relations` for `scoring.cube.of` on DuckDB (or the same two folders in Spark), `chunks` for `scoring.cube.summed`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from scoring.indicators import Classifier, measure

if TYPE_CHECKING:
    import duckdb

EVENTS, MEASURES = "events", "measures"  # the two folders; a chunk has the same file name in both
_DONE = "complete"


class MeasuredError(ValueError):
    """A folder of measured events that cannot be read or written; the message says what to do."""


def write(events: Iterable[pd.DataFrame], folder: Path | str, classifier: Classifier | None = None) -> int:
    """Measure chunks of events in the schema and write both to `folder`, which must be empty; returns the event rows.

    Holds one chunk in memory at a time; all rows of one event stand in one chunk. A run that is cut off leaves a folder
    that the readers here refuse.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise MeasuredError(f"{folder} is not empty; name a new folder, or delete it")
    for kind in (EVENTS, MEASURES):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    rows = 0
    for number, chunk in enumerate(events):
        name = f"{number:05d}.parquet"
        chunk.to_parquet(folder / EVENTS / name, index=False)
        measure(chunk, classifier).reset_index().to_parquet(folder / MEASURES / name, index=False)
        rows += len(chunk)
    if not rows:
        raise MeasuredError("there are no events to measure")
    part = folder / f"{_DONE}.part"
    part.write_text(f"{rows}\n", encoding="utf-8")
    os.replace(part, folder / _DONE)
    return rows


def chunks(folder: Path | str) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The chunks as they were written, (events, measures), for `scoring.cube.summed`."""
    folder = _complete(folder)
    for path in sorted((folder / EVENTS).glob("*.parquet")):
        yield pd.read_parquet(path), pd.read_parquet(folder / MEASURES / path.name)


def relations(
    folder: Path | str, connection: duckdb.DuckDBPyConnection
) -> tuple[duckdb.DuckDBPyRelation, duckdb.DuckDBPyRelation]:
    """Events and measures as DuckDB relations over the files, for `scoring.cube.of`: nothing is read until then."""
    folder = _complete(folder)
    events, measures = (connection.read_parquet(str(folder / kind / "*.parquet")) for kind in (EVENTS, MEASURES))
    return events, measures


def _complete(folder: Path | str) -> Path:
    folder = Path(folder)
    if not (folder / _DONE).exists():
        raise MeasuredError(f"{folder} holds no complete set of measured events; write it anew")
    return folder
