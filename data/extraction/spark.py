"""Many articles on a Spark session: documents are read where they lie, reports of one event joined on the driver."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from data.events import COLUMNS
from data.extraction.frames import _each, _events, _fold

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_READ = "document_id string, reading binary"
_KINDS = {"text": "string", "number": "double", "date": "timestamp_ntz"}
SCHEMA = ", ".join(f"{column} {_KINDS[kind]}" for column, kind in COLUMNS.items())
_NEEDED = ("document_id", "published", "text")


class SparkError(ValueError):
    """Documents that cannot be read on a Spark session; the message names what was found and what is needed."""


def extract_on(documents: DataFrame) -> DataFrame:
    """The events of a Spark frame of documents (document_id, published, text), as a Spark frame in the schema.

    The same rows and ids as `extract` gives for the documents in the order of their ids, however they are partitioned:
    each is read on its executor (mapInPandas; Casus must be installed there), and only what was read, without the
    models' working memory, comes to the driver, as any two articles may report one event. The answer is on the same
    session, ready for `scoring.cube`; frames of Spark have no order. Raises SparkError on missing columns, and on
    `cast`, which only `extract` takes.
    """
    missing = [column for column in _NEEDED if column not in documents.columns]
    if missing or "cast" in documents.columns:
        raise SparkError(f"columns are {documents.columns}; needed: {', '.join(_NEEDED)}; not taken here: cast")
    rows = documents.select(*_NEEDED).mapInPandas(_read, _READ).collect()
    # written by `_read` on this session's own executors
    read = [pickle.loads(row["reading"]) for row in sorted(rows, key=lambda row: row["document_id"])]
    return documents.sparkSession.createDataFrame(_events(read, _fold(read)), SCHEMA)


def _read(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    for batch in batches:
        read = list(_each(batch, None, workers=1))
        readings = [pickle.dumps(document.light()) for document in read]
        yield pd.DataFrame({"document_id": [document.id for document in read], "reading": readings})
