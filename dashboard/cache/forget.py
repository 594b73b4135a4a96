"""What is thrown away after an addition or a correction."""

from __future__ import annotations

from dashboard.cache import alerts, articles, cubes, facing, files, listings, papers, screen, sides, stored

_HOLD_DOCUMENTS = (stored, articles)
_HOLD_EVENTS = (stored, articles, cubes, screen, facing, listings, sides, papers, files, alerts)


def forget_added() -> None:
    """Read everything anew after an addition; what does not contain additions is read again, too."""
    for module in _HOLD_DOCUMENTS:
        for cached in module.OF_DOCUMENTS:
            cached.clear()
    forget_corrected()


def forget_corrected() -> None:
    """Work everything out anew from the events after a correction, without reading any document again."""
    for module in _HOLD_EVENTS:
        for cached in module.OF_EVENTS:
            cached.clear()
