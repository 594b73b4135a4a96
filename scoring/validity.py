"""Does the index rise before deaths do? Each day of an actor with what was known by then, and with what came after.

The question of a day t and a horizon of H days: do the deaths of days t + 1 to t + H exceed the 80th percentile of the
actor's own past? That percentile is taken over all windows of H days from the actor's first event up to t, so it grows
with t (an expanding window) and no later day moves it. As many deaths as the percentile are not above it; where it is
0, any death is. Predictors are what stands at the end of day t. Coded events count as known on their day.

Only realised events known to the day are used, for predictors and outcomes alike: one known to the month is spread over
days before it may have happened, and would let a day see its own future.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring import cube as cubes
from scoring.cube import Cube
from scoring.decay import decay
from scoring.index import index
from scoring.risk import ESCALATION, HALF_LIFE, baseline, pressures
from scoring.score import WEIGHTS
from scoring.targets import DEATHS, quantities

HORIZONS = (7, 30)  # days: a week and a month, the horizons of alerts and of monthly outlooks
QUANTILE = 0.8  # of the own past: deaths above it are a fifth of all windows, were the past to repeat itself
BURN_IN = 365  # days from the actor's first event: the percentile then rests on a year, seasons and all
MIN_EVENT_DAYS = 30  # with events, up to the day: fewer make a percentile that one day moves by more than 3 points
ACTIVE = 365  # days without any event after which an actor is no longer asked about: many groups end or merge

LEVELS = ("index", "decayed_events", "events_7", "events_30", "deaths_7", "deaths_30")
OWN_YEAR = tuple(f"{name}_own_year" for name in LEVELS)
_COUNTED = (7, 30)  # days in which the plain counts are taken, for either horizon


class ValidityError(ValueError):
    """Data or dates that no validity can be measured on; the message says what was found and what is needed."""


@dataclass(frozen=True)
class ActorDays:
    """The actors with enough history, day by day (arrays are entity x day, on the entities and dates of `cube`).

    `scored` marks the days that count: at least BURN_IN days after the actor's first event, MIN_EVENT_DAYS days with
    events by then, the last of them within ACTIVE days. Whether a day counts is decided by days up to it alone.
    `started` is the number of the day of the first event. `vague` events, known to no day, are left out; of the others,
    `untold` are uses of force with a toll that nobody states, and add none to the deaths (see `scoring.targets`: deaths
    are the best estimate, else the low one, here as there).
    """

    cube: Cube
    deaths: np.ndarray
    started: np.ndarray
    scored: np.ndarray
    vague: int
    untold: int


def actor_days(events: pd.DataFrame, measures: pd.DataFrame, by: str = "conduct") -> ActorDays:
    """Sum events in the schema and their measures by entity and day for one role (see `scoring.cube`)."""
    realised = events[(events["realis"] == "realised") & events["date"].notna()]
    exact = realised[realised["date_precision"] == "day"]
    summed = cubes.summed([(exact, measures)], by, dtype=np.float64)
    # of few days in all, none is scored; the others are chosen day by day
    days = np.bincount(summed.entity, summed.counts > 0, minlength=len(summed.entities))
    enough = [name for name, count in zip(summed.entities, days, strict=True) if count >= MIN_EVENT_DAYS]
    cube = cubes.with_states(summed, exact, measures).pick(enough)
    known = quantities(exact)
    active = cube.counts > 0
    started = active.argmax(axis=1) if active.size else np.zeros(len(enough), int)
    last = np.where(active, np.arange(active.shape[1]), -np.inf)
    last = np.maximum.accumulate(last, axis=1) if active.size else last
    at = np.arange(active.shape[1])
    scored = (
        (at >= started[:, None] + BURN_IN) & (active.cumsum(axis=1) >= MIN_EVENT_DAYS) & (at - last <= ACTIVE)
    )  # fmt: skip
    if cube.first is not None:
        scored &= np.asarray(cube.dates >= cube.first)
    vague = realised["event_id"].nunique() - exact["event_id"].nunique()
    return ActorDays(cube, _deaths(exact, known[DEATHS], cube, by), started, scored, vague, int(known["unknown"].sum()))


def _deaths(events: pd.DataFrame, toll: pd.Series, cube: Cube, by: str) -> np.ndarray:
    """The dead (event -> `toll`) in events that count for an entity, by day; an event counts once."""
    counted = cubes.entities(events, by)
    row = pd.Index(cube.entities).get_indexer(counted["entity"])
    day = cube.dates.get_indexer(counted["date"])
    dead = counted["event_id"].map(toll).to_numpy()
    kept = (row >= 0) & (day >= 0)
    out = np.zeros(cube.counts.shape)
    np.add.at(out, (row[kept], day[kept]), dead[kept])
    return out


def outcomes(past: ActorDays, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Deaths of the `horizon` days after each day, and the own percentile up to that day (both entity x day).

    Deaths are null where the data end within the horizon, the percentile before the first whole window of the actor.
    """
    if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
        raise ValidityError(f"horizon is {horizon!r}; allowed: whole days, 1 or more")
    windows = trailing(past.deaths, horizon)
    ahead = np.full(windows.shape, np.nan)
    ahead[:, :-horizon] = windows[:, horizon:]
    whole = np.arange(windows.shape[1]) >= past.started[:, None] + horizon - 1
    own = pd.DataFrame(np.where(whole, windows, np.nan).T)
    return ahead, own.expanding().quantile(QUANTILE).to_numpy().T


