"""Weights, presets and points: additive, so that every point can be traced to an event and an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
import pandas as pd

from scoring.indicators import BY_ID, IDS, INDICATORS, TRACKS

WEIGHTS: dict[str, float] = {indicator.id: indicator.weight for indicator in INDICATORS}

# what a preset multiplies the default weights of a track by
_TRACK_FACTORS = {
    "Default": {},
    "Kinetic first": {"coercive": 0.5, "nuclear": 0.5, "diplomatic": 0.25},
    "Early warning": {"kinetic": 0.5, "coercive": 2.0, "diplomatic": 2.0},
    "Nuclear file": {"kinetic": 0.5, "nuclear": 3.0},
}
EQUAL_WEIGHT = 5.0  # half of an air strike: keeps the index of mixed days near the one under default weights

PRESETS: dict[str, dict[str, float]] = {
    **{
        name: {indicator.id: indicator.weight * factors.get(indicator.track, 1.0) for indicator in INDICATORS}
        for name, factors in _TRACK_FACTORS.items()
    },
    "Equal weights": dict.fromkeys(IDS, EQUAL_WEIGHT),
    "Deeds only": {
        indicator.id: 0.0 if indicator.id in ("accusation", "threat", "restraint", "talks_held") else indicator.weight
        for indicator in INDICATORS
    },
}
PRESET_REASONS: dict[str, str] = {
    "Default": "The codebook's weights: an air strike is ten points, blame one and a half.",
    "Kinetic first": "Halves pressure without violence and quarters words: for when only force should move the line.",
    "Early warning": "Doubles words and pressure, halves force: threats and mobilisation tend to come before strikes.",
    "Nuclear file": "Triples inspection, agreement and enrichment steps, which come rarely and last long.",
    "Equal weights": "Every indicator the same: shows how much of a ranking rests on the chosen weights.",
    "Deeds only": "Leaves out what was merely said: for sources that report statements far more often than acts.",
}


class ScoreError(ValueError):
    """Weights that cannot be used; the message names the indicators and what is allowed."""


def check(weights: Mapping[str, float]) -> pd.Series:
    """Weights for every indicator, in codebook order; indicators left out weigh 0.

    Raises ScoreError naming unknown ids, and weights that are negative or not finite.
    """
    return pd.Series(_checked(weights))


def _checked(weights: Mapping[str, float]) -> dict[str, float]:
    # without pandas, which would take longer than the product of a small cube with its weights
    unknown = [name for name in weights if name not in BY_ID]
    if unknown:
        raise ScoreError(f"unknown indicators {unknown}; the codebook has {list(IDS)}")
    checked = dict.fromkeys(IDS, 0.0)
    for name, value in weights.items():
        try:
            checked[name] = float(value)
        except (TypeError, ValueError):
            raise ScoreError(f"weight of {name} is {value!r}; allowed: a number >= 0") from None
    bad = [f"{name}: {value}" for name, value in checked.items() if not (isfinite(value) and value >= 0)]
    if bad:
        raise ScoreError(f"weights out of range: {', '.join(bad)}; allowed: finite numbers >= 0")
    return checked


def vector(weights: Mapping[str, float], indicators: Sequence[str]) -> np.ndarray:
    """The weights of these indicators in their order, checked as by `check`."""
    checked = _checked(weights)
    return np.array([checked[name] for name in indicators], dtype=float)


def track_matrix(weights: Mapping[str, float], indicators: tuple[str, ...] = IDS) -> np.ndarray:
    """Weights as a matrix, indicators x TRACKS: each indicator weighs in its own track only."""
    checked = _checked(weights)
    matrix = np.zeros((len(indicators), len(TRACKS)))
    for row, name in enumerate(indicators):
        matrix[row, TRACKS.index(BY_ID[name].track)] = checked[name]
    return matrix


def contributions(measures: pd.DataFrame, weights: Mapping[str, float] = WEIGHTS) -> pd.DataFrame:
    """Points by event and indicator, relief among them; a row sums to the event's points plus its relief."""
    unknown = [column for column in measures.columns if column not in BY_ID]
    if unknown:
        raise ScoreError(f"unknown indicators {unknown}; the codebook has {list(IDS)}")
    return measures * check(weights)[list(measures.columns)]


def score(measures: pd.DataFrame, weights: Mapping[str, float] = WEIGHTS) -> pd.Series:
    """Points of escalation by event: the sum of weight times intensity, relief left out (never netted)."""
    return _summed(measures, weights, relief=False).rename("points")


def relief(measures: pd.DataFrame, weights: Mapping[str, float] = WEIGHTS) -> pd.Series:
    """Points of relief by event, kept apart from `score`."""
    return _summed(measures, weights, relief=True).rename("relief")


def _summed(measures: pd.DataFrame, weights: Mapping[str, float], relief: bool) -> pd.Series:
    parts = contributions(measures, weights)
    kept = [column for column in parts.columns if (BY_ID[column].track == "relief") == relief]
    return parts[kept].sum(axis=1)
