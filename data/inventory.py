"""What a store takes and holds, for whoever keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from data import tables
from data.database import Database

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Inventory(NamedTuple):
    """kind: of database; place: path or URL without password; version: of its tables, 0 while there are none; size in
    bytes; rows by table, in the order of the schema."""

    kind: str
    place: str
    version: int
    size: int
    rows: dict[str, int]


def take(database: Database) -> Inventory:
    """Count a store: a pass over its keys, which takes a second for some millions of rows. Raises StoreError."""
    kind = KINDS["sqlite" if database.path else "postgresql"]
    with database.reading() as connection:
        if connection is None:
            return Inventory(kind, database.name, 0, 0, {})
        rows = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in tables.METADATA.tables.items()
        }
        version = tables.version(connection) or 0
        size = _on_disk(database.path) if database.path else connection.scalar(_OF_DATABASE)
    return Inventory(kind, database.name, version, size, rows)


_OF_DATABASE = sa.select(sa.func.pg_database_size(sa.func.current_database()))


def _on_disk(path: Path) -> int:
    """Bytes of a file of SQLite with what is not written into it yet."""
    return sum(one.stat().st_size for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())
