"""ACLED, the Armed Conflict Location & Event Data project: the user's own export as CSV or the API's JSON.

What the schema takes over (ACLED Codebook, 2024):

* Types come from the sub-event type, by `acled_types.csv`. The codebook says that actor 1 and actor 2 do not tell
  attacker from defender; so where two sides fight or agree, both directions are given, as two rows of one event.
  One-sided acts go from actor 1 to actor 2, and force against protesters the other way round.
* `fatalities` is one reported number, which ACLED takes from the most conservative report: it is `killed_best`, and the
  range stays null. 0 means that none were reported.
* `notes` is the coder's sentence: the quote. `reports` counts the sources named. `published` stays null: `timestamp` is
  the last change of the record, not when the event became known.
* Dates keep the day that ACLED gives; `time_precision` 2 and 3 make it a week and a month.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from data.sources import coding, parties, reading

NAME = "acled"
TITLE = "Armed Conflict Location & Event Data (ACLED)"
CITATION = (
    "Raleigh, C., Kishi, R. and Linke, A. (2023) Political instability patterns are obscured by conflict dataset scope "
    "conditions, sources, and coding choices, Humanities and Social Sciences Communications 10: 74"
)
LICENCE = "ACLED's terms of use: redistribution is forbidden, so import your own export and pass on no records"
COVERAGE = (
    "Political violence and protest as reported; the years covered differ by country, so check them before taking "
    "silence for calm."
)

REQUIRED = (
    "event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "actor2", "country", "latitude",
    "longitude", "fatalities",
)  # fmt: skip
OPTIONAL = (
    "time_precision", "geo_precision", "inter1", "inter2", "civilian_targeting", "admin1", "location", "source",
    "notes",
)  # fmt: skip

DAYS = ("ISO8601", "%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y")  # 06/05/2024 could be either day: not taken
DATES = {"1": "day", "2": "week", "3": "month"}
# 1 the named place; 2 a small part of a region and 3 a larger region, each coded at a town that stands for it
PLACES = {"1": "city", "2": "region", "3": "region"}
CIVILIANS = ("7", "civilians")  # inter1 and inter2: numbers in exports before 2024, words since
_SPLIT = ";"  # between the sources of a record
_FILE = Path(__file__).parent / "acled_types.csv"


def recognises(columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the header has what every export of ACLED has."""
    return set(REQUIRED) <= {column.strip() for column in columns}


def stream(path: str | Path, rows: int = reading.ROWS) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time. Raises SourceError for a file that is not of ACLED."""
    reading.check(path, TITLE, recognises)
    seen = coding.Seen()
    for records, rejects in reading.chunks(path, columns=(*REQUIRED, *OPTIONAL), rows=rows):
        columns, remarks = _columns(records)
        yield coding.finish(columns, NAME, [rejects, *remarks], seen)


def read(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file. Raises SourceError for a file that is not of ACLED."""
    return coding.together(stream(path))


@cache
def types() -> pd.DataFrame:
    """`acled_types.csv` by sub-event type in lower case: type, mode, realis, direction (forth, back, both)."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        table = pd.DataFrame(csv.DictReader(file), dtype="str").replace("", None)
    return table.set_index(table["sub_event_type"].str.lower())


def _columns(records: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Schema columns by line, a row a direction, and the remarks on the records."""
    remarks: list[pd.DataFrame] = []
    kind = records["sub_event_type"].str.strip().str.lower()
    unknown = ~kind.isin(types().index)
    if unknown.any():
        reason = "no sub-event type that is known: the record is left out"
        found = records.loc[unknown, "sub_event_type"]
        remarks.append(coding.reject(records.index[unknown], "sub_event_type", found, reason, kept=False))
    country = parties.countries(records["country"])
    coding.warn(records["country"], country.isna(), "a country that is not known: left empty", remarks)
    precision = records["time_precision"].map(DATES)
    odd = precision.isna() & records["time_precision"].notna()
    coding.warn(records["time_precision"], odd, f"not one of {', '.join(DATES)}: taken as the day", remarks)
    out = pd.DataFrame(
        {
            "native_id": records["event_id_cnty"],
            "native_code": records["sub_event_type"],
            **{name: kind.map(types()[name]) for name in ("type", "mode", "realis")},
            "date": coding.dates(records["event_date"], remarks, formats=DAYS),
            "date_precision": precision,
            "quote": records["notes"],
            "place": records["location"].fillna(records["admin1"]),
            "country": country,
            "lat": records["latitude"],
            "lon": records["longitude"],
            "place_precision": records["geo_precision"].map(PLACES).fillna("unknown").astype("str"),
            "killed_best": coding.numbers(records["fatalities"], remarks),
            "reports": records["source"].str.split(_SPLIT).map(_distinct, na_action="ignore").astype("float64"),
        },
        index=records.index,
    )
    return _directed(out, records, kind.map(types()["direction"])), remarks


def _distinct(sources: list[str]) -> int:
    return max(len({source.strip().lower() for source in sources} - {""}), 1)


def _directed(out: pd.DataFrame, records: pd.DataFrame, direction: pd.Series) -> pd.DataFrame:
    both = (direction == "both") & records["actor2"].notna()  # nobody acts back where no second side is named
    ways = (("1", "2", direction != "back"), ("2", "1", (direction == "back") | both))
    rows = pd.concat([_way(out, records, source, target)[chosen] for source, target, chosen in ways])
    for side in ("source", "target"):
        rows[side] = parties.resolve(rows[f"{side}_text"])
    return rows.sort_index(kind="stable")


def _way(out: pd.DataFrame, records: pd.DataFrame, source: str, target: str) -> pd.DataFrame:
    harmed = records["civilian_targeting"].notna() | records[f"inter{target}"].str.lower().isin(CIVILIANS)
    victims = harmed.map({True: "civilians", False: None}).astype("str")
    return out.assign(
        source_text=records[f"actor{source}"], target_text=records[f"actor{target}"], victims=victims
    )
