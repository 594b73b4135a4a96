"""What every provider in SOURCES must hold, whatever its columns. A provider needs a fixture named for its key."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from data.events import validate
from data.ontology import MODES
from data.sources import SOURCES, SourceError, read, recognise, stream
from data.sources.coding import REJECT_COLUMNS

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sources"
BROKEN = {
    "not UTF-8": b"\xe9\xff",
    "no number, date or code": b"??",
    "empty": b"",
    "absurd": b"-99999999999999999999999",
}


def fixture(name: str) -> Path:
    (found,) = FIXTURES.glob(f"{name}.*")
    return found


def records(name: str) -> tuple[list[str] | None, list[list[str]], str]:
    """Header (None without), records and separator of a fixture."""
    text = fixture(name).read_text(encoding="utf-8")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    quoting = csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting))
    has_header = not any(cell.isdecimal() for cell in rows[0])
    return (rows[0] if has_header else None), rows[1:] if has_header else rows, separator


def written(header: list[str] | None, rows: list[list[str]], separator: str) -> bytes:
    def cell(value: str) -> str:
        if separator == "\t" or not any(sign in value for sign in '",;\n\r'):
            return value
        return '"' + value.replace('"', '""') + '"'

    return "".join(separator.join(map(cell, row)) + "\n" for row in [*([header] if header else []), *rows]).encode()


def accounted(events: pd.DataFrame, rejects: pd.DataFrame) -> int:
    """How many records a result tells of: an event has one id, however many rows; a record left out has one line."""
    return events["event_id"].nunique() + rejects.loc[~rejects["kept"], "line"].nunique()


def in_records(name: str) -> int:
    header, rows, _ = records(name)
    if header and "event_id" in header:  # our own export: joint actors are several lines of one event
        return len({row[header.index("event_id")] for row in rows})
    return len(rows)


@pytest.fixture(params=list(SOURCES))
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_it_says_what_it_is(name: str) -> None:
    module = SOURCES[name]
    for words in (module.NAME, module.TITLE, module.CITATION, module.LICENCE, module.COVERAGE):
        assert words and "\n" not in words
    assert module.__doc__


def test_its_file_is_recognised_and_no_other(name: str) -> None:
    assert recognise(fixture(name)) == name


def test_it_gives_events_in_the_schema(name: str) -> None:
    events, rejects = SOURCES[name].read(fixture(name))
    assert len(events)
    pd.testing.assert_frame_equal(events, validate(events))
    assert {column: str(dtype) for column, dtype in rejects.dtypes.items()} == REJECT_COLUMNS
    modes = events.loc[events["mode"].notna(), ["type", "mode"]].itertuples(index=False, name=None)
    assert [pair for pair in modes if pair[1] not in MODES[pair[0]]] == []


def test_every_record_is_an_event_or_a_reject_with_its_reason(name: str) -> None:
    events, rejects = SOURCES[name].read(fixture(name))
    assert accounted(events, rejects) == in_records(name)
    assert rejects["reason"].str.len().gt(0).all()


def test_it_gives_the_same_twice(name: str) -> None:
    for once, again in zip(SOURCES[name].read(fixture(name)), SOURCES[name].read(fixture(name)), strict=True):
        pd.testing.assert_frame_equal(once, again)


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_a_stream_gives_what_reading_gives(name: str, rows: int) -> None:
    events, rejects = read(fixture(name), name)
    parts = list(stream(fixture(name), name, rows))
    pd.testing.assert_frame_equal(pd.concat([part for part, _ in parts], ignore_index=True), events)
    told = pd.concat([part for _, part in parts], ignore_index=True).sort_values("line", kind="stable")
    pd.testing.assert_frame_equal(told.reset_index(drop=True), rejects)


def test_ids_do_not_hang_on_what_stands_around(name: str, tmp_path: Path) -> None:
    header, rows, separator = records(name)
    path = tmp_path / "last.csv"
    path.write_bytes(written(header, rows[-1:], separator))
    alone, _ = SOURCES[name].read(path)
    whole, _ = SOURCES[name].read(fixture(name))
    assert set(alone["event_id"]) <= set(whole["event_id"])


@pytest.mark.parametrize("packed", ["gz", "zip"])
def test_it_reads_packed_files(name: str, packed: str, tmp_path: Path) -> None:
    raw, path = fixture(name).read_bytes(), tmp_path / f"any.{packed}"
    if packed == "gz":
        path.write_bytes(gzip.compress(raw))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("README.pdf", b"%PDF")
            archive.writestr(f"folder/{fixture(name).name}", raw)
    pd.testing.assert_frame_equal(read(path)[0], read(fixture(name))[0])


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
def test_no_cell_can_break_it(name: str, broken: bytes, tmp_path: Path) -> None:
    header, rows, separator = records(name)
    events, _ = SOURCES[name].read(fixture(name))
    natives = {*events["native_id"].dropna(), *events["event_id"]}
    key = next(column for column, cell in enumerate(rows[0]) if cell in natives)
    mark, path, cells = "\x02", tmp_path / "broken.csv", list(rows)  # a file without header is known by its first rows
    for column in range(len(rows[0])):  # a record for every column: with an id of its own, and that column broken
        row = list(rows[column % len(rows)])
        row[key] = f"{row[key]}{column:03}"
        row[column] = mark
        cells.append(row)
    path.write_bytes(written(header, cells, separator).replace(mark.encode(), broken))
    events, rejects = SOURCES[name].read(path)
    validate(events)
    assert accounted(events, rejects) == in_records(name) + len(rows[0])
    assert len(events) > len(cells) / 2  # most columns are of no account to most events


def test_an_archive_cut_short_is_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    header, rows, separator = records(name)
    path.write_bytes(gzip.compress(written(header, rows * 50, separator))[:-9])
    with pytest.raises(SourceError, match="cut short"):
        SOURCES[name].read(path)


def test_a_record_cut_short_is_a_reject(name: str, tmp_path: Path) -> None:
    header, rows, separator = records(name)
    path = tmp_path / "cut.csv"
    path.write_bytes(written(header, [*rows[1:], rows[0][: len(rows[0]) // 2]], separator).rstrip(b"\n"))
    events, rejects = SOURCES[name].read(path)
    (reject,) = rejects[rejects["column"] == "(record)"].to_dict("records")
    assert not reject["kept"] and reject["line"] == len(rows) + (header is not None)
    assert f"{len(rows[0]) // 2} cells instead of {len(rows[0])}" in reject["reason"]
    assert len(events)


def test_a_record_that_comes_again_is_counted_once(name: str, tmp_path: Path) -> None:
    header, rows, separator = records(name)
    path = tmp_path / "again.csv"
    path.write_bytes(written(header, [*rows, rows[-1]], separator))
    whole, _ = SOURCES[name].read(fixture(name))
    for parts in ([SOURCES[name].read(path)], list(SOURCES[name].stream(path, 1))):
        events = pd.concat([events for events, _ in parts])
        assert events["event_id"].nunique() == whole["event_id"].nunique()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"alpha,beta\n1,2\n", "alpha, beta"),
        (b'[{"alpha": 1}]', "alpha"),
        (b'{"alpha": ', "JSON"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "no text"),
        ("id,date\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\x1f\x8bbroken", "damaged"),
        (b"PAR1broken", "Parquet"),
    ],
)
def test_another_file_is_told_in_a_sentence(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    for reading in (SOURCES[name].read, recognise):
        with pytest.raises(SourceError, match=sentence):
            reading(path)


def test_a_file_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"absent\.csv cannot be read"):
        SOURCES[name].read(tmp_path / "absent.csv")


def test_an_unknown_source_is_told_with_the_known_ones() -> None:
    with pytest.raises(SourceError, match=f"no source 'acme'; known: {', '.join(SOURCES)}"):
        read(fixture("ucdp"), "acme")
