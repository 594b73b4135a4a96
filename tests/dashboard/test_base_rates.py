"""Whom base rates are asked for, and how they read."""

from dataclasses import replace

import pytest

from dashboard import base_rates, figures
from dashboard.sentences import base_rates as words
from scoring.climatology import ANYONE, WINDOWS
from tests.dashboard.invented import VIEW


def test_a_pair_is_asked_both_ways(events):
    assert base_rates.asked(replace(VIEW, pair=("VAR", "KSH")), events, (), "") == [("VAR", "KSH"), ("KSH", "VAR")]


@pytest.mark.parametrize(
    ("role", "first"),
    [("conduct", [("VAR", ANYONE), ("TAM", ANYONE)]), ("exposure", [(ANYONE, "VAR"), (ANYONE, "TAM")])],
)
def test_actors_are_asked_on_anyone_and_the_one_in_focus_by_pair(events, role, first):
    found = base_rates.asked(replace(VIEW, role=role), events, ("VAR", "TAM"), "VAR")
    assert found[:2] == first and found[2:] == [("VAR", "KSH")]  # TAM on KSH is not of the one in focus


def test_the_same_cells_give_share_interval_and_counts(events):
    found = base_rates.rates(VIEW, events, ("VAR",), "VAR")
    table = base_rates.wide(found).set_index("name")
    assert list(table.columns) == [f"{days} days" for days in WINDOWS]
    assert table.loc["VAR → anyone", "7 days"] == "8 % (2 % to 30 %), 1 of 12"
    assert table.loc["VAR → anyone", "90 days"].startswith("too short (")


def test_the_title_says_what_is_seen_and_nothing_of_the_future(events):
    found = base_rates.rates(VIEW, events, ("VAR",), "VAR")
    title = words.chart_title(found)
    assert title == "Too short a past: fewer than 10 windows of 30 days"
    never = found.assign(rate=0.0, hits=0)
    assert words.chart_title(never).startswith("No assault of these in any of")
    often = found.assign(rate=0.25, hits=3)
    assert "in 25 % of past windows of 30 days" in words.chart_title(often)


def test_the_chart_has_a_dot_for_every_rate_and_says_where_there_is_none(events):
    found = base_rates.rates(VIEW, events, ("VAR", "TAM"), "VAR")
    week, quarter = found[found["days"] == WINDOWS[0]], found[found["days"] == WINDOWS[2]]
    drawn = figures.base_rates(week, "title", "note")
    assert len(drawn.data[0].x) == len(week) == len(drawn.layout.annotations)
    bar = drawn.data[0].error_x
    assert list(drawn.data[0].x + bar.array) == pytest.approx(list(week["high"] * 100), abs=1e-3)
    assert base_rates.scale(found) == 0.4 and base_rates.scale(quarter) == 1.0
    empty = figures.base_rates(quarter, "title", "note")
    assert len(empty.data[0].x) == 0
    assert all("too short a past" in label.text for label in empty.layout.annotations)
