"""The tables: their version, what is refused, and the way up from the first version, on which nothing is lost."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import tables
from data.events import COLUMNS
from data.store import Store, StoreError
from tests.stored import SPECIAL, its_events, one_document

ROOT = Path(__file__).parents[2]
# as the first version wrote it
_KINDS = {"text": "TEXT", "number": "REAL", "date": "TEXT"}
FIRST = f"""
CREATE TABLE documents (
    dataset TEXT NOT NULL, document_id TEXT NOT NULL, url TEXT, title TEXT, published TEXT, text TEXT NOT NULL,
    added_by TEXT, added_at TEXT NOT NULL DEFAULT (datetime('now')),
    PRIMARY KEY (dataset, document_id)
);
CREATE TABLE events (
    number INTEGER PRIMARY KEY, {", ".join(f'"{name}" {_KINDS[kind]}' for name, kind in COLUMNS.items())},
    FOREIGN KEY (dataset, document_id) REFERENCES documents (dataset, document_id)
);
CREATE INDEX events_of_document ON events (dataset, document_id);
PRAGMA user_version = 1;
INSERT INTO documents VALUES
    ('mine', 'd2', NULL, 'Second', '2021-03-04T00:00:00', 'Varenia struck Kesh.', 'Ana', '2026-11-01 10:00:00'),
    ('mine', 'd1', 'https://example.org/1', NULL, NULL, 'Kesh accused Varenia.', NULL, '2026-11-02 11:12:13'),
    ('ours', 'd1', NULL, NULL, NULL, 'Kesh accused Varenia.', NULL, '2026-11-03 00:00:00');
INSERT INTO events (number, event_id, dataset, origin, document_id, date, date_precision, source, target, type,
                    killed_best, realis, reports, confidence) VALUES
    (1, 'a', 'mine', 'extracted', 'd2', '2021-03-01T00:00:00', 'day', 'var', 'kesh', 'ASSAULT', 3, 'realised', 1, 1),
    (2, 'a', 'mine', 'extracted', 'd2', '2021-03-01T00:00:00', 'day', 'var', 'os', 'ASSAULT', 3, 'realised', 1, 0.1),
    (7, 'b', 'mine', 'analyst', 'd1', NULL, 'unknown', 'kesh', NULL, 'ACCUSE', NULL, 'realised', 1, 0.7),
    (8, 'b', 'mine', 'analyst', 'd1', NULL, 'unknown', 'kesh', NULL, 'ACCUSE', NULL, 'realised', 1, 0.7);
"""  # the last two are the same: the first version did not forbid it


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA journal_mode = WAL;" + FIRST)
    connection.close()
    return path


def content(path: Path) -> tuple[list, list]:
    """What the first version can read of a file, dates of addition without their form."""
    connection = sqlite3.connect(path)
    named = "dataset, document_id, url, title, published, text, added_by, substr(added_at, 1, 10)"
    documents = connection.execute(f"SELECT {named} FROM documents ORDER BY dataset, document_id").fetchall()
    events = connection.execute(f"SELECT number, {', '.join(COLUMNS)} FROM events ORDER BY number").fetchall()
    connection.close()
    return documents, events


def pragma(path: Path, name: str) -> int | str:
    connection = sqlite3.connect(path)
    value = connection.execute(f"PRAGMA {name}").fetchone()[0]
    connection.close()
    return value


def layout(path: Path | str) -> dict[str, object]:
    """Columns, keys and indexes of every table, and the kinds of columns as SQLite takes them."""
    engine = sa.create_engine(sa_url(str(path)), poolclass=sa.pool.NullPool)
    found = sa.inspect(engine)
    return {
        table: (
            # a primary key is never null, said or not
            [(c["name"], str(c["type"]), c.get("primary_key") or c["nullable"]) for c in found.get_columns(table)],
            sorted((tuple(k["constrained_columns"]), k["referred_table"]) for k in found.get_foreign_keys(table)),
            sorted(tuple(u["column_names"]) for u in found.get_unique_constraints(table)),
            sorted((i["name"], *i["column_names"], *map(str, i["dialect_options"].values())) for i in indexes),
        )
        for table in found.get_table_names()
        for indexes in [found.get_indexes(table)]
    }


def test_an_old_store_comes_up_and_loses_nothing(old):
    before = content(old)
    store = Store(old)
    assert store.count("mine") == (2, 2) and store.datasets() == ["mine", "ours"]
    assert content(old) == before
    assert store.documents("mine")["document_id"].tolist() == ["d2", "d1"]  # in the order added
    assert store.events("mine")["event_id"].tolist() == ["a", "a", "b", "b"]
    assert pragma(old, "user_version") == tables.VERSION
    with sa.create_engine(f"sqlite:///{old}").connect() as connection:
        assert connection.scalars(sa.select(tables.SCHEMA.c.version)).all() == [tables.VERSION]
        added = connection.scalars(sa.select(tables.DOCUMENTS.c.added_at).order_by("number")).all()
    assert added == ["2026-11-01T10:00:00Z", "2026-11-02T11:12:13Z", "2026-11-03T00:00:00Z"]
    document = one_document()
    assert store.add(document, its_events(document), "mine") == 1
    assert len(store.events("mine")) == 7


def test_a_reader_who_may_not_write_reads_an_old_store_as_well(old):
    before = content(old)
    store = Store(old, reads_only=True)
    assert store.count("mine") == (2, 2) and content(old) == before and pragma(old, "user_version") == tables.VERSION
    with pytest.raises(StoreError, match="for reading alone"):
        store.map_actor("Front", "ostrel-front")


def test_an_old_store_gets_the_tables_of_a_new_one(old, tmp_path):
    Store(old).datasets()
    Store(tmp_path / "new.sqlite").map_actor("Front", "ostrel-front")
    assert layout(old) == layout(tmp_path / "new.sqlite")


def test_a_store_of_the_second_version_comes_up_as_a_new_one_and_loses_nothing(location):
    """`location` is made as the second version was: the tables of the third and later ones taken away."""
    store = Store(location)
    store.save_view("ours", "half_life=9")
    before = layout(location)
    with sa.create_engine(sa_url(location)).begin() as connection:
        for name in ("links", "presets", "alert_rules", "alerts", "outcomes", "forecasts"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.execute(sa.update(tables.SCHEMA).values(version=2))
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 2")
    again = Store(location)
    assert again.views()["query"].tolist() == ["half_life=9"]
    assert again.lengthen(again.shorten("half_life=8")) == "half_life=8"
    assert layout(location) == before


_KILLED = """
import os, signal, sys
import sqlalchemy as sa
from data.store import Store
left = int(sys.argv[2])

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def watch(connection, cursor, sql, *_):
    global left
    left -= sql.split()[0] in ("CREATE", "DROP", "ALTER", "INSERT", "UPDATE")
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

