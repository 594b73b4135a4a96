"""Events, documents and corrections of a dataset as this server holds them."""

from __future__ import annotations

import gc
from datetime import date

import pandas as pd
import streamlit as st

import data
import data.corrections
from dashboard import coded_files
from dashboard.cache.limits import DATASETS_KEPT, SELECTIONS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from data.store import Store
from scoring import cube as cubes
from scoring.indicators import measure


@st.cache_resource(show_spinner=False)
def freeze_imports() -> None:
    """Leave everything imported so far out of garbage collection: collecting it after each run costs about 100 ms."""
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def _freeze_tables() -> None:
    """And so the tables that reading a text needs, which stay as well: 130 ms of each full collection.

    Once, after the first dataset; what little else is there by then is never collected either, as looking for it would
    hold up the first page.
    """
    gc.freeze()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store of this server, to read. What a reader writes goes through `dashboard.permissions`."""
    return Store(reads_only=True)


def writer() -> Store:
    """The same store, to be written: by what has asked whether it may."""
    return _writer(store().database.location)


@st.cache_resource(max_entries=1, show_spinner=False)
def _writer(location: str) -> Store:
    return Store(location)


def datasets() -> list[str]:
    """Names of all datasets, the bundled ones first."""
    return list(_datasets(store().database.location))


@rests_on("documents", show_spinner=False)
def _datasets(location: str) -> tuple[str, ...]:
    return tuple(data.available(store()))


def events(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """All events of a dataset, with articles added on this server if `added`, as known at the end of a day (None: now).

    Added articles are read together with the others, so that an event in two of them is one event; later ones are not
    read at all, so that a toll of tomorrow does not stand behind a number of today. What people corrected is applied
    whether `added` or not, and whenever it was made: it is a better reading of the same documents.
    """
    return _events(*_asked(name, added, as_known))


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def _events(name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    return data.corrections.apply(_uncorrected(name, added, as_known), corrections(name))


def uncorrected(name: str, added: bool) -> pd.DataFrame:
    """All events as they were read: kept apart, so that a correction costs no reading."""
    return _uncorrected(*_asked(name, added, None))


@rests_on("documents", max_entries=SELECTIONS_KEPT, show_spinner="Reading the dataset …")
def _uncorrected(name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    read = data.uncorrected(name, store(), as_known, added)
    _freeze_tables()
    return read


def _asked(name: str, added: bool, as_known: date | None) -> tuple[str, bool, date | None]:
    """What is asked for, in one way where several give the same, so that they share what is read and worked out once.

    `added` counts for nothing where nothing was added, and for a dataset that is on this server alone; a day of
    knowledge is None (now) once all is known.
    """
    added = _holds(name) and (added or name not in data.available())
    complete = None if as_known is None else _complete_on(name, added)
    return name, added, None if complete is not None and as_known >= complete else as_known


@rests_on("documents", max_entries=DATASETS_KEPT, show_spinner=False)
def _holds(name: str) -> bool:
    """Whether this server adds anything to a dataset."""
    return name in store().datasets()


@rests_on("documents", max_entries=DATASETS_KEPT, show_spinner=False)
def _complete_on(name: str, added: bool) -> date | None:
    return data.complete_on(documents(name, added), _uncorrected(name, added, None))


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def corrections(name: str) -> pd.DataFrame:
    """What people corrected in a dataset, the oldest first, as data.store keeps it."""
    return store().corrections(name)


def store_of(name: str, added: bool) -> Store | None:
    # what the program does not bring is in the store alone
    return store() if added or name not in data.available() else None


@rests_on("documents", max_entries=DATASETS_KEPT, show_spinner=False)
def documents(name: str, added: bool) -> pd.DataFrame:
    """The documents of a dataset, index document_id."""
    return data.documents_of(name, store_of(name, added)).set_index("document_id", drop=False)


def measures(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """Indicator intensities by event, as known at the end of a day (None: now)."""
    return _measures(*_asked(name, added, as_known))


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner="Reading the events' indicators …")
def _measures(name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    return measure(_events(name, added, as_known))


def known(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """Events as known at the end of a day (None: now) with at least this confidence."""
    return _known(*_asked(name, added, as_known), confidence)


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def _known(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    rows = _events(name, added, as_known)
    return rows[rows["confidence"] >= confidence]


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def days(name: str, added: bool) -> tuple[date, date]:
    """First and last day that the dataset covers."""
    covered = cubes.span(events(name, added))
    return (covered[0].date(), covered[1].date()) if covered else (date(2021, 1, 1), date(2021, 6, 29))


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def actors(name: str, added: bool) -> tuple[str, ...]:
    """Actors of a dataset, those with the most events first."""
    rows = events(name, added)
    both = pd.concat([rows["source"], rows["target"]]).dropna()
    return tuple(both.value_counts().index)


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def pairs(name: str, added: bool) -> tuple[tuple[str, str], ...]:
    """Directed pairs of actors (who acts, on whom), those with the most realised events first."""
    rows = events(name, added)
    rows = rows[rows["realis"] == "realised"].dropna(subset=["source", "target"])
    rows = rows[rows["source"] != rows["target"]]
    return tuple(rows.value_counts(["source", "target"]).index)


@rests_on("documents", max_entries=DATASETS_KEPT, show_spinner=False)
def coverage(name: str) -> str:
    """What a day without events means in a dataset with imported files; empty for one without."""
    return coded_files.coverage(store().imports(), name)


# to be worked out anew when the events change, and when documents or imports do
