"""Who answered whom: one row an exchange, days to the right, one side above the row's line and the others below."""

from __future__ import annotations

from html import escape
from math import ceil

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, figure, head, wrap
from dashboard.palette import INK, PAGE, QUIET, RULE

ROW = 66  # px of one exchange
MIDDLE = 0.13  # of a row: how far its line stands below its middle, to leave room for its heading
LANE = 0.21  # of a row: how far a side's acts stand from its line
DASH = {"explicit": "solid", "inferred": "dash"}
TICKS = 8  # at most, on the axis of days
LEAST_DAYS = 14  # the axis holds at least the days within which an answer can be inferred
GUTTER = 0.16  # of the longest exchange: how far left of its start acts stand whose day no source tells
UNKNOWN_DAY = "diamond"


def exchange_rows(
    chains: pd.DataFrame, acts: pd.DataFrame, links: pd.DataFrame, actor: str, title: str, note: str, dark: bool = False
) -> go.Figure:
    """Exchanges as rows, the latest on top.

    chains: row, heading, state, last_x, last_mine, tail (days from its start to the last day for an answer). acts: row,
    event_id, x (days from the start of the exchange; null: day unknown, drawn in a gutter at the left), wide (days
    either way, of acts known to the week), mine (by the actor), text; a click returns the event_id as customdata.
    links: row, from_x, from_mine, to_x, to_mine, kind (explicit or inferred), label.
    """
    longest = max([LEAST_DAYS, *acts["x"].dropna(), *chains.loc[chains["state"] == "open", "tail"].dropna()])
    gutter = -GUTTER * longest
    sure = acts["x"].notna()
    acts = acts.assign(x=acts["x"].fillna(gutter), wide=acts["wide"].fillna(0.0))
    links = links.assign(from_x=links["from_x"].fillna(gutter), to_x=links["to_x"].fillna(gutter))
    y = {True: LANE - MIDDLE, False: -LANE - MIDDLE}
    traces: list[dict] = []
    for kind, dash in DASH.items():
        xs: list[float | None] = []
        ys: list[float | None] = []
        for link in links[links["kind"] == kind].itertuples():
            xs += [link.from_x, link.to_x, None]
            ys += [-link.row + y[bool(link.from_mine)], -link.row + y[bool(link.to_mine)], None]
        traces.append({
            "type": "scatter", "x": xs, "y": ys, "mode": "lines", "hoverinfo": "skip", "name": kind,
            "line": {"color": QUIET[dark], "width": 1.4, "dash": dash},
        })  # fmt: skip
    waiting = chains[(chains["state"] == "open") & chains["last_x"].notna()]
    for row in waiting.itertuples():
        traces.append({
            "type": "scatter", "name": "open", "x": [row.last_x, row.tail],
            "y": [-row.row + y[bool(row.last_mine)]] * 2, "mode": "lines+markers",
            "hoverinfo": "skip", "line": {"color": QUIET[dark], "width": 1.2, "dash": "dot"},
            "marker": {"symbol": ["circle", "line-ns-open"], "size": [1, 9], "color": QUIET[dark]},
        })  # fmt: skip
    for mine, name in ((True, actor), (False, "others")):
        rows = acts[acts["mine"] == mine]
        traces.append({
            "type": "scatter", "x": rows["x"], "y": -rows["row"] + y[mine], "mode": "markers", "name": escape(name),
            "customdata": rows["event_id"].to_numpy(), "text": [wrap(text, 60) for text in rows["text"]],
            "error_x": {"array": rows["wide"], "color": QUIET[dark], "thickness": 1, "width": 3},
            "marker": {
                "size": 11, "color": INK[dark] if mine else PAGE[dark], "line": {"color": INK[dark], "width": 1.6},
                "symbol": ["circle" if known else UNKNOWN_DAY for known in sure[rows.index]],
            },
            "unselected": {"marker": {"opacity": 1}},
            "hovertemplate": "%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
        })  # fmt: skip
    middle = links.assign(x=(links["from_x"] + links["to_x"]) / 2, upright=links["from_x"] == links["to_x"])
    middle = middle[middle["label"] != ""]
    labels = [
        {
            "x": x, "y": -row - MIDDLE, "text": escape(" / ".join(own)), "showarrow": False, "bgcolor": PAGE[dark],
            "xanchor": "left" if upright else "center", "xshift": 7 if upright else 0,
            "font": {"size": SMALL_SIZE, "color": INK[dark]},
        }
        for (row, x, upright), own in middle.groupby(["row", "x", "upright"])["label"]
    ]  # fmt: skip
    labels += [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "xshift": 2, "y": -row.row + 0.5, "yanchor": "top",
            "showarrow": False, "text": escape(clip(row.heading, 70)),
            "font": {"size": SMALL_SIZE, "color": QUIET[dark]},
        }
        for row in chains.itertuples()
    ]  # fmt: skip
    lines = [
        {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": -row - 0.5, "y1": -row - 0.5,
         "line": {"color": RULE[dark], "width": 1}}
        for row in chains["row"]
    ]  # fmt: skip
    days = list(range(0, ceil(longest) + 1, max(2, ceil(longest / TICKS))))
    heading = head(title, note, dark, 80 + ROW * len(chains), width=120, right=8)
    return figure(
        traces, heading | {"annotations": labels, "shapes": lines}, dark,
        xaxis={
            "range": [-longest * (0.03 if sure.all() else GUTTER + 0.05), longest * 1.12],
            "tickangle": 0,
            "tickvals": ([] if sure.all() else [gutter]) + days,
            "ticktext": ([] if sure.all() else ["no day"]) + ["day 0", *(f"{value} d" for value in days[1:])],
            "showgrid": True,
        },
        yaxis={"range": [-len(chains) + 0.5, 0.5], "visible": False},
    )  # fmt: skip
