"""Tracks side by side as small multiples on one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import TEXT_SIZE, figure, head, peak, span, steps
from dashboard.palette import QUIET, TRACKS, transparent

UPWARD = ("kinetic", "coercive", "nuclear", "diplomatic")
FLAT_AXIS = 1.0  # an axis is at least this long, so that noise near zero does not fill the panel
PANEL_GAP = 0.014  # of the width of a figure, between the panels of tracks
FILL_ALPHA = 0.28


def tracks(
    risk: pd.DataFrame,
    title: str,
    note: str,
    dark: bool = False,
    height: int = 252,
    panels: Sequence[str] = (*UPWARD, "relief"),
) -> go.Figure:
    """Pressure of one entity by track as small multiples on one scale; relief in its own panel, below zero.

    risk: date, track, pressure (points per day, NaN = no data) for kinetic, coercive, nuclear, diplomatic and relief.
    `panels` are those drawn; the scale is that of all five, so that figures with some of them each can be compared.
    """
    traces, labels, axes = [], [], {}
    values = {track: _of(risk, track) for track in (*UPWARD, "relief")}
    top = max([FLAT_AXIS, *(peak(values[track][1]) for track in UPWARD)]) * 1.1
    days = span(risk)
    bottom = -max(peak(values["relief"][1]) * 1.1, top * 0.12)
    step = (1 + PANEL_GAP) / len(panels)
    for column, track in enumerate(panels):
        colour, number = TRACKS[dark][track], str(column + 1) if column else ""
        domain = [column * step, (column + 1) * step - PANEL_GAP]
        axes[f"xaxis{number}"] = {
            "domain": domain, "anchor": f"y{number}", "type": "date", "range": days, "nticks": 4,
            "tickformat": "%b\n%Y",
        }  # fmt: skip
        axes[f"yaxis{number}"] = {
            "anchor": f"x{number}", "range": [bottom, top], "nticks": 5, "zeroline": True, "zerolinecolor": QUIET[dark],
            "zerolinewidth": 1, **({"matches": "y", "showticklabels": False} if column else {}),
        }  # fmt: skip
        dates, pressure = values[track]
        sign = -1.0 if track == "relief" else 1.0
        if len(dates):
            last = pressure[-1]
            traces.append(steps(dates, pressure * sign) | {
                "mode": "lines", "line": {"color": colour, "width": 1.6}, "xaxis": f"x{number}", "yaxis": f"y{number}",
                "fill": "tozeroy", "fillcolor": transparent(colour, FILL_ALPHA), "name": track,
                "customdata": pressure.astype("float32"),
                "hovertemplate": "%{x|%-d %b %Y}: %{customdata:.2f}<extra>" + track + "</extra>",
            })  # fmt: skip
            shown = "no data" if np.isnan(last) else f"{last:.2f}"
        else:
            shown = "no data"
        labels.append({
            "x": 0, "xref": f"x{number} domain", "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
            "showarrow": False, "text": f"{track} <b>{shown}</b>", "font": {"color": colour, "size": TEXT_SIZE},
        })  # fmt: skip
    heading = head(title, note, dark, height, width=105, right=8, gap=20)
    return figure(traces, heading | {"annotations": labels}, dark, **axes)


def _of(risk: pd.DataFrame, track: str) -> tuple[np.ndarray, np.ndarray]:
    own = np.flatnonzero(np.asarray(risk["track"], object) == track)
    dates, pressure = risk["date"].to_numpy()[own], risk["pressure"].to_numpy()[own]
    order = np.argsort(dates, kind="stable")
    return dates[order], pressure[order]
