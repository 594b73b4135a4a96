"""Places before weights, weighed: the same as adding up the points of each event where it was."""

import numpy as np
import pandas as pd
import pytest

import data
from dashboard.places import locate
from scoring.indicators import TRACKS, measure
from scoring.score import PRESETS, WEIGHTS, track_matrix

EVENTS = data.load(data.available()[0])
MEASURES = measure(EVENTS)
IDS = EVENTS["event_id"].drop_duplicates().to_numpy(dtype=object)
FOUND = locate(EVENTS, IDS, MEASURES)
ZERO = dict.fromkeys(WEIGHTS, 0.0)


@pytest.mark.parametrize(
    "weights",
    [WEIGHTS, *PRESETS.values(), ZERO, ZERO | {"air_strike": 4.0}, WEIGHTS | {"accusation": 0.0, "talks_held": 0.0}],
)
def test_a_place_has_the_points_of_its_events_and_counts_those_without_any(weights):
    each = pd.DataFrame(MEASURES.loc[IDS].to_numpy() @ track_matrix(weights, tuple(MEASURES.columns)), columns=TRACKS)
    each = each.assign(silent=each.sum(axis=1) == 0, events=1, key=FOUND.at.reindex(IDS).to_numpy())
    expected = each.dropna(subset="key").groupby("key").sum()
    table = FOUND.weighed(weights).table.set_index("key")
    assert len(table) == len(expected) and expected["events"].sum() + FOUND.nowhere == len(IDS)
    pd.testing.assert_frame_equal(
        table[list(expected)], expected.reindex(table.index).astype({"silent": int}), check_exact=False, rtol=1e-12
    )
    heaviest = table[list(TRACKS)].sum(axis=1).to_numpy()
    assert (np.diff(heaviest) <= 1e-9).all()


def test_weighing_changes_nothing_of_what_is_kept():
    before, sums = FOUND.table.copy(), FOUND.sums.copy()
    FOUND.weighed(PRESETS["Early warning"])
    pd.testing.assert_frame_equal(FOUND.table, before)
    np.testing.assert_array_equal(FOUND.sums, sums)
