"""Situation and Read tell the same number of events that a person looked at, also after a word was taken back."""

from __future__ import annotations

import re

import pytest

from dashboard import cache
from data import corrections
from tests.dashboard.test_app import check, open_at, words

CASE = "us-iran-2019-2021"


def told() -> tuple[int, int, str]:
    """Events looked at as the record of the first screen and the page Read count them, and Situation's words."""
    cache.forget_corrected()
    situation, read = check(open_at()), check(open_at("read"))
    view = situation.session_state["casus_view"]
    number = re.search(r"([\d,]+) events? of [\d,]+ in \S+ looked at by a person", words(read))
    share = re.search(r"(under 1|\d+) % reviewed by a person", words(situation))[0]
    return cache.record(view).reviewed, int(number[1]) if number else 0, share


@pytest.mark.slow
def test_the_pages_agree_after_a_verdict_is_taken_back(store):
    first, second = cache.known(CASE, False, None, 0.0)["event_id"].drop_duplicates().iloc[:2]
    assert told() == (0, 0, "0 % reviewed by a person")
    corrections.review(store, CASE, first, corrections.CONFIRMED, "Ana")
    assert told() == (1, 1, "under 1 % reviewed by a person")
    corrections.review(store, CASE, first, None, "Ben")
    assert told() == (0, 0, "0 % reviewed by a person")
    corrections.review(store, CASE, second, corrections.DISMISSED, "Ana")
    corrections.review(store, CASE, second, None, "Ana")
    assert told() == (0, 0, "0 % reviewed by a person")
