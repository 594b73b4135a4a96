"""Coded datasets go into the store: a whole file in one transaction, however large it is.

An import that is interrupted leaves nothing. While one runs, SQLite lets everybody read and nobody else write.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import rows
from data.database import Database, StoreError
from data.sources.coding import REJECT_COLUMNS
from data.tables import EVENTS, IMPORTS, REJECTS

Progress = Callable[[int], None]

_ROW = ["event_id", "source", "target"]  # joint actors share an event
_COUNTS = ("rows", "added", "replaced", "warnings", "rejects")
_NOBODY = "\x1f"  # stands for null where rows are compared: no id of an actor
_BLOCK = 1 << 20  # bytes of a file that are read at once


@dataclass(frozen=True)
class Import:
    """One file that was read into a dataset.

    rows: rows of events in the file; added: how many of them were added; replaced: rows of earlier imports whose place
    they took; warnings, rejects: remarks on records that were kept, and on those that were not; started, finished: UTC;
    again: whether the same file was there already, so that nothing was added now.
    """

    id: int
    dataset: str
    source: str
    file: str
    checksum: str
    rows: int
    added: int
    replaced: int
    warnings: int
    rejects: int
    started: str
    finished: str
    again: bool = False

    @property
    def known(self) -> int:
        """Rows of events that the dataset had already, and which stayed as they were there, or that came twice."""
        return self.rows - self.added


def checksum(path: str | Path) -> str:
    """The SHA-256 of a file in hexadecimal digits. Raises StoreError when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from None
    return digest.hexdigest()


