"""Files that are small and open into far too much: given up in a sentence, before they fill memory or disk."""

from __future__ import annotations

import gzip
import io
import json
import re
import shlex
import struct
import sys
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io

from data import archive, documents, sources
from data.database import StoreError
from data.formats import DocumentError, apart, feed
from data.sources import SourceError, files, structured, table
from data.store import Store
from scoring import model_file
from scoring.classifier import ModelError
from tests.data.sources.test_contract import fixture
from tests.data.test_archive import filled, rewritten

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
    with apart._place("b.html"), pytest.raises(DocumentError, match=r"a\.html was not read: others are reading"):
        documents.from_bytes("a.html", page(""))
    assert TEXT.strip() in documents.from_bytes("a.html", page(""))["text"][0]


def test_who_takes_a_document_apart_is_told_no_secret_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    with pytest.raises(DocumentError) as told:
        documents.from_bytes("a.html", page(""))
    given = json.loads(str(told.value))
    assert given["PYTHONPATH"] == "/some/where" and "s3cret" not in str(told.value)
    assert set(given) <= {*apart._PASSED, "PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"}  # the latter are the shell's own


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


ENTITIES = {
    "billion laughs": "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)),
    "quadratic": f"<!ENTITY a9 '{'a' * 50_000}'>",
    "a file": '<!ENTITY a9 SYSTEM "file:///etc/passwd">',
    "an address": '<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;',
}


@pytest.mark.parametrize("name", ENTITIES)
def test_a_feed_that_declares_entities_is_refused(name: str) -> None:
    content = f"<!DOCTYPE rss [<!ENTITY a0 'ha'>{ENTITIES[name]}]><rss>{'&a9;' * 9}</rss>"
    with pytest.raises(DocumentError, match="declares a document type"):
        feed.items("https://example.org/feed", content.encode())


def test_an_item_whose_link_is_no_address_is_passed_over() -> None:
    content = b"<rss><item><link>http://[</link></item><item><link>/a</link></item></rss>"
    assert [one.url for one in feed.items("https://example.org/feed", content)] == ["https://example.org/a"]


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """A zip whose first member says that it is encrypted."""
    out = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.index(mark) + offset] |= 1
    return bytes(out)


def otherwise_packed(content: bytes) -> bytes:
    """A zip whose first member says that it is packed in a way nobody knows."""
    out = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        out[out.index(mark) + offset] = 99
    return bytes(out)


