"""Sentences as tables: what goes in, what a reader sees."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import sentences, style
from dashboard.names import display
from dashboard.sentences import Lead
from dashboard.sentences.words import QUOTED
from dashboard.state import Rejected

LEAD = Lead(actor="United States", role="conduct", end=date(2021, 6, 29), index=61.2, n_events=9, minimum=3)


@pytest.mark.parametrize(
    ("count", "one", "shown"),
    [(1, "event", "1 event"), (0, "event", "0 events"), (2, "event", "2 events"), (1234, "day", "1,234 days")],
)
def test_plural(count, one, shown):
    assert sentences.plural(count, one) == shown


@pytest.mark.parametrize(
    ("parts", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(parts, shown):
    assert sentences.listed(parts) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (93, "93rd"), (98, "98th")]
)
def test_ordinal(number, shown):
    assert sentences.ordinal(number) == shown


@pytest.mark.parametrize(("value", "shown"), [(18.4, "+18"), (-3.2, "−3"), (0.2, "0"), (-0.4, "0"), (None, "–")])
def test_signed(value, shown):
    assert sentences.signed(value) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("United States", "the United States'"), ("Iran", "Iran's"), ("European Union", "the European Union's")],
)
def test_possessive(name, shown):
    assert sentences.possessive(name) == shown


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, "The United States' conduct stands at 61 on the risk index on 29 June 2021."),
        (
            {"change": 0.4},
            "The United States' conduct is steady at 61 on the risk index, within 2 points of 7 days ago.",
        ),
        ({"change": -7.6}, "The United States' conduct fell 8 points in 7 days to 61."),
        (
            {"change": 18.0, "ratio": 3.5, "others": ("Kata'ib Hezbollah",), "since": date(2021, 6, 21)},
            "The United States' conduct towards Kata'ib Hezbollah rose 18 points in 7 days to 61 (pressure × 3.5), "
            "rising since 21 June.",
        ),
        (
            {"change": 18.0, "role": "exposure", "others": ("Iran", "Iraq"), "record_since": date(2020, 1, 8)},
            "Pressure on the United States, mostly from Iran and Iraq, rose 18 points in 7 days to 61, "
            "the highest since 8 January 2020.",
        ),
        (
            {"change": 18.0, "role": "pair", "actor": "United States → Iran", "record_since": date(2021, 6, 1)},
            "The United States' conduct towards Iran rose 18 points in 7 days to 61.",
        ),
        (
            {"change": 5.0, "deeds": ("air strike", "retaliation"), "deed_days": (date(2021, 6, 28),), "answers": "x"},
            "The United States' conduct rose 5 points in 7 days to 61. What weighs most: air strike and retaliation, "
            "most of it from 28 June; it is said to answer x.",
        ),
        (
            {"change": 9.0, "peak": date(2021, 6, 28), "record_ever": date(2019, 3, 5)},
            "The United States' conduct rose 9 points in 7 days to 61; on 28 June it was the highest since the data "
            "begin on 5 March 2019.",
        ),
        (
            {"change": 0.0, "record_ever": date(2019, 3, 5)},
            "The United States' conduct is steady at 61 on the risk index, within 2 points of 7 days ago.",
        ),
        (
            {"change": 5.0, "expected": ("talks in Vienna",)},
            "The United States' conduct rose 5 points in 7 days to 61. Still expected: talks in Vienna.",
        ),
    ],
)
def test_lead(change, shown):
    assert sentences.lead(replace(LEAD, **change)) == shown


def test_too_few_events_are_said_and_give_no_level():
    shown = sentences.lead(replace(LEAD, index=None, n_events=1))
    assert shown.startswith("Only 1 event by the United States")
    assert "61" not in shown
    assert sentences.lead(replace(LEAD, index=None, n_events=0)).startswith("No events by the United States")


def test_tracks_title_shows_force_rising_beside_talks():
    now = {"kinetic": 3.1, "coercive": 0.4, "nuclear": 0.0, "diplomatic": 0.2, "relief": 0.4}
    then = {"kinetic": 0.6, "coercive": 0.5, "nuclear": 0.0, "diplomatic": 0.2, "relief": 0.3}
    assert sentences.tracks_title("Iran", now, then, 7) == (
        "Kinetic pressure rose from 0.6 to 3.1 in 7 days while relief goes on (0.4)"
    )
    assert sentences.tracks_title("Iran", now | {"relief": 0.0}, then, 7).endswith("no relief beside it")
    assert sentences.tracks_title("Iran", dict.fromkeys(now, 0.0), then, 7).startswith("No pressure")


@pytest.mark.parametrize(
    ("low", "best", "high", "shown"),
    [
        (5, 5, 5, "5 killed"),
        (4, 5, 7, "4 to 7 killed"),
        (None, None, None, "killed: not stated"),
        (0, 0, 0, "0 killed"),
        (None, 4, None, "4 killed"),
    ],
)
def test_toll_is_a_range_and_unknown_is_not_zero(low, best, high, shown):
    assert sentences.toll(low, best, high, "killed") == shown


def test_markdown_in_headlines_loses_its_meaning():
    hostile = "**x** [a](http://b) :red[c] $d$ <img src=e> `f`"
    shown = sentences.escape_markdown(hostile)
    for sign in "*[]()$<>`:":
        assert all(shown[i - 1] == "\\" for i, c in enumerate(shown) if c == sign)


def test_the_notice_of_a_broken_link_names_what_was_ignored():
    shown = sentences.ignored([Rejected("half_life", "abc", "a number from 1 to 90")])
    assert "half_life" in shown
    assert "abc" in shown
    many = sentences.ignored([Rejected(f"k{i}", "", "unknown") for i in range(9)])
    assert "5 more" in many


def test_planned_and_contrary_lines():
    planned = pd.DataFrame(
        {
            "words": ["talks in Vienna"], "due": [pd.NaT], "announced": [pd.Timestamp("2021-06-20")],
            "quote": ["A round is expected."],
        }
    )  # fmt: skip
    assert sentences.planned_lines(planned) == [
        "20 Jun 2021 · Talks in Vienna, no day given: “A round is expected.”"
    ]
    against = pd.DataFrame(
        {"date": [pd.Timestamp("2021-06-10")], "realis": ["denied"], "line": ["Iran: accuses"], "quote": [None]}
    )
    assert sentences.contrary_lines(against) == ["10 Jun 2021 · Denied: Iran: accuses"]


def test_long_words_are_cut_at_a_word():
    shown = sentences.quoted("word " * 100)
    assert shown.endswith("word …”")
    assert len(shown) < QUOTED + 10


def test_few_events_are_counted_where_the_interval_is_missing():
    end = date(2021, 6, 29)
    assert "4 events within three half-lives: no interval below 5 sure ones" in sentences.risk_note(end, 4.0, 5, False)
    assert "1 event within" in sentences.risk_note(end, 1.0, 5, False)
    assert "90 % interval" in sentences.risk_note(end, 5.0, 5, True)


@pytest.mark.parametrize(
    ("actor", "shown"),
    [
        ("USA", "United States"),
        ("kalmar-council", "Kalmar Council"),
        ("sarmeth-backed-militias", "Sarmeth-backed Militias"),
        ("VAR", "VAR"),
    ],
)
def test_actors_without_a_name_are_readable(actor, shown):
    assert display(actor) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("of 4 it 6.8 % (2 to 9 %)", "of 4 it 6.8~% (2 to 9~%)"),
        ("up 18 points in 7 days", "up 18~points in 7~days"),
        ("−1.29 log-odds, 449 MB", "−1.29~log-odds, 449~MB"),
        ("29 June, 3 events, 2 dayside", "29 June, 3 events, 2 dayside"),
        ("<b> 1 point", "&lt;b&gt; 1~point"),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text, shown):
    assert style._shown(text) == shown.replace("~", "\N{NO-BREAK SPACE}")
