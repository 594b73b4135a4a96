"""The schema: what `validate` brings to shape and what it refuses, with the message an analyst would read."""

from __future__ import annotations

import pandas as pd
import pytest

from data.events import COLUMNS, TYPES, EventError, empty, event_id, validate
from data.ontology import CONFLICT, MEANING, MODES, QUAD

ROW = {
    "event_id": "a", "dataset": "d", "origin": "coded", "type": "ASSAULT", "realis": "realised",
    "date_precision": "day", "reports": 1, "confidence": 0.5,
}  # fmt: skip


def frame(**changes: object) -> pd.DataFrame:
    return pd.DataFrame([ROW | changes])


def test_missing_optional_columns_become_null_in_schema_order():
    out = validate(frame(date="2021-06-28"))
    assert list(out.columns) == list(COLUMNS)
    assert out["date"].iloc[0] == pd.Timestamp("2021-06-28") and out["killed_best"].isna().all()
    dtypes = {kind: {str(out[c].dtype) for c, k in COLUMNS.items() if k == kind} for kind in ("number", "date", "text")}
    assert dtypes == {"number": {"float64"}, "date": {"datetime64[us]"}, "text": {"str"}}


def test_validating_twice_changes_nothing():
    once = validate(frame(date="2021-06-28", killed_best=5, lat=35.5, lon=44.2))
    pd.testing.assert_frame_equal(validate(once), once)


def test_no_events_are_valid():
    assert list(empty().columns) == list(COLUMNS) and len(empty()) == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "ATTACK"}, ["column type", "row 0", "'ATTACK'", "ASSAULT"]),
        ({"realis": "maybe"}, ["column realis", "'maybe'", "realised"]),
        ({"type": None}, ["column type", "a value in every row"]),
        ({"confidence": 1.5}, ["column confidence", "1.5", "0 to 1"]),
        ({"reports": 0}, ["column reports", "1 to inf"]),
        ({"lat": 91}, ["column lat", "-90 to 90"]),
        ({"killed_best": -1}, ["column killed_best"]),
        ({"killed_best": "five"}, ["column killed_best", "'five'", "a number"]),
        ({"date": "28.06.21?"}, ["column date", "'28.06.21?'", "an ISO 8601 date"]),
        ({"span_start": 9, "span_end": 3}, ["column span_end", "not before span_start"]),
        ({"mood": "bad"}, ["unknown columns ['mood']"]),
    ],
)
def test_a_refusal_names_column_row_and_what_is_allowed(changes, said):
    with pytest.raises(EventError) as error:
        validate(frame(**changes))
    for words in said:
        assert words in str(error.value)


def test_a_missing_required_column_is_named():
    with pytest.raises(EventError, match="missing columns \\['realis'\\]"):
        validate(frame().drop(columns="realis"))


def test_ids_are_the_same_on_every_machine_and_differ_with_any_part():
    assert event_id("d", 1) == "13a89416fc300d7f"
    assert event_id("d", 1) != event_id("d", 11) != event_id("d1", 1)


def test_the_ontology_covers_every_type_once():
    assert set(QUAD) == set(TYPES) == set(MEANING) and set(MODES) <= set(TYPES)
    assert {"ASSAULT", "THREATEN"} <= CONFLICT and "AID" not in CONFLICT
