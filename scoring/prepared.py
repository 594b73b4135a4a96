"""All of an interval that weights do not change: prepared once, so that new weights cost small matrix products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring import shares
from scoring.counted import span
from scoring.decay import decay, recent
from scoring.index import index
from scoring.indicators import BY_ID, IDS
from scoring.interval import bounds, moments, toll_moments
from scoring.score import check, vector

# Events within three half-lives, each counted at its confidence; fewer have no interval: below this, what a check of
# unsure records would change may be all there is, and on simulated data the interval then covers less than it says.
MIN_EVENTS = 5
MIN_CONFIDENCE = 0.05  # keeps 1 / confidence finite; nothing the extraction emits is less sure than this
LEVEL = 0.9


@dataclass(frozen=True)
class _Records:
    """The events that count for one entity: their days, and one row an event of what weights are applied to."""

    at: np.ndarray  # day number, one an event and day
    event: np.ndarray  # row of the event below
    share: np.ndarray
    intensities: np.ndarray  # event x indicator that pushes up, the toll at the mean of its range
    toll_variance: np.ndarray  # of the intensity of fatalities
    confidence: np.ndarray
    held: tuple[tuple[np.ndarray, str, float], ...]  # decayed intensities by day, indicator, confidence
    few: np.ndarray  # by day


@dataclass(frozen=True)
class Prepared:
    """What `scoring.risk.interval` draws on for some entities, whatever the weights."""

    entities: tuple[str, ...]
    dates: pd.DatetimeIndex
    visible: np.ndarray  # days that the data cover
    indicators: tuple[str, ...]
    half_life: float
    records: tuple[_Records, ...]

    def bounds(self, weights: Mapping[str, float], level: float = LEVEL) -> pd.DataFrame:
        """Interval of the total index under these weights: entity, date, low, high."""
        weight = check(weights)
        pressing = vector(weights, self.indicators)
        frames = []
        for entity, own in zip(self.entities, self.records, strict=True):
            mean = own.intensities @ pressing
            square = mean**2 + weight["fatalities"] ** 2 * own.toll_variance
            of_events = own.at, own.event, own.share, mean, square / own.confidence
            expected, variance, largest = moments(*of_events, len(self.dates), self.half_life)
            for by_day, indicator, confidence in own.held:
                added = weight[indicator] * by_day
                expected, variance = expected + added, variance + added**2 * (1.0 / confidence - 1.0)
            told = self.visible & ~own.few
            low, high = np.full((2, len(self.dates)), np.nan)
            both = bounds(expected[told], variance[told], largest[told], level)
            low[told], high[told] = (index(bound) for bound in both)
            rows = {"date": self.dates[self.visible], "low": low[self.visible], "high": high[self.visible]}
            frames.append(pd.DataFrame({"entity": entity} | rows))
        return pd.concat(frames, ignore_index=True) if frames else _NOTHING.copy()


_NOTHING = pd.DataFrame({"entity": [], "date": [], "low": [], "high": []})


def prepare(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    by: str,
    shown: Sequence[str] | None,
    half_life: float,
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
    end: pd.Timestamp | str | None = None,
) -> Prepared:
    """What weights are applied to for the entities `shown` (None: all); arguments as in `scoring.risk.interval`."""
    pressing = tuple(name for name in IDS if name in measures and BY_ID[name].track != "relief")
    nothing = Prepared((), pd.DatetimeIndex([]), np.zeros(0, bool), pressing, half_life, ())
    covered = span(events)
    if covered is None:
        return nothing
    first, last = covered
    last = last if end is None else min(last, pd.Timestamp(end).normalize())
    rows = shares.counted(events, by, patrons, share)
    earliest = min(first, rows["date"].min()) if start is None else pd.Timestamp(start).normalize()
    dates = pd.date_range(min(earliest, first), last)
    if dates.empty:
        return nothing
    rows = rows[rows["date"].between(dates[0], last) & rows["event_id"].isin(measures.index)]
    held = shares.standing(events, measures, last, by, patrons, share)
    held = held[held["date"] >= dates[0]]
    entities = tuple(sorted(rows["entity"].unique())) if shown is None else tuple(shown)
    rows, held = (part[part["entity"].isin(entities)] for part in (rows, held))
    own = measures.loc[measures.index.isin([*rows["event_id"], *held["event_id"]]), list(pressing)]
    facts = events.loc[events["event_id"].isin(own.index), ["event_id", "killed_low", "killed_high", "confidence"]]
    facts = facts.groupby("event_id").max().reindex(own.index)
    facts["confidence"] = facts["confidence"].clip(MIN_CONFIDENCE, 1.0)
    own, toll_variance = _over_tolls(own, facts)
    intensities, sure = own.to_numpy(), facts["confidence"].to_numpy()
    rows = rows.sort_values(["date", "event_id"])
    rows = rows.assign(at=(rows["date"] - dates[0]).dt.days, row=own.index.get_indexer(rows["event_id"]))
    by_entity, spells = (dict(tuple(part.groupby("entity", sort=False))) for part in (rows, held))
    records = []
    for entity in entities:
        mine = by_entity.get(entity, rows.iloc[:0])
        names, event = np.unique(mine["row"].to_numpy(), return_inverse=True)
        at, part = mine["at"].to_numpy(), mine["share"].to_numpy(dtype=float)
        counts = np.bincount(at, weights=part * sure[names][event], minlength=len(dates))
        few = recent(counts[None, :], half_life)[0] < MIN_EVENTS
        added = tuple(
            (_decayed(days, dates, half_life), str(indicator), float(facts.at[event_id, "confidence"]))
            for (event_id, indicator), days in spells.get(entity, held.iloc[:0]).groupby(["event_id", "indicator"])
        )
        records.append(_Records(at, event, part, intensities[names], toll_variance[names], sure[names], added, few))
    return Prepared(entities, dates, np.asarray(dates >= first), pressing, half_life, tuple(records))


def _decayed(days: pd.DataFrame, dates: pd.DatetimeIndex, half_life: float) -> np.ndarray:
    at = (days["date"] - dates[0]).dt.days
    return decay(np.bincount(at, weights=days["intensity"], minlength=len(dates)), half_life, axis=0)


def _over_tolls(measures: pd.DataFrame, facts: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Measures with fatalities at their mean over the range of the toll, and the variance over it by event."""
    variance = np.zeros(len(measures))
    if "fatalities" not in measures:
        return measures, variance
    low, high = facts["killed_low"].to_numpy(), facts["killed_high"].to_numpy()
    ranged = (high > low) & (measures["fatalities"] > 0).to_numpy()
    if ranged.any():
        average, squares = toll_moments(low[ranged], high[ranged])
        variance[ranged] = np.maximum(squares - average**2, 0.0)
        toll = measures["fatalities"].to_numpy(copy=True)
        toll[ranged] = average
        measures = measures.assign(fatalities=toll)
    return measures, variance
