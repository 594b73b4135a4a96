"""Frames become Plotly figures. Pure: no Streamlit, no clock, no data access; the same frame gives the same figure.

Each figure is put together as plain data and validated once: Plotly's step by step updates take ten times as long.
Daily series travel as a first day, a step and 32-bit values: about a seventh of the bytes of lists of dates.
Every figure says its unit and the day it stands for (`note`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.palette import INK, OTHERS, PAGE, QUIET, RULE, TRACKS, transparent

DAY_MS = 86_400_000.0
UPWARD = ("kinetic", "coercive", "nuclear", "diplomatic")
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 14, 12, 11
LINE_HEIGHT = 17  # px of one title line
TITLE_TOP = 15  # px above the title
LABEL_GAP = 0.075  # of the axis: two direct labels closer than this are pushed apart
FLAT_AXIS = 1.0  # an axis is at least this long, so that noise near zero does not fill the panel
PANEL_GAP = 0.014  # of the width of a figure, between the panels of tracks
BAND_ALPHA = 0.14
FILL_ALPHA = 0.28


def risk_lines(
    risk: pd.DataFrame,
    interval: pd.DataFrame,
    markers: pd.DataFrame,
    names: Mapping[str, str],
    title: str,
    note: str,
    dark: bool = False,
    height: int = 372,
) -> go.Figure:
    """Risk index by actor. The first entity of `risk` is in focus and alone carries its interval.

    risk: entity, date (daily, sorted), index (NaN = no data: a gap), thin (True where too few events stand behind it:
    drawn as faint dots, which is no trend).
    interval: entity, date, low, high on the same scale.
    markers: event_id, date, index, track, text; a click returns the event_id as customdata.
    """
    traces: list[dict] = []
    entities = list(dict.fromkeys(risk["entity"]))
    ends: list[tuple[str, float, str]] = []
    for place, entity in reversed(list(enumerate(entities))):  # the focus is drawn last, on top
        rows = risk[risk["entity"] == entity]
        colour, dash = (INK[dark], "solid") if place == 0 else OTHERS[dark][(place - 1) % len(OTHERS[dark])]
        name = names.get(entity, entity)
        if place == 0:
            traces += _band(interval[interval["entity"] == entity], transparent(colour, BAND_ALPHA))
        traces.append(_daily(rows, "index") | {
            "mode": "lines", "line": {"color": colour, "dash": "dot", "width": 0.9}, "opacity": 0.75,
            "hoverinfo": "skip", "connectgaps": False, "name": "",
        })  # fmt: skip
        traces.append(_daily(rows.assign(index=rows["index"].where(~rows["thin"])), "index") | {
            "mode": "lines", "line": {"color": colour, "dash": dash, "width": 2.4 if place == 0 else 1.5},
            "name": escape(name), "hovertemplate": "%{y:.0f}<extra>" + escape(name) + "</extra>", "connectgaps": False,
        })  # fmt: skip
        if len(rows) and not pd.isna(rows["index"].iloc[-1]):
            ends.append((name, float(rows["index"].iloc[-1]), colour))
    if len(markers):
        traces.append({
            "type": "scatter", "x": markers["date"], "y": markers["index"].astype("float32"), "mode": "markers",
            "marker": {
                "color": [TRACKS[dark][track] for track in markers["track"]],
                "size": 10,
                "line": {"color": PAGE[dark], "width": 1.5},
            },
            "customdata": markers["event_id"].to_numpy(), "text": [_wrap(text, 60) for text in markers["text"]],
            "hovertemplate": "%{x|%-d %b %Y}<br>%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
            "unselected": {"marker": {"opacity": 1}}, "name": "events",
        })  # fmt: skip
    peak = max([value for _, value, _ in ends] + [_peak(risk["index"]), _peak(interval["high"])])
    top = max(10.0, peak * 1.08)
    heights = _spread([value for _, value, _ in ends], top * LABEL_GAP)
    labels = [
        {
            "x": 1.0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False, "xshift": 6,
            "text": f"<b>{value:.0f}</b> {escape(_clip(name, 18))}", "font": {"color": colour, "size": TEXT_SIZE},
        }
        for (name, value, colour), y in zip(ends, heights, strict=True)
    ]  # fmt: skip
    return _figure(
        traces, _head(title, note, dark, height, wrap=92, right=132) | {"annotations": labels}, dark,
        xaxis={"type": "date", "range": _span(risk, room=0.012), "nticks": 8}, yaxis={"range": [0, top], "nticks": 6},
    )  # fmt: skip


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
    values = {track: risk[risk["track"] == track].sort_values("date") for track in (*UPWARD, "relief")}
    top = max([FLAT_AXIS, *(_peak(values[track]["pressure"]) for track in UPWARD)]) * 1.1
    bottom = -max(_peak(values["relief"]["pressure"]) * 1.1, top * 0.12)
    step = (1 + PANEL_GAP) / len(panels)
    for column, track in enumerate(panels):
        colour, number = TRACKS[dark][track], str(column + 1) if column else ""
        domain = [column * step, (column + 1) * step - PANEL_GAP]
        axes[f"xaxis{number}"] = {
            "domain": domain, "anchor": f"y{number}", "type": "date", "range": _span(risk), "nticks": 4,
            "tickformat": "%b\n%Y",
        }  # fmt: skip
        axes[f"yaxis{number}"] = {
            "anchor": f"x{number}", "range": [bottom, top], "nticks": 5, "zeroline": True, "zerolinecolor": QUIET[dark],
            "zerolinewidth": 1, **({"matches": "y", "showticklabels": False} if column else {}),
        }  # fmt: skip
        rows = values[track]
        sign = -1.0 if track == "relief" else 1.0
        if len(rows):
            last = rows["pressure"].iloc[-1]
            traces.append(_daily(rows.assign(pressure=rows["pressure"] * sign), "pressure") | {
                "mode": "lines", "line": {"color": colour, "width": 1.6}, "xaxis": f"x{number}", "yaxis": f"y{number}",
                "fill": "tozeroy", "fillcolor": transparent(colour, FILL_ALPHA), "name": track,
                "customdata": rows["pressure"].astype("float32"),
                "hovertemplate": "%{x|%-d %b %Y}: %{customdata:.2f}<extra>" + track + "</extra>",
            })  # fmt: skip
            shown = "no data" if pd.isna(last) else f"{last:.2f}"
        else:
            shown = "no data"
        labels.append({
            "x": 0, "xref": f"x{number} domain", "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
            "showarrow": False, "text": f"{track} <b>{shown}</b>", "font": {"color": colour, "size": TEXT_SIZE},
        })  # fmt: skip
    head = _head(title, note, dark, height, wrap=105, right=8, gap=20)
    return _figure(traces, head | {"annotations": labels}, dark, **axes)


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
        "type": "bar", "x": rows["value"].astype("float32"), "y": [_clip(name, 26) for name in rows["name"]],
        "orientation": "h", "marker": {"color": [TRACKS[dark][track] for track in rows["track"]]},
        "text": [f"{value:.2f}" for value in rows["value"]], "textposition": "outside",
        "textfont": {"size": SMALL_SIZE, "color": INK[dark]}, "cliponaxis": False,
        "customdata": rows["track"].to_numpy(),
        "hovertemplate": "%{y}: %{x:.2f} " + unit + "<extra>%{customdata}</extra>",
    }  # fmt: skip
    head = _head(title, note, dark, height or 62 + 19 * max(len(rows), 1), wrap=58, right=34)
    return _figure(
        [bars], head | {"bargap": 0.28}, dark,
        xaxis={"visible": False, "range": [0, max(_peak(rows["value"]) * 1.02, 1e-9)]},
        yaxis={"showgrid": False, "tickfont": {"color": INK[dark], "size": SMALL_SIZE}},
    )  # fmt: skip


def waterfall(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """One event's points, indicator by indicator, up to their sum. frame: name, track, points, detail."""
    rows = frame.sort_values("points", ascending=False, kind="stable")
    starts = np.concatenate([[0.0], rows["points"].cumsum().to_numpy()[:-1]]) if len(rows) else np.array([])
    total = float(rows["points"].sum())
    names = [*rows["name"], "points"]
    bars = {
        "type": "bar", "x": [*rows["points"], total], "base": [*starts, 0.0], "y": [_clip(name, 30) for name in names],
        "orientation": "h", "marker": {"color": [*(TRACKS[dark][track] for track in rows["track"]), INK[dark]]},
        "text": [*rows["detail"], f"<b>{total:.1f}</b>"], "textposition": "outside",
        "textfont": {"size": SMALL_SIZE, "color": INK[dark]}, "cliponaxis": False,
        "hovertemplate": "%{y}: %{x:.2f} points<extra></extra>",
    }  # fmt: skip
    head = _head(title, note, dark, 70 + 22 * len(names), wrap=70, right=90)
    return _figure(
        [bars], head | {"bargap": 0.3}, dark, xaxis={"range": [0, max(total * 1.02, 1e-9)], "nticks": 5},
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
    head = _head(title, note, dark, 84 + 26 * max(len(rows), 1), wrap=70, right=80)
    return _figure(
        arrows, head | {"annotations": labels}, dark,
        xaxis={"range": [0, max(10.0, _peak(frame["before"]), _peak(frame["after"])) * 1.05]},
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": [escape(_clip(name, 24)) for name in rows["name"]],
            "showgrid": False, "range": [-0.6, len(rows) - 0.4], "tickfont": {"color": INK[dark], "size": SMALL_SIZE},
        },
    )  # fmt: skip


