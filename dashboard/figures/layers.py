"""Contributions over time as a stacked area that sums to the pressure."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import daily, figure, head, span
from dashboard.palette import QUIET, TRACKS, transparent

# Of a track's hue over the page: its largest indicator is the fullest, and neighbours differ more than ranks do
SHADES = (1.0, 0.5, 0.78, 0.34, 0.62, 0.24)
FLAT_AXIS = 0.2  # points per day: an axis is at least this long, so that noise near zero does not fill it
REST_SHADE = 0.6


def stacked(layers: pd.DataFrame, title: str, note: str, dark: bool = False, height: int = 236) -> go.Figure:
    """Pressure of one entity by indicator. layers: name, track (or `rest`), shade, date (daily, sorted), pressure.

    `layer_key` names them.
    """
    traces = []
    total = layers.groupby("date")["pressure"].sum()
    for name, rows in layers.groupby("name", sort=False):
        colour = shaded(rows["track"].iloc[0], int(rows["shade"].iloc[0]), dark)
        traces.append(daily(rows, "pressure") | {
            "mode": "lines", "stackgroup": "one", "line": {"width": 0.4, "color": colour}, "fillcolor": colour,
            "name": escape(str(name)),
            "hovertemplate": "%{x|%-d %b %Y}: %{y:.2f}<extra>" + escape(str(name)) + "</extra>",
        })  # fmt: skip
    return figure(
        traces, head(title, note, dark, height, width=92, right=8), dark,
        xaxis={"type": "date", "range": span(layers, room=0.012), "nticks": 8},
        yaxis={"range": [0, max(FLAT_AXIS, float(total.max())) * 1.06], "nticks": 5},
    )  # fmt: skip


def layer_key(layers: pd.DataFrame, dark: bool = False) -> list[tuple[str, str, float]]:
    """Colour, name and last value of each layer, from the bottom up, to stand beside the figure as text."""
    last = layers.groupby("name", sort=False).last()
    return [(shaded(row.track, int(row.shade), dark), str(row.Index), float(row.pressure)) for row in last.itertuples()]


def shaded(track: str, shade: int, dark: bool) -> str:
    """The colour of a track's indicator by its rank in the track; grey for what is drawn together."""
    if track not in TRACKS[dark]:
        return transparent(QUIET[dark], REST_SHADE)
    return transparent(TRACKS[dark][track], SHADES[min(shade, len(SHADES) - 1)])
