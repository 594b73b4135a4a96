"""Small charts as SVG text: no script, no style sheet, no font or picture from elsewhere. Pure.

The same frames as `dashboard.figures` takes, drawn once for print: black on white, a size in points that a page of A4
or Letter holds. The risk chart is also what a first visit sees until Plotly has started. Every chart carries its
sentence as `aria-label`; all text is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboard.figures.look import clip, spread
from dashboard.palette import INK, OTHERS, QUIET, RULE, TRACKS

WIDTH = 680  # user units across; the page scales them to its width
TEXT, SMALL = 10.5, 9.5  # user units: about 8 points on A4
BAND_OPACITY = 0.14
FILL_OPACITY = 0.28
TICKS = 4  # on an axis of values: more are not read on paper
LABEL_GAP = 13  # user units between the names at the ends of lines
LONGEST_NAME = 24  # characters
UPWARD = ("kinetic", "coercive", "nuclear", "diplomatic")
_DASH = {"solid": "", "longdash": "9 4", "dashdot": "8 3 2 3", "longdashdot": "11 3 2 3", "dash": "5 4"}


@dataclass(frozen=True)
class _Plane:
    """Where days and values fall in a chart: a box in user units, days from `first` to `last`, values to `top`."""

    left: float
    upper: float
    width: float
    height: float
    first: pd.Timestamp
    last: pd.Timestamp
    bottom: float
    top: float
    dark: bool = False

    def x(self, days: pd.Series) -> np.ndarray:
        length = max((self.last - self.first).days, 1)
        return self.left + (days - self.first).dt.days.to_numpy() / length * self.width

    def y(self, values: pd.Series | Sequence[float]) -> np.ndarray:
        share = (np.asarray(values, dtype=float) - self.bottom) / (self.top - self.bottom)
        return self.upper + self.height * (1 - share)


def risk_lines(
    risk: pd.DataFrame,
    band: pd.DataFrame,
    names: Mapping[str, str],
    label: str,
    height: int = 176,
    dark: bool = False,
) -> str:
    """Index by actor with the interval of the first, as in `figures.risk_lines`: entity, date, index, thin."""
    known = risk.dropna(subset=["index"])
    if known.empty:
        return ""
    top = max(10.0, float(known["index"].max()), float(band["high"].max()) if len(band) else 0.0) * 1.06
    plane = _Plane(30, 8, WIDTH - 180, height - 30, risk["date"].min(), risk["date"].max(), 0.0, top, dark)
    parts = _values(plane, 0.0, top) + _days(plane)
    entities = list(dict.fromkeys(risk["entity"]))
    own = band[band["entity"] == entities[0]].dropna(subset=["low", "high"])
    for _, days in own.groupby(_runs(own)):  # one area would bridge the gaps
        edge = [*zip(plane.x(days["date"]), plane.y(days["high"]), strict=True)]
        edge += [*zip(plane.x(days["date"]), plane.y(days["low"]), strict=True)][::-1]
        parts.append(f'<polygon points="{_points(edge)}" fill="{INK[dark]}" fill-opacity="{BAND_OPACITY}"/>')
    ends = []
    for place, entity in reversed(list(enumerate(entities))):
        rows = known[known["entity"] == entity]
        if rows.empty:
            continue
        first = place == 0
        colour, dash = (INK[dark], "solid") if first else OTHERS[dark][(place - 1) % len(OTHERS[dark])]
        parts += _line(plane, rows[rows["thin"]], "index", colour, 0.8, "1 3")
        parts += _line(plane, rows[~rows["thin"]], "index", colour, 2.0 if first else 1.2, _DASH[dash])
        ends.append((names.get(entity, entity), float(rows["index"].iloc[-1]), colour, first))
    above = [-plane.y([value])[0] + plane.upper + plane.height for _, value, _, _ in ends]
    heights = spread(above, LABEL_GAP, plane.height)
    for (name, value, colour, first), up in zip(ends, heights, strict=True):
        weight = 700 if first else 400
        words = f"{value:.0f} {clip(name, LONGEST_NAME)}"
        parts.append(_text(plane.left + plane.width + 6, plane.upper + plane.height - up + 3, words, colour, weight))
    return _svg(parts, height, label)


def tracks(risk: pd.DataFrame, label: str, height: int = 108) -> str:
    """Pressure by track side by side on one scale, relief below zero: date, track, pressure (points per day)."""
    if risk.empty:
        return ""
    shown = (*UPWARD, "relief")
    peak = {track: float(risk.loc[risk["track"] == track, "pressure"].max() or 0.0) for track in shown}
    top = max([1.0, *(peak[track] for track in UPWARD)]) * 1.1
    bottom = -max(peak["relief"] * 1.1, top * 0.12)
    step = (WIDTH - 30) / len(shown)
    parts: list[str] = []
    for number, track in enumerate(shown):
        rows = risk[risk["track"] == track].sort_values("date").dropna(subset=["pressure"])
        left = 30 + number * step
        plane = _Plane(left, 20, step - 10, height - 40, risk["date"].min(), risk["date"].max(), bottom, top)
        parts += _values(plane, 0.0, top, words=number == 0) + _days(plane, few=True)
        colour = TRACKS[False][track]
        value = rows["pressure"].iloc[-1] if len(rows) else np.nan
        shown_value = "no data" if pd.isna(value) else f"{value:.2f}"
        parts.append(_text(left, 12, f"{track} {shown_value}", colour, 600))
        if len(rows):
            signed = rows.assign(pressure=rows["pressure"] * (-1.0 if track == "relief" else 1.0))
            base = plane.y([0.0])[0]
            line = [*zip(plane.x(signed["date"]), plane.y(signed["pressure"]), strict=True)]
            area = [(line[0][0], base), *line, (line[-1][0], base)]
            parts.append(f'<polygon points="{_points(area)}" fill="{colour}" fill-opacity="{FILL_OPACITY}"/>')
            parts += _line(plane, signed, "pressure", colour, 1.3)
    return _svg(parts, height, label)


def contributions(frame: pd.DataFrame, label: str) -> str:
    """Indicators as bars that sum to the pressure, the largest on top: name, track, value (points per day)."""
    rows = frame.sort_values("value", ascending=False, kind="stable")
    if rows.empty:
        return ""
    row, left, room = 15, 190, WIDTH - 190 - 50
    parts = []
    for place, one in enumerate(rows.itertuples()):
        y, length = 4 + place * row, room * one.value / float(rows["value"].max())
        parts.append(_text(left - 6, y + 10, clip(one.name, 34), INK[False], anchor="end"))
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="11" fill="{TRACKS[False][one.track]}"/>')
        parts.append(_text(left + length + 5, y + 10, f"{one.value:.2f}", INK[False]))
    return _svg(parts, 4 + row * len(rows), label)


def _svg(parts: Sequence[str], height: float, label: str) -> str:
    head = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}" font-size="{TEXT}">'
    return f"{head}{''.join(parts)}</svg>"


def _text(x: float, y: float, words: str, colour: str, weight: int = 400, anchor: str = "start") -> str:
    look = f'fill="{colour}" font-weight="{weight}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'


def _points(line: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in line)


def _runs(rows: pd.DataFrame) -> pd.Series:
    """A number for each run of days without a gap."""
    return pd.to_datetime(rows["date"]).diff().dt.days.ne(1).cumsum()


def _line(plane: _Plane, rows: pd.DataFrame, column: str, colour: str, width: float, dash: str = "") -> list[str]:
    """The days as lines; a day that is missing is a gap, never a slope."""
    if rows.empty:
        return []
    look = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"'
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    lines = []
    for _, part in rows.groupby(_runs(rows)):
        points = _points([*zip(plane.x(part["date"]), plane.y(part[column]), strict=True)])
        lines.append(f'<polyline points="{points}" {look}{dashed}/>')
    return lines


def _values(plane: _Plane, low: float, top: float, words: bool = True) -> list[str]:
    """Lines across at round values, with the values at the left."""
    raw = (top - low) / TICKS
    power = 10 ** np.floor(np.log10(raw))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw)
    parts = []
    for value in np.arange(low, top, step):
        y, x = plane.y([value])[0], plane.left
        colour = QUIET[plane.dark] if value == 0 else RULE[plane.dark]
        ends = f'x1="{x:.1f}" x2="{x + plane.width:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
        parts.append(f'<line {ends} stroke="{colour}" stroke-width="0.7"/>')
        if words:
            parts.append(_text(x - 5, y + 3, f"{value:g}", QUIET[plane.dark], anchor="end"))
    return parts


def _days(plane: _Plane, few: bool = False) -> list[str]:
    """The first of some months under the chart; the first and last day where no month begins in between."""
    months = pd.date_range(plane.first, plane.last, freq="MS")
    every = max(1, -(-len(months) // (2 if few else 6)))
    chosen = list(months[::-1][::every])[::-1] or [plane.first]
    at = plane.x(pd.Series(chosen))
    parts, y = [], plane.upper + plane.height + 13
    for x, one, (before, now) in zip(at, chosen, pairwise([None, *chosen]), strict=True):
        form = "%b %Y" if before is None or before.year != now.year else "%b"
        anchor = "end" if x > plane.left + plane.width - 25 else "start" if x < plane.left + 15 else "middle"
        parts.append(_text(x, y, _month(one.date(), form), QUIET[plane.dark], anchor=anchor))
    return parts


def _month(day: date, form: str) -> str:
    return f"{day:{form}}" if day.day == 1 else f"{day.day} {day:%b %Y}"
