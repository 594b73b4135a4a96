"""How often something happened before: the share of past windows that held it, which any forecast has to beat.

Windows of a length lie end to end, backwards from the day asked about to the first day that the data cover; days left
over at the beginning belong to none. None overlaps another, so each is one trial. What is known after the day asked
about is not read: the future changes no rate of the past.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scoring import cube as cubes
from scoring.proportion import wilson

WINDOWS = (7, 30, 90)  # days: a week, a month, a quarter, the horizons that analysts ask about
# Fewer windows, no rate: the 90 % interval of an even share is 0.46 wide with ten, as in scoring.reciprocity
MIN_WINDOWS = 10
LEVEL = 0.9  # as the interval of the index has it
KIND = "ASSAULT"  # PLOVER's use of armed force
ANYONE = None  # a party that is not named
TOO_SHORT = "too short"
COLUMNS = ("source", "target", "days", "windows", "hits", "rate", "low", "high", "first", "last", "reason")

Asked = tuple[str | None, str | None]  # who acts, on whom; None: anyone


class ClimatologyError(ValueError):
    """A question that cannot be put; the message says what is allowed."""


def base_rates(
    events: pd.DataFrame,
    asked: Iterable[Asked],
    as_of: pd.Timestamp | str,
    windows: Iterable[int] = WINDOWS,
    kind: str = KIND,
) -> pd.DataFrame:
    """The share of past windows with at least one realised act of `kind` of one on the other: COLUMNS.

    One row for each of `asked` and length in `windows` (days). `windows`, `hits`: their number, and that of those with
    an act; `rate` = hits / windows with Wilson's interval at LEVEL in `low` and `high`; `first` and `last` are the days
    that the windows cover. With fewer than MIN_WINDOWS, rate and bounds are null and `reason` is TOO_SHORT. Only acts
    known to the day, to have happened by `as_of` and to have been published by then count. Raises ClimatologyError for
    a length below one day.
    """
    lengths = list(windows)
    if any(isinstance(length, bool) or not isinstance(length, int) or length < 1 for length in lengths):
        raise ClimatologyError(f"windows are {lengths!r}; allowed: whole days, 1 or more")
    end = pd.Timestamp(as_of).normalize()
    known = cubes.known_on(events, end)
    covered = cubes.span(known)
    start = None if covered is None else covered[0]
    acts = acts_of(known, end, kind)
    rows = [_rate(_days(acts, one), one, length, start, end) for one in asked for length in lengths]
    out = pd.DataFrame(rows, columns=["source", "target", "days", "windows", "hits", "first", "last"])
    out[["first", "last"]] = out[["first", "last"]].astype("datetime64[us]")
    enough = out["windows"] >= MIN_WINDOWS
    low, high = wilson(out["hits"], out["windows"], LEVEL)
    with np.errstate(invalid="ignore"):
        share = out["hits"] / out["windows"]
    values = {"rate": share, "low": pd.Series(low, out.index), "high": pd.Series(high, out.index)}
    out = out.assign(**{name: value.where(enough) for name, value in values.items()})
    return out.assign(reason=np.where(enough, None, TOO_SHORT))[list(COLUMNS)]


def acts_of(events: pd.DataFrame, until: pd.Timestamp, kind: str = KIND) -> pd.DataFrame:
    """Realised acts of a kind that are known to the day and not after `until`: source, target, date, one row a pair."""
    precise = events["date_precision"].eq("day") & events["realis"].eq("realised") & events["type"].eq(kind)
    rows = events.loc[precise, ["source", "target", "date"]].assign(date=lambda found: found["date"].dt.normalize())
    rows = rows[(rows["date"] <= until) & ~(rows["source"] == rows["target"])]
    return rows.drop_duplicates(ignore_index=True)


def _days(acts: pd.DataFrame, asked: Asked) -> pd.Series:
    for column, party in zip(("source", "target"), asked, strict=True):
        if party is not ANYONE:
            acts = acts[acts[column] == party]
    return acts["date"].drop_duplicates()


def _rate(days: pd.Series, asked: Asked, length: int, start: pd.Timestamp | None, end: pd.Timestamp) -> tuple:
    count = 0 if start is None or end < start else ((end - start).days + 1) // length
    back = (end - days).dt.days // length  # 0: the latest window
    hits = int(back[back < count].nunique())
    first = end - pd.Timedelta(days=count * length - 1) if count else pd.NaT
    return (*asked, length, count, hits, first, end if count else pd.NaT)
