"""Files that are small and open into far too much: given up in a sentence, before they fill memory or disk."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io

from data import archive, sources
from data.database import StoreError
from data.formats import DocumentError, feed
from data.sources import SourceError, delimited, files, structured, table
from data.store import Store
from scoring import model_file
from scoring.classifier import ModelError
from tests.data.sources.test_contract import fixture
from tests.data.test_archive import filled, rewritten

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


UTF_32 = '<?xml version="1.0" encoding="UTF-32"?>'
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
    "an encoding that only other parsers read": (
        lambda: workbook(
            lambda styles: (UTF_32 + styles.decode().rpartition("?>")[2]).encode("utf-32"),
            "xl/styles.xml",
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
    "one sheet many times": (
        lambda: workbook(lambda book: re.sub(b"<sheet .*?/>", lambda one: one[0] * 20, book), "xl/workbook.xml"),
        "20 sheets, which have to be gone through to their end",
    ),
}


@pytest.mark.parametrize("name", SLOW_BOOKS)
def test_a_workbook_that_takes_too_long_is_counted_up_to_what_is_allowed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, said = SLOW_BOOKS[name]
    (tmp_path / "a.xlsx").write_bytes(make())
    monkeypatch.setattr(structured, "MOST_CELLS", 500)
    with pytest.raises(SourceError, match=rf"a\.xlsx holds {said}; allowed: 500 cells\. Save the sheet as CSV"):
        structured.measured(tmp_path / "a.xlsx")
    monkeypatch.setattr(structured, "MOST_CELLS", 30_000)
    structured.measured(tmp_path / "a.xlsx")


def test_a_workbook_that_was_written_since_is_counted_again(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(bytes))
    structured.measured(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").write_bytes(BOOKS["a row far below"][0]())
    with pytest.raises(SourceError, match="999,999,999 rows"):
        structured.measured(tmp_path / "a.xlsx")


def test_a_file_of_broken_records_alone_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_BROKEN", 100)
    path, mapping = tmp_path / "a.csv", {"date": "date", "type": "type"}
    path.write_bytes(b"date,type\n2021-06-27,ASSAULT\n" + b"one cell\n" * 90)
    assert len(table.read(path, mapping)[0]) == 1
    path.write_bytes(b"date,type\n2021-06-27,ASSAULT\n" + b"one cell\n" * 110)
    with pytest.raises(SourceError, match="cannot be read as text"):
        table.read(path, mapping)


def test_records_that_each_name_something_else_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    named = [{"date": "2021-06-27", "type": "ASSAULT", f"n{number}": "1"} for number in range(1100)]
    path.write_text(json.dumps(named))
    with pytest.raises(SourceError, match="1,100 records that name 1,102 things"):
        table.read(path, {"date": "date", "type": "type"})
    path.write_text(json.dumps(named[:900]))
    assert len(table.read(path, {"date": "date", "type": "type"})[0]) == 900


def test_parquet_of_nearly_nothing_is_refused(tmp_path: Path) -> None:
    path, nothing = tmp_path / "a.parquet", pd.Series([None] * 60_000, dtype="str")
    pd.DataFrame({"date": nothing} | {f"n{number}": nothing for number in range(20)}).to_parquet(path)
    with pytest.raises(SourceError, match=r"^a\.parquet has 60,000 records of 21 columns"):
        table.read(path, {"date": "date", "type": "=ASSAULT"})


def test_json_of_nearly_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structured, "MOST_VALUES", 100)
    path, mapping = tmp_path / "a.json", {"date": "date", "type": "=ASSAULT"}
    for value, apart in ((b"{}", b","), (b"[]", b","), (b"1", b","), (b"{}", b"\n"), (b"11", b"\n")):
        path.write_bytes(b"[" + apart.join([value] * 110) + b"]")
        with pytest.raises(SourceError, match="holds more than 100 values"):
            table.read(path, mapping)


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
