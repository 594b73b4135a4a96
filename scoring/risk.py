"""From the cube to pressure, index, interval and baseline.

Pressure S(t) is the exponentially weighted mean of daily points, in points per day; the risk index is
10 log2(1 + S / S0): an index, not a probability. Both are linear or monotone in the weights, with no cap, no floor and
no multiplier beyond what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from zlib import crc32

import numpy as np
import pandas as pd
from scipy import sparse

from scoring import cube as cubes
from scoring.cube import Cube
from scoring.decay import decay, retention
from scoring.indicators import BY_ID, IDS, TRACKS
from scoring.rules import toll_intensity
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
MIN_EVENTS = 5  # fewer within three half-lives: no interval, as a bootstrap of so few events understates its width
MIN_CONFIDENCE = 0.05  # keeps 1 / confidence finite; nothing the extraction emits is less sure than this
DRAWS = 200  # 10 draws lie in each tail of a 90 % interval: enough for a band on screen
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
    tracks = cube.values @ track_matrix(weights, cube.indicators)
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
    by_track = pressures(cube, weights, half_life)
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
        raise RiskError(f"no data on {pd.Timestamp(day):%Y-%m-%d}; the cube covers {cubes._span(cube.dates)}")
    return int(at)


def _counted(events: pd.DataFrame, by: str, patrons: pd.DataFrame | None, share: float) -> pd.DataFrame:
    """Who each event counts for, with sponsored events at their share when asked for."""
    counted = cubes.entities(events, by, patrons)
    if by == "conduct" and share > 0:
        added = cubes.entities(events, "sponsorship", patrons)
        counted = pd.concat([counted, added.assign(share=added["share"] * share)], ignore_index=True)
    return counted


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

    `pressure` and `relief` are what is left of each event on that day, in points per day; they sum to the entity's
    total and relief pressure. `date` is the first day of a spread event; `start` leaves out earlier days, as in the
    cube.
    """
    kept = retention(half_life)
    day = pd.Timestamp(day).normalize()
    rows = _counted(events, by, patrons, share)
    rows = rows[(rows["entity"] == entity) & (rows["date"] <= day)]
    if start is not None:
        rows = rows[rows["date"] >= pd.Timestamp(start)]
    left = rows["share"] * (1.0 - kept) * kept ** (day - rows["date"]).dt.days
    by_event = pd.DataFrame({"event_id": rows["event_id"], "date": rows["date"], "left": left})
    by_event = by_event.groupby("event_id", sort=True).agg({"date": "min", "left": "sum"})
    out = pd.DataFrame(
        {
            "date": by_event["date"],
            "pressure": by_event["left"] * score(measures, weights).reindex(by_event.index),
            "relief": by_event["left"] * relief(measures, weights).reindex(by_event.index),
        }
    ).reset_index()
    return out.sort_values(["pressure", "event_id"], ascending=[False, True], ignore_index=True)


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
    draws: int = DRAWS,
    level: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Interval of the total index for the entities `shown` (default: all): entity, date, low, high.

    The estimand is the pressure that the entity's current rate of events would give on average, plus what a check of
    the records in hand would change. Process: an entity's events are a Poisson process whose rate changes little within
    a half-life, with independent points; a record of confidence c turns out to be worth its points / c with chance c
    and nothing otherwise (so confidence leaves the mean where it is); its toll lies anywhere between low and high. Each
    draw therefore counts a record Poisson(c) / c times (variance 1 / c: 1 for the arrival, 1 / c - 1 for the check)
    with a uniform toll, and decays the result; low and high are quantiles over draws.

    Null where fewer than MIN_EVENTS events lie within three half-lives. An entity's interval depends on its own events
    and on `seed` alone: not on what else is shown, on row order, or on later events.
    """
    covered = cubes.span(events)
    if covered is None:
        return pd.DataFrame({"entity": [], "date": [], "low": [], "high": []})
    first, last = covered
    last = last if end is None else min(last, pd.Timestamp(end).normalize())
    rows = _counted(events, by, patrons, share)
    earliest = min(first, rows["date"].min()) if start is None else pd.Timestamp(start).normalize()
    dates = pd.date_range(min(earliest, first), last)
    if dates.empty:
        return pd.DataFrame({"entity": [], "date": [], "low": [], "high": []})
    rows = rows[rows["date"].between(dates[0], last) & rows["event_id"].isin(measures.index)]
    points = _points(events, measures, weights)
    shown = sorted(rows["entity"].unique()) if shown is None else list(shown)
    by_entity = dict(tuple(rows[rows["entity"].isin(shown)].groupby("entity", sort=False)))
    empty = rows.iloc[:0]
    visible = np.asarray(dates >= first)
    tails = [(1.0 - level) / 2.0, (1.0 + level) / 2.0]
    frames = []
    for entity in shown:
        simulated, counts = _simulate(by_entity.get(entity, empty), points, dates, half_life, draws, seed, entity)
        bounds = index(np.quantile(simulated[visible], tails, axis=1))
        bounds[:, recent(counts[None, :], half_life)[0][visible] < MIN_EVENTS] = np.nan
        frames.append(pd.DataFrame({"entity": entity, "date": dates[visible], "low": bounds[0], "high": bounds[1]}))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["entity", "date", "low", "high"])


def _points(events: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """By event: points apart from the toll, points of the toll, its range and weight, and confidence."""
    stated = events.groupby("event_id")[["killed_low", "killed_high", "confidence"]].max().reindex(measures.index)
    weight = check(weights)["fatalities"]
    toll = weight * measures["fatalities"] if "fatalities" in measures else pd.Series(0.0, index=measures.index)
    ranged = (stated["killed_high"] > stated["killed_low"]) & (toll > 0)
    return pd.DataFrame(
        {
            "other": score(measures, weights) - toll,
            "toll": toll,
            "low": stated["killed_low"].where(ranged),
            "high": stated["killed_high"].where(ranged),
            "weight": weight,
            "confidence": stated["confidence"].clip(MIN_CONFIDENCE, 1.0),
        }
    )


def _simulate(
    rows: pd.DataFrame,
    points: pd.DataFrame,
    dates: pd.DatetimeIndex,
    half_life: float,
    draws: int,
    seed: int,
    entity: str,
) -> tuple[np.ndarray, np.ndarray]:
    """Pressure by day and draw, and the number of events by day, for one entity."""
    rows = rows.sort_values(["date", "event_id"])
    ids, names = pd.factorize(rows["event_id"])
    own = points.loc[names]
    key = crc32(entity.encode())
    arrivals, tolls = np.random.default_rng([seed, key, 0]), np.random.default_rng([seed, key, 1])
    confidence = own["confidence"].to_numpy()[:, None]
    worth = own["other"].to_numpy()[:, None] + own["toll"].to_numpy()[:, None] * np.ones((1, draws))
    ranged = own["low"].notna().to_numpy()
    if ranged.any():
        low, high = own["low"].to_numpy()[ranged, None], own["high"].to_numpy()[ranged, None]
        killed = low + (high - low) * tolls.random((int(ranged.sum()), draws))
        weight = own["weight"].to_numpy()[ranged, None]
        worth[ranged] = own["other"].to_numpy()[ranged, None] + weight * toll_intensity(killed)
    counted = arrivals.poisson(confidence, (len(own), draws)) / confidence
    at = (rows["date"] - dates[0]).dt.days.to_numpy()
    spread = sparse.csr_array((rows["share"].to_numpy(dtype=float), (at, ids)), shape=(len(dates), len(own)))
    counts = np.bincount(at, weights=rows["share"].to_numpy(dtype=float), minlength=len(dates)).astype(float)
    return decay(spread @ (counted * worth), half_life, axis=0), counts


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
