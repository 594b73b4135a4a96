"""The bundled dispatches: whole, in order, sourced, and extracted when loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import data
from data import documents
from data.events import COLUMNS, validate

NAME = "us-iran-2019-2021"
FILE = Path(data.__file__).parent / "bundled" / f"{NAME}.jsonl"
RECORDS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def events():
    return data.load(NAME)


def test_it_is_available():
    assert NAME in data.available()


def test_ids_are_unique_and_days_in_order():
    ids = [record["document_id"] for record in RECORDS]
    days = [record["published"] for record in RECORDS]
    assert len(set(ids)) == len(ids) == len({record["text"] for record in RECORDS})
    assert days == sorted(days)
    assert all(key.startswith(f"us-iran-{day}-") for key, day in zip(ids, days, strict=True))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["document_id"])
def test_a_dispatch_is_complete_sourced_and_readable(record):
    assert set(record) == {"document_id", "title", "published", "text", "sources"}
    assert date(2019, 1, 1) <= date.fromisoformat(record["published"]) <= date(2021, 12, 31)
    assert documents.from_text(record["text"], record["title"], record["published"])["text"][0] == record["text"]
    assert 1 <= len(record["sources"]) <= 4
    for source in record["sources"]:
        assert set(source) == {"publisher", "title", "date", "url"}
        assert all(source.values()) and source["url"].startswith(("https://", "http://"))


def test_loaded_events_are_in_the_schema_and_quote_their_documents(events):
    assert list(events.columns) == list(COLUMNS)
    validate(events)
    assert set(events["dataset"]) == {NAME}
    texts = data.documents_of(NAME).set_index("document_id")["text"]
    for event in events.itertuples():
        assert texts[event.document_id][int(event.span_start) : int(event.span_end)] == event.quote


def test_most_dispatches_yield_events(events):
    silent = {record["document_id"] for record in RECORDS} - set(events["document_id"])
    assert len(silent) <= len(RECORDS) // 10, silent


def test_loading_twice_gives_the_same(events):
    pd.testing.assert_frame_equal(events, data.load(NAME))


def test_a_later_report_changes_nothing_that_was_known_before():
    strike = {"type": "ASSAULT", "source": "USA", "date": pd.Timestamp("2021-06-28"), "mode": "aerial"}

    def known_on(day: str) -> pd.DataFrame:
        events = data.load(NAME, known_on=day)
        assert events["published"].max() <= pd.Timestamp(day)
        return events[(events[list(strike)] == pd.Series(strike)).all(axis=1)].drop_duplicates("event_id")

    first, later = known_on("2021-06-28"), known_on("2021-06-30")
    assert len(first) == len(later) == 1 and first["event_id"].iloc[0] == later["event_id"].iloc[0]
    assert (first["reports"].iloc[0], later["reports"].iloc[0]) == (1, 2)
    assert first["killed_high"].iloc[0] < later["killed_high"].iloc[0]


def test_documents_carry_their_sources():
    frame = data.documents_of(NAME)
    assert len(frame) == len(RECORDS)
    assert frame["published"].dtype == "datetime64[us]"
    for record, sources in zip(RECORDS, frame["sources"], strict=True):
        assert sources.count("://") == len(record["sources"]) == len(sources.splitlines())


@pytest.mark.parametrize("call", [data.load, data.documents_of])
@pytest.mark.parametrize("name", ["us-iran", "", "../bundled/us-iran-2019-2021", "README"])
def test_an_unknown_name_says_what_is_available(call, name):
    with pytest.raises(data.DatasetError, match=NAME):
        call(name)


def test_importing_data_is_light():
    script = "import sys, data; data.available(); print('pandas' in sys.modules or 'trafilatura' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
