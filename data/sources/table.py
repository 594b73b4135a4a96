"""Any table, CSV, Excel, JSON or Parquet, with a mapping of its columns; our own exports need none.

A mapping goes from columns of the event schema to the file's: `{"date": "When", "source": "Who"}`. A value that opens
with `=` stands for every row (`{"type": "=ASSAULT"}`), where the file says it of none. `guess` proposes a mapping by
the names of the columns, and `signature` is what a store can remember one under.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from data.cells import restored
from data.events import COLUMNS, TYPES, event_id
from data.sources import coding, parties, reading
from data.sources.reading import SourceError

NAME = "table"
TITLE = "a table with a mapping of columns"
CITATION = "The table's own source"
LICENCE = "The terms of whoever made the table"
COVERAGE = "What the table covers is for its makers to say: without that, a day without events is not a calm day."

OWN = ("event_id", "dataset", "origin", "date", "type", "realis")  # columns that make a table an export of ours
GUARDED = ("text", "workbook")  # what a spreadsheet opens or has saved; our Parquet and JSON hold each text as it was
NEEDED = ("date", "type")
CONSTANT = "="
# PLOVER type of the two-digit root of a CAMEO code; 01, statements without an act, has no counterpart. 08 (yield) is
# CONCEDE or RETREAT by its further digits, and CONCEDE, the weaker, by its root alone.
ROOTS = {
    "02": "REQUEST", "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID",
    "08": "CONCEDE", "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN",
    "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION", "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT",
    "20": "ASSAULT",
}  # fmt: skip
DAYS = ("ISO8601", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")  # none that could be two days
_FILE = Path(__file__).parent / "synonyms.csv"
_SEPARATOR = "|"


def columns(path: str | Path) -> list[str]:
    """The names of a file's columns, for a person to map. Raises SourceError for a file that cannot be read."""
    return reading.names(path)


def guess(names: Sequence[str]) -> dict[str, str]:
    """A mapping by the names of the columns: those of the schema first, then the usual synonyms of `synonyms.csv`."""
    found = {parties.key(name): name for name in reversed(list(names))}
    mapping: dict[str, str] = {}
    for column in COLUMNS:
        for word in (column, *_synonyms().get(column, ())):
            name = found.get(parties.key(word))
            if name is not None and name not in mapping.values():
                mapping[column] = name
                break
    return mapping


def signature(names: Sequence[str]) -> str:
    """A hash of the header, whatever the order of its columns: the same columns can be mapped in the same way."""
    return hashlib.blake2b("\x1f".join(sorted(map(parties.key, names))).encode(), digest_size=8).hexdigest()


