"""Frames become Plotly figures. Pure: no Streamlit, no clock, no data access; the same frame gives the same figure.

Daily series travel as a first day, a step and 32-bit values: about a seventh of the bytes of lists of dates.
Every figure says its unit and the day it stands for (`note`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.palette import INK, OTHERS, PAGE, QUIET, RULE, TRACKS, transparent

DAY_MS = 86_400_000.0
UPWARD = ("kinetic", "coercive", "nuclear", "diplomatic")
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 14, 12, 11
LINE_HEIGHT = 17  # px of one title line
TITLE_TOP = 15  # px above the title
LABEL_GAP = 0.075  # of the axis: two direct labels closer than this are pushed apart
FLAT_AXIS = 1.0  # an axis is at least this long, so that noise near zero does not fill the panel
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
    figure = go.Figure()
    entities = list(dict.fromkeys(risk["entity"]))
    ends: list[tuple[str, float, str]] = []
    for place, entity in reversed(list(enumerate(entities))):  # the focus is drawn last, on top
        rows = risk[risk["entity"] == entity]
        colour, dash = (INK[dark], "solid") if place == 0 else OTHERS[dark][(place - 1) % len(OTHERS[dark])]
        name = names.get(entity, entity)
        if place == 0:
            _band(figure, interval[interval["entity"] == entity], transparent(colour, BAND_ALPHA))
        figure.add_scatter(
            **_daily(rows, "index"), mode="lines", line={"color": colour, "dash": "dot", "width": 0.9}, opacity=0.75,
            hoverinfo="skip", connectgaps=False, name="",
        )  # fmt: skip
        figure.add_scatter(
            **_daily(rows.assign(index=rows["index"].where(~rows["thin"])), "index"),
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2.4 if place == 0 else 1.5},
            name=escape(name),
            hovertemplate="%{y:.0f}<extra>" + escape(name) + "</extra>",
            connectgaps=False,
        )
        if len(rows) and not pd.isna(rows["index"].iloc[-1]):
            ends.append((name, float(rows["index"].iloc[-1]), colour))
    if len(markers):
        figure.add_scatter(
            x=markers["date"],
            y=markers["index"].astype("float32"),
            mode="markers",
            marker={
                "color": [TRACKS[dark][track] for track in markers["track"]],
                "size": 10,
                "line": {"color": PAGE[dark], "width": 1.5},
            },
            customdata=markers["event_id"].to_numpy(),
            text=[_wrap(text, 60) for text in markers["text"]],
            hovertemplate="%{x|%-d %b %Y}<br>%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
            unselected={"marker": {"opacity": 1}},
            name="events",
        )
    peak = max([value for _, value, _ in ends] + [_peak(risk["index"]), _peak(interval["high"])])
    top = max(10.0, peak * 1.08)
    for (name, value, colour), y in zip(ends, _spread([value for _, value, _ in ends], top * LABEL_GAP), strict=True):
        figure.add_annotation(
            x=1.0, xref="paper", xanchor="left", y=y, yanchor="middle", showarrow=False, xshift=6,
            text=f"<b>{value:.0f}</b> {escape(_clip(name, 18))}", font={"color": colour, "size": TEXT_SIZE},
        )  # fmt: skip
    _dress(figure, title, note, dark, height, wrap=92, right=132)
    figure.update_yaxes(range=[0, top], nticks=6)
    figure.update_xaxes(type="date", range=_span(risk, room=0.012), nticks=8)
    return figure


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
    figure = make_subplots(rows=1, cols=len(panels), shared_yaxes=True, horizontal_spacing=0.042 / len(panels))
    values = {track: risk[risk["track"] == track].sort_values("date") for track in (*UPWARD, "relief")}
    top = max([FLAT_AXIS, *(_peak(values[track]["pressure"]) for track in UPWARD)]) * 1.1
    bottom = -max(_peak(values["relief"]["pressure"]) * 1.1, top * 0.12)
    for column, track in enumerate(panels, start=1):
        colour = TRACKS[dark][track]
        rows = values[track]
        sign = -1.0 if track == "relief" else 1.0
        if len(rows):
            last = rows["pressure"].iloc[-1]
            figure.add_scatter(
                **_daily(rows.assign(pressure=rows["pressure"] * sign), "pressure"),
                mode="lines", line={"color": colour, "width": 1.6},
                fill="tozeroy", fillcolor=transparent(colour, FILL_ALPHA),
                customdata=rows["pressure"].astype("float32"), row=1, col=column, name=track,
                hovertemplate="%{x|%-d %b %Y}: %{customdata:.2f}<extra>" + track + "</extra>",
            )  # fmt: skip
            shown = "no data" if pd.isna(last) else f"{last:.2f}"
        else:
            shown = "no data"
        figure.add_annotation(
            x=0, xref=f"x{column if column > 1 else ''} domain", y=1, yref="paper", yanchor="bottom", xanchor="left",
            showarrow=False, text=f"{track} <b>{shown}</b>",
            font={"color": colour, "size": TEXT_SIZE},
        )  # fmt: skip
    _dress(figure, title, note, dark, height, wrap=105, right=8, gap=20)
    figure.update_yaxes(range=[bottom, top], nticks=5, zeroline=True, zerolinecolor=QUIET[dark], zerolinewidth=1)
    figure.update_xaxes(type="date", range=_span(risk), nticks=4, tickformat="%b\n%Y")
    return figure


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
    figure = go.Figure(
        go.Bar(
            x=rows["value"].astype("float32"),
            y=[_clip(name, 26) for name in rows["name"]],
            orientation="h",
            marker={"color": [TRACKS[dark][track] for track in rows["track"]]},
            text=[f"{value:.2f}" for value in rows["value"]],
            textposition="outside",
            textfont={"size": SMALL_SIZE, "color": INK[dark]},
            cliponaxis=False,
            customdata=rows["track"].to_numpy(),
            hovertemplate="%{y}: %{x:.2f} " + unit + "<extra>%{customdata}</extra>",
        )
    )
    _dress(figure, title, note, dark, height or 62 + 19 * max(len(rows), 1), wrap=58, right=34)
    figure.update_layout(bargap=0.28)
    figure.update_xaxes(visible=False, range=[0, max(_peak(rows["value"]) * 1.02, 1e-9)])
    figure.update_yaxes(showgrid=False, tickfont={"color": INK[dark], "size": SMALL_SIZE}, automargin=True)
    return figure


def waterfall(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """One event's points, indicator by indicator, up to their sum. frame: name, track, points, detail."""
    rows = frame.sort_values("points", ascending=False, kind="stable")
    starts = np.concatenate([[0.0], rows["points"].cumsum().to_numpy()[:-1]]) if len(rows) else np.array([])
    total = float(rows["points"].sum())
    names = [*rows["name"], "points"]
    figure = go.Figure(
        go.Bar(
            x=[*rows["points"], total],
            base=[*starts, 0.0],
            y=[_clip(name, 30) for name in names],
            orientation="h",
            marker={"color": [*(TRACKS[dark][track] for track in rows["track"]), INK[dark]]},
            text=[*rows["detail"], f"<b>{total:.1f}</b>"],
            textposition="outside",
            textfont={"size": SMALL_SIZE, "color": INK[dark]},
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.2f} points<extra></extra>",
        )
    )
    _dress(figure, title, note, dark, 70 + 22 * len(names), wrap=70, right=90)
    figure.update_layout(bargap=0.3)
    figure.update_xaxes(range=[0, max(total * 1.02, 1e-9)], nticks=5)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickfont={"color": INK[dark], "size": SMALL_SIZE}, automargin=True
    )
    return figure


