"""POLECAT: 40 columns, tab-separated with a header (Harvard Dataverse, doi:10.7910/DVN/AJGVIT).

What the schema takes over:

* Types and modes are PLOVER's and so ours, but for MODES. `native_code` is the mode as written; it may be empty.
* Several actors, or recipients, in one cell between semicolons act or suffer jointly: a row each, one event id. Country
  and sector cells hold as many values, or one for all; where they hold another number, nobody knows whose they are, and
  only the names count.
* A sector is a CAMEO role: an organ of a country is its state, everybody else of it is not (see data.sources.roles);
  whoever has a proper name and is no organ keeps it.
* Contexts, intensity and the people, organisations and places of the story are not of the event, and are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from data import actors
from data.events import TYPES
from data.ontology import MODES as VOCABULARY
from data.sources import coding, parties, reading, roles

NAME = "polecat"
TITLE = "POLECAT political event data"
CITATION = (
    "Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P. A. and Scarborough, G. I. (2023) PLOVER and POLECAT: A New "
    "Political Event Ontology and Dataset, ISA Annual Convention; data at doi:10.7910/DVN/AJGVIT"
)
LICENCE = "The terms on its page at Harvard Dataverse; cite the dataset and its version"
COVERAGE = (
    "What news in several languages reports, read by machine, from 2018 on; a day without events may be a day that "
    "none of its sources wrote about."
)
# No check of whole records is published. Type, mode, actors and place are decided one after the other by models that
# each err; two records in three right is below the 0.756 that was measured for ICEWS, whose successor it is.
CONFIDENCE = 0.67

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
WANTED = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Publication Date", "Placename", "City", "District",
    "Province", "Country", "Latitude", "Longitude", "Feature Type",
    *(f"{side} {column}" for side in ("Actor", "Recipient") for column in ("Name", "Name Raw", "Country")),
    *(f"Primary {side} Sector" for side in ("Actor", "Recipient")),
)  # fmt: skip
EMPTY = "None"
BETWEEN = ";"

MODES = {"massacre": "execute"}  # modes of PLOVER that this project calls otherwise
# openings of GeoNames feature codes, the first that fits; a building, a base or a lake is a point
FEATURES = {"PPL": "city", "PCL": "country", "ADM": "region", "RGN": "region", "CONT": "region", "": "point"}


def recognises(columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the header has every column of POLECAT."""
    return set(COLUMNS) <= {column.strip() for column in columns}


def stream(path: str | Path, rows: int = reading.ROWS) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time. Raises SourceError for a file that is not of POLECAT."""
    reading.check(path, TITLE, recognises)
    seen = coding.Seen()
    for records, rejects in reading.chunks(path, columns=WANTED, rows=rows):
        columns, remarks = _events(records.mask(records == EMPTY))
        yield coding.finish(columns, NAME, [rejects, *remarks], seen)


def read(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file. Raises SourceError for a file that is not of POLECAT."""
    return coding.together(stream(path))


