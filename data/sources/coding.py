"""The columns that a provider made of its records become validated events; what is odd or broken is told, not dropped.

A reject is one remark on one record: which line, which column, what was found, why it matters, and whether the record
was imported all the same (`kept`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from data import events as schema

REJECT_COLUMNS = {"line": "int64", "native_id": "str", "column": "str", "found": "str", "reason": "str", "kept": "bool"}

# reports: at least the one document it was coded from. confidence: how sure the reading of a text is; a coded record
# needs no reading, and the datasets publish no such figure.
DEFAULTS = {"origin": "coded", "realis": "realised", "date_precision": "day", "reports": 1.0, "confidence": 1.0}
# without these a record is broken: nothing can stand for which event it was, what was done or when
ESSENTIAL = ("event_id", "type", "date")
UNDATED = "unknown"  # the date_precision of an event that may be without a date

_DAYS = schema.FIRST_DAY, schema.LAST_DAY
_ID_DIGITS = 16  # of data.events.event_id


def reject(
    lines: Sequence[int] | pd.Index,
    column: str,
    found: Sequence[object] | pd.Series | object,
    reason: Sequence[str] | str,
    kept: bool,
) -> pd.DataFrame:
    """Remarks on the records `lines`, in REJECT_COLUMNS; `native_id` is filled by `finish`.

    `found` and `reason` are one value each or one a line. `kept`: the record is imported, with this warning.
    """
    lines = np.asarray(lines, dtype="int64")
    found = found.to_numpy() if isinstance(found, pd.Series) else found
    values = {"line": lines, "native_id": None, "column": column, "found": found, "reason": reason, "kept": kept}
    return pd.DataFrame(values, index=range(len(lines))).astype(REJECT_COLUMNS)


def no_rejects() -> pd.DataFrame:
    """No remarks, in REJECT_COLUMNS."""
    return _no_rejects().copy()


@cache
def _no_rejects() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in REJECT_COLUMNS.items()})


def joined(rejects: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several frames of remarks as one, by line."""
    filled = [frame for frame in rejects if len(frame)]
    if not filled:
        return no_rejects()
    return pd.concat(filled, ignore_index=True).sort_values("line", kind="stable", ignore_index=True)


