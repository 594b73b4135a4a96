"""A directed pair as a mirror, and one actor in its three roles."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import TEXT_SIZE, clip, daily, figure, head, peak, span, wrap
from dashboard.figures.panels import PANEL_GAP
from dashboard.palette import INK, OTHERS, PAGE, QUIET, TRACKS, transparent

LEAST = 10.0  # index points: a half of the mirror is at least this deep, so that noise does not fill it
ROOM = 1.26  # of a half's depth: its name stands beyond the line
STEP = 20.0  # index points between grid lines: two doublings of pressure
FILL_ALPHA = 0.12
_SIGN = {"out": 1.0, "back": -1.0}


def mirror(
    sides: pd.DataFrame,
    marks: pd.DataFrame,
    names: Mapping[str, str],
    title: str,
    note: str,
    dark: bool = False,
    height: int = 330,
) -> go.Figure:
    """Risk index of a directed pair, `out` above the axis and `back` below it, in the same units.

    sides: side (out or back), date (daily, sorted), index, thin (too few events: faint dots). marks: event_id, date,
    side, index, track, text; a click returns the event_id as customdata. `names`: side -> what stands beside its line.
    """
    traces, labels, depth = [], [], {}
    for side, colour in (("out", INK[dark]), ("back", OTHERS[dark][0][0])):
        rows = sides[sides["side"] == side].reset_index(drop=True)
        signed = rows.assign(level=rows["index"] * _SIGN[side])
        depth[side] = max(LEAST, peak(rows["index"])) * ROOM
        known = signed.assign(level=signed["level"].where(~signed["thin"].astype(bool)))
        hover = {"customdata": rows["index"].astype("float32"), "name": escape(names[side])}
        traces.append(daily(signed, "level") | {
            "mode": "lines", "line": {"color": colour, "dash": "dot", "width": 0.9}, "hoverinfo": "skip", "name": "",
            "fill": "tozeroy", "fillcolor": transparent(colour, FILL_ALPHA),
        })  # fmt: skip
        traces.append(daily(known, "level") | hover | {
            "mode": "lines", "line": {"color": colour, "width": 1.8}, "connectgaps": False,
            "hovertemplate": "%{x|%-d %b %Y}: %{customdata:.0f}<extra>" + escape(names[side]) + "</extra>",
        })  # fmt: skip
        last = rows["index"].iloc[-1] if len(rows) and not rows["thin"].iloc[-1] else None
        level = "too few" if last is None or pd.isna(last) else f"{last:.0f}"
        top = side == "out"
        labels.append({
            "x": 0, "xref": "paper", "xanchor": "left", "y": 1 if top else 0, "yref": "paper",
            "yanchor": "top" if top else "bottom", "showarrow": False, "xshift": 4,
            "text": f"{escape(names[side])} <b>{level}</b>", "font": {"color": colour, "size": TEXT_SIZE},
        })  # fmt: skip
    if len(marks):
        traces.append({
            "type": "scatter", "x": marks["date"], "y": (marks["index"] * marks["side"].map(_SIGN)).astype("float32"),
            "mode": "markers", "name": "events", "customdata": marks["event_id"].to_numpy(),
            "marker": {
                "color": [TRACKS[dark].get(track, QUIET[dark]) for track in marks["track"]], "size": 10,
                "line": {"color": PAGE[dark], "width": 1.5},
            },
            "text": [wrap(text, 60) for text in marks["text"]], "unselected": {"marker": {"opacity": 1}},
            "hovertemplate": "%{x|%-d %b %Y}<br>%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
        })  # fmt: skip
    ticks = [value * STEP for value in range(-int(depth["back"] // STEP), int(depth["out"] // STEP) + 1)]
    return figure(
        traces, head(title, note, dark, height, width=92, right=8) | {"annotations": labels}, dark,
        xaxis={"type": "date", "range": span(sides, room=0.012), "nticks": 8},
        yaxis={
            "range": [-depth["back"], depth["out"]], "tickvals": ticks, "ticktext": [f"{abs(v):.0f}" for v in ticks],
            "zeroline": True, "zerolinecolor": QUIET[dark], "zerolinewidth": 1,
        },
    )  # fmt: skip


def roles(
    panels: pd.DataFrame,
    names: Mapping[str, str],
    title: str,
    note: str,
    dark: bool = False,
    height: int = 196,
) -> go.Figure:
    """Risk index of one actor in each role, side by side on one scale; a role without events stays empty and says so.

    panels: role, date (daily, sorted), index, thin. `names`: role -> heading, in the order drawn; the last, what is
    alleged, is drawn in grey and dashes.
    """
    traces, labels, axes = [], [], {}
    top = max(LEAST, peak(panels["index"])) * 1.1
    step = (1 + PANEL_GAP) / len(names)
    for column, (role, name) in enumerate(names.items()):
        number = str(column + 1) if column else ""
        rows = panels[panels["role"] == role].reset_index(drop=True)
        said = column == len(names) - 1
        colour = QUIET[dark] if said else INK[dark]
        axes[f"xaxis{number}"] = {
            "domain": [column * step, (column + 1) * step - PANEL_GAP], "anchor": f"y{number}", "type": "date",
            "range": span(panels), "nticks": 3, "tickformat": "%b\n%Y",
        }  # fmt: skip
        axes[f"yaxis{number}"] = {
            "anchor": f"x{number}", "range": [0, top], "nticks": 5, "zeroline": True, "zerolinecolor": QUIET[dark],
            **({"matches": "y", "showticklabels": False} if column else {}),
        }  # fmt: skip
        level, place = "none", {"xaxis": f"x{number}", "yaxis": f"y{number}", "connectgaps": False}
        if rows.empty:  # a panel without a trace would not be drawn at all
            traces.append({"type": "scatter", "x": span(panels), "y": [None, None], "hoverinfo": "skip"} | place)
        else:
            known = rows.assign(index=rows["index"].where(~rows["thin"].astype(bool)))
            traces.append(daily(rows, "index") | place | {
                "mode": "lines", "line": {"color": colour, "dash": "dot", "width": 0.9}, "hoverinfo": "skip",
                "fill": "tozeroy", "fillcolor": transparent(colour, FILL_ALPHA),
            })  # fmt: skip
            traces.append(daily(known, "index") | place | {
                "mode": "lines", "line": {"color": colour, "dash": "dash" if said else "solid", "width": 1.6},
                "name": escape(name), "hovertemplate": "%{x|%-d %b %Y}: %{y:.0f}<extra>" + escape(name) + "</extra>",
            })  # fmt: skip
            last = rows.iloc[-1]
            level = "few" if last["thin"] or pd.isna(last["index"]) else f"{last['index']:.0f}"
        labels.append({
            "x": 0, "xref": f"x{number} domain", "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
            "showarrow": False, "text": f"{escape(clip(name, 22))} <b>{level}</b>",
            "font": {"color": colour, "size": TEXT_SIZE},
        })  # fmt: skip
    heading = head(title, note, dark, height, width=70, right=8, gap=20)
    return figure(traces, heading | {"annotations": labels}, dark, **axes)
