"""Where events were, coarsened: one row a place with its points by track. Pure.

A place is a cell of COARSE degrees, or a country where no more than that is known. No finer coordinate leaves this
module, whatever the data hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.names import display
from scoring.indicators import TRACKS
from scoring.score import track_matrix

# Degrees: about 11 km. It tells a town from the next one and no building, base or shelter from its neighbour; coded
# sources give up to seven decimals, which look like a target list and are mostly the middle of a town anyway.
COARSE = 0.1
DECIMALS = 1
OFF = 999.0  # degrees that no place has
_WHERE = ["place", "country", "place_precision", "lat", "lon"]
COLUMNS = ["key", "name", "country", "precision", "lat", "lon", "events", "silent", *TRACKS]


@dataclass(frozen=True)
class Places:
    """Where the events of a view were.

    table: COLUMNS, the heaviest first; events count each event once, `silent` those of them that score nothing, and a
    column a track holds its points, relief among them. at: key by event_id. nowhere: events without any place;
    country_only: events of which no more than the country is known.
    """

    table: pd.DataFrame
    at: pd.Series
    nowhere: int
    country_only: int


def places(events: pd.DataFrame, ids: np.ndarray, measures: pd.DataFrame, weights: Mapping[str, float]) -> Places:
    """The places of the events `ids`. An event in several rows is where its first row is, and a place is called as by
    the first of `ids` there."""
    index = pd.Index(ids, dtype=object)
    first = _by_id(events.loc[~events["event_id"].duplicated(), [*_WHERE, "event_id"]], "event_id", index)
    own = measures.set_axis(measures.index.to_numpy(dtype=object), axis=0).reindex(index).to_numpy()
    points = np.nan_to_num(own) @ track_matrix(weights, tuple(measures.columns))
    only = first["country"].notna() & (first["place_precision"].eq("country") | first["lat"].isna())
    key = _cells(first).where(~only, first["country"].to_numpy(dtype=object))
    codes, keys = pd.factorize(key)
    held = codes >= 0
    each = [*points.T, np.ones(len(index)), points.sum(axis=1) == 0]
    sums = np.column_stack([np.bincount(codes[held], values[held], len(keys)) for values in each])
    named = first.assign(key=key, only=only)[held]
    table = named.drop_duplicates("key").set_index("key")[["only"]]
    for column in _WHERE:
        known = named[named[column].notna()].drop_duplicates("key").set_index("key")[column]
        table[column] = known.reindex(table.index)
    table = table.rename(columns={"place": "name", "place_precision": "precision"}).reset_index()
    table[[*TRACKS, "events", "silent"]] = sums
    table = table.astype({"events": int, "silent": int})
    table["precision"] = table["precision"].fillna("unknown").mask(table["only"], "country")
    table[["lat", "lon"]] = table[["lat", "lon"]].round(DECIMALS) + 0.0
    country = table["country"].map(display, na_action="ignore")
    table["name"] = table["name"].where(~table["only"], country).fillna(country).fillna("Place without a name")
    table["country"] = country
    heaviest = np.lexsort((-table["events"], -table[list(TRACKS)].sum(axis=1)))
    return Places(table.iloc[heaviest][COLUMNS].reset_index(drop=True), key[held], int((~held).sum()), int(only.sum()))


def _by_id(rows: pd.DataFrame, column: str, ids: pd.Index) -> pd.DataFrame:
    """The rows in the order of `ids`, found as Python strings: Arrow's own take longer to look up."""
    return rows.set_axis(rows[column].to_numpy(dtype=object), axis=0).reindex(ids)


def _cells(rows: pd.DataFrame) -> pd.Series:
    """`33.3,44.4`: the cell of each row; null without coordinates."""
    lat, lon = (rows[name].round(DECIMALS) + 0.0 for name in ("lat", "lon"))  # + 0.0: no negative zero
    codes, cells = pd.factorize(pd.MultiIndex.from_arrays([lat.fillna(OFF), lon.fillna(OFF)]))
    words = [None if OFF in cell else f"{cell[0]:.{DECIMALS}f},{cell[1]:.{DECIMALS}f}" for cell in cells]
    return pd.Series(np.array(words, dtype=object)[codes], rows.index, dtype=object)
