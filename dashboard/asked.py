"""The events that a command of the shell was asked about: a dataset by its name, or a table of events."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def first_dataset() -> str:
    """The name of the dataset that is meant where none is named: the bundled case."""
    import data

    return data.available()[0]


def events(chosen: argparse.Namespace) -> pd.DataFrame:
    """The events of `chosen.data`, a name or a file; of a name as known on `chosen.known_on`, with `chosen.added`."""
    import data
    from dashboard import tables
    from data.store import Store

    name = chosen.data or first_dataset()
    if tables.is_table(name):
        return tables.read(Path(name))
    return data.load(name, Store(), chosen.known_on, chosen.added)
