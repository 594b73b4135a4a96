"""The store on both databases: whole additions or none, and several writers."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import data
from data.events import EventError
from data.extraction import extract
from data.store import Store, StoreError
from tests.stored import SPECIAL, its_events, one_document

ROOT = Path(__file__).parents[2]

@pytest.fixture
def store(location):
    return Store(location)


def made_by_reading(store: Store) -> bool:
    if store.path:
        return store.path.parent.exists()
    with sa.create_engine(store.database.location).connect() as connection:
        return bool(sa.inspect(connection).get_table_names())


def test_what_is_added_comes_back_as_it_was(store):
    document = one_document()
    events = its_events(document)
    assert store.add(document, events, "mine", "Ana") == 1
    pd.testing.assert_frame_equal(store.documents("mine"), document)
    pd.testing.assert_frame_equal(store.events("mine"), events.assign(dataset="mine").astype(events.dtypes.to_dict()))
    assert store.count("mine") == (1, 2)
    assert store.datasets() == ["mine"]


def test_a_document_that_is_there_adds_nothing(store):
    document = one_document()
    store.add(document, its_events(document), "mine", "Ana")
    assert store.add(document, its_events(document), "mine", "Ben") == 0
    both = pd.concat([document, one_document(2)], ignore_index=True)
    events = pd.concat([its_events(document), its_events(one_document(2))], ignore_index=True)
    assert store.add(both, events, "mine", "Ben") == 1
    assert store.count("mine") == (2, 4)
    assert len(store.events("mine")) == 6


def test_datasets_are_kept_apart(store):
    document = one_document()
    assert store.add(document, its_events(document), "b", None) == 1
    assert store.add(document, its_events(document), SPECIAL, None) == 1
    assert store.datasets() == sorted(["b", SPECIAL])
    assert set(store.events(SPECIAL)["dataset"]) == {SPECIAL}
    assert len(store.events("b")) == 3


def test_a_dataset_that_is_not_there_is_empty(store):
    assert store.events("none").empty and store.documents("none").empty
    assert list(store.events("none").columns) == list(its_events(one_document()).columns)
    assert store.count("none") == (0, 0) and store.datasets() == []
    assert not made_by_reading(store)
    store.add(one_document(), its_events(one_document()), "mine", None)
    assert store.events("none").empty and store.documents("none").empty and store.count("none") == (0, 0)


def test_additions_that_do_not_fit_together_are_refused_whole(store):
    document, other = one_document(), one_document(2)
    both = pd.concat([its_events(document), its_events(other)], ignore_index=True)
    for documents_, events, dataset, error in (
        (document, both, "mine", StoreError),
        (document, its_events(document), "", StoreError),
        (document.drop(columns="text"), its_events(document), "mine", StoreError),
        (document.assign(document_id=None), its_events(document).head(0), "mine", StoreError),
        (document, its_events(document).assign(type="WAR"), "mine", EventError),
    ):
        with pytest.raises(error):
            store.add(documents_, events, dataset, None)
    assert store.datasets() == []


def test_a_document_without_text_is_refused_by_the_tables_and_the_whole_addition_undone(store):
    both = pd.concat([one_document(), one_document(2).assign(text=None)], ignore_index=True)
    with pytest.raises(StoreError, match=r"(?i)not.null"):
        store.add(both, its_events(one_document()), "mine", None)
    assert store.count("mine") == (0, 0)


# adds ten documents and dies with SIGKILL right after the chosen statement was run, or when it would commit
_KILLED = """
import os, signal, sys
import pandas as pd
import sqlalchemy as sa
from data import database
from data.store import Store
from tests.stored import its_events, one_document

location, statement = sys.argv[1:]

database.CACHE_KIB = 8  # pages go to the file early, as in a larger addition

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def watch(connection, cursor, sql, *_):
    if statement in sql:
        os.kill(os.getpid(), signal.SIGKILL)

@sa.event.listens_for(sa.Engine, "commit")
def committing(connection):
    if statement == "COMMIT" and writes:
        os.kill(os.getpid(), signal.SIGKILL)

