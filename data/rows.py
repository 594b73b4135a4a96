"""Whole tables in and out of the store, fast: columns as Arrow arrays instead of one Python object a cell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import sqlalchemy as sa

CHUNK = 50_000  # rows held as Python objects at a time: about 100 MB of events
MOST_NAME = 200  # characters of what is looked up by: an index of PostgreSQL takes two of them at four bytes each

# PostgreSQL takes no U+0000 in text, and no database half of a surrogate pair
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INSTEAD = "\ufffd"
_ARROW: dict[type, pa.DataType] = {
    sa.Text: pa.large_string(), sa.Double: pa.float64(), sa.BigInteger: pa.int64(), sa.Boolean: pa.bool_(),
}  # fmt: skip


def plain(text: str | None) -> str | None:
    """`text` with the replacement character U+FFFD for what no database stores: U+0000 and lone surrogates."""
    return _UNSTORABLE.sub(_INSTEAD, text) if isinstance(text, str) else text


def cleaned(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with `plain` text in every column."""
    changed: dict[str, pd.Series] = {}
    for name, column in frame.items():
        if column.dtype == object:
            changed[name] = column.map(plain)
        elif column.dtype == "str" and column.str.contains("\0", regex=False, na=False).any():
            changed[name] = column.str.replace("\0", _INSTEAD, regex=False)
    return frame.assign(**changed) if changed else frame


def schema(table: sa.Table) -> pa.Schema:
    """The columns of a table of the store as Arrow types."""
    kinds = {column.name: type(column.type) for column in table.columns}
    return pa.schema([(name, _ARROW[kind]) for name, kind in kinds.items()])


def arrow(frame: pd.DataFrame, table: sa.Table, **constants: Any) -> pa.Table:
    """The columns of a frame as a table of the store has them, days as ISO 8601 text, with constants added."""
    types = schema(table)
    columns = {str(name): _array(column, types.field(name).type) for name, column in frame.items()}
    for name, value in constants.items():
        columns[name] = pa.repeat(pa.scalar(value, types.field(name).type), len(frame))
    return pa.table(columns)


def append(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    """Add rows to a table; columns that `rows` lacks take their default."""
    # a column without a value costs as much as one with: left out, it is null all the same
    filled = rows.select([name for name in rows.column_names if rows[name].null_count < rows.num_rows])
    if filled.num_rows:
        _APPEND[connection.dialect.name](connection, table, filled)


def batches(connection: sa.Connection, query: sa.Select) -> Iterator[pa.Table]:
    """The answer of a query, CHUNK rows at a time, in the order and with the columns asked for."""
    types = pa.schema([(column.name, _ARROW[type(column.type)]) for column in query.selected_columns])
    result = connection.execute(query, execution_options={"yield_per": CHUNK})
    for rows in result.partitions(CHUNK):
        values = zip(*rows, strict=True)
        yield pa.table([pa.array(v, field.type) for v, field in zip(values, types, strict=True)], schema=types)


def table_of(connection: sa.Connection | None, query: sa.Select) -> pa.Table:
    """The whole answer of a query; none of it without a connection."""
    types = pa.schema([(column.name, _ARROW[type(column.type)]) for column in query.selected_columns])
    return pa.concat_tables([types.empty_table(), *(batches(connection, query) if connection is not None else ())])


def frame_of(rows: pa.Table, days: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows as a frame: text as str, numbers as float64, ISO 8601 text of the columns `days` as datetime64."""
    for name in days:
        where = rows.column_names.index(name)
        rows = rows.set_column(where, name, pc.cast(rows[name], pa.timestamp("us")))
    return rows.to_pandas(split_blocks=True, self_destruct=True)  # the caller lets go of `rows`


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if column.dtype.kind != "M":
        return pa.array(column, kind, from_pandas=True)
    codes, days = pd.factorize(column)  # few days, many rows
    words = pa.array([day.isoformat() for day in days], kind)
    return words.take(pa.array(codes, mask=codes < 0))


def _by_rows(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    insert = sa.insert(table).compile(dialect=connection.dialect, column_keys=rows.column_names)
    for batch in rows.to_batches(CHUNK):
        columns = [batch.column(name).to_pylist() for name in insert.positiontup]
        connection.exec_driver_sql(str(insert), list(zip(*columns, strict=True)))


def _by_copy(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in rows.column_names)
    # every value in quotes, so that null is not the empty text
    form = pa.csv.WriteOptions(include_header=False, quoting_style="all_valid")
    into = f"COPY {quote(table.name)} ({names}) FROM STDIN (FORMAT csv)"
    errors = connection.dialect.loaded_dbapi.Error
    try:
        with connection.connection.driver_connection.cursor() as cursor, cursor.copy(into) as copy:
            for batch in rows.to_batches(CHUNK):
                written = io.BytesIO()
                pa.csv.write_csv(batch, written, form)
                copy.write(written.getbuffer())
    except errors as error:  # SQLAlchemy knows nothing of COPY, nor of its failures
        raise sa.exc.DBAPIError.instance(into, None, error, errors, hide_parameters=True) from error


_APPEND: dict[str, Callable[[sa.Connection, sa.Table, pa.Table], None]] = {
    "sqlite": _by_rows,
    "postgresql": _by_copy,
}
