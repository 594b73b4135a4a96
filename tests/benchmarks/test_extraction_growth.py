"""Extraction takes time in proportion to the text: a ratio measured in one run, no absolute time."""

from __future__ import annotations

import time
from itertools import count

import pandas as pd
import pytest

from data.extraction import extract

PARAGRAPH = "French jets bombed a Taliban base near Kabul on Monday. Brazil condemned the strike. Talks go on.\n\n"
FEW, MANY = 50, 400
_NUMBERS = count()
SLACK = 3  # times the proportional growth: a quadratic step would show as MANY / FEW times it


def seconds(copies: int) -> float:
    """Time to extract one document of so many paragraphs."""
    text, day = PARAGRAPH * copies, pd.Timestamp("2021-06-29")
    number = next(_NUMBERS)  # a document of its own: what was read is kept
    frame = pd.DataFrame([{"document_id": number, "url": None, "title": None, "published": day, "text": text}])
    started = time.perf_counter()
    extract(frame)
    return time.perf_counter() - started


@pytest.mark.slow
def test_time_grows_linearly_with_length():
    seconds(FEW)
    ratio = sorted(seconds(MANY) / seconds(FEW) for _ in range(3))[1]
    print(f"{MANY} paragraphs take {ratio:.1f} times as long as {FEW} ({3 * MANY / seconds(MANY):,.0f} sentences/s)")
    assert ratio < SLACK * MANY / FEW