store, writes = Store(location), False
store.datasets()
writes = True
documents = [one_document(number) for number in range(10)]
events = pd.concat([its_events(document) for document in documents], ignore_index=True)
store.add(pd.concat(documents, ignore_index=True), events, "mine", None)
"""


def in_a_process(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("statement", ["INSERT INTO documents", "INSERT INTO events", "COMMIT"])
def test_an_addition_that_is_killed_leaves_nothing(store, location, statement):
    first = one_document(99)
    store.add(first, its_events(first), "mine", None)
    if not store.path and statement != "COMMIT":
        statement = "LOCK TABLE documents"  # COPY is not seen by SQLAlchemy
    ended = in_a_process(_KILLED, location, statement)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert store.count("mine") == (1, 2)
    assert len(store.events("mine")) == 3
    second = one_document(3)
    assert store.add(second, its_events(second), "mine", None) == 1


_WRITER = """
import sys
from data.store import Store
from tests.stored import its_events, one_document
store, first = Store(sys.argv[1]), int(sys.argv[2])
sys.stdin.read()  # until all are ready
print(sum(store.add(one_document(n), its_events(one_document(n)), "mine", "w") for n in range(first, first + 20)))
"""


def test_two_processes_write_at_once_to_a_store_that_is_not_made_yet(store, location):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, location, str(first)], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for first in (0, 10)
    ]  # fmt: skip
    for writer in writers:
        writer.stdin.close()
    said = [writer.stdout.read() for writer in writers]
    errors = [writer.stderr.read() for writer in writers]
    assert [writer.wait() for writer in writers] == [0, 0], errors
    assert sum(map(int, said)) == 30  # ten of the forty are the same
    assert store.count("mine") == (30, 60)


_FORKS = """
import multiprocessing, sys
from data.store import Store

def save(number):
    return store.save_view("shared", str(number))

store = Store(sys.argv[1])
save(0)  # a connection is open
with multiprocessing.get_context("fork").Pool(2) as pool:
    saved = pool.map(save, range(6), chunksize=1)
print(sorted(saved), save(7))
"""


def test_forked_processes_share_a_store_that_is_open(location):
    ended = in_a_process(_FORKS, location)
    assert (ended.stdout, ended.stderr) == ("[2, 3, 4, 5, 6, 7] 8\n", "")


@pytest.mark.parametrize("attempt", range(10))  # the making of the tables is a race: once would prove little
def test_threads_share_one_store_that_is_not_made_yet(store, attempt):
    ready = threading.Barrier(6)

    def write(number: int) -> int:
        ready.wait()
        document = one_document(number % 3)
        added = store.add(document, its_events(document), "mine", None)
        assert len(store.events("mine"))
        return added

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(write, range(6))) == 3
    assert store.count("mine") == (3, 6)


def test_a_store_adds_to_what_is_available(store):
    name = data.available()[0]
    document = one_document()
    read = extract(document)
    store.add(document, read, name, None)
    store.add(document, read, "mine", None)
    assert data.available(store) == [*data.available(), "mine"]
    assert data.load("mine", store)["event_id"].tolist() == read["event_id"].tolist()
    assert len(data.load(name, store)) == len(data.load(name)) + len(read)
    assert data.documents_of(name, store)["document_id"].iloc[-1] == document["document_id"][0]
    assert data.documents_of("mine", store)["sources"].isna().all()


def test_events_that_were_not_read_from_text_stand_as_they_are(store):
    document = one_document()
    coded = its_events(document).assign(origin="analyst")
    store.add(document, coded, "mine", None)
    loaded = data.load("mine", store)
    assert loaded["event_id"].tolist() == extract(document)["event_id"].tolist() + coded["event_id"].tolist()


def test_a_short_link_stands_for_one_link_for_ever(store):
    first, second = store.shorten("half_life=9&w.air_strike=3"), store.shorten("half_life=8")
    assert first != second and first == store.shorten("half_life=9&w.air_strike=3")
    assert store.lengthen(first) == "half_life=9&w.air_strike=3"
    assert store.lengthen("nowhere") is None and store.lengthen(SPECIAL) is None


def test_links_whose_codes_begin_alike_stay_apart(store, monkeypatch):
    monkeypatch.setattr("data.store.CODE_LENGTH", 1)  # 32 codes for 60 links
    codes = {f"half_life={n}": store.shorten(f"half_life={n}") for n in range(60)}
    assert len(set(codes.values())) == 60
    assert all(store.lengthen(code) == query == store.lengthen(store.shorten(query)) for query, code in codes.items())


def test_presets_have_versions_and_go_out_of_use(store):
    assert store.presets().empty
    assert [store.save_preset("ours", {"air_strike": value}, "Ana") for value in (3, 4.5)] == [1, 2]
    store.save_preset("old", {"air_strike": 1})
    store.save_preset("old", None, "Ana")
    assert store.presets()[["name", "weights", "version"]].to_dict("records") == [
        {"name": "ours", "weights": {"air_strike": 4.5}, "version": 2}
    ]
    with pytest.raises(StoreError, match="needs a name"):
        store.save_preset("", {})


def test_the_last_rule_of_a_name_holds_and_alerts_are_kept_in_order(store):
    store.save_rule("high", {"above": 50})
    store.save_rule("jump", {"rise": 10, "days": 7})
    store.save_rule("high", {"above": 60}, "Ana")
    store.save_rule("jump", None)
    assert store.rules() == {"high": {"above": 60}}
    for day in ("2021-03-04", "2021-03-01"):
        store.note_alert("high", "VAR", day, {"index": 61.5})
    told = store.alerts()
    assert told["day"].tolist() == ["2021-03-04", "2021-03-01"] and told["told"].iloc[0] == {"index": 61.5}
