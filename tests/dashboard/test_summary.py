"""The first screen, worked out from small invented frames."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import sentences, summary
from data import events as schema
from data.actors import PATRON
from scoring import cube as cubes
from scoring import risk as risks
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import END, VIEW, event


@pytest.fixture
def found(events):
    measures = measure(events)
    cube = cubes.of(events, measures, "conduct", end=END).decayed(VIEW.half_life)
    return summary.situation(events, measures, cube, VIEW)


def test_the_one_that_escalates_is_in_focus_and_named_with_whom_and_why(found):
    assert found.focus == "VAR"
    assert found.lead.others == ("KSH",)
    assert "air or missile strike" in found.lead.deeds
    assert found.lead.change > 0
    assert found.lead.since < date(2024, 3, 29)


def test_bars_sum_to_the_pressure_and_events_behind_too(found, events):
    total = risks.risk(cubes.of(events, measure(events), "conduct", end=END), half_life=VIEW.half_life)
    row = total[(total["entity"] == "VAR") & (total["date"] == END) & (total["track"] == "total")]
    assert found.pressure == pytest.approx(row["pressure"].iloc[0])
    assert found.parts["value"].sum() == pytest.approx(found.pressure, abs=summary.DRAWN_FROM)
    assert found.slight > 0  # what was left out of the bars is counted
    assert found.behind["pressure"].sum() == pytest.approx(row["pressure"].iloc[0])
    assert found.lead.index == pytest.approx(row["index"].iloc[0])


def test_few_events_give_no_number(found):
    tam = found.ranking.set_index("entity").loc["TAM"]
    assert pd.isna(tam["index"])
    assert tam["trend"] == []
    assert found.ranking["entity"].iloc[-1] == "TAM"


def test_the_sentence_says_too_few_where_the_one_in_focus_has_few(events):
    measures = measure(events)
    cube = cubes.of(events, measures, "conduct", end=END).decayed(VIEW.half_life)
    assert summary.situation(events, measures, cube, replace(VIEW, focus="TAM")).lead.index is None


def test_what_is_announced_is_still_to_come_and_what_is_past_is_not(found):
    assert found.planned["event_id"].tolist() == ["e32"]
    assert "Kalmar" in found.planned["words"].iloc[0]


def test_contrary_evidence_is_relief_then_denials(found):
    assert found.against["event_id"].tolist()[:2] == ["e30", "e31"]


def test_events_weighed_from_what_is_kept_are_those_that_scoring_finds(events):
    measures, weights = measure(events), WEIGHTS | {"air_strike": 3.0, "talks_held": 9.0}
    left = risks.remaining(events, measures, 7, "VAR", END, "conduct", PATRON, start=events["date"].min())
    weighed = risks.weighed(left, measures, weights)
    expected = risks.events_behind(events, measures, weights, 7, "VAR", END)
    pd.testing.assert_frame_equal(weighed, expected[weighed.columns], check_dtype=False)


def test_the_sentence_names_whom_an_act_is_said_to_answer(events):
    cause = event(60, "2024-03-20", "KSH", "VAR", mode="drone", target_text="Varenian personnel")
    answer = event(61, "2024-03-30", responds_to="e60", response_cue="in response to")
    rows = schema.validate(pd.concat([events[~events["event_id"].eq("e34")], pd.DataFrame([cause, answer])]))
    measures = measure(rows)
    cube = cubes.of(rows, measures, "conduct", end=END).decayed(VIEW.half_life)
    assert summary.situation(rows, measures, cube, VIEW).lead.answers == "a drone attack on Varenian personnel by KSH"


def test_days_outside_the_data_give_no_situation(events):
    measures = measure(events)
    cube = cubes.of(events, measures, "conduct", end=END).decayed(VIEW.half_life)
    for year in (1999, 2030):
        away = replace(VIEW, start=date(year, 1, 1), end=date(year, 2, 1))
        assert summary.situation(events, measures, cube, away).end is None


def test_a_pair_shows_both_directions(events):
    measures = measure(events)
    cube = cubes.of(events, measures, "pair", end=END).decayed(VIEW.half_life)
    both = summary.situation(events, measures, cube, replace(VIEW, pair=("VAR", "KSH")))
    assert both.focus == "VAR>KSH"
    assert set(both.lines["entity"]) == {"VAR>KSH", "KSH>VAR"}
    assert both.names["VAR>KSH"] == "VAR → KSH"


def test_later_events_do_not_change_an_earlier_day(events, found):
    later = schema.validate(pd.concat([events, pd.DataFrame([event(90, "2024-04-02"), event(91, "2024-04-05")])]))
    measures = measure(later)
    cube = cubes.of(later, measures, "conduct").decayed(VIEW.half_life)
    again = summary.situation(later, measures, cube, VIEW)
    assert again.lead == found.lead
    assert again.pressure == pytest.approx(found.pressure)


def test_bars_keep_the_whole_when_small_ones_are_joined():
    parts = pd.Series({"air_strike": 5.0, "sanction": 0.02, "threat": 0.01, "accusation": 0.0})
    bars, slight = summary.bars(parts)
    assert bars["value"].sum() == pytest.approx(5.03)
    assert bars["name"].iloc[-1] == "2 more indicators"
    assert slight == 0


def test_a_bar_that_would_read_zero_is_not_drawn_but_counted():
    bars, slight = summary.bars(pd.Series({"air_strike": 5.0, "sanction": 0.002, "threat": 0.001, "accusation": 0.0}))
    assert bars["name"].tolist() == ["Air or missile strike"]
    assert slight == 2


@pytest.mark.parametrize(
    "asked",
    [{"focus": "OST", "role": "conduct"}, {"actors": ("OST", "VAR")}, {"pair": ("OST", "TAM")}],
    ids=lambda asked: next(iter(asked)),
)
def test_one_without_events_in_the_role_is_told_so(events, asked):
    view = replace(VIEW, **asked)
    measures = measure(events)
    cube = cubes.of(events, measures, summary.roles(view), end=END).decayed(view.half_life)
    found = summary.situation(events, measures, cube, view)
    if "actors" not in asked:
        assert found.lead.index is None and "too few" in sentences.lead(found.lead)
    assert any("OST" in entity for entity in found.lines["entity"].astype(str))
