"""What the forecast is told of a unit on a day: columns of numbers, in groups that a reader can be told of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.comparators import COMPARATORS
from scoring.history import SERIES, History
from scoring.indicators import TRACKS
from scoring.targets import ACTS, DEATHS

# Days: what is fresh, what a month and what a quarter remember. A published self-exciting fit has violence echo for two
# to six weeks (see scoring.risk.HALF_LIFE); the longest tells a quiet month from a quiet unit.
HALF_LIVES = (7, 30, 90)
# A rate enters by its logarithm, as odds of small rates go with the rate itself. One a year is what a rate of none is
# taken for: rarer than that is not told apart in the few years that datasets cover.
LEAST_RATE = 1 / 365


@dataclass(frozen=True)
class Group:
    """Columns that are told of as one: an id, words, the unit of the value shown."""

    id: str
    words: str
    unit: str


GROUPS = (
    *(Group(f"rate_{one.id}", words, "probability") for one, words in zip(
        COMPARATORS,
        ("what followed a last window like this one's, over all units", "its share of all past windows",
         "its share of the windows of the last year"), strict=True)),
    Group(ACTS, "uses of force lately", "a week"),
    Group(DEATHS, "deaths lately", "a week"),
    *(Group(track, f"{track} indicators lately", "intensity a week") for track in TRACKS),
    Group("everywhere", "uses of force lately by anybody, each counted once", "a week"),
    Group("since", "days since its last use of force", "days"),
)  # fmt: skip
WEEK = 7.0


@dataclass(frozen=True)
class Features:
    """`values[unit, day, column]`, the group of each column, and by group what is shown of it (units x days)."""

    values: np.ndarray
    groups: tuple[str, ...]
    shown: dict[str, np.ndarray]


def fixed(history: History) -> Features:
    """What does not depend on target and horizon."""
    columns: list[np.ndarray] = []
    groups: list[str] = []
    shown: dict[str, np.ndarray] = {}
    for half_life in HALF_LIVES:
        means = history.decayed(half_life)
        for place, name in enumerate(SERIES):
            columns.append(np.log(means[..., place] + LEAST_RATE))
            groups.append(name)
            shown.setdefault(name, means[..., place] * WEEK)
        everywhere = np.broadcast_to(history.everywhere(half_life), means.shape[:2])
        columns.append(np.log(everywhere + LEAST_RATE))
        groups.append("everywhere")
        shown.setdefault("everywhere", everywhere * WEEK)
    since = history.since()
    columns.append(np.log1p(since))
    groups.append("since")
    shown["since"] = since
    return Features(np.stack(columns, axis=-1), tuple(groups), shown)


def rated(base: Features, hits: np.ndarray, horizon: int) -> Features:
    """`base` with the log-odds of the comparators for one target and horizon."""
    rates = {f"rate_{one.id}": one.probabilities(hits, horizon) for one in COMPARATORS}
    odds = [log_odds(rate) for rate in rates.values()]
    values = np.concatenate([base.values, np.stack(odds, axis=-1)], axis=-1)
    return Features(values, (*base.groups, *rates), base.shown | rates)


def log_odds(probability: np.ndarray | float) -> np.ndarray:
    """ln p / (1 - p)."""
    return np.log(probability) - np.log1p(-np.asarray(probability))
