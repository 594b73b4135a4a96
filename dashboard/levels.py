"""Pressure, index and counts of what is on screen as arrays, and the ranking that they give. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring import risk as risks
from scoring.cube import Cube
from scoring.indicators import TRACKS

# With fewer events within three half-lives no level is given and the line is faint dots; with fewer than
# scoring.prepared.MIN_EVENTS it stands without an interval.
MIN_SHOWN = 3
WEEK, MONTH = 7, 30  # days of change shown, as analysts report them
RANKED = 60  # rows of the ranking: all that anyone scrolls through
SPARK_DAYS = 60
HALF_AN_EVENT = 0.5  # of an event spread over its month: less is not listed


@dataclass(frozen=True)
class Levels:
    """By entity and day that the data cover: pressure by track (entity x day x TRACKS), its total and its index.

    Pressures in points per day; `counts` are events within three half-lives. The same numbers as `scoring.risk.risk`.
    """

    entities: tuple[str, ...]
    dates: pd.DatetimeIndex
    pressure: np.ndarray
    total: np.ndarray
    index: np.ndarray
    counts: np.ndarray

    def row(self, entity: str) -> int:
        """The entity's place on the first axis."""
        return self.entities.index(entity)

    def day(self, back: int) -> int | None:
        """The place of the day that many days before the last one; None where the data do not reach so far back."""
        at = len(self.dates) - 1 - back
        return at if at >= 0 else None

    def lines(self, entities: list[str], start: pd.Timestamp) -> pd.DataFrame:
        """Index of entities from a day on, in their order: entity, date, index, thin (fewer than MIN_SHOWN events)."""
        rows, shown = [self.row(entity) for entity in entities], np.asarray(self.dates >= start)
        days = int(shown.sum())
        return pd.DataFrame(
            {
                "entity": np.repeat(np.array(entities, object), days),
                "date": np.tile(self.dates[shown].to_numpy(), len(rows)),
                "index": self.index[rows][:, shown].ravel(),
                "thin": (self.counts[rows][:, shown] < MIN_SHOWN).ravel(),
            }
        )

    def tracks(self, entity: str, start: pd.Timestamp) -> pd.DataFrame:
        """One entity's pressure by track from a day on: date, track, pressure, track after track."""
        shown = np.asarray(self.dates >= start)
        return pd.DataFrame(
            {
                "date": np.tile(self.dates[shown].to_numpy(), len(TRACKS)),
                "track": np.repeat(np.array(TRACKS, object), int(shown.sum())),
                "pressure": self.pressure[self.row(entity)][shown].T.ravel(),
            }
        )

    def by_track(self, entity: str, back: int = 0) -> dict[str, float]:
        """One entity's pressure by track so many days before the last one; empty where the data do not reach there."""
        at = self.day(back)
        return {} if at is None else dict(zip(TRACKS, map(float, self.pressure[self.row(entity), at]), strict=True))


def levels(cube: Cube, weights: Mapping[str, float], half_life: float, end: pd.Timestamp) -> Levels:
    """The levels of a decayed cube under these weights, up to `end`."""
    kept = np.asarray(cube.dates <= end)
    if cube.first is not None:
        kept &= np.asarray(cube.dates >= cube.first)
    days = slice(*(np.flatnonzero(kept)[[0, -1]] + [0, 1])) if kept.any() else slice(0)
    pressure = risks.pressures(cube, weights, half_life)[:, days].astype(float)
    total = pressure[..., : len(risks.ESCALATION)].sum(axis=-1)
    counts = risks.recent(cube.counts, half_life)[:, days]
    return Levels(cube.entities, cube.dates[days], pressure, total, risks.index(total), counts)


def ranking(found: Levels) -> pd.DataFrame:
    """Entities by index on the last day: entity, index, week, month, percentile, n_events, trend; too few come last.

    index, week (change in 7 days, whole points) and month are null with fewer than MIN_SHOWN events within three
    half-lives, and so is percentile: the share of the own past year's days that stood lower (`scoring.risk.baseline`).
    """
    counts, now = found.counts[:, -1], found.index[:, -1]
    active = np.flatnonzero(counts >= HALF_AN_EVENT)
    top = active[np.argsort(-now[active], kind="stable")][:RANKED]
    top = np.concatenate([top[counts[top] >= MIN_SHOWN], top[counts[top] < MIN_SHOWN]])
    few = counts[top] < MIN_SHOWN
    columns = {"entity": np.array([found.entities[at] for at in top], object), "index": now[top].astype(float)}
    for column, days in (("week", WEEK), ("month", MONTH)):
        before = found.day(days)
        columns[column] = now[top] * np.nan if before is None else np.round(now[top] - found.index[top, before]) + 0.0
    columns["percentile"] = _percentiles(found.index[top])
    for name in ("index", "week", "month", "percentile"):
        columns[name] = np.where(few, np.nan, columns[name])
    trends = np.round(found.index[top, -SPARK_DAYS:], 1).tolist()
    shown = [[] if thin else trend for thin, trend in zip(few, trends, strict=True)]
    return pd.DataFrame(columns | {"n_events": counts[top].astype(float), "trend": pd.Series(shown, dtype=object)})


def _percentiles(index: np.ndarray) -> np.ndarray:
    """The last day's place in each row's past year, in percent, ties counting half; null with too short a history."""
    year = index[:, -(risks.BASELINE_DAYS + 1) :]
    history = year.shape[1] - 1
    if history < risks.MIN_HISTORY:
        return np.full(len(index), np.nan)
    last = year[:, -1:]
    return 100.0 * ((year < last).sum(axis=1) + ((year == last).sum(axis=1) - 1) / 2) / history
