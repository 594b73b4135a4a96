"""The cube and the extraction on one Spark session: the numbers of pandas, the events of one process."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pandas as pd
import pytest

import data
from data.events import COLUMNS, validate
from data.extraction import extract
from scoring import cube
from scoring.indicators import measure
from tests.engines import need
from tests.scoring.varied import PATRONS, ROLES, same, varied

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),  # one session, in one worker
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),  # what is used here is tested here
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]

ROOT = str(Path(__file__).parents[1])
OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.session.timeZone": "Asia/Kolkata",  # days must not move with the zone of the cluster
}


@pytest.fixture(scope="module")
def spark() -> Generator:
    need("pyspark", programs=("java",))
    from pyspark.sql import SparkSession

    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    patch.setenv("PYTHONPATH", os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")]))
    builder = SparkSession.builder.master("local[2]").appName("casus tests")
    for name, value in OPTIONS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    patch.undo()


@pytest.fixture(scope="module")
def frames(spark, tmp_path_factory) -> tuple:
    """Events and their measures in pandas, and as Spark frames over Parquet files."""
    events = varied(120)
    measures = measure(events)
    folder = tmp_path_factory.mktemp("files")
    events.to_parquet(folder / "events.parquet", index=False)
    measures.reset_index().to_parquet(folder / "measures.parquet", index=False)
    read = [spark.read.parquet(str(folder / f"{name}.parquet")) for name in ("events", "measures")]
    return events, measures, *read


@pytest.mark.parametrize("by", ROLES)
def test_spark_gives_the_numbers_of_pandas(frames, by):
    events, measures, spark_events, spark_measures = frames
    ours = cube.of(events, measures, by, PATRONS)
    assert len(ours.entities) > 1 and ours.values.any()
    same(ours, cube.of(spark_events, spark_measures, by, PATRONS))


def test_frames_made_from_pandas_are_read_too(spark, frames):
    events, measures = frames[:2]
    made = [spark.createDataFrame(frame) for frame in (events, measures.reset_index())]
    bounds = {"start": "2020-01-20", "end": "2020-03-10"}
    known = cube.known_on(events, "2020-03-01")
    same(cube.of(known, measures, **bounds), cube.of(cube.known_on(made[0], "2020-03-01"), made[1], **bounds))


def test_articles_read_on_spark_give_the_same_events(spark):
    from data.extraction.spark import extract_on

    dispatches = data.documents_of(data.available()[0]).head(30)
    twin = dispatches.iloc[[3]].assign(document_id="zz-the-same-told-again")
    documents = pd.concat([dispatches, twin], ignore_index=True)
    expected = extract(documents.sort_values("document_id"))
    assert expected["reports"].max() > 1  # an event that two documents report is one on Spark, too
    shuffled = documents[["document_id", "published", "text"]].sample(frac=1, random_state=0)
    shuffled = spark.createDataFrame(shuffled, "document_id string, published timestamp_ntz, text string")
    found = validate(extract_on(shuffled.repartition(3)).toPandas())
    order = ["event_id", "source", "target"]
    found, expected = (frame.sort_values(order, ignore_index=True) for frame in (found, expected))
    pd.testing.assert_frame_equal(found, expected)
    assert list(found) == list(COLUMNS)


def test_documents_without_text_are_refused(spark):
    from data.extraction.spark import SparkError, extract_on

    with pytest.raises(SparkError, match="needed: document_id, published, text"):
        extract_on(spark.createDataFrame([("a",)], "document_id string"))
