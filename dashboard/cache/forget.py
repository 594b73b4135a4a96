"""What is thrown away after an addition or a correction, be it made here or in another process on the same store."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import streamlit as st

from dashboard.cache import stored
from dashboard.cache.resting import changed
from data.changes import NOTHING, Marks

# Within which a server sees what another one added. Readers who work side by side take longer to tell each other; and
# a look of 1 to 3 ms is then a tenth of a millisecond of each run while a slider moves.
LOOK_SECONDS = 3.0

@dataclass
class _Seen:
    """The marks of a store when one last looked, and when to look again, in seconds of the clock that never goes back.

    None before the first look, which only remembers: nothing was kept before it.
    """

    marks: Marks | None = None
    again: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


def follow() -> None:
    """Forget what another process made old; looked up at most every LOOK_SECONDS."""
    seen = _seen(stored.store().database.location)
    if time.monotonic() >= seen.again:
        _look(seen)


def forget_added() -> None:
    """Read everything anew after an addition; what does not contain additions is read again, too."""
    _look(_seen(stored.store().database.location), "documents")


def forget_corrected() -> None:
    """Work everything out anew from the events after a correction, without reading any document again."""
    _look(_seen(stored.store().database.location), "corrections")


@st.cache_resource(show_spinner=False)
def _seen(location: str) -> _Seen:
    return _Seen()


def _look(seen: _Seen, *surely: str) -> None:
    """Forget what rests on the kinds that moved, and on those of `surely`."""
    with seen.lock:
        # before anything is forgotten: what is added meanwhile is seen the next time
        marks, before = stored.store().marks() or seen.marks or NOTHING, seen.marks
        seen.marks, seen.again = marks, time.monotonic() + LOOK_SECONDS
        moved = set() if before is None else {kind for kind, mark in marks.items() if before[kind] != mark}
        changed(*moved.union(surely))
