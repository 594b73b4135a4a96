"""The map in words."""

import pandas as pd
import pytest

from dashboard.sentences import map_gaps, map_title, place_heading
from scoring.indicators import TRACKS


def table(**changes):
    row = {"name": "Kalmar", "country": "Varenia", "precision": "city", "lat": -10.1, "lon": 20.0, "events": 1}
    return pd.DataFrame([row | dict.fromkeys(TRACKS, 0.0) | changes])


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (table().head(0), "None of these events has a place"),
        (table(), "1 place, none with points of escalation"),
        (table(relief=9.0), "1 place, none with points of escalation"),
        (table(kinetic=3.0, relief=9.0), "Kalmar has the largest share of the points on this map: 100%"),
        (table(nuclear=1.0, precision="country"), "Kalmar (where in it is not told) has"),
        (
            pd.concat([table(kinetic=1.0), table(name="Tarsk", coercive=3.0)]),
            "Tarsk has the largest share of the points on this map: 75%, mostly coercive",
        ),
    ],
)  # fmt: skip
def test_the_title_says_where_most_points_are(places, said):
    assert map_title(places.reset_index(drop=True), TRACKS).startswith(said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Kalmar, Varenia (10.1° S, 20.0° E): 1 event"),
        ({"lat": 0.0, "lon": -0.1, "events": 1200}, "Kalmar, Varenia (0.0° N, 0.1° W): 1,200 events"),
        ({"precision": "country", "name": "Varenia"}, "Varenia: 1 event"),
        ({"country": None, "lat": float("nan"), "lon": float("nan")}, "Kalmar: 1 event"),
    ],
)
def test_a_place_is_named_with_its_coarse_coordinates(changes, said):
    assert place_heading(table(**changes).iloc[0]) == said


def test_what_the_map_lacks_is_counted_and_only_then():
    full = map_gaps(112, 86, 11, 5_000, 400, 1_000, 0.1)
    assert "86 of 112 events name no place" in full
    assert "11 are known only to their country" in full
    assert "of 5,000 places the 400 with most points are drawn and 1,000 are in the table" in full
    assert map_gaps(3, 0, 0, 3, 3, 3, 0.1).startswith("Coordinates are rounded to 0.1°")
