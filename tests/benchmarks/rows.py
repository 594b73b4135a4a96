"""Measured rows for the benchmarks, as many as wanted: invented actors and days, drawn by hashing a number."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.indicators import IDS

if TYPE_CHECKING:
    import duckdb

ACTORS, DAYS = 200, 3_000
FULL = 10_000_000  # events of the figures in the README
# the size of a usual run; CASUS_BENCHMARK_EVENTS=10000000 gives the full one
EVENTS = int(os.environ.get("CASUS_BENCHMARK_EVENTS", "1000000"))
_CARRIED = 10  # one indicator in so many is carried by an event: two or three of the codebook's
CHUNK = 250_000


def exploded(connection: duckdb.DuckDBPyConnection, events: int) -> duckdb.DuckDBPyRelation:
    """A table in DuckDB's memory, one row an event, entity and day: entity, date, share and one column an indicator."""
    values = ", ".join(
        f"case when hash(i, {number}) % {_CARRIED} = 0 then (hash(i, {number}, 1) % 1000) / 500.0 else 0.0 end::double "
        f"as {name}"
        for number, name in enumerate(IDS)
    )
    connection.execute(
        f"create or replace table rows as select 'actor-' || hash(i, 'who') % {ACTORS} as entity, "
        f"timestamp '2012-01-01' + to_days((hash(i, 'when') % {DAYS})::integer) as date, 1.0::double as share, "
        f"{values} "
        f"from range({events}) as numbers(i)"
    )
    return connection.table("rows")


def chunks(events: int, pairs: int, days: int, seed: int = 0) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Chunks of coded events of so many pairs and days, with their measures, as `scoring.cube.summed` takes them."""
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(pairs)))
    names = np.array([f"actor-{number}" for number in range(side)])
    for start in range(0, events, CHUNK):
        count = min(CHUNK, events - start)
        ids = np.char.add("e", np.arange(start, start + count).astype(str))
        pair = random.integers(0, pairs, count)
        frame = pd.DataFrame(
            {
                "event_id": ids, "realis": "realised", "origin": "coded", "date_precision": "day", "published": pd.NaT,
                "date": pd.Timestamp("2010-01-01") + pd.to_timedelta(random.integers(0, days, count), unit="D"),
                "source": names[pair // side], "target": names[pair % side],
            }
        )  # fmt: skip
        values = random.random((count, len(IDS))) * (random.random((count, len(IDS))) < 1 / _CARRIED)
        yield frame, pd.DataFrame(values, columns=list(IDS), index=pd.Index(ids, name="event_id"))


def seconds(*works: Callable[[], object], times: int = 3) -> list[float]:
    """The least time that each of `works` takes, in seconds: what disturbs it only adds. They take turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, list_ in zip(works, taken, strict=True):
            started = perf_counter()
            work()
            list_.append(perf_counter() - started)
    return [min(list_) for list_ in taken]
