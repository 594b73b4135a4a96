"""How long the server takes to draw, counted for those who run it; what is slow goes to the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard import metrics

SLOW_SECONDS = 5.0  # nobody waits so long without wondering; the first run of a page after a start takes some 3
_LOG = logging.getLogger(__name__)


@contextmanager
def timed(page: str) -> Iterator[None]:
    """Count a run of a page, however it ends, and tell one of SLOW_SECONDS and more."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - begun
        metrics.RUNS.labels(page).observe(seconds)
        if seconds >= SLOW_SECONDS:
            _LOG.warning("a slow run", extra={"told": {"page": page, "seconds": round(seconds, 3)}})
