"""Records of coded datasets for tests: written as the providers write them, one cell changed at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pandas as pd
from hypothesis import strategies as st

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sources"
_SHARED = [folder / "shared" / "formats" for folder in Path(__file__).parents]
SHARED = next((folder for folder in _SHARED if folder.is_dir()), _SHARED[0])  # real files, beside the repository


def write(path: Path, columns: Sequence[str], records: Sequence[Mapping[str, str]], header: bool = True) -> Path:
    """A tab-separated file of `records`; cells that a record does not name are empty."""
    lines = ["\t".join(columns)] if header else []
    lines += ["\t".join(record.get(column, "") for column in columns) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def differing(event: pd.Series, expected: Mapping[str, object]) -> dict[str, object]:
    """Columns of `event` that are not as `expected`, with what they are; None stands for null."""
    found = {name: None if pd.isna(event[name]) else event[name] for name in expected}
    return {name: value for name, value in found.items() if value != expected[name]}


# places in a file, and the bytes that come there instead
CHANGES = st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3)), min_size=1, max_size=4)


def changed(whole: bytes, changes: Sequence[tuple[int, bytes]]) -> bytes:
    """`whole` with some bytes changed, but for the first line: a file is known by that."""
    start = whole.index(b"\n") + 1
    made = bytearray(whole)
    for at, new in changes:
        at = start + at % (len(made) - start)
        made[at : at + max(1, len(new))] = new
    return bytes(made)


def unaccounted(module: ModuleType, path: Path, header: bool = True) -> int:
    """Records that are in the file but neither among the events nor among those said to be left out."""
    lines = [line for line in re.split(rb"\r\n|\r|\n", path.read_bytes()) if line.strip()]
    events, rejects = module.read(path)
    left_out = rejects.loc[~rejects["kept"], "line"].nunique()
    return len(lines) - header - events["event_id"].nunique() - left_out
