"""How fast coded records become events, and in how much memory: printed with -s; growth and memory are bounded.

The aim is 100,000 GDELT-shaped rows a second of processor time on one core; no time is asserted, as machines differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.sources import gdelt
from tests.benchmarks.gdelt_rows import write

FEW, MANY = 100_000, 200_000
GROWTH = 2.6  # times the time for twice the rows: 2 is linear, 4 square, and a shared machine is not exact
ROWS, MEGABYTES = 1_000_000, 512
ROOT = Path(__file__).parents[2]
# In a process that does nothing else. Its peak is that of its own memory (VmHWM): what getrusage tells begins with the
# peak of the process that started it.
STREAM = """
import re, sys
from pathlib import Path
from data.sources import gdelt
count = sum(len(events) for events, _ in gdelt.stream(sys.argv[1]))
print(count, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def seconds(path: Path) -> float:
    """Processor time, on one core, from the file to validated events."""
    started = time.process_time()
    for _ in gdelt.stream(path):
        pass
    return time.process_time() - started


@pytest.mark.benchmark
def test_time_grows_linearly_with_rows(tmp_path):
    few, many = tmp_path / "few.CSV", tmp_path / "many.CSV"
    write(few, FEW)
    write(many, MANY)
    seconds(few)  # tables and the gazetteer are loaded once
    taken = sorted((seconds(many) / seconds(few), MANY / seconds(many)) for _ in range(3))
    ratio, rate = taken[1]
    print(f"{MANY:,} rows take {ratio:.2f} times as long as {FEW:,}; {rate:,.0f} rows/s from file to validated events")
    assert ratio < GROWTH


@pytest.mark.benchmark
def test_a_million_rows_stream_in_bounded_memory(tmp_path):
    path = tmp_path / "million.CSV"
    write(path, ROWS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", STREAM, str(path)]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    count, megabytes = map(int, done.stdout.split())
    print(f"{count:,} rows streamed in {time.perf_counter() - started:.1f} s, at most {megabytes} MB resident")
    assert count == ROWS
    assert megabytes < MEGABYTES
