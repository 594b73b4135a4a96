"""From the cube to pressure, index, interval and baseline.

Pressure S(t) is the exponentially weighted mean of daily points, in points per day; the risk index is
10 log2(1 + S / S0): an index, not a probability. Both are linear or monotone in the weights, with no cap, no floor and
no multiplier beyond what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scoring import cube as cubes
from scoring.cube import Cube
from scoring.decay import COUNT_HALF_LIVES, decay, recent, retention
from scoring.index import S0, index
from scoring.indicators import BY_ID, IDS, TRACKS
from scoring.prepared import LEVEL, MIN_EVENTS, prepare
from scoring.score import WEIGHTS, check, track_matrix, vector
from scoring.shares import counted, standing

# Default memory. A published self-exciting fit for Iraq (Lewis, Mohler, Brantingham and Bertozzi 2012, Security Journal
# 25(3)) has violence echo for at most two to six weeks; with 7 days, 25 % is left after two weeks and 1.6 % after six.
HALF_LIFE = 7.0

ESCALATION = tuple(track for track in TRACKS if track != "relief")
ROWS = (*ESCALATION, "total", "relief")  # the tracks of a risk frame, in order

BASELINE_DAYS = 365  # one year: covers seasons, anniversaries and the yearly cycle of talks
MIN_HISTORY = 90  # fewer previous days make no yearly percentile


# what is told of risk under this one name, wherever it is worked out
__all__ = [
    "BASELINE_DAYS", "COUNT_HALF_LIVES", "ESCALATION", "HALF_LIFE", "LEVEL", "MIN_EVENTS", "MIN_HISTORY", "ROWS", "S0",
    "RiskError", "baseline", "change", "contributions_by_indicator", "events_behind", "evidence_against", "index",
    "interval", "pressures", "recent", "remaining", "risk", "weighed",
]  # fmt: skip


class RiskError(ValueError):
    """A question that the data at hand cannot answer; the message says what is there."""


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
    values = cube.values[cube.entities.index(_known(cube, entity))]
    at = _position(cube, day)
    values = values if cube.half_life is not None else decay(values, half_life, axis=0)
    kept = [place for place, name in enumerate(cube.indicators) if (BY_ID[name].track == "relief") == relief]
    names = [cube.indicators[place] for place in kept]
    return pd.Series(values[at, kept] * vector(weights, names), index=names, name="pressure")


def _known(cube: Cube, entity: str) -> str:
    if entity not in cube.entities:
        raise RiskError(f"no events for {entity!r} by {cube.by}; the cube has {len(cube.entities)} entities")
    return entity


def _position(cube: Cube, day: pd.Timestamp | str) -> int:
    at = cube.dates.get_indexer([pd.Timestamp(day).normalize()])[0]
    if at < 0:
        raise RiskError(f"no data on {pd.Timestamp(day):%Y-%m-%d}; the cube covers {cubes.covers(cube.dates)}")
    return int(at)


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
    own = counted(events, by, patrons, share).assign(intensity=0.0, indicator=None)
    held = standing(events, measures, day, by, patrons, share).assign(share=0.0)
    rows = pd.concat([own, held], ignore_index=True)
    rows = rows[(rows["entity"] == entity) & (rows["date"] <= day)]
    if start is not None:
        rows = rows[rows["date"] >= pd.Timestamp(start)]
    left = (1.0 - kept) * kept ** (day - rows["date"]).dt.days
    out = rows[["event_id", "date", "indicator"]].assign(left=left * rows["share"], held=left * rows["intensity"])
    parts = {"date": "min", "left": "sum", "held": "sum", "indicator": "first"}
    return out.groupby("event_id", sort=True).agg(parts).reset_index()


def weighed(left: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Pressure and relief of each event in `remaining`: event_id, date, pressure, relief, largest first."""
    weight = check(weights)
    points = measures.reindex(left["event_id"]).to_numpy() * vector(weights, measures.columns)
    eases = np.array([BY_ID[name].track == "relief" for name in measures.columns])
    held = left["held"].to_numpy() * weight.reindex(left["indicator"]).fillna(0.0).to_numpy()
    each = left["left"].to_numpy()
    out = left[["event_id", "date"]].assign(
        pressure=each * points[:, ~eases].sum(axis=1) + held, relief=each * points[:, eases].sum(axis=1)
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
    interval depends on its own events alone: not on what else is shown, on row order, or on later events. To weigh the
    same events again, keep `scoring.prepared.prepare` and ask it for bounds.
    """
    return prepare(events, measures, by, shown, half_life, patrons, share, start, end).bounds(weights, level)


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
