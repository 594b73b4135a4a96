"""What is kept between runs until what it rests on changes.

Streamlit keeps what a run worked out even where the cache was emptied meanwhile: one begun before a correction would
leave its numbers to everybody. Here each value stands under how often what it rests on had changed when it was asked
for: what comes too late stands where nobody looks.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from functools import update_wrapper, wraps
from itertools import count
from typing import Any, Generic, ParamSpec, TypeVar

import streamlit as st

from data.changes import KINDS

P = ParamSpec("P")
R = TypeVar("R")

EVENTS = ("documents", "corrections")  # what events are read from, and what puts them right
FORECASTS = "forecasts"  # those that readers keep: added on this server alone, so no mark of the store tells of them
# Streamlit holds a lock for each set of arguments ever asked for, some 190 bytes, until all values are forgotten: fifty
# readers who move sliders would fill 50 MB in a day. After so many a function starts anew, which costs a run 0.1 s.
LOCKS_HELD = 20_000

_changes: Counter[str] = Counter(dict.fromkeys((*KINDS, FORECASTS), 0))
_kept: list[Kept[Any, Any]] = []


class Kept(Generic[P, R]):
    """A function whose values are shared by all sessions, as `st.cache_resource` keeps them."""

    def __init__(self, function: Callable[P, R], kinds: tuple[str, ...], options: dict[str, Any]) -> None:
        self.kinds, worked_out = kinds, count(1)

        @wraps(function)
        def work_out(changes: tuple[int, ...], *args: P.args, **named: P.kwargs) -> R:
            if next(worked_out) % LOCKS_HELD == 0:
                self.clear()
            return function(*args, **named)

        asked = inspect.signature(function)  # by whose names Streamlit tells what is not to be hashed
        first = inspect.Parameter("changes", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        work_out.__signature__ = asked.replace(parameters=[first, *asked.parameters.values()])
        self._values = st.cache_resource(**options)(work_out)
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **named: P.kwargs) -> R:
        return self._values(tuple(_changes[kind] for kind in self.kinds), *args, **named)

    def clear(self) -> None:
        """Forget all values."""
        self._values.clear()


def rests_on(*kinds: str, **options: Any) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Keep a function's values until one of these kinds changes (`data.changes.KINDS`, FORECASTS).

    Name all kinds that what it calls rests on, too. `options` are those of `st.cache_resource`.
    """

    def keep(function: Callable[P, R]) -> Kept[P, R]:
        one = Kept(function, tuple(kind for kind in _changes if kind in kinds), options)
        _kept.append(one)
        return one

    return keep


def changed(*kinds: str) -> None:
    """Forget all that rests on these kinds, and what is being worked out from them at this moment."""
    _changes.update(kinds)  # first: what is worked out from now on finds nothing of before
    for one in _kept:
        if not set(one.kinds).isdisjoint(kinds):
            one.clear()
