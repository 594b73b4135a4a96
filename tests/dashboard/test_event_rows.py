"""Events as rows of a table, from small invented frames."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import event_rows
from data import events as schema
from scoring.indicators import measure
from scoring.score import WEIGHTS, score
from tests.dashboard.invented import VIEW, event


def test_one_row_an_event_with_all_its_parties(events):
    joint = schema.validate(pd.DataFrame([event(1, "2024-01-02"), event(1, "2024-01-02", target="TAM")]))
    measures = measure(joint)
    row = event_rows.digest(joint, measures, WEIGHTS)
    assert len(row) == 1
    assert row["to"].iloc[0] == "KSH, TAM"
    assert row["points"].iloc[0] == pytest.approx(score(measures, WEIGHTS).iloc[0])
    assert event_rows.scored(measures, "e1", WEIGHTS)["points"].sum() == pytest.approx(row["points"].iloc[0])


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"types": ("CONSULT",)}, {"e30", "e33"}),
        ({"realis": ("denied",)}, {"e31"}),
        ({"actor": "TAM"}, {"e34"}),
        ({"text": "SENTENCE 34"}, {"e34"}),
        ({"text": "sentence ("}, set()),
        ({"indicators": ("talks_held",)}, {"e30"}),
        ({"start": date(2024, 3, 30)}, {"e34"}),
    ],
)
def test_filters(events, change, kept):
    found = event_rows.filtered(events, measure(events), replace(VIEW, **change))
    assert set(found["event_id"]) == kept
