"""What whoever runs the server looks at: whether it can serve, and what its store holds."""

from __future__ import annotations

import streamlit as st

import data
from dashboard import health, upkeep
from dashboard.cache.stored import events, store
from data import inventory as inventories
from data.inventory import Inventory
from data.store import StoreError

READY_SECONDS = 3  # one look, however many ask: a database that does not answer takes 10 s each time
COUNTED_SECONDS = 60  # counting millions of rows takes a second


@st.cache_resource(ttl=READY_SECONDS, show_spinner=False)
def readiness() -> str:
    """What `dashboard.health.look` found within the last READY_SECONDS."""
    return health.look()


@st.cache_resource(show_spinner=False)
def bundled() -> int:
    """The number of rows of the bundled case, once it could be read: it does not change while the server runs."""
    return len(events(data.available()[0], False))


@st.cache_resource(ttl=COUNTED_SECONDS, show_spinner=False)
def inventory() -> Inventory | None:
    """What the store held within the last COUNTED_SECONDS; None where it cannot be read."""
    try:
        return inventories.take(store().database)
    except (StoreError, OSError):
        return None


@st.cache_resource(ttl=READY_SECONDS, show_spinner=False)
def trouble() -> str:
    """Why the store cannot be read, for those who look after it; that it can, where it is back."""
    try:
        with store().database.reading():
            return "the store can be read again, and is counted within a minute"
    except (StoreError, OSError) as error:
        return str(error)


@st.cache_resource(show_spinner=False)
def models() -> tuple[upkeep.Model, ...]:
    """The models in use with their checksums (see `dashboard.upkeep.models`)."""
    return upkeep.models()
