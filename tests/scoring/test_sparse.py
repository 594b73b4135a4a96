"""Sums that are kept only where something happened say the same as the dense cube."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import cube, risk, sparse
from scoring.cube import CubeError
from scoring.indicators import IDS, measure
from scoring.score import PRESETS, WEIGHTS
from tests.scoring.invented import events, frames
from tests.scoring.varied import PATRONS, ROLES, same, varied

ON_SCREEN = 1e-3  # index points that float32 may move


def chunked(frame: pd.DataFrame, ids_at_once: int):
    """Chunks of (events, measures), the rows of an event together."""
    ids = frame["event_id"].unique()
    for start in range(0, len(ids), ids_at_once):
        chunk = frame[frame["event_id"].isin(ids[start : start + ids_at_once])]
        yield chunk, measure(chunk)


@given(frames(most=8), st.integers(1, 5))
def test_chunks_sum_to_the_whole_however_they_are_cut(frame, ids_at_once):
    made = cube.summed(chunked(frame, ids_at_once), dtype=np.float64)
    same(cube.of(frame, measure(frame)), made.dense())


@pytest.mark.parametrize("by", ROLES)
def test_any_role_can_be_summed_in_chunks(by):
    frame = varied()
    made = cube.summed(chunked(frame, 60), by, PATRONS, "2020-01-10", "2020-03-20", np.float64)
    same(cube.of(frame, measure(frame), by, PATRONS, "2020-01-10", "2020-03-20"), made.dense())


def test_merging_in_small_blocks_changes_nothing(monkeypatch):
    frame = varied()
    monkeypatch.setattr(sparse, "_BLOCK", 3)
    made = cube.summed(chunked(frame, 30), "pair", dtype=np.float64)
    same(cube.of(frame, measure(frame), "pair"), made.dense())


def test_undated_events_of_all_chunks_are_counted():
    frame = events([{"source": "AAA", "date": None}, {"source": "AAA", "date": None}])
    assert cube.summed(chunked(frame, 1)).undated == 2


def test_what_is_picked_is_what_is_there_and_zeros_for_the_unknown():
    frame = varied()
    whole = cube.of(frame, measure(frame))
    picked = cube.summed(chunked(frame, 60), dtype=np.float64).pick(["red-front", "nobody", "AAA"])
    same(whole.pick(["red-front", "nobody", "AAA"]), picked)
    assert picked.values[0].any() and not picked.values[1].any() and not picked.counts[1].any()


@pytest.fixture(scope="module")
def pairs():
    """The sums of pairs: dense, and kept only where something happened."""
    frame = varied()
    return cube.of(frame, measure(frame), "pair"), cube.summed(chunked(frame, 60), "pair", dtype=np.float64)


@pytest.mark.parametrize("weights", [WEIGHTS, PRESETS["Nuclear file"]], ids=["default", "nuclear"])
@pytest.mark.parametrize("day", ["2020-01-05", "2020-02-10", "2020-03-30"])
def test_the_ranking_of_one_day_is_that_of_the_dense_risk(pairs, day, weights):
    dense, kept = pairs
    rows = risk.risk(dense, weights, 10.0)
    rows = rows[rows["date"] == day].pivot(index="entity", columns="track", values="pressure")
    ranked = kept.pressure_at(day, weights, 10.0)
    assert ranked["total"].gt(0).any()
    assert len(ranked) == len(rows) and list(ranked) == list(risk.ROWS)
    np.testing.assert_allclose(ranked, rows.loc[list(ranked.index), list(ranked)], rtol=1e-9, atol=1e-12)


def test_float32_moves_no_index_on_screen(monkeypatch):
    frame = varied()
    exact = cube.of(frame, measure(frame))
    monkeypatch.setattr(sparse, "EXACT_NUMBERS", 0)
    large = cube.of(frame, measure(frame))
    assert large.values.dtype == np.float32 and exact.values.dtype == np.float64
    assert large.decayed(7.0).values.dtype == np.float32
    one, other = risk.risk(exact.decayed(7.0)), risk.risk(large.decayed(7.0))
    np.testing.assert_allclose(one["index"], other["index"], atol=ON_SCREEN)
    assert (one["index"] - other["index"]).abs().max() > 0  # or nothing was rounded, and nothing tested
    wide = other.pivot(index=["entity", "date"], columns="track", values="pressure")
    np.testing.assert_allclose(wide[list(risk.ESCALATION)].sum(axis=1), wide["total"], atol=1e-9)


def test_sums_are_float32_unless_asked_for_exactly():
    frame = varied(40)
    assert cube.summed(chunked(frame, 20)).pick(["AAA"]).values.dtype == np.float32
    assert cube.summed(chunked(frame, 20), dtype=np.float64).pick(["AAA"]).values.dtype == np.float64


def test_a_dense_cube_too_large_is_refused_with_what_to_do(monkeypatch):
    frame = events([{"source": "AAA"}, {"source": "BBB", "date": "2020-02-05"}])
    monkeypatch.setattr(sparse, "MOST_BYTES", 1_000)
    with pytest.raises(CubeError, match=r"2 entities on 5 days.*summed.*pick"):
        cube.of(frame, measure(frame))
    made = cube.summed([(frame, measure(frame))])
    assert made.pressure_at("2020-02-05", WEIGHTS, 7.0)["total"].gt(0).all()


def test_no_chunks_and_unlike_chunks_are_refused():
    frame = events([{"source": "AAA"}])
    with pytest.raises(CubeError, match="no chunks"):
        cube.summed([])
    with pytest.raises(CubeError, match="same indicators"):
        cube.summed([(frame, measure(frame)), (frame, measure(frame)[["threat"]])])


def test_a_hundred_thousand_pairs_are_kept_in_what_their_events_take():
    random = np.random.default_rng(0)
    count, pairs = 50_000, 100_000
    ids = [f"e{number}" for number in range(count)]
    rows = pd.DataFrame(
        {
            "event_id": ids, "realis": "realised", "origin": "coded", "date_precision": "day", "published": pd.NaT,
            "date": pd.Timestamp("2010-01-01") + pd.to_timedelta(random.integers(0, 4_000, count), unit="D"),
            "source": [f"s{number}" for number in random.integers(0, pairs, count)], "target": "t",
        }
    )  # fmt: skip
    measures = pd.DataFrame(0.0, index=pd.Index(ids, name="event_id"), columns=list(IDS))
    measures = measures.assign(air_strike=1.0, fatalities=random.random(count))
    made = cube.summed([(rows, measures)], "pair")
    arrays = (made.entity, made.day, made.counts, made.sums.data, made.sums.indices, made.sums.indptr)
    assert sum(array.nbytes for array in arrays) < 64 * count  # two numbers, their places and what names the cell
    with pytest.raises(CubeError, match="pick"):
        made.dense()
