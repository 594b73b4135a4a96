"""Where events were: coarse, by track, with what has no place counted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import figures, sentences, state
from dashboard.figures.map import AREAS, LEAST_SPAN, MOST_PLACES, box
from dashboard.palette import TRACKS as COLOURS
from dashboard.places import COARSE, places
from data import events as schema
from scoring.indicators import TRACKS, measure
from scoring.score import WEIGHTS, relief, score
from tests.dashboard.invented import event
from tests.fuzzing import examples

TOWN = {"place": "Kalmar", "country": "VAR", "lat": 10.123456, "lon": 20.987654, "place_precision": "point"}
LAND = {"country": "VAR", "lat": 11.0, "lon": 21.0, "place_precision": "country"}


def found(*rows):
    events = schema.validate(pd.DataFrame(rows))
    measures = measure(events)
    return places(events, events["event_id"].unique(), measures, WEIGHTS), measures


def test_points_of_a_place_are_those_of_its_events_by_track_and_relief_is_apart():
    told, measures = found(
        event(1, "2024-01-02", **TOWN), event(2, "2024-01-03", kind="CONSULT", mode="visit", **TOWN)
    )  # fmt: skip
    row = told.table.iloc[0]
    assert row[[t for t in TRACKS if t != "relief"]].sum() == pytest.approx(score(measures, WEIGHTS).sum())
    assert row["relief"] == pytest.approx(relief(measures, WEIGHTS).sum()) and row["relief"] > 0
    assert row["events"] == 2


def test_an_event_with_two_targets_counts_once_at_its_place():
    told, measures = found(event(1, "2024-01-02", **TOWN), event(1, "2024-01-02", target="TAM", **TOWN))
    assert told.table["events"].tolist() == [1]
    assert told.table["kinetic"].sum() == pytest.approx(score(measures, WEIGHTS).sum())


def test_places_in_one_cell_are_one_place_and_what_has_no_place_is_counted():
    near = TOWN | {"lat": 10.08, "lon": 21.04}
    told, _ = found(event(1, "2024-01-02", **TOWN), event(2, "2024-01-02", **near), event(3, "2024-01-02"))
    assert told.table["key"].tolist() == ["10.1,21.0"]
    assert told.nowhere == 1
    assert set(told.at.index) == {"e1", "e2"}


def test_what_is_known_only_to_a_country_stands_apart_and_is_counted():
    told, _ = found(
        event(1, "2024-01-02", **TOWN), event(2, "2024-01-02", **LAND), event(3, "2024-01-02", country="KSH")
    )  # fmt: skip
    by_key = told.table.set_index("key")
    assert set(by_key.index) == {"10.1,21.0", "VAR", "KSH"}
    assert by_key.loc["VAR", "precision"] == by_key.loc["KSH", "precision"] == "country"
    assert told.country_only == 2


@settings(max_examples=examples(30), deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_no_coordinate_is_finer_than_the_cell(lat, lon):
    told, _ = found(event(1, "2024-01-02", **TOWN | {"lat": lat, "lon": lon}))
    shown = told.table[["lat", "lon"]].to_numpy()
    assert np.allclose(shown / COARSE, np.round(shown / COARSE), atol=1e-6)
    assert np.abs(shown - [lat, lon]).max() <= COARSE / 2 + 1e-9


def test_nothing_placed_gives_a_map_without_marks():
    told, _ = found(event(1, "2024-01-02"))
    assert told.table.empty
    drawn = figures.places_map(told.table, "fit", "title", "note", False)
    assert sum(len(trace.lat) for trace in drawn.data) == 0


def marks(figure):
    return [(trace.name, *mark) for trace in figure.data if trace.name != "open"
            for mark in zip(trace.customdata, trace.marker.size, trace.marker.symbol, strict=True)]  # fmt: skip


def test_one_mark_a_place_and_track_hollow_where_the_place_is_rough():
    told, _ = found(
        event(1, "2024-01-02", **TOWN), event(2, "2024-01-03", kind="CONSULT", mode="visit", **TOWN),
        event(3, "2024-01-02", **LAND), event(4, "2024-01-02", realis="hypothetical", **TOWN | {"lat": 40.0}),
    )  # fmt: skip
    drawn = figures.places_map(told.table, "fit", "title", "note", True)
    by_mark = {(name, key): symbol for name, key, _, symbol in marks(drawn)}
    assert by_mark[("kinetic", "10.1,21.0")] == by_mark[("relief", "10.1,21.0")] == "circle"
    assert by_mark[("kinetic", "VAR")] == "circle-open"
    assert by_mark[("scores nothing", "40.0,21.0")] == "circle"
    assert {trace.name: trace.marker.color for trace in drawn.data}["kinetic"] == COLOURS[True]["kinetic"]


def test_the_area_of_a_mark_grows_with_its_points():
    told, _ = found(
        event(1, "2024-01-02", **TOWN), event(2, "2024-01-03", **TOWN), event(3, "2024-01-03", **TOWN | {"lat": 40.0})
    )  # fmt: skip
    size = {key: size for name, key, size, _ in marks(figures.places_map(told.table, "fit", "t", "n", False))}
    assert (size["10.1,21.0"] / size["40.0,21.0"]) ** 2 == pytest.approx(2)


def test_names_are_escaped_on_hover():
    told, _ = found(event(1, "2024-01-02", **TOWN | {"place": "<img src=x>"}))
    drawn = figures.places_map(told.table, "fit", "t", "n", False)
    assert not any("<img" in text for trace in drawn.data for text in trace.text or ())


def test_only_the_heaviest_places_are_drawn():
    table = pd.DataFrame({"key": [f"k{n}" for n in range(MOST_PLACES + 50)], "name": "Kalmar", "country": "Varenia"})
    table = table.assign(precision="city", lat=0.0, lon=1.0, events=1, silent=0, **dict.fromkeys(TRACKS, 0.0))
    table["kinetic"] = np.arange(len(table), 0, -1.0)
    drawn = {key for _, key, _, _ in marks(figures.places_map(table, "fit", "t", "n", False))}
    assert drawn == set(table["key"].head(MOST_PLACES))


def table_of(where, kinetic):
    frame = pd.DataFrame(where, columns=["lat", "lon"]).assign(**dict.fromkeys(TRACKS, 0.0))
    return frame.assign(kinetic=kinetic).sort_values("kinetic", ascending=False)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=6))
def test_fit_holds_every_place_where_none_has_points_and_keeps_a_neighbourhood(where):
    west, east, south, north = box(table_of(where, 0.0), "fit")
    assert all(west - 1e-6 <= lon <= east + 1e-6 and south - 1e-6 <= lat <= north + 1e-6 for lat, lon in where)
    assert east - west >= LEAST_SPAN[0] - 1e-6 and north - south >= LEAST_SPAN[1] - 1e-6


def test_fit_leaves_out_a_far_place_with_few_points():
    west, east, south, north = box(table_of([(33.0, 44.0), (35.0, 40.0), (40.0, -74.0)], [60.0, 35.0, 5.0]), "fit")
    assert west < 40 < 44 < east and south < 33 < 35 < north
    assert west > -74


def test_every_area_of_a_link_has_a_box():
    assert set(state.AREAS) == {"fit", *AREAS} == set(sentences.AREA_LABELS)
