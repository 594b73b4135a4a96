"""Any table with a mapping of its columns; our own exports without."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.tables import written
from data.events import validate
from data.sources import SourceError, read, table
from tests.stored import its_events, one_document

FIXTURE = Path(__file__).parents[2] / "fixtures" / "sources" / "table.csv"
HEADER = ["When", "Who", "Whom", "What", "Dead"]
ROWS = [
    ["2031-05-01", "Red Column", "Iran", "raid", "3"],
    ["02 May 2031", "Iran", "Red Column", "190", ""],
    ["2031-05-03", "Iran", "", "consult", "0"],
]
MAPPING = {"date": "When", "source": "Who", "target": "Whom", "type": "What", "killed_best": "Dead"}


def write(tmp_path: Path, rows: list[list[str]], name: str = "table.csv", header: list[str] = HEADER) -> Path:
    path, frame = tmp_path / name, pd.DataFrame(rows, columns=header)
    writers = {".csv": frame.to_csv, ".xlsx": frame.to_excel, ".parquet": frame.to_parquet}
    if path.suffix == ".json":
        frame.to_json(path, orient="records")
    else:
        writers[path.suffix](path, index=False)
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet", "t.json"])
def test_a_mapped_table_becomes_events(name: str, tmp_path: Path) -> None:
    events, rejects = table.read(write(tmp_path, ROWS, name), MAPPING, {"Raid": "ASSAULT"})
    assert rejects.empty
    assert events["type"].tolist() == ["ASSAULT", "ASSAULT", "CONSULT"]
    assert events["native_code"].tolist() == ["raid", "190", "consult"]
    assert events["source"].tolist() == ["red-column", "IRN", "IRN"]
    assert events["source_text"].tolist() == ["Red Column", "Iran", "Iran"]
    assert events["date"].dt.day.tolist() == [1, 2, 3]
    assert events["killed_best"].fillna(-1).tolist() == [3, -1, 0]  # null is not zero
    assert events["target"].isna().tolist() == [False, False, True]


def test_what_is_not_a_type_is_told(tmp_path: Path) -> None:
    events, rejects = table.read(write(tmp_path, ROWS), MAPPING)
    assert len(events) == 2
    assert rejects[["line", "column", "found", "kept"]].values.tolist() == [[2, "What", "raid", False]]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("ASSAULT", "ASSAULT"), ("assault ", "ASSAULT"), ("19", "ASSAULT"), ("190", "ASSAULT"), ("1241", "REJECT"),
     ("3", "AGREE"), ("036", "AGREE"), ("14", "PROTEST"), ("01", None), ("99", None), ("19000", None), ("x", None)],
)  # fmt: skip
def test_types_are_plover_names_or_cameo_codes(word: str, kind: str | None, tmp_path: Path) -> None:
    events, _ = table.read(write(tmp_path, [["2031-05-01", "Iran", "", word, ""]]), MAPPING)
    assert events["type"].tolist() == ([kind] if kind else [])


def test_a_constant_stands_for_every_row(tmp_path: Path) -> None:
    path = write(tmp_path, ROWS)
    events, _ = table.read(path, {"date": "When", "type": "=PROTEST", "country": "=Iran", "dataset": "=mine"})
    for column, value in {"type": "PROTEST", "country": "IRN", "dataset": "mine"}.items():
        assert set(events[column]) == {value}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Event Date", "Actor 1", "Actor 2", "Event Type", "Fatalities", "Latitude", "Longitude"],
         {"date": "Event Date", "source": "Actor 1", "target": "Actor 2", "type": "Event Type",
          "killed_best": "Fatalities", "lat": "Latitude", "lon": "Longitude"}),
        (["date", "day", "type"], {"date": "date", "type": "type"}),
        (["colour", "shape"], {}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(header: list[str], expected: dict[str, str]) -> None:
    assert table.guess(header) == expected


def test_a_guess_is_enough_where_the_names_are_usual(tmp_path: Path) -> None:
    events, _ = read(write(tmp_path, ROWS[1:], header=["day", "actor", "recipient", "category", "deaths"]), "table")
    assert events["type"].tolist() == ["ASSAULT", "CONSULT"]


def test_a_header_is_remembered_whatever_its_order_and_letters() -> None:
    assert table.signature(["Who", "When"]) == table.signature(["when", "WHO "])
    assert table.signature(["Who", "When"]) != table.signature(["Who", "Where"])


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"date": "When", "kind": "What"}, "the mapping names kind"),
        ({"date": "When", "type": "Act"}, "has no column Act; it has When, Who"),
        ({"date": "When"}, "no column is known to hold the type"),
        (None, "no column is known to hold the type"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(mapping, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=sentence):
        table.read(write(tmp_path, ROWS), mapping)


def test_rows_without_ids_have_ids_of_their_content(tmp_path: Path) -> None:
    rows = [ROWS[1], ROWS[2], ROWS[1]]
    whole, rejects = table.read(write(tmp_path, rows), MAPPING)
    alone, _ = table.read(write(tmp_path, [ROWS[2]]), MAPPING)
    assert whole["event_id"].is_unique and rejects.empty  # equal rows may be equal events: both stand
    assert alone["event_id"][0] == whole["event_id"][1]
    assert whole["native_id"].isna().all()


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx", "e.parquet", "e.json"])
def test_our_own_exports_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    events = validate(pd.read_csv(FIXTURE, dtype="str"))
    path = tmp_path / name
    if name == "e.json":
        events.to_json(path, orient="records", date_format="iso")
    else:
        {"e.csv": events.to_csv, "e.xlsx": events.to_excel, "e.parquet": events.to_parquet}[name](path, index=False)
    got, rejects = read(path)
    assert rejects.empty
    pd.testing.assert_frame_equal(got, events)


@pytest.mark.parametrize("name", ["e.parquet", "e.json"])
def test_an_apostrophe_before_a_sign_stays_where_no_export_puts_one(name: str, tmp_path: Path) -> None:
    events = validate(pd.read_csv(FIXTURE, dtype="str")).assign(quote="'-5 degrees', it said\n'-6 later'")
    path = tmp_path / name
    path.write_text(written(events, "json")) if name == "e.json" else events.to_parquet(path, index=False)
    assert read(path)[0]["quote"].unique().tolist() == events["quote"].unique().tolist()


def test_events_of_ours_that_were_read_from_text_come_without_it(tmp_path: Path) -> None:
    events = its_events(one_document())
    events.to_csv(tmp_path / "e.csv", index=False)
    got, rejects = read(tmp_path / "e.csv")
    assert got["document_id"].isna().all() and got["span_start"].isna().all()
    assert got["quote"].tolist() == events["quote"].tolist() and set(got["origin"]) == {"extracted"}
    assert got["native_id"].tolist() == events["document_id"].tolist()
    assert got["event_id"].tolist() == events["event_id"].tolist()
    assert len(rejects) == len(events) and rejects["kept"].all() and set(rejects["column"]) == {"document_id"}
