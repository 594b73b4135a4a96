"""What moved a probability, as bars on the scale of log-odds."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.look import SMALL_SIZE, clip, figure, head
from dashboard.palette import INK, QUIET

ROW = 24  # px of a bar
LONGEST = 34  # characters of a name beside its bar: half of a column
AXIS = 20  # px under the bars for the numbers of the scale, which Plotly would cut where bars are few
_ROOM = 1.35  # of the longest bar, for the number at its end


def reasons(frame: pd.DataFrame, title: str, note: str, dark: bool = False) -> go.Figure:
    """Contributions to the log-odds, in the order given, the first on top: to the right what makes it likelier.

    frame: name, log_odds. Ink for what raises the probability, grey for what lowers it; the side says the same.
    """
    rows = frame.iloc[::-1]
    up = rows["log_odds"] >= 0
    bars = {
        "type": "bar", "x": rows["log_odds"].astype("float32"), "y": [clip(name, LONGEST) for name in rows["name"]],
        "orientation": "h", "marker": {"color": [INK[dark] if one else QUIET[dark] for one in up]},
        "text": [f"{value:+.2f}".replace("-", "−") for value in rows["log_odds"]], "textposition": "outside",
        "textfont": {"size": SMALL_SIZE, "color": INK[dark]}, "cliponaxis": False,
        "hovertemplate": "%{y}: %{x:+.2f} log-odds<extra></extra>",
    }  # fmt: skip
    reach = max(float(rows["log_odds"].abs().max()) if len(rows) else 0.0, 0.1) * _ROOM
    low = -reach if not up.all() else -reach * 0.05
    heading = head(title, note, dark, 62 + AXIS + ROW * max(len(rows), 1), width=58, right=14)
    return figure(
        [bars], heading | {"bargap": 0.3, "margin": heading["margin"] | {"b": AXIS}}, dark,
        xaxis={
            "range": [low, reach if up.any() else reach * 0.05], "nticks": 5, "zeroline": True,
            "zerolinecolor": QUIET[dark],
        },
        yaxis={"showgrid": False, "tickfont": {"color": INK[dark], "size": SMALL_SIZE}},
    )  # fmt: skip
