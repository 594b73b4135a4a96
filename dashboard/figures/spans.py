"""Arrangements as bars over time, with their state in words and the events that changed it."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, figure, head, wrap
from dashboard.palette import INK, PAGE, QUIET, STANDING, TRACKS, transparent

ROW = 46  # px of one arrangement
THICK = 0.4  # of a row
LABEL_FROM = 0.09  # of the axis: a shorter bar has no room for its word, which hover and table tell
RIGHT = 66  # px for the state of the last day
HATCH_ALPHA = 0.16
UNKNOWN = "unknown"
DAY = pd.Timedelta(days=1)


def spans(
    rows: pd.DataFrame, marks: pd.DataFrame, title: str, note: str, track: str = "nuclear", dark: bool = False
) -> go.Figure:
    """Each arrangement as a bar over time with its state.

    rows: row (0 on top), name, state (in force, extended, limited, refused, lapsed or unknown), start, end (days,
    `end` not included), text. marks: row, date, event_id, text; a click returns the event_id as customdata. `track` is
    the one that refused and lapsed states press upon: they are its outline, as nothing of the arrangement is left.
    """
    first, last = rows["start"].min(), rows["end"].max()
    length = (last - first) / DAY
    traces = [_bars(part, state, track, dark) for state, part in rows.groupby("state", sort=True)]
    traces.append({
        "type": "scatter", "x": marks["date"], "y": -marks["row"].astype(float), "mode": "markers", "name": "events",
        "customdata": marks["event_id"].to_numpy(), "text": [wrap(text, 60) for text in marks["text"]],
        "marker": {"symbol": "diamond", "size": 11, "color": INK[dark], "line": {"color": PAGE[dark], "width": 1.5}},
        "unselected": {"marker": {"opacity": 1}}, "cliponaxis": False,
        "hovertemplate": "%{x|%-d %b %Y}<br>%{text}<br><i>Click: the sentence behind it</i><extra></extra>",
    })  # fmt: skip
    wide = rows[(rows["end"] - rows["start"]) / DAY >= LABEL_FROM * length]
    labels = [
        {
            "x": row.start, "y": -row.row, "xanchor": "left", "yanchor": "middle", "xshift": 9, "showarrow": False,
            "text": escape(row.state), "font": {"size": SMALL_SIZE, "color": _on(row.state, dark)},
            **({"bgcolor": PAGE[dark]} if row.state == UNKNOWN else {}),
        }
        for row in wide.itertuples()
    ]  # fmt: skip
    labels += [
        {
            "x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": -row.row, "yanchor": "middle",
            "showarrow": False, "text": f"<b>{escape(row.state)}</b>", "font": {"size": SMALL_SIZE, "color": INK[dark]},
        }
        for row in rows.drop_duplicates("row", keep="last").itertuples()
    ]  # fmt: skip
    labels += [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": -row + THICK / 2, "yanchor": "bottom", "yshift": 1,
            "showarrow": False, "text": escape(clip(name, 80)), "font": {"size": SMALL_SIZE, "color": INK[dark]},
        }
        for row, name in rows.drop_duplicates("row")[["row", "name"]].itertuples(index=False)
    ]  # fmt: skip
    count = rows["row"].nunique()
    heading = head(title, note, dark, 84 + ROW * count, width=120, right=RIGHT)
    return figure(
        traces, heading | {"annotations": labels, "barmode": "overlay"}, dark,
        xaxis={"type": "date", "range": [str(first), str(last)], "nticks": 8, "showgrid": True},
        yaxis={"range": [-count + 0.42, 0.72], "visible": False},
    )  # fmt: skip


def _bars(rows: pd.DataFrame, state: str, track: str, dark: bool) -> dict:
    colour = TRACKS[dark][track]
    marker = {
        UNKNOWN: {"color": "rgba(0,0,0,0)", "line": {"color": QUIET[dark], "width": 0},
                  "pattern": {"shape": "-", "fgcolor": transparent(QUIET[dark], 0.5), "size": 9, "solidity": 0.12}},
        "refused": {"color": transparent(colour, HATCH_ALPHA), "line": {"color": colour, "width": 1.4},
                    "pattern": {"shape": "/", "fgcolor": transparent(colour, 0.45), "size": 8, "solidity": 0.2}},
        "lapsed": {"color": transparent(colour, HATCH_ALPHA / 2), "line": {"color": colour, "width": 1.4}},
    }.get(state) or {"color": STANDING[dark].get(state, QUIET[dark]), "line": {"width": 0}}  # fmt: skip
    return {
        "type": "bar", "orientation": "h", "y": -rows["row"].astype(float), "base": rows["start"].astype(str),
        "x": (rows["end"] - rows["start"]) / pd.Timedelta(milliseconds=1), "width": THICK, "marker": marker,
        "name": state, "text": [""] * len(rows), "hovertext": [wrap(text, 60) for text in rows["text"]],
        "hovertemplate": "%{hovertext}<extra></extra>",  # customdata is for what a click opens
    }  # fmt: skip


def _on(state: str, dark: bool) -> str:
    """The colour of a word on a bar."""
    return PAGE[dark] if state == "in force" or (dark and state == "extended") else INK[dark]
