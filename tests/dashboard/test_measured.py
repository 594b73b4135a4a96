"""Measured chunks on disk give the cube that the whole would give, by DuckDB and by pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard import measured
from dashboard.measured import MeasuredError
from scoring import cube
from scoring.indicators import measure
from tests.engines import need
from tests.scoring.varied import PATRONS, same, varied


def parts(count: int = 3):
    for number in range(count):
        frame = varied(60, seed=number)
        yield frame.assign(event_id=f"{number}-" + frame["event_id"])


def test_chunks_on_disk_give_the_cube_of_the_whole(tmp_path):
    whole = pd.concat(parts(), ignore_index=True)
    assert measured.write(parts(), tmp_path / "set") == len(whole)
    expected = cube.of(whole, measure(whole), "sponsorship", PATRONS)
    same(expected, cube.summed(measured.chunks(tmp_path / "set"), "sponsorship", PATRONS, dtype=np.float64).dense())
    need("duckdb")
    import duckdb

    with duckdb.connect() as connection:
        same(expected, cube.of(*measured.relations(tmp_path / "set", connection), "sponsorship", PATRONS))


def test_a_run_that_was_cut_off_is_refused_and_nothing_is_overwritten(tmp_path):
    def broken():
        yield from parts(1)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        measured.write(broken(), tmp_path / "set")
    with pytest.raises(MeasuredError, match="write it anew"):
        next(measured.chunks(tmp_path / "set"))
    with pytest.raises(MeasuredError, match="not empty"):
        measured.write(parts(1), tmp_path / "set")


def test_no_events_are_refused(tmp_path):
    with pytest.raises(MeasuredError, match="no events"):
        measured.write(iter(()), tmp_path / "set")
