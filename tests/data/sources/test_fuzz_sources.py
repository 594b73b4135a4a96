"""Any file at all, to every importer: events in the schema with every record told of, or a sentence. Never else."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import sources
from data.events import COLUMNS, validate
from data.sources import SOURCES, SourceError, table
from data.sources.coding import REJECT_COLUMNS
from tests.data.sources.test_contract import fixture, records, written
from tests.fuzzing import budget, cells, damaged, words

NAMES = list(SOURCES)


def one_and_slow(quick: str, names: Iterable[str]) -> list[object]:
    """All of these as parameters: one for every run, as they share most of their code, the others for the slow one."""
    return [name if name == quick else pytest.param(name, marks=pytest.mark.slow) for name in names]


ONE_AND_SLOW = one_and_slow("table", NAMES)
_FOLDER = tempfile.TemporaryDirectory(prefix="casus-fuzz-")


def file(content: bytes, name: str = "any.csv") -> Path:
    path = Path(_FOLDER.name) / name
    path.write_bytes(content)
    return path


def check(path: Path, name: str | None, count: int | None = None) -> None:
    """All that must hold of what an importer makes of a file; of one with `count` records, that each is told of."""
    try:
        events, rejects = sources.read(path, name)
    except SourceError as error:
        assert str(error)
        return
    pd.testing.assert_frame_equal(events, validate(events))
    assert {column: str(dtype) for column, dtype in rejects.dtypes.items()} == REJECT_COLUMNS
    assert rejects["reason"].str.len().gt(0).all()
    # one line of our own export is one row, as joint actors have several; of others it is one event
    acts = len(events) if name == "table" else events["event_id"].nunique()
    assert count in (None, acts + rejects.loc[~rejects["kept"], "line"].nunique())


@pytest.mark.parametrize("name", ONE_AND_SLOW)
def test_damaged_files(name: str) -> None:
    @budget(12)
    @given(damaged(fixture(name).read_bytes()))
    def run(content: bytes) -> None:
        path = file(content)
        check(path, name)
        check(path, None)

    run()


@pytest.mark.parametrize("name", ONE_AND_SLOW)
def test_cells_that_are_odd_lose_no_record(name: str) -> None:
    header, rows, separator = records(name)
    width = len(rows[0])
    changes = st.lists(st.tuples(st.integers(0, 40), st.integers(0, width - 1), cells), max_size=8)

    @budget(20)
    @given(st.lists(st.sampled_from(rows), min_size=1, max_size=8), changes)
    def run(chosen: list[list[str]], changed: list[tuple[int, int, str]]) -> None:
        chosen = [list(row) for row in chosen]
        for row, column, cell in changed:
            if separator == "\t":  # where nothing is quoted, a cell holds none of these
                cell = cell.translate(dict.fromkeys(map(ord, "\t\r\n"), " "))
            chosen[row % len(chosen)][column] = cell
        chosen = [row for row in chosen if any(row)]
        check(file(written(header, chosen, separator)), name, len(chosen))

    run()


@pytest.mark.parametrize("name", ONE_AND_SLOW)
def test_columns_that_are_gone_doubled_or_moved(name: str) -> None:
    header, rows, separator = records(name)
    columns = st.lists(st.integers(0, len(rows[0]) - 1), min_size=1, max_size=len(rows[0]) + 3)

    @budget(8)
    @given(columns, st.lists(cells, max_size=3))
    def run(order: list[int], more: list[str]) -> None:
        lines = [[row[at] for at in order] + more for row in ([header] if header else []) + rows]
        check(file(written(lines[0], lines[1:], separator)), name)
        check(file(written(lines[0], lines[1:], separator)), None)

    run()


@budget(40)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes(content: bytes) -> None:
    for name in (None, *NAMES):
        check(file(content), name)


@budget(40)
@given(
    st.lists(cells, min_size=1, max_size=5),
    st.lists(st.lists(cells, min_size=1, max_size=5), max_size=6),
    st.sampled_from(",;\t"),
    st.dictionaries(st.sampled_from(list(COLUMNS)), st.one_of(words.map("=".__add__), st.integers(0, 4)), max_size=6),
    st.dictionaries(cells, st.sampled_from(("ASSAULT", "nonsense")), max_size=2),
)
def test_any_table_with_any_mapping(
    header: list[str], rows: list[list[str]], separator: str, mapping: dict, types: dict
) -> None:
    path = file(written(header, rows, separator))
    try:
        names = table.columns(path)
        mapping = {to: of if isinstance(of, str) else names[of % len(names)] for to, of in mapping.items()}
        events, _ = table.read(path, {"date": "=2021-06-27", "type": "=ASSAULT"} | mapping, types)
    except SourceError as error:
        assert str(error)
    else:
        validate(events)


def _packed(name: str) -> dict[str, bytes]:
    """The same records in every container."""
    raw = fixture(name).read_bytes()
    frame = pd.read_csv(io.BytesIO(raw), dtype="str")
    out, sheet, parquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", raw)
    frame.to_excel(sheet, index=False)
    frame.to_parquet(parquet)
    json = frame.to_json(orient="records").encode()
    return {
        "zip": out.getvalue(), "gz": gzip.compress(raw), "xlsx": sheet.getvalue(), "parquet": parquet.getvalue(),
        "json": json, "jsonl": frame.to_json(orient="records", lines=True).encode(),
    }  # fmt: skip


CONTAINERS = _packed("table")


@pytest.mark.parametrize("ending", one_and_slow("json", CONTAINERS))
def test_damaged_containers(ending: str) -> None:
    @budget(25)
    @given(damaged(CONTAINERS[ending]))
    def run(content: bytes) -> None:
        check(file(content, f"any.{ending}"), None)
        check(file(content, f"any.{ending}"), "table")

    run()


def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WORKBOOK = _unzipped(CONTAINERS["xlsx"])


@budget(25)
@given(st.sampled_from(sorted(WORKBOOK)).flatmap(lambda name: st.tuples(st.just(name), damaged(WORKBOOK[name]))))
def test_workbooks_with_a_damaged_part(part: tuple[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (WORKBOOK | dict([part])).items():
            archive.writestr(name, content)
    check(file(out.getvalue(), "any.xlsx"), None)


_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), cells),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(cells, inner, max_size=3)),
    max_leaves=6,
)


@budget(40)
@given(st.lists(st.dictionaries(st.one_of(st.sampled_from(list(COLUMNS)), cells), _values, max_size=8), max_size=4))
def test_any_json(rows: list[dict]) -> None:
    import json

    content = json.dumps(rows).encode()
    for name in (None, *NAMES):
        check(file(content, "any.json"), name)
