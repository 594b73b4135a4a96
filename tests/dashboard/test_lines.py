"""Ten actors can be told apart, and what figures are put together from is valid Plotly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import figures, palette
from dashboard.figures.look import LABEL_GAP, spread
from dashboard.state import MOST_ACTORS
from tests.dashboard.test_figures import DAYS, band, by_track, lines, markers

BARS = pd.DataFrame({"name": ["Threat"], "track": ["diplomatic"], "value": [1.0], "points": [1.0], "detail": ["1"]})
MOVED = pd.DataFrame({"name": ["Varenia"], "before": [1.0], "after": [2.0]})
DRAWN = {
    "lines": lambda dark: figures.risk_lines(lines(), band(), markers(), {}, "t", "n", dark),
    "tracks": lambda dark: figures.tracks(by_track(), "t", "n", dark),
    "contributions": lambda dark: figures.contributions(BARS, "t", "n", dark),
    "waterfall": lambda dark: figures.waterfall(BARS, "t", "n", dark),
    "before and after": lambda dark: figures.before_after(MOVED, "t", "n", dark),
}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", DRAWN)
def test_figures_are_valid(name, dark):
    drawn = DRAWN[name](dark)
    go.Figure(drawn.to_dict())  # raises ValueError naming what Plotly does not know


@pytest.mark.parametrize("dark", [False, True])
def test_as_many_lines_as_can_be_chosen_look_different(dark):
    others = palette.OTHERS[dark]
    assert len(set(others)) == len(others) >= MOST_ACTORS - 1
    frames = [
        pd.DataFrame({"entity": f"a{n}", "date": DAYS, "index": n + 1.0, "thin": False}) for n in range(MOST_ACTORS)
    ]
    drawn = figures.risk_lines(pd.concat(frames), band().head(0), markers().head(0), {}, "t", "n", dark)
    styles = {(t.line.color, t.line.dash, t.line.width) for t in drawn.data if t.name}
    assert len(styles) == MOST_ACTORS


@pytest.mark.parametrize("values", [[59, 58, 57, 57, 53, 51, 51, 51, 50, 48], [0.0] * 10, [60.0] * 10, [3.0, 40.0]])
def test_labels_at_the_ends_of_lines_stay_on_the_chart_apart_and_in_order(values):
    heights = spread(values, LABEL_GAP * 64, 64)
    assert -1e-9 <= min(heights) <= max(heights) <= 64
    by_height, by_value = np.sort(heights), np.argsort(values, kind="stable")
    assert (np.diff(by_height) >= LABEL_GAP * 64 * 0.999).all()
    assert (np.diff(np.asarray(heights)[by_value]) > 0).all()
