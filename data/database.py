"""Where the store lies, SQLite or PostgreSQL, how it is opened, and what is said when that fails."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from data import tables

VARIABLE = "CASUS_STORE"
DEFAULT_PATH = "~/.casus/casus.sqlite"
BUSY_SECONDS = 10.0  # how long one writer waits for another, and a connection for its server
CACHE_KIB = 64 << 10  # that SQLite may hold of a file: the index by id of a million events, which come in no order
POOLED = 5  # connections to PostgreSQL that stay open: one a page being drawn; more are opened for a peak

_RETRY_SECONDS = 0.02  # between attempts at what SQLite refuses without waiting (the switch to write-ahead logging)
_MAKING = 0x6361737573  # the lock of PostgreSQL under which the tables are made: the letters "casus"
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}
_ALLOWED = f"allowed in {VARIABLE}: a path, sqlite:///PATH, or postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME"

_WAIT = "another program is writing to it; try again when that has ended"
_ASK = "tell whoever runs this server, whose log has the reason"
_RESTORE = (
    f"move it away and put the last backup into a new store (casus restore FILE), or name another one in {VARIABLE}"
)
# words of a database's own message -> what to do about it; the first that is found
_ADVICE = {
    "locked": _WAIT,
    "lock timeout": _WAIT,
    "readonly": "check that the file and its folder may be written",
    "unable to open": "check that the file and its folder may be read and written",
    "malformed": f"the file is damaged: {_RESTORE}",
    "not a database": f"the file is damaged, or no store of Casus: {_RESTORE}",
    "not decode": f"the file is damaged: {_RESTORE}",
    "disk": "make room where it lies, and see whether the disk is sound",
    "space left": "make room where it lies",
    "authentication": f"check the user and the password in {VARIABLE}",
    "does not exist": f"check the names in {VARIABLE}",
    "permission denied": f"let the user in {VARIABLE} read and write there",
}
_CUT = sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError  # between here and the server
_UNREACHED = f"check that the database runs and is the one named in {VARIABLE}, then try again"
_LOG = logging.getLogger(__name__)


class StoreError(ValueError):
    """A store that cannot be opened or an addition that does not fit together; the message says what to do.

    public: the same for those who need not know where the store lies and who opens it.
    """

    def __init__(self, message: str, public: str | None = None) -> None:
        super().__init__(message)
        self.public = public or message


class Database:
    """The SQLite file or the PostgreSQL database at `location`: a path or a URL. Nothing is opened before it is used.

    path: of the SQLite file, None for PostgreSQL; name: what a message may show, without the password. One that
    `reads_only` refuses to write, but brings the tables of an older Casus up to this one, as every first use does: that
    changes nothing that was kept, and without it nobody could read after an update. Raises StoreError for a URL of
    another kind.
    """

    def __init__(self, location: str | Path, reads_only: bool = False) -> None:
        text = str(location)
        self._reads_only = reads_only
        url = _url(text) if "://" in text else sa.URL.create("sqlite", database=text)
        self.path: Path | None = None
        if url.drivername == "sqlite":
            self.path = Path(url.database).expanduser()
            url = sa.URL.create("sqlite", database=str(self.path))
        self._url = url
        # the query may hold a password, too
        self.name = str(self.path or url.set(query={}).render_as_string(hide_password=True))
        self._secrets = [str(secret) for secret in (url.password, url.query.get("password")) if secret]
        self._lock = threading.Lock()
        self._made: tuple[int, sa.Engine] | None = None

    @property
    def location(self) -> str:
        """What opens the same store from any folder, with its password: for another process, not to show."""
        return self._url.render_as_string(hide_password=False) if self.path is None else str(self.path.resolve())

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """One moment of the store; None while nothing was ever added, as reading makes neither file nor table."""
        if self.path and not self.path.exists():
            yield None
            return
        with self._failures():
            there = self._prepared(make=False)
            options = {} if self.path else {"isolation_level": "REPEATABLE READ"}
            with self._engine().execution_options(**options).connect() as connection:
                yield connection if there else None

    def glance(self, query: sa.Select) -> sa.Row | None:
        """One row in the least time: the version of the tables is not looked at. None where there is no answer.

        For what is asked all the time and may go without: whoever reads or writes next is told what is wrong.
        """
        if self.path and not self.path.exists():
            return None
        try:
            with self._engine().connect() as connection:
                return connection.execute(query).one()
        except (sa.exc.SQLAlchemyError, StoreError):
            return None

    @contextmanager
    def writing(self, *alone: sa.Table) -> Iterator[sa.Connection]:
        """One transaction, whole or not at all. No other writer is at the tables `alone` meanwhile."""
        if self._reads_only:
            raise self._failed("was opened for reading alone")
        with self._failures():
            self._prepared(make=True)
            with self._changing() as connection:
                if alone and not self.path:  # SQLite has one writer anyway
                    names = ", ".join(table.name for table in alone)
                    connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
                yield connection

    def _prepared(self, make: bool) -> bool:
        """Bring the tables to this version; without `make`, an empty database is left so. Whether there are tables."""
        with self._engine().connect() as connection:
            found = self._known(connection)
            if found != tables.VERSION and (found or make) and self.path:
                _write_ahead(connection)
        if found == tables.VERSION or not (found or make):
            return bool(found)
        # SQLite carries out a change of tables row by row where keys are enforced
        with self._changing(keys="OFF") as connection:
            if not self.path:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")
            self._known(connection)  # another program may have been faster
            tables.bring_up(connection)
        return True

    def _known(self, connection: sa.Connection) -> int:
        """The version of the tables, 0 for an empty database; what this Casus may not touch raises."""
        found = tables.version(connection)
        if found is None:
            raise self._failed(f"is a database of another program; name another one in {VARIABLE}")
        if found > tables.VERSION:
            raise self._failed(
                f"was written by a newer Casus (tables of version {found}, this one knows {tables.VERSION}): update "
                f"Casus, or name another store in {VARIABLE}"
            )
        return found

    @contextmanager
    def _changing(self, keys: str = "ON") -> Iterator[sa.Connection]:
        # IMMEDIATE: the wait for another writer happens here, not in the middle
        engine = self._engine().execution_options(casus_begin="BEGIN IMMEDIATE", casus_keys=keys)
        with engine.begin() as connection:
            if not self.path:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'")
            yield connection

    def _engine(self) -> sa.Engine:
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                if self._made:  # a forked process may neither use nor close the connections of its parent
                    self._made[1].dispose(close=False)
                self._made = (os.getpid(), self._sqlite() if self.path else self._postgresql())
            return self._made[1]

    def _sqlite(self) -> sa.Engine:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._failed(f"cannot be made: its folder: {error.strerror}", error.strerror) from None
        # a new one is for its owner alone, as a backup is: it holds articles and who added them
        with suppress(OSError):  # it is there already, or SQLite says why it cannot be
            self.path.touch(mode=0o600, exist_ok=False)
        engine = sa.create_engine(
            self._url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
        )
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _postgresql(self) -> sa.Engine:
        try:
            return sa.create_engine(
                self._url,
                hide_parameters=True,  # texts of articles stay out of logs
                pool_pre_ping=True,  # a server that was restarted is connected to again
                pool_size=POOLED,
                pool_timeout=BUSY_SECONDS,
                connect_args={"connect_timeout": int(BUSY_SECONDS), "client_encoding": "utf8"},
            )
        except ModuleNotFoundError:
            raise self._failed("needs the package psycopg: pip install 'casus[postgres]'") from None

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.SQLAlchemyError as error:
            raise self._said(error) from error

    def _said(self, error: sa.exc.SQLAlchemyError) -> StoreError:
        lines = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        reason = lines[0].partition(" with text ")[0]  # what follows may quote whole rows, and so articles
        for secret in self._secrets:
            reason = reason.replace(secret, "***")
        advice = next((advice for words, advice in _ADVICE.items() if words in reason.lower()), None)
        if advice is None and not self.path and isinstance(error, _CUT):
            advice = _UNREACHED
        said = f"cannot be used: {reason}" + (f": {advice}" if advice else "")
        if advice == _WAIT:
            return self._failed(said, reason, f"cannot be used: {_WAIT}")
        # what the database says of other errors may quote a row
        return self._failed(said, reason if isinstance(error, _CUT) else None)

    def _failed(self, said: str, reason: str | None = None, public: str = f"cannot be used: {_ASK}") -> StoreError:
        """The error that says so of this store. Its place goes to the log, as not every reader may know it."""
        _LOG.warning("the store failed", extra={"told": {"place": self.name, "reason": reason}})
        return StoreError(f"the store {self.name} {said}", f"the store of this server {public}")


def _url(text: str) -> sa.URL:
    # without what was given: the parts of a URL that does not parse may hold the password
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError(f"{VARIABLE} is no usable URL; {_ALLOWED}") from None
    if url.drivername == "sqlite" and url.database:
        return url
    if url.drivername not in _DRIVERS:
        raise StoreError(f"{VARIABLE} names a database of the kind {url.drivername}; {_ALLOWED}")
    return url.set(drivername=_DRIVERS[url.drivername])


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says so, not at the first change
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {options.get('casus_keys', 'ON')}")
    connection.exec_driver_sql(options.get("casus_begin", "BEGIN"))


def _write_ahead(connection: sa.Connection) -> None:
    """Let readers go on while one writes. The switch fails without waiting while another process makes it: retried."""
    connection.rollback()  # it is no part of a transaction
    bare = connection.connection.driver_connection
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            bare.execute("PRAGMA journal_mode = WAL")
            return
        except bare.DatabaseError as error:
            passing = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not passing or time.monotonic() > deadline:
                raise sa.exc.DatabaseError("PRAGMA journal_mode", None, error) from error
            time.sleep(_RETRY_SECONDS)
