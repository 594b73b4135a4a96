"""The one event schema: columns, vocabularies and `validate`.

One row is one directed event: who did what to whom, where and when. Joint actors (several sources or targets of one
act) give several rows that share an `event_id`.
"""

from __future__ import annotations

import hashlib
from datetime import date

import numpy as np
import pandas as pd

TYPES = (
    "AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "CONSULT", "RETREAT", "REQUEST",
    "REJECT", "ACCUSE", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
REALIS = ("realised", "planned", "hypothetical", "denied", "background")
ORIGINS = ("extracted", "coded", "analyst")
DATE_PRECISIONS = ("day", "week", "month", "year", "unknown")
PLACE_PRECISIONS = ("point", "city", "region", "country", "unknown")

# column -> kind; `validate` brings every column to the kind's dtype
COLUMNS = {
    "event_id": "text",  # never null
    "dataset": "text",  # never null
    "origin": "text",  # one of ORIGINS
    "native_id": "text",
    "native_code": "text",
    "document_id": "text",
    "quote": "text",
    "span_start": "number",
    "span_end": "number",
    "date": "date",
    # one of DATE_PRECISIONS; week: the seven days up to `date`; month, year: the calendar span that holds it
    "date_precision": "text",
    "published": "date",
    "source": "text",
    "target": "text",
    "source_text": "text",
    "target_text": "text",
    "type": "text",  # one of TYPES
    "mode": "text",  # see data.ontology.MODES
    "realis": "text",  # one of REALIS
    "place": "text",
    "country": "text",  # ISO 3166-1 alpha-3
    "lat": "number",  # degrees, WGS 84
    "lon": "number",
    "place_precision": "text",  # one of PLACE_PRECISIONS
    "killed_low": "number",
    "killed_best": "number",
    "killed_high": "number",
    "wounded_low": "number",
    "wounded_best": "number",
    "wounded_high": "number",
    "victims": "text",
    "claimant": "text",  # who asserts the toll or the act: an actor id
    "responds_to": "text",  # event_id of the event this one is said to answer
    "response_cue": "text",  # the words that say so
    "reports": "number",  # documents that report it, >= 1
    "confidence": "number",  # 0..1
}

# Days that a record or article may state: no dataset read here starts earlier. Beyond are typed years and dates made to
# harm, as all days from the first event to the last are summed.
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)

MENTION_COLUMNS = ("event_id", "document_id", "span_start", "span_end", "quote")

_REQUIRED = ("event_id", "dataset", "origin", "type", "realis", "date_precision", "reports", "confidence")
ALLOWED = {
    "origin": ORIGINS,
    "type": TYPES,
    "realis": REALIS,
    "date_precision": DATE_PRECISIONS,
    "place_precision": PLACE_PRECISIONS,
}
RANGES = {
    "confidence": (0, 1),
    "reports": (1, float("inf")),
    "lat": (-90, 90),
    "lon": (-180, 180),
    "span_start": (0, float("inf")),
    "span_end": (0, float("inf")),
    **{f"{toll}_{bound}": (0, float("inf")) for toll in ("killed", "wounded") for bound in ("low", "best", "high")},
}
_NO_TEXT = pd.array([], dtype="str")  # nulls taken from it cost a tenth of NaNs converted one by one
_SHOWN = 3  # offending rows named in an error: enough to find the cause, short enough to read


class EventError(ValueError):
    """A frame that is not in the schema; the message names the column, the rows found and what is allowed."""


def event_id(*parts: object) -> str:
    """A stable 16-digit hexadecimal id of where an event came from (dataset and native id, or document and span)."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def empty() -> pd.DataFrame:
    """No events, in the schema."""
    return validate(pd.DataFrame({column: [] for column in COLUMNS}))


def validate(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with exactly COLUMNS, in order and with their dtypes (str, float64, datetime64).

    Missing optional columns are added as null. Raises EventError on a missing required column, an unknown column, a
    value that does not parse, a word outside its vocabulary, or a number outside its range.
    """
    unknown = [column for column in frame.columns if column not in COLUMNS]
    if unknown:
        raise EventError(f"unknown columns {unknown}; the schema allows {list(COLUMNS)}")
    missing = [column for column in _REQUIRED if column not in frame.columns]
    if missing:
        raise EventError(f"missing columns {missing}; every event needs {list(_REQUIRED)}")
    frame = frame.reset_index(drop=True).reindex(columns=list(COLUMNS))
    out = pd.DataFrame({column: _convert(frame[column], column, kind).array for column, kind in COLUMNS.items()})
    for column in _REQUIRED:
        _check(out, column, out[column].isna(), "a value in every row")
    for column, words in ALLOWED.items():
        _check(out, column, out[column].notna() & ~out[column].isin(words), f"one of {', '.join(words)}")
    numbers = out[list(RANGES)].to_numpy()
    outside = (numbers < [low for low, _ in RANGES.values()]) | (numbers > [high for _, high in RANGES.values()])
    for (column, (low, high)), bad in zip(RANGES.items(), outside.T, strict=True):
        _check(out, column, bad, f"{low} to {high}")
    _check(out, "span_end", out["span_end"] < out["span_start"], "an offset not before span_start")
    return out


def _convert(values: pd.Series, column: str, kind: str) -> pd.Series:
    if kind == "text" and values.dtype == "float64" and values.isna().all():  # a column that was not there
        return pd.Series(_NO_TEXT.take(np.full(len(values), -1), allow_fill=True))
    if kind == "text":
        return values.astype("str")
    if kind == "number" and values.dtype == "float64":
        return values
    if kind == "number":
        converted = pd.to_numeric(values, errors="coerce").astype("float64")
    else:
        converted = pd.to_datetime(values, errors="coerce", format="ISO8601" if values.dtype == object else None)
        converted = converted.astype("datetime64[us]")
    bad = converted.isna() & values.notna()
    if bad.any():
        raise EventError(_message(column, values[bad], "a number" if kind == "number" else "an ISO 8601 date"))
    return converted


def _check(frame: pd.DataFrame, column: str, bad: pd.Series | np.ndarray, allowed: str) -> None:
    if bad.any():
        raise EventError(_message(column, frame.loc[bad, column], allowed))


def _message(column: str, bad: pd.Series, allowed: str) -> str:
    found = ", ".join(f"row {row}: {value!r}" for row, value in bad.head(_SHOWN).items())
    more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    return f"column {column}: found {found}{more}; allowed: {allowed}"
