"""Frames become Plotly figures. Pure: no Streamlit, no clock, no data access; the same frame gives the same figure.

Every figure says its unit and the day it stands for (`note`).
"""

from dashboard.figures.bars import before_after, contributions, waterfall
from dashboard.figures.calibration import calibration
from dashboard.figures.chains import exchange_rows
from dashboard.figures.contrast import rank_ranges, steps, two_lines
from dashboard.figures.fan import fan
from dashboard.figures.layers import layer_key, stacked
from dashboard.figures.lines import risk_lines, sparkline
from dashboard.figures.map import places_map
from dashboard.figures.pair import mirror, roles
from dashboard.figures.panels import tracks
from dashboard.figures.rates import base_rates
from dashboard.figures.reasons import reasons
from dashboard.figures.spans import spans
from dashboard.figures.watched import watched

__all__ = [
    "base_rates", "before_after", "calibration", "contributions", "exchange_rows", "fan", "layer_key", "mirror",
    "places_map", "rank_ranges", "reasons", "risk_lines", "roles", "spans", "sparkline", "stacked", "steps", "tracks",
    "two_lines", "watched", "waterfall",
]  # fmt: skip
