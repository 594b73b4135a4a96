"""Files of coded events that a reader brings to the page Data."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from dashboard import cache
from dashboard.cache import files
from data import sources
from data.sources import recognise

MAPPING = (("date", "date"), ("type", "type"))


def test_a_page_reads_smaller_sheets_than_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server cannot end what reads a sheet; the shell's user can. Text and Parquet are no such work."""
    frame = pd.DataFrame({"date": ["2031-05-01"] * 40, "type": ["ASSAULT"] * 40})
    sheet, text = io.BytesIO(), frame.to_csv(index=False).encode()
    frame.to_excel(sheet, index=False)
    (tmp_path / "a.xlsx").write_bytes(sheet.getvalue())
    monkeypatch.setattr(files, "MOST_CELLS", 60)
    for read in (lambda: cache.columns("a.xlsx", sheet.getvalue()), lambda: cache.incoming("a.xlsx", sheet.getvalue())):
        with pytest.raises(sources.SourceError, match=r"a\.xlsx holds .*; allowed: 60 cells\. Save the sheet as CSV"):
            read()
    assert len(cache.incoming("a.csv", text, MAPPING).events) == 40
    assert len(sources.table.read(tmp_path / "a.xlsx", dict(MAPPING))[0]) == 40
    monkeypatch.undo()
    assert len(cache.incoming("a.xlsx", sheet.getvalue(), MAPPING).events) == 40


@pytest.mark.parametrize("row", ["2031-05-01,ASSAULT\n", "2031-05-01,nothing known\n", "one cell\n"])
def test_a_page_holds_a_bounded_number_of_events_and_remarks(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = ("date,type\n" + row * 41).encode()
    monkeypatch.setattr(files, "MOST_ROWS", 40)
    with pytest.raises(sources.SourceError, match=r"a\.csv has more than 40 events and remarks .* casus import FILE"):
        cache.incoming("a.csv", content, MAPPING)
    monkeypatch.setattr(files, "MOST_ROWS", 41)
    assert cache.incoming("b.csv", content, MAPPING)


def test_a_file_that_is_refused_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    monkeypatch.setattr(sources, "recognise", lambda path: looked.append(path) or recognise(path))
    for _ in range(2):
        with pytest.raises(sources.SourceError, match=r"^refused\.csv "):
            cache.incoming("refused.csv", b"neither,nor\n1,2\n")
    assert len(looked) == 1