def _events(records: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Schema columns by line, a row for each pair of joint actor and recipient, and the remarks on the records."""
    remarks: list[pd.DataFrame] = []
    kind, mode = _acts(records, remarks)
    country = parties.countries(records["Country"])
    odd = country.isna() & records["Country"].notna()
    coding.warn(records["Country"], odd, "a country that is not known: left empty", remarks)
    place = records["Placename"]
    for column in ("City", "District", "Province", "Country"):
        place = place.fillna(records[column])
    columns = {
        "native_id": records["Event ID"],
        "native_code": records["Event Mode"],
        "type": kind,
        "mode": mode,
        "date": coding.dates(records["Event Date"], remarks),
        "published": coding.dates(records["Publication Date"], remarks, essential=False),
        **_parties(records, "Actor", "source", remarks),
        **_parties(records, "Recipient", "target", remarks),
        "place": place,
        "country": country,
        "lat": coding.numbers(records["Latitude"], remarks),
        "lon": coding.numbers(records["Longitude"], remarks),
        "place_precision": _precision(records),
        "confidence": CONFIDENCE,
    }
    rows = pd.DataFrame(columns, index=records.index)
    for side in ("source", "target"):
        rows = rows.explode([side, f"{side}_text"])
        rows[side] = rows[side].mask(rows[side] == "").astype("str")
        rows[f"{side}_text"] = rows[f"{side}_text"].astype("str").str.strip()
    return rows, remarks


def _acts(records: pd.DataFrame, remarks: list[pd.DataFrame]) -> tuple[pd.Series, pd.Series]:
    """PLOVER types and modes; an unknown type leaves the record out, an unknown mode is left empty."""
    written = records["Event Type"]
    kind = coding.each(written, lambda value: value.upper() if value.upper() in TYPES else None)
    unknown = kind.isna() & written.notna()
    if unknown.any():
        reason = f"not one of {', '.join(TYPES)}: the record is left out"
        remarks.append(coding.reject(written.index[unknown], written.name, written[unknown], reason, kept=False))
    acts = pd.DataFrame({"type": kind, "mode": records["Event Mode"]})
    mode = coding.each_row(acts, _mode)
    odd = mode.isna() & records["Event Mode"].notna()
    coding.warn(records["Event Mode"], odd, "no mode of its type: left empty", remarks)
    return kind, mode


def _mode(kind: str | None, mode: str | None) -> str | None:
    mode = mode and mode.lower().replace("_", "-")
    mode = MODES.get(mode, mode)
    return mode if mode in VOCABULARY.get(kind, ()) else None


def _precision(records: pd.DataFrame) -> pd.Series:
    """By the feature that the gazetteer found, else by the narrowest column that is filled."""
    precision = pd.Series("unknown", index=records.index, dtype="str")
    for column, name in (("Country", "country"), ("Province", "region"), ("District", "region"), ("City", "city")):
        precision = precision.mask(records[column].notna(), name)
    feature = records["Feature Type"]
    found = coding.each(feature, lambda code: next(name for start, name in FEATURES.items() if code.startswith(start)))
    return found.fillna(precision)


def _parties(records: pd.DataFrame, side: str, column: str, remarks: list[pd.DataFrame]) -> dict[str, pd.Series]:
    """Lists of ids ("" where nobody is known) and of as many names, by line."""
    cells = pd.DataFrame(
        {
            "name": records[f"{side} Name"].fillna(records[f"{side} Name Raw"]),
            "country": records[f"{side} Country"],
            "sector": records[f"Primary {side} Sector"],
        }
    )
    for name, told in (("country", f"{side} Country"), ("sector", f"Primary {side} Sector")):
        count = cells[name].str.count(BETWEEN)
        odd = (count > 0) & (count != cells["name"].str.count(BETWEEN).fillna(0))
        coding.warn(records[told], odd, f"another number of values than of names in {side} Name: not used", remarks)
    return {
        column: coding.each_row(cells, _joint).str.split(BETWEEN),
        f"{column}_text": cells["name"].str.split(BETWEEN),
    }


def _joint(names: str | None, countries: str | None, sectors: str | None) -> str | None:
    """Ids of joint actors, between semicolons; None where no one is named."""
    if names is None:
        return None
    parts = names.split(BETWEEN)
    whose = zip(parts, _aligned(countries, len(parts)), _aligned(sectors, len(parts)), strict=True)
    return BETWEEN.join(_party(*who) or "" for who in whose)


def _aligned(cell: str | None, count: int) -> list[str | None]:
    """One value for each of `count` actors: its own, or the only one there is."""
    values = [value.strip() for value in (cell or "").split(BETWEEN)]
    values = [None if value in ("", EMPTY) else value for value in values]
    if len(values) == 1:
        return values * count
    return values if len(values) == count else [None] * count


def _party(name: str, country: str | None, sector: str | None) -> str | None:
    name = name.strip()
    if name in ("", EMPTY):
        return None
    country = country and (parties.country_of(country) or parties.slug(country))
    role = sector and roles.ROLES.get(sector, sector.lower())
    own = parties.identify(name)
    if role is None or (role == roles.STATE and country is None):
        return own
    if role != roles.STATE and _proper(name) and actors.KIND.get(own) != "state":
        return own
    return roles.party(name, country, role)


def _proper(name: str) -> bool:
    """Whether it is a name ("Ostrel Front") rather than a word for anybody in a role ("villagers", "Police")."""
    return " " in name and name.istitle()