def sparkline(values: Sequence[float] | pd.Series, points: int = 30) -> list[float | None]:
    """The last `points` values thinned for a table cell, unknown ones as None (a gap, never 0)."""
    tail = pd.Series(values, dtype="float64").tail(points)
    return [None if pd.isna(value) else round(float(value), 1) for value in tail]


def _daily(rows: pd.DataFrame, column: str) -> dict[str, object]:
    """A trace with x0, dx and y of a daily series; raises ValueError where a day is missing; it would shift others."""
    days = rows["date"].to_numpy("datetime64[D]")
    jumps = np.diff(days).astype(int) != 1
    if jumps.any():
        raise ValueError(f"daily series expected, but the step after {days[:-1][jumps][0]} is not one day")
    first = str(days[0]) if len(days) else None
    return {"type": "scatter", "x0": first, "dx": DAY_MS, "y": rows[column].to_numpy("float32")}


def _band(rows: pd.DataFrame, colour: str) -> list[dict]:
    traces = []
    known = rows["low"].notna()
    for _, part in rows[known].groupby((known != known.shift()).cumsum()[known]):  # a fill would bridge the gaps
        for column, fill in (("low", None), ("high", "tonexty")):
            traces.append(_daily(part, column) | {
                "mode": "lines", "line": {"width": 0}, "fill": fill, "fillcolor": colour, "hoverinfo": "skip",
                "name": "90 % interval",
            })  # fmt: skip
    return traces


