"""Who: the actors that the project knows, their spellings, and their alleged sponsors.

`actors.csv` holds one actor a row: id (ISO 3166-1 alpha-3 for a state, a slug otherwise), name, kind, country (where it
mainly is), aliases and adjectives ("Iranian", which may stand for the state or only describe somebody else: "Iranian
militias"). Offices, organs and leaders are aliases of the state or group that they act for. Capitals are aliases where
the press uses them for the government; cities known as hosts of talks (Vienna, Geneva, Astana) are not.

`patrons.csv` holds alleged sponsorship: one hop, dated, each row with the public record that alleges it. `since` is the
first day that the record covers, or else the day of the record; `until` is the last day, empty while none is on record.
The records accuse; that a row stands here is no finding, and sponsors of every side are entered by the same rule.

`umbrellas.csv` holds which groups are counted under a wider one or under a label of the press, dated and sourced alike.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

# armed-group also covers movements and de facto authorities that field forces; igo also covers groups of states
KINDS = ("state", "armed-group", "igo", "ngo", "company", "media", "population")

# Aliases that are another word in other letters: they name the actor only when written exactly so.
CASED = frozenset(
    (
        "US", "IS", "WHO", "AU", "SHAPE", "HUR", "TAK", "LeT", "JeM", "MEND", "TIP", "ETA", "IRA", "RT", "SWIFT",
        "Meta", "Trump", "Xi", "Gallant", "Hashed", "Petro", "Amnesty", "Turkey", "China", "Chad", "Guinea", "Polish",
        "Poles", "the West",
    )
)  # fmt: skip

_FOLDER = Path(__file__).parent
_SEPARATOR = "|"


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _relations(name: str, pair: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(_rows(name), columns=[*pair, "since", "until", "source_note"])
    for column in ("since", "until"):
        frame[column] = pd.to_datetime(frame[column].replace("", None), format="ISO8601").astype("datetime64[us]")
    return frame


_ACTORS = _rows("actors.csv")

NAMES: dict[str, str] = {row["id"]: row["name"] for row in _ACTORS}
KIND: dict[str, str] = {row["id"]: row["kind"] for row in _ACTORS}
COUNTRY: dict[str, str | None] = {row["id"]: row["country"] or None for row in _ACTORS}
# client and patron are actor ids; since and until are the first and last day alleged, NaT where open
PATRON: pd.DataFrame = _relations("patrons.csv", ("client", "patron"))
# member and umbrella are actor ids, dated as above
UMBRELLA: pd.DataFrame = _relations("umbrellas.csv", ("member", "umbrella"))


def spellings() -> list[tuple[str, str, bool]]:
    """Every (spelling, actor id, is_adjective) as written in actors.csv, names first, in file order."""
    return [
        (spelling, row["id"], is_adjective)
        for row in _ACTORS
        for column, is_adjective in (("name", False), ("aliases", False), ("adjectives", True))
        for spelling in row[column].split(_SEPARATOR)
        if spelling
    ]


def aliases(split: Callable[[str], Sequence[str]]) -> list[tuple[tuple[str, ...], str, bool]]:
    """Every (lower-cased tokens, actor id, is_adjective), without repeats; `split` is the tokeniser of the text.

    Spellings in CASED come lower-cased like all others: the caller compares the text with CASED.
    """
    found = {
        (tuple(map(str.lower, split(spelling))), actor_id, is_adjective): None
        for spelling, actor_id, is_adjective in spellings()
    }
    return list(found)


def display(actor_id: str) -> str:
    """The name to show for `actor_id`; an id that is not in actors.csv (an analyst's own) is shown as it is."""
    return NAMES.get(actor_id, actor_id)
