"""Waiting for slow work: its result and its errors arrive, and the one who waits can leave."""

from __future__ import annotations

import threading

import pytest

from dashboard.patience import patiently


def test_the_result_and_the_error_of_the_work_arrive():
    assert patiently(lambda: 7, lambda seconds: None) == 7
    with pytest.raises(ZeroDivisionError):
        patiently(lambda: 1 / 0, lambda seconds: None)


def test_who_waits_can_leave_before_the_work_is_done():
    going, told = threading.Event(), []

    def tell(seconds: int) -> None:
        told.append(seconds)
        if len(told) == 2:
            raise InterruptedError  # as Streamlit ends a run where it draws

    with pytest.raises(InterruptedError):
        patiently(going.wait, tell)
    assert told == [0, 0] and not going.is_set()
    going.set()
