"""What a number is made of, as bars and steps."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, figure, head, peak
from dashboard.palette import INK, QUIET, TRACKS


def contributions(
    frame: pd.DataFrame,
    title: str,
    note: str,
    dark: bool = False,
    unit: str = "points per day",
    height: int | None = None,
) -> go.Figure:
    """Indicators as bars that sum to the pressure, largest on top. frame: name, track, value (in `unit`, >= 0)."""
    rows = frame.sort_values("value", kind="stable")
    bars = {
        "type": "bar", "x": rows["value"].astype("float32"), "y": [clip(name, 26) for name in rows["name"]],
        "orientation": "h", "marker": {"color": [TRACKS[dark][track] for track in rows["track"]]},
        "text": [f"{value:.2f}" for value in rows["value"]], "textposition": "outside",
        "textfont": {"size": SMALL_SIZE, "color": INK[dark]}, "cliponaxis": False,
        "customdata": rows["track"].to_numpy(),
        "hovertemplate": "%{y}: %{x:.2f} " + unit + "<extra>%{customdata}</extra>",
    }  # fmt: skip
    heading = head(title, note, dark, height or 62 + 19 * max(len(rows), 1), width=58, right=34)
    return figure(
        [bars], heading | {"bargap": 0.28}, dark,
        xaxis={"visible": False, "range": [0, max(peak(rows["value"]) * 1.02, 1e-9)]},
        yaxis={"showgrid": False, "tickfont": {"color": INK[dark], "size": SMALL_SIZE}},
    )  # fmt: skip


def waterfall(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """One event's points, indicator by indicator, up to their sum. frame: name, track, points, detail."""
    rows = frame.sort_values("points", ascending=False, kind="stable")
    starts = np.concatenate([[0.0], rows["points"].cumsum().to_numpy()[:-1]]) if len(rows) else np.array([])
    total = float(rows["points"].sum())
    names = [*rows["name"], "points"]
    bars = {
        "type": "bar", "x": [*rows["points"], total], "base": [*starts, 0.0], "y": [clip(name, 30) for name in names],
        "orientation": "h", "marker": {"color": [*(TRACKS[dark][track] for track in rows["track"]), INK[dark]]},
        "text": [*rows["detail"], f"<b>{total:.1f}</b>"], "textposition": "outside",
        "textfont": {"size": SMALL_SIZE, "color": INK[dark]}, "cliponaxis": False,
        "hovertemplate": "%{y}: %{x:.2f} points<extra></extra>",
    }  # fmt: skip
    heading = head(title, note, dark, 70 + 22 * len(names), width=70, right=90)
    return figure(
        [bars], heading | {"bargap": 0.3}, dark, xaxis={"range": [0, max(total * 1.02, 1e-9)], "nticks": 5},
        yaxis={"autorange": "reversed", "showgrid": False, "tickfont": {"color": INK[dark], "size": SMALL_SIZE}},
    )  # fmt: skip


def before_after(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """Index of entities without and with added events, as arrows. frame: name, before, after."""
    rows = frame.iloc[::-1]
    arrows = [
        {
            "type": "scatter", "x": [row.before, row.after], "y": [y, y], "mode": "lines+markers",
            "line": {"color": QUIET[dark], "width": 2},
            "marker": {"symbol": ["line-ns-open", "circle"], "size": [12, 9], "color": [QUIET[dark], INK[dark]]},
            "hovertemplate": "%{x:.0f}<extra>" + escape(row.name) + "</extra>",
        }
        for y, row in enumerate(rows.itertuples())
    ]  # fmt: skip
    labels = [
        {
            "x": max(row.before, row.after), "y": y, "text": f"{row.before:.0f} → <b>{row.after:.0f}</b>",
            "showarrow": False, "xanchor": "left", "xshift": 10, "font": {"size": SMALL_SIZE, "color": INK[dark]},
        }
        for y, row in enumerate(rows.itertuples())
    ]  # fmt: skip
    heading = head(title, note, dark, 84 + 26 * max(len(rows), 1), width=70, right=80)
    return figure(
        arrows, heading | {"annotations": labels}, dark,
        xaxis={"range": [0, max(10.0, peak(frame["before"]), peak(frame["after"])) * 1.05]},
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": [escape(clip(name, 24)) for name in rows["name"]],
            "showgrid": False, "range": [-0.6, len(rows) - 0.4], "tickfont": {"color": INK[dark], "size": SMALL_SIZE},
        },
    )  # fmt: skip
