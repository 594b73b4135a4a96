"""UCDP Georeferenced Event Dataset: final releases (41 or 49 columns) and candidate ones, as CSV or the API's JSON.

The codebook (UCDP GED Codebook version 23.1, Högbladh 2023) defines an event as lethal violence by an organised actor
at one place and time. What the schema takes over:

* Sides. In state-based and non-state conflict UCDP does not say who attacked whom, only which two parties fought:
  side A is by convention the government, or comes first in the alphabet. Both directions are therefore given, as two
  rows of one event: each fought the other. In one-sided violence side A kills civilians, and there is one row.
* Alliances. A side that is a list ("A, B") is joint actors: a row each, one event id.
* Tolls. `low`, `best` and `high` are the range of deaths; where they are out of order, they are put in order, and a
  warning says so. A best estimate of 0 with a high of 1 or more is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data.sources import coding, parties, reading

NAME = "ucdp-ged"
TITLE = "UCDP Georeferenced Event Dataset"
CITATION = (
    "Sundberg, R. and Melander, E. (2013) Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research "
    "50(4): 523-532; with the codebook of the release"
)
LICENCE = "CC BY 4.0: cite the dataset and its release wherever results are shown"
COVERAGE = "Fatal events only, of organised violence: a day without events is not a calm day."

REQUIRED = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude", "country", "date_prec",
    "date_start", "date_end", "deaths_civilians", "low", "best", "high",
)  # fmt: skip
OPTIONAL = ("code_status", "number_of_sources", "where_coordinates", "where_description", "adm_1")

# names of one party here and of several elsewhere: in a text "SNA" may be the Somali National Army as well
OWN_NAMES = {"SNA": "syrian-national-army"}


def recognises(columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the header has what GED has in every release."""
    return set(REQUIRED) <= {column.strip() for column in columns}


def stream(path: str | Path, rows: int = reading.ROWS) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time. Raises SourceError for a file that is not of GED."""
    reading.check(path, TITLE, recognises)
    seen = coding.Seen()
    for records, rejects in reading.chunks(path, columns=(*REQUIRED, *OPTIONAL), rows=rows):
        columns, remarks = _columns(records)
        yield coding.finish(columns, NAME, [rejects, *remarks], seen)


def read(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file. Raises SourceError for a file that is not of GED."""
    return coding.together(stream(path))


# type_of_violence: 1 state-based, 2 non-state, 3 one-sided; all are lethal by definition, the means are not coded
ONE_SIDED = "3"
VIOLENCE = ("1", "2", ONE_SIDED)
# date_prec: 1 the day; 2 two to six days; 3 the week; 4 the month; 5 more than a month, up to a year
DATES = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"}
# where_prec: 1 the place itself; 2 within about 25 km of it; 3 second and 4 first order division; 5 a line or a fuzzy
# region; 6 the country; 7 international waters or airspace
PLACES = {"1": "point", "2": "city", "3": "region", "4": "region", "5": "region", "6": "country", "7": "region"}
LONGEST = {"day": 1, "week": 7, "month": 31}  # days that a precision of data.events covers
_ALLIED = r",\s+(?!FYR)"  # between the members of an alliance; "Macedonia, FYR" is one country
_NOT_STATED = -1  # number_of_sources of events coded before sources were counted


