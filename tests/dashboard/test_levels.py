"""Levels and ranking as arrays say what the frames of scoring say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.levels import MONTH, WEEK, levels, ranking
from scoring import cube as cubes
from scoring import risk as risks
from scoring.indicators import TRACKS, measure
from scoring.score import WEIGHTS
from tests.scoring.invented import stream


@pytest.fixture
def both():
    frame = pd.concat([stream(160, 1, 1.0), stream(160, 2, 0.4, source="BBB"), stream(20, 3, 0.3, source="CCC")])
    frame["event_id"] = [f"e{number}" for number in range(len(frame))]
    cube = cubes.of(frame, measure(frame)).decayed(7)
    end = cube.dates[-20]
    told = risks.risk(cube, WEIGHTS, 7)
    return levels(cube, WEIGHTS, 7, end), told[told["date"] <= end]


def test_levels_are_those_of_scoring(both):
    found, told = both
    for entity in found.entities:
        own = told[told["entity"] == entity]
        total = own[own["track"] == "total"].set_index("date")
        expected = total[["pressure", "index", "n_events"]]
        at = found.row(entity)
        columns = {"pressure": found.total[at], "index": found.index[at], "n_events": found.counts[at]}
        totals = pd.DataFrame(columns, index=found.dates)
        pd.testing.assert_frame_equal(totals, expected, check_freq=False, check_names=False)
        for track in TRACKS:
            drawn = found.tracks(entity, found.dates[30])
            np.testing.assert_allclose(
                drawn.loc[drawn["track"] == track, "pressure"], own.loc[own["track"] == track, "pressure"].iloc[30:]
            )


def test_the_ranking_is_that_of_the_frames(both):
    found, told = both
    total = told[told["track"] == "total"]
    table, end = ranking(found), found.dates[-1]
    assert table["index"].is_monotonic_decreasing and set(table["entity"]) == {"AAA", "BBB"}
    year = risks.baseline(told)
    year = year[year["date"] == end].set_index("entity")["percentile"]
    for row in table.itertuples():
        own = total[total["entity"] == row.entity].set_index("date")["index"]
        assert table.loc[row.Index, "percentile"] == pytest.approx(year[row.entity])
        for column, days in (("week", WEEK), ("month", MONTH)):
            expected = round(own[end] - own[end - pd.Timedelta(days=days)])
            assert table.loc[row.Index, column] == expected
        np.testing.assert_allclose(table.loc[row.Index, "trend"], own.tail(60).round(1))
