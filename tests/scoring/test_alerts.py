"""When a threshold fires, on frames of values: the cooldown, and that judging each day tells the same days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring import alerts
from tests.fuzzing import examples

START = pd.Timestamp("2024-01-01")
frames = st.lists(
    st.tuples(st.sampled_from([0.0, 5.0, 9.0, np.nan]), st.sampled_from([0.0, 9.0])), min_size=1, max_size=40
)


def values(drawn) -> pd.DataFrame:
    rows = np.array(drawn, dtype=float).reshape(len(drawn), -1)
    return pd.DataFrame(rows, index=pd.date_range(START, periods=len(rows)), columns=list("ab")[: rows.shape[1]])


@pytest.mark.parametrize(
    ("drawn", "cooldown", "days"),
    [
        ([9, 9, 9, 9, 9, 9], 1, [0, 1, 2, 3, 4, 5]),
        ([9, 9, 9, 9, 9, 9], 3, [0, 3]),
        ([0, 9, 0, 9, 0, 9], 4, [1, 5]),
        ([0, 5, np.nan, 5, 4.999, 5], 2, [1, 3, 5]),  # at the threshold is enough; null is not
        ([np.nan, np.nan], 1, []),
    ],
)
def test_it_fires_at_the_threshold_and_is_then_silent(drawn, cooldown, days):
    fired = alerts.fired(values(drawn), 5.0, cooldown)
    assert [(stamp - START).days for stamp in fired["date"]] == days


@settings(max_examples=examples(200), deadline=None)
@given(drawn=frames, cooldown=st.integers(1, 9), look_back=st.integers(1, 9))
def test_judged_every_day_it_tells_the_days_that_a_trial_tells(drawn, cooldown, look_back):
    frame = values(drawn)
    told: dict[str, pd.Timestamp] = {}
    noted = []
    for at, day in enumerate(frame.index):
        window = frame.iloc[max(0, at - look_back + 1) : at + 1]
        for row in alerts.due(window, 5.0, cooldown, told).itertuples(index=False):
            assert row.date == day
            told[row.entity] = row.date
            noted.append(tuple(row))
        assert alerts.due(window, 5.0, cooldown, told).empty
    fired = alerts.fired(frame, 5.0, cooldown)
    assert noted == list(fired.itertuples(index=False, name=None))
    for _, own in fired.groupby("entity"):
        assert (own["date"].diff().dropna() >= pd.Timedelta(days=cooldown)).all()


@given(drawn=frames, cooldown=st.integers(1, 9), cut=st.integers(1, 40))
@example(drawn=[(0.0, 0.0), (0.0, 9.0)], cooldown=1, cut=1)  # it fires after the cut alone
def test_later_values_change_no_earlier_day(drawn, cooldown, cut):
    frame = values(drawn)
    past = frame.iloc[:cut]
    whole = alerts.fired(frame, 5.0, cooldown)
    kept = whole[whole["date"] <= past.index[-1]].reset_index(drop=True)
    pd.testing.assert_frame_equal(alerts.fired(past, 5.0, cooldown), kept)


@pytest.mark.parametrize(
    ("told", "day"), [({}, 4), ({"a": 0}, 4), ({"a": 1}, 4), ({"a": 2}, None), ({"a": 4}, None), ({"a": 9}, None)]
)
def test_what_was_told_silences_for_the_cooldown_and_never_lets_an_earlier_day_be_told(told, day):
    last = {entity: START + pd.Timedelta(days=at) for entity, at in told.items()}
    due = alerts.due(values([9, 0, 9, 0, 9, 0]), 5.0, 3, last)
    assert [(stamp - START).days for stamp in due["date"]] == ([] if day is None else [day])


def test_no_values_fire_nothing():
    none = pd.DataFrame(index=pd.date_range(START, periods=3))
    assert alerts.fired(none, 1.0, 1).empty and alerts.due(none, 1.0, 1).empty
    assert alerts.fired(none.iloc[:0], 1.0, 1).empty and alerts.due(values([5])[:0], 1.0, 1).empty


def test_a_rise_is_the_difference_to_as_many_days_before():
    frame = values([1, 2, 4, 8])
    assert alerts.rises(frame, 2)["a"].tolist()[2:] == [3, 6]
    assert alerts.rises(frame, 2)["a"].iloc[:2].isna().all()
