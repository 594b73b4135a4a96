"""Events become an entity x day x indicator cube: summed once, so that new weights cost one small matrix product."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from scoring.decay import decay
from scoring.indicators import IDS

ROLES = ("conduct", "exposure", "sponsorship", "pair", "country")
PAIR = ">"  # between source and target in the name of a directed pair
# What a less than day-precise date stands for: the seven days up to it (undated news is news of the past week, and none
# of it may lie after publication), or the calendar month or year that holds it
SPANS = {"week": 7, "month": "M", "year": "Y"}


class CubeError(ValueError):
    """A cube that cannot be built; the message names what was found and what is allowed."""


@dataclass(frozen=True)
class Cube:
    """Sums by entity, day and indicator, dense float64.

    `values[e, d, i]` is the sum of intensities (of pressures, once `half_life` is set), `counts[e, d]` the number of
    realised events, those spread over a span by their share. `first` is the first day that the data cover (rows
    before it only feed the decay) and `undated` the number of realised events left out for want of a date.
    """

    by: str
    entities: tuple[str, ...]
    dates: pd.DatetimeIndex
    indicators: tuple[str, ...]
    values: np.ndarray
    counts: np.ndarray
    first: pd.Timestamp | None = None
    undated: int = 0
    half_life: float | None = None

    def decayed(self, half_life: float) -> Cube:
        """The cube of pressures per indicator at this half-life; keep it to re-weight without decaying again."""
        if self.half_life is not None:
            raise CubeError(f"the cube is already decayed with a half-life of {self.half_life} days")
        return replace(self, values=decay(self.values, half_life), half_life=float(half_life))

    def pick(self, entities: list[str] | tuple[str, ...]) -> Cube:
        """Only these entities, in this order; one without events gets zeros, as the data cover its days."""
        known = {name: row for row, name in enumerate(self.entities)}
        values = np.zeros((len(entities), *self.values.shape[1:]))
        counts = np.zeros((len(entities), self.counts.shape[1]))
        for row, name in enumerate(entities):
            if name in known:
                values[row], counts[row] = self.values[known[name]], self.counts[known[name]]
        return replace(self, entities=tuple(entities), values=values, counts=counts)

    def plus(self, other: Cube, share: float) -> Cube:
        """This cube plus `share` (0..1) of another one's values and counts, on this one's days; entities are joined."""
        if not 0 <= share <= 1:
            raise CubeError(f"share is {share!r}; allowed: 0 to 1")
        if other.indicators != self.indicators or other.half_life != self.half_life:
            raise CubeError("cubes differ in indicators or half-life; build and decay both in the same way")
        if not self.dates.equals(other.dates):
            raise CubeError(
                f"cubes cover {_span(self.dates)} and {_span(other.dates)}; build both with the same start and end"
            )
        mine = self.pick(tuple(dict.fromkeys(self.entities + other.entities)))
        theirs = other.pick(mine.entities)
        return replace(mine, values=mine.values + share * theirs.values, counts=mine.counts + share * theirs.counts)


def known_on(events: pd.DataFrame, day: pd.Timestamp | str) -> pd.DataFrame:
    """Events as known at the end of `day`: published by then; where no publication is known, dated by then."""
    known = events["published"].fillna(events["date"])
    return events[known < pd.Timestamp(day).normalize() + pd.Timedelta(days=1)]


def span(events: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last day that the data cover, or None without any date.

    Text covers the days from its first to its last publication, whatever earlier acts it recalls; coded datasets cover
    the days of their events, as their publication is the date of a release.
    """
    covered = events["published"].where(events["origin"] == "extracted", events["date"])
    covered = covered.fillna(events["date"]).dropna()
    return (covered.min().normalize(), covered.max().normalize()) if len(covered) else None


def undated(events: pd.DataFrame) -> int:
    """Number of realised events that no day, week, month or year is known for."""
    without = events["date"].isna() | (events["date_precision"] == "unknown")
    return int(events.loc[without & (events["realis"] == "realised"), "event_id"].nunique())


