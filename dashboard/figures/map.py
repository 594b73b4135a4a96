"""Places on outlines that the program brings itself: one mark a place and track, its area the points."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from dashboard.figures.look import Drawing, head
from dashboard.palette import INK, LAND, PAGE, QUIET, RULE, TRACKS

HEIGHT = 440
LARGEST, SMALLEST = 36.0, 7.0  # px across: the heaviest mark hides no neighbouring country, the lightest can be clicked
SILENT_SIZE = 6.0  # px across of a mark for events that score nothing
SILENT = "scores nothing"
MOST_PLACES = 400  # drawn, the heaviest first: beyond it marks hide each other and the browser takes over a second
# Of the points: `fit` holds the heaviest places with so much of them. All places would mostly be the world with one
# blot in it: talks are held far from where the force is.
FIT_SHARE = 0.8
ROOM = 1.5  # times the span of the places that is shown: a mark at the edge keeps its neighbourhood
LEAST_SPAN = (18.0, 12.0)  # degrees of longitude and latitude: one town is shown with the countries around it
LEGEND = 62  # px below the map: its names take three lines on a phone
FAN = 0.011  # of the width shown: how far the marks of one place stand from it, so that none hides another
ROUGH = ("region", "country", "unknown")  # precisions drawn hollow: the mark stands somewhere inside what is meant
WORLD = (360.0, 180.0)
# area -> west, east, south, north in degrees: ways to look, not borders
AREAS = {
    "world": (-180.0, 180.0, -60.0, 85.0),
    "europe": (-25.0, 60.0, 34.0, 71.0),
    "middle-east": (24.0, 66.0, 10.0, 43.0),
    "africa": (-20.0, 54.0, -36.0, 38.0),
    "asia": (58.0, 150.0, -11.0, 56.0),
    "americas": (-128.0, -33.0, -56.0, 60.0),
}


def box(table: pd.DataFrame, area: str) -> tuple[float, float, float, float]:
    """West, east, south and north of what is shown: the area's, or for `fit` what holds the heaviest places of `table`
    with FIT_SHARE of its points (all places where none has any)."""
    if area in AREAS:
        return AREAS[area]
    known = table.dropna(subset=["lat", "lon"])
    points = known[list(TRACKS[False])].sum(axis=1)
    if points.any():
        points = points.sort_values(ascending=False, kind="stable")
        known = known.loc[points.index[points.cumsum().shift(fill_value=0.0) < FIT_SHARE * points.sum()]]
    if known.empty:
        return AREAS["world"]
    edges = []
    for name, least, most in (("lon", LEAST_SPAN[0], WORLD[0]), ("lat", LEAST_SPAN[1], WORLD[1])):
        low, high = known[name].min(), known[name].max()
        half = min(max((high - low) * ROOM, least), most) / 2
        middle = min(max((low + high) / 2, half - most / 2), most / 2 - half)
        edges += [float(middle - half), float(middle + half)]
    return tuple(edges)


def places_map(table: pd.DataFrame, area: str, title: str, note: str, dark: bool, chosen: str = "") -> Drawing:
    """Places with their points by track as `dashboard.places.places` gives them; `chosen` is the key of the open one.

    Hollow marks are places known only to a region or country. Marks of one place stand around it.
    """
    west, east, south, north = box(table, area)
    drawn = table.dropna(subset=["lat", "lon"]).head(MOST_PLACES)
    marks = _marks(drawn, east - west)
    colours = TRACKS[dark] | {SILENT: QUIET[dark]}
    most = marks.loc[marks["track"] != SILENT, "points"].max() if len(marks) else 0.0
    traces = [_trace(marks[marks["track"] == track], track, colour, most, dark) for track, colour in colours.items()]
    ring = drawn[drawn["key"] == chosen]
    traces.append(
        {
            "type": "scattergeo", "name": "open", "lat": ring["lat"].tolist(), "lon": ring["lon"].tolist(),
            "mode": "markers", "hoverinfo": "skip", "showlegend": False,
            "marker": {"symbol": "circle-open", "size": LARGEST + 12, "color": INK[dark], "line": {"width": 2}},
        }
    )  # fmt: skip
    scale = min(WORLD[0] / (east - west), WORLD[1] / (north - south))
    layout = {
        "dragmode": False, "hovermode": "closest", "clickmode": "event+select",
        "paper_bgcolor": "rgba(0,0,0,0)", "font": {"size": 12, "color": QUIET[dark]},
        "showlegend": True,
        "legend": {
            "orientation": "h", "x": 0, "y": -0.02, "yanchor": "top", "itemclick": False, "itemdoubleclick": False,
            "itemsizing": "constant", "font": {"color": INK[dark], "size": 12}, "bgcolor": "rgba(0,0,0,0)",
        },
        "geo": {
            "projection": {"type": "equirectangular", "scale": scale},
            "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
            "resolution": 110, "showcountries": True, "showland": True, "showocean": False, "showlakes": False,
            "showcoastlines": True, "showframe": False, "bgcolor": PAGE[dark],
            "landcolor": LAND[dark], "countrycolor": RULE[dark], "coastlinecolor": QUIET[dark],
            "coastlinewidth": 0.5, "countrywidth": 1,
        },
    }  # fmt: skip
    top = head(title, note, dark, HEIGHT, 110, right=4, gap=0)
    top["margin"] |= {"b": LEGEND}
    return Drawing(traces, layout | top)


def _marks(table: pd.DataFrame, width: float) -> pd.DataFrame:
    """One row a place and track that has points there, and one for a place whose events all score nothing."""
    tracks = list(TRACKS[False])
    long = table.melt([c for c in table if c not in tracks], tracks, "track", "points")
    long = long[long["points"] > 0]
    nothing = table[table["silent"] == table["events"]].assign(track=SILENT, points=0.0)
    long = pd.concat([long, nothing[list(long.columns)]], ignore_index=True)
    count, order = long.groupby("key")["track"].transform("size"), long.groupby("key").cumcount()
    angle = 2 * np.pi * order / count
    away = FAN * width * (count > 1)
    long = long.assign(hollow=long["precision"].isin(ROUGH)).sort_values("hollow", kind="stable")  # rings over discs
    return long.assign(at_lon=long["lon"] + away * np.cos(angle), at_lat=long["lat"] + away * np.sin(angle))


def _trace(marks: pd.DataFrame, track: str, colour: str, most: float, dark: bool) -> dict:
    size = np.sqrt(marks["points"] / most) * LARGEST if most else marks["points"]
    size = np.full(len(marks), SILENT_SIZE) if track == SILENT else np.maximum(size, SMALLEST)
    hollow = marks["hollow"]
    edge = {"width": np.where(hollow, 2.0, 0.8).tolist(), "color": np.where(hollow, colour, PAGE[dark]).tolist()}
    said = [
        f"<b>{escape(row.name_)}</b><br>{track}" + (f": {row.points:,.1f} points" if row.points else "")
        + f"<br>{row.events:,} event{'' if row.events == 1 else 's'} there"
        + (f"<br>known only to the {row.precision}" if row.precision in ("region", "country") else "")
        for row in marks.rename(columns={"name": "name_"}).itertuples()
    ]  # fmt: skip
    return {
        "type": "scattergeo", "name": track, "mode": "markers", "lat": marks["at_lat"].tolist(),
        "lon": marks["at_lon"].tolist(), "customdata": marks["key"].tolist(), "text": said, "hoverinfo": "text",
        "showlegend": bool(len(marks)),
        "hoverlabel": {"bgcolor": PAGE[dark], "font": {"color": INK[dark]}, "bordercolor": colour},
        "marker": {
            "color": colour, "size": np.asarray(size).tolist(), "opacity": 0.8,
            "symbol": np.where(hollow, "circle-open", "circle").tolist(),
            "line": edge,
        },
        "selected": {"marker": {"opacity": 0.8}}, "unselected": {"marker": {"opacity": 0.8}},
    }  # fmt: skip
