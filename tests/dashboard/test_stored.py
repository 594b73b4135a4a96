"""What is known on a day shares one reading with what is known now, exactly where both are the same."""

from datetime import date, timedelta

import pandas as pd
import pytest

import data
from dashboard import cache
from data.extraction import extract
from tests.dashboard.invented import event

CASE = data.available()[0]
LAST = data.documents_of(CASE)["published"].max().date()


def told(day, published="2021-06-01", **more):
    coded = event(1, day, published=published, origin="coded", document_id=None, native_id="1", dataset="mine")
    return pd.DataFrame([coded | more])


@pytest.mark.parametrize("days", [0, 1, 900])
def test_a_day_after_which_nothing_was_published_shares_what_is_kept_for_now(store, days):
    day = LAST + timedelta(days=days)
    assert cache.events(CASE, False, day) is cache.events(CASE, False) is cache.events(CASE, False, None)
    assert cache.measures(CASE, False, day) is cache.measures(CASE, False)
    assert cache.known(CASE, False, day, 0.5) is cache.known(CASE, False, None, 0.5)
    pd.testing.assert_frame_equal(cache.events(CASE, False, day), data.load(CASE, known_on=day), check_exact=True)


def test_an_earlier_day_is_read_apart(store):
    day = LAST - timedelta(days=1)
    found = cache.events(CASE, False, day)
    assert found is not cache.events(CASE, False) and len(found) < len(cache.events(CASE, False))
    pd.testing.assert_frame_equal(found, data.load(CASE, known_on=day), check_exact=True)
    assert set(cache.measures(CASE, False, day).index) == set(found["event_id"])


def test_an_article_of_a_later_day_ends_the_sharing_once_it_is_added(store):
    assert cache.events(CASE, True, LAST) is cache.events(CASE, True)
    later = pd.Timestamp(LAST) + pd.Timedelta(days=3)
    text = "US aircraft struck Kata'ib Hezbollah near Qaim on Wednesday, killing three fighters."
    article = pd.DataFrame({"document_id": ["later"], "url": None, "title": "", "published": later, "text": text})
    store.add(article, extract(article), CASE)
    cache.forget_added()
    assert len(cache.events(CASE, True)) > len(cache.events(CASE, True, LAST)) == len(cache.events(CASE, False))
    assert cache.events(CASE, True, later.date()) is cache.events(CASE, True)


def test_added_articles_make_no_difference_where_there_are_none(store):
    assert cache.events(CASE, True) is cache.events(CASE, False)
    assert cache.measures(CASE, True, LAST) is cache.measures(CASE, False)
    text = pd.DataFrame({"document_id": ["one"], "url": None, "title": "", "published": pd.Timestamp(LAST), "text": ""})
    store.add(text.assign(text="Brazil condemned Chile."), extract(text), CASE)
    store.add(text.assign(text="French troops attacked the Taliban."), extract(text), "mine")
    cache.forget_added()
    assert len(cache.events(CASE, True)) > len(cache.events(CASE, False))
    assert len(cache.events("mine", True)) == 1 and cache.events("mine", True) is cache.events("mine", False)


@pytest.mark.parametrize(
    ("published", "day", "complete"),
    [
        ("2021-06-01", "2021-05-30", date(2021, 6, 1)),
        (None, "2021-05-30", date(2021, 5, 30)),  # known on its day where no publication is
        (None, None, None),  # never known on any day, but known now
    ],
)
def test_coded_rows_are_known_when_published_or_else_dated(published, day, complete):
    rows = told(day, published).astype({"date": "datetime64[us]", "published": "datetime64[us]"})
    nothing = data.documents_of(CASE).iloc[:0]
    assert data.complete_on(nothing, rows) == complete
    assert data.complete_on(nothing, rows.iloc[:0]) is None


def test_documents_count_and_not_the_events_that_are_read_from_them():
    documents, events = data.documents_of(CASE), data.load(CASE)
    assert data.complete_on(documents, events) == LAST
    assert data.complete_on(documents.assign(published=pd.NaT), events) is None
