"""What all figures share: one type scale, quiet axes, a sentence on top, daily series in few bytes.

Each figure is plain data until it is looked into as a figure; the tests validate it. To put Plotly's objects together
at every change of a slider would take as long as all else that the server does for it.
Daily series travel as a first day, a step and 32-bit values: about a seventh of the bytes of lists of dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.palette import INK, QUIET, RULE

DAY_MS = 86_400_000.0
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 14, 12, 11
LINE_HEIGHT = 17  # px of one title line
LABEL_GAP = 0.075  # of the axis: two direct labels closer than this are pushed apart
TITLE_TOP = 15  # px above the title


class Drawing(go.Figure):
    """A figure from traces and a layout, put together when something of a figure is asked of it.

    plain: the same as a dictionary of data and layout, as it was given; what is changed of the figure is not in it.
    """

    def __init__(self, traces: Sequence[dict], layout: dict) -> None:
        self.__dict__["plain"] = {"data": list(traces), "layout": layout}

    def __getattr__(self, name: str) -> Any:  # called for what is missing: everything, before it is put together
        if "put_together" in self.__dict__:
            raise AttributeError(name)
        self.__dict__["put_together"] = True
        super().__init__(**self.plain, _validate=False)
        return getattr(self, name)


def daily(rows: pd.DataFrame, column: str) -> dict[str, object]:
    """The trace of a daily column, see `steps`."""
    return steps(rows["date"], rows[column])


def steps(dates: pd.Series | np.ndarray, values: pd.Series | np.ndarray) -> dict[str, object]:
    """A trace with x0, dx and y of a daily series; raises ValueError where a day is missing; it would shift others."""
    days = np.asarray(dates).astype("datetime64[D]")
    jumps = np.diff(days).astype(int) != 1
    if jumps.any():
        raise ValueError(f"daily series expected, but the step after {days[:-1][jumps][0]} is not one day")
    first = str(days[0]) if len(days) else None
    return {"type": "scatter", "x0": first, "dx": DAY_MS, "y": np.asarray(values, "float32")}


def known_part(dates: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The days from the first known value to the last: a browser takes its time over unknown ones as well."""
    known = np.flatnonzero(~np.isnan(values))
    part = slice(known[0], known[-1] + 1) if len(known) else slice(0)
    return dates[part], values[part]


def head(title: str, note: str, dark: bool, height: int, width: int, right: int, gap: int = 4) -> dict:
    """Layout that holds for the whole figure: sentence on top, unit and day under it, the height that both need."""
    lines = wrap(title, width)
    under = f"<br><span style='font-size:{SMALL_SIZE}px;font-weight:400;color:{QUIET[dark]}'>{escape(note)}</span>"
    heads = lines.count("<br>") + 1
    tall = height + LINE_HEIGHT * (heads - 1)
    above = TITLE_TOP + LINE_HEIGHT * heads + 16
    return {
        "height": tall,
        "meta": {"title": title, "note": note, "head": above},
        "margin": {"l": 4, "r": right, "t": above + gap, "b": 4},
        "title": {
            "text": lines + under,
            "font": {"size": TITLE_SIZE, "color": INK[dark], "weight": 600},
            "x": 0, "xref": "container", "xanchor": "left", "pad": {"t": 3, "l": 2},
            "y": 1 - TITLE_TOP / tall, "yref": "container", "yanchor": "top",
        },
    }  # fmt: skip


def figure(traces: Sequence[dict], layout: dict, dark: bool, **axes: dict) -> Drawing:
    """One look for all: no legend, no toolbar furniture, quiet axes. `axes` (xaxis, yaxis2, ...) go over the look."""
    axis = {
        "gridcolor": RULE[dark], "tickfont": {"size": SMALL_SIZE, "color": QUIET[dark]}, "fixedrange": True,
        "zeroline": False,
    }  # fmt: skip
    own = {"x": {"showgrid": False, "automargin": True}, "y": {"automargin": True}}
    look = {
        "showlegend": False, "hovermode": "closest", "hoverdistance": 12, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": TEXT_SIZE, "color": QUIET[dark]},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": QUIET[dark], "activecolor": INK[dark]},
    }  # fmt: skip
    layout = look | layout | {name: axis | own[name[0]] | axes[name] for name in axes}
    return Drawing(traces, layout)


def span(frame: pd.DataFrame, room: float = 0.0) -> list[str] | None:
    """The days of the frame, with room after the last for markers."""
    if not len(frame):
        return None
    first, last = frame["date"].min(), frame["date"].max()
    return [str(first), str(last + (last - first) * room)]


def peak(values: pd.Series | np.ndarray) -> float:
    """The largest known value; 0 where none is."""
    numbers = np.asarray(values, float)
    known = numbers[~np.isnan(numbers)]
    return float(known.max()) if len(known) else 0.0


def spread(values: Sequence[float], gap: float, top: float) -> list[float]:
    """Positions near `values`, in their order, at least `gap` apart, not below zero and, where there is room, not above
    `top`."""
    order = np.argsort(values, kind="stable")
    placed = np.zeros(len(values))
    floor, ceiling = 0.0, max(top, gap * (len(values) - 1))
    for at in order:
        placed[at] = max(float(values[at]), floor)
        floor = placed[at] + gap
    for at in order[::-1]:
        placed[at] = min(placed[at], ceiling)
        ceiling = placed[at] - gap
    return placed.tolist()


def end_labels(ends: Sequence[tuple[str, float, str]], top: float, most: int) -> list[dict]:
    """Annotations at the right ends of lines: (name, value, colour) each, on an axis from 0 to `top`, pushed apart.

    Names are cut to `most` characters.
    """
    heights = spread([value for _, value, _ in ends], top * LABEL_GAP, top)
    return [
        {
            "x": 1.0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False, "xshift": 6,
            "text": f"<b>{value:.0f}</b> {escape(clip(name, most))}", "font": {"color": colour, "size": TEXT_SIZE},
        }
        for (name, value, colour), y in zip(ends, heights, strict=True)
    ]  # fmt: skip


def clip(text: str, length: int) -> str:
    """The text cut to `length` characters, the last of them an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def wrap(text: str, width: int) -> str:
    """Escaped text with <br> between lines of at most about `width` characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(escape(line, quote=False) for line in lines)
