"""Files of coded events that a reader brings, and what this server holds of such."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pandas as pd
import streamlit as st

import data
import data.corrections
from dashboard import coded_files
from dashboard.cache.limits import DATASETS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.stored import datasets, documents, events, store
from dashboard.coded_files import Incoming
from data.sources import SourceError, apart, coding, parties, table
from data.sources.apart import BusyError, Part

Found = TypeVar("Found")
INCOMING_KEPT = 2  # uploads read and not yet added, up to some 500 MB each

# Events and remarks on records that are held to be shown: what is packed, or of empty columns, has any number of them.
MOST_ROWS = 1_000_000
LONGEST_NAME = 60  # characters, of up to four of the 255 bytes that systems allow


def incoming(file: str, content: bytes, mapping: tuple[tuple[str, str], ...] | None = None) -> Incoming:
    """A file of coded events, read but not added: by its provider, or with a `mapping` of columns as a table.

    Raises data.sources.SourceError for one that cannot be read so.
    """
    return _or_refused(_incoming(file, content, mapping, apart.patience_ends()))


def columns(file: str, content: bytes) -> list[str] | None:
    """The columns of a file that no provider recognises, to be mapped; None for one of a provider.

    Raises data.sources.SourceError for one that is no table.
    """
    return _or_refused(_columns(file, content, apart.patience_ends()))


# Streamlit lets those who bring the same file in one after the other: each has waited since it asked, and `_until`, by
# its underscore, is no part of what a value is kept under.
@st.cache_resource(max_entries=INCOMING_KEPT, show_spinner=False)
def _incoming(
    file: str, content: bytes, mapping: tuple[tuple[str, str], ...] | None, _until: float
) -> Incoming | SourceError:
    def read(path: Path) -> Incoming:
        with apart.reading(path, _until, None if mapping is None else dict(mapping)) as (source, parts):
            found, rejects = coding.together(_bounded(file, parts))
        return Incoming(file, source, hashlib.sha256(content).hexdigest(), found, rejects, parties.unknown(found))

    return _read_or_refusal(file, content, read)


@st.cache_resource(max_entries=INCOMING_KEPT, show_spinner=False)
def _columns(file: str, content: bytes, _until: float) -> list[str] | SourceError | None:
    return _read_or_refusal(file, content, lambda path: apart.columns(path, _until))


def _bounded(file: str, parts: Iterable[Part]) -> Iterator[Part]:
    rows = 0
    for part in parts:
        rows += sum(map(len, part))
        if rows > MOST_ROWS:
            raise SourceError(
                f"{file} has more than {MOST_ROWS:,} events and remarks on records: too many to be shown before they "
                "are added. casus import FILE reads any number of them."
            )
        yield part


def _read_or_refusal(file: str, content: bytes, read: Callable[[Path], Found]) -> Found | SourceError:
    try:
        with _as_file(file, content) as path:
            return read(path)
    except BusyError:  # another time it may be read
        raise
    except SourceError as error:
        return SourceError(str(error))  # without what it was raised from, which holds the file


def _or_refused(found: Found | SourceError) -> Found:
    """What was found. A refusal is kept as well: it may have cost as long, and not at each click."""
    if isinstance(found, SourceError):
        raise SourceError(str(found)) from None
    return found


def proposed(names: list[str]) -> dict[str, str]:
    """The mapping that was last used for these columns on this server, else the one that their names suggest."""
    return store().table_mapping(table.signature(names)) or table.guess(names)


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _named(name)
        path.write_bytes(content)
        yield path


def _named(name: str) -> str:
    """The end of a reader's name for a file, as messages tell it and each system takes it."""
    shown = "".join(sign for sign in Path(name).name if sign.isprintable())[-LONGEST_NAME:]
    return shown if shown.strip(".") else "upload"


def held() -> pd.DataFrame:
    """What this server holds: one row for the articles of a dataset and one an imported file."""
    return coded_files.held(datasets(), {name: _counted(name) for name in datasets()}, store().imports())


def _counted(name: str) -> tuple[int, int]:
    if name in data.available():
        return len(documents(name, True)), events(name, True)["event_id"].nunique()
    return store().count(name)


@rests_on(*EVENTS, max_entries=DATASETS_KEPT, show_spinner=False)
def unknown(name: str, added: bool) -> pd.DataFrame:
    """Names of coded events that stand for no actor we know: name, id, events."""
    rows = events(name, added)
    return parties.unknown(rows[rows["origin"] == "coded"])
