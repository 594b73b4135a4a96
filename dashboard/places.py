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


@dataclass(frozen=True)
class Located:
    """Places before weights: all of `Places` that these do not change.

    table: COLUMNS without points and `silent`, in the order of `ids`. sums: place x indicator, intensities. alike: one
    row a place and set of indicators that events there carry: place (its row in table), carried (a bit an indicator)
    and count.
    """

    table: pd.DataFrame
    at: pd.Series
    nowhere: int
    country_only: int
    indicators: tuple[str, ...]
    sums: np.ndarray
    alike: pd.DataFrame

    def weighed(self, weights: Mapping[str, float]) -> Places:
        """The places under these weights."""
        matrix = track_matrix(weights, self.indicators)
        points = self.sums @ matrix
        weighing = (matrix.any(axis=1) * _bits(self.indicators)).sum()
        idle = self.alike[(self.alike["carried"] & weighing) == 0]
        silent = np.bincount(idle["place"], idle["count"], len(self.table)).astype(int)
        heaviest = np.lexsort((-self.table["events"].to_numpy(), -points.sum(axis=1)))
        scored = dict(zip(TRACKS, points[heaviest].T, strict=True)) | {"silent": silent[heaviest]}
        table = self.table.take(heaviest).reset_index(drop=True).assign(**scored)[COLUMNS]
        return Places(table, self.at, self.nowhere, self.country_only)


def places(events: pd.DataFrame, ids: np.ndarray, measures: pd.DataFrame, weights: Mapping[str, float]) -> Places:
    """The places of the events `ids`. An event in several rows is where its first row is, and a place is called as by
    the first of `ids` there."""
    return locate(events, ids, measures).weighed(weights)


def locate(events: pd.DataFrame, ids: np.ndarray, measures: pd.DataFrame) -> Located:
    """The places of `places` before weights, so that new ones cost a product with sums by place."""
    index = pd.Index(ids, dtype=object)
    first = _by_id(events.loc[~events["event_id"].duplicated(), [*_WHERE, "event_id"]], "event_id", index)
    own = measures.set_axis(measures.index.to_numpy(dtype=object), axis=0).reindex(index).to_numpy()
    own = np.nan_to_num(own)
    only = first["country"].notna() & (first["place_precision"].eq("country") | first["lat"].isna())
    key = _cells(first).where(~only, first["country"].to_numpy(dtype=object))
    codes, keys = pd.factorize(key)
    held = codes >= 0
    named = first.assign(key=key, only=only)[held]
    table = named.drop_duplicates("key").set_index("key")[["only"]]
    for column in _WHERE:
        known = named[named[column].notna()].drop_duplicates("key").set_index("key")[column]
        table[column] = known.reindex(table.index)
    table = table.rename(columns={"place": "name", "place_precision": "precision"}).reset_index()
    table["events"] = np.bincount(codes[held], minlength=len(keys))
    table["precision"] = table["precision"].fillna("unknown").mask(table["only"], "country")
    table[["lat", "lon"]] = table[["lat", "lon"]].round(DECIMALS) + 0.0
    country = table["country"].map(display, na_action="ignore")
    table["name"] = table["name"].where(~table["only"], country).fillna(country).fillna("Place without a name")
    table["country"] = country
    indicators = tuple(measures.columns)
    sums = [np.bincount(codes[held], values[held], len(keys)) for values in own.T]
    alike = pd.DataFrame({"place": codes[held], "carried": ((own > 0) @ _bits(indicators))[held]})
    return Located(
        table[[column for column in COLUMNS if column in table]], key[held], int((~held).sum()), int(only.sum()),
        indicators, np.column_stack(sums), alike.value_counts().reset_index(),
    )  # fmt: skip


def _bits(indicators: tuple[str, ...]) -> np.ndarray:
    return 1 << np.arange(len(indicators), dtype=np.int64)


def _by_id(rows: pd.DataFrame, column: str, ids: pd.Index) -> pd.DataFrame:
    """The rows in the order of `ids`, found as Python strings: Arrow's own take longer to look up."""
    return rows.set_axis(rows[column].to_numpy(dtype=object), axis=0).reindex(ids)


def _cells(rows: pd.DataFrame) -> pd.Series:
    """`33.3,44.4`: the cell of each row; null without coordinates."""
    lat, lon = (rows[name].round(DECIMALS) + 0.0 for name in ("lat", "lon"))  # + 0.0: no negative zero
    codes, cells = pd.factorize(pd.MultiIndex.from_arrays([lat.fillna(OFF), lon.fillna(OFF)]))
    words = [None if OFF in cell else f"{cell[0]:.{DECIMALS}f},{cell[1]:.{DECIMALS}f}" for cell in cells]
    return pd.Series(np.array(words, dtype=object)[codes], rows.index, dtype=object)
