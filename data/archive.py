"""Everything that a store holds in one file, and back into an empty store, be it SQLite or PostgreSQL.

An archive is a zip of one Parquet file a table and `manifest.json`: whose it is, the version of the tables, and how
many rows each has.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from data import imports, rows
from data.database import VARIABLE, StoreError
from data.sources.files import DAMAGED
from data.store import Store
from data.tables import METADATA, VERSION

MANIFEST = "manifest.json"
PROGRAM = "casus"
_MOST_MANIFEST = 1_000_000  # bytes; it has some 500


def is_archive(path: str | Path) -> bool:
    """Whether a file is an archive of a store, by its manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _manifest(archive) is not None
    except (OSError, *DAMAGED):
        return False


def export(store: Store, path: str | Path) -> dict[str, int]:
    """Write all that `store` holds, as of one moment, to the file `path`; the number of rows by table.

    The file appears when it is whole. Raises StoreError when it cannot be written or the store holds nothing.
    """
    path = Path(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            whole = Path(folder) / path.name
            counts = _written(store, whole)
            os.replace(whole, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from None
    return counts


def restore(store: Store, path: str | Path) -> dict[str, int]:
    """Put all that the archive `path` holds into `store`, which must be empty; the number of rows by table.

    One transaction: all of it or none. Raises StoreError when the file is no archive, is damaged or comes from another
    version, and when the store holds something already.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            counts = _counts(path, _manifest(archive))
            with store.database.writing(*METADATA.sorted_tables) as connection:
                _refuse_full(store, connection)
                for table in METADATA.sorted_tables:
                    _refuse_packed(path, archive.getinfo(_member(table)))
                    part = Path(folder) / "rows.parquet"  # Parquet is read from its end: not from within a zip
                    with archive.open(_member(table)) as packed, part.open("wb") as plain:
                        shutil.copyfileobj(packed, plain)
                    _restored(path, connection, table, part, counts[table.name])
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from None
    except StoreError:
        raise
    except (KeyError, ValueError, pa.ArrowException, *DAMAGED) as error:
        raise StoreError(f"{path} is a damaged archive, or none: {error}") from None
    return counts


def _written(store: Store, path: Path) -> dict[str, int]:
    counts = {}
    with store.database.reading() as connection, zipfile.ZipFile(path, "w") as archive:
        if connection is None:
            raise StoreError(f"the store {store.database.name} holds nothing to export")
        for table in METADATA.sorted_tables:
            with archive.open(_member(table), "w", force_zip64=True) as file:
                counts[table.name] = _packed(connection, table, file)
        told = {"program": PROGRAM, "version": VERSION, "made": imports.now(), "rows": counts}
        archive.writestr(MANIFEST, json.dumps(told, indent=1))
    return counts


def _packed(connection: sa.Connection, table: sa.Table, file: IO[bytes]) -> int:
    count = 0
    with pq.ParquetWriter(file, rows.schema(table), compression="zstd") as writer:
        for part in rows.batches(connection, sa.select(table).order_by(*table.primary_key)):
            writer.write_table(part)
            count += part.num_rows
    return count


def _restored(path: Path, connection: sa.Connection, table: sa.Table, part: Path, told: int) -> None:
    count, types = 0, rows.schema(table)
    with pq.ParquetFile(part) as file:
        for batch in file.iter_batches(rows.CHUNK):
            rows.append(connection, table, pa.Table.from_batches([batch]).select(types.names).cast(types))
            count += batch.num_rows
    if count != told:
        raise StoreError(f"{path} is damaged: {table.name} has {count} rows, the manifest tells of {told}")
    if connection.dialect.name == "postgresql":  # its numbering does not see numbers that were given
        (key,) = table.primary_key
        last = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), max({key.name})) FROM {table.name}"
        connection.exec_driver_sql(last)


def _refuse_full(store: Store, connection: sa.Connection) -> None:
    full = [table.name for table in METADATA.sorted_tables if connection.execute(sa.select(table).limit(1)).first()]
    if full:
        raise StoreError(
            f"the store {store.database.name} already holds {', '.join(full)}; an archive goes into an empty store: "
            f"name a new one in {VARIABLE}"
        )


def _refuse_packed(path: Path, member: zipfile.ZipInfo) -> None:
    """An archive of ours packs in Parquet alone: a member that is packed again could unpack to anything."""
    if member.compress_type != zipfile.ZIP_STORED:
        raise StoreError(f"{path} is damaged: {member.filename} is packed, as no archive of {PROGRAM} packs it")


def _counts(path: Path, manifest: dict[str, Any] | None) -> dict[str, int]:
    if manifest is None:
        raise StoreError(f"{path} is no archive of a store: it has no {MANIFEST} of {PROGRAM}")
    if manifest.get("version") != VERSION:
        raise StoreError(
            f"{path} holds tables of version {manifest.get('version')}, this Casus reads {VERSION}: use the Casus that "
            "wrote it"
        )
    return manifest["rows"]


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any] | None:
    try:
        if archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
            return None
        found = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError, RecursionError):
        return None
    ours = isinstance(found, dict) and found.get("program") == PROGRAM and isinstance(found.get("rows"), dict)
    return found if ours else None


def _member(table: sa.Table) -> str:
    return f"{table.name}.parquet"
