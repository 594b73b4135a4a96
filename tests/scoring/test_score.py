import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.indicators import BY_ID, IDS, TRACKS, measure
from scoring.score import (
    PRESET_REASONS,
    PRESETS,
    WEIGHTS,
    ScoreError,
    check,
    contributions,
    relief,
    score,
    track_matrix,
)
from tests.scoring.invented import frames

weightings = st.fixed_dictionaries({name: st.floats(0, 100) for name in IDS})


@given(frames(), weightings)
def test_contributions_sum_to_points_and_relief(frame, weights):
    measures = measure(frame)
    whole = score(measures, weights) + relief(measures, weights)
    np.testing.assert_allclose(contributions(measures, weights).sum(axis=1), whole, atol=1e-9)


@given(frames(), weightings, st.sampled_from(IDS), st.floats(0, 50))
def test_points_never_fall_when_a_weight_rises(frame, weights, name, more):
    measures = measure(frame)
    raised = weights | {name: weights[name] + more}
    assert (score(measures, raised) >= score(measures, weights) - 1e-9).all()
    assert (relief(measures, raised) >= relief(measures, weights) - 1e-9).all()


@given(frames(), weightings)
def test_relief_never_lowers_points(frame, weights):
    measures = measure(frame)
    without = weights | {name: 0.0 for name in IDS if BY_ID[name].track == "relief"}
    np.testing.assert_array_equal(score(measures, weights), score(measures, without))


@given(frames())
def test_weights_of_zero_give_zero(frame):
    measures = measure(frame)
    nothing = dict.fromkeys(IDS, 0.0)
    assert not score(measures, nothing).any() and not relief(measures, nothing).any()


@given(frames(), weightings, weightings)
def test_points_are_linear_in_the_weights(frame, one, other):
    measures = measure(frame)
    both = {name: one[name] + other[name] for name in IDS}
    np.testing.assert_allclose(score(measures, both), score(measures, one) + score(measures, other), atol=1e-7)


def test_left_out_indicators_weigh_nothing():
    assert check({"threat": 2})["air_strike"] == 0 and check({"threat": 2})["threat"] == 2


@pytest.mark.parametrize(
    ("weights", "named"),
    [
        ({"air_stike": 1.0}, "air_stike"),
        ({"threat": -1.0}, "threat: -1.0"),
        ({"threat": float("nan")}, "threat: nan"),
        ({"threat": float("inf")}, "threat: inf"),
        ({"threat": "much"}, "threat is 'much'"),
    ],
)
def test_unusable_weights_are_named(weights, named):
    with pytest.raises(ScoreError, match=named):
        check(weights)


def test_unknown_measures_are_named():
    with pytest.raises(ScoreError, match="mood"):
        score(pd.DataFrame({"mood": [1.0]}), WEIGHTS)


def test_presets_are_complete_checked_and_reasoned():
    assert set(PRESETS) == set(PRESET_REASONS) and PRESETS["Default"] == WEIGHTS
    for name, weights in PRESETS.items():
        assert set(weights) == set(IDS)
        assert np.isfinite(check(weights)).all()
        assert len(PRESET_REASONS[name]) > 30
    assert len({tuple(weights.values()) for weights in PRESETS.values()}) == len(PRESETS)


def test_each_indicator_weighs_in_its_own_track_only():
    matrix = track_matrix(WEIGHTS)
    assert matrix.shape == (len(IDS), len(TRACKS))
    assert ((matrix > 0).sum(axis=1) == 1).all()
    np.testing.assert_allclose(matrix.sum(axis=1), list(WEIGHTS.values()))
