"""What of an event can be corrected, column by column: what may stand there, and what else it then changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from data.events import FIRST_DAY, LAST_DAY, REALIS, TYPES
from data.ontology import MODES

if TYPE_CHECKING:
    from data.places import Place

COLUMNS = (
    "type", "mode", "realis", "source", "target", "date", "place", "killed_best", "wounded_best", "claimant",
)  # fmt: skip
PARTIES = {"source": "target", "target": "source"}
JOINT = "|"  # between the ids of joint actors
LONGEST_PLACE = 120  # characters; the longest names of the gazetteer have half as many

_ACTOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_COUNT = re.compile(r"[0-9]{1,7}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ALL_MODES = frozenset(mode for modes in MODES.values() for mode in modes)


def fits(what: str, text: str | None) -> bool:
    """Whether a text (None: null) may stand in a column."""
    null, right, _ = _RULES[what]
    return null if text is None else bool(right(text))


def laid(rows: pd.DataFrame, what: str, new: pd.Series) -> pd.DataFrame:
    """`rows` (objects, null is None) with one column as corrected; `new` has the texts by event id."""
    at = rows["event_id"].isin(new.index)
    texts = [new[event_id] for event_id in rows.loc[at, "event_id"]]
    if what in PARTIES:
        return _parties(rows, at, texts, what)
    changed = _CHANGES.get(what, _plain)(rows[at], what, texts)
    out = rows.copy()
    for column, values in changed.items():
        out.loc[at, column] = pd.Series(values, rows.index[at], dtype=object)
    return out


def _plain(rows: pd.DataFrame, what: str, texts: list) -> dict[str, list]:
    return {what: texts}


def _dated(rows: pd.DataFrame, what: str, texts: list) -> dict[str, list]:
    days = [text and pd.Timestamp(text) for text in texts]
    return {"date": days, "date_precision": ["day" if day else "unknown" for day in days]}


def _placed(rows: pd.DataFrame, what: str, texts: list) -> dict[str, list]:
    found = [_place(text) for text in texts]
    columns = {"place": "name", "country": "country", "lat": "lat", "lon": "lon", "place_precision": "precision"}
    return {column: [getattr(one, name) for one in found] for column, name in columns.items()}


def _counted(rows: pd.DataFrame, what: str, texts: list) -> dict[str, list]:
    """A corrected toll; the range of claims stays where it holds the number, else the number is all that is known."""
    low, best, high = (what.replace("best", bound) for bound in ("low", "best", "high"))
    numbers = [None if text is None else float(text) for text in texts]
    within = [
        number is not None and (least, most) != (None, None)
        and (least is None or least <= number) and (most is None or number <= most)
        for number, least, most in zip(numbers, rows[low], rows[high], strict=True)
    ]  # fmt: skip
    kept = {
        bound: [old if inside else number for old, number, inside in zip(rows[bound], numbers, within, strict=True)]
        for bound in (low, high)
    }
    return {best: numbers} | kept


_CHANGES = {"date": _dated, "place": _placed, "killed_best": _counted, "wounded_best": _counted}


def _parties(rows: pd.DataFrame, at: pd.Series, texts: list, role: str) -> pd.DataFrame:
    """One row for each of the corrected ids and each party on the other side; the words of those who stay are kept."""
    words = dict(zip(zip(rows["event_id"], rows[role], strict=True), rows[f"{role}_text"], strict=True))
    several = [[None] if text is None else text.split(JOINT) for text in texts]
    changed = rows[at].assign(**{role: pd.Series(several, rows.index[at])})
    changed = changed.drop_duplicates(["event_id", PARTIES[role]]).explode(role)
    changed[f"{role}_text"] = pd.Series(
        [words.get(key) for key in zip(changed["event_id"], changed[role], strict=True)], changed.index, dtype=object
    )
    return pd.concat([rows[~at], changed.astype(object)]).sort_index(kind="stable")


@cache
def _gazetteer() -> dict[str, Place]:
    from data.places import plain, spellings

    return {plain(spelling).casefold(): place for spelling, place in reversed(spellings())}


def _place(text: str | None) -> Place:
    """The place of the gazetteer with this name, else a place of which the name is all that is known."""
    from data.places import Place, plain

    if text is None:
        return Place(None, None, None, None, None)
    return _gazetteer().get(plain(text).casefold()) or Place(text, None, None, None, "unknown")


def _day(text: str) -> bool:
    try:
        return FIRST_DAY <= date.fromisoformat(text) <= LAST_DAY
    except ValueError:
        return False


def _actors(text: str) -> bool:
    return all(map(_ACTOR.fullmatch, text.split(JOINT)))


# column -> (whether it may be null, whether a text may stand in it, what is allowed in words)
_ACTOR_WORDS = "an actor id of letters, digits, dots, hyphens and underscores, such as IRN or kataib-hezbollah"
_RULES: dict[str, tuple[bool, Callable[[str], object], str]] = {
    "type": (False, TYPES.__contains__, ", ".join(TYPES)),
    "mode": (True, _ALL_MODES.__contains__, "a mode of the type, or none"),
    "realis": (False, REALIS.__contains__, ", ".join(REALIS)),
    "source": (True, _actors, f"{_ACTOR_WORDS}; several with {JOINT} between them"),
    "target": (True, _actors, f"{_ACTOR_WORDS}; several with {JOINT} between them"),
    "date": (True, _day, f"a day written YYYY-MM-DD from {FIRST_DAY} to {LAST_DAY}, or none"),
    "place": (
        True, lambda text: len(text) <= LONGEST_PLACE and not _CONTROL.search(text), f"up to {LONGEST_PLACE} characters"
    ),
    "killed_best": (True, _COUNT.fullmatch, "a whole number from 0, or none (not stated)"),
    "wounded_best": (True, _COUNT.fullmatch, "a whole number from 0, or none (not stated)"),
    "claimant": (True, _ACTOR.fullmatch, _ACTOR_WORDS),
}  # fmt: skip
ALLOWED = {what: words for what, (_, _, words) in _RULES.items()}
