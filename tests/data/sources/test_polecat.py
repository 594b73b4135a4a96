"""POLECAT: what each column of the schema is made of, joint actors, what is told of dirty records, none lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from data.ontology import MODES
from data.sources import SOURCES, SourceError, polecat, recognise
from tests.data.sources.records import CHANGES, FIXTURES, SHARED, changed, differing, unaccounted, write
from tests.fuzzing import examples

BASE = {
    **dict.fromkeys(polecat.COLUMNS, "None"), "Event Date": "2023-05-01", "Event Type": "CONSULT",
    "Publication Date": "2023-05-02", "Version": "NGEC_coder-Vers001",
}  # fmt: skip


def actor(name: str, country: str = "None", sector: str = "None") -> dict[str, str]:
    return {"Actor Name": name, "Actor Country": country, "Primary Actor Sector": sector}


def recipient(name: str, country: str = "None", sector: str = "None") -> dict[str, str]:
    return {"Recipient Name": name, "Recipient Country": country, "Primary Recipient Sector": sector}


# (cells of the record beside BASE, columns of the event)
CASES = [
    ({}, {"dataset": "polecat", "origin": "coded", "date": pd.Timestamp("2023-05-01"),
          "published": pd.Timestamp("2023-05-02"), "type": "CONSULT", "mode": None, "native_code": None,
          "source": None, "source_text": None, "target": None, "reports": 1.0, "confidence": polecat.CONFIDENCE,
          "place": None, "country": None, "place_precision": "unknown"}),
    ({"Event Mode": ""}, {"mode": None}),
    ({"Event Mode": "visit"}, {"mode": "visit", "native_code": "visit"}),
    ({"Event Type": "assault", "Event Mode": "Heavy_Weapons"},
     {"type": "ASSAULT", "mode": "heavy-weapons", "native_code": "Heavy_Weapons"}),
    ({"Event Type": "ASSAULT", "Event Mode": "massacre"}, {"mode": "execute", "native_code": "massacre"}),
    (actor("Kenya", "KEN", "GOV"), {"source": "KEN", "source_text": "Kenya"}),
    (actor("Kenya"), {"source": "KEN"}),
    (actor("the army", "KEN", "MIL"), {"source": "KEN", "source_text": "the army"}),
    (actor("villagers", "KEN", "CVL"), {"source": "ken-civilians"}),
    (actor("insurgents", "SYR", "REB"), {"source": "syrian-rebels"}),
    (actor("Ostrel Front", "KEN", "REB"), {"source": "ostrel-front"}),
    (actor("Hezbollah", "LBN", "REB"), {"source": "hezbollah"}),
    (recipient("United Nations", "None", "IGO"), {"target": "un", "target_text": "United Nations"}),
    (recipient("police", "None", "COP"), {"target": "police"}),
    (recipient("police", "Varenia", "COP"), {"target": "varenia"}),
    ({"Placename": "Dorn", "City": "Dorn", "Country": "Kenya", "Latitude": "1.5", "Longitude": "2.5",
      "Feature Type": "PPLA"}, {"place": "Dorn", "country": "KEN", "lat": 1.5, "lon": 2.5, "place_precision": "city"}),
    ({"Country": "KEN", "Feature Type": "PCLI"}, {"country": "KEN", "place_precision": "country"}),
    ({"Province": "Oyo", "Country": "Nigeria"}, {"place": "Oyo", "country": "NGA", "place_precision": "region"}),
    ({"Placename": "Kalmar Base", "Feature Type": "INSM"}, {"place_precision": "point"}),
]  # fmt: skip

# (cells of the record beside BASE, the pairs of source and target)
JOINT = [
    ({**actor("Kenya;Tanzania", "KEN;TZA", "GOV;GOV"), **recipient("Uganda", "UGA", "GOV")},
     {("KEN", "UGA"), ("TZA", "UGA")}),
    ({**actor("Kenya; Tanzania", "KEN;TZA", "GOV;GOV"), **recipient("Uganda;United Nations", "UGA;None", "GOV;IGO")},
     {("KEN", "UGA"), ("KEN", "un"), ("TZA", "UGA"), ("TZA", "un")}),
    # one country for all of them, or another number of them than of names
    (actor("villagers;police", "KEN", "CVL;COP"), {("ken-civilians", None), ("KEN", None)}),
    (actor("Kenya;Tanzania;Uganda", "KEN;TZA", "None"), {("KEN", None), ("TZA", None), ("UGA", None)}),
    (actor("Kenya;None"), {("KEN", None), (None, None)}),
]  # fmt: skip

# (cells of the record beside BASE, column that is remarked on, whether the record is kept)
DIRTY = [
    ({"Event Type": "DANCE"}, "Event Type", False),
    ({"Event Type": "None"}, "type", False),
    ({"Event Date": "yesterday"}, "Event Date", False),
    ({"Event ID": "None"}, "event_id", False),
    ({"Publication Date": "soon"}, "Publication Date", True),
    ({"Event Mode": "juggle"}, "Event Mode", True),
    ({"Event Mode": "drone"}, "Event Mode", True),
    ({"Country": "Kesh"}, "Country", True),
    ({"Latitude": "91"}, "lat", True),
    (actor("Kenya;Tanzania;Uganda", "KEN;TZA"), "Actor Country", True),
]


def numbered(cells: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**BASE, "Event ID": f"e{row}", **changed} for row, changed in enumerate(cells)]


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    records = numbered([cells for cells, _ in CASES])
    made, rejects = polecat.read(write(tmp_path_factory.mktemp("polecat") / "p.tsv", polecat.COLUMNS, records))
    assert len(rejects) == 0
    return made


@pytest.mark.parametrize("row", range(len(CASES)))
def test_a_record_becomes_the_event(events, row):
    assert differing(events.iloc[row], CASES[row][1]) == {}


def test_joint_actors_are_rows_of_one_event(tmp_path):
    records = numbered([cells for cells, _ in JOINT])
    made, _ = polecat.read(write(tmp_path / "p.tsv", polecat.COLUMNS, records))
    assert made["event_id"].nunique() == len(JOINT)
    sides = made[["source", "target"]].astype(object).where(made[["source", "target"]].notna(), None)
    pairs = {native: set(map(tuple, rows.to_numpy())) for native, rows in sides.groupby(made["native_id"])}
    assert pairs == {f"e{row}": expected for row, (_, expected) in enumerate(JOINT)}
    assert set(made.loc[made["native_id"] == "e1", "source_text"]) == {"Kenya", "Tanzania"}


def test_dirty_records_are_told_and_broken_ones_left_out(tmp_path):
    records = numbered([cells for cells, *_ in DIRTY])
    made, rejects = polecat.read(write(tmp_path / "p.tsv", polecat.COLUMNS, records))
    told = list(zip(rejects["line"], rejects["column"], rejects["kept"], strict=True))
    assert told == [(line, column, kept) for line, (_, column, kept) in enumerate(DIRTY, 2)]
    kept = [f"e{row}" for row, (*_, kept) in enumerate(DIRTY) if kept]
    assert made["native_id"].drop_duplicates().tolist() == kept


def test_modes_of_plover_that_are_called_otherwise_here_lead_to_ours():
    assert all(any(mode in modes for modes in MODES.values()) for mode in polecat.MODES.values())


def test_the_fixture_is_recognised_and_accounted_for():
    path = FIXTURES / "polecat.tsv"
    assert SOURCES[recognise(path)] is polecat
    events, rejects = polecat.read(path)
    assert (events["event_id"].nunique(), len(events)) == (5, 7) and unaccounted(polecat, path) == 0
    assert rejects["line"].tolist() == [6, 7]


def test_another_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match="POLECAT"):
        polecat.read(write(tmp_path / "p.tsv", polecat.COLUMNS[1:], [BASE]))


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_bytes_changed_at_random_lose_no_record(tmp_path, changes):
    path = tmp_path / "changed"
    path.write_bytes(changed((FIXTURES / "polecat.tsv").read_bytes(), changes))
    try:
        assert unaccounted(polecat, path) == 0
    except SourceError:
        assert b"\0" in path.read_bytes()  # no text then


@pytest.mark.skipif(not SHARED.is_dir(), reason="real files are not part of the repository")
def test_the_columns_are_those_of_the_real_header():
    assert (SHARED / "polecat_header.tsv").read_text().rstrip("\n").split("\t") == list(polecat.COLUMNS)
