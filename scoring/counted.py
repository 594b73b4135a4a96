"""Who each event counts for, and on which days: the same on pandas, Polars and PyArrow as on DuckDB and PySpark."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from scoring import grid
from scoring.engines import brought, collected, moment

PAIR = ">"  # between source and target in the name of a directed pair
# role -> the columns it reads, and the entity that a row counts for; sponsorship then goes from client to patron
_ENTITIES: dict[str, tuple[tuple[str, ...], nw.Expr]] = {
    "conduct": (("source",), nw.col("source")),
    "exposure": (("target",), nw.col("target")),
    "sponsorship": (("source",), nw.col("source")),
    "pair": (("source", "target"), nw.concat_str(nw.col("source"), nw.lit(PAIR), nw.col("target"))),
    "country": (("country",), nw.col("country")),
    "place": (("lat", "lon", "place_precision"), grid.cell()),
}
ROLES = tuple(_ENTITIES)
# What a less than day-precise date stands for: the seven days up to it (undated news is news of the past week, and none
# of it may lie after publication), or the calendar month or year that holds it
SPANS = {"week": 7, "month": "M", "year": "Y"}
_LINKS = ("client", "patron", "since", "until")
_OPEN = (pd.Timestamp("1678-01-01"), pd.Timestamp("2262-01-01"))  # since ever, until ever: the years that pandas holds
_DAY = nw.Datetime("us")


class CubeError(ValueError):
    """A cube that cannot be built; the message names what was found and what is allowed."""


def known_on(events: Any, day: pd.Timestamp | str) -> Any:
    """Events as known at the end of `day`: published by then; where no publication is known, dated by then."""
    frame = nw.from_native(events)
    known = nw.coalesce(nw.col("published").cast(_DAY), nw.col("date").cast(_DAY))
    return frame.filter(known < moment(pd.Timestamp(day).normalize() + pd.Timedelta(days=1), frame)).to_native()


def span(events: Any) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last day that the data cover, or None without any date.

    Text covers the days from its first to its last publication, whatever earlier acts it recalls; coded datasets cover
    the days of their events, as their publication is the date of a release.
    """
    published, date = nw.col("published").cast(_DAY), nw.col("date").cast(_DAY)
    covered = nw.coalesce(nw.when(nw.col("origin") == "extracted").then(published), date)
    frame = collected(nw.from_native(events).select(first=covered.min(), last=covered.max()))
    first, last = (pd.Timestamp(frame[name][0]) for name in ("first", "last"))
    return None if pd.isna(first) else (first.normalize(), last.normalize())


def undated(events: Any) -> int:
    """Number of realised events that no day, week, month or year is known for."""
    frame = nw.from_native(events).filter(nw.col("realis") == "realised", ~_dated())
    return len(collected(frame.select("event_id").unique()))


def _dated() -> nw.Expr:
    return ~nw.col("date").is_null() & (nw.col("date_precision") != "unknown")


def entities(events: Any, by: str, patrons: pd.DataFrame | None = None) -> Any:
    """Who each realised, dated event counts for: event_id, entity, date (midnight), share.

    `events` is any frame that narwhals reads (pandas, Polars, PyArrow, a DuckDB relation, a PySpark frame); the answer
    is of the same kind, and on a lazy engine the work waits there, but for the few spans that vague dates stand for. An
    event counts once for an entity and role, however many rows it has (on the earliest of its days, should they
    differ). Events known to the week (the seven days up to `date`), month or year are spread evenly over it: several
    rows whose shares sum to 1. `by` is one of ROLES; place is a cell of PRIO-GRID (see scoring.grid); sponsorship needs
    `patrons` (client, patron, since, until; null: open) and gives each patron what its clients did while the link held,
    one hop, without events in which the patron takes part itself.
    """
    if by not in ROLES:
        raise CubeError(f"by is {by!r}; allowed: {', '.join(ROLES)}")
    columns, entity = _ENTITIES[by]
    frame = nw.from_native(events).filter(nw.col("realis") == "realised", _dated())
    # numbers for what a date stands for: cheaper than words to group and join by
    vague = [(nw.col("date_precision") == word).cast(nw.Int64) * code for code, word in enumerate(SPANS, start=1)]
    frame = frame.select(
        nw.col("event_id").cast(nw.String),
        *(nw.col(column).cast(nw.Float64 if column in ("lat", "lon") else nw.String) for column in columns),
        date=nw.col("date").cast(_DAY).dt.truncate("1d").cast(_DAY),  # Spark truncates to a time with a zone
        vague=nw.sum_horizontal(*vague),
    )
    frame = frame.with_columns(entity=entity).select("event_id", "entity", "date", "vague")
    frame = frame.filter(~nw.col("entity").is_null())
    if by == "sponsorship":
        frame = _sponsored(frame, patrons)
    frame = frame.group_by("event_id", "entity").agg(nw.col("date", "vague").min())
    return nw.maybe_reset_index(_spread(frame)).to_native()


def _sponsored(acts: Any, patrons: pd.DataFrame | None) -> Any:
    if patrons is None:
        raise CubeError(f"sponsorship needs patrons: a frame with columns {', '.join(_LINKS)}")
    links = patrons[list(_LINKS)].astype({"client": "str", "patron": "str"})
    for bound, ever in zip(("since", "until"), _OPEN, strict=True):
        links[bound] = pd.to_datetime(links[bound]).fillna(ever).astype("datetime64[us]")
    linked = acts.rename({"entity": "client"}).join(brought(links, acts), on="client", how="inner")
    linked = linked.filter(nw.col("date") >= nw.col("since"), nw.col("date") <= nw.col("until"))
    linked = linked.select("event_id", "date", "vague", entity=nw.col("patron"))
    return linked.join(acts.select("event_id", "entity").unique(), on=["event_id", "entity"], how="anti")


def _spread(frame: Any) -> Any:
    precise = frame.filter(nw.col("vague") == 0).select("event_id", "entity", "date", share=nw.lit(1.0))
    vague = frame.filter(nw.col("vague") > 0)
    stated = collected(vague.select("date", "vague").unique()).to_pandas()
    if stated.empty:
        return precise
    days = brought(_calendar(stated), frame)
    vague = vague.rename({"date": "stated"}).join(days, on=["stated", "vague"], how="inner")
    return nw.concat([precise, vague.select("event_id", "entity", "date", "share")], how="vertical")


def _calendar(stated: pd.DataFrame) -> pd.DataFrame:
    """The days that vague dates stand for: stated, vague, date, share, one row a day."""
    frames, lengths = [], list(SPANS.values())
    for code, dates in stated.groupby("vague")["date"]:
        length, dates = lengths[code - 1], pd.DatetimeIndex(dates)
        if isinstance(length, int):
            first, last = dates - pd.Timedelta(days=length - 1), dates
        else:
            periods = dates.to_period(length)
            first, last = periods.start_time, periods.end_time.normalize()
        days = (last - first).days.to_numpy() + 1
        at = np.repeat(np.arange(len(dates)), days)
        after = np.arange(len(at)) - np.repeat(days.cumsum() - days, days)
        date = first[at] + pd.to_timedelta(after, unit="D")
        frames.append(pd.DataFrame({"stated": dates[at], "vague": code, "date": date, "share": 1.0 / days[at]}))
    kinds = {"stated": "datetime64[us]", "vague": "int64", "date": "datetime64[us]", "share": "float64"}
    return pd.concat(frames, ignore_index=True).astype(kinds)
