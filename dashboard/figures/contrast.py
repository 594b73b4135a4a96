"""Two views on one scale, the steps between them, and the ranks that other weights would give."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, daily, end_labels, figure, head, peak, span
from dashboard.palette import INK, PAGE, QUIET, RULE

THIN_OPACITY = 0.55
_LOOK = {"there": ("dash", 1.8, QUIET), "here": ("solid", 2.4, INK)}  # drawn in this order: this view lies on top


def two_lines(
    lines: pd.DataFrame, names: Mapping[str, str], title: str, note: str, dark: bool = False, height: int = 300
) -> go.Figure:
    """One line a view on a common scale. lines: side (here, there), date (daily), index (NaN: a gap), thin; `names` of
    the sides stand at the ends."""
    traces, ends = [], []
    for side, (dash, width, colours) in _LOOK.items():
        rows = lines[lines["side"] == side]
        if rows.empty:
            continue
        colour = colours[dark]
        faint = {"color": colour, "width": 0.9, "dash": "dot"}
        traces.append(daily(rows, "index") | {
            "mode": "lines", "line": faint, "opacity": THIN_OPACITY, "hoverinfo": "skip", "connectgaps": False,
        })  # fmt: skip
        traces.append(daily(rows.assign(index=rows["index"].where(~rows["thin"])), "index") | {
            "mode": "lines", "line": {"color": colour, "dash": dash, "width": width}, "connectgaps": False,
            "name": escape(names[side]), "hovertemplate": "%{x|%-d %b %Y}: %{y:.1f}<extra>%{fullData.name}</extra>",
        })  # fmt: skip
        if not pd.isna(rows["index"].iloc[-1]):
            ends.append((names[side], float(rows["index"].iloc[-1]), colour))
    top = max(10.0, peak(lines["index"]) * 1.08)
    labels = end_labels(ends, top, 14)
    return figure(
        traces, head(title, note, dark, height, width=92, right=112) | {"annotations": labels}, dark,
        xaxis={"type": "date", "range": span(lines), "nticks": 6}, yaxis={"range": [0, top], "nticks": 5},
    )  # fmt: skip


def steps(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """From one pressure to another in parts, from top to bottom. frame: name, value (points per day), whole (True for
    the two pressures, which start at 0; a part starts where the row above it ends)."""
    values, whole = frame["value"].to_numpy(float), frame["whole"].to_numpy(bool)
    running = np.where(whole, values, 0.0)
    for row in range(1, len(values)):
        running[row] = values[row] if whole[row] else running[row - 1] + values[row]
    starts = np.where(whole, 0.0, running - values)
    colours = [INK[dark] if one else QUIET[dark] for one in whole]
    texts = [
        f"<b>{value:.2f}</b>" if one else f"{value:+.2f}".replace("-", "−")
        for value, one in zip(values, whole, strict=True)
    ]
    right = np.maximum(starts, running)
    bars = {
        "type": "bar", "x": values, "base": starts, "y": [clip(name, 30) for name in frame["name"]],
        "orientation": "h", "marker": {"color": colours},
        "hovertemplate": "%{y}: %{text} points per day<extra></extra>", "text": texts, "textposition": "none",
    }  # fmt: skip
    labels = [
        {
            "x": x, "y": y, "text": text, "showarrow": False, "xanchor": "left", "xshift": 6,
            "font": {"size": SMALL_SIZE, "color": INK[dark]},
        }
        for y, (x, text) in enumerate(zip(right, texts, strict=True))
    ]  # fmt: skip
    low, high = min(0.0, float(np.minimum(starts, running).min())), max(float(right.max()), 1e-9)
    heading = head(title, note, dark, 66 + 24 * len(frame), width=58, right=48)
    return figure(
        [bars], heading | {"annotations": labels, "bargap": 0.34}, dark,
        xaxis={"visible": False, "range": [low * 1.05, high * 1.02]},
        yaxis={"autorange": "reversed", "showgrid": False, "tickfont": {"color": INK[dark], "size": SMALL_SIZE}},
    )  # fmt: skip


def rank_ranges(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """Where each rank lies under drawn weights, the first on top. frame: name, rank, rank_low, rank_high, same (share
    of the draws with this rank)."""
    rows = frame.reset_index(drop=True)
    bars = [
        {
            "type": "scatter", "x": [row.rank_low, row.rank_high], "y": [row.Index, row.Index], "mode": "lines",
            "line": {"color": QUIET[dark], "width": 5}, "opacity": 0.55, "hoverinfo": "skip",
        }
        for row in rows.itertuples()
    ]  # fmt: skip
    dots = {
        "type": "scatter", "x": rows["rank"], "y": rows.index.to_numpy(), "mode": "markers",
        "marker": {"color": INK[dark], "size": 9, "line": {"color": PAGE[dark], "width": 1.5}},
        "text": [f"{escape(row.name)}: rank {row.rank}, in {100 * row.same:.0f} % of the draws the same" for row in
                 rows.itertuples()],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    labels = [
        {
            "x": 1.0, "xref": "paper", "xanchor": "left", "xshift": 10, "y": row.Index, "showarrow": False,
            "text": f"same in {100 * row.same:.0f} %", "font": {"size": SMALL_SIZE, "color": QUIET[dark]},
        }
        for row in rows.itertuples()
    ]  # fmt: skip
    last = max(int(rows["rank_high"].max()), int(rows["rank"].max()), 2) if len(rows) else 2
    heading = head(title, note, dark, 84 + 24 * max(len(rows), 1), width=58, right=92)
    return figure(
        [*bars, dots], heading | {"annotations": labels}, dark,
        xaxis={
            "range": [0.6, last + 0.4], "dtick": max(1, last // 8), "tick0": 1, "showgrid": True, "side": "bottom",
            "gridcolor": RULE[dark],
        },
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": [escape(clip(name, 24)) for name in rows["name"]],
            "range": [len(rows) - 0.4, -0.6], "showgrid": False, "tickfont": {"color": INK[dark], "size": SMALL_SIZE},
        },
    )  # fmt: skip
