"""Contributions over time as a stacked area that sums to the pressure."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, daily, figure, head, span
from dashboard.palette import INK, PAGE, QUIET, TRACKS, transparent

SHADES = (1.0, 0.66, 0.42, 0.26)  # of a track's hue over the page: its largest indicator is the fullest
FLAT_AXIS = 0.2  # points per day: an axis is at least this long, so that noise near zero does not fill it
ROW = 17  # px of one name at the right
NAME = 24  # characters of an indicator's name


def stacked(layers: pd.DataFrame, title: str, note: str, dark: bool = False, height: int = 250) -> go.Figure:
    """Pressure of one entity by indicator. layers: name, track (or `rest`), shade, date (daily, sorted), pressure.

    Names stand at the right in the order of the stack, with the value of the last day.
    """
    traces, names = [], []
    order = list(dict.fromkeys(layers["name"]))
    total = layers.groupby("date")["pressure"].sum()
    for name in order:
        rows = layers[layers["name"] == name]
        track, shade = rows["track"].iloc[0], int(rows["shade"].iloc[0])
        colour = shaded(track, shade, dark)
        last = float(rows["pressure"].iloc[-1])
        traces.append(daily(rows, "pressure") | {
            "mode": "lines", "stackgroup": "one", "line": {"width": 0.6, "color": PAGE[dark]}, "fillcolor": colour,
            "name": escape(name),
            "hovertemplate": "%{x|%-d %b %Y}: %{y:.2f}<extra>" + escape(name) + "</extra>",
        })  # fmt: skip
        names.append((name, colour, last))
    tall = max(height, ROW * len(names) + 70)
    labels = [
        {
            "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": 0, "yref": "paper", "yanchor": "bottom",
            "yshift": ROW * place, "showarrow": False, "font": {"size": SMALL_SIZE, "color": INK[dark]},
            "text": f"<span style='color:{colour}'>■</span> {escape(clip(name, NAME))} <b>{last:.2f}</b>",
        }
        for place, (name, colour, last) in enumerate(names)
    ]  # fmt: skip
    return figure(
        traces, head(title, note, dark, tall, width=92, right=188) | {"annotations": labels}, dark,
        xaxis={"type": "date", "range": span(layers), "nticks": 7},
        yaxis={"range": [0, max(FLAT_AXIS, float(total.max())) * 1.06], "nticks": 5},
    )  # fmt: skip


def shaded(track: str, shade: int, dark: bool) -> str:
    """The colour of a track's indicator by its rank in the track; grey for what is drawn together."""
    if track not in TRACKS[dark]:
        return transparent(QUIET[dark], SHADES[1])
    return transparent(TRACKS[dark][track], SHADES[min(shade, len(SHADES) - 1)])
