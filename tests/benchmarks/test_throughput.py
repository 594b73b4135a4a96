"""How many sentences a second are read in full, by one process and by two: printed with -s, compared in one run."""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import pandas as pd
import pytest

import data
from data.extraction import BATCH, extract
from data.extraction.sentences import split

ONE_AND_TWO = (1, 2)
LOAD = (
    "import time; start = time.perf_counter(); from data.extraction import acts; "
    "acts.models(); print(time.perf_counter() - start)"
)


def articles(count: int) -> pd.DataFrame:
    """The bundled dispatches as often as needed, each with an id of its own."""
    dispatches = data.documents_of(data.available()[0])
    copies = -(-count // len(dispatches))
    frame = pd.concat([dispatches] * copies, ignore_index=True).head(count)
    return frame.assign(document_id=[f"{identity}-{row}" for row, identity in enumerate(frame["document_id"])])


@pytest.mark.slow
def test_two_processes_read_the_same_events_and_the_figures_are_printed() -> None:
    documents = articles(BATCH)
    sentences = sum(len(split(text)) for text in documents["text"])
    extract(documents.head(1))  # the models and tables are loaded once
    read, seconds = [], []
    for workers in ONE_AND_TWO:
        start = time.perf_counter()
        read.append(extract(documents, workers=workers))
        seconds.append(time.perf_counter() - start)
    pd.testing.assert_frame_equal(*read)
    loading = float(subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rates = ", ".join(f"{sentences / s:,.0f} with {n}" for n, s in zip(ONE_AND_TWO, seconds, strict=True))
    print(f"{sentences} sentences; sentences/s: {rates}; models loaded in {loading:.2f} s; {megabytes:.0f} MB at most")
    assert len(read[0]) > len(documents)