def _columns(records: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Schema columns by line, a row a direction and member of an alliance, and the remarks on the records."""
    remarks: list[pd.DataFrame] = []
    day, precision = _when(records, remarks)
    low, best, high = _range(records, remarks)
    civilians = coding.numbers(records["deaths_civilians"], remarks)
    country = parties.countries(records["country"])
    coding.warn(records["country"], country.isna(), "a country that is not known: left empty", remarks)
    status = records["code_status"]
    coding.warn(status, status.notna() & (status != "Clear"), "not final: UCDP is still at work on it", remarks)
    kind = records["type_of_violence"]
    unknown = ~kind.isin(VIOLENCE)
    if unknown.any():
        reason = f"no type of violence that is known ({', '.join(VIOLENCE)}): the record is left out"
        remarks.append(coding.reject(records.index[unknown], kind.name, kind[unknown], reason, kept=False))
    sources = coding.numbers(records["number_of_sources"], remarks)
    out = pd.DataFrame(
        {
            "native_id": records["id"],
            "native_code": kind,
            "type": "ASSAULT",
            "date": day,
            "date_precision": precision,
            "place": records["where_coordinates"].fillna(records["where_description"]).fillna(records["adm_1"]),
            "country": country,
            "lat": records["latitude"],
            "lon": records["longitude"],
            "place_precision": records["where_prec"].map(PLACES).fillna("unknown").astype("str"),
            "killed_low": low,
            "killed_best": best,
            "killed_high": high,
            "victims": _victims(civilians),
            "reports": sources.where(sources > _NOT_STATED).clip(lower=1),
        },
        index=records.index,
    )
    return _directed(out, records, remarks), remarks



def _when(records: pd.DataFrame, remarks: list[pd.DataFrame]) -> tuple[pd.Series, pd.Series]:
    """The day and its precision: as coarse as date_prec says, and no finer than the days from start to end."""
    first = coding.dates(records["date_start"], remarks)
    last = coding.dates(records["date_end"], remarks, essential=False)
    coding.warn(records["date_end"], last < first, "before date_start: both are taken in order", remarks)
    last = last.fillna(first)
    first, last = first.where(first <= last, last), last.where(first <= last, first)
    days = (last - first).dt.days + 1
    coded = records["date_prec"].map(DATES)
    reason = f"not one of {', '.join(DATES)}: taken from the days covered"
    coding.warn(records["date_prec"], coded.isna(), reason, remarks)
    names = np.array([*LONGEST, "year"])
    covered = np.searchsorted(list(LONGEST.values()), days)
    precision = np.maximum(covered, coded.map({name: rank for rank, name in enumerate(names)}).fillna(0)).astype(int)
    middle = first + ((last - first) / 2).dt.floor("D")
    # a week is the seven days up to its day; a month and a year are those that hold most of the days covered
    day = middle.where(precision > 1, last)
    return day, pd.Series(names[precision], index=records.index)


def _range(records: pd.DataFrame, remarks: list[pd.DataFrame]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """low, best and high; the best estimate stands, and the range is widened to hold all three where it does not."""
    toll = pd.DataFrame({name: coding.numbers(records[name], remarks) for name in ("low", "best", "high")})
    low, best, high = (toll[name] for name in toll)
    odd = (low > best) | (best > high) | (low > high)
    if odd.any():
        wrong = records[odd]
        found = "low " + wrong["low"] + ", best " + wrong["best"] + ", high " + wrong["high"]
        reason = "out of order: the best estimate is kept, low and high become the least and the most of the three"
        remarks.append(coding.reject(records.index[odd], "low, best, high", found, reason, kept=True))
    return low.where(~odd, toll.min(axis=1)), best, high.where(~odd, toll.max(axis=1))


def _victims(civilians: pd.Series) -> pd.Series:
    """How many of the dead were civilians, in words; null where none is known to be."""
    words = {count: f"{count:.0f} civilian{'s' if count > 1 else ''}" for count in civilians[civilians > 0].unique()}
    return civilians.map(words).astype("str")


def _directed(out: pd.DataFrame, records: pd.DataFrame, remarks: list[pd.DataFrame]) -> pd.DataFrame:
    sides = {side: records[side].str.split(_ALLIED, regex=True) for side in ("side_a", "side_b")}
    for side in sides:
        odd = records[side].str.match(parties.PLACEHOLDER, na=False)
        coding.warn(records[side], odd, "UCDP's placeholder for an actor that has no name yet: kept as it is", remarks)
    forth = out.assign(source_text=sides["side_a"], target_text=sides["side_b"])
    back = out.assign(source_text=sides["side_b"], target_text=sides["side_a"])
    rows = pd.concat([forth, back[records["type_of_violence"] != ONE_SIDED]]).sort_index(kind="stable")
    rows = rows.explode("source_text").explode("target_text")
    for side in ("source", "target"):
        text = rows[f"{side}_text"].str.strip()
        rows[f"{side}_text"] = text.astype("str")
        rows[side] = rows[f"{side}_text"].map(OWN_NAMES).fillna(parties.resolve(rows[f"{side}_text"])).astype("str")
    return rows
