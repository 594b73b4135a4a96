"""What a server holds and what a file brings, in words."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard import coded_files
from data.sources import SOURCES
from data.sources.coding import no_rejects, reject


def done(**values: object) -> SimpleNamespace:
    known = {"dataset": "orsk", "source": "ucdp", "file": "orsk.csv", "added": 42, "known": 0, "warnings": 2}
    return SimpleNamespace(**{**known, "rejects": 1, "finished": "2026-11-02T10:00:00Z", "again": False, **values})


EVENTS = pd.DataFrame({"event_id": ["a", "a", "b"], "date": pd.to_datetime(["2020-03-01", "2020-03-01", "2020-03-04"])})
NAMES = pd.DataFrame({"name": ["Kalmar Front"], "id": ["kalmar-front"], "events": [2]})


def test_articles_and_imports_stand_apart():
    table = coded_files.held(["case", "orsk"], {"case": (3, 9), "orsk": (0, 21)}, [done(), done(file="more.csv")])
    assert table["holds"].tolist() == ["3 articles", *(f"{SOURCES['ucdp'].TITLE}, {f}.csv" for f in ("orsk", "more"))]
    assert table["on"].tolist()[1:] == ["2026-11-02"] * 2 and table["left_out"].tolist()[1:] == [1, 1]


@pytest.mark.parametrize(
    ("rejects", "names", "expected"),
    [
        (no_rejects(), NAMES.head(0), "2 events, 1 Mar 2020 to 4 Mar 2020; nothing odd in it."),
        (
            pd.concat([reject([4, 4, 5], "low", "x", "odd", True), reject([9], "date", "y", "no date", False)]),
            NAMES,
            "2 events, 1 Mar 2020 to 4 Mar 2020; 2 records with a warning, 1 record left out and 1 name that Casus "
            "does not know.",
        ),
    ],
)
def test_what_a_file_brings(rejects, names, expected):
    found = coded_files.Incoming("orsk.csv", "ucdp", "0", EVENTS, rejects, names)
    assert coded_files.lead(found) == f"{SOURCES['ucdp'].TITLE}: {expected}"


def test_nothing_usable_is_said_so():
    told = reject([2], "date", "y", "no date", False)
    found = coded_files.Incoming("orsk.csv", "ucdp", "0", EVENTS.head(0), told, NAMES)
    assert "no event could be read; 1 record left out" in coded_files.lead(found)


def test_remarks_are_counted_by_kind():
    told = pd.concat([reject([7, 3, 3], "low", ["a", "b", "b"], "odd", True), reject([9], "date", None, "gone", False)])
    table = coded_files.remarks(told)
    assert table[["what", "column", "records", "first", "examples"]].to_numpy().tolist() == [
        ["left out", "date", 1, 9, "–"],
        ["imported all the same", "low", 2, 3, "a, b"],
    ]


def test_silence_is_explained_once_a_source():
    assert coded_files.coverage([done(), done(file="b"), done(dataset="other")], "orsk") == SOURCES["ucdp"].COVERAGE
    assert coded_files.coverage([done(source="acled-of-old")], "orsk") == ""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "42 rows of events added to orsk. Choose it under Data at the left."),
        ({"known": 1}, "42 rows of events added to orsk; 1 row it had already. Choose it under Data at the left."),
        ({"again": True}, "orsk has this file already (added on 2026-11-02); nothing was added."),
    ],
)
def test_what_adding_did(values, expected):
    assert coded_files.added(done(**values)) == expected