def trailing(values: np.ndarray, days: int) -> np.ndarray:
    """Sums of the last `days` days, each day included (entity x day); fewer where fewer have passed."""
    out = values.cumsum(axis=1)
    out[:, days:] -= out[:, :-days].copy()
    return out


def index_of(past: ActorDays, half_life: float, weights: Mapping[str, float] = WEIGHTS) -> np.ndarray:
    """The risk index of each entity and day, as `scoring.risk.risk` gives it for the total."""
    return index(pressures(past.cube, weights, half_life)[..., : len(ESCALATION)].sum(axis=-1))


def predictors(
    past: ActorDays, half_life: float = HALF_LIFE, weights: Mapping[str, float] = WEIGHTS
) -> dict[str, np.ndarray]:
    """LEVELS and OWN_YEAR by entity and day, each from that day and those before it.

    `index`: the risk index; `decayed_events`: events a day, decayed with the same half-life and without weights;
    `events_7`, `deaths_30` and the like: plain counts of the last 7 and 30 days. Each again in `own_year`, as its
    percentile in the entity's own past year: of the index it is the one that stands beside it on screen.
    """
    found = {"index": index_of(past, half_life, weights), "decayed_events": decay(past.cube.counts, half_life)}
    for name, values in (("events", past.cube.counts), ("deaths", past.deaths)):
        # rounded: what is subtracted again leaves no dust that would order equal counts
        found |= {f"{name}_{days}": np.round(trailing(values, days), 6) for days in _COUNTED}
    return found | {name: _own_year(past, found[level]) for level, name in zip(LEVELS, OWN_YEAR, strict=True)}


def _own_year(past: ActorDays, values: np.ndarray) -> np.ndarray:
    frame = pd.DataFrame(
        {
            "entity": np.repeat(np.asarray(past.cube.entities, dtype=object), values.shape[1]),
            "date": np.tile(past.cube.dates.to_numpy(), len(values)),
            "track": "total",
            "index": values.ravel(),
        }
    )
    if past.cube.first is not None:
        frame = frame[frame["date"] >= past.cube.first]
    wide = baseline(frame).pivot(index="entity", columns="date", values="percentile")
    return wide.reindex(index=list(past.cube.entities), columns=past.cube.dates).to_numpy()


def cases(
    past: ActorDays,
    half_life: float = HALF_LIFE,
    weights: Mapping[str, float] = WEIGHTS,
    horizons: Iterable[int] = HORIZONS,
) -> pd.DataFrame:
    """One row an entity, scored day and horizon whose outcome is known, by horizon, entity and date.

    entity, date, horizon (days), deaths (of the days after), threshold (the own percentile), outcome (deaths above it)
    and the predictors. Changing what happens after a day changes none of its predictors and not its threshold; changing
    what happens after its horizon, not its outcome either.
    """
    known = predictors(past, half_life, weights)
    return pd.concat([rows(past, horizon, known) for horizon in horizons], ignore_index=True)


def rows(past: ActorDays, horizon: int, known: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """The cases of one horizon, with the values in `known` (entity x day, by name) as columns."""
    ahead, own = outcomes(past, horizon)
    entity, day = np.nonzero(past.scored & ~np.isnan(ahead))
    columns = {
        "entity": np.asarray(past.cube.entities, dtype=object)[entity],
        "date": past.cube.dates[day],
        "horizon": horizon,
        "deaths": ahead[entity, day],
        "threshold": own[entity, day],
        "outcome": ahead[entity, day] > own[entity, day],
    }
    return pd.DataFrame(columns | {name: values[entity, day] for name, values in known.items()})
