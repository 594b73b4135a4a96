"""Sets of weights under a name, built in or kept by readers, and what sets two of them apart. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.state import WEIGHT_RANGE
from scoring.indicators import INDICATORS
from scoring.score import PRESETS

CUSTOM = "Own weights"
NAME_LENGTH = 40  # characters: what the list in the sidebar shows on one line, and a half more

Weights = Mapping[str, float]


def complete(weights: Weights) -> dict[str, float]:
    """A weight for every indicator, in codebook order and within WEIGHT_RANGE; unknown ones are left out.

    An indicator that is newer than the set weighs nothing in it, as in a link.
    """
    low, high = WEIGHT_RANGE
    return {one.id: min(max(float(weights.get(one.id, 0.0)), low), high) for one in INDICATORS}


def sets(kept: pd.DataFrame) -> dict[str, dict[str, float]]:
    """All sets by name, the built-in ones first. kept: name, weights, as `data.store.Store.presets` gives them."""
    saved = {name: complete(weights) for name, weights in zip(kept["name"], kept["weights"], strict=True)}
    return PRESETS | {name: weights for name, weights in saved.items() if name not in PRESETS}


def problem(name: str) -> str | None:
    """Why weights cannot be kept under a name, as a sentence; None where they can."""
    if not name.strip():
        return "These weights need a name before they can be kept."
    if len(name) > NAME_LENGTH:
        return f"The name has {len(name)} characters; at most {NAME_LENGTH} fit."
    if name.casefold() in {taken.casefold() for taken in (*PRESETS, CUSTOM)}:
        return f"“{name}” is built in. Choose another name."
    if not name.isprintable():
        return "The name has characters that cannot be shown. Use letters, digits and signs."
    return None


def named(weights: Weights, known: Mapping[str, Weights]) -> str | None:
    """The name of the set that these weights are, the first of several."""
    return next((name for name, one in known.items() if dict(one) == dict(weights)), None)


def nearest(weights: Weights, known: Mapping[str, Weights]) -> str:
    """The name of the set that differs from these weights in the fewest indicators, the first of several."""
    return min(known, key=lambda name: sum(known[name].get(key, 0.0) != weight for key, weight in weights.items()))


def difference(first: Weights, second: Weights) -> pd.DataFrame:
    """Where two sets differ: indicator, name, track, first, second, change (first - second); the largest change first.

    Indicators that a set leaves out weigh nothing in it.
    """
    rows = [(one.id, one.name, one.track, first.get(one.id, 0.0), second.get(one.id, 0.0)) for one in INDICATORS]
    apart = sorted((row for row in rows if row[3] != row[4]), key=lambda row: -abs(row[3] - row[4]))
    columns = ["indicator", "name", "track", "first", "second", "change"]
    return pd.DataFrame([(*row, row[3] - row[4]) for row in apart], columns=columns)
