"""What alert rules watch, as one value an entity and day, and the days on which a threshold makes them fire.

Values are wide frames, days x entities. The value of a day rests on nothing that is dated after it. Null is a day on
which nothing can be said: before the data, with too few events, or without the history that the question needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from scoring.cube import PAIR
from scoring.indicators import BY_ID
from scoring.mirror import look_up, when
from scoring.risk import ESCALATION, index, pressures, recent
from scoring.score import check
from scoring.sparse import EXACT_NUMBERS, SparseCube

FIRED = ("entity", "date", "value")
_PARTY = {"conduct": ["source"], "exposure": ["target"], "pair": ["source", "target"]}
_DAY = pd.Timedelta(days=1)


def levels(
    sums: Sequence[SparseCube],
    weights: Mapping[str, float],
    half_life: float,
    entities: Iterable[str],
    since: pd.Timestamp,
    share: float = 0.0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Total risk index, and number of events within three half-lives, by day from `since` and entity.

    `sums` are those of the role and, where `share` (0..1) of what alleged clients do is added, those of sponsorship.
    The same numbers as `scoring.risk.risk`; entities are made dense a few at a time, so that there may be many.
    """
    dates, first = sums[0].dates, sums[0].first
    shown = dates >= since if first is None else (dates >= since) & (dates >= first)
    entities = list(entities)
    # exact numbers, so that what is watched beside an entity does not change the last digits of its own value
    step = max(1, EXACT_NUMBERS // max(1, len(dates) * len(sums[0].indicators)))
    found, counted = [np.empty((0, shown.sum()))], [np.empty((0, shown.sum()))]
    for at in range(0, len(entities), step):
        cube, *sponsored = (part.pick(entities[at : at + step]) for part in sums)
        for part in sponsored:
            cube = cube.plus(part, share)
        by_track = pressures(cube, weights, half_life)[:, shown]
        found.append(index(by_track[..., : len(ESCALATION)].sum(axis=-1)))
        counted.append(recent(cube.counts, half_life)[:, shown])
    return tuple(
        pd.DataFrame(np.concatenate(parts).T, index=dates[shown], columns=entities) for parts in (found, counted)
    )


def rises(level: pd.DataFrame, days: int) -> pd.DataFrame:
    """Points that the index rose within `days` days (negative: fell); null in the first days, which have no before."""
    return level - level.shift(days)


def new_indicators(sums: SparseCube, weights: Mapping[str, float], entities: Iterable[str], days: int) -> pd.DataFrame:
    """Indicators that score for an entity for the first time in `days` days: entity, date, indicator.

    Only indicators that push up and weigh something count. The first `days` days of the data give none: everything
    would be new.
    """
    weighs = check(weights)
    kept = [i for i, name in enumerate(sums.indicators) if weighs[name] > 0 and BY_ID[name].track in ESCALATION]
    found = sums.sums[:, kept].tocoo()
    cells, columns = (at[found.data > 0] for at in (found.row, found.col))
    names = np.array(sums.indicators, dtype=object)[kept]
    rows = pd.DataFrame({
        "entity": np.array(sums.entities, dtype=object)[sums.entity[cells]],
        "date": pd.to_datetime(sums.day[cells]).astype("datetime64[us]"),
        "indicator": names[columns],
    })  # fmt: skip
    rows = rows[rows["entity"].isin(list(entities))].sort_values(["entity", "indicator", "date"], kind="stable")
    gap = rows.groupby(["entity", "indicator"])["date"].diff()
    rows = rows[gap.isna() | (gap > days * _DAY)]
    begins = sums.first if sums.first is not None else sums.start
    if begins is not None:
        rows = rows[rows["date"] >= begins + days * _DAY]
    return rows.sort_values(["date", "entity", "indicator"], ignore_index=True)


def answers(links: pd.DataFrame, events: pd.DataFrame, by: str) -> pd.DataFrame:
    """Links of `scoring.chains.link` on the day of the answer: entity (whom it counts for), date, earlier, later, kind.

    `by` is conduct (who answers), exposure (who is answered) or pair. The day is that of the answer, the last of a week
    it is known to; answers with a coarser date stand on no day and are left out.
    """
    day = look_up(links["later"], when(events)["high"])
    acts = events[["event_id", "source", "target"]].dropna(subset=_PARTY[by])
    acts = acts.assign(entity=acts[_PARTY[by]].agg(PAIR.join, axis=1) if len(acts) else "")
    rows = links[["earlier", "later", "kind"]].assign(date=day).dropna(subset=["date"])
    rows = rows.merge(acts[["event_id", "entity"]].drop_duplicates(), left_on="later", right_on="event_id")
    return rows.sort_values(["date", "entity", "later", "earlier"], ignore_index=True)[
        ["entity", "date", "earlier", "later", "kind"]
    ]


def counts(rows: pd.DataFrame, entities: Iterable[str], dates: pd.DatetimeIndex) -> pd.DataFrame:
    """Rows by day and entity: 0 where there are none."""
    rows = rows[rows["date"].isin(dates)]
    wide = rows.groupby(["date", "entity"]).size().unstack(fill_value=0)
    return wide.reindex(index=dates, columns=list(entities), fill_value=0).astype(float)


def free(day: pd.Timestamp, cooldown: int) -> pd.Timestamp:
    """The first day of the data on which a rule that fired on `day` may fire for the same entity again."""
    return day + cooldown * _DAY


def fired(
    values: pd.DataFrame, threshold: float, cooldown: int, told: Mapping[str, pd.Timestamp] | None = None
) -> pd.DataFrame:
    """The days on which a rule fires, judged on each day of `values` in turn: FIRED, in order of day and entity.

    It fires for an entity on a day whose value is at or above `threshold`, unless it fired for it within the `cooldown`
    days of the data up to that one: with 1 it may fire every day. `told` is the last day it fired on before.
    """
    rows = []
    holds = values.to_numpy() >= threshold  # null is not
    days = values.index
    for column in np.flatnonzero(holds.any(axis=0)):
        entity = values.columns[column]
        last = (told or {}).get(entity)
        for at in np.flatnonzero(holds[:, column]):
            if last is None or days[at] >= free(last, cooldown):
                rows.append((entity, days[at], float(values.iat[at, column])))
                last = days[at]
    return _in_order(rows)


def due(
    values: pd.DataFrame, threshold: float, cooldown: int, told: Mapping[str, pd.Timestamp] | None = None
) -> pd.DataFrame:
    """What is to be told at the end of `values`: FIRED, at most one row an entity.

    The last day whose value is at or above `threshold`, unless the rule fired within the `cooldown` days up to it or
    after it. Judged every day, this fires on the days of `fired`; judged more seldom, it misses none that the rows hold
    and tells the latest.
    """
    holds = values.to_numpy() >= threshold
    rows = []
    for column in np.flatnonzero(holds.any(axis=0)):
        entity, at = values.columns[column], np.flatnonzero(holds[:, column])[-1]
        day = values.index[at]
        if entity not in (told or {}) or day >= free(told[entity], cooldown):
            rows.append((entity, day, float(values.iat[at, column])))
    return _in_order(rows)


def _in_order(rows: Sequence[tuple[str, pd.Timestamp, float]]) -> pd.DataFrame:
    kinds = {"entity": "str", "date": "datetime64[us]", "value": "float64"}  # also of no rows
    out = pd.DataFrame(rows, columns=list(FIRED)).astype(kinds)
    return out.sort_values(["date", "entity"], kind="stable", ignore_index=True)
