"""`casus import` of a large file, killed in the middle and started again as its user would."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.store import Store

ROWS = 54_000  # more than one chunk of `data.sources.reading.ROWS`
SECONDS = (0.0, 0.3, 1.0)  # after the first chunk: the other one takes a part of a second
HEAD = "date,source,target,type,killed_best\n"
CASUS = [sys.executable, "-m", "dashboard.cli"]
COMMAND = [*CASUS, "import", "large.csv", "--source", "table", "--dataset", "large", "--replace"]
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_an_import_from_the_shell_that_is_killed_leaves_nothing_and_runs_again(location, tmp_path):
    lines = [f"2021-{1 + n % 12:02d}-{1 + n % 28:02d},Varenia,Front {n},ASSAULT,{n % 9}\n" for n in range(ROWS)]
    (tmp_path / "large.csv").write_text(HEAD + "".join(lines))
    environment = os.environ | {"CASUS_STORE": location, "PYTHONPATH": str(ROOT)}
    store, unfinished = Store(location), 0
    store.save_view("before", "n=1")
    for seconds in SECONDS:
        with subprocess.Popen(COMMAND, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
            assert process.stderr.read(7) == b"\rcasus:"  # the bar: rows are in, and none is confirmed
            time.sleep(seconds)
            process.kill()
        assert [one.added for one in store.imports()] in ([], [ROWS])
        assert len(store.events("large")) == (ROWS if store.imports() else 0)
        assert store.views()["name"].tolist() == ["before"]
        unfinished += not store.imports()
    assert unfinished
    done = subprocess.run(COMMAND, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [one.added for one in store.imports()] == [ROWS] and len(store.events("large")) == ROWS
