"""Which events count as looked at by a person: the last word on each counts."""

from __future__ import annotations

import pandas as pd
import pytest

from data import corrections, reviewed

COLUMNS = ["subject", "subject_id", "what", "new"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], set()),
        ([("event", "a", "review", "confirmed"), ("event", "b", "review", "dismissed")], {"a", "b"}),
        ([("event", "a", "review", "confirmed"), ("event", "a", "review", None)], set()),
        ([("event", "a", "review", None), ("event", "a", "review", "confirmed")], {"a"}),
        ([("event", "a", "review", "dismissed"), ("event", "a", "review", None), ("event", "b", "type", "AID")], {"b"}),
        ([("event", "a", "type", "AID"), ("event", "a", "review", "confirmed"), ("event", "a", "review", None)], {"a"}),
        ([("event", "a", "review", "open"), ("event", "b", "mood", "dark")], set()),  # of a version we do not know
        ([("document", "a", "title", "Depots"), ("relation", "b", "review", "confirmed")], set()),
    ],
)
def test_an_event_is_reviewed_where_the_last_word_decided_or_changed_it(rows, expected):
    assert corrections.reviewed(pd.DataFrame(rows, columns=COLUMNS)) == expected


def test_the_verdict_is_the_last_one_and_none_where_it_was_taken_back():
    rows = pd.DataFrame(
        [
            ("event", "a", "review", "confirmed"), ("event", "b", "review", "dismissed"),
            ("event", "c", "review", "dismissed"), ("event", "a", "review", "dismissed"),
            ("event", "b", "review", None), ("event", "c", "type", "AID"),
        ], columns=COLUMNS,
    )  # fmt: skip
    assert corrections.verdicts(rows).to_dict() == {"a": "dismissed", "c": "dismissed"}
    assert [corrections.verdict(rows, one) for one in ("a", "b", "c", "d")] == ["dismissed", None, "dismissed", None]
    assert reviewed.dismissed(rows) == {"a", "c"}