def now() -> str:
    """This second in UTC, as the store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def listed(connection: sa.Connection | None) -> list[Import]:
    """All imports, the oldest first."""
    if connection is None:
        return []
    return [Import(*row) for row in connection.execute(_all().order_by(IMPORTS.c.id))]


def reasons(connection: sa.Connection | None, import_ids: Iterable[int]) -> pd.DataFrame:
    """Remarks of imports, counted by kind in the database, as there may be a million. See `Store.reasons`."""
    kind = [REJECTS.c[name] for name in ("import_id", "kept", "column", "reason")]
    lines = sa.func.count(REJECTS.c.line.distinct(), type_=sa.BigInteger).label("records")
    query = sa.select(*kind, lines, sa.func.min(REJECTS.c.line).label("first")).group_by(*kind)
    query = query.where(REJECTS.c.import_id.in_(list(import_ids))).order_by(REJECTS.c.import_id.desc(), lines.desc())
    return rows.frame_of(rows.table_of(connection, query))


def into(
    database: Database,
    file: str,
    frames: Iterable[tuple[pd.DataFrame, pd.DataFrame]],
    dataset: str,
    source: str,
    digest: str,
    replace: bool = False,
    progress: Progress | None = None,
) -> Import:
    """Add the events of `frames` to a dataset. See `Store.import_events`."""
    with database.writing(IMPORTS) as connection:
        earlier = _earlier(connection, dataset, digest)
        if earlier and not replace:
            return dataclasses.replace(earlier, again=True)
        if earlier:  # makes way first: the new one takes a number after it, which `data.changes` tells it by
            aside = sa.update(IMPORTS).where(IMPORTS.c.id == earlier.id)
            connection.execute(aside.values(checksum=f"{digest} replaced"))
        run = _Run(connection, replace, dataset=dataset, source=source, file=file, checksum=digest)
        run.counts["replaced"] = _forget(connection, earlier.id) if earlier else 0
        for events, rejects in frames:
            run.add(events, rejects)
            if progress:
                progress(run.counts["rows"])
        return run.finish()


class _Run:
    """An import under way: its counts, and the number under which its rows stand."""

    def __init__(self, connection: sa.Connection, replace: bool, **told: str) -> None:
        self.connection, self.replace, self.dataset = connection, replace, told["dataset"]
        self.counts = dict.fromkeys(_COUNTS, 0)
        made = connection.execute(sa.insert(IMPORTS).values(**told, **self.counts, started=now(), finished=now()))
        self.id = made.inserted_primary_key[0]

    def add(self, events: pd.DataFrame, rejects: pd.DataFrame) -> None:
        read = len(events)
        events = rows.cleaned(events.assign(dataset=self.dataset)).drop_duplicates(_ROW)
        _check(events)
        there = self._there(events["event_id"].unique().tolist())
        own = there["import_id"] == self.id
        if self.replace:
            imported = there["import_id"].notna() & ~own
            self._remove(there.loc[imported, "number"])
            self.counts["replaced"] += int(imported.sum())
            there, own = there[~imported], own[~imported]
        # of another import an event is taken as a whole; rows of one event may stand in two chunks of this one
        fresh = events[~events["event_id"].isin(there.loc[~own, "event_id"])]
        fresh = fresh[~_among(fresh, there[own])]
        rows.append(self.connection, EVENTS, rows.arrow(fresh, EVENTS, import_id=self.id))
        rejects = rows.cleaned(rejects[list(REJECT_COLUMNS)])
        rows.append(self.connection, REJECTS, rows.arrow(rejects, REJECTS, import_id=self.id))
        kept = int(rejects["kept"].sum())
        found = {"rows": read, "added": len(fresh), "warnings": kept, "rejects": len(rejects) - kept}
        self.counts = {name: count + found.get(name, 0) for name, count in self.counts.items()}

    def finish(self) -> Import:
        mine = IMPORTS.c.id == self.id
        self.connection.execute(sa.update(IMPORTS).where(mine).values(**self.counts, finished=now()))
        return Import(*self.connection.execute(_all().where(mine)).one())

    def _there(self, ids: list[str]) -> pd.DataFrame:
        """Their rows in the dataset: number, event_id, source, target, and import_id (null: not imported)."""
        query = sa.select(*(EVENTS.c[name] for name in ("number", *_ROW, "import_id")))
        query = _WITH[self.connection.dialect.name](query.where(EVENTS.c.dataset == self.dataset), ids)
        return rows.frame_of(rows.table_of(self.connection, query))

    def _remove(self, numbers: pd.Series) -> None:
        if len(numbers):
            one = sa.delete(EVENTS).where(EVENTS.c.number == sa.bindparam("which"))
            self.connection.execute(one, [{"which": number} for number in numbers.tolist()])


# Events by their ids, which are one parameter, as JSON: tens of thousands of them take longer to write than to look up.


def _by_index(query: sa.Select, ids: list[str]) -> sa.Select:
    listed = sa.func.json_each(json.dumps(ids)).table_valued("value")
    return query.where(EVENTS.c.event_id.in_(sa.select(listed.c.value)))


def _one_by_one(query: sa.Select, ids: list[str]) -> sa.Select:
    # PostgreSQL does not know yet how many events this transaction added, and would rather read all of them again for
    # every chunk. OFFSET keeps it from joining; it looks up each id.
    listed = sa.func.json_array_elements_text(sa.cast(ids, sa.JSON)).table_valued("value")
    found = query.where(EVENTS.c.event_id == listed.c.value).offset(0).lateral()
    return sa.select(*found.columns).select_from(listed.join(found, sa.true()))


_WITH: dict[str, Callable[[sa.Select, list[str]], sa.Select]] = {"sqlite": _by_index, "postgresql": _one_by_one}


def _check(events: pd.DataFrame) -> None:
    if events["document_id"].notna().any():
        some = ", ".join(events["document_id"].dropna().unique()[:3])
        raise StoreError(
            f"imported events name documents ({some}) that would be missing: add the documents with their events "
            "instead, or leave document_id empty"
        )
    longest = events["event_id"].str.len().max()
    if longest > rows.MOST_NAME:
        raise StoreError(f"an event_id has {longest:.0f} characters; allowed: up to {rows.MOST_NAME}")


def _among(events: pd.DataFrame, there: pd.DataFrame) -> np.ndarray:
    """Which rows of `events` are `there` already, null being equal to null."""
    if there.empty:
        return np.zeros(len(events), dtype=bool)
    mine, theirs = (pd.MultiIndex.from_frame(frame[_ROW].fillna(_NOBODY)) for frame in (events, there))
    return mine.isin(theirs)


def _all() -> sa.Select:
    return sa.select(*(IMPORTS.c[field.name] for field in fields(Import) if field.name != "again"))


def _earlier(connection: sa.Connection, dataset: str, digest: str) -> Import | None:
    found = connection.execute(_all().where(IMPORTS.c.dataset == dataset, IMPORTS.c.checksum == digest)).first()
    return Import(*found) if found else None


def _forget(connection: sa.Connection, number: int) -> int:
    """Take an import back; how many rows of events it had."""
    connection.execute(sa.delete(REJECTS).where(REJECTS.c.import_id == number))
    removed = connection.execute(sa.delete(EVENTS).where(EVENTS.c.import_id == number)).rowcount
    connection.execute(sa.delete(IMPORTS).where(IMPORTS.c.id == number))
    return removed
