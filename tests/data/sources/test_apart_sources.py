"""Files of coded events read in a process apart: the same frames come back, or a sentence, and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.sources import SOURCES, SourceError, apart, coding, read, table
from tests.data.sources.test_contract import fixture, records, written

MAPPING = {"date": "date", "type": "type"}


def taken(path: Path, mapping: dict[str, str] | None = None) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    with apart.reading(path, apart.patience_ends(), mapping) as (source, parts):
        return source, *coding.together(parts)


@pytest.mark.parametrize("name", [*SOURCES, "gdelt1"])
def test_what_comes_back_is_what_is_read_here(name: str, tmp_path: Path) -> None:
    """With records that are cut short or hold what is no text, number or day, so that there are remarks as well."""
    header, rows, separator = records(name)
    path = tmp_path / "a.csv"
    odd = [[f"{cell}\xe9" for cell in rows[0]], rows[-1][:3], ["??" if cell else cell for cell in rows[0]]]
    path.write_bytes(written(header, [*rows, *odd], separator).replace("\xe9".encode(), b"\xe9"))
    source, *found = taken(path)
    assert source == name.rstrip("1") and len(found[0]) and len(found[1])
    for made, expected in zip(found, read(path), strict=True):
        pd.testing.assert_frame_equal(made, expected, check_exact=True)


def test_a_table_comes_back_by_its_mapping_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,type,who\n" + "2031-05-01,ASSAULT,Élan \N{FLEXED BICEPS}\n,nothing,\n" * 30_000)
    mapping = {**MAPPING, "source": "who"}
    assert apart.columns(path, apart.patience_ends()) == ["date", "type", "who"]
    with apart.reading(path, apart.patience_ends(), mapping) as (source, parts):
        parts = list(parts)
    assert source == "table" and len(parts) == 2
    for made, expected in zip(coding.together(parts), table.read(path, mapping), strict=True):
        pd.testing.assert_frame_equal(made, expected, check_exact=True)


def answered(found: pd.DataFrame, remarks: pd.DataFrame, changed: Callable[[Any], Any] = list) -> bytes:
    """An answer with these frames, whose lengths are changed before they are told."""
    columns = [apart._columns_of(found), apart._columns_of(remarks)]
    frames = changed([[apart._lengths(column) for column in frame] for frame in columns])
    held = [held for frame in columns for column in frame for held in column.buffers() if held is not None]
    return json.dumps({"frames": frames}).encode() + b"\n" + b"".join(held) + b'{"end": true}\n'


def parts(said: bytes) -> list[apart.Part]:
    return list(apart._Answer(io.BytesIO(said)).parts())


def lengthened(frame: int, column: int, place: int, value: object) -> Callable[[Any], Any]:
    def changed(frames: list) -> list:
        frames[frame][column][place] = value
        return frames

    return changed


LENGTHS = {
    "more rows than there are": lengthened(0, 0, 0, 1 << 40),
    "rows without end": lengthened(0, 0, 0, 1 << 80),
    "fewer rows than none": lengthened(0, 0, 0, -1),
    "more bytes than are allowed": lengthened(0, 0, 2, 1 << 50),
    "fewer bytes than none": lengthened(0, 0, 2, -1),
    "no bytes": lengthened(0, 0, 3, None),
    "words": lengthened(0, 0, 0, "many"),
    "another part of a column": lambda frames: [[[*frames[0][0], 0], *frames[0][1:]], frames[1]],
    "a column less": lambda frames: [frames[0][1:], frames[1]],
    "no frames": lambda _: [3, None],
    "one frame": lambda frames: frames[:1],
}
EVENTS = {
    "a type that is none": {"type": "PICNIC"},
    "a day far off": {"date": pd.Timestamp("2999-01-01")},
    "no day": {"date": pd.NaT},
    "deaths without end": {"killed_best": float("inf")},
    "no id": {"event_id": None},
}


@pytest.fixture(scope="module")
def frames() -> apart.Part:
    found, _ = read(fixture("ucdp"))
    return found, coding.reject(range(2, 5), "date", "never", "not a date: the record is left out", kept=False)


def test_an_answer_that_is_sound_is_taken(frames: apart.Part) -> None:
    ((found, remarks),) = parts(answered(*frames))
    pd.testing.assert_frame_equal(found, frames[0], check_exact=True)
    pd.testing.assert_frame_equal(remarks, frames[1], check_exact=True)


@pytest.mark.parametrize("name", LENGTHS)
def test_no_lengths_are_trusted(name: str, frames: apart.Part) -> None:
    with pytest.raises(apart._UnsoundError):
        parts(answered(*frames, LENGTHS[name]))


@pytest.mark.parametrize("name", EVENTS)
def test_no_event_is_trusted(name: str, frames: apart.Part) -> None:
    with pytest.raises(apart._UnsoundError):
        parts(answered(frames[0].assign(**EVENTS[name]).astype(frames[0].dtypes), frames[1]))


def test_no_remark_is_trusted(frames: apart.Part) -> None:
    for name in ("column", "reason", "line", "kept"):
        kind = {"line": "Int64", "kept": "boolean"}.get(name, "str")
        nothing = frames[1].assign(**{name: pd.Series([None] * 3, dtype=kind)})
        with pytest.raises(apart._UnsoundError):
            parts(answered(frames[0], nothing))


def test_no_text_and_no_end_is_trusted(frames: apart.Part, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = answered(*frames)
    for said in (
        whole.replace(b"ASSAULT", b"ASS\xffULT"), whole[:-9], whole[:9], b"", b"[" * 100_000 + b"\n", b"{}\n",
        b'{"error": 3}\n', b'{"end": 3}\n',
    ):  # fmt: skip
        with pytest.raises(apart._UnsoundError):
            parts(said)
    with pytest.raises(SourceError, match=r"^a sentence$"):
        parts(b'{"error": "a sentence"}\n')
    monkeypatch.setattr(apart, "MOST_ANSWER", len(whole))
    assert parts(whole)
    monkeypatch.setattr(apart, "MOST_ANSWER", len(whole) - 9)
    with pytest.raises(apart._UnsoundError):
        parts(whole)
    for said in (b'{"source": "acme"}\n', b'{"columns": [1]}\n', b'{"columns": "a"}\n'):
        for asked in (apart._Answer.source, apart._Answer.columns):
            with pytest.raises(apart._UnsoundError):
                asked(apart._Answer(io.BytesIO(said)))


def test_a_defect_of_a_reader_is_told_by_its_place_without_words_of_the_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, no_mapping = tmp_path / "a.csv", {"date": ["secret"], "type": "type"}
    path.write_text("date,type\n2031-05-01,ASSAULT\n")
    said = r"^a\.csv was not read: Casus itself failed \(\w+Error in \w+\.py, line \d+\)"
    with pytest.raises(SourceError, match=said) as told:
        taken(path, no_mapping)
    assert "secret" not in str(told.value) and caplog.messages == ["a reader failed"]
    with pytest.raises(apart._FaultError, match=rf"^x{{{apart.MOST_FAULT}}}$"):
        apart._Answer(io.BytesIO(json.dumps({"fault": "x" * 1000}).encode())).source()
