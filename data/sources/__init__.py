"""Coded datasets become events: one module a provider, each with the same verbs.

`module.read(path) -> (events, rejects)` and `module.stream(path, rows)`, which yields the same a chunk at a time;
`recognises(columns, first)` says whether a file is the provider's by its first two records.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd

from data.sources import acled, gdelt, icews, polecat, table, ucdp_ged
from data.sources.reading import ROWS, SourceError, head, seen

SOURCES: dict[str, ModuleType] = {
    "ucdp": ucdp_ged,
    "acled": acled,
    "gdelt": gdelt,
    "icews": icews,
    "polecat": polecat,
    "table": table,
}

__all__ = ["ROWS", "SOURCES", "SourceError", "read", "recognise", "stream"]


def recognise(path: str | Path) -> str:
    """The key in SOURCES of the provider whose columns the file has.

    Raises SourceError, naming what was seen and the known providers, when none or several recognise it.
    """
    columns, first = head(path)
    found = [name for name, module in SOURCES.items() if module.recognises(columns, first)]
    if len(found) != 1:
        whose = f"could be of {' or '.join(found)}" if found else "is of no provider that is known"
        known = f"known: {', '.join(SOURCES)}; any other is read as 'table', with a mapping of its columns"
        raise SourceError(f"{Path(path).name} {whose}: {seen(columns)}; {known}")
    return found[0]


def stream(
    path: str | Path, source: str | None = None, rows: int = ROWS
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """(events, rejects) of at most `rows` records at a time, by the provider `source`, else by the one it fits."""
    yield from _module(path, source).stream(path, rows)


def read(path: str | Path, source: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(events, rejects) of a whole file, by the provider `source`, else by the one it fits."""
    return _module(path, source).read(path)


def _module(path: str | Path, source: str | None) -> ModuleType:
    source = source or recognise(path)
    if source not in SOURCES:
        raise SourceError(f"there is no source {source!r}; known: {', '.join(SOURCES)}")
    return SOURCES[source]
