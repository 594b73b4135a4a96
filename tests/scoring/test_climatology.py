"""Base rates: what counts, how sure, and that no later day changes them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from data import events as schema
from scoring import climatology
from scoring.climatology import ANYONE, MIN_WINDOWS, TOO_SHORT, ClimatologyError, base_rates
from scoring.proportion import wilson
from tests.fuzzing import examples

END = pd.Timestamp("2024-12-31")
FIRST = pd.Timestamp("2024-01-01")


def act(number, day, source="VAR", target="KSH", **more):
    return {
        "event_id": f"e{number}", "dataset": "invented", "origin": "coded", "date": day, "date_precision": "day",
        "source": source, "target": target, "type": "ASSAULT", "mode": "aerial", "realis": "realised", "reports": 1,
        "confidence": 0.9, **more,
    }  # fmt: skip


def frame(*acts):
    marks = act("first", FIRST, "TAM", "TAM", type="CONSULT"), act("last", END, "TAM", "TAM", type="CONSULT")
    return schema.validate(pd.DataFrame([*marks, *acts]))


def rates(events, asked=("VAR", "KSH"), as_of=END, **more):
    return base_rates(events, [asked], as_of, **more).set_index("days")


def test_windows_lie_end_to_end_up_to_the_day_asked_about():
    found = rates(frame(act(1, "2024-12-31"), act(2, "2024-12-25"), act(3, "2024-12-24")))
    assert found.loc[7, ["windows", "hits"]].tolist() == [366 // 7, 2]  # the 25th is the first day of the last week
    assert found.loc[30, ["windows", "hits"]].tolist() == [12, 1]
    assert found.loc[7, "last"] == END
    assert found.loc[7, "first"] == END - pd.Timedelta(days=52 * 7 - 1)


@pytest.mark.parametrize(
    "other",
    [
        {"realis": "planned"}, {"realis": "denied"}, {"type": "THREATEN", "mode": None}, {"date_precision": "month"},
        {"source": "KSH", "target": "VAR"}, {"published": "2025-01-05"},
    ],
    ids=str,
)  # fmt: skip
def test_only_realised_assaults_of_one_on_the_other_known_by_then_count(other):
    assert rates(frame(act(1, "2024-12-30", **other)))["hits"].sum() == 0
    assert rates(frame(act(1, "2024-12-30")))["hits"].tolist() == [1, 1, 1]


def test_anyone_stands_for_all_and_an_act_of_joint_actors_is_one_window():
    events = frame(act(1, "2024-12-30"), act(1, "2024-12-30", "TAM"), act(2, "2024-06-01", "VAR", "TAM"))
    assert rates(events, ("VAR", ANYONE)).loc[7, "hits"] == 2
    assert rates(events, (ANYONE, "KSH")).loc[7, "hits"] == 1


def test_a_short_past_gives_counts_and_no_rate():
    found = rates(frame(act(1, "2024-12-30")))
    assert found.loc[90, "windows"] == 4 < MIN_WINDOWS
    assert found.loc[90, ["rate", "low", "high"]].isna().all()
    assert found.loc[90, "reason"] == TOO_SHORT
    assert pd.isna(found.loc[30, "reason"]) and found.loc[30, "rate"] == pytest.approx(1 / 12)


def test_no_data_is_no_rate():
    found = base_rates(schema.empty(), [("VAR", "KSH")], END)
    assert found["windows"].tolist() == [0, 0, 0] and found["rate"].isna().all()


@given(
    past=st.lists(st.integers(0, 365), max_size=12),
    later=st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=1, max_size=6),
)
@settings(max_examples=examples(30), deadline=None)
def test_the_future_changes_no_rate_of_the_past(past, later):
    known = [act(n, FIRST + pd.Timedelta(days=day)) for n, day in enumerate(past)]
    # what happens later, and what happened before and becomes known later
    new = [
        act(f"new{n}", END + pd.Timedelta(days=day if ahead else -day % 300), published=END + pd.Timedelta(days=day))
        for n, (day, ahead) in enumerate(later)
    ]
    pd.testing.assert_frame_equal(rates(frame(*known)), rates(frame(*known, *new)))


@given(st.integers(0, 40), st.integers(1, 40))
@settings(max_examples=examples(50), deadline=None)
def test_the_bounds_solve_wilsons_equation(hits, trials):
    hits = min(hits, trials)
    low, high = wilson(hits, trials, 0.9)
    share, z = hits / trials, norm.ppf(0.95)
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        if 1e-9 < bound < 1 - 1e-9:
            assert abs(share - bound) == pytest.approx(z * np.sqrt(bound * (1 - bound) / trials), abs=1e-9)


@pytest.mark.parametrize("windows", [(0,), (-7,), (7.5,), (True,)])
def test_a_window_is_whole_days(windows):
    with pytest.raises(ClimatologyError, match="whole days"):
        base_rates(frame(), [("VAR", "KSH")], END, windows)


def test_what_is_asked_comes_back_in_its_order():
    found = base_rates(frame(), [("VAR", "KSH"), ("KSH", "VAR")], END, (30, 7))
    assert list(found.columns) == list(climatology.COLUMNS)
    assert found[["source", "days"]].values.tolist() == [["VAR", 30], ["VAR", 7], ["KSH", 30], ["KSH", 7]]