Store(sys.argv[1]).datasets()
"""


LAST_STATEMENT = len(tables._SECOND) + len(tables._THIRD) + len(tables._FOURTH) + 1  # before the commit


@pytest.mark.parametrize("statement", [1, 4, 9, LAST_STATEMENT])
def test_an_interrupted_upgrade_leaves_the_old_file_as_it_was(old, statement):
    before, made = content(old), layout(old)
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(old), str(statement)], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert pragma(old, "user_version") == 1 and layout(old) == made and content(old) == before
    assert Store(old).count("mine") == (2, 2)
    assert pragma(old, "user_version") == tables.VERSION and content(old) == before


_OPENS = "import sys; from data.store import Store; sys.stdin.read(); print(Store(sys.argv[1]).count('mine'))"


def test_two_processes_open_an_old_store_at_once(old):
    opening = [
        subprocess.Popen(
            [sys.executable, "-c", _OPENS, str(old)], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in opening:
        process.stdin.close()
    said = [(process.stdout.read().strip(), process.stderr.read(), process.wait()) for process in opening]
    assert said == [("(2, 2)", "", 0)] * 2


@pytest.mark.parametrize("attempt", range(5))  # a race: once would prove little
def test_threads_open_an_old_store_at_once(old, attempt):
    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(lambda _: Store(old).count("mine"), range(6))) == {(2, 2)}


def test_a_store_of_a_newer_version_is_left_alone(location):
    store = Store(location)
    store.map_actor("Front", "ostrel-front")
    with sa.create_engine(sa_url(location)).begin() as connection:
        connection.execute(sa.update(tables.SCHEMA).values(version=tables.VERSION + 1))
    for call in (store.datasets, lambda: store.add(one_document(), its_events(one_document()), "mine", None)):
        with pytest.raises(StoreError, match=f"newer Casus.*{tables.VERSION + 1}.*update Casus"):
            call()


def test_a_file_that_only_its_number_says_is_newer_is_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / "newer.sqlite")
    connection.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer Casus"):
        Store(tmp_path / "newer.sqlite").datasets()


def test_a_database_of_another_program_is_left_alone(location, tmp_path):
    (tmp_path / "folder").mkdir()
    engine = sa.create_engine(sa_url(location))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    for call in (Store(location).datasets, lambda: Store(location).map_actor("Front", "ostrel-front")):
        with pytest.raises(StoreError, match=r"another program.*CASUS_STORE"):
            call()
    assert sa.inspect(engine).get_table_names() == ["recipes"]
    engine.dispose()


def test_files_that_are_no_store_are_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("The text of a note, which is long enough to be no database. " * 40)
    before = (tmp_path / "note.txt").read_bytes()
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path / "note.txt").datasets()
    assert (tmp_path / "note.txt").read_bytes() == before
    with pytest.raises(StoreError, match="folder"):
        Store(tmp_path / "note.txt" / "store.sqlite").add(one_document(), its_events(one_document()), "mine", None)


def test_foreign_keys_hold(location):
    store, document = Store(location), one_document()
    store.add(document, its_events(document), SPECIAL)
    with pytest.raises(StoreError, match=r"(?i)foreign key"), store.database.writing() as connection:
        connection.execute(sa.delete(tables.DOCUMENTS))
    assert store.count(SPECIAL) == (1, 2)


def test_reading_a_file_goes_on_while_one_writes(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    store.map_actor("Front", "ostrel-front")
    assert pragma(store.path, "journal_mode") == "wal"
    with store.database.writing():
        assert store.actor_mappings() == {"Front": "ostrel-front"}


def test_large_datasets_are_read_in_order_without_sorting(tmp_path):
    """An index has the events of a dataset in their order: a million of them need no sort."""
    store = Store(tmp_path / "store.sqlite")
    store.map_actor("Front", "ostrel-front")
    connection = sqlite3.connect(store.path)
    query = "SELECT * FROM events WHERE dataset = 'a' ORDER BY number"
    plan = str(connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall())
    connection.close()
    assert re.search("USING INDEX events_of_dataset", plan) and "TEMP B-TREE" not in plan


def sa_url(location: str) -> str:
    return location if "://" in location else f"sqlite:///{location}"
