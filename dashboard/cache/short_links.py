"""How many short links one reader who may not add has kept today, so that no program fills the store with them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import streamlit as st

LINKS_A_DAY = 200  # more than anybody clicks, and some 0.2 MB in the store
_DAY_SECONDS = 24 * 60 * 60.0

Reader = tuple[str, str]  # issuer and subject, as a provider tells them


@dataclass
class _Kept:
    """Links by reader since the first of them, in seconds of the clock that never goes back."""

    of: dict[Reader, tuple[float, set[str]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False)
def _kept() -> _Kept:
    return _Kept()


def may_keep_link(reader: Reader, query: str) -> bool:
    """Whether this link is within the reader's LINKS_A_DAY; it counts then. The same link counts once."""
    kept, now = _kept(), time.monotonic()
    with kept.lock:
        kept.of = {one: (since, links) for one, (since, links) in kept.of.items() if now - since < _DAY_SECONDS}
        links = kept.of.setdefault(reader, (now, set()))[1]
        if query not in links and len(links) >= LINKS_A_DAY:
            return False
        links.add(query)
        return True
