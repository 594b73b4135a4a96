"""Files that hold records as such, JSON, Excel and Parquet, become frames of text columns, a chunk at a time."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from data.sources.files import SourceError, opened

WRAPPERS = ("data", "Result", "results", "events")  # keys under which JSON answers hold their records (ACLED, UCDP)
HEADER = 1  # the record that a header takes in a sheet, so that `line` is the row of the sheet


def json_records(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    """The objects of a JSON file: a list, one under a key of WRAPPERS, or an object a line. `line` counts them from 1.

    Numbers stay as they are written. The whole file is held in memory.
    """
    with opened(path) as file:
        text = file.read().decode("utf-8-sig", errors="replace")
    found = _parsed(text, Path(path).name)
    if isinstance(found, dict):
        found = next((found[key] for key in WRAPPERS if isinstance(found.get(key), list)), [found])
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise SourceError(f"{Path(path).name} holds no list of records, nor one under any of {', '.join(WRAPPERS)}")
    plain = [{name: _plain(value) for name, value in record.items()} for record in found]
    names = list(dict.fromkeys(name for record in plain for name in record))
    for start in range(0, max(len(plain), 1), rows):
        part = plain[start : start + rows]
        columns = {name: [record.get(name) or None for record in part] for name in names}
        yield _framed(pd.DataFrame(columns, dtype="str"), start + 1)


def sheet(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    """The first sheet of an Excel file, its first row the header. The whole sheet is held in memory."""
    try:
        frame = pd.read_excel(path, dtype="str", engine="openpyxl", na_values=[""], keep_default_na=False)
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise SourceError(f"{Path(path).name} cannot be read as an Excel file: {error}") from None
    frame.columns = [str(name).strip() for name in frame.columns]
    for start in range(0, max(len(frame), 1), rows):
        part = _framed(frame.iloc[start : start + rows], start + HEADER + 1)
        yield part[part.notna().any(axis=1)]


def parquet(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    """A Parquet file, `rows` records at a time; `line` counts them from 1."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            start, batch = 1, None
            for batch in file.iter_batches(rows):
                yield _framed(batch.to_pandas().astype("str").replace("", None), start)
                start += batch.num_rows
            if batch is None:
                yield _framed(file.schema_arrow.empty_table().to_pandas().astype("str"), start)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"{Path(path).name} cannot be read as a Parquet file: {error}") from None


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
    except ValueError as error:
        try:
            return [json.loads(line, **reading) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise SourceError(f"{name} is not valid JSON: {error}") from None


def _plain(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
