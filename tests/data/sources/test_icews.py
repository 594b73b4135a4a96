"""ICEWS: what each column of the schema is made of, what is told of dirty records, and that none is lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from data import actors
from data.sources import SOURCES, SourceError, icews, recognise
from data.sources.parties import unknown
from tests.data.sources.records import CHANGES, FIXTURES, SHARED, changed, differing, unaccounted, write
from tests.fuzzing import examples

BASE = {
    **dict.fromkeys(icews.COLUMNS, "NA"), "Event Date": "2018-06-01", "CAMEO Code": "040", "Event Text": "Consult",
    "Intensity": "1", "Story ID": "47", "Sentence Number": "2", "Publisher": "The Dorn Herald",
}  # fmt: skip


def source(name: str, sectors: str, country: str) -> dict[str, str]:
    return {"Source Name": name, "Source Sectors": sectors, "Source Country": country}


def target(name: str, sectors: str, country: str) -> dict[str, str]:
    return {"Target Name": name, "Target Sectors": sectors, "Target Country": country}


PUBLIC = "General Population / Civilian / Social,Social"
# (cells of the record beside BASE, columns of the event)
CASES = [
    ({}, {"dataset": "icews", "origin": "coded", "date": pd.Timestamp("2018-06-01"), "published": None,
          "source": None, "source_text": None, "target": None, "reports": 1.0, "confidence": icews.CONFIDENCE,
          "place": None, "country": None, "lat": None, "place_precision": "unknown", "type": "CONSULT", "mode": None}),
    # codes are text; the zero that a spreadsheet drops comes back
    ({"CAMEO Code": "0871"}, {"type": "RETREAT", "mode": "ceasefire", "native_code": "0871"}),
    ({"CAMEO Code": "195"}, {"type": "ASSAULT", "mode": "aerial", "native_code": "195"}),
    ({"CAMEO Code": "200"}, {"type": "ASSAULT", "native_code": "200"}),
    ({"CAMEO Code": "10"}, {"type": "SUPPORT", "native_code": "010"}),
    ({"CAMEO Code": "20"}, {"type": "REQUEST", "native_code": "020"}),
    ({"CAMEO Code": "871"}, {"type": "RETREAT", "mode": "ceasefire", "native_code": "0871"}),
    # countries and their organs are the state
    (source("Kenya", "NA", "Kenya"), {"source": "KEN", "source_text": "Kenya"}),
    (source("Russia", "NA", "Russian Federation"), {"source": "RUS"}),
    (source("Police (Kenya)", "Government,Police", "Kenya"), {"source": "KEN", "source_text": "Police (Kenya)"}),
    (target("High Ranking Military Personnel (Vietnam)", "Military,Government", "Vietnam"), {"target": "VNM"}),
    (source("Lawmaker (Kenya)", "Government,Legislative / Parliamentary", "Kenya"), {"source": "KEN"}),
    (source("Court Judge (Kenya)", "Judicial", "Kenya"), {"source": "KEN"}),
    (source("Una Brandt", "Elite,(National) Major Party,Parties,Government,Executive", "Kenya"), {"source": "KEN"}),
    (source("Military (Palestinian Territory, Occupied)", "Military,Government", "Occupied Palestinian Territory"),
     {"source": "PSE"}),
    (source("Government (Congo)", "Government", "Congo"), {"source": "COG"}),
    (source("Government (Congo)", "Government", "Democratic Republic of Congo"), {"source": "COD"}),
    (source("Police (Varenia)", "Government,Police", "Varenia"), {"source": "varenia"}),
    # anybody else there is not
    (source("Citizen (Kenya)", PUBLIC, "Kenya"), {"source": "ken-civilians"}),
    (target("Children (Kenya)", PUBLIC, "Kenya"), {"target": "ken-civilians"}),
    (source("Armed Rebel (Kenya)", "Rebel,Dissident", "Kenya"), {"source": "ken-rebels"}),
    (source("Armed Rebel (Syria)", "Rebel,Dissident", "Syria"), {"source": "syrian-rebels"}),
    (source("Separatist (Kenya)", "Separatists,Dissident", "Kenya"), {"source": "ken-separatists"}),
    (source("Militant (Kenya)", "Unidentified Forces", "Kenya"), {"source": "ken-armed-groups"}),
    (source("Protester (Kenya)", "Protestors / Popular Opposition / Mobs,Dissident", "Kenya"),
     {"source": "ken-protesters"}),
    (source("Criminal (Kenya)", "Dissident,Criminals / Gangs", "Kenya"), {"source": "ken-criminal-groups"}),
    (source("Opposition (Kenya)", "Dissident", "Kenya"), {"source": "ken-opposition"}),
    (source("Business (Kenya)", "Social,Business", "Kenya"), {"source": "ken-companies"}),
    (source("Citizen (Varenia)", PUBLIC, "Varenia"), {"source": "varenia-civilians"}),
    (source("Citizen (International)", PUBLIC, "NA"), {"source": "civilians"}),
    # names of their own
    (source("Taliban", "Insurgents,Dissident", "Afghanistan"), {"source": "taliban"}),
    (source("Islamic State of Iraq and the Levant", "Insurgents,Dissident", "Iraq"), {"source": "islamic-state"}),
    (source("Ostrel Front", "Insurgents,Dissident", "Kenya"), {"source": "ostrel-front"}),
    (source("European Union", "International Government Organization,Regional", "NA"), {"source": "eu"}),
    (source("Korean Central News Agency", "Executive,Government,State Media", "North Korea"), {"source": "kcna"}),
    (source("Una Brandt", "Elite,(National) Major Party,Parties", "Kenya"), {"source": "una-brandt"}),
    (source("Unspecified Actor", "Unspecified", "NA"), {"source": None, "source_text": "Unspecified Actor"}),
    # places
    ({"City": "Ibadan", "Province": "Oyo", "Country": "Nigeria", "Latitude": "7.4", "Longitude": "3.9"},
     {"place": "Ibadan", "country": "NGA", "lat": 7.4, "lon": 3.9, "place_precision": "city"}),
    ({"Province": "Oyo", "Country": "Nigeria"}, {"place": "Oyo", "country": "NGA", "place_precision": "region"}),
    ({"Country": "Congo"}, {"place": "Congo", "country": "COG", "place_precision": "country"}),
]  # fmt: skip

# (cells of the record beside BASE, column that is remarked on, whether the record is kept)
DIRTY = [
    ({"Event Date": "2018-06-31"}, "Event Date", False),
    ({"Event Date": "NA"}, "event_id", False),
    ({"Event ID": "NA"}, "event_id", False),
    ({"CAMEO Code": "NA"}, "type", False),
    ({"CAMEO Code": "990"}, "CAMEO Code", False),
    ({"CAMEO Code": "41"}, "CAMEO Code", True),
    ({"Country": "Kesh"}, "Country", True),
    ({"Latitude": "north"}, "Latitude", True),
    ({"Longitude": "200"}, "lon", True),
]


def numbered(cells: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**BASE, "Event ID": str(100 + row), **changed} for row, changed in enumerate(cells)]


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    records = numbered([cells for cells, _ in CASES])
    made, rejects = icews.read(write(tmp_path_factory.mktemp("icews") / "events.tab", icews.COLUMNS, records))
    assert rejects["found"].tolist() == ["10", "20", "871"]  # the leading zeros that are put back
    return made


@pytest.mark.parametrize("row", range(len(CASES)))
def test_a_record_becomes_the_event(events, row):
    assert differing(events.iloc[row], CASES[row][1]) == {}


def test_dirty_records_are_told_and_broken_ones_left_out(tmp_path):
    records = numbered([cells for cells, *_ in DIRTY])
    made, rejects = icews.read(write(tmp_path / "events.tab", icews.COLUMNS, records))
    told = list(zip(rejects["line"], rejects["column"], rejects["kept"], strict=True))
    assert [row for row in told if row[1] != "date"] == [(n, name, kept) for n, (_, name, kept) in enumerate(DIRTY, 2)]
    assert made["native_id"].tolist() == [str(100 + row) for row, (*_, kept) in enumerate(DIRTY) if kept]


def test_one_id_on_two_days_is_two_events_and_on_one_day_one(tmp_path):
    days = ("2018-06-01", "2018-06-02", "2018-06-01")
    records = [{**BASE, "Event ID": "7", "Event Date": day} for day in days]
    made, rejects = icews.read(write(tmp_path / "events.tab", icews.COLUMNS, records))
    assert made["native_id"].tolist() == ["7", "7"] and made["event_id"].nunique() == 2
    assert rejects[["line", "kept"]].values.tolist() == [[4, False]]


def test_the_fixture_is_recognised_and_accounted_for():
    path = FIXTURES / "icews.tab"
    assert SOURCES[recognise(path)] is icews
    assert len(icews.read(path)[0]) == 5 and unaccounted(icews, path) == 0


def test_another_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match="ICEWS"):
        icews.read(write(tmp_path / "events.tab", icews.COLUMNS[:-1], [BASE]))


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_bytes_changed_at_random_lose_no_record(tmp_path, changes):
    path = tmp_path / "changed"
    path.write_bytes(changed((FIXTURES / "icews.tab").read_bytes(), changes))
    try:
        assert unaccounted(icews, path) == 0
    except SourceError:
        assert b"\0" in path.read_bytes()  # no text then


@pytest.mark.skipif(not SHARED.is_dir(), reason="real files are not part of the repository")
def test_every_real_row_is_an_event():
    path = SHARED / "icews_sample.tab"
    events, rejects = icews.read(path)
    assert len(events) == 1_000 and len(rejects) == 0
    assert events["country"].notna().mean() > 0.99
    assert (events["source"].notna() & events["target"].notna()).mean() > 0.97
    known = events[["source", "target"]].isin(list(actors.NAMES))
    print(f"{known.all(axis=1).mean():.0%} of rows with both actors known; unknown:\n{unknown(events).head(20)}")
