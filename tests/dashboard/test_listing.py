"""A view's events in its order, a page at a time."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import event_rows
from dashboard.event_rows import ROWS, Listing
from data import events as schema
from scoring.indicators import measure
from scoring.score import WEIGHTS, relief, score
from tests.dashboard.invented import VIEW, event


@pytest.mark.parametrize(("order", "weighed"), [("points", score), ("relief", relief)])
def test_the_heaviest_come_first(events, order, weighed):
    measures = measure(events)
    found = event_rows.listing(events, measures, replace(VIEW, order=order))
    values = weighed(measures, WEIGHTS).reindex(found.ids)
    assert values.is_monotonic_decreasing
    assert values.iloc[0] > values.iloc[-1]


def test_the_latest_come_first_and_those_without_a_day_last(events):
    undated = schema.validate(pd.concat([pd.DataFrame([event(99, None, date_precision="unknown")]), events]))
    found = event_rows.listing(undated, measure(undated), VIEW)
    days = undated.drop_duplicates("event_id").set_index("event_id")["date"].reindex(found.ids)
    assert days.iloc[:-1].is_monotonic_decreasing
    assert found.ids[-1] == "e99"
    assert found.undated == 1


def test_a_listing_holds_the_events_of_filtered_and_says_how_many_there_are(events):
    view = replace(VIEW, types=("ASSAULT",))
    found = event_rows.listing(events, measure(events), view)
    assert list(found.ids) == list(event_rows.filtered(events, measure(events), view)["event_id"].drop_duplicates())
    assert found.known == events["event_id"].nunique() > len(found.ids)


def test_an_event_keeps_all_its_rows_where_one_of_them_fits():
    joint = schema.validate(pd.DataFrame([event(1, "2024-01-02"), event(1, "2024-01-02", target="TAM")]))
    found = event_rows.listing(joint, measure(joint), replace(VIEW, actor="TAM"))
    assert len(event_rows.picked(joint, found.ids)) == 2


def test_a_source_keeps_events_that_any_of_theirs_tells(events):
    told = pd.DataFrame({"event_id": ["e30", "e30", "e31"], "origin": ["One", "Two", "Two"]})
    for origin, kept in (("One", {"e30"}), ("Two", {"e30", "e31"}), ("Nobody", set())):
        found = event_rows.listing(events, measure(events), replace(VIEW, origin=origin), told)
        assert set(found.ids) == kept


def test_rows_come_in_the_order_of_the_ids(events):
    ids = np.array(["e30", "e10", "e34"], dtype=object)
    assert list(event_rows.picked(events, ids)["event_id"].drop_duplicates()) == list(ids)


@given(st.integers(1, 5 * ROWS), st.data())
def test_the_page_of_an_event_holds_it_and_pages_follow_each_other(count, data):
    found = Listing(np.array([f"e{n}" for n in range(count)], dtype=object), 0, count)
    at = data.draw(st.integers(0, count - 1))
    first, ids = found.page(f"e{at}")
    assert f"e{at}" in ids
    before, after = found.neighbours(first)
    assert (before is None) == (first == 0)
    assert (after is None) == (first + ROWS >= count)
    if after:
        assert found.page(after)[0] == first + ROWS
    if before:
        assert found.page(before)[0] == first - ROWS


def test_an_event_that_is_not_listed_shows_the_first_page():
    found = Listing(np.array(["e1", "e2"], dtype=object), 0, 2)
    assert found.page("elsewhere")[0] == 0
    assert found.page("")[0] == 0
