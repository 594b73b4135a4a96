"""From the cube to pressure, index, interval and baseline.

Pressure S(t) is the exponentially weighted mean of daily points, in points per day; the risk index is
10 log2(1 + S / S0): an index, not a probability. Both are linear or monotone in the weights, with no cap, no floor and
no multiplier beyond what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np
import pandas as pd

from scoring import cube as cubes
from scoring import states
from scoring.cube import Cube
from scoring.decay import decay, retention
from scoring.indicators import BY_ID, IDS, TRACKS
from scoring.interval import bounds, moments, toll_moments
from scoring.score import WEIGHTS, check, relief, score, track_matrix

# Default memory. A published self-exciting fit for Iraq (Lewis, Mohler, Brantingham and Bertozzi 2012, Security Journal
# 25(3)) has violence echo for at most two to six weeks; with 7 days, 25 % is left after two weeks and 1.6 % after six.
HALF_LIFE = 7.0

# Where the index leaves zero: one point every ten days. One accusation (1.5 points) a month then reads 5 on average
# (13 on its day, 1 before the next); one air strike across a border in retaliation (20 points) reads 43 that night; a
# night of three such strikes with tolls (80 points) 63; a war with 50 points every day 90. Far above S0 ten points are
# a doubling of pressure.
S0 = 0.1  # points per day

ESCALATION = tuple(track for track in TRACKS if track != "relief")
ROWS = (*ESCALATION, "total", "relief")  # the tracks of a risk frame, in order

COUNT_HALF_LIVES = 3  # events older than three half-lives keep an eighth of their weight or less
# Events within three half-lives, each counted at its confidence; fewer have no interval: below this, what a check of
# unsure records would change may be all there is, and on simulated data the interval then covers less than it says.
MIN_EVENTS = 5
MIN_CONFIDENCE = 0.05  # keeps 1 / confidence finite; nothing the extraction emits is less sure than this
LEVEL = 0.9
BASELINE_DAYS = 365  # one year: covers seasons, anniversaries and the yearly cycle of talks
MIN_HISTORY = 90  # fewer previous days make no yearly percentile


class RiskError(ValueError):
    """A question that the data at hand cannot answer; the message says what is there."""


def index(pressure: np.ndarray | pd.Series | float) -> np.ndarray | pd.Series | float:
    """Risk index of a pressure in points per day: 10 log2(1 + S / S0). 0 at no pressure, no ceiling."""
    return 10.0 * np.log2(1.0 + pressure / S0)


def pressures(cube: Cube, weights: Mapping[str, float] = WEIGHTS, half_life: float = HALF_LIFE) -> np.ndarray:
    """Pressure by entity, day and track (axis order as TRACKS), in points per day.

    On a decayed cube this is one matrix product; on one that is not, weights come first and tracks are decayed.
    """
    tracks = cube.values @ track_matrix(weights, cube.indicators).astype(cube.values.dtype)
    if cube.half_life is None:
        return decay(tracks, half_life)
    if cube.half_life != half_life:
        raise RiskError(f"the cube is decayed with a half-life of {cube.half_life} days, {half_life} was asked for")
    return tracks


def risk(
    cube: Cube,
    weights: Mapping[str, float] = WEIGHTS,
    half_life: float = HALF_LIFE,
    sponsored: Cube | None = None,
    share: float = 0.0,
) -> pd.DataFrame:
    """Risk by entity, day and track: entity, date, track, pressure, index, n_events, days_of_history.

    `cube` may be decayed already with this half-life. `sponsored` and `share` (0..1) add that share of what an actor's
    alleged clients do. Track `total` is the sum of the four that push up; its index is shared out to them pro rata, so
    that they add up; `relief` is apart, on the same scale. `n_events` counts events within three half-lives. Days that
    the data do not cover have no rows. `days_of_history`: days from the first event in the cube to this one; the mean
    starts from 0, so readings within the first few half-lives are still building up.
    """
    if sponsored is not None and share > 0:
        cube = cube.plus(sponsored, share)
    by_track = pressures(cube, weights, half_life).astype(float)  # parts sum to the whole in a float32 cube as well
    up = by_track[..., : len(ESCALATION)]
    total = up.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(total > 0, up / total, 0.0)
    relieved = by_track[..., len(ESCALATION) :]
    pressure = np.concatenate([up, total, relieved], axis=-1)
    indices = np.concatenate([shares * index(total), index(total), index(relieved)], axis=-1)
    covered = np.ones(len(cube.dates), bool) if cube.first is None else np.asarray(cube.dates >= cube.first)
    history = np.arange(len(cube.dates))
    n_entities, n_days, n_rows = len(cube.entities), int(covered.sum()), len(ROWS)
    shape = (n_entities, n_days, n_rows)
    return pd.DataFrame(
        {
            "entity": _categories(cube.entities, np.arange(n_entities)[:, None, None], shape),
            "date": np.broadcast_to(cube.dates.to_numpy()[covered][None, :, None], shape).ravel(),
            "track": _categories(ROWS, np.arange(n_rows)[None, None, :], shape),
            "pressure": pressure[:, covered].ravel(),
            "index": indices[:, covered].ravel(),
            "n_events": np.broadcast_to(recent(cube.counts, half_life)[:, covered, None], shape).ravel(),
            "days_of_history": np.broadcast_to(history[covered][None, :, None], shape).ravel(),
        }
    )


def _categories(names: tuple[str, ...], codes: np.ndarray, shape: tuple[int, ...]) -> pd.Categorical:
    return pd.Categorical.from_codes(np.broadcast_to(codes, shape).ravel(), categories=list(names))


def recent(counts: np.ndarray, half_life: float) -> np.ndarray:
    """Events within three half-lives up to each day (entity x day), as raw counts."""
    window = ceil(COUNT_HALF_LIVES * half_life)
    summed = np.cumsum(counts, axis=1)
    summed[:, window:] -= summed[:, :-window].copy() if counts.shape[1] > window else 0
    return np.round(summed, 9)  # shares of spread events add up to whole ones again


def contributions_by_indicator(
    cube: Cube,
    weights: Mapping[str, float],
    half_life: float,
    entity: str,
    day: pd.Timestamp | str,
    relief: bool = False,
) -> pd.Series:
    """Pressure per indicator for one entity and day, in points per day, summing to its total pressure.

    With `relief`, the indicators of relief instead, summing to the relief pressure.
    """
    one = cube.pick((_known(cube, entity),))
    at = _position(cube, day)
    values = one.values[0] if one.half_life is not None else decay(one.values[0], half_life, axis=0)
    kept = [name for name in cube.indicators if (BY_ID[name].track == "relief") == relief]
    parts = pd.Series(values[at], index=list(cube.indicators)) * check(weights)[list(cube.indicators)]
    return parts[kept].rename("pressure")


def _known(cube: Cube, entity: str) -> str:
    if entity not in cube.entities:
        raise RiskError(f"no events for {entity!r} by {cube.by}; the cube has {len(cube.entities)} entities")
    return entity


def _position(cube: Cube, day: pd.Timestamp | str) -> int:
    at = cube.dates.get_indexer([pd.Timestamp(day).normalize()])[0]
    if at < 0:
        raise RiskError(f"no data on {pd.Timestamp(day):%Y-%m-%d}; the cube covers {cubes.covers(cube.dates)}")
    return int(at)


def _counted(events: pd.DataFrame, by: str, patrons: pd.DataFrame | None, share: float) -> pd.DataFrame:
    """Who each event counts for, with sponsored events at their share when asked for."""
    counted = cubes.entities(events, by, patrons)
    if by == "conduct" and share > 0:
        added = cubes.entities(events, "sponsorship", patrons)
        counted = pd.concat([counted, added.assign(share=added["share"] * share)], ignore_index=True)
    return counted


def _held(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    until: pd.Timestamp,
    by: str,
    patrons: pd.DataFrame | None,
    share: float,
) -> pd.DataFrame:
    """Who the days of lapsed and refused arrangements count for: event_id (that began it), entity, date, indicator,
    intensity (at its share)."""
    days = states.held(events, measures, until)
    counted = _counted(days, by, patrons, share).merge(
        days[["event_id", "began", "indicator", "intensity"]].drop_duplicates(), on="event_id"
    )
    counted["intensity"] *= counted["share"]
    return counted.drop(columns=["event_id", "share"]).rename(columns={"began": "event_id"})


def remaining(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    half_life: float,
    entity: str,
    day: pd.Timestamp | str,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
) -> pd.DataFrame:
    """What is left on `day` of each event behind one entity, whatever the weights: keep it to re-weight with `weighed`.

    event_id, date (the first day of a spread event), left (per day; its points times this are its pressure), held and
    indicator: what the days of a state that the event began add, in intensity of that indicator (0 and null for none).
    `start` leaves out earlier days, as in the cube.
    """
    kept = retention(half_life)
    day = pd.Timestamp(day).normalize()
    counted = _counted(events, by, patrons, share).assign(intensity=0.0, indicator=None)
    rows = pd.concat([counted, _held(events, measures, day, by, patrons, share).assign(share=0.0)], ignore_index=True)
    rows = rows[(rows["entity"] == entity) & (rows["date"] <= day)]
    if start is not None:
        rows = rows[rows["date"] >= pd.Timestamp(start)]
    left = (1.0 - kept) * kept ** (day - rows["date"]).dt.days
    out = rows[["event_id", "date", "indicator"]].assign(left=left * rows["share"], held=left * rows["intensity"])
    parts = {"date": "min", "left": "sum", "held": "sum", "indicator": "first"}
    return out.groupby("event_id", sort=True).agg(parts).reset_index()


def weighed(left: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Pressure and relief of each event in `remaining`: event_id, date, pressure, relief, largest first."""
    own = measures.reindex(left["event_id"])
    standing = left["held"].to_numpy() * check(weights).reindex(left["indicator"]).fillna(0.0).to_numpy()
    out = left[["event_id", "date"]].assign(
        pressure=left["left"].to_numpy() * score(own, weights).to_numpy() + standing,
        relief=left["left"].to_numpy() * relief(own, weights).to_numpy(),
    )
    return out.sort_values(["pressure", "event_id"], ascending=[False, True], ignore_index=True)


