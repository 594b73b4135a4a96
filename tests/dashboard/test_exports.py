"""Exports: what is in them, that they say what they rest on, and that they come back."""

import csv
import io
import json
import re
import zipfile
from datetime import date

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard import cli, exports, provenance, tables
from dashboard.reckoning import reckon
from data import events as schema
from data.cells import restored
from data.sources import read as read_source
from data.sources import recognise
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import END, VIEW
from tests.data.test_cells import TEXTS

WEIGHTS_OF_MINE = WEIGHTS | {"air_strike": 4.0}


@pytest.fixture
def made(events):
    hostile = events.assign(quote=events["quote"].mask(events["event_id"] == "e10", '=HYPERLINK("http://x")'))
    events = schema.validate(hostile)
    measures = measure(events)
    view = VIEW.__class__(**(VIEW.__dict__ | {"weights": tuple(WEIGHTS_OF_MINE.items())}))
    found, risk, known = reckon(view, events, measures)
    return (
        events,
        found,
        exports.of_view(known, measures, view.weight_of, found, risk),
        provenance.of_view(view, events),
    )


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_zip_names_data_weights_settings_and_version(made):
    events, _, frames, source = made
    for write in exports.FORMS.values():
        told = json.loads(files(write(frames, source))["about.json"])
        assert told["data"]["name"] == "invented" and told["data"]["sha256"] == provenance.checksum(events)
        assert told["weights"]["changed_from_default"] == {"air_strike": {"default": 10.0, "now": 4.0}}
        assert told["program"].startswith("casus ") and told["half_life_days"] == 7
        assert told["settings"]["end"] == "2024-03-31" and set(told["models_trained_on"]) == {"indicators", "reading"}


def test_each_parquet_file_carries_it_in_its_metadata(made):
    for name, content in files(exports.as_parquet(made[2], made[3])).items():
        if name.endswith(".parquet"):
            told = json.loads(pq.read_schema(io.BytesIO(content)).metadata[exports.KEY])
            assert told["data"]["name"] == "invented" and told["weights"]["preset"] == "own"


def test_the_numbers_are_those_of_the_screen(made):
    _, found, frames, _ = made
    risk, ranking = frames["risk"], frames["ranking"]
    last = risk[(risk["date"] == END) & (risk["track"] == "total")].set_index("entity")["index"]
    shown = found.lines[found.lines["date"] == END].set_index("entity")["index"]
    pd.testing.assert_series_equal(last[shown.index], shown, check_names=False)
    enough = ranking.dropna(subset=["index"]).set_index("entity")["index"]
    assert len(enough) and enough.to_dict() == pytest.approx(last[enough.index].to_dict())
    assert frames["behind"]["pressure"].sum() == pytest.approx(found.pressure)
    own = risk[(risk["entity"] == found.focus) & (risk["track"] == "total")]
    assert own["low"].notna().sum() == found.band["low"].notna().sum() > 0


def test_contributions_sum_to_the_points(made):
    frames = made[2]
    parts = frames["contributions"]
    assert (parts["points"] - parts["weight"] * parts["intensity"]).abs().max() < 1e-12
    strike = parts[(parts["event_id"] == "e10") & (parts["indicator"] == "air_strike")].iloc[0]
    assert strike["weight"] == 4.0 and strike["track"] == "kinetic" and strike["points"] == 4.0 * strike["intensity"]


def test_no_cell_of_csv_is_a_formula_and_the_events_come_back(made, tmp_path):
    _, _, frames, source = made
    found = files(exports.as_csv(frames, source))
    assert b"'=HYPERLINK" in found["events.csv"] and b",=HYPERLINK" not in found["events.csv"]
    file = tmp_path / "events.csv"
    file.write_bytes(found["events.csv"])
    back = tables.read(file)
    assert back.set_index("event_id").loc["e10", "quote"] == '=HYPERLINK("http://x")'
    assert recognise(file) == "table"
    again, rejects = read_source(file)
    assert again.set_index("event_id").loc["e10", "quote"] == '=HYPERLINK("http://x")' and rejects.empty
    whole = tmp_path / "whole.zip"
    whole.write_bytes(exports.as_csv(frames, source))
    pd.testing.assert_frame_equal(read_source(whole)[0], again)
    assert len(back) == len(frames["events"])


@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(",;\t"))
@example(['a;"=1;'], ";")
@example(['a\n"=1\t'], "\t")
def test_no_cell_is_a_formula_wherever_a_spreadsheet_parts_the_text(cells, separator):
    """Excel parts a file by the separator of the reader's country, and knows quotes only at the start of a cell."""
    text = tables.written(pd.DataFrame({"one": cells, "other": cells}), "csv")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        assert not any(re.match("[=+@＝-]", cell) for cell in row)


@given(st.lists(TEXTS.map("a".__add__), min_size=1, max_size=5))
def test_every_row_of_a_file_comes_back_whatever_its_cells_hold(cells):
    frame = pd.DataFrame({"one": cells, "number": range(len(cells))})
    read = pd.read_csv(io.StringIO(tables.written(frame, "csv")), keep_default_na=False)
    pd.testing.assert_frame_equal(restored(read), frame, check_dtype=False)


def test_negative_numbers_stay_numbers(made):
    text = files(exports.as_csv(made[2], made[3]))["ranking.csv"].decode()
    assert pd.read_csv(io.StringIO(text))["week"].dtype.kind == "f"


def test_the_same_view_gives_the_same_bytes(made):
    for write in exports.FORMS.values():
        assert write(made[2], made[3]) == write(made[2], made[3])


def test_a_view_without_data_gives_empty_tables(events):
    view = VIEW.__class__(**(VIEW.__dict__ | {"start": date(1999, 1, 1), "end": date(1999, 2, 1)}))
    measures = measure(events)
    found, risk, known = reckon(view, events, measures)
    frames = exports.of_view(known.head(0), measures, view.weight_of, found, risk)
    for write in exports.FORMS.values():
        assert len(files(write(frames, provenance.of_view(view, events)))) == len(frames) + 1


def test_the_checksum_is_that_of_the_content_whatever_its_order(events):
    assert provenance.checksum(events.iloc[::-1]) == provenance.checksum(events)
    other = events.assign(quote="other")
    assert provenance.checksum(other) != provenance.checksum(events)


def test_the_shell_writes_beside_its_risk_what_it_rests_on(events, tmp_path):
    data, out = tmp_path / "made.csv", tmp_path / "risk.csv"
    data.write_text(tables.written(events, "csv") + "\n", encoding="utf-8")
    assert (
        cli.main(["risk", "--data", str(data), "--format", "csv", "--weight", "air_strike=4", "--out", str(out)]) == 0
    )
    told = json.loads((tmp_path / "risk.csv.about.json").read_text(encoding="utf-8"))
    assert told["weights"]["changed_from_default"] == {"air_strike": {"default": 10.0, "now": 4.0}}
    assert told["data"]["sha256"] == provenance.checksum(tables.read(data)) and told["settings"]["role"] == "conduct"
    assert len(pd.read_csv(out))


def test_the_shell_briefs_on_a_file(events, tmp_path):
    data, out = tmp_path / "made.csv", tmp_path / "brief.html"
    data.write_text(tables.written(events, "csv") + "\n", encoding="utf-8")
    asked = ["--data", str(data), "--to", "2024-03-31", "--known-on", "2024-03-31", "--focus", "VAR"]
    assert cli.main(["brief", *asked, "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert "Risk from VAR, 31 March 2024" in page and "coded record" in page
