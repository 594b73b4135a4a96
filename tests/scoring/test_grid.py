"""Place cells are numbered as PRIO-GRID numbers them."""

import csv
from pathlib import Path

import pytest

from scoring import cube, grid
from tests.scoring.invented import events

SAMPLE = Path(__file__).parents[3] / "shared" / "formats" / "ucdp_ged_v23_1_sample.csv"


def cells(**row) -> list[str]:
    return list(cube.entities(events([{"event_id": "e", **row}]), "place")["entity"])


@pytest.mark.parametrize(
    ("lat", "lon", "gid"),
    [
        (-90, -180, 1),  # the south-west corner
        (-89.6, 179.9, 720),
        (-89.5, -180, 721),  # an edge belongs to the cell that begins there
        (0, 0, 180 * 720 + 361),
        (10.51, 2.29, 145085),
        (90, 180, 360 * 720),  # where no further cell begins
        (89.9, 179.9, 360 * 720),
    ],
)
def test_coordinates_fall_into_their_cell(lat, lon, gid):
    assert cells(lat=lat, lon=lon, place_precision="point") == [str(gid)]
    middle = grid.centre(gid)
    assert abs(middle[0] - lat) <= 0.25 + 1e-9 and abs(middle[1] - lon) <= 0.25 + 1e-9
    assert cells(lat=middle[0], lon=middle[1]) == [str(gid)]


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        ({"lat": 1, "lon": 1, "place_precision": "city"}, 1),
        ({"lat": 1, "lon": 1, "place_precision": "region"}, 1),
        ({"lat": 1, "lon": 1, "place_precision": None}, 1),
        ({"lat": 1, "lon": 1, "place_precision": "country"}, 0),
        ({"lat": 1, "lon": 1, "place_precision": "unknown"}, 0),
        ({"lat": None, "lon": 1, "place_precision": "point"}, 0),
        ({"lat": 1, "lon": None, "place_precision": "point"}, 0),
    ],
)
def test_only_what_has_a_place_counts_for_a_cell(row, counted):
    assert len(cells(**row)) == counted


@pytest.mark.parametrize("gid", [0, 360 * 720 + 1, "abc", -1])
def test_numbers_off_the_grid_are_refused(gid):
    with pytest.raises(grid.GridError, match="259200"):
        grid.centre(gid)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of UCDP GED is not here")
def test_cells_are_those_that_ucdp_gives():
    with SAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frame = events(
        [{"event_id": row["id"], "lat": float(row["latitude"]), "lon": float(row["longitude"])} for row in rows]
    )
    counted = cube.entities(frame, "place").set_index("event_id")["entity"]
    assert len(rows) > 100 and all(counted[row["id"]] == row["priogrid_gid"] for row in rows)