def before_after(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """Index of entities without and with added events, as arrows. frame: name, before, after."""
    rows = frame.iloc[::-1]
    figure = go.Figure()
    for y, row in enumerate(rows.itertuples()):
        figure.add_scatter(
            x=[row.before, row.after], y=[y, y], mode="lines+markers", line={"color": QUIET[dark], "width": 2},
            marker={"symbol": ["line-ns-open", "circle"], "size": [12, 9], "color": [QUIET[dark], INK[dark]]},
            hovertemplate="%{x:.0f}<extra>" + escape(row.name) + "</extra>",
        )  # fmt: skip
        figure.add_annotation(
            x=max(row.before, row.after), y=y, text=f"{row.before:.0f} → <b>{row.after:.0f}</b>", showarrow=False,
            xanchor="left", xshift=10, font={"size": SMALL_SIZE, "color": INK[dark]},
        )  # fmt: skip
    _dress(figure, title, note, dark, 84 + 26 * max(len(rows), 1), wrap=70, right=80)
    figure.update_xaxes(range=[0, max(10.0, _peak(frame["before"]), _peak(frame["after"])) * 1.05])
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[escape(_clip(name, 24)) for name in rows["name"]], showgrid=False,
        range=[-0.6, len(rows) - 0.4], tickfont={"color": INK[dark], "size": SMALL_SIZE}, automargin=True,
    )  # fmt: skip
    return figure


