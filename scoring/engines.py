"""What the engines that narwhals reads differ in: how a small table gets there, and how an answer comes back."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

_VIEW = "casus_small"  # how a DuckDB query names the relation whose connection it runs on; nothing stays under the name
_ISO = "%Y-%m-%d %H:%M:%S"  # Spark would read a time of ours in its own zone, and move the day


def brought(small: pd.DataFrame, frame: nw.DataFrame | nw.LazyFrame) -> nw.DataFrame | nw.LazyFrame:
    """`small` on the engine that holds `frame`, to be joined with it; text and times have the same kind everywhere."""
    engine, native = frame.implementation, frame.to_native()
    times = [name for name in small if small[name].dtype.kind == "M"]
    texts = [name for name in small if not pd.api.types.is_numeric_dtype(small[name]) and name not in times]
    if engine.is_duckdb():
        # on the connection of `frame`: relations of two connections cannot be joined
        there: Any = nw.from_native(native.query(_VIEW, "select * from small"))
    elif engine.is_pyspark():
        written = small.assign(**{name: small[name].dt.strftime(_ISO) for name in times})
        there = nw.from_native(written).lazy(engine, session=native.sparkSession)
    elif isinstance(frame, nw.LazyFrame):
        there = nw.from_native(small).lazy(engine)
    else:
        there = nw.from_dict({name: small[name].to_list() for name in small}, backend=engine)
    return there.with_columns(nw.col(*texts).cast(nw.String), nw.col(*times).cast(nw.Datetime("us")))


def moment(time: pd.Timestamp, frame: nw.DataFrame | nw.LazyFrame) -> nw.Expr:
    """`time`, to compare times without a zone with on the engine that holds `frame`."""
    if frame.implementation.is_pyspark():
        return nw.lit(time.strftime(_ISO)).cast(nw.Datetime("us"))
    return nw.lit(time.to_pydatetime())


def collected(frame: nw.DataFrame | nw.LazyFrame) -> nw.DataFrame:
    """The rows of `frame` in memory: the one place where an engine is asked to work."""
    return frame.collect(backend="pyarrow") if isinstance(frame, nw.LazyFrame) else frame