def entities(events: Any, by: str, patrons: pd.DataFrame | None = None) -> Any:
    """Who each realised, dated event counts for: event_id, entity, date (midnight), share.

    `events` is any eager frame that narwhals reads (pandas, Polars, PyArrow); the answer is of the same kind. An event
    counts once for an entity and role, however many rows it has. Events known to the week (the seven days up to
    `date`), month or year are spread evenly over it: several rows whose shares sum to 1. `by` is one of ROLES;
    sponsorship needs `patrons` (client, patron, since, until; null: open) and gives each patron what its clients did
    while the link held, one hop, without events in which the patron takes part itself.
    """
    if by not in ROLES:
        raise CubeError(f"by is {by!r}; allowed: {', '.join(ROLES)}")
    frame = nw.from_native(events, eager_only=True)
    frame = frame.filter(
        nw.col("realis") == "realised", ~nw.col("date").is_null(), nw.col("date_precision") != "unknown"
    )
    # one kind of text and of time on every engine, or joins with frames made here fail
    text = ("event_id", "source", "target", "country", "date_precision")
    frame = frame.select(nw.col(*text).cast(nw.String), nw.col("date").cast(nw.Datetime("us")).dt.truncate("1d"))
    if by == "sponsorship":
        if patrons is None:
            raise CubeError("sponsorship needs patrons: a frame with columns client, patron, since, until")
        frame = _sponsored(frame, patrons)
    else:
        columns = {"conduct": "source", "exposure": "target", "country": "country"}
        if by == "pair":
            entity = nw.concat_str(nw.col("source"), nw.lit(PAIR), nw.col("target"))
        else:
            entity = nw.col(columns[by])
        frame = frame.with_columns(entity=entity)
    frame = frame.filter(~nw.col("entity").is_null()).select("event_id", "entity", "date", "date_precision")
    frame = frame.unique(subset=["event_id", "entity"], keep="first", maintain_order=True)
    return nw.maybe_reset_index(_spread(frame)).to_native()


def _sponsored(frame: nw.DataFrame, patrons: pd.DataFrame) -> nw.DataFrame:
    links = patrons[["client", "patron", "since", "until"]].copy()
    links["since"] = pd.to_datetime(links["since"]).fillna(pd.Timestamp("1678-01-01")).astype("datetime64[us]")
    links["until"] = pd.to_datetime(links["until"]).fillna(pd.Timestamp("2262-01-01")).astype("datetime64[us]")
    links = nw.from_dict({name: links[name].to_list() for name in links}, backend=frame.implementation)
    links = links.with_columns(
        nw.col("client", "patron").cast(nw.String), nw.col("since", "until").cast(nw.Datetime("us"))
    )
    acts = frame.select("event_id", "source", "date", "date_precision").filter(~nw.col("source").is_null())
    own = acts.select("event_id", entity=nw.col("source")).unique()
    linked = acts.join(links, left_on="source", right_on="client", how="inner").filter(
        nw.col("date") >= nw.col("since"), nw.col("date") <= nw.col("until")
    )
    return linked.rename({"patron": "entity"}).join(own, on=["event_id", "entity"], how="anti")


def _spread(frame: nw.DataFrame) -> nw.DataFrame:
    spans = list(SPANS)
    precise = frame.filter(~nw.col("date_precision").is_in(spans)).with_columns(share=nw.lit(1.0))
    precise = precise.select("event_id", "entity", "date", "share")
    vague = frame.filter(nw.col("date_precision").is_in(spans))
    if not len(vague):
        return precise
    stated = vague.select("date", "date_precision").unique()
    days = _calendar(stated["date"].to_list(), stated["date_precision"].to_list())
    days = nw.from_dict(days, backend=frame.implementation)
    days = days.with_columns(
        nw.col("date_precision").cast(nw.String),
        nw.col("stated", "date").cast(nw.Datetime("us")),
    )
    vague = vague.rename({"date": "stated"}).join(days, on=["stated", "date_precision"], how="inner")
    return nw.concat([precise, vague.select("event_id", "entity", "date", "share")])


