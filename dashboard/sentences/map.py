"""Where events were, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.sentences.words import listed, plural, short_day
from dashboard.state import View

AREA_LABELS = {
    "fit": "Most points", "world": "World", "europe": "Europe", "middle-east": "Middle East", "africa": "Africa",
    "asia": "Asia", "americas": "Americas",
}  # fmt: skip
OUTLINES = (
    "Outlines: Natural Earth, countries drawn after the United Nations (Taiwan stands on its own, Kosovo does not). "
    "They say nothing of what Casus or its users hold of any border or territory."
)


def map_title(table: pd.DataFrame, tracks: tuple[str, ...]) -> str:
    """Where most of the points are: `table` as in `dashboard.places.Places`."""
    if table.empty:
        return "None of these events has a place"
    by_track = table[[track for track in tracks if track != "relief"]]
    total = by_track.to_numpy().sum()
    if not total:
        return f"{plural(len(table), 'place')}, none with points of escalation"
    top = int(by_track.sum(axis=1).to_numpy().argmax())
    share, heavy = by_track.iloc[top].sum() / total, by_track.iloc[top].idxmax()
    name, rough = table["name"].iloc[top], table["precision"].iloc[top] == "country"
    where = f"{name} (where in it is not told)" if rough else name
    return f"{where} has the largest share of the points on this map: {share:.0%}, mostly {heavy}"


def map_note(view: View) -> str:
    """Unit and days of the map."""
    known = f" · as known on {short_day(view.as_known)}" if view.as_known else ""
    return (
        f"area of a mark: points, relief apart · hollow: known only to a region or country · "
        f"{short_day(view.start)} to {short_day(view.end)}{known}"
    )


def map_gaps(events: int, nowhere: int, country_only: int, places: int, drawn: int, listed_: int, coarse: float) -> str:
    """What the map cannot show of the events, how many of the places it draws and lists, and how exact it is."""
    parts = [f"{nowhere:,} of {plural(events, 'event')} name no place and are not on the map" if nowhere else ""]
    if country_only:
        parts.append(f"{country_only:,} are known only to their country and stand, hollow, at a point inside it")
    if drawn < places:
        parts.append(f"of {places:,} places the {drawn:,} with most points are drawn and {listed_:,} are in the table")
    gaps = f"{listed(parts)}. " if any(parts) else ""
    return (
        f"{gaps}Coordinates are rounded to {coarse:g}° (some 11 km) on purpose, so that no building can be read off; "
        "marks of several tracks at one place stand around it."
    )


def place_heading(row: pd.Series) -> str:
    """The place that is open, a row of `dashboard.places.Places.table`: `Erbil, Iraq (36.2° N, 44.0° E): 6 events`."""
    land = f", {row['country']}" if isinstance(row["country"], str) and row["country"] != row["name"] else ""
    known = row["precision"] != "country" and not pd.isna(row["lat"])
    at = f" ({_degrees(row['lat'], 'NS')}, {_degrees(row['lon'], 'EW')})" if known else ""
    return f"{row['name']}{land}{at}: {plural(row['events'], 'event')}"


def _degrees(value: float, letters: str) -> str:
    return f"{abs(value):.1f}° {letters[int(value < 0)]}"
