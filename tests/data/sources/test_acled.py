"""ACLED: every sub-event type, the directions of acts, dates and codes of old and new exports."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from data.events import REALIS, TYPES
from data.ontology import MODES
from data.sources import acled

FIXTURE = Path(__file__).parents[2] / "fixtures" / "sources" / "acled.csv"
# the 25 sub-event types of the codebook of 2024
SUB_EVENTS = (
    "Government regains territory", "Non-state actor overtakes territory", "Armed clash",
    "Excessive force against protesters", "Protest with intervention", "Peaceful protest", "Violent demonstration",
    "Mob violence", "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED", "Grenade", "Sexual violence", "Attack", "Abduction/forced disappearance",
    "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
    "Looting/property destruction", "Non-violent transfer of territory", "Other",
)  # fmt: skip


def read(tmp_path: Path, separator: str = ",", **changes: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first record of the fixture (a clash) with `changes`."""
    path = tmp_path / "export.csv"
    pd.read_csv(FIXTURE, dtype="str").head(1).assign(**changes).to_csv(path, index=False, sep=separator)
    events, rejects = acled.read(path)
    return events, rejects[rejects["column"] != "country"]  # Arvenia is invented: warned of in every record


def test_every_sub_event_type_has_its_row() -> None:
    table = acled.types()
    assert sorted(table["sub_event_type"]) == sorted(SUB_EVENTS)
    assert set(table["type"]) <= set(TYPES) and set(table["realis"]) <= set(REALIS)
    assert set(table["direction"]) == {"forth", "back", "both"}
    coded = table[table["mode"].notna()]
    assert [row for row in zip(coded["type"], coded["mode"], strict=True) if row[1] not in MODES[row[0]]] == []


@pytest.mark.parametrize(
    ("word", "kind", "mode", "pairs"),
    [
        ("Armed clash", "ASSAULT", None, [("one", "two"), ("two", "one")]),
        ("Air/drone strike", "ASSAULT", "aerial", [("one", "two")]),
        ("air/drone strike ", "ASSAULT", "aerial", [("one", "two")]),
        ("Suicide bomb", "ASSAULT", "suicide-attack", [("one", "two")]),
        ("Shelling/artillery/missile attack", "ASSAULT", "heavy-weapons", [("one", "two")]),
        ("Excessive force against protesters", "ASSAULT", "crowd-control", [("two", "one")]),
        ("Peaceful protest", "PROTEST", "demo", [("one", "two")]),
        ("Agreement", "AGREE", None, [("one", "two"), ("two", "one")]),
        ("Arrests", "COERCE", "arrest", [("one", "two")]),
    ],
)
def test_types_and_directions(word, kind, mode, pairs, tmp_path: Path) -> None:
    events, _ = read(tmp_path, sub_event_type=word, actor1="One", actor2="Two")
    assert list(zip(events["source"], events["target"], strict=True)) == pairs
    assert set(events["type"]) == {kind}
    assert [None if pd.isna(value) else value for value in events["mode"].unique()] == [mode]
    assert events["event_id"].nunique() == 1


@pytest.mark.parametrize("word", ["Armed clash", "Excessive force against protesters", "Attack"])
def test_one_named_side_is_enough(word: str, tmp_path: Path) -> None:
    events, _ = read(tmp_path, sub_event_type=word, actor1="One", actor2=None)
    assert len(events) == 1


@pytest.mark.parametrize("day", ["2031-05-01", "01 May 2031", "1 May 2031", "01-May-2031", "2031-05-01T00:00:00Z"])
def test_days_of_old_and_new_exports(day: str, tmp_path: Path) -> None:
    events, rejects = read(tmp_path, event_date=day)
    assert set(events["date"]) == {pd.Timestamp("2031-05-01")} and rejects.empty


@pytest.mark.parametrize("day", ["05/06/2031", "May", "31 June 2031"])
def test_a_day_that_could_be_another_is_refused(day: str, tmp_path: Path) -> None:
    events, rejects = read(tmp_path, event_date=day)
    assert events.empty
    assert rejects[["found", "kept"]].values.tolist() == [[day, False]]


@pytest.mark.parametrize(
    ("column", "code", "into", "expected"),
    [
        ("time_precision", "1", "date_precision", "day"),
        ("time_precision", "2", "date_precision", "week"),
        ("time_precision", "3", "date_precision", "month"),
        ("geo_precision", "1", "place_precision", "city"),
        ("geo_precision", "3", "place_precision", "region"),
        ("geo_precision", None, "place_precision", "unknown"),
        ("source", "Gazette; Post;gazette ", "reports", 2),
        ("source", None, "reports", 1),
    ],
)
def test_codes(column, code, into, expected, tmp_path: Path) -> None:
    events, _ = read(tmp_path, **{column: code})
    assert set(events[into]) == {expected}


@pytest.mark.parametrize(
    ("inter", "victims"), [("7", True), ("Civilians", True), ("2", False), ("Rebel group", False), (None, False)]
)
def test_civilians_are_known_by_number_or_by_word(inter, victims: bool, tmp_path: Path) -> None:
    events, _ = read(tmp_path, sub_event_type="Attack", inter2=inter)
    assert events["victims"].eq("civilians").tolist() == [victims]


def test_fatalities_are_one_number_and_notes_the_quote(tmp_path: Path) -> None:
    events, _ = read(tmp_path)
    assert set(events["killed_best"]) == {3}
    assert events[["killed_low", "killed_high", "published"]].isna().all(axis=None)
    assert events["quote"].str.startswith("On 1 May 2031, soldiers").all()


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [("fatalities", "several", True), ("time_precision", "8", True), ("sub_event_type", "Brawl", False)],
)
def test_what_is_odd_or_broken_is_told(column: str, value: str, kept: bool, tmp_path: Path) -> None:
    events, rejects = read(tmp_path, **{column: value})
    assert rejects[["column", "found", "kept"]].values.tolist() == [[column, value, kept]]
    assert bool(len(events)) is kept


def test_semicolons_json_and_excel_give_the_same(tmp_path: Path) -> None:
    whole, _ = acled.read(FIXTURE)
    frame = pd.read_csv(FIXTURE, dtype="str")
    frame.to_csv(tmp_path / "semicolons.csv", index=False, sep=";")
    rows = json.loads(frame.to_json(orient="records"))
    (tmp_path / "answer.json").write_text(json.dumps({"status": 200, "success": True, "count": 5, "data": rows}))
    frame.to_excel(tmp_path / "export.xlsx", index=False)
    for name in ("semicolons.csv", "answer.json", "export.xlsx"):
        pd.testing.assert_frame_equal(acled.read(tmp_path / name)[0], whole)
