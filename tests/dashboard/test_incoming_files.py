"""Files of coded events that a reader brings to the page Data: read in a process apart, within bounds."""

from __future__ import annotations

import io
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard import cache
from dashboard.cache import files
from data import confined
from data.sources import SourceError, apart, structured
from tests.data.test_bombs import workbook

MAPPING = (("date", "date"), ("type", "type"))
PATIENCE = 60.0  # seconds: a thread that has not come so far by then hangs
MOST_MEGABYTES = 150  # that the server itself may take for a file that opens into gigabytes


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file is gone from the folder of temporary files however its reading ends, and so is its process."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert not list(tmp_path.iterdir())
    assert apart._free._value == apart.AT_ONCE


def own_memory() -> int:
    """Megabytes that this process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def many_names() -> bytes:
    """A table that takes half a minute, as each of its names is another."""
    rows = (b"2031-05-01,ASSAULT,Group of the %d Brigade (X)\n" % number for number in range(600_000))
    return b"date,type,who\n" + b"".join(rows)


def long_texts() -> bytes:
    """50,000 texts of a megabyte each, in a hundred kilobytes."""
    out, codes = io.BytesIO(), pa.array([0] * 50_000, pa.int32())
    texts = pa.DictionaryArray.from_arrays(codes, pa.array(["a" * (1 << 20)]))
    pq.write_table(pa.table({"date": texts, "type": texts}), out)
    return out.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {"a.csv": many_names, "a.parquet": long_texts}


@pytest.mark.parametrize("name", BOMBS)
def test_what_takes_too_much_is_ended(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 3)
    monkeypatch.setattr(confined, "WAITING", 60)  # others may keep the processors meanwhile
    monkeypatch.setattr(apart, "MEMORY", 1 << 30)
    content = BOMBS[name]()
    before = own_memory()
    with pytest.raises(SourceError, match=rf"^{name} takes more than 3 seconds, 1,024 MB .* casus import FILE reads"):
        cache.incoming(name, content, MAPPING)
    assert own_memory() < before + MOST_MEGABYTES
    assert caplog.messages == ["a file was not read to its end"]


def test_a_page_reads_smaller_sheets_than_the_shell(tmp_path: Path) -> None:
    """Its reader waits: what the clock would end is refused as soon as it is counted."""
    corner = b'<row r="999999"><c r="T999999"/></row></sheetData>'
    content = workbook(lambda sheet: sheet.replace(b"</sheetData>", corner))
    for read in (cache.columns, cache.incoming):
        with pytest.raises(SourceError, match=r"^a\.xlsx holds .* allowed: 1,000,000 cells\. Save the sheet as CSV"):
            read("a.xlsx", content)
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    structured.measured(path)
    path.unlink()


def test_a_machine_that_is_busy_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"date,type\n2031-05-01,ASSAULT\n"
    with monkeypatch.context() as changed, confined.place(apart._free, 1), confined.place(apart._free, 1):
        changed.setattr(apart, "PATIENCE_SECONDS", 0.01)
        for read in (cache.columns, cache.incoming):
            with pytest.raises(SourceError, match=r"^busy\.csv was not read: others are bringing files now\. Try"):
                read("busy.csv", content)
    with monkeypatch.context() as changed:
        changed.setattr(confined, "WAITING", 0)
        with pytest.raises(SourceError, match=r"^busy\.csv was not read within 0 seconds: .* casus import FILE"):
            cache.columns("busy.csv", content)
    assert cache.columns("busy.csv", content) == ["date", "type"]


def test_who_waits_behind_another_with_the_same_file_waits_no_longer_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit lets the second in when the first is done: by then it has waited as long as anybody does."""
    asked, waited, released = threading.Semaphore(0), [], threading.Event()
    ends, place = apart.patience_ends, confined.place

    def ask() -> float:
        until = ends()
        asked.release()
        return until

    def wait(free: threading.BoundedSemaphore, patience: float) -> AbstractContextManager[None]:
        released.wait(PATIENCE)
        waited.append(patience)
        return place(free, patience)

    def bring() -> None:
        with pytest.raises(SourceError, match="others are bringing files now"):
            cache.columns("twice.csv", b"date,type\n2031-05-02,ASSAULT\n")

    with place(apart._free, 1), place(apart._free, 1), ThreadPoolExecutor() as pool:
        monkeypatch.setattr(apart, "PATIENCE_SECONDS", 0.01)
        monkeypatch.setattr(apart, "patience_ends", ask)
        monkeypatch.setattr(confined, "place", wait)
        tabs = [pool.submit(bring) for _ in range(2)]
        for _ in tabs:
            assert asked.acquire(timeout=PATIENCE)
        time.sleep(0.02)
        released.set()
        for tab in tabs:
            tab.result(PATIENCE)
    assert len(waited) == 2 and waited[1] == 0.0


@pytest.mark.parametrize("row", ["2031-05-01,ASSAULT\n", "2031-05-01,nothing known\n", "one cell\n"])
def test_a_page_holds_a_bounded_number_of_events_and_remarks(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = ("date,type\n" + row * 41).encode()
    monkeypatch.setattr(files, "MOST_ROWS", 40)
    with pytest.raises(SourceError, match=r"a\.csv has more than 40 events and remarks .* casus import FILE"):
        cache.incoming("a.csv", content, MAPPING)
    monkeypatch.setattr(files, "MOST_ROWS", 41)
    assert cache.incoming("b.csv", content, MAPPING)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("..", "upload"), ("", "upload"), ("a" * 300 + ".csv", "a" * 56 + ".csv"), ("\0b\ud800.csv", "b.csv"),
        ("../../c.csv", "c.csv"), ("\N{CAT FACE}" * 99, "\N{CAT FACE}" * 60),
    ],
)  # fmt: skip
def test_any_name_of_a_file_is_taken(name: str, told: str) -> None:
    with files._as_file(name, b"x") as path:
        assert path.name == told and path.read_bytes() == b"x"


def test_a_file_that_is_refused_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    process = confined.process
    monkeypatch.setattr(confined, "process", lambda *given: begun.append(given) or process(*given))
    for _ in range(2):
        with pytest.raises(SourceError, match=r"^refused\.csv is of no provider"):
            cache.incoming("refused.csv", b"neither,nor\n1,2\n")
    assert len(begun) == 1
