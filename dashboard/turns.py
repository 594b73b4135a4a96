"""Whose turn it is to work a page out: one run at a time, and first those whose reader still waits for the chart.

Python runs one thread at a time anyway. Runs that interrupt each other every half millisecond all end late, and those
of fifty readers took two thirds more processor time than one after the other.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count

# Of a turn, which most runs do not reach. Who needs longer (a dataset to read, a forecast to fit) keeps nobody: from
# then on the next one runs beside it.
LEASE_SECONDS = 0.25
# What follows the chart goes after every chart that is asked for within this time; after that it is its turn as well,
# so that a server with too many readers still ends its pages.
AFTER_CHARTS_SECONDS = 3.0


class Turns:
    """One turn that threads take after each other; each holds it for `lease` seconds at most."""

    def __init__(self, lease: float) -> None:
        self._lease = lease
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, int, threading.Condition]] = []  # a heap: the next one comes first
        self._number = count()
        self._holder: int | None = None
        self._until = 0.0

    @property
    def waiting(self) -> int:
        """How many threads wait for the turn."""
        return len(self._waiting)

    @contextmanager
    def taken(self) -> Generator[None]:
        """Wait for the turn and keep it until the block ends."""
        self._take(0.0)
        try:
            yield
        finally:
            self._give()

    def rest(self, seconds: float, after: float) -> None:
        """Leave the turn to others for some seconds, and take it again after those who come up to `after` s later."""
        self._give()
        time.sleep(seconds)
        self._take(after)

    def _take(self, after: float) -> None:
        with self._lock:
            mine = (time.monotonic() + after, next(self._number), threading.Condition(self._lock))
            heapq.heappush(self._waiting, mine)
            while self._waiting[0] is not mine or self._left() > 0:
                mine[2].wait(self._left() if self._waiting[0] is mine else None)
            heapq.heappop(self._waiting)
            self._holder, self._until = threading.get_ident(), time.monotonic() + self._lease
            self._call()  # the next one, to watch how long this takes

    def _give(self) -> None:
        with self._lock:
            if self._holder == threading.get_ident():
                self._holder = None
                self._call()

    def _left(self) -> float:
        return 0.0 if self._holder is None else max(0.0, self._until - time.monotonic())

    def _call(self) -> None:
        if self._waiting:
            self._waiting[0][2].notify()


PAGES = Turns(LEASE_SECONDS)
