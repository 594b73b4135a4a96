"""Counts week by week: what was, and the range of what may be."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import figure, head, peak
from dashboard.palette import INK, QUIET, RULE, transparent

HEIGHT = 250
TICKS = 5  # at most, on the scale of counts
_BANDS = (("q05", "q95", 0.16), ("q25", "q75", 0.30))  # lower and upper quantile, opacity


def fan(past: pd.DataFrame, ahead: pd.DataFrame, unit: str, title: str, note: str, dark: bool = False) -> go.Figure:
    """Bars of past counts, then bands of the middle 90 % and 50 % and a line for the median.

    past: date (first day of a week), value; ahead: date, q05, q25, q50, q75, q95, or empty. `unit` names what is
    counted, for the hover.
    """
    traces: list[dict] = [{
        "type": "bar", "name": "past", "x": past["date"], "y": past["value"].astype("float32"),
        "marker": {"color": INK[dark]}, "hovertemplate": "week of %{x|%-d %b %Y}: %{y:.0f} " + unit + "<extra></extra>",
    }]  # fmt: skip
    for low, high, alpha in _BANDS:
        edge = {"type": "scatter", "mode": "lines", "x": ahead["date"], "line": {"width": 0, "shape": "hvh"}}
        traces.append(edge | {"name": low, "y": ahead[low].astype("float32"), "hoverinfo": "skip"})
        traces.append(edge | {
            "name": high, "y": ahead[high].astype("float32"), "fill": "tonexty",
            "fillcolor": transparent(INK[dark], alpha), "hoverinfo": "skip",
        })  # fmt: skip
    if len(ahead):
        traces.append({
            "type": "scatter", "mode": "lines", "name": "q50", "x": ahead["date"], "y": ahead["q50"].astype("float32"),
            "line": {"color": INK[dark], "width": 2, "dash": "dot", "shape": "hvh"},
            "customdata": ahead[["q05", "q25", "q75", "q95"]].to_numpy(),
            "hovertemplate": "week of %{x|%-d %b %Y}: middle %{y:.0f}, half of the paths %{customdata[1]:.0f} to "
            "%{customdata[2]:.0f}, 90 % %{customdata[0]:.0f} to %{customdata[3]:.0f} " + unit + "<extra></extra>",
        })  # fmt: skip
    top = max(peak(past["value"]), peak(ahead["q95"]), 1.0)
    between = []
    if len(ahead):
        here = ahead["date"].iloc[0] - pd.Timedelta(days=3.5)
        between = [{
            "type": "line", "x0": str(here), "x1": str(here), "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": QUIET[dark], "width": 1},
        }]  # fmt: skip
    heading = head(title, note, dark, HEIGHT, width=90, right=14)
    return figure(
        traces, heading | {"shapes": between, "bargap": 0.25}, dark, xaxis={"type": "date"},
        yaxis={
            "range": [0, top * 1.06], "nticks": TICKS, "gridcolor": RULE[dark], "rangemode": "tozero",
            **({"dtick": 1} if top < TICKS else {}),  # no half events
        },
    )  # fmt: skip
