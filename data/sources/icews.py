"""ICEWS coded event data: 20 columns, tab-separated, "NA" for what is empty (Harvard Dataverse, doi:10.7910/DVN/28075).

What the schema takes over:

* An Event ID may come on two days for two events (145,312 of 17.2 million do, counted by Beger in the R package icews),
  but not twice on one day: `event_id` is made from both; `native_id` is the Event ID.
* An actor is a name, with its country in brackets where the name is a role ("Police (Kenya)"), and sectors as of the
  day of the event. An organ of a country is its state; a role in it that is none is that role (`ken-civilians`).
  Somebody with a name of their own is the state if a sector says so, else whoever data/actors.csv says, else the name.
* One record is one sentence of one story: `reports` is 1. When the story appeared is not told (`published` is null).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from data.ontology import cameo, from_cameo
from data.sources import coding, parties, reading, roles

NAME = "icews"
TITLE = "ICEWS coded event data"
CITATION = (
    "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. (2015) ICEWS Coded Event Data, "
    "Harvard Dataverse, doi:10.7910/DVN/28075"
)
LICENCE = "The terms on its page at Harvard Dataverse; cite the dataset and its version"
COVERAGE = (
    "What commercial newswires report, read by machine, from 1995 to April 2023; a day without events may be a day "
    "that no wire wrote about, and later days are not covered."
)
# The share of records whose act and actors a person found right: 0.756 in the evaluation that is published with the
# data (Raytheon BBN Technologies 2015, BBN ACCENT Event Coding Evaluation).
CONFIDENCE = 0.756

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
WANTED = tuple(name for name in COLUMNS if name not in ("Event Text", "Intensity", "Story ID", "Publisher"))
EMPTY = "NA"

# the first of these sectors that an actor has says who it is: organs of the state first, as whoever leads a party or
# once led rebels and now governs is the state
SECTORS = {
    **dict.fromkeys(("Government", "Executive", "Executive Office", "Military", "Police"), roles.STATE),
    **dict.fromkeys(("Judicial", "Legislative / Parliamentary"), roles.STATE),
    "Separatists": "separatists", "International Separatists": "separatists", "Insurgents": "rebels",
    "International Insurgents": "rebels", "Rebel": "rebels", "Radicals / Extremists / Fundamentalists": "radicals",
    "International Radicals / Extremists / Fundamentalists": "radicals", "Unidentified Forces": "armed-groups",
    "Criminals / Gangs": "criminal-groups", "Protestors / Popular Opposition / Mobs": "protesters",
    "Opposition Major Party (Out Of Government)": "opposition", "Dissident": "opposition", "Exiles": "opposition",
    "Parties": "parties", "Media": "journalists", "Legal": "lawyers", "Education": "education", "Labor": "workers",
    "Medical / Health": "health-workers", "Nongovernmental Organizations / Activists": "ngos",
    "International Government Organization": "igos", "Multinational Corporation": "companies",
    "Business": "companies", "Agricultural": "farmers", "Elite": "elites",
    "General Population / Civilian / Social": "civilians", "Social": "civilians",
}  # fmt: skip
COUNTRIES = {"Congo": "Republic of Congo"}  # the other one is "Democratic Republic of Congo"
NOBODY = frozenset(("Unspecified Actor", "Unidentified State Actor", "International"))  # names of no one in particular


def recognises(columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the header has every column of ICEWS."""
    return set(COLUMNS) <= {column.strip() for column in columns}


def stream(path: str | Path, rows: int = reading.ROWS) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time. Raises SourceError for a file that is not of ICEWS."""
    reading.check(path, TITLE, recognises)
    seen = coding.Seen()
    for records, rejects in reading.chunks(path, columns=WANTED, rows=rows):
        columns, remarks = _events(records.mask(records == EMPTY))
        yield coding.finish(columns, NAME, [rejects, *remarks], seen)


def read(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file. Raises SourceError for a file that is not of ICEWS."""
    return coding.together(stream(path))


def _events(records: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Schema columns by line, and the remarks on the records."""
    remarks: list[pd.DataFrame] = []
    code = _codes(records["CAMEO Code"], remarks)
    country = _countries(records["Country"])
    odd = country.isna() & records["Country"].notna()
    coding.warn(records["Country"], odd, "a country that is not known: left empty", remarks)
    place = records["City"].fillna(records["District"]).fillna(records["Province"])
    precision = pd.Series("unknown", index=records.index, dtype="str")
    for column, name in (("Country", "country"), ("Province", "region"), ("District", "region"), ("City", "city")):
        precision = precision.mask(records[column].notna(), name)
    columns = {
        "native_id": records["Event ID"],
        "event_id": coding.ids(NAME, records["Event ID"] + " " + records["Event Date"]),
        "native_code": code,
        "type": coding.each(code, lambda value: from_cameo(value)[0]),
        "mode": coding.each(code, lambda value: from_cameo(value)[1]),
        "date": coding.dates(records["Event Date"], remarks),
        "source": _parties(records, "Source"),
        "target": _parties(records, "Target"),
        "source_text": records["Source Name"],
        "target_text": records["Target Name"],
        "place": place.fillna(records["Country"]),
        "country": country,
        "lat": coding.numbers(records["Latitude"], remarks),
        "lon": coding.numbers(records["Longitude"], remarks),
        "place_precision": precision,
        "confidence": CONFIDENCE,
    }
    return pd.DataFrame(columns, index=records.index), remarks


def _codes(code: pd.Series, remarks: list[pd.DataFrame]) -> pd.Series:
    """CAMEO codes, null where unknown. ICEWS codes no bare roots: a code of two digits has lost its leading zero."""
    made = coding.each(code, _padded)
    coding.warn(code, made.notna() & (made != code), "its leading zero is lost: put back", remarks)
    unknown = made.isna() & code.notna()
    if unknown.any():
        reason = "no CAMEO code, nor one of a parent that is known: the record is left out"
        remarks.append(coding.reject(code.index[unknown], str(code.name), code[unknown], reason, kept=False))
    return made


def _padded(code: str) -> str | None:
    """`code`, or with the zero before it that makes it one; None if it is no CAMEO code either way."""
    longer = f"0{code}" if f"0{code}" in cameo() else None
    if len(code) == 2 and longer:
        return longer
    return code if from_cameo(code) else longer


def _countries(names: pd.Series) -> pd.Series:
    return parties.countries(coding.each(names, lambda name: COUNTRIES.get(name, name)))


def _parties(records: pd.DataFrame, side: str) -> pd.Series:
    """Actor ids of one side; a country that is in no list stands as its name, and is no state for that."""
    named = records[f"{side} Country"]
    country = _countries(named).fillna(coding.each(named, parties.slug))
    return coding.each_row(records[[f"{side} Name", f"{side} Sectors"]].assign(country=country), _party)


def _party(name: str | None, sectors: str | None, country: str | None) -> str | None:
    if name is None or name in NOBODY:
        return None
    held = set(sectors.split(",")) if sectors else set()
    role = next((role for sector, role in SECTORS.items() if sector in held), None)
    general, _, _ = name.rpartition(" (")
    if general and name.endswith(")"):
        return roles.party(general, country, role)
    return roles.party(name, country, role) if role == roles.STATE else parties.identify(name)
