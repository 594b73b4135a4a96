"""Pages are worked out one after the other, and those first whose reader waits for a chart."""

import threading
import time
from collections.abc import Callable

import pytest

from dashboard.turns import Turns

LONG = 60.0  # seconds: longer than any test
PATIENCE = 20.0  # a thread that has not ended by then hangs


def started(*works) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    return threads


def ended(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_only_one_has_the_turn_at_a_time():
    turns, inside, most = Turns(LONG), [], []

    def work() -> None:
        inside.append(1)
        time.sleep(0)  # whoever can run does so now
        most.append(len(inside))
        inside.pop()

    def run() -> None:
        for _ in range(50):
            with turns.taken():
                work()
                turns.rest(0.0, 0.0)
                work()

    ended(started(*[run] * 8))
    assert len(most) == 800 and max(most) == 1


def test_who_rests_comes_after_those_who_wait_for_a_chart():
    turns, order, waits = Turns(LONG), [], threading.Event()

    def first() -> None:
        with turns.taken():
            order.append("chart of the first")
            waits.wait(PATIENCE)
            turns.rest(0.0, LONG)
            order.append("rest of the first")

    def other(name: str) -> None:
        with turns.taken():
            order.append(f"chart of the {name}")

    threads = started(first)
    until(lambda: order)
    threads += started(lambda: other("second"), lambda: other("third"))
    until(lambda: turns.waiting == 2)
    waits.set()
    ended(threads)  # the rest of the first does not wait for LONG: nobody else is left
    assert order[0] == "chart of the first" and order[-1] == "rest of the first" and len(order) == 4


def test_who_takes_long_keeps_nobody():
    turns, passed = Turns(0.01), threading.Event()

    def long() -> None:
        with turns.taken():
            assert passed.wait(PATIENCE)

    def short() -> None:
        with turns.taken():
            passed.set()

    ended(started(long, short, short))
    assert passed.is_set()


def test_an_error_gives_the_turn_back():
    turns, done = Turns(LONG), []
    with pytest.raises(ValueError, match="page"), turns.taken():
        raise ValueError("page")

    def next_one() -> None:
        with turns.taken():
            done.append(True)

    ended(started(next_one))
    assert done
