"""What the pane says of one event besides its sentence."""

import pandas as pd
import pytest

from dashboard.event_rows import digest
from dashboard.sentences import answered_by, how_sure, page_of_rows, provenance
from data import events as schema
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import event


def row(**changes):
    events = schema.validate(pd.DataFrame([event(1, "2024-01-02", **changes)]))
    return digest(events, measure(events), WEIGHTS).iloc[0]


@pytest.mark.parametrize(
    ("changes", "said", "not_said"),
    [
        ({}, ["Confidence 0.90", "provider's records", "1 document tells of it", "where it took place"], ["its day"]),
        ({"confidence": 1.0}, ["publishes no share of errors"], ["checks found"]),
        ({"origin": "extracted", "reports": 3}, ["reading of its sentences", "3 documents tell of it"], ["provider"]),
        ({"origin": "analyst"}, ["set by a person"], ["provider"]),
        ({"date_precision": "month"}, ["its day (known to the month)"], []),
        ({"date": None, "date_precision": "unknown"}, ["Not known for certain: its day"], ["(known to"]),
        ({"source": None, "target": None}, ["who acted, whom it was aimed at and where"], []),
        ({"place": "Kalmar"}, [], ["Not known for certain"]),
    ],
)
def test_how_sure_and_why(changes, said, not_said):
    text = " ".join(how_sure(row(**changes)))
    assert all(words in text for words in said)
    assert not any(words in text for words in not_said)


def test_provenance_names_the_source_its_code_and_its_record():
    told = provenance(row(native_code="190", native_id="77"), ["GDELT", "Kesh Daily"])
    assert told == "Source: GDELT and Kesh Daily, coded there as 190, record 77"
    assert provenance(row(), []) == ""


def test_an_answer_is_the_claim_of_its_source():
    said = answered_by(row(response_cue="in retaliation"), "a strike", pd.Timestamp("2024-01-02"))
    assert said == (
        "Said to be answered by (“in retaliation”): 2 Jan 2024, a strike. The link is a claim of the source."
    )


def test_rows_of_a_page():
    assert page_of_rows(500, 500, 100_000) == "Rows 501 to 1,000 of 100,000"
