"""Files become frames of text: nothing is turned into a number, and what is broken is told with its line."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import delimited, reading, structured
from tests.fuzzing import examples


def chunk(tmp_path: Path, content: bytes | str, **options: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    path = tmp_path / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    ((frame, rejects),) = reading.chunks(path, **options)
    return frame, rejects


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n010,1.0\n", [(2, "010", "1.0")]),
        ("a;b\n010;x,y\n", [(2, "010", "x,y")]),
        ('a\tb\n010\t"x\n', [(2, "010", '"x')]),  # quotation marks are text between tabs
        ('a,b\n"x, ""y""",z\n', [(2, 'x, "y"', "z")]),
        ('a,b\n"two\nlines",z\n1,2\n', [(2, "two\nlines", "z"), (3, "1", "2")]),  # lines count records
        ("\ufeffa,b\n1,2\n", [(2, "1", "2")]),
        ("a,b\r\n1,2\r\n\r\n\r\n", [(2, "1", "2")]),
        ("\na,b\n1,2\n", [(3, "1", "2")]),
        ("a,b\n1,2\n\n3,4\n", [(2, "1", "2"), (4, "3", "4")]),
        ("a,b\nNA,null\n", [(2, "NA", "null")]),  # words, until a provider says otherwise
        ("a,b\n,2\n", [(2, None, "2")]),
        ('[{"a": 1.50, "b": "x"}, {"a": null, "b": true}]', [(1, "1.50", "x"), (2, None, "true")]),
        ('{"count": 1, "data": [{"a": "010", "b": ""}]}', [(1, "010", None)]),
        ('{"TotalCount": 1, "Result": [{"a": 7, "b": [true]}]}', [(1, "7", "[true]")]),
        ('{"a": 1, "b": 2}\n{"b": 3}\n', [(1, "1", "2"), (2, None, "3")]),
    ],
)
def test_cells_stay_text_on_their_lines(content: str, expected: list[tuple], tmp_path: Path) -> None:
    frame, _ = chunk(tmp_path, content)
    assert [str(dtype) for dtype in frame.dtypes] == ["str", "str"]
    rows = frame.astype(object).where(frame.notna(), None)
    assert list(rows.itertuples(name=None)) == expected
    assert frame.index.name == "line"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("a,b\n1,2\n3\n5,6\n", 3, "1 cells instead of 2"),
        ("a,b\n1,2\n3,4,5\n5,6\n", 3, "3 cells instead of 2"),
        ("a,b\n1,2\n3\n5,6\n\n", 3, "1 cells instead of 2"),
        ("a,b\n1,2\n\n5,6\n", 3, "no cell that is needed is filled"),
        ('a,b\n1,2\n3,"4\n5,6\n', 3, "never closed: 2 lines"),
        ('a,b\n1,2\n3,"4\n5,"6,9\n7,8\n', 3, "an open quote joined 2 lines"),
        ("a,b\n1,2\n , \n", None, None),
    ],
)
def test_broken_records_are_told(content: str, line: int | None, reason: str | None, tmp_path: Path) -> None:
    frame, rejects = chunk(tmp_path, content)
    if line is None:
        assert rejects.empty and len(frame) == 2
        return
    assert rejects["line"].tolist() == [line]
    assert reason in rejects["reason"][0]
    assert not rejects["kept"][0]
    assert frame.index[0] == 2 and line not in frame.index


def test_a_quote_that_may_have_joined_records_is_told(tmp_path: Path) -> None:
    frame, rejects = chunk(tmp_path, 'a,b\n1,2\n"3,4\n"5,6\n"two\nlines",8\n', columns=["b"])
    assert frame["b"].tolist() == ["2", "6", "8"]
    assert rejects[["line", "column", "found", "kept"]].values.tolist() == [[3, "a", "3,4\n5", True]]


def test_a_record_without_any_needed_cell_is_told(tmp_path: Path) -> None:
    frame, rejects = chunk(tmp_path, "a\tb\n1\t2\n\t9\n3\t4\n\n", columns=["a"])
    assert frame["a"].tolist() == ["1", "3"]
    assert rejects[["line", "reason", "kept"]].values.tolist() == [[3, "no cell that is needed is filled", False]]


def test_latin_1_is_read_with_a_warning(tmp_path: Path) -> None:
    frame, rejects = chunk(tmp_path, "a,b\nZoë,1\n".encode() + b"Zo\xeb,2\n" + b"Zo\xeb\n")
    assert frame["a"].tolist() == ["Zoë", "Zoë"]
    assert rejects[["line", "column", "found", "kept"]].values.tolist() == [
        [3, "a", "Zoë", True],
        [4, "(record)", "Zoë", False],
    ]


def test_columns_that_a_file_lacks_are_null_and_names_are_told_apart(tmp_path: Path) -> None:
    frame, _ = chunk(tmp_path, "a,a,\n1,2,3\n", columns=["a", "a [2]", "[3]", "z"])
    assert frame.iloc[0].tolist()[:3] == ["1", "2", "3"]
    assert frame["z"].isna().all() and str(frame["z"].dtype) == "str"


def test_a_file_without_header_takes_names(tmp_path: Path) -> None:
    frame, _ = chunk(tmp_path, "1\t2\n", separator="\t", names=["a", "b"])
    assert frame.loc[1].tolist() == ["1", "2"]


