"""Everything that a store holds in one file, and back into an empty store, be it SQLite or PostgreSQL.

A backup is a zip of one Parquet file a table and `manifest.json`: whose it is, the version of the tables, and how many
rows and which checksum each has.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from data import imports, rows
from data.database import VARIABLE, StoreError
from data.store import Store
from data.tables import METADATA, VERSION

MANIFEST = "manifest.json"
PROGRAM = "casus"
_BLOCK = 1 << 20  # bytes that are read at once
_MOST_MANIFEST = 1 << 20  # bytes; it names tables and numbers
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)  # of a file system without a second name
# of a folder that may be written and not read, and of a file system that does not wait for folders
_NO_WAITING = (errno.EACCES, errno.EPERM, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS)
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_OTHER = "take another copy of it, or an earlier one"
# what a zip or a Parquet file says when it was cut or changed
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, KeyError,
    UnicodeDecodeError, pa.ArrowException,
)  # fmt: skip


def is_archive(path: str | Path) -> bool:
    """Whether a file is a backup of a store, by its manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _manifest(archive) is not None
    except (OSError, *_DAMAGE):
        return False


def backup(store: Store, path: str | Path) -> dict[str, int]:
    """Write all that `store` holds, as of one moment, to the new file `path`; the number of rows by table.

    Others may write to the store meanwhile. The file appears when it is whole and on the disk, readable by its owner
    alone; whoever is killed before leaves a folder `.NAME.*` beside it, which nothing needs. Raises StoreError when
    there is a file of that name, when it cannot be written or may not last, and when the store holds nothing.
    """
    path = Path(path)
    _refuse_there(path)
    try:
        beside = tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.", ignore_cleanup_errors=True)
        with beside as folder:
            whole = Path(folder) / path.name
            whole.touch(mode=0o600)
            counts = _written(store, whole)
            _on_disk(whole)
            _put(whole, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}; no backup was made") from None
    try:
        _on_disk(path.parent)
    except OSError as error:
        if error.errno not in _NO_WAITING:
            raise StoreError(
                f"{path} is whole, but its folder was not written ({error.strerror or error}): a loss of power may "
                "take it; see whether the disk is sound, and make another backup elsewhere"
            ) from None
    return counts


def restore(store: Store, path: str | Path) -> dict[str, int]:
    """Put all that the backup `path` holds into `store`, which must be empty; the number of rows by table.

    The whole file is compared with its checksums before anything is written. One transaction: all of it or none.
    Raises StoreError when the file is no backup, is damaged or comes from another version, and when the store holds
    something already.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            told = _told(path, archive)
            for table in METADATA.sorted_tables:
                _refuse_packed(path, archive.getinfo(_member(table)))
                _verify(path, archive, table, told["checksums"][table.name])
            with store.database.writing(*METADATA.sorted_tables) as connection:
                _refuse_full(store, connection)
                for table in METADATA.sorted_tables:
                    part = Path(folder) / "rows.parquet"  # Parquet is read from its end: not from within a zip
                    with archive.open(_member(table)) as packed, part.open("wb") as plain:
                        shutil.copyfileobj(packed, plain)
                    _restored(path, connection, table, part, told["rows"][table.name])
    except OSError as error:
        if error.errno in _NO_ROOM:  # which reading does not take
            raise StoreError(
                f"{path} is unpacked a table at a time in {tempfile.gettempdir()}, where there is no room: make room "
                "there, or name another folder in TMPDIR; nothing was restored"
            ) from None
        raise StoreError(f"{path} cannot be read: {error.strerror or error}; nothing was restored") from None
    except _DAMAGE as error:
        raise StoreError(f"{path} is a damaged backup, or none ({error}): nothing was restored; {_OTHER}") from None
    return told["rows"]


def _written(store: Store, path: Path) -> dict[str, int]:
    counts, checksums = {}, {}
    with store.database.reading() as connection, zipfile.ZipFile(path, "w") as archive:
        if connection is None:
            raise StoreError(f"the store {store.database.name} holds nothing to back up")
        for table in METADATA.sorted_tables:
            with archive.open(_member(table), "w", force_zip64=True) as file:
                summed = _Summed(file)
                counts[table.name] = _packed(connection, table, summed)
                checksums[table.name] = summed.digest.hexdigest()
        told = {"program": PROGRAM, "version": VERSION, "made": imports.now(), "rows": counts, "checksums": checksums}
        archive.writestr(MANIFEST, json.dumps(told, indent=1))
    return counts


class _Summed:
    """A file that is written from its start to its end, and the SHA-256 of what was written."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, block: bytes) -> int:
        self.digest.update(block)
        return self._file.write(block)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()


def _packed(connection: sa.Connection, table: sa.Table, file: Any) -> int:
    count = 0
    with pq.ParquetWriter(file, rows.schema(table), compression="zstd") as writer:
        for part in rows.batches(connection, sa.select(table).order_by(*table.primary_key)):
            writer.write_table(part)
            count += part.num_rows
    return count


def _on_disk(path: Path) -> None:
    """Wait until a file, or what a folder lists, would outlast a loss of power."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _refuse_there(path: Path) -> None:
    if os.path.lexists(path):
        raise StoreError(f"{path} is there already, and no backup takes the place of another file: choose another name")


def _put(whole: Path, path: Path) -> None:
    """Give a file its name, unless another one has it by now."""
    try:
        os.link(whole, path)
    except FileExistsError:
        _refuse_there(path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _refuse_there(path)
        os.replace(whole, path)


def _verify(path: Path, archive: zipfile.ZipFile, table: sa.Table, told: str) -> None:
    digest = hashlib.sha256()
    with archive.open(_member(table)) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    if digest.hexdigest() != told:
        raise StoreError(
            f"{path} is damaged: {table.name} does not have the checksum that was written with it; nothing was "
            f"restored, {_OTHER}"
        )


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
            f"the store {store.database.name} already holds {', '.join(full)}; a backup goes into an empty store: "
            f"name a new one in {VARIABLE}"
        )


def _refuse_packed(path: Path, member: zipfile.ZipInfo) -> None:
    """A backup of ours packs in Parquet alone: a member that is packed again could unpack to anything."""
    if member.compress_type != zipfile.ZIP_STORED:
        raise StoreError(f"{path} is damaged: {member.filename} is packed, as no backup of {PROGRAM} packs it")


def _told(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    """What the manifest says, of a version that this Casus reads."""
    told = _manifest(archive)
    if told is None:
        raise StoreError(f"{path} is no backup of a store: it has no {MANIFEST} of {PROGRAM} with rows and checksums")
    if told.get("version") != VERSION:
        raise StoreError(
            f"{path} holds tables of version {told.get('version')}, this Casus reads {VERSION}: restore it with the "
            "Casus that wrote it; a newer one then brings that store up to date"
        )
    return told


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any] | None:
    found = None
    with suppress(KeyError, ValueError, RecursionError):
        if archive.getinfo(MANIFEST).file_size <= _MOST_MANIFEST:
            found = json.loads(archive.read(MANIFEST))
    ours = isinstance(found, dict) and found.get("program") == PROGRAM
    return found if ours and all(isinstance(found.get(part), dict) for part in ("rows", "checksums")) else None


def _member(table: sa.Table) -> str:
    return f"{table.name}.parquet"
