"""Probabilities: what counts as reached, what a day may know, when nothing is said, and that reasons add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit

from data.events import EventError
from scoring import history as past
from scoring.comparators import COMPARATORS, climatology, conflictology, persistence
from scoring.cube import CubeError
from scoring.probability import (
    COLUMNS,
    MIN_CASES,
    REASONS,
    STOPPED,
    TOO_RARE,
    TOO_SHORT,
    fit,
    forecast,
    stack,
)
from scoring.targets import TARGETS, named, quantities
from tests.fuzzing import examples
from tests.scoring.fighting import day, war
from tests.scoring.invented import events, frames


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    return war()


@pytest.mark.parametrize(
    ("rows", "acts", "deaths", "unknown"),
    [
        ([{"killed_best": 4, "killed_low": 2}], 1, 4, 0),
        ([{"killed_low": 2, "killed_high": 9}], 1, 2, 0),
        ([{"killed_best": 0}], 1, 0, 0),
        ([{}], 1, 0, 1),  # nobody says: not zero
        ([{"killed_high": 9}], 1, 0, 1),  # up to nine may be none
        ([{"killed_best": 4, "target": "B"}, {"killed_best": 6, "target": "C"}], 1, 6, 0),  # contested: not ten
        ([{"killed_best": None, "target": "B"}, {"killed_best": 6, "target": "C"}], 1, 6, 0),
        ([{"type": "ACCUSE"}], 0, 0, 0),
    ],
)
def test_an_event_counts_once_whatever_its_rows_and_claims(rows, acts, deaths, unknown):
    found = quantities(events([{"event_id": "one", "source": "A"} | row for row in rows]))
    assert found.loc["one"].tolist() == [acts, deaths, unknown]


@pytest.mark.parametrize(
    ("row", "origin", "expected"),
    [
        ({"date": day(10)}, 9, 1.0),
        ({"date": day(10)}, 3, 1.0),  # the last day of the window counts
        ({"date": day(10)}, 2, 0.0),
        ({"date": day(10)}, 10, 0.0),  # the day itself is past
        ({"date": day(12), "date_precision": "week"}, 5, 1.0),  # days 6 to 12 lie in it
        ({"date": day(12), "date_precision": "week"}, 6, 0.0),  # it may have been on day 6
        ({"date": day(12), "date_precision": "year"}, 5, 0.0),
        ({"date": day(10), "realis": "denied"}, 9, 0.0),
        ({"date": day(10), "type": "THREATEN"}, 9, 0.0),
    ],
)
def test_a_window_is_reached_by_what_surely_fell_in_it(row, origin, expected):
    ends = [{"date": day(0), "type": "ACCUSE"}, {"date": day(40), "type": "ACCUSE"}]
    frame = events([{"source": "A", "target": "B"} | one for one in (row, *ends)])
    hits = past.known(frame, "pair").hits(named("assault"), 7)
    assert hits[0, origin] == expected
    assert np.isnan(hits[0, 34:]).all() and not np.isnan(hits[0, :34]).any()  # not over yet


def test_an_unknown_toll_leaves_a_window_open_unless_known_ones_reach_the_target():
    told = [
        {"date": day(0), "type": "ACCUSE"},
        {"date": day(10)},
        {"date": day(11), "killed_best": 30},
        {"date": day(40), "killed_best": 0},
    ]
    frame = events([{"source": "A", "target": "B"} | row for row in told])
    history = past.known(frame, "conduct")
    of_one, of_hundred = (history.hits(named(target), 7)[0] for target in ("deaths_1", "deaths_100"))
    assert of_one[9] == 1 and np.isnan(of_hundred[9]) and of_one[20] == 0  # days 21 to 27


def test_what_became_known_later_enters_later_and_at_the_weight_it_had_left():
    first = {"date": day(0), "published": day(0), "type": "ACCUSE"}
    rows = [first, {"date": day(10), "published": day(16)}, {"date": day(30), "published": day(30)}]
    history = past.known(events([{"source": "A"} | row for row in rows]), "conduct")
    means = history.decayed(7)[0, :, 0]
    assert (means[:16] == 0).all()
    assert means[16] == pytest.approx((1 - 2 ** (-1 / 7)) * 2 ** (-6 / 7))
    assert history.since()[0, 16] == 6


def test_a_toll_told_later_enters_when_it_was_told():
    told = {"event_id": "one", "source": "A", "target": "B", "date": day(10)}
    rows = [told | {"published": day(10), "killed_best": 1.0}, told | {"published": day(40), "killed_best": 900.0}]
    ends = [{"source": "A", "target": "B", "type": "ACCUSE", "date": day(at), "published": day(at)} for at in (0, 60)]
    frame = events([*rows, *ends])
    back, then = past.known(frame, "conduct"), past.known(frame, "conduct", day(20))
    deaths = 1
    assert back.decayed(7)[0, 20, deaths] == pytest.approx(then.decayed(7)[0, 20, deaths])
    kept = (1 - 2 ** (-1 / 7)) * 2 ** (-50 / 7)
    assert back.decayed(7)[0, 60, :2] == pytest.approx([kept, 900 * kept])  # one act, and the toll in full


@settings(max_examples=examples(20))
@given(frames(2, 12), st.integers(5, 80), st.sampled_from(["conduct", "exposure"]))
def test_what_is_read_back_of_a_day_is_what_was_known_on_it(rows, days, by):
    """Rows of an event tell of it one after the other, more or less; its day and parties are the same in all rows."""
    one_of = [f"e{at % 3}" for at in range(len(rows))]
    frame = rows.assign(event_id=one_of, date_precision="day", source="A", target="B", realis="realised")
    frame["date"] = frame.groupby("event_id")["date"].transform("min")
    frame["published"] = frame[["published", "date"]].max(axis=1)
    at = f"{frame['published'].min() + pd.Timedelta(days=days):%Y-%m-%d}"
    back, then = past.known(frame, by, "2020-06-30"), past.known(frame, by, at)
    now = back.days.get_loc(then.days[-1])
    for half_life in (7, 90):
        mine, theirs = back.decayed(half_life)[:, now], then.decayed(half_life)[:, -1]
        assert np.allclose(mine[: len(theirs)], theirs)
        assert back.everywhere(half_life)[now] == pytest.approx(then.everywhere(half_life)[-1])


@pytest.mark.parametrize("by", ["pair", "conduct", "exposure"])
def test_a_joint_act_counts_once_everywhere(by):
    joint = [{"event_id": "joint", "source": a, "target": b} for a in ("A", "B") for b in ("C", "D", "E")]
    late = [{"event_id": "joint", "source": "0", "target": "1", "published": day(12)}]  # of parties told of later
    week = [{"event_id": "week", "source": a, "target": "C", "date_precision": "week"} for a in ("A", "B")]
    rows = [row | {"date": day(10)} for row in (*joint, *late)] + [row | {"date": day(16)} for row in week]
    history = past.known(events(rows), by)
    one = past.known(events([rows[0], rows[-1] | {"event_id": "week"}]), "conduct")
    assert history.everywhere(30) == pytest.approx(one.decayed(30)[..., 0].sum(axis=0))
    assert one.decayed(30)[..., 0].sum(axis=0)[-1] > 0


@pytest.mark.parametrize("by", ["pair", "conduct"])
def test_reasons_and_start_sum_to_the_log_odds_and_cases_have_an_interval(made, by):
    found = forecast(made, by, 7, "assault")
    assert list(found.columns) == list(COLUMNS) and found["reason"].isna().all()
    moved = found["reasons"].map(lambda told: sum(reason["log_odds"] for reason in told))
    assert np.allclose(logit(found["probability"]), found["start"] + moved)
    bounded = found.dropna(subset=["case_low"])
    assert len(bounded) and (bounded["cases"] >= MIN_CASES).all()
    share = bounded["case_hits"] / bounded["cases"]
    assert share.between(bounded["case_low"] - 0.02, bounded["case_high"] + 0.02).all()  # counts are rounded


def test_the_more_violent_are_the_likelier(made):
    found = forecast(made, "conduct", 7, "assault").set_index("unit")["probability"]
    assert found["actor-0"] > 0.8 > found["actor-1"] > found["actor-2"] > found["calm"]


@pytest.mark.parametrize("target", [target.id for target in TARGETS])
def test_more_days_make_nothing_less_likely_in_the_shares(made, target):
    found = [forecast(made, "conduct", days, target, day(499))["climatology"] for days in (7, 30)]
    assert (found[1] >= found[0] - 0.01).all()


@pytest.mark.parametrize(
    ("frame", "horizon", "as_of", "reason"),
    [
        (war(60), 7, None, TOO_SHORT),
        (war(), 90, None, TOO_SHORT),
        (war(rates=(0.004,)), 7, None, TOO_RARE),
        (war(), 7, day(540), STOPPED),
        (war(), 7, None, None),
    ],
)
def test_it_abstains_and_says_why(frame, horizon, as_of, reason):
    found = forecast(frame, "conduct", horizon, "assault", as_of)
    if reason is None:
        assert found["probability"].between(0, 1, inclusive="neither").all()
        return
    assert found["probability"].isna().all() and (found["reason"] == reason).all() and reason in REASONS
    assert found[[one.id for one in COMPARATORS]].notna().all().all()  # those need no model


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"target": "peace"}, EventError, "no target 'peace'; allowed: assault"),
        ({"horizon": 0}, EventError, "whole days, 1 or more"),
        ({"horizon": 7.5}, EventError, "7.5"),
        ({"by": "planet"}, CubeError, "planet"),
    ],
)
def test_what_cannot_be_asked_is_named(made, asked, error, words):
    with pytest.raises(error, match=words):
        forecast(made, **asked)


def test_no_events_are_no_units():
    assert forecast(war().head(0), "pair", 7, "assault").empty


def test_shares_are_of_whole_windows_drawn_to_those_of_all():
    hits = np.zeros((2, 71))
    hits[0, :] = 1.0
    hits[:, 64:] = np.nan
    share = climatology(hits, 7)[:, -1]
    windows = 64 / 7
    pooled = (windows + 0.5) / (2 * windows + 1)
    assert share == pytest.approx([(windows + pooled) / (windows + 1), pooled / (windows + 1)])


def test_conflictology_forgets_after_a_year_and_persistence_asks_what_followed():
    hits = np.zeros((2, 800))
    hits[0, :300] = 1.0
    hits[:, 793:] = np.nan
    assert conflictology(hits, 7)[0, -1] < 0.02 < climatology(hits, 7)[0, -1]
    steady = np.zeros((2, 400))
    steady[0] = 1.0
    steady[:, 393:] = np.nan
    assert persistence(steady, 7)[0, -1] > 0.95 and persistence(steady, 7)[1, -1] < 0.05


def test_the_stack_trusts_a_model_that_knows_and_not_one_that_guesses():
    random = np.random.default_rng(0)
    truth = random.normal(0, 2, 2000)
    hit = (random.random(2000) < 1 / (1 + np.exp(-truth))).astype(float)
    base = np.zeros(2000)
    weight, shift = stack(truth, base, hit, 1.0)
    assert weight > 0.85 and abs(shift) < 0.2
    assert stack(random.normal(0, 2, 2000), base, hit, 1.0)[0] < 0.1
    assert stack(np.empty(0), np.empty(0), np.empty(0), 1.0) == pytest.approx((0.0, 0.0), abs=1e-4)


def test_a_column_that_moves_for_the_first_time_is_not_endless():
    random = np.random.default_rng(1)
    values = np.column_stack([random.normal(size=300), np.full(300, np.log(1 / 365))])
    hit = (values[:, 0] > 0).astype(float)
    model = fit(values, hit)
    assert abs(model.parts(np.array([[0.0, 1.0]]))[0, 1]) < 0.5
    assert not fit(values, np.ones(300)).log_odds(values).any()  # all alike: nothing to learn


@pytest.mark.parametrize("seed", range(3))
def test_ours_comes_near_the_truth_of_a_known_process(seed):
    """Actors at constant rates: the truth is 1 - exp(-7 rate). One number for all of them is further from it."""
    rates = np.array([0.3, 0.1, 0.03, 0.1])
    found = forecast(war(900, seed, tuple(rates)), "conduct", 7, "assault").set_index("unit")["probability"]
    truth = 1 - np.exp(-7 * rates[1:])
    error = np.abs(logit(found[["actor-1", "actor-2", "actor-3"]].to_numpy()) - logit(truth))
    constant = np.abs(logit(truth.mean()) - logit(truth))
    assert error.max() < 0.5 and error.mean() < constant.mean() / 2


def test_the_horizon_may_be_any_whole_number(made):
    pd.testing.assert_frame_equal(forecast(made, "conduct", np.int64(7)), forecast(made, "conduct", 7))
