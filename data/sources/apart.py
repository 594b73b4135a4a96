"""Files of coded events that readers bring, read in a process of their own (`data.confined`).

Nothing else ends what a sheet or a packed file opens into, and others who use the server would wait for it. What comes
back is one JSON object a line: a small fact, an error, or a frame, whose columns follow as Arrow has them in memory.
They stand without Arrow's stream format around them, as a part of that may be packed, and unpack to any size; so no
byte is held that was not counted. All of it is checked, as the file may have taken the process over.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data import confined, sources
from data import events as schema
from data.sources import coding, structured, table
from data.sources.files import SourceError

# of computing: a sheet of a million cells takes 35, a million records with two million names between them 39, 200 MB of
# JSON 15 to 25 and 150 MB of ACLED's CSV 4
SECONDS = 90
# bytes of address space: the program takes 0.3 GB of it, 150 MB of ACLED's CSV 1.1, 200 MB of JSON up to 1.9
MEMORY = 3 << 30
MOST_CELLS = 1_000_000  # of a sheet: who brings more need not wait for the clock, as counting them takes some seconds
AT_ONCE = 2  # processes: both together leave a small server its memory, and one large file keeps nobody waiting
PATIENCE_SECONDS = 30  # to wait for one of them: nearly all files are read by then
MOST_ANSWER = 1 << 30  # bytes: a million events take half of them, a third more where each has a long sentence
MOST_LINE = 4 << 20  # bytes of a line of the answer: all names that a file may open with, and a sentence that has them
MOST_FAULT = 100  # characters: a type, the name of a file and a line

_LOG = logging.getLogger(__name__)
_free = threading.BoundedSemaphore(AT_ONCE)
Part = tuple[pd.DataFrame, pd.DataFrame]  # of a file: events and remarks


class BusyError(SourceError):
    """A file that was not read because of what else the machine had to do: it may be asked for again."""


def patience_ends() -> float:
    """Until when who asks now waits for a process, in seconds of `time.monotonic`."""
    return time.monotonic() + PATIENCE_SECONDS


def columns(path: Path, until: float) -> list[str] | None:
    """The columns of a file that no provider recognises, to be mapped; None for one of a provider.

    Raises SourceError for one that is no table, and as `reading` does.
    """
    with _asked(path, until) as answer:
        return answer.columns()


@contextmanager
def reading(
    path: Path, until: float, mapping: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Iterator[Part]]]:
    """The key in SOURCES of the provider of a file, or `table` with a `mapping`, and its parts as they are read.

    Raises SourceError where the reader does, and where that takes more than SECONDS, MEMORY or MOST_ANSWER; BusyError
    where no process is free `until` then (`patience_ends`), or the clock is up first.
    """
    with _asked(path, until, mapping=mapping) as answer:
        yield answer.source(), answer.parts()


@contextmanager
def _asked(path: Path, until: float, **question: Any) -> Iterator[_Answer]:
    try:
        with confined.place(_free, max(0.0, until - time.monotonic())):
            asked = json.dumps({"path": str(path), **question}).encode()
            end = time.monotonic() + SECONDS * confined.WAITING
            try:
                with confined.process(__name__, asked, SECONDS, MEMORY) as process:
                    yield _Answer(process.stdout)
            except _FaultError as fault:
                _LOG.error("a reader failed", extra={"told": {"fault": str(fault)}})
                raise _failed(path, fault) from None
            except _UnsoundError:
                _LOG.warning("a file was not read to its end", extra={"told": {"exit": process.returncode}})
                raise _busy(path) if time.monotonic() >= end else _too_much(path) from None
    except confined.OccupiedError:
        raise BusyError(f"{path.name} was not read: others are bringing files now. Try again in a moment.") from None


def _too_much(path: Path) -> SourceError:
    return SourceError(
        f"{path.name} takes more than {SECONDS} seconds, {MEMORY >> 20:,} MB to read or {MOST_ANSWER >> 20:,} MB to "
        "show: it is large, damaged, or made to harm. casus import FILE reads any size; a sheet is read sooner as CSV."
    )


def _failed(path: Path, fault: _FaultError) -> SourceError:
    return SourceError(
        f"{path.name} was not read: Casus itself failed ({fault}). casus import FILE says more; please report that."
    )


def _busy(path: Path) -> BusyError:
    return BusyError(
        f"{path.name} was not read within {SECONDS * confined.WAITING} seconds: this server has other work to do. Try "
        "again later; casus import FILE takes as long as it needs."
    )


class _FaultError(Exception):
    """A reader failed at what it should have read or refused; its type and place."""


class _UnsoundError(Exception):
    """An answer that ends before its end, or is none."""


class _Answer:
    """What the process says, up to MOST_ANSWER. Raises its SourceError, _FaultError, or _UnsoundError."""

    def __init__(self, said: IO[bytes]) -> None:
        self._said, self._left = said, MOST_ANSWER

    def columns(self) -> list[str] | None:
        match self._line():
            case {"columns": None}:
                return None
            case {"columns": [*names]} if all(isinstance(name, str) for name in names):
                return names
        raise _UnsoundError

    def source(self) -> str:
        match self._line():
            case {"source": str(source)} if source in sources.SOURCES:
                return source
        raise _UnsoundError

    def parts(self) -> Iterator[Part]:
        while True:
            match self._line():
                case {"end": True}:
                    return
                case {"frames": [of_events, of_remarks]}:
                    try:
                        found = _events(self._frame(schema.empty(), of_events))
                        remarks = _remarks(self._frame(coding.no_rejects(), of_remarks))
                    except (ValueError, TypeError, OverflowError):  # what Arrow and the schema raise
                        raise _UnsoundError from None
                    yield found, remarks
                case _:
                    raise _UnsoundError

    def _line(self) -> Any:
        line = self._said.readline(min(MOST_LINE, self._left))
        self._left -= len(line)
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            raise _UnsoundError from None
        match told:
            case {"error": str(sentence)}:
                raise SourceError(sentence)
            case {"fault": str(fault)}:
                raise _FaultError(fault[:MOST_FAULT])
        return told

    def _frame(self, like: pd.DataFrame, lengths: list[list[int | None]]) -> pd.DataFrame:
        """A frame with the columns of `like`, from the lengths of its columns and of what they consist of."""
        fields = _fields(like)
        columns = [
            pa.Array.from_buffers(kind, length, [self._bytes(size) for size in sizes])
            for kind, (length, *sizes) in zip(fields.types, lengths, strict=True)
        ]
        for column in columns:
            column.validate(full=True)
        made = pa.Table.from_arrays(columns, schema=fields).to_pandas()
        if not made.dtypes.equals(like.dtypes):  # a column may have nulls that should have none
            raise ValueError
        return made

    def _bytes(self, size: int | None) -> pa.Buffer | None:
        if size is None:
            return None
        if not 0 <= size <= self._left:
            raise ValueError
        self._left -= size
        return pa.py_buffer(self._said.read(size))


def _fields(like: pd.DataFrame) -> pa.Schema:
    return pa.Schema.from_pandas(like, preserve_index=False).remove_metadata()


def _events(found: pd.DataFrame) -> pd.DataFrame:
    """Events as `data.sources.coding` leaves them. Raises ValueError for others."""
    found = schema.validate(found)
    days = found[["date", "published"]]
    if ((days < pd.Timestamp(schema.FIRST_DAY)) | (days > pd.Timestamp(schema.LAST_DAY))).any(axis=None):
        raise ValueError
    if np.isinf(found.select_dtypes("float64")).any(axis=None):
        raise ValueError
    if (found["date"].isna() & (found["date_precision"] != coding.UNDATED)).any():
        raise ValueError
    return found


def _remarks(found: pd.DataFrame) -> pd.DataFrame:
    """Remarks, each of which says on what it is. Raises ValueError for others."""
    if found[["column", "reason"]].isna().any(axis=None):
        raise ValueError
    return found


def answer() -> None:
    """What the process does: see `data.confined`."""
    structured.MOST_CELLS = MOST_CELLS  # of this process, whose page waits
    asked = json.loads(sys.stdin.buffer.read())
    path = Path(asked["path"])
    try:
        if "mapping" in asked:
            _tell_parts(path, asked["mapping"])
        else:
            _tell({"columns": _columns(path)})
    except SourceError as error:
        if not isinstance(error.__context__, MemoryError):  # what Arrow says of that helps nobody: it just ends
            _tell({"error": str(error)})
    except MemoryError:  # as where the process is ended
        pass
    except Exception as error:
        _tell({"fault": _place(error)})


def _place(error: Exception) -> str:
    """Type and place of an error, without its words: those may be of the file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"


def _columns(path: Path) -> list[str] | None:
    opens_with = sources.head(path)
    known = any(module.recognises(*opens_with) for module in sources.SOURCES.values())
    return None if known else table.columns(path)


def _tell_parts(path: Path, mapping: Mapping[str, str] | None) -> None:
    source = sources.recognise(path) if mapping is None else table.NAME
    _tell({"source": source})
    for part in sources.stream(path, source) if mapping is None else table.stream(path, mapping=mapping):
        frames = [_columns_of(frame) for frame in part]
        _tell({"frames": [[_lengths(column) for column in columns] for columns in frames]})
        for held in (held for columns in frames for column in columns for held in column.buffers()):
            sys.stdout.buffer.write(held or b"")
    _tell({"end": True})


def _columns_of(frame: pd.DataFrame) -> list[pa.Array]:
    """The columns of a frame, with no more in their buffers than they have, as a slice of others would."""
    held = pa.Table.from_pandas(frame, _fields(frame), preserve_index=False).take(np.arange(len(frame)))
    return [column.combine_chunks() for column in held.columns]


def _lengths(column: pa.Array) -> list[int | None]:
    return [len(column), *(None if held is None else held.size for held in column.buffers())]


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
