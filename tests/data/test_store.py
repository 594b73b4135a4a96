"""The store: whole additions or none, several writers, and files that are not its own."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import data
from data import documents
from data.events import EventError, event_id, validate
from data.extraction import extract
from data.store import PATH_VARIABLE, VERSION, Store, StoreError

SPECIAL = 'O\'Hara; DROP TABLE events; -- said the "Front" – no'


def one_document(number: int = 1) -> pd.DataFrame:
    text = f"Aircraft of Varenia struck depot {number} of the Ostrel Front on Monday, and its envoy left. {SPECIAL}"
    return documents.from_text(text, title=f"Depot {number}", published="2021-03-04")


def its_events(document: pd.DataFrame, joint: bool = True) -> pd.DataFrame:
    key = document["document_id"][0]
    common = {
        "event_id": event_id(key, 0, 5), "dataset": "articles", "origin": "extracted", "document_id": key,
        "quote": SPECIAL, "span_start": 0, "span_end": 12, "date": pd.Timestamp("2021-03-01"),
        "date_precision": "day", "published": pd.Timestamp("2021-03-04"), "source": "varenia", "type": "ASSAULT",
        "realis": "realised", "killed_best": 3, "reports": 1, "confidence": 0.8,
    }  # fmt: skip
    rows = [{**common, "target": "ostrel-front"}]
    if joint:
        rows.append({**common, "target": "kalmar-council"})
    rows.append({**common, "event_id": event_id(key, 40, 50), "date": None, "date_precision": "unknown"})
    return validate(pd.DataFrame(rows))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "folder" / "store.sqlite")


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
    assert not store.path.parent.exists()  # reading makes nothing
    store.add(one_document(), its_events(one_document()), "mine", None)
    assert store.events("none").empty and store.documents("none").empty and store.count("none") == (0, 0)


def test_additions_that_do_not_fit_together_are_refused_whole(store):
    document, other = one_document(), one_document(2)
    both = pd.concat([its_events(document), its_events(other)], ignore_index=True)
    for documents_, events, dataset, error in (
        (document, both, "mine", StoreError),
        (document, its_events(document), "", StoreError),
        (document.drop(columns="text"), its_events(document), "mine", StoreError),
        (document, its_events(document).assign(type="WAR"), "mine", EventError),
    ):
        with pytest.raises(error):
            store.add(documents_, events, dataset, None)
    assert store.datasets() == []


def test_a_document_without_text_is_refused_by_the_tables_and_the_whole_addition_undone(store):
    both = pd.concat([one_document(), one_document(2).assign(text=None)], ignore_index=True)
    with pytest.raises(StoreError, match="NOT NULL"):
        store.add(both, its_events(one_document()), "mine", None)
    assert store.count("mine") == (0, 0)


def test_the_path_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv(PATH_VARIABLE, str(tmp_path / "chosen.sqlite"))
    document = one_document()
    Store().add(document, its_events(document), "mine", None)
    assert (tmp_path / "chosen.sqlite").exists()
    monkeypatch.delenv(PATH_VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Store().path == tmp_path / ".casus" / "casus.sqlite"


def test_the_tables_carry_their_version_and_foreign_keys_hold(store):
    document = one_document()
    store.add(document, its_events(document), "mine", None)
    connection = sqlite3.connect(store.path)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM documents")
    connection.close()


def test_a_store_of_a_newer_version_is_left_alone(store):
    store.path.parent.mkdir()
    connection = sqlite3.connect(store.path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    for call in (store.datasets, lambda: store.add(one_document(), its_events(one_document()), "mine", None)):
        with pytest.raises(StoreError, match="newer Casus"):
            call()


def test_files_that_are_no_store_are_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("The text of a note, which is long enough to be no database. " * 40)
    before = (tmp_path / "note.txt").read_bytes()
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path / "note.txt").datasets()
    assert (tmp_path / "note.txt").read_bytes() == before
    connection = sqlite3.connect(tmp_path / "other.sqlite")
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        Store(tmp_path / "other.sqlite").datasets()
    with pytest.raises(StoreError, match="folder"):
        Store(tmp_path / "note.txt" / "store.sqlite").add(one_document(), its_events(one_document()), "mine", None)


# adds ten documents and dies with SIGKILL when SQLite is about to run the chosen statement for the nth time
_KILLED = """
import os, signal, sqlite3, sys
import pandas as pd
sys.path.insert(0, {tests!r})
from test_store import Store, its_events, one_document
path, statement, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
connect = sqlite3.connect

def watch(sql):
    global left
    left -= statement in sql
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def watched(*args, **keywords):
    connection = connect(*args, **keywords)
    connection.execute("PRAGMA cache_size = 1")  # pages go to the file early, as in a large addition
    connection.set_trace_callback(watch)
    return connection

sqlite3.connect = watched
documents = [one_document(number) for number in range(10)]
events = pd.concat([its_events(document) for document in documents], ignore_index=True)
Store(path).add(pd.concat(documents, ignore_index=True), events, "mine", None)
"""


@pytest.mark.parametrize(
    ("statement", "nth"), [("INSERT INTO documents", 6), ("INSERT INTO events", 20), ("COMMIT", 1)]
)
def test_an_addition_that_is_killed_leaves_nothing(store, statement, nth):
    first = one_document(99)
    store.add(first, its_events(first), "mine", None)
    script = _KILLED.format(tests=str(__file__).rpartition("/")[0])
    ended = subprocess.run(
        [sys.executable, "-c", script, str(store.path), statement, str(nth)], capture_output=True, text=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert store.count("mine") == (1, 2)
    assert len(store.events("mine")) == 3
    second = one_document(3)
    assert store.add(second, its_events(second), "mine", None) == 1


_WRITER = """
import sys
sys.path.insert(0, {tests!r})
from test_store import Store, its_events, one_document
store, first = Store(sys.argv[1]), int(sys.argv[2])
sys.stdin.read()  # until all are ready
print(sum(store.add(one_document(n), its_events(one_document(n)), "mine", "w") for n in range(first, first + 20)))
"""


def test_two_processes_write_at_once_to_a_store_that_is_not_made_yet(store):
    script = _WRITER.format(tests=str(__file__).rpartition("/")[0])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(store.path), str(first)],
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
