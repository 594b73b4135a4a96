"""Waiting for slow work in a way that a reader can end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STEP_SECONDS = 0.25  # between two looks: a click on Cancel or Stop is obeyed within it


def patiently(work: Callable[[], T], tell: Callable[[int], object]) -> T:
    """The result of `work`, which runs beside; meanwhile `tell` is called with the seconds that have passed.

    Streamlit ends a run inside `tell`, where it draws, when the reader clicks elsewhere; the work is left to end by
    itself (a page has a deadline) and its result is dropped. What `work` raises is raised.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    waited = 0.0
    while thread.is_alive():
        tell(int(waited))
        thread.join(STEP_SECONDS)
        waited += STEP_SECONDS
    if failed:
        raise failed[0]
    return done[0]
