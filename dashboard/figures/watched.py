"""What an alert rule watches: a daily value, its threshold, and the days on which it fires."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import TEXT_SIZE, daily, figure, head, peak, span
from dashboard.palette import INK, OTHERS, PAGE, QUIET

_ROOM = 1.12  # above the highest of value and threshold, for the markers


def watched(
    values: pd.DataFrame,
    fired: pd.DataFrame,
    threshold: float,
    unit: str,
    title: str,
    note: str,
    dark: bool = False,
    counts: bool = False,
    height: int = 190,
) -> go.Figure:
    """One entity's value by day, with the threshold and the days on which the rule fires for it.

    values: date (daily, sorted), value (null: nothing can be said, a gap). fired: date, value. With `counts` the values
    are numbers of acts, drawn as bars from 0.
    """
    day = daily(values, "value")
    hover = "%{x|%-d %b %Y}: %{y:.1f} " + escape(unit) + "<extra></extra>"
    grey = OTHERS[dark][0][0]
    if counts:
        series = day | {"type": "bar", "marker": {"color": grey, "line": {"color": grey, "width": 1.5}}}
    else:
        series = day | {"mode": "lines", "line": {"color": grey, "width": 1.8}, "connectgaps": False}
    traces = [series | {"name": "value", "hovertemplate": hover}]
    if len(fired):
        traces.append({
            "type": "scatter", "mode": "markers", "name": "fires", "x": fired["date"],
            "y": fired["value"].astype("float32"), "hovertemplate": "Fires " + hover,
            "marker": {"color": INK[dark], "size": 10, "line": {"color": PAGE[dark], "width": 1.5}},
        })  # fmt: skip
    low = min(0.0, float(values["value"].min())) if values["value"].notna().any() else 0.0
    top = max(peak(values["value"]), threshold) * _ROOM
    line = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": threshold, "y1": threshold,
        "line": {"color": QUIET[dark], "width": 1.2, "dash": "dash"},
    }  # fmt: skip
    label = {
        "x": 1.0, "xref": "paper", "xanchor": "left", "y": threshold, "yanchor": "middle", "showarrow": False,
        "xshift": 6, "text": f"<b>{threshold:g}</b>", "font": {"color": INK[dark], "size": TEXT_SIZE},
    }  # fmt: skip
    layout = head(title, note, dark, height, width=70, right=40) | {"shapes": [line], "annotations": [label]}
    return figure(
        traces, layout, dark,
        xaxis={"type": "date", "range": span(values, room=0.012), "nticks": 6},
        yaxis={"range": [low * _ROOM, top], "nticks": 4},
    )  # fmt: skip
