"""Events in from a file, frames out as a table for reading, CSV or JSON. Only tables for reading are rounded."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from dashboard.output import printable
from data.cells import harmless, restored
from data.events import validate

NEEDED = ("event_id", "dataset", "origin", "date", "date_precision", "source", "target", "type", "realis")
PRESUMED = {"reports": 1, "confidence": 1.0}  # of tables made by hand, which seldom say: one report, sure

# decimals in a table for reading; an index has one, as on screen
DECIMALS = {"pressure": 3, "confidence": 2, "killed_best": 0}
USUAL_DECIMALS = 1


class TableError(ValueError):
    """A file of events that cannot be used; the message says what was found and what is needed."""


def is_table(name: str) -> bool:
    """Whether `name` is that of a file which `read` reads, by its ending."""
    return Path(name).suffix.lower() in _READERS


def read(path: Path) -> pd.DataFrame:
    """Events of a .csv or .json file in the schema. Raises TableError, or EventError for a value out of the schema."""
    try:
        frame = _READERS[path.suffix.lower()](path)
    except OSError as error:
        raise TableError(f"{path} cannot be opened: {error.strerror}") from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{path} is empty") from None
    except TableError:
        raise
    except ValueError as error:  # of pandas, json and the decoder
        raise TableError(f"{path} is no table of events: {str(error).splitlines()[0]}") from None
    missing = [column for column in NEEDED if column not in frame.columns]
    if missing:
        raise TableError(f"{path} lacks the columns {', '.join(missing)}; events need at least {', '.join(NEEDED)}")
    if frame.empty:
        raise TableError(f"{path} holds no events")
    return validate(frame.assign(**{name: value for name, value in PRESUMED.items() if name not in frame.columns}))


def _csv(path: Path) -> pd.DataFrame:
    # as text: an id of digits stays as it is, and an actor "NA" is not missing
    return restored(pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""]).astype(object))


def _json(path: Path) -> pd.DataFrame:
    records = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise TableError(f"{path} is no list of objects, one an event")
    return pd.DataFrame(records, dtype=object)


_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {".csv": _csv, ".json": _json}


def written(frame: pd.DataFrame, form: str, decimals: int = USUAL_DECIMALS) -> str:
    """`frame` as text in one of the forms table, csv and json; `decimals` are for a table.

    In CSV, text that a spreadsheet would run as a formula has an apostrophe in front (`data.cells`).
    """
    return _as_table(frame, decimals) if form == "table" else _WRITERS[form](frame)


def _as_table(frame: pd.DataFrame, decimals: int) -> str:
    out = _with_days(frame)
    for column in out.select_dtypes("float"):
        out[column] = out[column].map(f"{{:.{DECIMALS.get(column, decimals)}f}}".format, na_action="ignore")
    lines = out.astype(object).where(out.notna(), "–").to_string(index=False).split("\n")
    return "\n".join(map(printable, lines))


def _as_csv(frame: pd.DataFrame) -> str:
    out = harmless(_with_days(frame))
    text = out.to_csv(index=False, lineterminator="\n")
    if "\r" in text:  # which Python quotes from 3.13 on only, and which ends a row for whoever reads it
        text = out.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    return text.removesuffix("\n")


def _as_json(frame: pd.DataFrame) -> str:
    out = _with_days(frame).astype(object)
    return json.dumps(out.where(out.notna(), None).to_dict("records"), ensure_ascii=False, indent=1)


_WRITERS: dict[str, Callable[[pd.DataFrame], str]] = {"csv": _as_csv, "json": _as_json}


def _with_days(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.copy()
    for column in out.select_dtypes("datetime"):
        out[column] = out[column].dt.strftime("%Y-%m-%d")
    return out
