"""The Forecast page on the entry script: numbers with their word, abstentions, what moves nothing, kept forecasts."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from dashboard import cache, chances
from dashboard.state import View
from data import forecasts as kept
from scoring.indicators import INDICATORS
from tests.dashboard.test_app import check, open_at, words

NAME = "us-iran-2019-2021"
NOTHING = {"start": "1999-01-01", "end": "1999-02-01", "as_known": ""}
LATE = {"end": "2021-08-31", "as_known": ""}  # the last day of the data: windows ahead are open


def plain(app) -> str:
    """The words of the page without markup, up to the base rates, which the score's settings choose rows of."""
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", words(app), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).split("How often it happened before")[0]


def test_the_page_gives_a_number_with_its_word_beside_climatology_and_says_why(store):
    shown = plain(check(open_at("forecast", pair="USA>kataib-hezbollah")))
    assert "at least one assault within 30 days of 29 Jun 2021" in shown
    assert re.search(r"\d %, (almost no chance|very unlikely|unlikely)", shown)
    assert re.search(r"of \d+ past forecasts like it \d+ came true \(", shown)
    assert "climatology says" in shown and "What would change it" in shown and "log-odds" in shown
    assert "Kata&#x27;ib Hezbollah → United States" in shown  # the other direction of the pair


def test_an_abstention_is_told_with_what_would_be_needed(store):
    app = check(open_at("forecast"))
    assert "No forecast within 90 days: too short. The data cover 9 windows of 90 days" in plain(app)
    app.segmented_control(key="target").set_value("deaths_100").run()
    shown = plain(check(app))
    assert "too rare. At least 100 deaths came in" in shown and "no reasons to tell" in shown
    assert "uses of force over" not in shown and "deaths reported over" in shown  # paths are drawn all the same


def test_a_link_opens_its_target_horizon_and_unit_and_a_choice_is_in_the_link(store):
    app = check(open_at("forecast", target="deaths_1", horizon="7", unit="p5-1"))
    assert not app.info
    assert "P5+1, at least 1 death within 7 days of 29 Jun 2021" in plain(app)
    app.segmented_control(key="forecast_horizon").set_value(30).run()
    app.selectbox(key="forecast_unit").set_value("IRN").run()
    assert "Iran, at least 1 death within 30 days of 29 Jun 2021" in plain(check(app))
    said = {key: app.query_params[key] for key in ("target", "horizon", "unit")}
    assert said == {"target": "deaths_1", "horizon": "30", "unit": "IRN"}


def test_a_link_that_asks_in_vain_is_told_and_what_it_leaves_to_the_data_stays_so(store):
    app = check(open_at("forecast", target="peace", horizon="8", actors="USA", unit="IRN"))
    assert "target" in app.info[0].value and "horizon" in app.info[0].value
    shown = plain(app)
    assert "The United States, at least one assault within 30 days" in shown
    assert "Iran is not in the table above: told here is the United States." in shown
    app.segmented_control(key="target").set_value("deaths_1").run()
    said = {key: check(app).query_params[key] for key in ("target", "horizon", "unit")}
    assert said == {"target": "deaths_1", "horizon": "", "unit": "IRN"}


def test_data_that_stopped_give_no_forecast_and_no_paths(store):
    shown = plain(check(open_at("forecast", end="2021-12-31", as_known="")))
    assert "data stopped. The last event or article is 122 days old" in shown
    assert "No paths: the data have stopped" in shown


def test_no_weight_half_life_or_filter_changes_anything_of_the_forecast(store):
    moved = {f"w.{one.id}": "0" for one in INDICATORS if one.track == "kinetic"}
    moved |= {"w.sanction": "30", "half_life": "60", "confidence": "0.95", "sponsorship": "1"}
    usual, other = (plain(check(open_at("forecast", **asked))) for asked in ({}, moved))
    assert "No weight moves a probability" in usual
    assert usual == other


@pytest.mark.parametrize("settings", [{}, NOTHING, LATE, {"role": "exposure"}, {"confidence": "1"}, {"actors": "IRN"}])
def test_no_setting_hides_a_scorecard(store, settings):
    shown = plain(check(open_at("forecast", **settings)))
    assert "Scorecard of kept forecasts" in shown and "Scorecard of past forecasts" in shown


def test_dates_without_data_are_told_calmly(store):
    app = check(open_at("forecast", **NOTHING))
    assert "nothing to forecast for" in words(app) and app.info
    assert app.button(key="forecast_keep").disabled


def test_what_is_known_ends_the_forecast_where_it_is_earlier_than_the_dates():
    day = pd.Timestamp("2021-03-31").date()
    assert chances.as_of(View(end=pd.Timestamp("2021-06-29").date(), as_known=day)) == day


def test_a_forecast_is_kept_with_who_said_it_and_settled_when_its_window_is_over(store):
    app = check(open_at("forecast"))
    assert "No forecast of this dataset has been kept" in words(app)
    app.text_input(key="casus_who_typed").set_value("Ana <b>").run()
    app.button(key="forecast_keep").click().run()
    shown = plain(check(app))
    assert "30 forecasts kept: 10 open, 20 settled with a probability" in shown  # 90 days end after the data do
    table = next(frame.value for frame in app.dataframe if "said" in frame.value)
    assert len(table) == 30 and set(table["by"]) == {"Ana <b>"}
    assert table["said"].notna().sum() == 20 and (table["came"] == "open").sum() == 10
    done = table[table["came"] != "open"]
    assert set(done["kept"]) == {"afterwards"}  # the data went on when they were kept
    scores = next(frame.value for frame in app.dataframe if "kept" in frame.value and "best" in frame.value)
    assert set(scores["metric"].str.split(" ").str[0]) == {"Brier", "Log"} and (scores["best"] != "").all()
    app.button(key="forecast_keep").click().run()
    assert "were kept already" in " ".join(one.value for one in check(app).success)


def test_a_forecast_that_was_wrong_stands_beside_one_that_was_right(store):
    made = pd.DataFrame({
        "unit": ["USA", "P5+1"], "target": "assault", "horizon": 7, "as_of": pd.Timestamp("2021-06-24"),
        "probability": [0.02, 0.01], "climatology": [0.4, 0.01], "persistence": 0.1, "conflictology": 0.1,
        "data_until": "2021-06-24",
    })  # fmt: skip
    kept.keep(store, NAME, "conduct", "test-1", made)
    app = check(open_at("forecast"))
    table = next(frame.value for frame in app.dataframe if "said" in frame.value).set_index("who")
    assert table.loc["United States", "came"] == "came" and table.loc["P5+1", "came"] == "did not come"
    assert set(table["kept"]) == {"before its window"}
    scores = next(frame.value for frame in app.dataframe if "kept" in frame.value and "best" in frame.value)
    brier = scores[scores["metric"].str.startswith("Brier")].iloc[0]
    assert brier["ours"] == pytest.approx(((1 - 0.02) ** 2 + 0.01**2) / 2)
    assert brier["best"] == "Climatology"  # ours lost, and that is said


def test_what_hangs_on_the_events_is_forgotten_with_them(store):
    view = View(data=NAME, end=pd.Timestamp("2021-06-29").date())
    first = cache.outlook(view, "assault")
    assert cache.outlook(view, "assault") is first
    cache.forget_corrected()
    assert cache.outlook(view, "assault") is not first
