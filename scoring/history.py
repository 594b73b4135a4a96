"""What was known of each unit on each day: the past that a forecast learns from, with nothing in it from later.

`known` takes events up to a day; `hits` says which windows reached a target; `decayed` gives the recency-weighted
means. An event enters the features on the day on which it was known, at the weight that it had kept by then, and a toll
or indicator that a later row raises enters by what it adds when that row was published: what the model learns from an
old day is what it could have read on that day. But a party that only a later row names enters with the event itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring import cube as cubes
from scoring.decay import decay, retention
from scoring.indicators import BY_ID, TRACKS, measure
from scoring.targets import ACTS, DEATHS, Target, quantities

SERIES = (ACTS, DEATHS, *TRACKS)  # what is decayed: acts and deaths, and the intensities of indicators by track
_WHOLE = 1e-9  # sums of shares are whole but for roundings


@dataclass(frozen=True)
class History:
    """Units and days up to `days[-1]`, and two tables of what happened to them.

    `spans`: one row an event and unit (unit, first, last: day numbers that it may have fallen on; acts, deaths,
    unknown). `entries`: one row an event, unit, day and day of news (unit, day: on which it entered, lag: days since it
    happened, once: true for one unit of each event, that which was known first, and SERIES: what was added). `seen`:
    the day number on which each unit was first known. `gap`: days since the last event or article.
    """

    by: str
    units: tuple[str, ...]
    days: pd.DatetimeIndex
    spans: pd.DataFrame
    entries: pd.DataFrame
    seen: np.ndarray
    gap: int

    def amounts(self, quantity: str, horizon: int) -> np.ndarray:
        """Sum of a quantity of the events that surely fell in the `horizon` days after each day (units x days).

        An event known to the week, month or year counts where all days it may have fallen on lie in the window; NaN
        where the window is not over.
        """
        days = len(self.days)
        steps = np.zeros((len(self.units), days + 1))
        spans = self.spans[self.spans[quantity] > 0]
        first, last = spans["first"].to_numpy(), spans["last"].to_numpy()
        inside = (last - first < horizon) & (last < days) & (first > 0)
        unit, value = spans["unit"].to_numpy()[inside], spans[quantity].to_numpy()[inside]
        np.add.at(steps, (unit, np.maximum(last[inside] - horizon, 0)), value)
        np.add.at(steps, (unit, first[inside]), -value)
        sums = np.round(np.cumsum(steps, axis=1)[:, :days], 6)
        sums[:, max(days - horizon, 0) :] = np.nan
        return sums

    def hits(self, target: Target, horizon: int) -> np.ndarray:
        """1 where the window after a day reached the target, 0 where not, NaN where nobody can say (units x days).

        Nobody can where the window is not over, or where a toll in it is unknown and the known ones fall short.
        """
        sums = self.amounts(target.quantity, horizon)
        hit = np.where(np.isnan(sums), np.nan, sums >= target.least - _WHOLE)
        if target.quantity == DEATHS:
            hit[(hit == 0) & (self.amounts("unknown", horizon) > 0)] = np.nan
        return hit

    def decayed(self, half_life: float) -> np.ndarray:
        """Exponentially weighted daily means of SERIES (units x days x series), as `scoring.decay` has them."""
        values = np.zeros((len(self.units), len(self.days), len(SERIES)))
        kept = retention(half_life) ** self.entries["lag"].to_numpy()
        at = (self.entries["unit"].to_numpy(), self.entries["day"].to_numpy())
        np.add.at(values, at, self.entries[list(SERIES)].to_numpy() * kept[:, None])
        return decay(values, half_life)

    def everywhere(self, half_life: float) -> np.ndarray:
        """The exponentially weighted daily mean of uses of force over all units, each event counted once (days)."""
        rows = self.entries[self.entries["once"]]
        left = rows[ACTS] * retention(half_life) ** rows["lag"]
        return decay(np.bincount(rows["day"], left, len(self.days))[None, :], half_life)[0]

    def since(self) -> np.ndarray:
        """Days since the last use of force that was known, up to the whole history where none was (units x days)."""
        struck = self.entries[self.entries[ACTS] > 0]
        happened = np.full((len(self.units), len(self.days)), -1)
        happening = (struck["day"] - struck["lag"]).clip(lower=-1).to_numpy()
        np.maximum.at(happened, (struck["unit"].to_numpy(), struck["day"].to_numpy()), happening)
        return np.arange(len(self.days)) - np.maximum.accumulate(happened, axis=1)


def known(
    events: pd.DataFrame, by: str, as_of: pd.Timestamp | str | None = None, tracks: pd.DataFrame | None = None
) -> History:
    """The history of the units that `by` (a role of `scoring.cube.ROLES`: pair, conduct, exposure, country) names.

    Of events published by the end of `as_of` (default: the last day that the data cover) and dated by then. Days run
    from the first that the data cover. The weights of the score have no part in it: indicators are summed by track as
    they are; `tracks` are those of `intensities`, where they are at hand. Raises CubeError for an unknown role.
    """
    if tracks is None:
        tracks = intensities(events)
    if as_of is not None:
        events = cubes.known_on(events, as_of)
    covered = cubes.span(events)
    if by == "pair":
        events = events[~(events["source"] == events["target"])]
    rows = cubes.entities(events, by)
    last = pd.Timestamp(as_of if as_of is not None else covered[1] if covered else "1970-01-01").normalize()
    start = min(covered[0], last) if covered else last
    days = pd.date_range(start, last)
    rows = rows[(rows["date"] >= start) & (rows["date"] <= last + pd.Timedelta(days=366))]  # spans may end later
    codes, units = pd.factorize(rows["entity"], sort=True)
    rows = rows.assign(unit=codes, on=(rows["date"] - start).dt.days)
    each = quantities(events)
    spans = rows.groupby(["event_id", "unit"], sort=True)["on"].agg(["min", "max"]).reset_index()
    spans = spans.rename(columns={"min": "first", "max": "last"}).join(each, on="event_id")
    entries = rows[rows["date"] <= last].merge(_news(events, tracks, start), on="event_id")
    day = entries[["on", "told"]].max(axis=1).astype(int)
    shared = entries[list(SERIES)].mul(entries["share"], axis=0)
    # sums over units would count joint acts as often as they have units
    first = entries.assign(day=day).sort_values(["day", "unit"], kind="stable").groupby("event_id")["unit"].first()
    once = entries["unit"] == entries["event_id"].map(first)
    entries = shared.assign(unit=entries["unit"], day=day, lag=day - entries["on"], once=once)
    seen = np.full(len(units), len(days))
    np.minimum.at(seen, entries["unit"].to_numpy(), entries["day"].to_numpy())
    gap = (last - covered[1]).days if covered else 0
    return History(by, tuple(units), days, spans, entries, seen, max(gap, 0))


def _news(events: pd.DataFrame, tracks: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """What was added to each event on each day that told of it: event_id, told (day number), SERIES."""
    told = (events["published"].fillna(events["date"]).dt.normalize() - start).dt.days.rename("told")
    one_by_one = quantities(events.assign(event_id=[str(row) for row in range(len(events))])).set_axis(events.index)
    values = pd.concat([one_by_one, tracks.loc[events.index]], axis=1)[list(SERIES)]
    so_far = values.groupby([events["event_id"], told]).max().groupby(level=0).cummax()
    return (so_far - so_far.groupby(level=0).shift(fill_value=0.0)).reset_index()


def intensities(events: pd.DataFrame) -> pd.DataFrame:
    """The intensities of a row's indicators summed by track, unweighted; index as `events`.

    Each row is measured for itself, so that one that comes later changes no earlier one, be it of the same event.
    """
    measures = measure(events.assign(event_id=[str(row) for row in range(len(events))]))
    measures.index = events.index
    return pd.DataFrame(
        {track: measures[[name for name in measures if BY_ID[name].track == track]].sum(axis=1) for track in TRACKS}
    )
