"""GDELT: what each column of the schema is made of, what is told of dirty records, and that none is lost."""

from __future__ import annotations

import gzip
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from data import actors
from data.events import event_id
from data.sources import SOURCES, SourceError, gdelt, recognise
from data.sources.parties import unknown
from data.sources.roles import GENERAL, OWN
from tests.data.sources.records import CHANGES, FIXTURES, SHARED, changed, differing, unaccounted, write
from tests.fuzzing import examples

BASE = {
    "SQLDATE": "20210627", "MonthYear": "202106", "Year": "2021", "DATEADDED": "20210628061500", "EventCode": "040",
    "EventRootCode": "04", "NumArticles": "3", "NumSources": "2", "NumMentions": "9", "ActionGeo_Type": "0",
}  # fmt: skip


def actor(side: int = 1, **cells: str) -> dict[str, str]:
    return {f"Actor{side}{column}": value for column, value in cells.items()}


def place(kind: str, name: str, code: str, lat: str = "1.5", lon: str = "2.5") -> dict[str, str]:
    columns = ("Type", "FullName", "CountryCode", "Lat", "Long")
    return {f"ActionGeo_{column}": value for column, value in zip(columns, (kind, name, code, lat, lon), strict=True)}


# (cells of the record beside BASE, columns of the event)
CASES = [
    ({}, {"dataset": "gdelt", "origin": "coded", "realis": "realised", "date_precision": "day", "document_id": None,
          "date": pd.Timestamp("2021-06-27"), "published": pd.Timestamp("2021-06-28 06:15"), "reports": 3.0,
          "confidence": gdelt.CONFIDENCE, "source": None, "target": None, "killed_best": None}),
    ({"DATEADDED": "20210628"}, {"published": pd.Timestamp("2021-06-28")}),
    # codes are text
    ({"EventCode": "010", "EventRootCode": "01"}, {"type": "SUPPORT", "mode": None, "native_code": "010"}),
    ({"EventCode": "100", "EventRootCode": "10"}, {"type": "REQUEST", "native_code": "100"}),
    ({"EventCode": "10", "EventRootCode": "10"}, {"type": "REQUEST", "native_code": "10"}),
    ({"EventCode": "10", "EventRootCode": "1"}, {"type": "SUPPORT", "native_code": "010"}),
    ({"EventCode": "251", "EventRootCode": "2"}, {"type": "REQUEST", "mode": "yield", "native_code": "0251"}),
    ({"EventCode": "195", "EventRootCode": "19"}, {"type": "ASSAULT", "mode": "aerial", "native_code": "195"}),
    ({"EventCode": "1952", "EventRootCode": "19"}, {"type": "ASSAULT", "mode": "drone"}),
    ({"EventCode": "0449", "EventRootCode": "04"}, {"type": "CONSULT", "mode": None, "native_code": "0449"}),
    # a country alone, or an organ of it, is the state
    (actor(Name="NAIROBI", CountryCode="KEN"), {"source": "KEN", "source_text": "NAIROBI"}),
    (actor(2, Name="PRESIDENT", CountryCode="KEN", Type1Code="GOV"), {"target": "KEN", "target_text": "PRESIDENT"}),
    *((actor(CountryCode="KEN", Type1Code=kind), {"source": "KEN"}) for kind in ("MIL", "COP", "JUD", "SPY", "LEG")),
    (actor(CountryCode="KEN", Type1Code="GOV", Type2Code="REB"), {"source": "KEN"}),
    # anybody else there is not
    (actor(Name="INSURGENT", CountryCode="KEN", Type1Code="INS"), {"source": "ken-rebels"}),
    (actor(Name="VILLAGE", CountryCode="KEN", Type1Code="CVL"), {"source": "ken-civilians"}),
    (actor(CountryCode="KEN", Type1Code="REB", Type2Code="GOV"), {"source": "ken-rebels"}),
    (actor(CountryCode="KEN", Type1Code="OPP"), {"source": "ken-opposition"}),
    (actor(CountryCode="KEN", Type1Code="QQQ"), {"source": "ken-qqq"}),
    (actor(CountryCode="SYR", Type1Code="REB"), {"source": "syrian-rebels"}),
    (actor(CountryCode="ISR", Type1Code="SET"), {"source": "israeli-settlers"}),
    # nor are a people and a faith
    (actor(Name="KURD", CountryCode="IRQ", EthnicCode="KUR"), {"source": "kurds"}),
    (actor(Name="TELMARINE", CountryCode="KEN", EthnicCode="TEL"), {"source": "ken-telmarine"}),
    (actor(Name="CONGREGATION", CountryCode="KEN", Religion1Code="CHR"), {"source": "ken-congregation"}),
    # country codes that are not ISO 3166-1, parts of the world, and ones in no list
    (actor(CountryCode="ROM"), {"source": "ROU"}), (actor(CountryCode="TMP"), {"source": "TLS"}),
    (actor(CountryCode="GZS"), {"source": "PSE"}), (actor(CountryCode="HKG"), {"source": "hong-kong"}),
    (actor(Name="AFRICA", CountryCode="AFR"), {"source": "africa"}),
    (actor(CountryCode="EUR", Type1Code="BUS"), {"source": "europe-companies"}),
    (actor(CountryCode="QZQ"), {"source": "qzq"}),
    # groups, by code or by name
    (actor(Name="TALIBAN", CountryCode="AFG", KnownGroupCode="TAL", Type1Code="REB"), {"source": "taliban"}),
    (actor(Name="HAMAS", CountryCode="PSE", KnownGroupCode="HMS"), {"source": "hamas"}),
    (actor(Name="UNITED NATIONS", KnownGroupCode="UNO", Type1Code="IGO"), {"source": "un"}),
    (actor(Name="NATO", Type1Code="IGO"), {"source": "nato"}),
    (actor(Name="RED CROSS", Type1Code="IRC"), {"source": "red-cross"}),
    (actor(Name="ISLAMIC STATE", CountryCode="IRQ", Type1Code="REB"), {"source": "islamic-state"}),
    (actor(Name="SHINING PATH", CountryCode="PER", Type1Code="REB"), {"source": "shining-path"}),
    # of no country
    (actor(Name="NEIGHBORHOOD", Type1Code="CVL"), {"source": "civilians", "source_text": "NEIGHBORHOOD"}),
    (actor(Name="ASYLUM SEEKER", Type1Code="REF"), {"source": "refugees"}),
    (actor(Name="POLICE", Type1Code="COP"), {"source": None, "source_text": "POLICE"}),
    (actor(Name="WIDGET MAKER", Type1Code="BUS"), {"source": "widget-maker"}),
    # places: FIPS 10-4 is not ISO
    (place("4", "Arbil, Arbil, Iraq", "IZ"),
     {"place": "Arbil", "country": "IRQ", "lat": 1.5, "lon": 2.5, "place_precision": "city"}),
    (place("1", "Germany", "GM"), {"place": "Germany", "country": "DEU", "place_precision": "country"}),
    (place("2", "Texas, United States", "US"), {"place": "Texas", "country": "USA", "place_precision": "region"}),
    (place("5", "Province, Iran", "IR"), {"country": "IRN", "place_precision": "region"}),
    (place("3", "Reno, Nevada, United States", "US"), {"country": "USA", "place_precision": "city"}),
    (place("4", "Gaza, Gaza Strip (general), Gaza Strip", "GZ"), {"country": "PSE"}),
    (place("4", "Belgrade, Serbia (general), Serbia", "RB"), {"country": "SRB"}),
    (place("4", "Juba, Central Equatoria, South Sudan", "OD"), {"country": "SSD"}),
    (place("4", "Woody Island, Paracel Islands", "PF"), {"country": None, "place": "Woody Island"}),
    ({}, {"place": None, "country": None, "lat": None, "place_precision": "unknown"}),
]  # fmt: skip