def _head(title: str, note: str, dark: bool, height: int, wrap: int, right: int, gap: int = 4) -> dict:
    """Layout that holds for the whole figure: sentence on top, unit and day under it, the height that both need."""
    lines = _wrap(title, wrap)
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


def _figure(traces: Sequence[dict], layout: dict, dark: bool, **axes: dict) -> go.Figure:
    """One look for all: no legend, no toolbar furniture, quiet axes. `axes` (xaxis, yaxis2, ...) go over the look."""
    axis = {
        "gridcolor": RULE[dark], "tickfont": {"size": SMALL_SIZE, "color": QUIET[dark]}, "fixedrange": True,
        "zeroline": False,
    }  # fmt: skip
    own = {"x": {"showgrid": False}, "y": {"automargin": True}}
    look = {
        "showlegend": False, "hovermode": "closest", "hoverdistance": 12, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": TEXT_SIZE, "color": QUIET[dark]},
    }  # fmt: skip
    return go.Figure(traces, look | layout | {name: axis | own[name[0]] | axes[name] for name in axes})


def _span(frame: pd.DataFrame, room: float = 0.0) -> list[str] | None:
    """The days of the frame, with room after the last for markers."""
    if not len(frame):
        return None
    first, last = frame["date"].min(), frame["date"].max()
    return [str(first), str(last + (last - first) * room)]


def _peak(values: pd.Series) -> float:
    known = values.dropna()
    return float(known.max()) if len(known) else 0.0


def _spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions near `values`, in their order, at least `gap` apart and not below zero."""
    order = np.argsort(values, kind="stable")
    placed: dict[int, float] = {}
    floor = 0.0
    for index in order:
        placed[index] = max(float(values[index]), floor)
        floor = placed[index] + gap
    return [placed[index] for index in range(len(values))]


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _wrap(text: str, width: int) -> str:
    """Escaped text with <br> between lines of at most about `width` characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(escape(line, quote=False) for line in lines)
