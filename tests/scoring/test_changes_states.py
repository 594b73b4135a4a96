"""What changed while an agreement stays lapsed: its days count for the event that began them, as in the pressure."""

from __future__ import annotations

import pandas as pd
import pytest

from scoring import cube, risk, states
from scoring.changes import PARTS, Standpoint, events_behind_change, what_changed
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.scoring.invented import events
from tests.scoring.test_states import LAPSE, LAST, RENEWAL

BEFORE, AFTER = "2020-01-20", "2020-02-20"


@pytest.mark.parametrize("rows", [[LAPSE, LAST], [LAPSE, RENEWAL, LAST]], ids=["lapsed", "renewed"])
@pytest.mark.parametrize("weights", [WEIGHTS, dict.fromkeys(WEIGHTS, 2.0)])
def test_the_sides_are_the_pressures_of_their_days(rows, weights):
    frame = events(rows)
    measures = measure(frame)
    assert len(states.held(frame, measures, pd.Timestamp(AFTER)))
    sides = [Standpoint(day, frame, measures, weights) for day in (BEFORE, AFTER)]
    (row,) = what_changed(*sides, 7.0, ["AAA"]).to_dict("records")
    told = risk.risk(cube.of(frame, measures), weights, 7.0)
    told = told[(told["entity"] == "AAA") & (told["track"] == "total")].set_index("date")["pressure"]
    assert row["before"] == pytest.approx(told[BEFORE]) and row["after"] == pytest.approx(told[AFTER])
    assert row["before"] + sum(row[part] for part in PARTS) == pytest.approx(row["after"])
    behind = events_behind_change(*sides, 7.0, ["AAA"])
    assert set(behind["event_id"]) <= set(frame["event_id"])
    assert row["entered"] > 0
