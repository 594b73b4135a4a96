"""What a command of the shell was asked about: the events of a dataset or file, and the weights."""

from __future__ import annotations

import argparse
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.output import InputError, note

if TYPE_CHECKING:
    import pandas as pd

    from scoring.backtest import Reader


def first_dataset() -> str:
    """The name of the dataset that is meant where none is named: the bundled case."""
    import data

    return data.available()[0]


def events(chosen: argparse.Namespace) -> pd.DataFrame:
    """The events of `chosen.data`, a dataset with `chosen.added` or a file, as known on `chosen.known_on`.

    A file is a table in the schema; for a command that has a `source`, one of coded events in any format.
    """
    import data
    from dashboard import tables
    from data.store import Store
    from scoring.cube import known_on

    name, store = chosen.data or first_dataset(), Store()
    if "source" in chosen and name not in data.available(store) and Path(name).exists():
        found = _coded(name, chosen.source)
    elif tables.is_table(name):
        found = tables.read(Path(name))
    else:
        return data.load(name, store, chosen.known_on, chosen.added)
    return known_on(found, chosen.known_on) if chosen.known_on else found


def _coded(name: str, source: str | None) -> pd.DataFrame:
    from data import sources

    found, rejects = sources.read(name, source)
    left_out = rejects.loc[~rejects["kept"], "line"].nunique()
    if left_out:
        note(f"{left_out} records of {Path(name).name} could not be read")
    return found


def reader(chosen: argparse.Namespace) -> Reader | None:
    """Reads a dataset of text as it was known on a day: none of coded events, of which each row stands for itself.

    Corrections that people made are in it, whenever they made them. Days on which nothing new was told give the same
    frame as the day asked before, so that its measures serve again.
    """
    import data
    from dashboard import tables
    from data.store import Store

    name, store = chosen.data or first_dataset(), Store()
    if tables.is_table(name) or data.documents_of(name, store).empty:
        return None
    last: list[pd.DataFrame] = []

    @cache  # several measures of one command stand on the same days
    def read(day: pd.Timestamp) -> pd.DataFrame:
        found = data.load(name, store, min(day.date(), chosen.known_on or day.date()), chosen.added)
        last[:] = last if last and last[0].equals(found) else [found]
        return last[0]

    return read


def weights(chosen: argparse.Namespace) -> dict[str, float]:
    """The preset `chosen.preset`, over it the file `chosen.weights`, over both each `chosen.weight` (NAME=VALUE)."""
    from scoring.score import PRESETS, check

    if chosen.preset not in PRESETS:
        raise InputError(f"there is no preset {chosen.preset!r}; available: {', '.join(PRESETS)}")
    asked: dict[str, Any] = dict(PRESETS[chosen.preset])
    if chosen.weights:
        try:
            given = json.loads(Path(chosen.weights).read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{chosen.weights} cannot be opened: {error.strerror}") from None
        except ValueError as error:
            raise InputError(f"{chosen.weights} is no JSON: {error}") from None
        if not isinstance(given, dict):
            raise InputError(f'{chosen.weights} is no object of weights such as {{"air_strike": 12}}')
        asked |= given
    for pair in chosen.weight:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"--weight {pair!r} is not of the form air_strike=8")
        asked[name.strip()] = value
    return check(asked).to_dict()