# (cells of the record beside BASE, column that is remarked on, whether the record is kept)
DIRTY = [
    ({"SQLDATE": "20110627"}, "SQLDATE", True),
    ({"SQLDATE": "20210631"}, "SQLDATE", False),
    ({"SQLDATE": "June"}, "SQLDATE", False),
    ({"SQLDATE": ""}, "date", False),
    ({"DATEADDED": "soon"}, "DATEADDED", True),
    ({"EventCode": "40", "EventRootCode": "4"}, "EventCode", True),
    ({"EventCode": "999", "EventRootCode": "99"}, "EventCode", False),
    ({"EventCode": "---"}, "EventCode", False),
    ({"EventCode": ""}, "type", False),
    ({"GLOBALEVENTID": ""}, "event_id", False),
    ({"NumArticles": "many"}, "NumArticles", True),
    ({"NumArticles": "0"}, "reports", True),
    ({"ActionGeo_Lat": "north"}, "ActionGeo_Lat", True),
    ({"ActionGeo_Lat": "123.4"}, "lat", True),
    ({"ActionGeo_CountryCode": "QQ"}, "ActionGeo_CountryCode", True),
]  # fmt: skip


def numbered(cells: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"GLOBALEVENTID": str(100 + row), **BASE, **changed} for row, changed in enumerate(cells)]


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    records = numbered([cells for cells, _ in CASES])
    made, rejects = gdelt.read(write(tmp_path_factory.mktemp("gdelt") / "e.CSV", gdelt.GDELT2, records, header=False))
    assert set(rejects["column"]) == {"EventCode"}  # the two leading zeros that are put back
    return made