def sparkline(values: Sequence[float] | pd.Series, points: int = 30) -> list[float | None]:
    """The last `points` values thinned for a table cell, unknown ones as None (a gap, never 0)."""
    tail = pd.Series(values, dtype="float64").tail(points)
    return [None if pd.isna(value) else round(float(value), 1) for value in tail]


def _daily(rows: pd.DataFrame, column: str) -> dict[str, object]:
    """x0, dx and y of a daily series; raises ValueError where a day is missing, as the step would shift the rest."""
    days = rows["date"].to_numpy("datetime64[D]")
    jumps = np.diff(days).astype(int) != 1
    if jumps.any():
        raise ValueError(f"daily series expected, but the step after {days[:-1][jumps][0]} is not one day")
    return {"x0": str(days[0]) if len(days) else None, "dx": DAY_MS, "y": rows[column].to_numpy("float32")}


def _band(figure: go.Figure, rows: pd.DataFrame, colour: str) -> None:
    known = rows["low"].notna()
    for _, part in rows[known].groupby((known != known.shift()).cumsum()[known]):  # a fill would bridge the gaps
        for column, fill in (("low", None), ("high", "tonexty")):
            figure.add_scatter(
                **_daily(part, column), mode="lines", line={"width": 0}, fill=fill, fillcolor=colour, hoverinfo="skip",
                name="90 % interval",
            )  # fmt: skip


def _dress(
    figure: go.Figure, title: str, note: str, dark: bool, height: int, wrap: int, right: int, gap: int = 4
) -> None:
    """One look for all: sentence on top, unit and day under it, no legend, no toolbar furniture."""
    figure.layout.meta = {"title": title, "note": note, "head": TITLE_TOP + 16}
    lines = _wrap(title, wrap)
    under = f"<br><span style='font-size:{SMALL_SIZE}px;font-weight:400;color:{QUIET[dark]}'>{escape(note)}</span>"
    heads = lines.count("<br>") + 1
    figure.layout.meta["head"] += LINE_HEIGHT * heads
    figure.update_layout(
        height=height + LINE_HEIGHT * (heads - 1),
        margin={"l": 4, "r": right, "t": TITLE_TOP + LINE_HEIGHT * heads + 16 + gap, "b": 4},
        title={
            "text": lines + under,
            "font": {"size": TITLE_SIZE, "color": INK[dark], "weight": 600},
            "x": 0, "xref": "container", "xanchor": "left", "pad": {"t": 3, "l": 2},
            "y": 1 - TITLE_TOP / (height + LINE_HEIGHT * (heads - 1)), "yref": "container", "yanchor": "top",
        },
        showlegend=False,
        hovermode="closest",
        hoverdistance=12,
        dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": TEXT_SIZE, "color": QUIET[dark]},
    )  # fmt: skip
    tickfont = {"size": SMALL_SIZE, "color": QUIET[dark]}
    axis = {"gridcolor": RULE[dark], "tickfont": tickfont, "title": None, "fixedrange": True}
    figure.update_xaxes(showgrid=False, zeroline=False, **axis)
    figure.update_yaxes(zeroline=False, automargin=True, **axis)


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