@pytest.mark.parametrize("write", ["to_excel", "to_parquet"])
def test_sheets_and_parquet_give_text(write: str, tmp_path: Path) -> None:
    path = tmp_path / ("file.xlsx" if write == "to_excel" else "file.parquet")
    frame = pd.DataFrame({"code": ["010", "NA"], "n": [1, 2], "day": pd.to_datetime(["2031-05-01", "2031-05-02"])})
    getattr(frame, write)(path, index=False)
    ((got, _),) = reading.chunks(path, columns=["code", "n", "day"])
    assert got["code"].tolist() == ["010", "NA"] and got["n"].tolist() == ["1", "2"]
    assert got["day"].str[:10].tolist() == ["2031-05-01", "2031-05-02"]
    assert got.index.tolist() == ([2, 3] if write == "to_excel" else [1, 2])


def test_text_in_parquet_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"day": ["2031-05-01"], "who": ["Arvenian guard"]})
    frame.to_parquet(tmp_path / "whole.parquet", compression=None)
    for good, bad in ((b"Arvenian guard", b"Arvenian\xffguard"), (b"who", b"w\xffo")):
        (tmp_path / "file.parquet").write_bytes((tmp_path / "whole.parquet").read_bytes().replace(good, bad))
        for read in (reading.head, lambda path: next(reading.chunks(path))):
            with pytest.raises(reading.SourceError, match=r"^file\.parquet cannot be read .*(?i:utf-?8)"):
                read(tmp_path / "file.parquet")


def test_what_parquet_tells_pandas_is_left_alone(tmp_path: Path) -> None:
    """It may be damaged, and would make an index of a column."""
    path = tmp_path / "file.parquet"
    pd.DataFrame({"who": ["Arvenian guard"]}, index=pd.Index(["2031-05-01"], name="day")).to_parquet(path)
    assert reading.head(path) == (["who", "day"], ["Arvenian guard", "2031-05-01"])
    path.write_bytes(path.read_bytes().replace(b'"index_columns"', b'"index_columns}'))
    assert reading.head(path) == (["who", "day"], ["Arvenian guard", "2031-05-01"])


def test_a_sheet_is_recognised_by_its_opening_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank records are passed over, and what is far below, damaged here, is not read for it: all of it takes long."""
    monkeypatch.setattr(structured, "OPENING", 3)
    pd.DataFrame({"a": [None, *range(9)], "b": [None, *range(9)]}).to_excel(tmp_path / "whole.xlsx", index=False)
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(path, "w") as damaged:
        for name in whole.namelist():
            damaged.writestr(name, re.sub(rb'(r="A11") t="n"', rb'\1 t="s"', whole.read(name)).replace(b">8<", b">99<"))
    assert reading.head(path) == (["a", "b"], ["0", "0"])
    with pytest.raises(reading.SourceError, match=r"file\.xlsx cannot be read as an Excel file"):
        next(reading.chunks(path))


CELL = st.text(st.sampled_from('ab,;"\n\té\r '), max_size=6)


@settings(max_examples=examples(30), deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12), size=st.integers(1, 5))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[tuple[str, str, str]], size: int) -> None:
    """Every record is in the frame or, with nothing in it, blank; in order, on its line, whatever the chunks."""
    frame = pd.DataFrame(rows, columns=["x", "y", "z"])
    written = io.BytesIO()
    frame.to_csv(written, index=False, quoting=1, lineterminator="\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(written.getvalue())
        parts = [part for part, _ in reading.chunks(path, separator=",", rows=size)]
    assert all(len(part) <= size for part in parts)
    got = pd.concat(parts).fillna("")
    want = frame[(frame != "").any(axis=1)]
    assert list(got.itertuples(name=None)) == [(row[0] + 2, *row[1:]) for row in want.itertuples(name=None)]


def test_records_are_numbered_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 256)
    path = tmp_path / "file.csv"
    lines = [f"{number},{number * number}" if number % 7 else f"{number}" for number in range(2, 500)]
    path.write_text("a,b\n" + "\n".join(lines) + "\n")
    parts = list(reading.chunks(path, rows=40))
    frame, rejects = pd.concat([part for part, _ in parts]), pd.concat([part for _, part in parts])
    assert frame["a"].astype(int).tolist() == frame.index.tolist() == [n for n in range(2, 500) if n % 7]
    assert rejects["line"].tolist() == [n for n in range(2, 500) if n % 7 == 0]
    for part, told in parts:  # a reject comes with the chunk that it stands in or before
        assert told["line"].max() <= part.index.max() or part is parts[-1][0] or told.empty


def test_a_quote_that_swallows_a_block_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 256)
    path = tmp_path / "file.csv"
    path.write_text('a,b\n1,2\n3,"4\n' + "5,6\n" * 500)
    with pytest.raises(reading.SourceError, match="cannot be read as text with ',' between cells"):
        list(reading.chunks(path))


def test_half_a_character_in_json_becomes_a_whole_one(tmp_path: Path) -> None:
    frame, _ = chunk(tmp_path, r'[{"a\ud800": "one\udfff", "b": ["\ud83d", "\ud83d\ude00"]}]')
    assert frame["a\ufffd"].tolist() == ["one\ufffd"]
    assert frame["b"].tolist() == ['["\ufffd", "\N{GRINNING FACE}"]']


def test_a_record_on_a_line_of_json_ends_with_the_line_whatever_stands_in_its_texts(tmp_path: Path) -> None:
    frame, _ = chunk(tmp_path, '{"a": "one\u2028two\x85three"}\r\n{"a": "four"}\n')
    assert frame["a"].tolist() == ["one\u2028two\x85three", "four"]
