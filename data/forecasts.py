"""Forecasts as they were made, and what came of them: kept in the store, never changed, scored when the window is over.

`keep` them on the day, ask which are `due`, `settle` them with what came, and read what is `scored`. Those that were
wrong are kept like those that were right: nothing here erases.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import imports, rows
from data.store import Store, StoreError
from data.tables import FORECASTS, OUTCOMES

# what tells a forecast from every other: the same one twice is kept once, as it was said first
KEY = ("dataset", "units", "unit", "target", "horizon", "as_of", "model")
_DAY = len("2021-03-01")  # signs of a day at the start of a moment in ISO 8601
_NEEDED = ("unit", "target", "horizon", "as_of", "probability")
_COLUMNS = ("number", *KEY[:-1], "due", "model", "probability", "told", "at")


def keep(store: Store, dataset: str, units: str, model: str, forecasts: pd.DataFrame) -> int:
    """Keep what `scoring.forecast.forecast` gave for a dataset, and return how many of them are new.

    `units` is its `by`, `model` the version of the model. What stands in its other columns (interval, comparators,
    reasons) is kept beside as it is. A forecast of the same unit, target, horizon, day and model that is there already
    stays as it was said first. Also kept are those that abstained: with no probability. `at` says when it was
    kept: one that is kept after its day could have seen what came. Raises StoreError for missing columns and for a
    probability outside 0 to 1, and keeps none of the call then.
    """
    missing = [name for name in _NEEDED if name not in forecasts]
    if missing:
        raise StoreError(f"forecasts lack the columns {missing}; needed: {list(_NEEDED)}")
    for what, text in (("a dataset", dataset), ("units", units), ("a model", model)):
        if not isinstance(text, str) or not 0 < len(text) <= rows.MOST_NAME:
            raise StoreError(f"{what} of forecasts needs a name of 1 to {rows.MOST_NAME} characters, found {text!r}")
    said = forecasts["probability"].astype(float)
    odd = said[said.notna() & ~said.between(0.0, 1.0)]
    if len(odd):
        raise StoreError(f"a probability is {odd.iloc[0]:g}; allowed: 0 to 1, or null where the forecast abstained")
    made = forecasts[list(_NEEDED)].assign(dataset=dataset, units=units, model=model, told=_told(forecasts))
    day = pd.to_datetime(made["as_of"])
    due = day + pd.to_timedelta(made["horizon"], unit="D")
    made = rows.cleaned(made.assign(as_of=day.dt.strftime("%Y-%m-%d"), due=due.dt.strftime("%Y-%m-%d")))
    made = made.drop_duplicates(list(KEY))
    with store.database.writing(FORECASTS) as connection:
        query = sa.select(*(FORECASTS.c[name] for name in KEY)).where(FORECASTS.c.dataset == rows.plain(dataset))
        there = rows.frame_of(rows.table_of(connection, query.where(FORECASTS.c.as_of.in_(made["as_of"].unique()))))
        known = pd.MultiIndex.from_frame(there.astype({"horizon": int}))
        new = made[~pd.MultiIndex.from_frame(made[list(KEY)].astype({"horizon": int})).isin(known)]
        rows.append(connection, FORECASTS, rows.arrow(new, FORECASTS, at=imports.now()))
    return len(new)


def due(store: Store, dataset: str, day: pd.Timestamp | str) -> pd.DataFrame:
    """Forecasts whose window was over by `day` and that nobody settled: number, KEY, due, probability, told, at.

    `as_of` and `due` are days (datetime64), `told` a dict of what else was said.
    """
    last = f"{pd.Timestamp(day):%Y-%m-%d}"
    settled = sa.select(OUTCOMES.c.forecast)
    return _read(store, FORECASTS.c.dataset == dataset, FORECASTS.c.due <= last, FORECASTS.c.number.not_in(settled))


def settle(store: Store, outcomes: pd.DataFrame, known_on: pd.Timestamp | str) -> int:
    """Add what came of forecasts, as known on a day: number (of the forecast), came (1, 0, or null: nobody can say).

    Returns how many outcomes are new: one that says the same as was last known of its forecast on that day adds
    nothing; another one, as when a toll became known, is added and counts from that day on, whenever it is added.
    Raises StoreError for a number that is no forecast's, for another value, for two values of one forecast, and for
    a forecast whose window was not over on that day.
    """
    day = f"{pd.Timestamp(known_on):%Y-%m-%d}"
    asked = outcomes[["number", "came"]].astype({"number": int, "came": float}).drop_duplicates()
    odd = asked.loc[~asked["came"].isin([0.0, 1.0]) & asked["came"].notna(), "came"]
    if len(odd):
        raise StoreError(f"an outcome is {odd.iloc[0]:g}; allowed: 1 (it came), 0 (it did not) or null (unknown)")
    twice = asked.loc[asked["number"].duplicated(), "number"]
    if len(twice):
        raise StoreError(f"forecast {twice.iloc[0]} is given two outcomes at once; allowed: one for each")
    with store.database.writing(OUTCOMES) as connection:
        there = rows.frame_of(rows.table_of(connection, sa.select(FORECASTS.c.number, FORECASTS.c.due)))
        windows = there.set_index(there["number"].astype(int))["due"].reindex(asked["number"])
        if windows.isna().any():
            raise StoreError(f"there is no forecast with the number {windows.index[windows.isna()][0]}")
        if (windows > day).any():
            early = windows[windows > day]
            raise StoreError(f"the window of forecast {early.index[0]} ends on {early.iloc[0]}, after {day}")
        before = _last(connection, OUTCOMES.c.known_on <= day)
        last = asked["number"].map(before["came"])
        first = ~asked["number"].isin(before.index)
        new = asked[first | ~np.where(asked["came"].isna(), last.isna(), asked["came"] == last)]
        told = new.rename(columns={"number": "forecast"})
        rows.append(connection, OUTCOMES, rows.arrow(told, OUTCOMES, known_on=day, at=imports.now()))
    return len(new)


def scored(store: Store, dataset: str) -> pd.DataFrame:
    """Settled forecasts with what came, as last known: the columns of `due`, came, known_on, made_after; oldest first.

    All of them, also those that abstained (null probability) and those of which nobody can say what came (null).
    `made_after` is true for what was kept on a day after its whole window, by the clock of this store in UTC (`at`
    later than `due`): no forecast but a reading of the past, to be scored apart. False does not say that it was made
    beforehand: it may have been kept while its window ran, when part of what came could be known. What the data covered
    by then is in `told`, where whoever kept it said so.
    """
    found = _read(store, FORECASTS.c.dataset == dataset)
    with store.database.reading() as connection:
        last = _last(connection)
    joined = found[found["number"].isin(last.index)].join(last, on="number")
    kept = pd.to_datetime(joined["at"].str[:_DAY], format="ISO8601")
    return joined.assign(made_after=(kept > joined["due"]).astype(bool)).reset_index(drop=True)


def _last(connection: sa.Connection | None, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    """The outcome of each forecast that was known last, by its number: came, known_on; of one day, the last added."""
    query = sa.select(OUTCOMES.c.forecast, OUTCOMES.c.came, OUTCOMES.c.known_on).where(*where)
    query = query.order_by(OUTCOMES.c.known_on, OUTCOMES.c.number)
    found = rows.frame_of(rows.table_of(connection, query))
    found = found.assign(forecast=found["forecast"].astype(int), known_on=pd.to_datetime(found["known_on"]))
    return found.drop_duplicates("forecast", keep="last").set_index("forecast")


def _read(store: Store, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    query = sa.select(*(FORECASTS.c[name] for name in _COLUMNS)).where(*where).order_by(FORECASTS.c.number)
    with store.database.reading() as connection:
        found = rows.frame_of(rows.table_of(connection, query), ("as_of", "due"))
    return found.assign(told=[json.loads(text) for text in found["told"]])


def _told(forecasts: pd.DataFrame) -> list[str]:
    others = forecasts.drop(columns=list(_NEEDED)).astype(object)
    records = others.where(others.notna(), None).to_dict("records")
    return [json.dumps(record, ensure_ascii=False) for record in records]
