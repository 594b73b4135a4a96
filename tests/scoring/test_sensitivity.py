"""Rankings under other weights, and the weights that move an actor: by hand on tiny cubes, and what always holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from scoring import cube, sensitivity
from scoring.cube import Cube
from scoring.indicators import BY_ID, IDS, measure
from scoring.risk import S0, RiskError, index, risk
from scoring.score import WEIGHTS
from scoring.sensitivity import TOP, SensitivityError, agreement, influence, rank_stability
from tests.scoring.invented import frames

USED = ("air_strike", "accusation", "de_escalation")
HALF_LIFE = 1.0  # half of a day's points are its pressure


def made(rows: dict[str, tuple[float, float, float]]) -> Cube:
    """A cube of one day; twice the numbers as intensities, so that these are the decayed ones."""
    values = 2.0 * np.array(list(rows.values())).reshape(len(rows), 1, 3)
    return Cube("conduct", tuple(rows), pd.date_range("2020-01-01", periods=1), USED, values, np.ones((len(rows), 1)))


W = {"air_strike": 4.0, "accusation": 1.0, "de_escalation": 9.0}
# pressures: striker 4, talker 3, both 5, twin 3, calm and maker of peace 0
CUBE = made(
    {
        "striker": (1, 0, 0), "talker": (0, 3, 0), "both": (1, 1, 0),
        "calm": (0, 0, 0), "peace": (0, 0, 5), "twin": (0, 3, 0),
    }
)  # fmt: skip


def test_the_names_of_the_example_are_of_the_codebook():
    assert set(USED) <= set(IDS) and BY_ID["de_escalation"].track == "relief"


def test_ranks_ties_and_indices_by_hand():
    frame = rank_stability(CUBE, W, HALF_LIFE, draws=1, spread=0.0)
    assert frame["entity"].tolist() == ["both", "striker", "talker", "twin"]
    assert frame["rank"].tolist() == frame["rank_low"].tolist() == frame["rank_high"].tolist() == [1, 2, 3, 3]
    np.testing.assert_allclose(frame["index"], index(np.array([5.0, 4.0, 3.0, 3.0])))
    assert (frame[["same", "top"]] == 1).all(axis=None)


def test_drawn_ranks_by_hand(monkeypatch):
    """Two draws: as chosen, and air strikes at an eighth (striker 0.5, both 1.5, the talkers 3)."""
    factors = np.zeros((2, len(IDS)))
    factors[1, IDS.index("air_strike")] = np.log(1 / 8)

    class Fixed:
        def standard_normal(self, shape):
            assert shape == factors.shape
            return factors

    monkeypatch.setattr(sensitivity.np.random, "default_rng", lambda seed: Fixed())
    frame = rank_stability(CUBE, W, HALF_LIFE, draws=2, spread=1.0).set_index("entity")
    assert frame[["rank_low", "rank_high"]].T.to_dict("list") == {
        "both": [1, 3], "striker": [2, 4], "talker": [1, 3], "twin": [1, 3],
    }  # fmt: skip
    assert frame["same"].tolist() == [0.5] * 4
    found = agreement(CUBE, W, HALF_LIFE, draws=2, spread=1.0)
    # of five pairs apart, both-striker keeps its order and the four with a talker turn: -3/5 in the second draw
    assert found.tau == pytest.approx((1 - 3 / 5) / 2)
    assert found.ranked == 4 and found.left_out == ("calm", "peace")


def test_influence_by_hand():
    frame = influence(CUBE, W, HALF_LIFE)
    expected = {
        ("striker", "air_strike", 0.0): (4.0, 0.0, 2),  # behind both and the two talkers: from 2 to 4
        ("striker", "air_strike", 2.0): (4.0, 8.0, 0),
        ("striker", "accusation", 0.0): (4.0, 4.0, -1),  # level with both
        ("striker", "accusation", 2.0): (4.0, 4.0, 2),  # the talkers at 6, both at 6
        ("both", "air_strike", 0.0): (5.0, 1.0, 2),
        ("both", "air_strike", 2.0): (5.0, 9.0, 0),
        ("both", "accusation", 0.0): (5.0, 4.0, 0),
        ("both", "accusation", 2.0): (5.0, 6.0, 0),
        **{(talker, "air_strike", 0.0): (3.0, 3.0, -2) for talker in ("talker", "twin")},
        **{(talker, "accusation", 0.0): (3.0, 0.0, 0) for talker in ("talker", "twin")},
        **{(talker, "accusation", 2.0): (3.0, 6.0, -2) for talker in ("talker", "twin")},
    }
    found = {tuple(row[:3]): tuple(row[3:]) for row in frame.itertuples(index=False)}
    assert found.keys() == expected.keys()
    for key, (was, becomes, places) in expected.items():
        assert found[key] == (pytest.approx(index(becomes) - index(was)), places), key
    assert frame["change"].abs().round(9).is_monotonic_decreasing
    assert frame.loc[0, "entity"] == "striker" and frame.loc[0, "factor"] == 0.0


def test_a_doubled_weight_adds_ten_points_where_all_hangs_on_it():
    frame = influence(made({"one": (1000 * S0, 0, 0)}), {"air_strike": 1.0}, HALF_LIFE)
    doubled = frame.loc[frame["factor"] == 2.0, "change"].item()
    assert doubled == pytest.approx(10.0, abs=0.05)


def test_one_indicator_orders_alike_under_any_weight():
    alone = made({name: (size, 0, 0) for name, size in (("a", 3), ("b", 2), ("c", 1))})
    frame = rank_stability(alone, W, HALF_LIFE, spread=2.0)
    assert (frame["same"] == 1).all() and frame["rank"].tolist() == [1, 2, 3]
    assert agreement(alone, W, HALF_LIFE, spread=2.0)[:3] == (1.0, 1.0, 3)


def test_a_wider_spread_agrees_less():
    rows = np.random.default_rng(1).random((12, 2))
    crowd = made({f"actor-{number}": (*row, 0) for number, row in enumerate(rows)})
    taus = [agreement(crowd, W, HALF_LIFE, spread=spread).tau for spread in (0.0, 0.2, 0.7, 2.0)]
    assert taus[0] == 1.0 and taus == sorted(taus, reverse=True) and taus[-1] < 0.9


def test_the_range_holds_the_level_that_it_names():
    crowd = made({f"actor-{number}": (number, 12 - number, 0) for number in range(12)})
    frame = rank_stability(crowd, W, HALF_LIFE, draws=400, level=0.8, seed=3).set_index("entity")
    _, _, drawn, _ = sensitivity._drawn(crowd, W, HALF_LIFE, None, 400, sensitivity.SPREAD, 3)
    ranks = pd.DataFrame(sensitivity._ranks(drawn), index=list(crowd.entities)).loc[frame.index]
    inside = ranks.ge(frame["rank_low"], axis=0) & ranks.le(frame["rank_high"], axis=0)
    assert (inside.mean(axis=1) >= 0.8).all()
    # a range narrower by one place at either end would hold less than nine tenths of what lies in it and beyond
    assert (ranks.lt(frame["rank_low"], axis=0).mean(axis=1) <= 0.1).all()
    assert (ranks.gt(frame["rank_high"], axis=0).mean(axis=1) <= 0.1).all()


def test_draws_are_lognormal_around_the_chosen_weight_and_independent():
    separate = made({"strikes": (1, 0, 0), "words": (0, 1, 0)})
    _, chosen, drawn, _ = sensitivity._drawn(separate, W, HALF_LIFE, None, 20_000, 0.5, 0)
    logs = np.log(drawn / chosen[:, None])
    np.testing.assert_allclose(logs.mean(axis=1), 0.0, atol=0.02)
    np.testing.assert_allclose(logs.std(axis=1), 0.5, atol=0.02)
    assert abs(np.corrcoef(logs)[0, 1]) < 0.03


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=8), st.integers(0, 9))
def test_tau_is_that_of_scipy(rows, seed):
    crowd = made({f"actor-{number}": (*row, 0) for number, row in enumerate(rows)})
    names, chosen, drawn, _ = sensitivity._drawn(crowd, W, HALF_LIFE, None, 20, 0.7, seed)
    found = agreement(crowd, W, HALF_LIFE, draws=20, spread=0.7, seed=seed).tau
    ranks = sensitivity._ranks(chosen), sensitivity._ranks(drawn)
    theirs = [kendalltau(ranks[0], ranks[1][:, draw]).statistic for draw in range(20)] if len(names) > 1 else []
    told = [one for one in theirs if not np.isnan(one)]
    assert found == pytest.approx(np.mean(told)) if told else np.isnan(found)


@given(frames(least=3), st.sampled_from((1.0, 7.0)), st.integers(0, 5))
def test_numbers_are_those_of_risk_whether_decayed_before_or_now(frame, half_life, seed):
    built = cube.of(frame, measure(frame))
    day = built.dates[len(built.dates) // 2]
    ours = rank_stability(built, WEIGHTS, half_life, day, draws=30, seed=seed)
    pd.testing.assert_frame_equal(
        ours, rank_stability(built.decayed(half_life), WEIGHTS, half_life, day, draws=30, seed=seed)
    )
    rows = risk(replace(built, first=None), WEIGHTS, half_life)
    total = rows[(rows["track"] == "total") & (rows["date"] == day)].set_index("entity")["index"].astype(float)
    assert set(ours["entity"]) == set(total.index[total > 0])
    np.testing.assert_allclose(ours["index"], total[ours["entity"]], atol=1e-9)
    assert (
        ours["rank"].tolist()
        == total[total > 0].round(9).rank(method="min", ascending=False).astype(int).sort_values().tolist()
    )
    moved = influence(built, WEIGHTS, half_life, day)
    for row in moved.sample(min(len(moved), 4), random_state=seed).itertuples():
        varied = risk(
            replace(built, first=None), WEIGHTS | {row.indicator: row.factor * WEIGHTS[row.indicator]}, half_life
        )
        varied = varied[(varied["track"] == "total") & (varied["date"] == day) & (varied["entity"] == row.entity)]
        assert row.change == pytest.approx(varied["index"].item() - total[row.entity], abs=1e-8)


@given(frames(least=3))
def test_the_order_of_entities_and_what_else_is_measured_change_nothing(frame):
    built = cube.of(frame, measure(frame))
    turned = built.pick(built.entities[::-1])
    pd.testing.assert_frame_equal(rank_stability(built, draws=40), rank_stability(turned, draws=40))
    pd.testing.assert_frame_equal(influence(built), influence(turned))
    fewer = [name for name in built.indicators if BY_ID[name].track != "relief"]
    columns = [built.indicators.index(name) for name in fewer]
    less = replace(built, indicators=tuple(fewer), values=built.values[:, :, columns])
    pd.testing.assert_frame_equal(rank_stability(built, draws=40), rank_stability(less, draws=40))


def test_the_same_seed_gives_the_same_and_another_seed_another():
    rows = np.random.default_rng(2).random((9, 2))
    crowd = made({f"actor-{number}": (*row, 0) for number, row in enumerate(rows)})
    asked = {"weights": W, "half_life": HALF_LIFE, "draws": 50}
    pd.testing.assert_frame_equal(rank_stability(crowd, seed=1, **asked), rank_stability(crowd, seed=1, **asked))
    assert not rank_stability(crowd, seed=1, **asked).equals(rank_stability(crowd, seed=2, **asked))


def test_top_counts_the_first_places():
    crowd = made({f"actor-{number}": (number + 1, 0, 0) for number in range(TOP + 2)})
    frame = rank_stability(crowd, W, HALF_LIFE, draws=10)
    assert frame["top"].tolist() == [1.0] * TOP + [0.0, 0.0]


NOBODY = {
    "without pressure": made({"calm": (0, 0, 0), "peace": (0, 0, 5)}),
    "without entities": made({}),
    "without days": replace(made({}), dates=pd.DatetimeIndex([]), values=np.empty((0, 0, 3)), counts=np.empty((0, 0))),
}


@pytest.mark.parametrize("empty", NOBODY.values(), ids=NOBODY)
def test_nobody_to_rank(empty):
    assert rank_stability(empty, W, HALF_LIFE).empty and influence(empty, W, HALF_LIFE).empty
    found = agreement(empty, W, HALF_LIFE)
    assert np.isnan(found.tau) and np.isnan(found.top) and found.ranked == 0
    assert found.left_out == tuple(sorted(empty.entities))


def test_weights_of_zero_leave_everybody_out():
    assert rank_stability(CUBE, {"de_escalation": 9.0}, HALF_LIFE).empty
    assert agreement(CUBE, {"de_escalation": 9.0}, HALF_LIFE).left_out == tuple(sorted(CUBE.entities))


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ({"draws": 0}, SensitivityError, "at least 1 draw"),
        ({"spread": -1.0}, SensitivityError, "a spread from 0"),
        ({"spread": float("nan")}, SensitivityError, "a spread from 0"),
        ({"level": 1.0}, SensitivityError, "between 0 and 1"),
        ({"day": "2031-01-01"}, RiskError, "2031-01-01"),
    ],
)
def test_unusable_questions_are_named(asked, error, sentence):
    with pytest.raises(error, match=sentence):
        rank_stability(CUBE, W, HALF_LIFE, **asked)


def test_a_cube_decayed_otherwise_is_refused():
    with pytest.raises(SensitivityError, match=r"half-life of 2\.0 days, 1\.0 was asked for"):
        influence(CUBE.decayed(2.0), W, 1.0)
