"""A file as the bytes in it, unpacked: plain, .gz, or the first data file of a .zip."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"  # what such files begin with
DATA = (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl")  # names of data files in an archive
_WORKBOOK = "xl/workbook.xml"  # what makes a zip archive an Excel file
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class SourceError(ValueError):
    """A file that no provider, or not the named one, can read; the message says what was seen and what is known."""


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked if it is .gz or .zip. Raises SourceError where there is nothing to read."""
    path = Path(path)
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic.startswith(GZIP):
                with gzip.open(raw) as file:
                    yield file
            elif magic == ZIP:
                with zipfile.ZipFile(raw) as archive, archive.open(_member(archive, path)) as file:
                    yield file
            else:
                yield raw
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from None
    except (EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"{path.name} is cut short or damaged: {error}; fetch or export it again") from None


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
    except zipfile.BadZipFile as error:
        raise SourceError(f"{Path(path).name} is cut short or damaged: {error}; fetch or export it again") from None


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


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    data = [name for name in names if name.lower().endswith(DATA)]
    if not data:
        raise SourceError(f"{path.name} holds none of {', '.join(DATA)} but {', '.join(names) or 'nothing'}")
    return data[0]
