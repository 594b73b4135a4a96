"""What changed since a day: the parts of `scoring.changes`, at the cost of a matrix product."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard import sentences, since
from scoring import risk
from scoring.changes import PARTS, Standpoint, events_behind_change, what_changed
from scoring.cube import known_on
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import END

DAY = date(2024, 3, 26)
ENTITIES = ("VAR", "KSH")


@pytest.fixture
def compared(events):
    late = events["event_id"] == "e10"  # dated before the day, published after it
    events.loc[late, "published"] = pd.Timestamp("2024-03-29")
    measures = measure(events)
    start = events["date"].min()
    before = Standpoint(DAY.isoformat(), known_on(events, DAY), measures)
    return since.compare(events, measures, ENTITIES, "conduct", 7, 0.0, DAY, END, start), before, measures, events


@pytest.mark.parametrize("weights", [WEIGHTS, WEIGHTS | {"air_strike": 1.0, "accusation": 20.0}])
def test_parts_are_those_of_scoring_and_sum_to_the_pressure_of_the_day(compared, weights):
    made, before, measures, events = compared
    parts, _ = since.told(made, weights)
    sides = (Standpoint(one.day, one.events, measures, weights) for one in (before, Standpoint(END, events, measures)))
    expected = what_changed(*sides, 7, ENTITIES)
    pd.testing.assert_frame_equal(parts[expected.columns], expected, check_dtype=False)
    assert (parts.set_index("entity").loc["VAR", ["entered", "newly_known"]] > 0).all()
    for row in parts.to_dict("records"):
        behind = risk.events_behind(events, measures, weights, 7, row["entity"], END)
        assert row["after"] == pytest.approx(behind["pressure"].sum())
        assert row["before"] + sum(row[part] for part in PARTS) == pytest.approx(row["after"])


def test_the_largest_events_of_each_actor_are_named_with_who_did_what(compared):
    made, before, measures, events = compared
    _, named = since.told(made, WEIGHTS)
    expected = events_behind_change(before, Standpoint(END, events, measures), 7, ENTITIES)
    assert named.groupby("entity").size().max() <= since.LISTED
    for entity in ENTITIES:
        largest = expected[expected["entity"] == entity]["pressure"].abs().max()
        own = named[named["entity"] == entity]
        np.testing.assert_allclose(own["pressure"].abs().max(), largest)
        assert own["line"].str.contains("VAR|KSH").all()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [(None, date(2024, 3, 24)), (date(2024, 3, 1), date(2024, 3, 1)), (date(2024, 3, 31), date(2024, 3, 24))],
)
def test_without_an_earlier_day_changes_are_told_from_a_week_before(chosen, expected):
    assert since.day_before(chosen, END) == expected


def test_the_sentence_has_the_parts_in_words_and_leaves_out_what_reads_zero():
    row = {"before": 0.4, "after": 7.9, "entered": 7.9, "n_entered": 3, "newly_known": 0.001, "n_newly_known": 1}
    row |= {"reweighted": 0.0, "n_reweighted": 0, "decayed": -0.4, "n_decayed": 9}
    assert sentences.changed(row, "United States", date(2021, 6, 22)) == (
        "The United States: pressure 0.40 → 7.90 points per day since 22 June: +7.90 from 3 events dated since, "
        "−0.40 as earlier ones faded."
    )
    still = row | dict.fromkeys(PARTS, 0.0) | {"after": 0.4}
    assert sentences.changed(still, "A → B", date(2021, 6, 22)).startswith("A → B: pressure 0.40 → 0.40")
    assert sentences.changed(still, "A → B", date(2021, 6, 22)).endswith("since 22 June, as before.")
