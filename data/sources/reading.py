"""A file of records becomes frames of raw text, a chunk at a time, with what could not be read beside them.

Every value stays the text that the file holds (`010` is not 10); the index `line` is the number of the record in the
file, counted from 1 and with the header, so that a record without line breaks in its cells is on that line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from data.sources import files, structured
from data.sources.coding import no_rejects
from data.sources.delimited import delimited
from data.sources.files import SourceError, opened

__all__ = ["ROWS", "SEPARATORS", "SourceError", "check", "chunks", "head", "kind", "opened", "seen"]

ROWS = 50_000  # records in a chunk at most: some 60 MB as events, small against the 512 MB that a stream may take
SEPARATORS = ",;\t"
_HEAD = 256 << 10  # bytes in which the first records are looked for


def head(path: str | Path) -> tuple[list[str], list[str]]:
    """The cells of the first two records of a file; for JSON, Excel and Parquet the names and the first record.

    Raises SourceError for a file that is absent, empty, or of another kind.
    """
    kind, text = _kind(path)
    if kind in structured.READERS:
        frame = structured.opening(kind, path)
        if not len(frame.columns):
            raise SourceError(f"{Path(path).name} is empty: there is no record in it")
        return list(frame.columns), ["" if pd.isna(cell) else cell for cell in frame.head(1).to_numpy().ravel()]
    lines = csv.reader(io.StringIO(text, newline=""), **_dialect(_separator(text)))
    try:
        rows = [row for _, row in zip(range(2), (row for row in lines if row), strict=False)]
    except csv.Error as error:
        raise SourceError(f"{Path(path).name} has no records that can be told apart: {error}") from None
    return rows[0], rows[1] if len(rows) > 1 else []


def names(path: str | Path) -> list[str]:
    """The names of the columns of a file with a header, as `chunks` gives them. Raises SourceError as `head`."""
    return _unique(head(path)[0])


def kind(path: str | Path) -> str:
    """How a file holds its records: `text` (delimited), `json`, `workbook`, `parquet`. Raises SourceError as `head`."""
    return _kind(path)[0]


def check(path: str | Path, title: str, recognises: Callable[[Sequence[str], Sequence[str]], bool]) -> None:
    """Raise SourceError unless `recognises` says that the file is of the provider `title`."""
    columns, first = head(path)
    if not recognises(columns, first):
        raise SourceError(f"{Path(path).name} is not a file of {title}: {seen(columns)}")


def seen(columns: Sequence[str]) -> str:
    """What a file opens with, for a message."""
    named = ", ".join(columns[:8]) + (", ..." if len(columns) > 8 else "")
    return f"it opens with {len(columns)} column{'s' if len(columns) > 1 else ''} ({named})"


def chunks(
    path: str | Path,
    separator: str | None = None,
    names: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    rows: int = ROWS,
    quoted: bool | None = None,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Frames of text columns (dtype str, empty cells null) of at most `rows` records, each with its rejects.

    The file may be delimited (plain, .gz, or the first data file of a .zip), JSON, Excel or Parquet. `separator` is
    sniffed among SEPARATORS if not given; `names` are the columns of a file without header; `columns` those wanted, all
    by default: one that the file lacks comes as nulls. Cells are taken as quoted unless the separator is a tab, as the
    tab-separated datasets write quotation marks as text. A cell that is not UTF-8 is read as Latin-1 with a warning; a
    record with another number of cells than the header, or whose quote is never closed, is a reject.
    """
    kind, text = _kind(path)
    if kind in structured.READERS:
        for frame in structured.READERS[kind](path, rows):
            yield frame if columns is None else frame.reindex(columns=list(columns)).astype("str"), no_rejects()
        return
    separator = separator or _separator(text)
    quoted = separator != "\t" if quoted is None else quoted
    first = 1
    if names is None:
        whole = text.lstrip("\r\n")
        names = next(csv.reader(io.StringIO(whole, newline=""), **_dialect(separator, quoted)))
        first = 2 + text[: len(text) - len(whole)].count("\n")  # blank lines, if any, and the header are records too
    yield from delimited(path, separator, _unique(names), columns, rows, quoted, first)


def _kind(path: str | Path) -> tuple[str, str]:
    """What the file holds, and the text that it opens with if it is text."""
    kind = files.kind(path)
    if kind != "text":
        return kind, ""
    text = files.opening(path, _HEAD)
    return ("json" if text.lstrip()[:1] in ("{", "[") else "text"), text


def _separator(text: str) -> str:
    """The separator that the first line has most of."""
    line = text.lstrip("\r\n").split("\n", 1)[0]
    return max(SEPARATORS, key=line.count)


def _dialect(separator: str, quoted: bool | None = None) -> dict[str, Any]:
    quoted = separator != "\t" if quoted is None else quoted
    return {"delimiter": separator, "quoting": csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE}


def _unique(names: Sequence[str]) -> list[str]:
    """Names with blanks stripped; those that are empty or come again are told apart by their position."""
    stripped = [name.strip() for name in names]
    return [
        name if name and name not in stripped[:position] else f"{name} [{position + 1}]".strip()
        for position, name in enumerate(stripped)
    ]
