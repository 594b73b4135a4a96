"""Delimited text becomes frames of text columns, a chunk at a time, with the records that are broken beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.sources.coding import joined, reject
from data.sources.decoding import MARKED, Text, latin
from data.sources.files import SourceError, opened

BLOCK = 4 << 20  # bytes parsed at a time, and the longest record: 16 MB took 570 MB for GDELT's rows, 4 MB takes 400
RECORD = "(record)"  # stands for the column in a reject of a whole record
# broken and blank records that are held between two chunks, some 200 MB: a file of nothing else would fill all memory
MOST_BROKEN = 500_000
_SHOWN = 200  # characters of a broken record that a reject repeats
_QUOTE = '"'


def delimited(
    path: str | Path,
    separator: str,
    names: list[str],
    columns: Sequence[str] | None,
    rows: int,
    quoted: bool,
    first: int,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Frames of text columns with their rejects, as `data.sources.reading.chunks` says, from record `first` on."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    broken: list[tuple[int, str, str]] = []  # record number, text, reason; empty ones are blank lines

    def leave_out(row: Any) -> str:
        reason = f"{row.actual_columns} cells instead of {row.expected_columns}{_spans(row.text)}"
        broken.append((row.number, row.text, reason if row.text.strip() else ""))
        return "skip" if len(broken) <= MOST_BROKEN else "error"

    def made(records: Any, lines: np.ndarray, told: list, is_last: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
        frame, remarks = _text(records, lines, text.marked)
        frame, more = _without_blanks(frame, is_last)
        remarks += [*more, *_told(told), *(_joined(frame, separator, len(names)) if quoted else ())]
        return frame if columns is None else frame.reindex(columns=list(columns)).astype("str"), joined(remarks)

    # where quotes may join records, every cell is looked at
    wanted = list(names if columns is None or quoted else [name for name in columns if name in names])
    with opened(path) as file:
        text = Text(file)
        try:
            reader = arrow.open_csv(
                pa.PythonFile(text, mode="r"),
                read_options=arrow.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
                parse_options=arrow.ParseOptions(
                    delimiter=separator,
                    quote_char=_QUOTE if quoted else False,
                    newlines_in_values=quoted,
                    ignore_empty_lines=False,  # else their numbers would be lost
                    invalid_row_handler=leave_out,
                ),
                convert_options=arrow.ConvertOptions(
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, pa.large_string()),
                    null_values=[""],
                    strings_can_be_null=True,
                    check_utf8=False,  # Text has seen to it
                ),
            )
            waiting = pa.Table.from_batches([], reader.schema)
            lines, number = np.empty(0, dtype="int64"), 0
            for batch in reader:
                numbers, number = _numbers(number, batch.num_rows, [line for line, *_ in broken])
                keep = numbers >= first
                batch = batch if keep.all() else batch.filter(pa.array(keep))
                waiting, lines = pa.concat_tables([waiting, pa.table(batch)]), np.append(lines, numbers[keep])
                while len(lines) > rows:  # one record is held back: the last of the file may not be whole
                    yield made(waiting.slice(0, rows), lines[:rows], _taken(broken, lines[rows - 1]))
                    waiting, lines = waiting.slice(rows), lines[rows:]
            if quoted and text.odd and len(lines) and (swallowed := _line_breaks(waiting)):
                reason = f"a quote that opens here is never closed: {swallowed} lines to the end were read as one cell"
                broken.append((int(lines[-1]), "", reason))
                waiting, lines = waiting.slice(0, len(lines) - 1), lines[:-1]
            yield made(waiting, lines, broken, is_last=True)
        except pa.ArrowInvalid as error:
            found = f"{Path(path).name} cannot be read as text with {separator!r} between cells: {error}"
            raise SourceError(found) from None


def _line_breaks(records: Any) -> int:
    last = records.slice(records.num_rows - 1).to_pylist()[0]
    return max((value.count("\n") for value in last.values() if value), default=0)


def _numbers(before: int, count: int, skipped: list[int]) -> tuple[np.ndarray, int]:
    """Record numbers of the next `count` records after number `before`, those `skipped` passed over; and the last."""
    later = np.array(sorted(number for number in skipped if number > before), dtype="int64")
    # the k-th record kept has number before + k + how many of the skipped ones come ahead of it
    ahead = np.searchsorted(later - np.arange(len(later)), before + 1 + np.arange(count), side="right")
    numbers = before + 1 + np.arange(count) + ahead
    return numbers, int(numbers[-1]) if count else before


def _taken(broken: list[tuple[int, str, str]], last: int) -> list[tuple[int, str, str]]:
    """Those of `broken` up to record `last`, which are removed from it."""
    taken = [row for row in broken if row[0] <= last]
    broken[:] = [row for row in broken if row[0] > last]
    return taken


def _told(broken: list[tuple[int, str, str]]) -> list[pd.DataFrame]:
    rows = [row for row in broken if row[2]]
    if not rows:
        return []
    numbers, texts, reasons = zip(*rows, strict=True)
    return [reject(numbers, RECORD, [latin(text)[:_SHOWN] for text in texts], list(reasons), kept=False)]


def _without_blanks(frame: pd.DataFrame, is_last: bool) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The records that hold something, and remarks on the others, unless they are the blank end of the file."""
    blank = frame.isna().all(axis=1)
    if not blank.any():
        return frame, []
    inside = blank & (frame.index < frame.index[~blank].max()) if is_last else blank
    return frame[~blank], [reject(frame.index[inside], RECORD, None, "no cell that is needed is filled", kept=False)]


def _joined(frame: pd.DataFrame, separator: str, width: int) -> list[pd.DataFrame]:
    """Warnings on cells that look as if a stray quote had made records one: a line break and a record's separators."""
    remarks = []
    for name in frame:
        broken = frame[name].str.contains("\n", regex=False, na=False)
        if broken.any():
            cells = frame.loc[broken, name]
            odd = cells[cells.str.count(re.escape(separator)) >= width - 1]
            reason = "several lines, with as many separators as a record has: a stray quote may have joined records"
            remarks.append(reject(odd.index, name, odd.str[:_SHOWN], reason, kept=True))
    return remarks


def _spans(text: str) -> str:
    breaks = text.rstrip("\r\n").count("\n")
    return f"; an open quote joined {breaks + 1} lines" if breaks else ""


def _text(records: Any, lines: np.ndarray, marked: bool) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Records as text columns, and a warning for each cell that was not UTF-8."""
    import pyarrow.compute as pc

    index = pd.Index(lines, name="line")
    columns, remarks = {}, []
    for name, cells in zip(records.schema.names, records.columns, strict=True):
        column = pd.Series(pd.array(cells, dtype="str"), index=index)
        if marked and (odd := pc.match_substring_regex(cells, MARKED).fill_null(False).to_numpy()).any():
            column = column.where(~odd, column.map(latin, na_action="ignore").astype("str"))
            remarks.append(reject(index[odd], name, column[odd], "not UTF-8: read as Latin-1", kept=True))
        columns[name] = column
    return pd.DataFrame(columns, index=index), remarks
