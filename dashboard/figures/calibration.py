"""What was said beside what came: whether a probability held."""

from __future__ import annotations

from math import ceil

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, figure, head
from dashboard.palette import INK, QUIET, RULE
from scoring.backtest import OURS

HEIGHT = 330
_SYMBOLS = {OURS: ("circle", 0.0), "climatology": ("diamond-open", 0.006)}  # shape, shift to the right of its place


def calibration(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """Groups of forecasts: their mean probability across, the share that came true upwards, with its interval.

    frame: forecaster, said, came, low, high, cells (shares 0 to 1). On the diagonal, what was said came as often.
    """
    top = ceil(max(float(frame[["said", "high"]].max().max()) if len(frame) else 0.1, 0.1) * 10 - 1e-9) * 10
    traces: list[dict] = [{
        "type": "scatter", "mode": "lines", "name": "as said", "x": [0, top], "y": [0, top],
        "line": {"color": QUIET[dark], "width": 1, "dash": "dot"}, "hoverinfo": "skip",
    }]  # fmt: skip
    for name, (symbol, shift) in _SYMBOLS.items():
        own = frame[frame["forecaster"] == name]
        colour = INK[dark] if name == OURS else QUIET[dark]
        came = own["came"] * 100
        traces.append({
            "type": "scatter", "mode": "markers", "name": name,
            "x": (own["said"] * 100 + shift * top).astype("float32"),
            "y": came.astype("float32"), "marker": {"symbol": symbol, "size": 9, "color": colour},
            "error_y": {
                "type": "data", "symmetric": False, "array": (own["high"] * 100 - came).astype("float32"),
                "arrayminus": (came - own["low"] * 100).astype("float32"), "color": colour, "thickness": 1, "width": 0,
            },
            "customdata": own["cells"].to_numpy(), "cliponaxis": False,
            "hovertemplate": "said %{x:.1f} %, came %{y:.1f} % of %{customdata:,} forecasts<extra>" + name + "</extra>",
        })  # fmt: skip
    axis = {"range": [-top * 0.02, top * 1.04], "nticks": 6, "ticksuffix": " %", "showgrid": True}
    axis |= {"gridcolor": RULE[dark]}
    heading = head(title, note, dark, HEIGHT, width=58, right=14)
    return figure(
        traces, heading, dark, xaxis=axis | {"title": _axis_title("said", dark)},
        yaxis=axis | {"title": _axis_title("came", dark)},
    )  # fmt: skip


def _axis_title(text: str, dark: bool) -> dict:
    return {"text": text, "font": {"size": SMALL_SIZE, "color": QUIET[dark]}, "standoff": 6}
