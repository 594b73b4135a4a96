"""Documents that take for ever to be taken apart, or whoever does it over: ended from outside, and told nothing."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from data import confined, documents
from data.formats import DocumentError, apart
from data.sources import SourceError
from data.sources import apart as coded_apart
from tests.data.sources.test_contract import fixture

TEXT = "The officials said that the aircraft of the army had struck two of their depots near the border on Monday. "
SECONDS = 2  # of computing in these tests; without a limit each of these documents takes minutes


def pdf(objects: dict[int, bytes]) -> bytes:
    """A PDF of these objects, of which the first is its root."""
    out, offsets = written(objects)
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    out.writelines(b"%010d 00000 n \n" % offsets.get(number, 0) for number in range(1, size))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


def written(objects: dict[int, bytes]) -> tuple[io.BytesIO, dict[int, int]]:
    """A PDF up to its table of objects, and where each of them stands."""
    out, offsets = io.BytesIO(b"%PDF-1.7\n"), {}
    out.seek(0, io.SEEK_END)
    for number, content in objects.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    return out, offsets


def stream(content: bytes, entries: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (entries, len(packed)) + packed + b"\nendstream"


def packed_page(entries: bytes) -> bytes:
    """A PDF whose one page, object 3, stands in a packed stream of objects."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        4: stream(b"3 0 <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>" % entries, b"/Type/ObjStm/N 1/First 4"),
    }
    out, offsets = written(objects)
    start = out.tell()
    rows = [(0, 0, 0), (1, offsets[1], 0), (1, offsets[2], 0), (2, 4, 0), (1, offsets[4], 0), (1, start, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    out.write(b"5 0 obj\n" + stream(table, b"/Type/XRef/Size 6/W[1 4 2]/Root 1 0 R"))
    out.write(b"\nendobj\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def pages(content: bytes, count: int) -> bytes:
    """A PDF whose pages all hold one packed stream."""
    numbers = range(4, 4 + count)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R/Resources<<>>>>"
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
            3: stream(content, b""),
            **dict.fromkeys(numbers, page),
        }
    )


def page(body: str) -> bytes:
    return f"<html><body><article><p>{TEXT * 9}{body}".encode()


SLOW: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a stream of a million texts": ("a.pdf", lambda: pages(b"BT " + b"( )Tj " * (2 << 20) + b"ET", 1)),
    "thousands of pages of one stream": ("a.pdf", lambda: pages(b"0 0 m " * 20_000, 3_000)),
    "paragraphs without end": ("a.html", lambda: page("<p>a" * 450_000)),
    "links without end": ("a.html", lambda: page("<a href=x>y</a>" * 120_000)),
    "nested data": (
        "a.html", lambda: page("<script type='application/ld+json'>" + '[{"@type":' * 180_000 + "</script>"),
    ),
    "attributes without end": (
        "a.html", lambda: f"<html><body><p {' '.join(f'a{n}=1' for n in range(180_000))}>{TEXT * 9}".encode(),
    ),
    "parts without end": (
        "a.eml", lambda: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\na\r\n" * 180_000,
    ),
    "a subject of words without end": ("a.eml", lambda: b"Subject: " + b"a " * 900_000 + b"\r\n\r\n" + TEXT.encode()),
    "parameters without end": (
        "a.eml", lambda: b"Content-Type: text/plain; " + b"a=b; " * 380_000 + b"\r\n\r\n" + TEXT.encode(),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_a_document_that_takes_for_ever_is_given_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or, by a machine that is fast enough, read to its end, where it holds nothing to keep."""
    monkeypatch.setattr(apart, "SECONDS", SECONDS)
    file, make = SLOW[name]
    with pytest.raises(DocumentError, match=r"seconds or 1024 MB|damaged or cut off|holds no text"):
        documents.from_bytes(file, make())


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    with pytest.raises(DocumentError, match=r"a\.html takes more than 1 seconds or 1024 MB"):
        documents.from_bytes("a.html", page("<a href=x>y</a>" * 120_000))


def test_what_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 40 << 20)  # not even enough for the program itself
    with pytest.raises(DocumentError, match=r"a\.html takes more than 20 seconds or 40 MB"):
        documents.from_bytes("a.html", page("a" * 1_000_000))  # it is gone before it was given all of this


TELLING: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a warning with each of 5,000 long keys": (
        "a.pdf", lambda: packed_page((b"/" + b"A" * 4_000 + b" 0 ") * 5_000), "holds no text",
    ),
    "a title without end": (
        "a.eml", lambda: b"Subject: " + "é".encode() * 900_000 + b"\r\n\r\n" + TEXT.encode(), "made to harm",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_what_is_told_of_a_document_fills_no_memory_here(name: str) -> None:
    file, make, said = TELLING[name]
    content = make()
    assert len(content) <= documents.MAX_BYTES
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError, match=said):
            documents.from_bytes(file, content)
        assert tracemalloc.get_traced_memory()[1] < 4 * apart.MOST_ANSWER  # bytes, their last line, text
    finally:
        tracemalloc.stop()


def test_who_finds_no_place_is_told_so_and_gets_the_next_that_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_free", threading.BoundedSemaphore(1))
    monkeypatch.setattr(apart, "PATIENCE_SECONDS", 0.01)
    with confined.place(apart._free, 1), pytest.raises(DocumentError, match=r"a\.html was not read: others are"):
        documents.from_bytes("a.html", page(""))
    assert TEXT.strip() in documents.from_bytes("a.html", page(""))["text"][0]


ASKED = {
    "a document": lambda: documents.from_bytes("a.html", page("")),
    "a coded file": lambda: coded_apart.columns(fixture("ucdp"), coded_apart.patience_ends()),
}


@pytest.mark.parametrize("what", ASKED)
def test_who_takes_a_file_apart_is_told_no_secret_of_the_server(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = tmp_path / "python"
    teller.write_text(
        f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "
        "'import json, os; print(json.dumps({\"error\": json.dumps(dict(os.environ))}))'\n"
    )
    teller.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(teller))
    monkeypatch.setenv("CASUS_STORE", "postgresql+psycopg://casus:s3cret@127.0.0.1/casus")
    monkeypatch.setenv("PYTHONPATH", "/some/where")
    with pytest.raises((DocumentError, SourceError)) as told:
        ASKED[what]()
    given = json.loads(str(told.value))
    assert given["PYTHONPATH"] == "/some/where" and "s3cret" not in str(told.value)
    shells_own = {"PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"}
    assert set(given) <= {*confined.PASSED, *confined.PLAIN, *shells_own}


@pytest.mark.parametrize("said", ["[]", "5", "{}", '{"error": 5}', '{"text": 5}', '{"text": "", "x": 1}', "[" * 99_999])
def test_an_answer_that_is_none_is_told_as_one(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "said").write_text(said)
    liar = tmp_path / "python"
    liar.write_text(f"#!/bin/sh\ncat > /dev/null\ncat {shlex.quote(str(tmp_path / 'said'))}\n")
    liar.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(liar))
    with pytest.raises(DocumentError, match="made to harm"):
        documents.from_bytes("a.html", page(""))


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe cannot be waited for by the clock there")
def test_what_a_process_leaves_behind_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaver, left = tmp_path / "python", tmp_path / "left"
    leaver.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {shlex.quote(str(left))}\n")  # with its stdout
    leaver.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(leaver))
    monkeypatch.setattr(apart, "SECONDS", 0.1)
    with pytest.raises(DocumentError, match="far more than articles"):
        documents.from_bytes("a.html", page(""))
    process = int(left.read_text())
    assert _runs(process)  # nobody has waited for its end
    os.kill(process, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell no process that its parent has gone")
def test_a_process_ends_with_the_server_however_that_ends(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(
        "import os, time\n\ndef answer():\n    print(os.getpid(), flush=True)\n    time.sleep(60)\n"
    )
    asks = "from data import confined\nwith confined.process('sleeper', b'', 60, 1 << 30) as one:\n"
    asks += "    print(one.stdout.readline().decode(), flush=True)\n    one.wait()"
    paths = os.pathsep.join([str(confined._ROOT), str(tmp_path)])
    with subprocess.Popen(
        [sys.executable, "-c", asks], env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.PIPE
    ) as server:
        process = int(server.stdout.readline())
        assert _runs(process)
        server.kill()
    until = time.monotonic() + 10
    while _runs(process) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(process)


def _runs(process: int) -> bool:
    """Whether it is there, and no mere entry that nobody has asked for yet."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


DEEP = {
    "a.html": lambda: f"<html><body>{'<div>' * 100_000}<p>{TEXT * 9}".encode(),
    "b.html": lambda: f"<!DOCTYPE html [<!ENTITY a '{'ha' * 9}'><!ENTITY b '{'&a;' * 99}'>]><p>{'&b;' * 999}".encode(),
    "tree.pdf": lambda: pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"}),
    "list.pdf": lambda: pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"[" * 900_000 + b"]" * 900_000}),
    "a.eml": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 60_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_without_end_is_refused(name: str) -> None:
    with pytest.raises(DocumentError, match=name.replace(".", r"\.")):
        documents.from_bytes(name, DEEP[name]())
