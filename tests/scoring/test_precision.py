"""Average precision under many weights at once is scikit-learn's; blocks of days stay together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from scoring.precision import MEAN, MIN_HITS, NEITHER, POOLED, blocks, precision, resampled


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=30))
def test_one_draw_is_the_figure_of_scikit_learn_ties_and_all(rows):
    outcome, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    found = resampled(outcome, score.astype(float), np.stack([weight, np.ones_like(weight)], axis=1).astype(float))
    for own, weights in zip(found, (weight, np.ones_like(weight)), strict=True):
        if (outcome * weights).sum() == 0:
            assert np.isnan(own)
        else:
            assert own == pytest.approx(average_precision_score(outcome, score, sample_weight=weights))


@pytest.mark.parametrize(
    ("outcome", "score", "expected"),
    [
        ([1, 0, 1, 0], [4, 3, 2, 1], (1 / 1 + 2 / 3) / 2),
        ([1, 0, 1, 0], [1, 1, 1, 1], 0.5),  # all tie: the base rate
        ([0, 0, 1, 1], [1, 2, 3, 4], 1.0),
        ([0, 1], [2, 1], 0.5),
    ],
)
def test_average_precision_by_hand(outcome, score, expected):
    found = resampled(np.array(outcome, bool), np.array(score, float), np.ones((len(score), 1)))
    assert found[0] == pytest.approx(expected)


@given(st.integers(1, 200), st.integers(1, 70), st.integers(0, 99))
def test_blocks_cover_as_many_days_and_are_whole(count, length, seed):
    dates = pd.Series(pd.date_range("2020-01-01", periods=count))
    drawn = blocks(dates, 7, seed, length)
    length = min(length, count)
    assert list(drawn.index) == list(dates)
    assert (drawn.sum() == -(-count // length) * length).all()
    if length < count:
        # within a block the count only changes where one starts or ends
        changes = (drawn.to_numpy() != np.roll(drawn.to_numpy(), 1, axis=0)).sum(axis=0)
        assert (changes <= 2 * -(-count // length)).all()


def cases(seed: int = 0, count: int = 900) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "entity": np.repeat(["AAA", "BBB", "quiet"], count),
            "date": list(pd.date_range("2020-01-01", periods=count)) * 3,
            "horizon": 7,
            "outcome": random.random(3 * count) < 0.2,
            "noise": random.random(3 * count),
        }
    )
    frame.loc[frame["entity"] == "quiet", "outcome"] = [True] * (MIN_HITS - 1) + [False] * (count - MIN_HITS + 1)
    frame["good"] = frame["outcome"] + random.normal(0, 0.5, len(frame))
    return frame.assign(same=frame["good"], flat=0.0)


def test_better_is_said_only_where_the_interval_leaves_zero():
    table = precision(cases(), ["good", "noise", "same", "flat"], draws=200).set_index(["group", "predictor"])
    assert table.loc[(POOLED, "noise"), "better"] == "good" and table.loc[(POOLED, "same"), "better"] == NEITHER
    assert table.loc[(POOLED, "flat"), "average_precision"] == pytest.approx(table.loc[(POOLED, "flat"), "base_rate"])
    assert precision(cases(), ["noise", "good"], draws=200).query("predictor == 'good'")["better"].eq("good").all()
    nothing = pd.isna(table.loc[(POOLED, "good"), ["difference", "better"]])
    assert nothing.all()  # the first is compared with nothing


def test_groups_and_counts_are_told():
    table = precision(cases(), ["good", "noise"], draws=20)
    assert list(dict.fromkeys(table["group"])) == [POOLED, MEAN, "AAA", "BBB"]  # the quiet one has too few hits
    pooled, mean = (table[table["group"] == group].iloc[0] for group in (POOLED, MEAN))
    assert (pooled["actors"], pooled["days"], mean["actors"], mean["days"]) == (3, 2700, 2, 1800)
    own = table[table["predictor"] == "good"].set_index("group")["average_precision"]
    assert own[MEAN] == pytest.approx((own["AAA"] + own["BBB"]) / 2)


def test_the_same_seed_gives_the_same_interval():
    one, two, other = (precision(cases(), ["good"], draws=50, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not one["low"].equals(other["low"])
