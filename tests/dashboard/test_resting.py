"""What is kept between runs, when what it rests on changes while somebody works it out."""

from __future__ import annotations

import threading

import pytest

from dashboard import cache
from dashboard.cache import resting
from dashboard.cache.resting import Kept, changed, rests_on
from dashboard.state import PAGES
from data import corrections
from tests.dashboard.test_app import check, open_at

CASE = "us-iran-2019-2021"


@pytest.fixture(autouse=True)
def _kept_meanwhile(monkeypatch):
    monkeypatch.setattr(resting, "_kept", list(resting._kept))


class Slow:
    """A kept function that reads the world and then waits to be told to end."""

    def __init__(self) -> None:
        self.world, self.calls = "before", 0
        self.began, self.may_end = threading.Event(), threading.Event()

        @rests_on("rules", show_spinner=False)
        def read(name: str) -> str:
            self.calls += 1
            found = f"{name} {self.world}"
            self.began.set()
            assert self.may_end.wait(30)
            return found

        @rests_on("rules", show_spinner=False)
        def made(name: str) -> str:
            return f"made of {read(name)}"

        self.read, self.made = read, made
        self.clear()

    def clear(self) -> None:
        self.read.clear()
        self.made.clear()


def test_what_was_begun_before_a_change_and_ends_after_it_is_seen_by_nobody():
    slow, got = Slow(), []
    late = threading.Thread(target=lambda: got.append(slow.made("a")))
    late.start()
    assert slow.began.wait(30)
    slow.world = "after"
    changed("rules")
    slow.may_end.set()
    late.join(30)
    assert got == ["made of a before"]  # who asked before gets what was true then
    assert (slow.read("a"), slow.made("a")) == ("a after", "made of a after")
    assert slow.calls == 2


def test_only_what_rests_on_a_kind_is_forgotten():
    slow = Slow()
    slow.may_end.set()
    first = slow.read("a")
    slow.world = "after"
    changed("presets", "corrections", "documents")
    assert slow.read("a") == first and slow.calls == 1
    changed("rules")
    assert slow.read("a") == "a after" and slow.read("b") == "b after"


def test_a_name_with_an_underscore_is_not_looked_at():
    calls = []

    @rests_on("rules", show_spinner=False)
    def by_key(key: str, _value: object) -> str:
        calls.append(key)
        return key

    by_key.clear()
    by_key("a", object()), by_key("a", object()), by_key("b", object())
    assert calls == ["a", "b"]


def test_a_function_asked_for_ever_new_things_starts_anew_with_its_locks(monkeypatch):
    monkeypatch.setattr(resting, "LOCKS_HELD", 10)

    @rests_on("rules", max_entries=3, show_spinner=False)
    def whole(number: int) -> int:
        return number

    whole.clear()
    assert [whole(number) for number in range(95)] == list(range(95))
    assert len(whole._values._info.get_function_cache(whole._values._function_key)._value_locks) <= 10


def test_a_correction_made_while_the_events_are_read_is_in_them_afterwards(monkeypatch):
    cache.forget_added()
    first = cache.events(CASE, False)["event_id"].iloc[0]
    cache.forget_corrected()
    began, may_end, apply = threading.Event(), threading.Event(), corrections.apply

    def slowly(rows, made):
        began.set()
        assert may_end.wait(30)
        return apply(rows, made)

    monkeypatch.setattr(corrections, "apply", slowly)
    late = threading.Thread(target=lambda: cache.measures(CASE, False))
    late.start()
    assert began.wait(30)
    corrections.review(cache.writer(), CASE, first, corrections.DISMISSED, "Ana")
    cache.forget_corrected()
    may_end.set()
    late.join(30)
    assert first not in set(cache.events(CASE, False)["event_id"])
    assert first not in set(cache.measures(CASE, False).index)
    corrections.review(cache.writer(), CASE, first, None, "Ana")
    cache.forget_corrected()


@pytest.mark.slow
def test_whatever_is_worked_out_from_a_kept_value_rests_on_what_that_rests_on(monkeypatch):
    """On all pages, with nothing kept before: each kept function that another asks for."""
    asked: dict[str, tuple[Kept, Kept]] = {}
    doing, call = threading.local(), Kept.__call__

    def watched(self: Kept, *args: object, **named: object) -> object:
        outer = getattr(doing, "kept", None)
        if outer is not None:
            asked[f"{outer.__name__} asks for {self.__name__}"] = (outer, self)
        doing.kept = self
        try:
            return call(self, *args, **named)
        finally:
            doing.kept = outer

    for one in resting._kept:
        one.clear()
    monkeypatch.setattr(Kept, "__call__", watched)
    for page in PAGES:
        check(open_at(page))
    assert len(asked) > 40
    assert not {said for said, (outer, inner) in asked.items() if not set(inner.kinds) <= set(outer.kinds)}
