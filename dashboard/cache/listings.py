"""Events as lists and on the map, with where they were told and by whom."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import event_rows
from dashboard.cache.limits import DATASETS_KEPT, SELECTIONS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.stored import documents, events, known, measures, store
from dashboard.event_rows import Listing
from dashboard.origins import origins as came_from
from dashboard.places import Located, Places, locate
from dashboard.state import View
from data.extraction import mentions_with_claims

# what decides which events a table lists, besides the weights that may order them
_IN_LISTING = (
    "data", "added", "as_known", "confidence", "start", "end", "types", "indicators", "realis", "actor", "text",
    "origin", "order",
)  # fmt: skip
LISTINGS_KEPT = 32  # ids of up to 100,000 events, under 1 MB each: they share their text with the events


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def _told(name: str, added: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    return mentions_with_claims(documents(name, added).reset_index(drop=True))


def mentions(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """Mentions of the events of a dataset in its documents, those published by the end of a day (None: all)."""
    return _by(_told(name, added)[0], name, added, as_known)


def claims(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """Tolls by claimant as the documents of a dataset give them, those published by the end of a day (None: all)."""
    return _by(_told(name, added)[1], name, added, as_known)


def _by(told: pd.DataFrame, name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    if as_known is None:
        return told
    published = documents(name, added)["published"]
    read = published.index[published < pd.Timestamp(as_known) + pd.Timedelta(days=1)]
    return told[told["document_id"].isin(read)]


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def origins(name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    """Where each event of a dataset comes from, as known at the end of a day: see `dashboard.origins.origins`."""
    sources = {done.source for done in store().imports() if done.dataset == name and done.added}
    one = next(iter(sources), "")
    providers = one if len(sources) < 2 else pd.Series(store().providers(name))
    rows, told = events(name, added, as_known), mentions(name, added, as_known)
    return came_from(rows, told, documents(name, added), providers)


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def origin_names(name: str, added: bool, as_known: date | None) -> tuple[str, ...]:
    """All origins of a dataset's events, those with the most events first."""
    return tuple(origins(name, added, as_known)["origin"].value_counts().index)


def listing(view: View) -> Listing:
    """The events that a view leaves, in its order; what does not change them shares one entry."""
    asked = {name: getattr(view, name) for name in _IN_LISTING}
    return _listing(View(**asked, weights=View().weights if view.order == "day" else view.weights))


@rests_on(*EVENTS, max_entries=LISTINGS_KEPT, show_spinner="Filtering events …")
def _listing(view: View) -> Listing:
    chosen = (view.data, view.added, view.as_known)
    told = origins(*chosen) if view.origin else None
    return event_rows.listing(known(*chosen, view.confidence), measures(*chosen), view, told)


def places(view: View) -> Places:
    """Where the events were that a view leaves."""
    asked = {name: getattr(view, name) for name in _IN_LISTING if name != "order"}
    return _located(View(**asked, weights=View().weights)).weighed(view.weight_of)


@rests_on(*EVENTS, max_entries=LISTINGS_KEPT, show_spinner="Looking up places …")
def _located(view: View) -> Located:
    """The places of a view before its weights."""
    chosen = (view.data, view.added, view.as_known)
    return locate(known(*chosen, view.confidence), listing(view).ids, measures(*chosen))
