"""Imports take time in proportion to their rows, on both databases, and little memory: ratios within one run."""

from __future__ import annotations

import time
import tracemalloc

import pandas as pd
import pytest

from data.store import Store
from tests.stored import coded, remarks

CHUNK, FEW, MANY = 20_000, 2, 8  # events a chunk; chunks
SLACK = 2  # times the proportional growth: looking through what is there already would show as MANY / FEW times it


@pytest.fixture(scope="module")
def made() -> list[pd.DataFrame]:
    return [coded(start, start + CHUNK) for start in range(0, CHUNK * MANY, CHUNK)]


def seconds(store: Store, made: list[pd.DataFrame], count: int) -> float:
    started = time.perf_counter()
    frames = ((events, remarks()) for events in made[:count])
    store.import_events("file.csv", frames, f"of {count}", "invented", str(count))
    return time.perf_counter() - started


@pytest.mark.benchmark
def test_imports_and_reading_grow_linearly(location, made):
    store = Store(location)
    few, many = seconds(store, made, FEW), seconds(store, made, MANY)
    started = time.perf_counter()
    read = store.events(f"of {MANY}")
    reading = time.perf_counter() - started
    print(f"imported {len(read) / many:,.0f} and read {len(read) / reading:,.0f} rows of events a second")
    assert len(read) == sum(map(len, made))
    assert many / few < SLACK * MANY / FEW


@pytest.mark.benchmark
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_an_import_holds_one_chunk_at_a_time(location, made):
    peaks = []
    for count in (FEW, MANY):
        tracemalloc.start()
        seconds(Store(location), made, count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(f"{MANY} chunks take {peaks[1] / peaks[0]:.2f} times the memory of {FEW}")
    assert peaks[1] < 1.5 * peaks[0]
