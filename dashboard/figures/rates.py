"""How often something happened before, as dots with their interval."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, figure, head
from dashboard.palette import INK, PAGE, QUIET

ROW = 34  # px: a line for the name and one for the dot
LONGEST = 40  # characters of a name above its dot: half of a phone's width


def base_rates(rates: pd.DataFrame, title: str, note: str, dark: bool = False, top: float = 1.0) -> go.Figure:
    """Shares of windows by pair, the first on top, each name above its dot.

    rates: name, rate, low, high, hits, windows. Shares from 0 to 1 are drawn in per cent, up to `top`, so
    that charts beside each other have one scale; rows without a rate say
    so and have no dot.
    """
    rows = rates.reset_index(drop=True)
    known = rows[rows["rate"].notna()]
    places = len(rows) - 1 - known.index.to_numpy()
    dots = {
        "type": "scatter", "mode": "markers", "x": (known["rate"] * 100).astype("float32"), "y": places,
        "marker": {"color": INK[dark], "size": 8}, "cliponaxis": False,
        "error_x": {
            "type": "data", "symmetric": False, "array": ((known["high"] - known["rate"]) * 100).astype("float32"),
            "arrayminus": ((known["rate"] - known["low"]) * 100).astype("float32"), "color": QUIET[dark],
            "thickness": 2, "width": 0,
        },
        "customdata": [f"{escape(r.name)}: {r.hits} of {r.windows} windows" for r in known.itertuples(index=False)],
        "hovertemplate": "%{x:.0f} %<extra>%{customdata}</extra>",
    }  # fmt: skip
    labels = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": len(rows) - 1 - place, "yanchor": "bottom", "yshift": 4,
            "showarrow": False, "text": _label(row), "font": {"size": SMALL_SIZE, "color": INK[dark]},
            "bgcolor": PAGE[dark], "borderpad": 0,
        }
        for place, row in enumerate(rows.itertuples(index=False))
    ]  # fmt: skip
    heading = head(title, note, dark, 66 + ROW * max(len(rows), 1), width=50, right=14)
    return figure(
        [dots], heading | {"annotations": labels}, dark,
        xaxis={
            "range": [-top * 3, top * 102], "nticks": 6, "ticksuffix": " %", "showticksuffix": "all", "showgrid": True,
        },
        yaxis={"range": [-0.5, len(rows) - 0.4], "showticklabels": False, "showgrid": False},
    )  # fmt: skip


def _label(row: tuple) -> str:
    words = "too short a past" if pd.isna(row.rate) else f"<b>{row.rate * 100:.0f} %</b>"
    return f"{escape(clip(row.name, LONGEST))}  {words}"
