"""The cube on DuckDB: relations over files, never loaded whole, give the numbers of pandas."""

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from data.events import empty
from scoring import cube
from scoring.cube import CubeError
from scoring.indicators import IDS, measure
from tests.engines import need
from tests.scoring.varied import PATRONS, ROLES, same, varied


@pytest.fixture(scope="module")
def pandas_frames():
    events = varied()
    return events, measure(events)


@pytest.fixture(scope="module", params=["parquet", "csv"])
def relations(request, pandas_frames, tmp_path_factory):
    """Events and measures as relations over files, on a connection of their own."""
    need("duckdb")
    import duckdb

    folder = tmp_path_factory.mktemp("files")
    connection = duckdb.connect()
    read = []
    for name, frame in zip(("events", "measures"), (pandas_frames[0], pandas_frames[1].reset_index()), strict=True):
        path = str(folder / f"{name}.{request.param}")
        if request.param == "parquet":
            frame.to_parquet(path, index=False)
            read.append(connection.read_parquet(path))
        else:
            frame.to_csv(path, index=False)
            read.append(connection.read_csv(path))
    yield tuple(read)
    connection.close()


@pytest.mark.parametrize("by", ROLES)
def test_files_give_the_numbers_of_pandas(relations, pandas_frames, by):
    ours, theirs = cube.of(*pandas_frames, by, PATRONS), cube.of(*relations, by, PATRONS)
    assert len(ours.entities) > 1 and ours.values.any()
    same(ours, theirs)


def test_bounds_are_kept_and_what_is_known_is_asked_there(relations, pandas_frames):
    bounds = {"start": "2020-01-20", "end": "2020-03-10"}
    ours = cube.of(cube.known_on(pandas_frames[0], "2020-03-01"), pandas_frames[1], **bounds)
    same(ours, cube.of(cube.known_on(relations[0], "2020-03-01"), relations[1], **bounds))
    assert len(ours.dates) and ours.counts.sum() < cube.of(*pandas_frames, **bounds).counts.sum()


def test_who_events_count_for_stays_on_the_engine(relations, pandas_frames):
    counted = cube.entities(relations[0], "sponsorship", PATRONS)
    assert type(counted) is type(relations[0])
    order = ["event_id", "entity", "date"]
    here = cube.entities(pandas_frames[0], "sponsorship", PATRONS).sort_values(order, ignore_index=True)
    there = nw.from_native(counted).collect("pandas").to_native().sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(here, there, check_dtype=False)


def test_chunks_may_come_from_several_engines(relations, pandas_frames):
    one, two = pandas_frames[0], varied(seed=1)
    two = two.assign(event_id="other-" + two["event_id"])
    both = pd.concat([one, two], ignore_index=True)
    made = cube.summed([relations, (two, measure(two))], "pair", dtype=np.float64)
    same(cube.of(both, measure(both), "pair"), made.dense())


def test_events_and_measures_of_two_engines_are_refused(relations, pandas_frames):
    with pytest.raises(CubeError, match=r"duckdb.*pandas"):
        cube.of(relations[0], pandas_frames[1])


def test_no_events_give_an_empty_cube_on_duckdb_too():
    need("duckdb")
    import duckdb

    connection = duckdb.connect()
    relations = [connection.from_df(frame) for frame in (empty(), measure(empty()).reset_index())]
    built = cube.of(*relations)
    assert built.values.shape == (0, 0, len(IDS))