def _calendar(dates: list, precisions: list[str]) -> dict[str, list]:
    out: dict[str, list] = {"stated": [], "date_precision": [], "date": [], "share": []}
    for date, precision in zip(dates, precisions, strict=True):
        if precision == "week":
            days = pd.date_range(end=date, periods=SPANS["week"])
        else:
            period = pd.Timestamp(date).to_period(SPANS[precision])
            days = pd.date_range(period.start_time, period.end_time.normalize())
        out["stated"] += [date] * len(days)
        out["date_precision"] += [precision] * len(days)
        out["date"] += days.to_pydatetime().tolist()
        out["share"] += [1.0 / len(days)] * len(days)
    return out


def build(
    measures_with_entities: Any,
    by: str = "conduct",
    start: pd.Timestamp | str | None = None,
    end: pd.Timestamp | str | None = None,
    first: pd.Timestamp | str | None = None,
    undated: int = 0,
) -> Cube:
    """Sum events into a Cube.

    Takes one row an event, entity and day, with columns entity, date, share and one an indicator, in any frame that
    narwhals reads, lazy ones (DuckDB, PySpark, Polars) among them: only the sums are collected. `start` and `end` bound
    the days (default: those found), rows outside are left out; `first` is the first day that the data cover.
    """
    frame = nw.from_native(measures_with_entities)
    names = frame.collect_schema().names()
    missing = [column for column in ("entity", "date", "share") if column not in names]
    if missing:
        raise CubeError(f"missing columns {missing}; needed: entity, date, share and one an indicator")
    indicators = tuple(name for name in IDS if name in names)
    frame = frame.with_columns(nw.col(name) * nw.col("share") for name in indicators)
    summed = frame.group_by("entity", "date").agg(nw.col("share", *indicators).sum())
    if isinstance(summed, nw.LazyFrame):
        summed = summed.collect(backend="pandas")
    summed = summed.to_pandas()
    return _dense(summed, by, indicators, _day(start), _day(end), _day(first), undated)


def _day(day: pd.Timestamp | str | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day).normalize()


def _dense(summed: pd.DataFrame, by: str, indicators: tuple[str, ...], start, end, first, undated: int) -> Cube:
    day = pd.to_datetime(summed["date"]).astype("datetime64[us]")
    start = day.min() if start is None else start
    end = day.max() if end is None else end
    dates = pd.DatetimeIndex([]) if pd.isna(start) or pd.isna(end) else pd.date_range(start, end)
    inside = (day >= start) & (day <= end)
    summed, day = summed[inside.to_numpy()], day[inside]
    codes, names = pd.factorize(summed["entity"], sort=True)
    values = np.zeros((len(names), len(dates), len(indicators)))
    counts = np.zeros((len(names), len(dates)))
    if len(summed):
        at = (day - start).dt.days.to_numpy()
        values[codes, at] = summed[list(indicators)].to_numpy(dtype=float)
        counts[codes, at] = summed["share"].to_numpy(dtype=float)
    return Cube(by, tuple(map(str, names)), dates, indicators, values, counts, first, undated)


def of(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    start: pd.Timestamp | str | None = None,
    end: pd.Timestamp | str | None = None,
) -> Cube:
    """The cube of events in the schema and their measures for one role: `entities` joined with measures, then `build`.

    Days run from the first event (or `start`), so that the decay has its past, to the last day that the data cover (or
    an earlier `end`); days before that coverage begins are marked by `first` and left out by `risk`.
    """
    covered = span(events)
    counted = entities(events, by, patrons)
    joined = counted.join(measures, on="event_id", how="inner")
    if covered is None:
        return build(joined, by, undated=undated(events))
    first, last = covered
    earliest = min(first, counted["date"].min()) if start is None else min(pd.Timestamp(start).normalize(), first)
    last = last if end is None else min(last, pd.Timestamp(end).normalize())
    return build(joined, by, earliest, last, first, undated(events))


def _span(dates: pd.DatetimeIndex) -> str:
    return f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if len(dates) else "no days"
