"""GDELT-shaped rows in any number: seeded, with the codes, actors and places that the real files have most of."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.sources.gdelt import GDELT2

# CAMEO roots by their share in GDELT: talk is most of it, force a twelfth
_CODES = {
    "010": 9, "020": 3, "030": 3, "036": 6, "040": 10, "042": 8, "043": 8, "046": 4, "050": 3, "051": 5, "057": 2,
    "060": 2, "070": 3, "071": 1, "072": 1, "080": 2, "0841": 1, "090": 2, "100": 2, "1053": 1, "110": 2, "111": 5,
    "112": 4, "120": 3, "130": 1, "138": 1, "141": 2, "150": 1, "154": 1, "160": 1, "163": 1, "170": 2, "172": 2,
    "173": 6, "174": 1, "180": 1, "181": 1, "182": 2, "190": 7, "193": 2, "194": 1, "195": 1,
}  # fmt: skip
_COUNTRIES = ("USA", "GBR", "RUS", "CHN", "ISR", "IRN", "SYR", "UKR", "IND", "PAK", "FRA", "DEU", "TUR", "NGA", "AFR")
_TYPES = ("", "", "", "GOV", "GOV", "MIL", "COP", "CVL", "BUS", "REB", "OPP", "MED", "EDU", "LEG", "JUD")
_NAMES = 4_000  # distinct actors: what a day's file has
_ACTORS = np.array(
    [
        (f"NAME {number}", _COUNTRIES[number % len(_COUNTRIES)], _TYPES[number * 7 % len(_TYPES)])
        for number in range(_NAMES)
    ],
    dtype=object,
)
_PLACES = 3_000
_FIPS = ("US", "UK", "RS", "CH", "IS", "IR", "SY", "UP", "IN", "PK", "FR", "GM", "TU", "NI", "IZ")
_UNNAMED = 0.25  # share of second actors that GDELT leaves empty
_LATE = 0.02  # share of days that lie a year off
_BLOCK = 20_000  # rows made at a time: some 60 MB


def write(path: Path, count: int, seed: int = 0) -> None:
    """Write `count` rows of GDELT 2.0 to `path`."""
    random = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, count, _BLOCK):
            file.write(_rows(start, min(_BLOCK, count - start), random))


def _rows(start: int, count: int, random: np.random.Generator) -> str:
    def pick(values: tuple[str, ...] | list[str], weights: list[int] | None = None) -> np.ndarray:
        share = None if weights is None else np.array(weights) / sum(weights)
        return random.choice(np.array(values, dtype=object), count, p=share)

    cells = {name: np.full(count, "", dtype=object) for name in GDELT2}
    cells["GLOBALEVENTID"] = (900_000_000 + start + np.arange(count)).astype(str)
    days = np.datetime64("2021-01-01") + random.integers(0, 30, count)
    days = np.where(random.random(count) < _LATE, days - np.timedelta64(365), days)
    cells["SQLDATE"] = np.char.replace(np.datetime_as_string(days, "D"), "-", "")
    cells["MonthYear"], cells["Year"] = cells["SQLDATE"].astype("U6"), cells["SQLDATE"].astype("U4")
    for side in ("Actor1", "Actor2"):
        who = _ACTORS[random.zipf(1.4, count) % _NAMES]
        who[random.random(count) < (_UNNAMED if side == "Actor2" else 0)] = ""
        for position, column in enumerate(("Name", "CountryCode", "Type1Code")):
            cells[f"{side}{column}"] = who[:, position]
        cells[f"{side}Code"] = who[:, 1] + who[:, 2]
    code = pick(list(_CODES), list(_CODES.values()))
    cells["EventCode"], cells["EventBaseCode"] = code, code.astype("U3")
    cells["EventRootCode"] = code.astype("U2")
    cells["IsRootEvent"], cells["QuadClass"] = pick(("0", "1")), pick(("1", "2", "3", "4"))
    cells["GoldsteinScale"] = pick(("-10.0", "-2.0", "0.0", "3.4", "7.0"))
    for name in ("NumMentions", "NumSources", "NumArticles"):
        cells[name] = random.geometric(0.3, count).astype(str)
    cells["AvgTone"] = random.normal(-2, 3, count).astype(str)
    spot, fips = random.integers(0, _PLACES, count).astype(str), pick(_FIPS)
    for of in ("Actor1", "Actor2", "Action"):
        cells[f"{of}Geo_Type"], cells[f"{of}Geo_CountryCode"] = pick(("1", "3", "4", "4")), fips
        cells[f"{of}Geo_FullName"] = np.char.add(np.char.add("Town ", spot), ", Province, Country")
        cells[f"{of}Geo_Lat"] = random.uniform(-60, 70, count).round(4).astype(str)
        cells[f"{of}Geo_Long"] = random.uniform(-170, 170, count).round(4).astype(str)
        cells[f"{of}Geo_FeatureID"] = spot
    cells["DATEADDED"] = np.full(count, "20210131120000", dtype=object)
    cells["SOURCEURL"] = np.char.add("https://example.org/news/2021/01/some-article-title-of-usual-length-", spot)
    return "\n".join(map("\t".join, zip(*cells.values(), strict=True))) + "\n"
