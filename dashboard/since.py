"""What changed since a day, actor by actor, in parts that sum, each with its events. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.deeds import deed
from dashboard.sentences import deed_line
from dashboard.standing import worded
from data.actors import PATRON
from scoring import changes
from scoring.changes import PARTS, Standpoint
from scoring.cube import known_on
from scoring.indicators import BY_ID
from scoring.score import vector

DAYS_BACK = 7  # where no day is chosen: a week before the end, as the ranking's first column
LISTED = 3  # events named behind one actor's change: the largest
COLUMNS = ("before", *PARTS, "after")
NEGLIGIBLE = 1e-5  # of an event's points: what the heaviest acts move less than that is never listed
LEAST = 0.005  # points per day: less would read 0.00


@dataclass(frozen=True)
class Since:
    """Two days of some entities, whatever the weights: rows of `scoring.changes.prepare` as arrays.

    cells: entity and event_id of each cell, date its first day, line who did what to whom. entity: by cell, its place
    in entities. cell and act: by row, its cell and its row in measures (act x indicator that pushes up); state: the
    indicator that a state adds, or -1.
    factors: row x COLUMNS, what the points of a row are multiplied by.
    """

    entities: tuple[str, ...]
    cells: pd.DataFrame
    entity: np.ndarray
    cell: np.ndarray
    act: np.ndarray
    state: np.ndarray
    factors: np.ndarray
    measures: np.ndarray
    indicators: tuple[str, ...]


def day_before(since: date | None, end: pd.Timestamp) -> date:
    """The day to compare `end` with: the one chosen where it lies before, else DAYS_BACK days before."""
    return since if since and since < end.date() else end.date() - timedelta(days=DAYS_BACK)


def compare(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    entities: tuple[str, ...],
    by: str,
    half_life: float,
    share: float,
    since: date,
    end: pd.Timestamp,
    start: pd.Timestamp,
) -> Since:
    """What weights are applied to. Known on the earlier day is what had been published by then."""
    before = Standpoint(pd.Timestamp(since), known_on(events, since), measures)
    after = Standpoint(end, events, measures)
    known = changes.prepare(before, after, half_life, entities, by, PATRON, share, start)
    # both sides have the same weights here: what other ones would add stands at nothing
    factors = [np.zeros((len(rows), len(COLUMNS))) for rows in known]
    for part, sign, side, late, _, at in changes.TERMS:
        rows = known[side]
        factors[side][:, COLUMNS.index(part)] += sign * (rows["since"] == late) * rows[f"left_{at}"]
    rows = pd.concat(known, ignore_index=True)
    cells = rows.groupby(["entity", "event_id"], sort=False, as_index=False).agg({"date": "min"})
    cell = rows.groupby(["entity", "event_id"], sort=False).ngroup().to_numpy()
    pressing = tuple(name for name in measures.columns if BY_ID[name].track != "relief")
    own = measures.loc[measures.index.isin(cells["event_id"]), list(pressing)]
    whole = np.concatenate(factors)
    moved = np.abs(whole[:, 1:-1]).max(axis=1, initial=0.0) > NEGLIGIBLE
    words = worded(events[events["event_id"].isin(rows.loc[moved, "event_id"])])[0].to_dict("records")
    lines = {row["event_id"]: deed_line(row | {"deed": deed(row["type"], row["mode"])}) for row in words}
    return Since(
        entities, cells.assign(line=cells["event_id"].map(lines).astype(object)),
        pd.Index(entities).get_indexer(cells["entity"]), cell, own.index.get_indexer(rows["event_id"]),
        pd.Index(pressing).get_indexer(rows["indicator"]),
        whole, own.to_numpy(), pressing,
    )  # fmt: skip


def told(since: Since, weights: Mapping[str, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Under these weights: the parts by entity, and the events behind them.

    Parts: entity, before, *PARTS, after (points per day, before plus parts is after) and n_<part>, the number of events
    in each. Events: entity, part, event_id, date, pressure, line, the largest of each entity first, LISTED an entity.
    """
    weight = vector(weights, since.indicators)
    points = np.where(since.state >= 0, weight[since.state], (since.measures @ weight)[since.act])
    by_cell = np.zeros((len(since.cells), len(COLUMNS)))
    np.add.at(by_cell, since.cell, since.factors * points[:, None])
    entity = since.entity
    sums, counts = np.zeros((2, len(since.entities), len(COLUMNS)))
    np.add.at(sums, entity, by_cell)
    np.add.at(counts, entity, np.abs(by_cell) >= LEAST)
    columns = {name: sums[:, at] for at, name in enumerate(COLUMNS)}
    columns |= {f"n_{part}": counts[:, COLUMNS.index(part)].astype(int) for part in PARTS}
    parts = pd.DataFrame({"entity": since.entities} | columns)
    moves = by_cell[:, 1:-1]
    at, size = np.abs(moves).argmax(axis=1), np.abs(moves).max(axis=1, initial=0.0)
    order = np.argsort(-size, kind="stable")
    order = order[size[order] >= LEAST]
    lines, entities = since.cells["line"].to_numpy(), entity[order]
    listed = np.flatnonzero([isinstance(line, str) for line in lines[order]])
    # the largest of each entity: how many of its own stand before each
    rank = np.zeros(len(listed), int)
    for one in np.unique(entities[listed]):
        own = entities[listed] == one
        rank[own] = np.arange(own.sum())
    kept = listed[rank < LISTED]
    part, pressure = np.array(PARTS, object)[at[order[kept]]], moves[order[kept], at[order[kept]]]
    return parts, since.cells.iloc[order[kept]].assign(part=part, pressure=pressure).reset_index(drop=True)
