"""Forecast."""

from __future__ import annotations

from dashboard.style import page_width, quiet

TITLE = "Forecast"


def show() -> None:
    """Draw the page for the view of this run."""
    page_width()
    quiet("", heading=TITLE)
