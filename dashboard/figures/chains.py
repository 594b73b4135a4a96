"""Who answered whom: one row an exchange, days to the right, one side above the row's line and the others below."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, TEXT_SIZE, clip, figure, head, wrap
from dashboard.palette import INK, PAGE, QUIET, RULE

ROW = 62  # px of one exchange
LANE = 0.2  # of a row: how far a side's acts stand from its line
DASH = {"explicit": "solid", "inferred": "dash"}
LEAST_DAYS = 15  # the axis holds at least the days within which an answer can be inferred
UNKNOWN_DAY = "x-thin-open"


def exchange_rows(
    chains: pd.DataFrame, acts: pd.DataFrame, links: pd.DataFrame, actor: str, title: str, note: str, dark: bool = False
) -> go.Figure:
    """Exchanges as rows, the latest on top.

    chains: row, heading, state, tail (days from its start to the last day for an answer; null: not drawn). acts: row,
    event_id, x (days from the start of the exchange), wide (days either way, of acts known to the week), sure (whether
    the day is known), mine (by the actor), text; a click returns the event_id as customdata. links: row, from_x, from_mine,
    to_x, to_mine, kind (explicit or inferred), label.
    """
    y = {True: LANE, False: -LANE}
    traces: list[dict] = []
    for kind, dash in DASH.items():
        xs: list[float | None] = []
        ys: list[float | None] = []
        for link in links[links["kind"] == kind].itertuples():
            xs += [link.from_x, link.to_x, None]
            ys += [-link.row + y[link.from_mine], -link.row + y[link.to_mine], None]
        traces.append({
            "type": "scatter", "x": xs, "y": ys, "mode": "lines", "hoverinfo": "skip", "name": kind,
            "line": {"color": QUIET[dark], "width": 1.4, "dash": dash},
        })  # fmt: skip
    for state, dash in (("open", "dot"),):
        rows = chains[(chains["state"] == state) & chains["tail"].notna()]
        xs, ys = [], []
        for row in rows.itertuples():
            xs += [row.last_x, row.tail, None]
            ys += [-row.row + y[row.last_mine]] * 2 + [None]
        traces.append({
            "type": "scatter", "x": xs, "y": ys, "mode": "lines+markers", "hoverinfo": "skip", "name": state,
            "line": {"color": QUIET[dark], "width": 1.2, "dash": dash},
            "marker": {"symbol": "line-ns-open", "size": 8, "color": QUIET[dark]},
        })  # fmt: skip
    for mine, name in ((True, actor), (False, "others")):
        rows = acts[acts["mine"] == mine]
        traces.append({
            "type": "scatter", "x": rows["x"], "y": -rows["row"] + y[mine], "mode": "markers", "name": escape(name),
            "customdata": rows["event_id"].to_numpy(), "text": [wrap(text, 60) for text in rows["text"]],
            "error_x": {"array": rows["wide"], "color": QUIET[dark], "thickness": 1, "width": 3},
            "marker": {
                "size": 11, "color": INK[dark] if mine else PAGE[dark], "line": {"color": INK[dark], "width": 1.6},
                "symbol": ["circle" if sure else UNKNOWN_DAY for sure in rows["sure"]],
            },
            "unselected": {"marker": {"opacity": 1}},
            "hovertemplate": "%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
        })  # fmt: skip
    labels = [
        {
            "x": max(link.from_x, link.to_x), "y": -link.row, "text": escape(link.label), "showarrow": False, "xanchor": "left",
            "xshift": 9, "font": {"size": SMALL_SIZE, "color": INK[dark]},
        }
        for link in links.itertuples()
    ]  # fmt: skip
    labels += [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "xshift": 2, "y": -row.row + 0.5, "yanchor": "top",
            "showarrow": False, "text": escape(clip(row.heading, 70)), "font": {"size": TEXT_SIZE, "color": QUIET[dark]},
        }
        for row in chains.itertuples()
    ]  # fmt: skip
    longest = max([LEAST_DAYS, *acts["x"].dropna(), *chains["tail"].dropna()])
    lines = [
        {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": -row - 0.5, "y1": -row - 0.5,
         "line": {"color": RULE[dark], "width": 1}}
        for row in chains["row"]
    ]  # fmt: skip
    heading = head(title, note, dark, 80 + ROW * len(chains), width=120, right=8)
    return figure(
        traces, heading | {"annotations": labels, "shapes": lines}, dark,
        xaxis={"range": [-longest * 0.03, longest * 1.12], "ticksuffix": " d", "nticks": 8},
        yaxis={"range": [-len(chains) + 0.5, 0.5], "visible": False},
    )  # fmt: skip
