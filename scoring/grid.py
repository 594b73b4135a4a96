"""Place cells: PRIO-GRID, the half-degree grid that conflict research shares, so that cells join its data."""

from __future__ import annotations

import narwhals as nw

# PRIO-GRID (Tollefsen, Strand and Buhaug 2012, PRIO-GRID: A unified spatial data structure, Journal of Peace Research
# 49(2), 363-374): squares of half a degree in WGS 84, 360 rows by 720 columns, numbered from 1 at the south-west
# corner, eastwards and then northwards. UCDP GED gives the same number as priogrid_gid.
PER_DEGREE = 2
ROWS, COLUMNS = 180 * PER_DEGREE, 360 * PER_DEGREE
UNPLACED = ("country", "unknown")  # of these precisions, coordinates are a country's middle or nothing at all


class GridError(ValueError):
    """A cell that the grid does not have."""


def cell() -> nw.Expr:
    """The cell's number as text, from lat, lon (degrees) and place_precision; null where no point, city or region is.

    90 north and 180 east, where the next cell would begin, belong to the last row and column.
    """
    row = _steps(nw.col("lat") + 90, ROWS)
    column = _steps(nw.col("lon") + 180, COLUMNS)
    placed = ~nw.col("place_precision").cast(nw.String).fill_null("").is_in(UNPLACED)
    inside = nw.col("lat").is_between(-90, 90) & nw.col("lon").is_between(-180, 180)  # no null, no NaN
    return nw.when(placed & inside).then((row * COLUMNS + column + 1).cast(nw.Int64).cast(nw.String))


def _steps(degrees: nw.Expr, most: int) -> nw.Expr:
    inside = nw.when(degrees.is_between(0, most / PER_DEGREE)).then(degrees).otherwise(0.0)  # NaN is no whole number
    return (inside * PER_DEGREE).floor().clip(0, most - 1)


def centre(gid: str | int) -> tuple[float, float]:
    """Latitude and longitude of a cell's middle, in degrees. Raises GridError for numbers off the grid."""
    if not str(gid).isdecimal() or not 1 <= int(gid) <= ROWS * COLUMNS:
        raise GridError(f"cell is {gid!r}; allowed: 1 to {ROWS * COLUMNS}, the numbers of PRIO-GRID")
    row, column = divmod(int(gid) - 1, COLUMNS)
    return (row + 0.5) / PER_DEGREE - 90, (column + 0.5) / PER_DEGREE - 180