def together(parts: Iterable[tuple[pd.DataFrame, pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The chunks of a stream as one (events, rejects)."""
    parts = list(parts)
    events = [frame for frame, _ in parts if len(frame)]
    return pd.concat(events, ignore_index=True) if events else schema.empty(), joined(told for _, told in parts)


def ids(dataset: str, native: pd.Series) -> pd.Series:
    """`data.events.event_id(dataset, native_id)` of every native id, as str; null where that is null."""
    import pyarrow as pa

    begun = blake2b(f"{dataset}\x1f".encode(), digest_size=_ID_DIGITS // 2).copy
    known, digests = native.dropna(), []
    for value in known.tolist():
        made = begun()
        made.update(value.encode())
        digests.append(made.digest())
    digits = b"".join(digests).hex().encode()
    ends = pa.py_buffer(np.arange(len(known) + 1, dtype="int64") * _ID_DIGITS)
    made = pa.LargeStringArray.from_buffers(len(known), ends, pa.py_buffer(digits))
    places = np.where(native.notna(), native.notna().cumsum() - 1, -1)
    return pd.Series(pd.array(made, dtype="str").take(places, allow_fill=True), index=native.index)


def each(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    """`function` of every distinct value, as str on the index of `values`; null where that is null."""
    codes, distinct = pd.factorize(values)
    made = pd.array([function(value) for value in distinct], dtype="str")
    return pd.Series(made.take(codes, allow_fill=True), index=values.index)


def each_row(frame: pd.DataFrame, function: Callable[..., str | None]) -> pd.Series:
    """`function` of the cells (None for null) of every distinct row of text, as str on the index of `frame`."""
    codes, first = distinct(frame)
    cells = [frame[name].array.take(first).to_numpy(dtype=object, na_value=None) for name in frame]
    rows = zip(*cells, strict=True)
    made = pd.array([function(*row) for row in rows], dtype="str")
    return pd.Series(made.take(codes), index=frame.index)


def distinct(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The number of each row among the distinct rows, and the position at which each of those first stands."""
    combined = np.zeros(len(frame), dtype="int64")
    for name in frame:
        codes, values = pd.factorize(frame[name])
        # numbered anew after each column, so that the product of two counts stays far below 2 ** 63
        combined = pd.factorize(combined * (len(values) + 1) + codes + 1)[0]
    return combined, np.flatnonzero(~pd.Series(combined).duplicated())


def numbers(values: pd.Series, remarks: list[pd.DataFrame]) -> pd.Series:
    """Text as float64; what is no finite number becomes null, and a warning is added to `remarks`."""
    parsed = _numbers(values)
    _tell(values, parsed, "not a number: left empty", True, remarks)
    return parsed


def dates(
    values: pd.Series, remarks: list[pd.DataFrame], essential: bool = True, formats: Sequence[str] = ("ISO8601",)
) -> pd.Series:
    """Text as datetime64, by the first of `formats` that fits; what is no date becomes null.

    That leaves the record out if the date is `essential` and is a warning if not; `remarks` takes it.
    """
    parsed = _dates(values, formats[0])
    for format in formats[1:]:
        if (parsed.isna() & values.notna()).any():
            parsed = parsed.fillna(_dates(values, format))
    reason = "not a date: the record is left out" if essential else "not a date: left empty"
    _tell(values, parsed, reason, not essential, remarks)
    return parsed


def warn(values: pd.Series, odd: pd.Series, reason: str, remarks: list[pd.DataFrame]) -> None:
    """Add a warning to `remarks` for each of the `values` that is `odd`; the records are kept."""
    if odd.any():
        remarks.append(reject(values.index[odd], str(values.name), values[odd], reason, kept=True))


class Seen:
    """The ids that a stream has given so far, eight bytes each, so that a record which comes again is told."""

    def __init__(self) -> None:
        self._hashes = np.empty(0, dtype="uint64")

    def again(self, ids: pd.Series) -> np.ndarray:
        """Which of `ids` came in an earlier call; all are remembered."""
        hashes = pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)
        places = np.searchsorted(self._hashes, hashes)
        known = np.zeros(len(hashes), dtype=bool)
        inside = places < len(self._hashes)
        known[inside] = self._hashes[places[inside]] == hashes[inside]
        self._hashes = np.sort(np.concatenate([self._hashes, np.unique(hashes[~known])]), kind="stable")
        return known


def finish(
    columns: Mapping[str, Any] | pd.DataFrame,
    dataset: str,
    rejects: Sequence[pd.DataFrame] | pd.DataFrame = (),
    seen: Seen | None = None,
    joint: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events in the schema and all remarks, from schema columns indexed by `line`.

    Text where the schema wants a number or a date is parsed; what does not parse, lies outside its range or outside its
    vocabulary is left empty with a warning, or the record is left out where the column is ESSENTIAL. Missing columns
    take DEFAULTS or stay null. Records that a reject with kept False names are left out. One line may give several
    rows (joint actors); an id that comes again on a later line, or that an earlier chunk gave by `seen`, is a repeated
    record and left out, unless `joint` says that the lines of one id are its parties. A column `dataset` stands where
    it is filled.
    """
    frame = pd.DataFrame(columns)
    told = [rejects] if isinstance(rejects, pd.DataFrame) else list(rejects)
    for name in frame.columns:
        frame[name] = _fitting(frame[name], name, told)
    if "native_id" not in frame:
        frame["native_id"] = pd.Series(index=frame.index, dtype="str")
    if "event_id" not in frame:
        frame["event_id"] = ids(dataset, frame["native_id"])
    for name, value in {**DEFAULTS, "dataset": dataset}.items():
        frame[name] = frame[name].fillna(value) if name in frame else value
    _incomplete(frame, told)
    if not joint:
        _repeats(frame, seen, told)
    rejects = joined(told)
    if len(rejects):
        frame_ids = frame["native_id"][~frame.index.duplicated()]
        rejects["native_id"] = rejects["native_id"].fillna(rejects["line"].map(frame_ids).astype("str"))
        frame = frame[~frame.index.isin(rejects.loc[~rejects["kept"], "line"])]
    return schema.validate(frame), rejects


def _fitting(values: pd.Series, name: str, told: list[pd.DataFrame]) -> pd.Series:
    """A column brought to its kind, range and vocabulary, with a remark on each value that is not."""
    kind = schema.COLUMNS.get(name)
    made, allowed = values, f"a {kind}"
    if kind == "number":
        made = _numbers(values)
    elif kind == "date":
        made = _dates(values)
        made = made.where(made.between(*map(pd.Timestamp, _DAYS)))
        allowed = f"a date from {_DAYS[0]} to {_DAYS[1]}"
    bad = made.isna() & values.notna() if made is not values else None
    if name in schema.RANGES:
        low, high = schema.RANGES[name]
        outside = (made < low) | (made > high)
        bad = outside if bad is None else bad | outside
        allowed = f"a number from {low} to {high}"
    if name in schema.ALLOWED:
        bad = made.notna() & ~made.isin(schema.ALLOWED[name])
        allowed = f"one of {', '.join(schema.ALLOWED[name])}"
    if bad is None or not bad.any():
        return made
    kept = name not in ESSENTIAL
    reason = f"not {allowed}: {'left empty' if kept else 'the record is left out'}"
    told.append(reject(values.index[bad], name, values[bad], reason, kept))
    return made.where(~bad)


def _incomplete(frame: pd.DataFrame, told: list[pd.DataFrame]) -> None:
    """Remarks on the records that lack something ESSENTIAL, where nothing was said of it yet."""
    for name in ESSENTIAL:
        if name not in frame:
            continue
        missing = frame[name].isna()
        if name == "date":
            missing &= frame["date_precision"] != UNDATED
        if missing.any():
            lines = frame.index[missing].difference([line for past in told for line in past["line"][~past["kept"]]])
            told.append(reject(lines, name, None, f"no {name}: the record is left out", kept=False))


def _repeats(frame: pd.DataFrame, seen: Seen | None, told: list[pd.DataFrame]) -> None:
    """Remarks on the lines whose id stands on an earlier line or in an earlier chunk."""
    lines = pd.DataFrame({"id": frame["event_id"], "line": frame.index}).dropna()
    if frame["event_id"].is_unique:
        again = pd.Series(False, index=lines.index)
    else:
        lines = lines.drop_duplicates()
        again = lines["id"].duplicated()
    if seen is not None:
        again |= seen.again(lines["id"])
    if again.any():
        repeated = lines.loc[again, "line"]
        reason = "its id stood on an earlier line: the record is left out"
        told.append(reject(repeated, "event_id", lines.loc[again, "id"], reason, kept=False))


def _numbers(values: pd.Series) -> pd.Series:
    if values.dtype == "float64":
        return values
    import pyarrow as pa

    try:
        parsed = pd.Series(pa.array(values, pa.large_string()).cast("float64").to_numpy(False), index=values.index)
    except pa.ArrowException:  # one that is no number, or has blanks around it: the slower way tells which
        parsed = pd.to_numeric(values, errors="coerce").astype("float64")
    return parsed.where(np.isfinite(parsed))


def _dates(values: pd.Series, format: str = "ISO8601") -> pd.Series:
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = pd.to_datetime(values, errors="coerce", format=format, utc=True)  # some carry a zone, most do not
    if values.dt.tz is not None:
        values = values.dt.tz_localize(None)
    return values.astype("datetime64[us]")


def _tell(values: pd.Series, parsed: pd.Series, reason: str, kept: bool, remarks: list[pd.DataFrame]) -> None:
    bad = parsed.isna() & values.notna()
    if bad.any():
        remarks.append(reject(values.index[bad], str(values.name), values[bad], reason, kept))
