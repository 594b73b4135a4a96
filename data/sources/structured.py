"""Files that hold records as such, JSON, Excel and Parquet, become frames of text columns, a chunk at a time."""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache, reduce
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

import pandas as pd

from data.sources.files import DAMAGED, SourceError, opened

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import FileMetaData

WRAPPERS = ("data", "Result", "results", "events")  # keys under which JSON answers hold their records (ACLED, UCDP)
MOST_JSON = 200_000_000  # bytes; as objects they take ten times as much, and are all held
MOST_VALUES = 12_000_000  # in JSON, or lines of it: an empty one is two bytes, and 140 as an object
# Where records name different things, each is given what the others name, empty: so many cells are free for all, and
# beyond that so many for each that is filled. Records of providers fill most of theirs; without bound 110 kB take 1 GB.
FREE_CELLS, CELLS_A_VALUE = 1_000_000, 20
MOST_SHEET = 500_000_000  # bytes of a workbook unpacked
# from the first cell to the last: a full sheet is slower than any patience, and one with a single cell in its last
# corner is as full to its reader. A million take some 20 s, so that these are some seven minutes, for a shell
MOST_CELLS = 20_000_000
# of XML in all parts of a workbook, for each cell that is allowed: one of text takes four of them (itself, its number,
# and two where its text stands), and whatever is in no cell takes its reader as long
ELEMENTS_A_CELL = 5
# Of every sheet its reader looks for the extent first, and goes through all of one that tells none: of a sheet that
# stands a thousand times in the list, a thousand times. Opening one takes it as long as so many elements; what is gone
# through so is bounded for each cell that is allowed, as much further as it is faster than reading.
ELEMENTS_A_SHEET, LOOKED_THROUGH_A_CELL = 1_000, 20
OPENING = 100  # records of a sheet by which it is recognised: the first may be blank
# openpyxl would take lxml where it is there, which reads what the parser that counts here does not (UTF-32)
os.environ["OPENPYXL_LXML"] = "False"
_BLOCK = 1 << 20
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = 1  # the record that a header takes in a sheet, so that `line` is the row of the sheet


