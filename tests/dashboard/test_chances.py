"""Probabilities, reasons and paths of a view: what they sum to, whom they name, and how they read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from dashboard import chances, figures
from dashboard.sentences import forecast as words
from dashboard.state import MOST_ACTORS, View
from scoring import history
from scoring.climatology import WINDOWS
from scoring.probability import STOPPED, TOO_RARE, TOO_SHORT, Past
from tests.scoring.fighting import war

VIEW = View(data="invented", end=date(2021, 12, 31))


@pytest.fixture(scope="module")
def past() -> Past:
    return Past(history.known(war(700), "conduct"))


@pytest.fixture(scope="module")
def found(past) -> chances.Outlook:
    return chances.outlook(past, "assault")


@pytest.fixture(scope="module")
def row(found) -> pd.Series:
    told = found.rows[found.rows["probability"].notna()]
    assert len(told)
    return told.iloc[told["probability"].argmax()]


def test_start_and_reasons_sum_to_the_probability_drawn_or_told(row):
    told = chances.reasons(row)
    few = chances.apart(told)
    for rows in (told, few):
        assert expit(row["start"] + rows["log_odds"].sum()) == pytest.approx(row["probability"])
    drawn = figures.reasons(few.assign(name=few["words"]), "title", "note")
    assert row["start"] + np.asarray(drawn.data[0].x, float).sum() == pytest.approx(logit(row["probability"]), abs=1e-5)
    assert len(drawn.data[0].y) == len(few)


@given(st.floats(-9, 9), st.lists(st.floats(-5, 5), max_size=7))
def test_the_sum_of_the_reasons_adds_up_as_it_is_shown(start, added):
    row, told = pd.Series({"start": start, "probability": 0.2}), pd.DataFrame({"log_odds": added}, dtype="float64")
    shown = re.findall(r"[+−]\d+\.\d\d", words.reasons_sum(row, told))[:3]
    first, reasons, total = (Decimal(number.replace("−", "-")) for number in shown)
    assert first + reasons == total
    assert float(first) == pytest.approx(start, abs=0.00501)
    assert float(reasons) == pytest.approx(sum(added), abs=0.01001)
    assert float(total) == pytest.approx(start + sum(added), abs=0.00501)


def test_what_would_change_it_is_the_probability_less_one_contribution(row):
    told = chances.reasons(row)
    first = told.iloc[0]
    assert logit(first["without"]) == pytest.approx(logit(row["probability"]) - first["log_odds"])
    lines = words.changes(row, told, 2)
    assert 1 <= len(lines) <= 2
    assert words.percent(first["without"]) in lines[0] and words.percent(row["probability"]) in lines[0]


def test_small_reasons_are_told_together_and_nothing_is_lost():
    told = pd.DataFrame({"group": list("abcd"), "words": list("abcd"), "log_odds": [1.0, -0.5, 0.02, -0.01]})
    few = chances.apart(told)
    assert few["log_odds"].tolist() == pytest.approx([1.0, -0.5, 0.01])
    assert few["words"].iloc[-1] == "2 others together"
    one = told.head(3)
    assert chances.apart(one) is one  # a single small one keeps its name


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0004, "under 0.1 %"), (0.004, "0.4 %"), (0.068, "6.8 %, very unlikely"), (0.34, "34 %, unlikely"),
        (0.5, "50 %, roughly even chance"), (0.93, "93.0 %, very likely"), (0.995, "99.5 %"), (0.9999, "over 99.9 %"),
    ],
)  # fmt: skip
def test_a_number_has_its_word_where_icd_203_has_one(probability, text):
    assert words.said(probability) == text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (TOO_SHORT, "too short. The data cover 3 windows of 30 days up to this day, and 10 are needed: 200 more days"),
        (TOO_RARE, "too rare. At least one assault came in 4 past windows over all units, and 10 are needed"),
        (STOPPED, "data stopped. The last event or article is 77 days old, and 30 are allowed"),
    ],
)
def test_an_abstention_says_why_and_what_is_needed(found, reason, told):
    rows = found.rows.assign(reason=np.where(found.rows["horizon"] == 30, reason, None))
    silent = replace(found, rows=rows, days=100, gap=77, reached={30: 4} | dict.fromkeys((7, 90), 50))
    lines = words.abstains(silent, {horizon: chances.needed(silent, horizon) for horizon in WINDOWS})
    assert len(lines) == 1 and lines[0].startswith(f"No forecast within 30 days: {told}")


def test_a_cell_keeps_the_interval_of_cases_apart_from_the_probability(found, row):
    lines = words.cell(found, row["unit"], int(row["horizon"]))
    assert lines[0] == words.said(row["probability"])
    assert "past forecast" in lines[1] and lines[2].startswith("climatology ")
    few = words.cases(pd.Series({"cases": 4.0, "case_hits": 1.0, "case_low": np.nan, "case_high": np.nan}))
    assert few == "only 4 past forecasts like it: 10 are needed"
    none = words.cases(pd.Series({"cases": 0.0, "case_hits": 0.0, "case_low": np.nan, "case_high": np.nan}))
    assert none == "no past forecast like it: 10 are needed"
    many = words.cases(pd.Series({"cases": 58.0, "case_hits": 3.0, "case_low": 0.0209, "case_high": 0.1225}))
    assert many == "of 58 past forecasts like it 3 came true (2.1 to 12 %)"
    assert words.cell(found, "nobody-at-all", 7) == ("–", "nothing known of it by then")


def test_units_are_the_pair_the_actors_chosen_or_the_likeliest(found):
    assert chances.units(replace(VIEW, role="exposure")) == "exposure"
    pair = replace(VIEW, pair=("a", "b"))
    assert chances.units(pair) == "pair" and chances.shown(pair, found) == ["a>b", "b>a"]
    assert chances.shown(replace(VIEW, actors=("x", "y")), found) == ["x", "y"]
    listed = chances.shown(VIEW, found)
    likely = found.rows["probability"].fillna(found.rows["climatology"]).groupby(found.rows["unit"]).sum()
    assert len(listed) == min(MOST_ACTORS, len(likely)) and listed[0] == likely.idxmax()
    last = likely.idxmin()
    for asked in ({"focus": last}, {"unit": last}, {"focus": listed[-1], "unit": last}):
        view = replace(VIEW, **asked)
        assert set(asked.values()) <= set(chances.shown(view, found)) and len(chances.shown(view, found)) == len(listed)
    assert chances.focus(replace(VIEW, focus="x", unit="y"), ["x", "y"]) == "y"
    assert chances.focus(replace(VIEW, focus="y", unit="z"), ["x", "y"]) == "y"
    assert chances.focus(VIEW, ["x", "y"]) == "x"


def test_the_horizon_to_open_on_has_a_forecast():
    def with_silent(*silent: int) -> SimpleNamespace:
        return SimpleNamespace(silent=lambda horizon: "too short" if horizon in silent else None)

    assert chances.most_told(with_silent()) == 30
    assert chances.most_told(with_silent(30, 90)) == 7
    assert chances.most_told(with_silent(7, 30, 90)) == 30


def test_paths_begin_in_the_week_after_the_last_and_their_quantiles_are_in_order(past):
    unit = past.history.units[0]
    fan = chances.fan(past.history, unit, "acts")
    assert len(fan.ahead) == chances.WEEKS and len(fan.past) <= chances.BACK
    assert fan.ahead["date"].iloc[0] == past.history.days[-1] + pd.Timedelta(days=1)
    assert fan.ahead["date"].iloc[0] - fan.past["date"].iloc[-1] == pd.Timedelta(days=7)
    bands = fan.ahead[["q05", "q25", "q50", "q75", "q95"]].to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all() and (np.diff(list(fan.total.values())) >= 0).all()
    drawn = figures.fan(fan.past, fan.ahead, "uses of force", "title", "note")
    assert {trace.name for trace in drawn.data} == {"past", "q05", "q25", "q50", "q75", "q95"}
    assert list(drawn.data[-1].y) == pytest.approx(fan.ahead["q50"].tolist())
    title = words.fan_title(unit, fan, "acts")
    assert f"{fan.total[0.05]:,.0f} to {fan.total[0.95]:,.0f} uses of force over the next 13 weeks" in title


def test_too_short_a_history_and_data_that_stopped_have_no_paths(past):
    short = history.known(war(100), "conduct")
    fan = chances.fan(short, short.units[0], "acts")
    assert fan.ahead.empty and not fan.total and len(fan.past)
    assert "weeks of history, and 26 are needed" in words.no_fan(fan)
    assert len(figures.fan(fan.past, fan.ahead, "uses of force", "title", "note").data[0].x) == len(fan.past)
    stopped = chances.fan(replace(past.history, gap=31), past.history.units[0], "acts")
    assert stopped.ahead.empty and "data have stopped" in words.no_fan(stopped)
    assert chances.fan(past.history, "nobody-at-all", "acts").past.empty