def recognises(columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the file is an export of ours, which needs no mapping."""
    return set(OWN) <= set(columns) <= set(COLUMNS)


def stream(
    path: str | Path,
    rows: int = reading.ROWS,
    mapping: Mapping[str, str] | None = None,
    types: Mapping[str, str] | None = None,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time.

    `mapping` goes from columns of the schema to columns of the file or to constants, by default what `guess` finds;
    `types` from the file's words to PLOVER types; PLOVER's names and CAMEO codes are understood without. What is not
    mapped stays null or takes the default of `data.sources.coding`; a table without ids gets ids of the rows' content.
    Raises SourceError if the mapping names a column that one of the two does not have, or none for NEEDED.
    """
    names = columns(path)
    mapping = _checked(guess(names) if mapping is None else dict(mapping), names, Path(path).name)
    own = recognises(names, ())
    guarded = own and reading.kind(path) in GUARDED
    seen, occurrences = coding.Seen(), _Occurrences()
    for records, rejects in reading.chunks(path, rows=rows):
        if own:
            records = restored(records) if guarded else records
            yield coding.finish(_apart(records, remarks := [rejects]), NAME, remarks, joint=True)
            continue
        made, remarks = _columns(records, mapping, dict(types or {}))
        if "native_id" not in made:
            made["event_id"] = occurrences.ids(records)
        yield coding.finish(made, NAME, [rejects, *remarks], seen)


def read(
    path: str | Path, mapping: Mapping[str, str] | None = None, types: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file; see `stream`."""
    return coding.together(stream(path, mapping=mapping, types=types))


def _apart(records: pd.DataFrame, remarks: list[pd.DataFrame]) -> pd.DataFrame:
    """Events of ours without the documents they were read from, which a table does not hold; sentences stay."""
    if "document_id" not in records:
        return records
    read_from = records["document_id"]
    reason = "its document is not in the table: the sentence is kept, its place in the text is not"
    coding.warn(read_from, read_from.notna(), reason, remarks)
    native = records["native_id"].fillna(read_from) if "native_id" in records else read_from
    return records.drop(columns=["span_start", "span_end"], errors="ignore").assign(document_id=None, native_id=native)


class _Occurrences:
    """Ids of records by what they hold; equal records, which may be equal events, are told apart by their order."""

    def __init__(self) -> None:
        self._before: dict[str, int] = {}

    def ids(self, records: pd.DataFrame) -> pd.Series:
        made = []
        for row in records.fillna("").itertuples(index=False, name=None):
            content = event_id(NAME, *row)
            count = self._before[content] = self._before.get(content, 0) + 1
            made.append(content if count == 1 else event_id(NAME, content, count))
        return pd.Series(made, index=records.index, dtype="str")


@cache
def _synonyms() -> dict[str, list[str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["column"]: row["synonyms"].split(_SEPARATOR) for row in csv.DictReader(file)}


def _checked(mapping: dict[str, str], names: Sequence[str], file: str) -> dict[str, str]:
    strange = [column for column in mapping if column not in COLUMNS]
    if strange:
        raise SourceError(f"the mapping names {', '.join(strange)}; the schema has {', '.join(COLUMNS)}")
    absent = [name for name in mapping.values() if not name.startswith(CONSTANT) and name not in names]
    if absent:
        raise SourceError(f"{file} has no column {', '.join(absent)}; it has {', '.join(names)}")
    missing = [column for column in NEEDED if column not in mapping]
    if missing:
        raise SourceError(
            f"{file}: no column is known to hold the {' and the '.join(missing)}; its columns are {', '.join(names)}: "
            f"map one, or give one value for all rows, as in type={CONSTANT}ASSAULT"
        )
    return mapping


def _columns(
    records: pd.DataFrame, mapping: Mapping[str, str], types: Mapping[str, str]
) -> tuple[dict[str, pd.Series], list[pd.DataFrame]]:
    remarks: list[pd.DataFrame] = []
    made = {column: _values(records, name) for column, name in mapping.items()}
    for column, essential in {"date": True, "published": False}.items():
        if column in made:
            made[column] = coding.dates(made[column], remarks, essential, DAYS)
    word = made["type"]
    meaning = {parties.key(name): kind for name, kind in types.items()}
    made["type"] = coding.each(word, lambda value: _type(value, meaning))
    strange = made["type"].isna() & word.notna()
    if strange.any():
        reason = "no PLOVER type, no CAMEO code and no word that is mapped to a type: the record is left out"
        remarks.append(coding.reject(records.index[strange], str(word.name), word[strange], reason, kept=False))
    if "native_code" not in made:
        made["native_code"] = word
    if "country" in made:
        country = parties.countries(made["country"])
        odd = country.isna() & made["country"].notna()
        coding.warn(made["country"], odd, "a country that is not known: left empty", remarks)
        made["country"] = country
    for side in ("source", "target"):
        if side in made:
            made.setdefault(f"{side}_text", made[side])
            made[side] = parties.resolve(made[side])
    return made, remarks


def _values(records: pd.DataFrame, name: str) -> pd.Series:
    if name.startswith(CONSTANT):
        return pd.Series(name.removeprefix(CONSTANT), index=records.index, dtype="str")
    return records[name]


def _type(value: str, meaning: Mapping[str, str]) -> str | None:
    """The PLOVER type of a word of the user, a PLOVER name or a CAMEO code (`19`, `190`; `3` has lost its zero)."""
    word = value.strip()
    known = meaning.get(parties.key(word))
    if known or word.upper() in TYPES:
        return known or word.upper()
    return ROOTS.get(word.zfill(2)[:2]) if word.isdecimal() and len(word) <= 4 else None
