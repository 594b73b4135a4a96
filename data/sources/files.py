"""A file as the bytes in it, unpacked: plain, .gz, or the first data file of a .zip.

Nothing is unpacked onto the disk, so that the names in an archive lead nowhere, and what unpacks to far more than
records do is given up on the way.
"""

from __future__ import annotations

import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"  # what such files begin with
DATA = (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl")  # names of data files in an archive
# a packed file may unpack to so many times its size, beyond what is free for all: coded records pack to a tenth, the
# most repetitive to a thirtieth, and a file that is made to harm to a thousandth
MOST_TIMES, FREE_BYTES = 100, 64 << 20
_NAMED = 5  # members that a message names; an archive may have thousands
_WORKBOOK = "xl/workbook.xml"  # what makes a zip archive an Excel file
# what zipfile raises for archives that are damaged, locked or packed in another way, besides OSError
DAMAGED = (
    EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, UnicodeError,
    OverflowError, struct.error,
)  # fmt: skip
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class SourceError(ValueError):
    """A file that no provider, or not the named one, can read; the message says what was seen and what is known."""


@contextmanager
def opened(path: str | Path) -> Iterator[IO[bytes] | _Unpacked]:
    """The bytes of a file, unpacked if it is .gz or .zip. Raises SourceError where there is nothing to read."""
    path = Path(path)
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic.startswith(GZIP):
                with gzip.open(raw) as file:
                    yield _Unpacked(file, path)
            elif magic == ZIP:
                with zipfile.ZipFile(raw) as archive, archive.open(_member(archive, path)) as file:
                    yield _Unpacked(file, path)
            else:
                yield raw
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from None
    except DAMAGED as error:
        raise broken(path, error) from None


class _Unpacked:
    """What a packed file holds, up to MOST_TIMES its size. Raises SourceError beyond."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._name = file, path.name
        self._left = FREE_BYTES + MOST_TIMES * path.stat().st_size

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(self._left + 1 if size < 0 else size)
        self._left -= len(part)
        if self._left < 0:
            raise SourceError(
                f"{self._name} unpacks to more than {MOST_TIMES} times its size, which records do not: it is damaged, "
                "or made to harm; unpack it yourself if you know what is in it"
            )
        return part


def broken(path: str | Path, error: Exception) -> SourceError:
    """What is said of a packed file that fails while it is read."""
    said = str(error).strip() or type(error).__name__
    return SourceError(f"{Path(path).name} is cut short or damaged: {said}; fetch or export it again")


def kind(path: str | Path) -> str:
    """What a file holds: `workbook` (Excel), `parquet`, or `text` (plain or packed). Raises SourceError."""
    try:
        with Path(path).open("rb") as raw:
            magic = raw.read(4)
            if magic == ZIP:
                with zipfile.ZipFile(raw) as archive:
                    return "workbook" if _WORKBOOK in archive.namelist() else "text"
            return "parquet" if magic == PARQUET else "text"
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from None
    except DAMAGED as error:
        raise broken(path, error) from None


def opening(path: str | Path, size: int) -> str:
    """The first `size` bytes of a text file, decoded. Raises SourceError for one that is empty or no text in UTF-8."""
    name = Path(path).name
    with opened(path) as file:
        start = file.read(size)
    for bom, encoding in _BOMS.items():
        if start.startswith(bom):
            raise SourceError(f"{name} is encoded in {encoding}; save it as UTF-8")
    if b"\0" in start:
        raise SourceError(f"{name} is no text, Excel or Parquet; allowed: CSV, tab-separated or JSON, plain or packed")
    text = start.decode("utf-8-sig", errors="replace")
    if not text.strip():
        raise SourceError(f"{name} is empty: there is no record in it")
    return text


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    files = [info for info in archive.infolist() if not info.is_dir()]
    data = [info for info in files if info.filename.lower().endswith(DATA)]
    if not data:
        names = ", ".join(info.filename for info in files[:_NAMED])
        raise SourceError(f"{path.name} holds none of {', '.join(DATA)} but {names or 'nothing'}")
    return data[0]
