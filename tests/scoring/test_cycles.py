"""Chains of answers, and whether the last act is still within the window."""

from __future__ import annotations

import pandas as pd
import pytest

from scoring.chains import link
from scoring.cycles import chains, cycles
from tests.scoring.invented import events

DAYS = {"a": "2020-01-01", "b": "2020-01-03", "c": "2020-01-06", "d": "2020-02-20", "e": "2020-02-21"}


def told(*answers: str, days: dict[str, str] = DAYS, **row: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Links "ab" (b answers a) as the text claims them, and their events."""
    rows = [{"event_id": name, "date": day, "type": "ACCUSE", **row} for name, day in days.items()]
    rows += [
        {"event_id": pair[1], "date": days[pair[1]], "type": "ACCUSE", "responds_to": pair[0], **row}
        for pair in answers
    ]
    frame = events(rows)
    return link(frame, pd.Series(dtype=float)), frame


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("ab",), [("a", 0, "a"), ("a", 1, "b")]),
        (("ab", "bc"), [("a", 0, "a"), ("a", 1, "b"), ("a", 2, "c")]),
        (("ab", "de"), [("a", 0, "a"), ("a", 1, "b"), ("d", 0, "d"), ("d", 1, "e")]),
        (("ab", "ac"), [("a", 0, "a"), ("a", 1, "b"), ("a", 1, "c")]),  # answered twice
        (("ac", "bc"), [("a", 0, "a"), ("a", 0, "b"), ("a", 1, "c")]),  # two answered by one
        (("ab", "bc", "ac"), [("a", 0, "a"), ("a", 1, "b"), ("a", 2, "c")]),  # by the longest way
        ((), []),
    ],
)
def test_acts_are_put_in_chains(answers, expected):
    found = chains(*told(*answers))
    assert list(found[["chain", "step", "event_id"]].itertuples(index=False, name=None)) == expected


def test_a_ring_of_claims_on_one_day_ends():
    found = chains(*told("ab", "bc", "ca", days=dict.fromkeys("abc", "2020-01-01")))
    assert set(found["event_id"]) == set("abc") and found["chain"].nunique() == 1


@pytest.mark.parametrize(
    ("as_of", "state", "last", "acts"),
    [
        ("2020-01-03", "open", "b", 2),
        ("2020-01-05", "open", "b", 2),  # what comes later is not known yet
        ("2020-01-06", "open", "c", 3),
        ("2020-01-20", "open", "c", 3),  # the last day of the window
        ("2020-01-21", "closed", "c", 3),
    ],
)
def test_a_cycle_is_open_while_the_window_of_its_last_act_runs(as_of, state, last, acts):
    (row,) = cycles(*told("ab", "bc"), as_of).itertuples()
    assert (row.state, row.last, row.acts, row.answers) == (state, last, acts, acts - 1)
    assert row.began == pd.Timestamp("2020-01-01") and (row.closes - row.ended).days == 14


def test_before_the_first_answer_there_is_no_cycle():
    assert cycles(*told("ab", "bc"), "2020-01-02").empty


def test_the_window_is_a_setting_and_a_chain_without_days_has_no_state():
    assert cycles(*told("ab"), "2020-01-10", within=3)["state"].tolist() == ["closed"]
    (row,) = cycles(*told("ab", date_precision="month"), "2020-01-10").itertuples()
    assert pd.isna(row.state) and pd.isna(row.closes) and row.acts == 2
