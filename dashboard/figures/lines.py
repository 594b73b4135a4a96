"""The risk index over time, with its interval and the events behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import end_labels, figure, head, known_part, peak, span, steps, wrap
from dashboard.palette import INK, OTHERS, PAGE, QUIET, TRACKS, transparent

BAND_ALPHA = 0.14


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
    by_entity = dict(tuple(risk.groupby("entity", sort=False)))
    entities = list(by_entity)
    ends: list[tuple[str, float, str]] = []
    faint: list[tuple[np.ndarray, np.ndarray]] = []
    for place, entity in reversed(list(enumerate(entities))):  # the focus is drawn last, on top
        rows = by_entity[entity]
        dates, values = rows["date"].to_numpy(), rows["index"].to_numpy()
        colour, dash = (INK[dark], "solid") if place == 0 else OTHERS[dark][(place - 1) % len(OTHERS[dark])]
        name = names.get(entity, entity)
        if place == 0:
            traces += _band(interval[interval["entity"] == entity], transparent(colour, BAND_ALPHA))
        thin = rows["thin"].to_numpy(bool)
        faint.append((dates, np.where(_touching(thin), values, np.nan)))
        traces.append(steps(*known_part(dates, np.where(thin, np.nan, values))) | {
            "mode": "lines", "line": {"color": colour, "dash": dash, "width": 2.4 if place == 0 else 1.5},
            "name": escape(name), "hovertemplate": "%{y:.0f}<extra>" + escape(name) + "</extra>", "connectgaps": False,
        })  # fmt: skip
        if len(values) and not np.isnan(values[-1]):
            ends.append((name, float(values[-1]), colour))
    if any((~np.isnan(values)).any() for _, values in faint):
        traces.insert(0, _dots(faint, QUIET[dark]))
    if len(markers):
        # drawn over the lines, yet first of the traces: of two that lie equally near a click the first is picked
        traces.insert(0, {
            "type": "scatter", "x": markers["date"], "y": markers["index"].astype("float32"), "mode": "markers",
            "zorder": 1,
            "marker": {
                "color": [TRACKS[dark][track] for track in markers["track"]],
                "size": 10,
                "line": {"color": PAGE[dark], "width": 1.5},
            },
            "customdata": markers["event_id"].to_numpy(), "text": [wrap(text, 60) for text in markers["text"]],
            "hovertemplate": "%{x|%-d %b %Y}<br>%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
            "unselected": {"marker": {"opacity": 1}}, "name": "events",
        })  # fmt: skip
    highest = max([value for _, value, _ in ends] + [peak(risk["index"]), peak(interval["high"])])
    top = max(10.0, highest * 1.08)
    labels = end_labels(ends, top, 18)
    return figure(
        traces, head(title, note, dark, height, width=92, right=132) | {"annotations": labels}, dark,
        xaxis={"type": "date", "range": span(risk, room=0.012), "nticks": 8}, yaxis={"range": [0, top], "nticks": 6},
    )  # fmt: skip


def _dots(parts: Sequence[tuple[np.ndarray, np.ndarray]], colour: str) -> dict:
    """Faint dots for the days of all actors that carry no trend, as one trace: each costs browsers milliseconds."""
    known = [known_part(dates, values) for dates, values in parts]
    gap = (np.array(["NaT"], "datetime64[ms]"), np.array([np.nan]))  # no dots from one actor to the next
    dates, values = (
        np.concatenate(column) for column in zip(*(part for one in known for part in (one, gap)), strict=True)
    )
    return {
        "type": "scatter", "x": _milliseconds(dates), "y": values.astype("float32"), "mode": "lines", "opacity": 0.75,
        "line": {"color": colour, "dash": "dot", "width": 0.9}, "hoverinfo": "skip", "connectgaps": False, "name": "",
    }  # fmt: skip


def _milliseconds(dates: np.ndarray) -> np.ndarray:
    """Days as numbers since 1970, which travel in fewer bytes than dates; NaN where unknown."""
    return np.where(np.isnat(dates), np.nan, dates.astype("datetime64[ms]").astype("float64"))


def _touching(days: np.ndarray) -> np.ndarray:
    """The days and their neighbours, so that a line of them meets the line of the others."""
    return days | np.append(days[1:], False) | np.insert(days[:-1], 0, False)


def sparkline(values: Sequence[float] | pd.Series, points: int = 30) -> list[float | None]:
    """The last `points` values thinned for a table cell, unknown ones as None (a gap, never 0)."""
    tail = pd.Series(values, dtype="float64").tail(points)
    return [None if pd.isna(value) else round(float(value), 1) for value in tail]


def _band(rows: pd.DataFrame, colour: str) -> list[dict]:
    traces = []
    known = rows["low"].notna()
    for _, part in rows[known].groupby((known != known.shift()).cumsum()[known]):  # a fill would bridge the gaps
        for column, fill in (("low", None), ("high", "tonexty")):
            traces.append(steps(part["date"], part[column]) | {
                "mode": "lines", "line": {"width": 0}, "fill": fill, "fillcolor": colour, "hoverinfo": "skip",
                "name": "90 % interval",
            })  # fmt: skip
    return traces