@pytest.mark.parametrize("row", range(len(CASES)))
def test_a_record_becomes_the_event(events, row):
    assert differing(events.iloc[row], CASES[row][1]) == {}


def test_ids_are_made_of_the_dataset_and_the_native_id(events):
    assert events["native_id"].tolist() == [str(100 + row) for row in range(len(CASES))]
    assert events["event_id"].tolist() == [event_id("gdelt", native) for native in events["native_id"]]


def test_dirty_records_are_told_and_broken_ones_left_out(tmp_path):
    records = numbered([cells for cells, *_ in DIRTY])
    made, rejects = gdelt.read(write(tmp_path / "e.CSV", gdelt.GDELT2, records, header=False))
    assert len(made) + (~rejects["kept"]).sum() == len(records)
    told = list(zip(rejects["line"], rejects["column"], rejects["kept"], strict=True))
    assert told == [(line, column, kept) for line, (_, column, kept) in enumerate(DIRTY, 1)]
    assert made["native_id"].tolist() == [str(100 + row) for row, (*_, kept) in enumerate(DIRTY) if kept]
    assert rejects["found"][0] == "20110627" and "180 days" in rejects["reason"][0]


def test_every_id_in_the_tables_is_an_actor_that_is_known():
    ids = {*gdelt.GROUPS.values(), *OWN.values(), *GENERAL.values()}
    assert ids - set(actors.NAMES) == set()


@pytest.mark.parametrize("name", ["gdelt1.csv", "gdelt.csv"])
def test_plain_and_packed_files_of_both_versions_give_the_same(tmp_path, name):
    plain = FIXTURES / name
    events, rejects = gdelt.read(plain)
    assert len(events) >= 5 and unaccounted(gdelt, plain, header=False) == 0
    with zipfile.ZipFile(tmp_path / "20210628.export.CSV.zip", "w") as archive:
        archive.write(plain, "20210628.export.CSV")
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    for packed in tmp_path.iterdir():
        assert SOURCES[recognise(packed)] is gdelt
        for made, expected in zip(gdelt.read(packed), (events, rejects), strict=True):
            pd.testing.assert_frame_equal(made, expected)


def test_the_earliest_files_end_before_the_address(tmp_path):
    path = write(tmp_path / "1979.csv", gdelt.GDELT1[:-1], numbered([{"DATEADDED": "20130203"}]), header=False)
    assert gdelt.read(path)[0]["published"].tolist() == [pd.Timestamp("2013-02-03")]


def test_a_stream_gives_the_same_in_smaller_parts():
    whole, told = gdelt.read(FIXTURES / "gdelt.csv")
    parts, remarks = zip(*gdelt.stream(FIXTURES / "gdelt.csv", rows=2), strict=True)
    assert len(parts) > 2 and max(map(len, parts)) <= 2
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    assert sum(map(len, remarks)) == len(told)


@pytest.mark.parametrize(
    "text", ["a\tb\n1\t2\n", "\t".join(gdelt.GDELT2) + "\n", "\t".join("x" * 61) + "\n", ",".join("1" * 61) + "\n"]
)
def test_another_file_is_refused(tmp_path, text):
    (tmp_path / "e.csv").write_text(text)
    with pytest.raises(SourceError, match="GDELT"):
        gdelt.read(tmp_path / "e.csv")


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_bytes_changed_at_random_lose_no_record(tmp_path, changes):
    path = tmp_path / "changed"
    path.write_bytes(changed((FIXTURES / "gdelt.csv").read_bytes(), changes))
    try:
        assert unaccounted(gdelt, path, header=False) == 0
    except SourceError:
        assert b"\0" in path.read_bytes()  # no text then


@pytest.mark.skipif(not SHARED.is_dir(), reason="real files are not part of the repository")
def test_every_real_row_is_an_event():
    path = SHARED / "gdelt2_sample.export.CSV"
    events, rejects = gdelt.read(path)
    assert len(events) == 50 and unaccounted(gdelt, path, header=False) == 0
    assert set(rejects["column"]) == {"SQLDATE"} and rejects["kept"].all()
    assert (SHARED / "gdelt2_columns.txt").read_text().split() == list(gdelt.GDELT2)
    assert (SHARED / "gdelt1_columns.txt").read_text().split() == list(gdelt.GDELT1)
    known = events[["source", "target"]].isin(list(actors.NAMES)) | events[["source_text", "target_text"]].isna().values
    print(f"{known.all(axis=1).mean():.0%} of rows with every named actor known; unknown:\n{unknown(events)}")