def json_records(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    """The objects of a JSON file: a list, one under a key of WRAPPERS, or an object a line. `line` counts them from 1.

    Numbers stay as they are written. The whole file is held in memory.
    """
    with opened(path) as file:
        content = file.read(MOST_JSON + 1)
    if len(content) > MOST_JSON:
        raise SourceError(
            f"{Path(path).name} holds more than {MOST_JSON / 1e6:g} MB of JSON; pass it in parts, or as CSV"
        )
    # before each value stands one of these, or the end of a line; commas in texts are few beside them
    if max(sum(map(content.count, (b"{", b"[", b","))), content.count(b"\n")) > MOST_VALUES:
        raise SourceError(
            f"{Path(path).name} holds more than {MOST_VALUES:,} values of JSON; pass it in parts, or as CSV"
        )
    found = _parsed(content.decode("utf-8-sig", errors="replace"), Path(path).name)
    if isinstance(found, dict):
        found = next((found[key] for key in WRAPPERS if isinstance(found.get(key), list)), [found])
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise SourceError(f"{Path(path).name} holds no list of records, nor one under any of {', '.join(WRAPPERS)}")
    plain = [{_whole(name): _plain(value) for name, value in record.items()} for record in found]
    names = list(dict.fromkeys(name for record in plain for name in record))
    if len(names) * len(plain) > FREE_CELLS + CELLS_A_VALUE * sum(map(len, plain)):
        raise SourceError(
            f"{Path(path).name} has {len(plain):,} records that name {len(names):,} things between them and nearly all "
            "leave nearly all of them out: these are no records of one kind"
        )
    for start in range(0, max(len(plain), 1), rows):
        part = plain[start : start + rows]
        columns = {name: [record.get(name) or None for record in part] for name in names}
        yield _framed(pd.DataFrame(columns, dtype="str"), start + 1)


def sheet(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    """The first sheet of an Excel file, its first row the header. The whole sheet is held in memory."""
    frame = _read_sheet(path)
    for start in range(0, max(len(frame), 1), rows):
        part = _framed(frame.iloc[start : start + rows], start + HEADER + 1)
        yield part[part.notna().any(axis=1)]


def opening(kind: str, path: str | Path) -> pd.DataFrame:
    """What a file of a kind in READERS opens with: its columns and some records, read without the rest if it can be.

    Raises SourceError as its reader does.
    """
    return _read_sheet(path, OPENING).dropna(how="all") if kind == "workbook" else next(READERS[kind](path, OPENING))


def parquet(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    """A Parquet file, `rows` records at a time; `line` counts them from 1."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            _refuse_empty(path, file.metadata)
            start, batch = 1, None
            for batch in file.iter_batches(rows):
                batch.validate(full=True)  # text of a damaged file may be no UTF-8, as is found else when it is used
                yield _framed(_plainly(batch).astype("str").replace("", None), start)
                start += batch.num_rows
            if batch is None:
                yield _framed(_plainly(file.schema_arrow.empty_table()).astype("str"), start)
    except SourceError:
        raise
    except (pa.ArrowException, ValueError, OSError) as error:  # a name that is no UTF-8 is a ValueError
        raise SourceError(f"{Path(path).name} cannot be read as a Parquet file: {_said(error)}") from None


def _refuse_empty(path: str | Path, told: FileMetaData) -> None:
    """Refuse far more cells than a file has bytes: what is empty or repeats takes none, and is read as if it did."""
    records = sum(told.row_group(number).num_rows for number in range(told.num_row_groups))
    if records * told.num_columns > FREE_CELLS + CELLS_A_VALUE * Path(path).stat().st_size:
        raise SourceError(
            f"{Path(path).name} has {records:,} records of {told.num_columns:,} columns, nearly all of them empty: "
            "leave out the columns and records that say nothing"
        )


def _plainly(part: pa.RecordBatch | pa.Table) -> pd.DataFrame:
    """All columns as such: what a file tells pandas to make of them may be damaged, and hides one that is its index."""
    return part.replace_schema_metadata(None).to_pandas()


def measured(path: str | Path) -> None:
    """Raise SourceError for a workbook with a sheet of more than MOST_CELLS, or one that is as slow to read.

    What is counted is given up as soon as it is too much. It takes about as long as reading does, so that a file which
    is looked at again is not counted again.
    """
    with _told(path):
        written = Path(path).stat()
        _count(Path(path), written.st_size, written.st_mtime_ns)


@lru_cache(maxsize=1)
def _count(path: Path, *_: int) -> None:
    with zipfile.ZipFile(path) as archive:
        name = path.name
        if sum(part.file_size for part in archive.infolist()) > MOST_SHEET:  # the reader trusts these sizes, too
            raise SourceError(f"{name} unpacks to more than {MOST_SHEET / 1e6:g} MB; save the sheet as CSV")
        extent = _Extent(name)
        for part in archive.infolist():  # a sheet may lie anywhere in it
            with archive.open(part) as file, contextlib.suppress(expat.ExpatError):  # no XML, or no sheet
                extent.read(file)
        extent.look_at_sheets()


def _read_sheet(path: str | Path, records: int | None = None) -> pd.DataFrame:
    """The first sheet, or so many records that it opens with."""
    measured(path)
    with _told(path):
        frame = pd.read_excel(
            path, dtype="str", engine="openpyxl", na_values=[""], keep_default_na=False, nrows=records
        )  # fmt: skip
    frame.columns = [str(name).strip() for name in frame.columns]
    return frame


@contextlib.contextmanager
def _told(path: str | Path) -> Iterator[None]:
    try:
        yield
    except SourceError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, SyntaxError, OSError, *DAMAGED) as error:
        # damaged parts fail anywhere in the reader; broken XML is a SyntaxError
        raise SourceError(f"{Path(path).name} cannot be read as an Excel file: {_said(error)}") from None


class _Extent:
    """How far a sheet reaches, by the places that its rows and cells name: gaps between them are read as if filled."""

    def __init__(self, name: str) -> None:
        self._name, self._elements = name, 0
        self._sheets = self._longest = 0  # sheets that are listed; the most elements before an extent is told

    def read(self, file: IO[bytes]) -> None:
        self._rows = self._columns = self._row = self._column = self._before = 0
        self._told = False
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._declared
        while block := file.read(_BLOCK):
            parser.Parse(block)

    def look_at_sheets(self) -> None:
        """Refuse more sheets than can be looked through, once all parts were read."""
        if self._sheets * (self._longest + ELEMENTS_A_SHEET) > LOOKED_THROUGH_A_CELL * MOST_CELLS:
            self._refuse(f"{self._sheets:,} sheets, which have to be gone through to their end")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind, place = name.rpartition("}")[2], attributes.get("r", "")
        if kind == "row":
            self._row, self._column = int(place or self._row + 1), 0
        elif kind == "c":
            letters = place.rstrip("0123456789")
            self._column = reduce(_further, letters.upper(), 0) if letters else self._column + 1
            self._row = int(place[len(letters) :] or self._row)
        elif kind == "sheet":
            self._sheets += 1
        self._told = self._told or name == f"{_MAIN}}}dimension"
        self._before += not self._told
        self._longest = max(self._longest, self._before)
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        self._elements += 1
        if self._rows * max(self._columns, 1) > MOST_CELLS:
            self._refuse(f"a sheet of at least {self._rows:,} rows and {self._columns:,} columns")
        if self._elements > (most := ELEMENTS_A_CELL * MOST_CELLS):
            self._refuse(f"more than {most:,} cells, texts, styles and the like")

    def _refuse(self, found: str) -> None:
        raise SourceError(f"{self._name} holds {found}; allowed: {MOST_CELLS:,} cells. Save the sheet as CSV")

    def _declared(self, *_: object) -> None:
        raise ValueError("it declares a document type, as no sheet needs to")


def _further(number: int, letter: str) -> int:
    return 26 * number + ord(letter) - 64  # A is 1


def _said(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


READERS: dict[str, Callable[[str | Path, int], Iterator[pd.DataFrame]]] = {
    "json": json_records,
    "workbook": sheet,
    "parquet": parquet,
}


def _framed(frame: pd.DataFrame, first: int) -> pd.DataFrame:
    return frame.set_axis(pd.RangeIndex(first, first + len(frame), name="line"), axis=0)


def _parsed(text: str, name: str) -> Any:
    reading = {"parse_float": str, "parse_int": str}  # numbers as they are written
    try:
        return json.loads(text, **reading)
    except (ValueError, RecursionError) as error:
        try:
            return [json.loads(line, **reading) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            raise SourceError(f"{name} is not valid JSON: {error}") from None


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    return _whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    """A text whose characters are whole: JSON can write half of one, which no column holds."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
