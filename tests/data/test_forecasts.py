"""Kept forecasts: as they were said, once, in both databases; settled when due; the wrong ones stay."""

from __future__ import annotations

import pandas as pd
import pytest

from data import forecasts
from data.store import Store, StoreError
from tests.stored import SPECIAL, foretold


def kept(location: str) -> Store:
    store = Store(location)
    assert forecasts.keep(store, "mine", "conduct", "model-1", foretold()) == 3
    return store


def test_what_was_said_comes_back_as_it_was_said(location):
    found = forecasts.due(kept(location), "mine", "2021-03-31")
    assert found["unit"].tolist() == ["varenia", "kesh", SPECIAL]
    assert found["probability"].tolist()[:2] == [0.7, 0.2] and pd.isna(found["probability"][2])
    assert set(found["due"]) == {pd.Timestamp("2021-03-31")} and set(found["as_of"]) == {pd.Timestamp("2021-03-01")}
    assert found["told"][0]["reasons"] == [{"group": "acts", "value": 2.0, "log_odds": 0.4}]
    assert found["told"][2] == {"low": None, "climatology": 0.1, "reason": "too short", "reasons": None}


def test_a_forecast_is_kept_once_as_it_was_said_first(location):
    store = kept(location)
    other = foretold().assign(probability=0.99)
    assert forecasts.keep(store, "mine", "conduct", "model-1", other) == 0
    assert forecasts.due(store, "mine", "2021-03-31")["probability"].tolist()[:2] == [0.7, 0.2]
    for changed in (("mine", "pair", "model-1"), ("mine", "conduct", "model-2"), ("yours", "conduct", "model-1")):
        assert forecasts.keep(store, *changed, other) == 3
    assert forecasts.keep(store, "mine", "conduct", "model-1", foretold("2021-03-02")) == 3


@pytest.mark.parametrize(("day", "count"), [("2021-03-30", 0), ("2021-03-31", 3), ("2022-01-01", 3)])
def test_a_forecast_is_due_when_its_window_is_over(location, day, count):
    assert len(forecasts.due(kept(location), "mine", day)) == count


def test_settled_ones_are_scored_and_no_longer_due_and_the_wrong_ones_stay(location):
    store = kept(location)
    one, two, three = forecasts.due(store, "mine", "2021-04-01")["number"]
    came = pd.DataFrame({"number": [one, two], "came": [0.0, None]})
    assert forecasts.settle(store, came, "2021-04-01") == 2
    assert forecasts.due(store, "mine", "2021-04-01")["number"].tolist() == [three]
    found = forecasts.scored(store, "mine")
    assert found["unit"].tolist() == ["varenia", "kesh"] and found["came"][0] == 0 and pd.isna(found["came"][1])
    assert found["probability"][0] == 0.7  # it was wrong, and is there
    assert forecasts.scored(store, "yours").empty


def test_an_outcome_that_becomes_better_known_is_one_row_more_and_counts(location):
    store = kept(location)
    one = forecasts.due(store, "mine", "2021-04-01")["number"][0]
    for came, new in ((None, 1), (None, 0), (0.0, 1), (0.0, 0), (1.0, 1)):
        assert forecasts.settle(store, pd.DataFrame({"number": [one], "came": [came]}), "2021-05-01") == new
    assert forecasts.scored(store, "mine")["came"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("number", "came", "day", "words"),
    [
        (1, 0.5, "2021-04-01", "an outcome is 0.5; allowed: 1"),
        (99, 1.0, "2021-04-01", "no forecast with the number 99"),
        (1, 1.0, "2021-03-20", "ends on 2021-03-31, after 2021-03-20"),
    ],
)
def test_what_cannot_be_settled_is_named_and_adds_nothing(location, number, came, day, words):
    store = kept(location)
    with pytest.raises(StoreError, match=words):
        forecasts.settle(store, pd.DataFrame({"number": [number], "came": [came]}), day)
    assert forecasts.scored(store, "mine").empty


@pytest.mark.parametrize("odd", [1.7, -3.0, float("inf"), -0.001])
def test_a_probability_that_cannot_be_is_named_and_none_of_the_call_is_kept(location, odd):
    store = Store(location)
    with pytest.raises(StoreError, match=f"a probability is {odd:g}; allowed: 0 to 1, or null"):
        forecasts.keep(store, "mine", "conduct", "model-1", foretold().assign(probability=[0.5, odd, None]))
    assert forecasts.due(store, "mine", "2022-01-01").empty
    assert forecasts.keep(store, "mine", "conduct", "model-1", foretold().assign(probability=[0.0, 1.0, None])) == 3


def test_what_was_kept_after_its_window_is_marked_and_what_was_kept_before_its_end_is_not(location):
    store, today = Store(location), pd.Timestamp.now("UTC").tz_localize(None).normalize()
    for length, ago in ((30, 400), (7, 8), (7, 6)):
        day = today - pd.Timedelta(days=ago)
        forecasts.keep(store, "mine", "conduct", "m", foretold(str(day.date())).head(1).assign(horizon=length))
    later = today + pd.Timedelta(days=9)
    asked = forecasts.due(store, "mine", later)
    assert forecasts.settle(store, asked.assign(came=1.0), later) == 3
    found = forecasts.scored(store, "mine")
    assert found["made_after"].dtype == bool and found["made_after"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([("2021-12-01", 1.0, 1), ("2021-04-06", 0.0, 1)], 1.0),  # what was known earlier is added later
        ([("2021-04-06", 0.0, 1), ("2021-12-01", 1.0, 1)], 1.0),
        ([("2021-12-01", 1.0, 1), ("2021-04-06", 0.0, 1), ("2021-04-07", 0.0, 0), ("2021-12-02", 1.0, 0)], 1.0),
        ([("2021-12-01", 1.0, 1), ("2021-12-01", 0.0, 1)], 0.0),  # of one day, the last that was added
    ],
)
def test_the_outcome_that_was_known_last_counts_in_whatever_order_they_are_added(location, said, counts):
    store = kept(location)
    one = forecasts.due(store, "mine", "2021-04-01")["number"][0]
    for day, came, new in said:
        assert forecasts.settle(store, pd.DataFrame({"number": [one], "came": [came]}), day) == new
    assert forecasts.scored(store, "mine")["came"].tolist() == [counts]


def test_two_outcomes_of_one_forecast_at_once_are_refused_and_the_same_twice_is_one(location):
    store = kept(location)
    one = forecasts.due(store, "mine", "2021-04-01")["number"][0]
    for came in ([1.0, 0.0], [1.0, None]):
        with pytest.raises(StoreError, match=f"forecast {one} is given two outcomes at once"):
            forecasts.settle(store, pd.DataFrame({"number": [one, one], "came": came}), "2021-05-01")
    assert forecasts.scored(store, "mine").empty
    assert forecasts.settle(store, pd.DataFrame({"number": [one, one], "came": [1.0, 1.0]}), "2021-05-01") == 1


def test_an_empty_store_holds_none_and_is_not_made(tmp_path):
    store = Store(tmp_path / "none.sqlite")
    assert forecasts.due(store, "mine", "2021-04-01").empty and forecasts.scored(store, "mine").empty
    assert not store.path.exists()


def test_columns_that_lack_are_named(location):
    with pytest.raises(StoreError, match=r"lack the columns .*probability"):
        forecasts.keep(Store(location), "mine", "conduct", "m", foretold().drop(columns="probability"))
    with pytest.raises(StoreError, match="a model of forecasts needs a name"):
        forecasts.keep(Store(location), "mine", "conduct", "", foretold())
