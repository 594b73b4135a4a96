"""Frames become Plotly figures. Pure: no Streamlit, no clock, no data access; the same frame gives the same figure.

Every figure says its unit and the day it stands for (`note`).
"""

from dashboard.figures.bars import before_after, contributions, waterfall
from dashboard.figures.lines import risk_lines, sparkline
from dashboard.figures.map import places_map
from dashboard.figures.panels import tracks
from dashboard.figures.rates import base_rates

__all__ = [
    "base_rates", "before_after", "contributions", "places_map", "risk_lines", "sparkline", "tracks", "waterfall",
]  # fmt: skip
