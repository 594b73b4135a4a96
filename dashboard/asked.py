"""What a command of the shell was asked about: the events of a dataset or table, and the weights."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.output import InputError

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
