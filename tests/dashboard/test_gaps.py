"""Days without any event, and events that a person has looked at."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard import gaps, sentences
from data import events as schema
from tests.dashboard.invented import event

COLUMNS = ["subject", "subject_id", "what", "new"]
NONE = pd.DataFrame(columns=COLUMNS)


def on(*days, **more):
    return schema.validate(pd.DataFrame([event(number, day, **more) for number, day in enumerate(days)]))


def steady(*later):
    """An event every other day up to 28 February, and then on these days."""
    return on(*(str(day.date()) for day in pd.date_range("2024-01-01", periods=30, freq="2D")), *later)


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (("2024-03-06",), []),  # six days: not longer than weekends and holidays are
        (("2024-03-20",), [("2024-02-29", "2024-03-19", 20)]),
        (("2024-03-20", "2024-05-01"), [("2024-02-29", "2024-03-19", 20), ("2024-03-21", "2024-04-30", 41)]),
    ],
)
def test_a_gap_is_a_pause_longer_than_a_week_and_than_usual(later, found):
    record = gaps.record(steady(*later), NONE, date(2024, 1, 1), date(2024, 12, 31))
    rows = [(str(row.first.date()), str(row.last.date()), row.days) for row in record.gaps.itertuples()]
    assert rows == found and record.usual < gaps.LEAST_GAP


def test_gaps_outside_the_dates_shown_are_not_told_and_text_is_silent_where_nothing_is_published():
    rows = steady("2024-03-20")
    assert gaps.record(rows, NONE, date(2024, 3, 20), date(2024, 4, 1)).gaps.empty
    assert len(gaps.record(rows, NONE, date(2024, 3, 19), date(2024, 4, 1)).gaps) == 1
    recalled = rows.assign(origin="extracted", published=rows["date"])
    recalled.loc[recalled["date"] == "2024-03-20", "published"] = pd.Timestamp("2024-03-01")
    assert gaps.record(recalled, NONE, date(2024, 1, 1), date(2024, 12, 31)).gaps.empty


def test_of_corrections_only_those_of_events_shown_count():
    rows = [("event", "e0", "review", "confirmed"), ("event", "gone", "review", "confirmed")]
    record = gaps.record(steady(), pd.DataFrame(rows, columns=COLUMNS), date(2024, 1, 1), date(2024, 2, 1))
    assert (record.events, record.reviewed) == (30, 1)


@pytest.mark.parametrize(
    ("count", "events", "expected"), [(0, 214, "0 %"), (1, 214, "under 1 %"), (107, 214, "50 %"), (0, 0, "0 %")]
)
def test_the_share_reviewed_is_not_rounded_to_none(count, events, expected):
    assert sentences.reviewed(count, events) == f"{expected} reviewed by a person"


def test_gaps_are_told_with_the_longest_and_what_they_do_not_say():
    found = gaps.record(steady("2024-03-20", "2024-05-01"), NONE, date(2024, 1, 1), date(2024, 12, 31))
    told = sentences.gaps(found.gaps, found.usual)
    assert told.startswith("2 gaps, the longest without any event in these data: 21 Mar 2024 to 30 Apr 2024, 41 days")
    assert "cannot tell calm from silence" in told
    assert sentences.gaps(found.gaps.head(0), 1) == ""
