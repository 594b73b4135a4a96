"""Arrangements over time: unknown before the first event, and nothing from after the day shown."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.sentences import agreements as words
from dashboard.spells import UNKNOWN, spells
from data import events as schema
from scoring import states
from scoring.indicators import measure
from tests.dashboard.invented import VIEW, event

TOLD = [
    ("2024-01-20", "AGREE", None, "Varenia and Kesh signed the border agreement."),
    ("2024-02-10", "AGREE", None, "Varenia and Kesh extended the border agreement."),
    ("2024-03-10", "REJECT", None, "The border agreement between Varenia and Kesh expired without being renewed."),
]


@pytest.fixture
def told():
    rows = [event(n, day, "VAR", "KSH", kind, mode, quote=quote) for n, (day, kind, mode, quote) in enumerate(TOLD)]
    return schema.validate(pd.DataFrame(rows))


def shown(events, view=VIEW):
    measures = measure(events)
    return spells(states.states(events, measures), measures, view), measures


def test_a_state_lasts_until_an_event_changes_it_and_is_unknown_before_the_first(told):
    found, _ = shown(told)
    assert found.bars[["state", "start", "end"]].astype(str).values.tolist() == [
        [UNKNOWN, "2024-01-01", "2024-01-20"],
        ["in force", "2024-01-20", "2024-02-10"],
        ["extended", "2024-02-10", "2024-03-10"],
        ["lapsed", "2024-03-10", "2024-04-01"],
    ]
    assert found.marks["event_id"].tolist() == ["e0", "e1", "e2"]
    assert found.now["state"].tolist() == ["lapsed"]


def test_what_a_lapsed_state_adds_is_what_the_engine_adds_each_day(told):
    found, measures = shown(told)
    held = states.held(told, measures, pd.Timestamp(VIEW.end))
    daily = held.groupby("date")["intensity"].first().iloc[0] * VIEW.weight_of["agreement_lapsed"]
    assert found.now["adds"].tolist() == pytest.approx([daily])
    none = replace(VIEW, weights=tuple((name, 0.0) for name, _ in VIEW.weights))
    assert shown(told, none)[0].now["adds"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("end", "state"), [(date(2024, 1, 19), None), (date(2024, 1, 20), "in force"), (date(2024, 3, 9), "extended")]
)
def test_later_events_are_not_known_on_the_day_shown(told, end, state):
    found, _ = shown(told, replace(VIEW, end=end))
    if state is None:
        assert found.now.empty and found.bars.empty
        return
    assert found.now["state"].tolist() == [state]
    assert found.now["until"].isna().all()
    assert found.bars["end"].max() == pd.Timestamp(end) + pd.Timedelta(days=1)
    assert found.now["adds"].isna().all()


@pytest.mark.parametrize(("actors", "count"), [((), 1), (("KSH",), 1), (("TAM", "VAR"), 1), (("TAM",), 0)])
def test_chosen_actors_limit_it_to_their_arrangements(told, actors, count):
    assert len(shown(told, replace(VIEW, actors=actors))[0].now) == count


def test_a_state_from_before_the_dates_fills_them_without_a_mark(told):
    found, _ = shown(told, replace(VIEW, start=date(2024, 3, 20)))
    assert found.bars["state"].tolist() == ["lapsed"]
    assert found.bars["start"].tolist() == [pd.Timestamp("2024-03-20")]
    assert found.marks.empty
    assert len(found.changes) == len(TOLD)


def test_the_sentences_name_what_lapsed_and_what_did_not(told):
    found, _ = shown(told)
    assert "1 of 1 arrangement on record is refused or lapsed: border accord" in words.agreements_lead(
        found.now, VIEW.end
    )
    earlier = shown(told, replace(VIEW, end=date(2024, 3, 1)))[0].now
    assert "none of 1 arrangement" in words.agreements_lead(earlier, date(2024, 3, 1))