def events_behind(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    weights: Mapping[str, float],
    half_life: float,
    entity: str,
    day: pd.Timestamp | str,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
) -> pd.DataFrame:
    """The events behind one entity's number on one day: event_id, date, pressure, relief; the largest pressure first.

    `pressure` and `relief` are what is left of each event on that day, in points per day, with what the state that it
    began adds since; they sum to the entity's total and relief pressure. `date` is the first day of a spread event;
    `start` leaves out earlier days, as in the cube.
    """
    return weighed(remaining(events, measures, half_life, entity, day, by, patrons, share, start), measures, weights)


def evidence_against(behind: pd.DataFrame) -> pd.DataFrame:
    """The rows of `events_behind` that speak against escalation (relief above 0), the strongest first."""
    kept = behind[behind["relief"] > 0]
    return kept.sort_values(["relief", "event_id"], ascending=[False, True], ignore_index=True)


def interval(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    weights: Mapping[str, float] = WEIGHTS,
    by: str = "conduct",
    shown: tuple[str, ...] | list[str] | None = None,
    half_life: float = HALF_LIFE,
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
    end: pd.Timestamp | str | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Interval of the total index for the entities `shown` (default: all): entity, date, low, high.

    The estimand is the pressure that the entity's current rate of events would give on average, plus what a check of
    the records in hand would change. Process: an entity's events are a Poisson process whose rate changes little within
    a half-life, with independent points; a record of confidence c turns out to be worth its points / c with chance c
    and nothing otherwise (so confidence leaves the mean where it is); its toll lies anywhere between low and high. A
    record of x points thus adds x to the mean and x^2 / c to the variance (1 for the arrival, 1 / c - 1 for the check);
    the bounds are those of `scoring.interval`. A lapsed or refused arrangement arrives no more: its days add their
    points, and the check of the event that began it.

    Null where the confidences of the events within three half-lives add up to less than MIN_EVENTS. An entity's
    interval depends on its own events alone: not on what else is shown, on row order, or on later events.
    """
    nothing = pd.DataFrame({"entity": [], "date": [], "low": [], "high": []})
    covered = cubes.span(events)
    if covered is None:
        return nothing
    first, last = covered
    last = last if end is None else min(last, pd.Timestamp(end).normalize())
    rows = _counted(events, by, patrons, share)
    earliest = min(first, rows["date"].min()) if start is None else pd.Timestamp(start).normalize()
    dates = pd.date_range(min(earliest, first), last)
    if dates.empty:
        return nothing
    rows = rows[rows["date"].between(dates[0], last) & rows["event_id"].isin(measures.index)]
    held = _held(events, measures, last, by, patrons, share)
    held = held[held["date"] >= dates[0]]
    shown = sorted(rows["entity"].unique()) if shown is None else list(shown)
    rows, held = (part[part["entity"].isin(shown)] for part in (rows, held))
    points = _points(events, measures, [*rows["event_id"], *held["event_id"]], weights)
    records = _Records(rows.sort_values(["date", "event_id"]), points, dates[0], shown)
    standing = dict(tuple(held.groupby("entity")))
    visible = np.asarray(dates >= first)
    frames = []
    for number, entity in enumerate(shown):
        expected, variance, largest, few = records.moments(number, len(dates), half_life)
        if entity in standing:
            added, unsure = _standing(standing[entity], points, check(weights), dates, half_life)
            expected, variance = expected + added, variance + unsure
        both = bounds(expected, variance, largest, level)
        low, high = (index(np.where(few, np.nan, bound))[visible] for bound in both)
        frames.append(pd.DataFrame({"entity": entity, "date": dates[visible], "low": low, "high": high}))
    return pd.concat(frames, ignore_index=True) if frames else nothing


def _points(events: pd.DataFrame, measures: pd.DataFrame, ids: list[str], weights: Mapping[str, float]) -> pd.DataFrame:
    """By event: mean and mean square of its points over the range of its toll, and its confidence."""
    own = measures.loc[measures.index.isin(ids)]
    facts = events.loc[events["event_id"].isin(own.index), ["event_id", "killed_low", "killed_high", "confidence"]]
    facts = facts.groupby("event_id").max().reindex(own.index)
    weight = check(weights)["fatalities"]
    toll = weight * own["fatalities"].to_numpy(copy=True) if "fatalities" in own else np.zeros(len(own))
    other = score(own, weights).to_numpy() - toll
    square = toll**2
    low, high = facts["killed_low"].to_numpy(), facts["killed_high"].to_numpy()
    ranged = (high > low) & (toll > 0)
    if ranged.any():
        average, squares = toll_moments(low[ranged], high[ranged])
        toll[ranged], square[ranged] = weight * average, weight**2 * squares
    squared = other**2 + 2.0 * other * toll + square
    sure = facts["confidence"].clip(MIN_CONFIDENCE, 1.0)
    return pd.DataFrame({"mean": other + toll, "square": squared, "confidence": sure}, index=own.index)


class _Records:
    """The rows that count for each entity as arrays, so that one interval after another costs no table."""

    def __init__(self, rows: pd.DataFrame, points: pd.DataFrame, first: pd.Timestamp, shown: list[str]) -> None:
        self.at = (rows["date"] - first).dt.days.to_numpy()
        self.event = points.index.get_indexer(rows["event_id"])
        self.share = rows["share"].to_numpy(dtype=float)
        self.points = points[["mean", "square", "confidence"]].to_numpy()
        entity = pd.Index(shown).get_indexer(rows["entity"])
        ordered = np.argsort(entity, kind="stable")
        self.of_entity = np.split(ordered, np.searchsorted(entity[ordered], np.arange(1, len(shown))))

    def moments(self, entity: int, days: int, half_life: float) -> tuple[np.ndarray, ...]:
        """Mean, variance and largest part of the entity's pressure by day, and whether its events are too few."""
        own = self.of_entity[entity]
        at, share = self.at[own], self.share[own]
        events, event = np.unique(self.event[own], return_inverse=True)
        mean, square, sure = self.points[events].T
        counts = np.bincount(at, weights=share * sure[event], minlength=days)
        few = recent(counts[None, :], half_life)[0] < MIN_EVENTS
        return *moments(at, event, share, mean, square / sure, days, half_life), few


def _standing(
    held: pd.DataFrame, points: pd.DataFrame, weights: pd.Series, dates: pd.DatetimeIndex, half_life: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance by day of what lapsed and refused arrangements add: sure but for the event that began each."""
    expected, variance = np.zeros(len(dates)), np.zeros(len(dates))
    for (event_id, indicator), days in held.groupby(["event_id", "indicator"]):
        at = (days["date"] - dates[0]).dt.days
        added = np.bincount(at, weights=days["intensity"] * weights[indicator], minlength=len(dates))
        added = decay(added, half_life, axis=0)
        expected += added
        variance += added**2 * (1.0 / points.loc[event_id, "confidence"] - 1.0)
    return expected, variance


def baseline(risk_frame: pd.DataFrame, days: int = BASELINE_DAYS, minimum: int = MIN_HISTORY) -> pd.DataFrame:
    """Each day's total index against the entity's own past year: entity, date, percentile, days_of_history.

    `percentile` is the share of the previous `days` days with a lower index, in percent (ties count half); null with
    fewer than `minimum` previous days. `days_of_history` is the number of previous days used.
    """
    wide = _wide(risk_frame, "index")
    ranks = wide.rolling(days + 1, min_periods=1).rank(method="average")
    history = wide.notna().cumsum().clip(upper=days + 1) - 1
    percentile = (100.0 * (ranks - 1) / history.where(history > 0)).where(history >= minimum)
    out = pd.DataFrame({"percentile": percentile.T.stack(future_stack=True)})
    out["days_of_history"] = history.T.stack(future_stack=True)
    return out.rename_axis(["entity", "date"]).reset_index()


def change(risk_frame: pd.DataFrame, days: int) -> pd.DataFrame:
    """What moved within `days` days, by track: entity, date, track, change (index), ratio (of pressures).

    Null where there is no row `days` earlier; the ratio also where the earlier pressure is 0.
    """
    earlier = risk_frame[["entity", "date", "track", "index", "pressure"]].copy()
    earlier["date"] += pd.Timedelta(days=days)
    both = risk_frame.merge(earlier, on=["entity", "date", "track"], how="left", suffixes=("", "_then"))
    then = both["pressure_then"]
    out = both[["entity", "date", "track"]].copy()
    out["change"] = both["index"] - both["index_then"]
    out["ratio"] = both["pressure"] / then.where(then > 0)
    return out


def _wide(risk_frame: pd.DataFrame, column: str, track: str = "total") -> pd.DataFrame:
    one = risk_frame[risk_frame["track"] == track]
    return one.pivot(index="date", columns="entity", values=column).sort_index()


assert set(IDS) == set(WEIGHTS)
