"""Alerts."""

from __future__ import annotations

from dashboard.style import page_width, quiet

TITLE = "Alerts"


def show() -> None:
    """Draw the page for the view of this run."""
    page_width()
    quiet("", heading=TITLE)
