"""Documents that people add, and the events read from them, in one SQLite file.

Every call opens its own connection, so that a store may be shared between threads and processes; each addition is one
transaction: it is there as a whole or not at all.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from data import documents as texts
from data.events import COLUMNS, empty, validate

VERSION = 1  # of the tables, kept in PRAGMA user_version
PATH_VARIABLE = "CASUS_STORE"
DEFAULT_PATH = "~/.casus/casus.sqlite"
BUSY_SECONDS = 10.0  # how long one writer waits for another; an addition takes milliseconds
_RETRY_SECONDS = 0.02  # between attempts at what SQLite refuses without waiting (the switch to write-ahead logging)

_SQL_TYPES = {"text": "TEXT", "number": "REAL", "date": "TEXT"}  # days as ISO 8601 text, which sorts and reads well
_DOCUMENT_COLUMNS = texts.COLUMNS
_EVENT_COLUMNS = tuple(COLUMNS)

# the columns come from constants of this project, never from a caller
_TABLES = (
    """
    CREATE TABLE documents (
        dataset TEXT NOT NULL, document_id TEXT NOT NULL, url TEXT, title TEXT, published TEXT, text TEXT NOT NULL,
        added_by TEXT, added_at TEXT NOT NULL DEFAULT (datetime('now')),
        PRIMARY KEY (dataset, document_id)
    )
    """,
    f"""
    CREATE TABLE events (
        number INTEGER PRIMARY KEY, {", ".join(f'"{name}" {_SQL_TYPES[kind]}' for name, kind in COLUMNS.items())},
        FOREIGN KEY (dataset, document_id) REFERENCES documents (dataset, document_id)
    )
    """,
    "CREATE INDEX events_of_document ON events (dataset, document_id)",
)
_ADD_DOCUMENT = """
    INSERT INTO documents (dataset, document_id, url, title, published, text, added_by) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
# one statement, so that both are of one moment: another process may be making the tables
_STATE = "SELECT user_version, (SELECT count(*) FROM sqlite_master) FROM pragma_user_version"
_QUOTED = ", ".join(f'"{name}"' for name in _EVENT_COLUMNS)
_ADD_EVENT = f"INSERT INTO events ({_QUOTED}) VALUES ({', '.join('?' * len(_EVENT_COLUMNS))})"
_READ_DOCUMENTS = f"SELECT {', '.join(_DOCUMENT_COLUMNS)} FROM documents WHERE dataset = ? ORDER BY rowid"
_READ_EVENTS = f"SELECT {_QUOTED} FROM events WHERE dataset = ? ORDER BY number"


class StoreError(ValueError):
    """A store that cannot be opened or an addition that does not fit together; the message says what to do."""


class Store:
    """The SQLite file at `path`, else at $CASUS_STORE, else ~/.casus/casus.sqlite; made at the first addition."""

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = Path(path or os.environ.get(PATH_VARIABLE) or DEFAULT_PATH).expanduser()

    def add(self, documents: pd.DataFrame, events: pd.DataFrame, dataset: str, added_by: str | None = None) -> int:
        """Add documents with their events to a dataset and return how many of the documents are new to it.

        A document that the dataset has already is left as it is, with its events. The events take the dataset's name.
        Raises StoreError when an event belongs to none of the documents, EventError when events break the schema.
        """
        if not dataset:
            raise StoreError("a dataset needs a name")
        missing = [column for column in _DOCUMENT_COLUMNS if column not in documents]
        if missing:
            raise StoreError(f"documents lack the columns {missing}; needed: {list(_DOCUMENT_COLUMNS)}")
        events = validate(events.assign(dataset=dataset))
        strays = set(events["document_id"].fillna("(none)")) - set(documents["document_id"])
        if strays:
            raise StoreError(f"events of documents that were not passed: {', '.join(sorted(strays))}")
        of_document = {key: list(_plain(frame)) for key, frame in events.groupby("document_id")}
        added = 0
        with self._writing() as connection:
            for document in _plain(documents[list(_DOCUMENT_COLUMNS)]):
                if connection.execute(_ADD_DOCUMENT, (dataset, *document, added_by)).rowcount:
                    connection.executemany(_ADD_EVENT, of_document.get(document[0], ()))
                    added += 1
        return added

    def events(self, dataset: str) -> pd.DataFrame:
        """Events of a dataset in the schema, in the order added; none for a dataset that is not there."""
        rows = self._rows(_READ_EVENTS, dataset)
        return validate(pd.DataFrame(rows, columns=list(_EVENT_COLUMNS), dtype=object)) if rows else empty()

    def documents(self, dataset: str) -> pd.DataFrame:
        """Documents of a dataset (document_id, url, title, published, text) in the order added; none if not there."""
        frame = pd.DataFrame(self._rows(_READ_DOCUMENTS, dataset), columns=list(_DOCUMENT_COLUMNS), dtype=object)
        return frame.astype({name: "datetime64[us]" if name == "published" else "str" for name in frame})

    def datasets(self) -> list[str]:
        """Names of the datasets that hold documents, in alphabetical order."""
        return [name for (name,) in self._rows("SELECT DISTINCT dataset FROM documents ORDER BY dataset")]

    def count(self, dataset: str) -> tuple[int, int]:
        """Number of documents and of events (not rows: joint actors count once) of a dataset."""
        held = self._rows("SELECT count(*) FROM documents WHERE dataset = ?", dataset)
        acts = self._rows("SELECT count(DISTINCT event_id) FROM events WHERE dataset = ?", dataset)
        return (held[0][0], acts[0][0]) if held and acts else (0, 0)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        if not self.path.exists():  # reading makes no file: the folder may not even be writable
            return []
        with self._connected() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._open()) as connection:
                yield connection
        except sqlite3.Error as error:
            raise StoreError(f"the store {self.path} cannot be used: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connected() as connection:
            # IMMEDIATE: the wait for another writer happens here, not in the middle
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:  # SQLite ends it itself on some errors, such as a full disk
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder of the store {self.path} cannot be made: {error.strerror}") from None
        # autocommit (isolation_level None): transactions begin and end where this file says so
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        if self._version(connection) == VERSION:
            return
        _write_ahead(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            if self._version(connection) != VERSION:  # another process may have made the tables meanwhile
                for statement in _TABLES:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _version(self, connection: sqlite3.Connection) -> int:
        """VERSION, or 0 for a file that is still empty; anything else raises."""
        version, objects = connection.execute(_STATE).fetchone()
        if version > VERSION:
            raise StoreError(
                f"the store {self.path} was written by a newer Casus (tables of version {version}, this one knows "
                f"{VERSION}): update Casus, or name another file in {PATH_VARIABLE}"
            )
        if version == 0 and objects:
            raise StoreError(f"{self.path} is a database of another program; name another file in {PATH_VARIABLE}")
        return version


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers go on while one writes. The switch fails without waiting while another process makes it: retried."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)


def _plain(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows as values that SQLite takes: str, float, ISO day or None."""
    columns = [[None if pd.isna(value) else _value(value) for value in frame[name].tolist()] for name in frame.columns]
    return zip(*columns, strict=True)


def _value(value: Any) -> str | float:
    return value.isoformat() if isinstance(value, pd.Timestamp) else value