ROWS = b"event_id,date\n" + b"a,2021-06-27\n" * 200_000
PACKED: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip": (lambda: gzip.compress(ROWS), "unpacks to more than 100 times"),
    "zip": (lambda: zipped([("a.csv", ROWS)]), "unpacks to more than 100 times"),
    "zip in zip": (lambda: zipped([("a.zip", zipped([("a.csv", ROWS)]))]), "holds none of"),
    "locked": (lambda: locked(zipped([("a.csv", b"a,b\n1,2\n")])), "damaged"),
    "packed otherwise": (lambda: otherwise_packed(zipped([("a.csv", b"a,b\n1,2\n")])), "damaged"),
    "nothing": (lambda: zipped([]), "damaged|no text"),
    "names only": (lambda: zipped([("../../a.exe", b"x"), ("/etc/passwd", b"x")]), "holds none of"),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_file_that_unpacks_to_too_much_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FREE_BYTES", 1000)
    make, said = PACKED[name]
    path = tmp_path / "a.zip"
    path.write_bytes(make())
    with pytest.raises(SourceError, match=said):
        table.read(path, {"date": "date", "type": "=ASSAULT"})
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x.csv", "/etc/x.csv", "..\\x.csv", "a/../../x.csv", "CON.csv"])
def test_names_in_an_archive_lead_nowhere(name: str, tmp_path: Path) -> None:
    """The first data file is read where it stands; of two with one name, the first."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.warns(UserWarning, match="Duplicate name"):
        (folder / "a.zip").write_bytes(zipped([(name, fixture("ucdp").read_bytes()), (name, b"other")]))
    assert len(sources.read(folder / "a.zip")[0])
    assert [one.name for one in tmp_path.rglob("*")] == ["folder", "a.zip"]


def workbook(changed: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"date": ["2021-06-27"], "type": ["ASSAULT"]}).to_excel(out, index=False)
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = changed(members[part])
    return zipped(list(members.items()))


BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a row far below": (
        lambda: workbook(lambda sheet: sheet.replace(b'<row r="2"', b'<row r="999999999"')),
        "999,999,999 rows",
    ),
    "a cell in the last corner": (
        lambda: workbook(lambda sheet: sheet.replace(b'r="B2"', b'r="XFD1048576"')), "16,384 columns",
    ),
    "broken XML": (lambda: workbook(lambda sheet: sheet[:-20]), "cannot be read as an Excel file"),
    "empty XML": (lambda: workbook(lambda _: b"", "xl/workbook.xml"), "cannot be read as an Excel file"),
    "entities": (
        lambda: workbook(
            lambda sheet: b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]>" % ENTITIES["billion laughs"].encode()
            + sheet.replace(b"<sheetData>", b"<sheetData>&a9;")
        ),
        "cannot be read as an Excel file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_that_opens_into_too_much_is_refused(name: str, tmp_path: Path) -> None:
    make, said = BOOKS[name]
    (tmp_path / "a.xlsx").write_bytes(make())
    with pytest.raises(SourceError, match=said):
        sources.read(tmp_path / "a.xlsx")


def _of_rows(row: bytes) -> bytes:
    """A workbook with 3,000 times this row."""
    return workbook(lambda sheet: re.sub(b"<row.*</row>", row * 3_000, sheet, flags=re.DOTALL))


SLOW_BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "many rows": (lambda: _of_rows(b"<row><c><v>1</v></c></row>"), "a sheet of at least 501 rows and 1 columns"),
    "many cells": (lambda: _of_rows(b"<row>%s</row>" % (b"<c/>" * 9)), "a sheet of at least 56 rows and 9 columns"),
    "what is in no cell": (lambda: _of_rows(b"<a/>"), "more than 2,500 cells, texts, styles and the like"),
    "texts": (
        lambda: workbook(lambda _: b"<sst>%s</sst>" % (b"<si><t/></si>" * 3_000), "xl/styles.xml"),
        "more than 2,500 cells, texts, styles and the like",
    ),
}


@pytest.mark.parametrize("name", SLOW_BOOKS)
def test_a_workbook_that_takes_too_long_is_counted_up_to_what_is_allowed(name: str, tmp_path: Path) -> None:
    make, said = SLOW_BOOKS[name]
    (tmp_path / "a.xlsx").write_bytes(make())
    with pytest.raises(SourceError, match=rf"a\.xlsx holds {said}; allowed: 500 cells\. Save the sheet as CSV"):
        structured.measured(tmp_path / "a.xlsx", 500)
    structured.measured(tmp_path / "a.xlsx", 30_000)


def test_more_than_can_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structured, "MOST_SHEET", 1000)
    monkeypatch.setattr(structured, "MOST_JSON", 1000)
    (tmp_path / "a.xlsx").write_bytes(workbook(bytes))
    (tmp_path / "a.json").write_bytes(b"[" + b'{"a": 1},' * 200 + b"{}]")
    for name, said in (("a.xlsx", "unpacks to more than"), ("a.json", "of JSON")):
        with pytest.raises(SourceError, match=said):
            sources.read(tmp_path / name)
    (tmp_path / "deep.json").write_bytes(b"[" * 900)
    monkeypatch.undo()
    (tmp_path / "deep.json").write_bytes(b"[" * 100_000)
    with pytest.raises(SourceError, match="not valid JSON"):
        sources.read(tmp_path / "deep.json")


def test_an_archive_of_a_store_that_is_packed_again_is_refused(tmp_path: Path) -> None:
    archive.backup(filled(str(tmp_path / "first.sqlite")), tmp_path / "a.casus")
    with zipfile.ZipFile(tmp_path / "a.casus") as whole:
        members = [(name, whole.read(name)) for name in whole.namelist()]
    (tmp_path / "packed.casus").write_bytes(zipped(members))
    with pytest.raises(StoreError, match=r"is packed, as no backup of casus"):
        archive.restore(Store(tmp_path / "second.sqlite"), tmp_path / "packed.casus")
    rewritten(tmp_path / "a.casus", **{"manifest.json": b" " * 2_000_000 + dict(members)["manifest.json"]})
    assert not archive.is_archive(tmp_path / "a.casus")


POISONED: dict[str, Callable[[Path], object]] = {
    "a bomb": lambda path: path.write_bytes(zipped([("schema.json", b"{}"), ("a.npy", bytes(3_000_000))])),
    "an array beyond all memory": lambda path: path.write_bytes(
        zipped([("schema.json", _SCHEMA), ("a.npy", _claiming(1 << 50))])
    ),
    "an array of objects": lambda path: path.write_bytes(zipped([("schema.json", _SCHEMA), ("a.npy", _OBJECTS)])),
    "another type": lambda path: skops.io.dump({"weights": {1, 2}}, path),
    "locked": lambda path: path.write_bytes(locked(zipped([("schema.json", b"{}")]))),
    "nested": lambda path: path.write_bytes(zipped([("schema.json", b"[" * 100_000)])),
}
_SCHEMA = (
    b'{"__module__": "numpy", "__class__": "ndarray", "__loader__": "NdArrayNode", "type": "numpy", "file": "a.npy"}'
)


def _claiming(length: int) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "<f8", "fortran_order": False, "shape": (length,)})
    return out.getvalue()


def _objects() -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([print], dtype=object))
    return out.getvalue()


_OBJECTS = _objects()


@pytest.mark.parametrize("name", POISONED)
def test_a_poisoned_model_file_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_file, "_MOST_BYTES", 1_000_000)
    POISONED[name](tmp_path / "m.skops")
    with pytest.raises(ModelError, match=r"^m\.skops "):
        model_file.read(tmp_path / "m.skops")
