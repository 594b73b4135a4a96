"""Imports go one way: dashboard to scoring and data, scoring to the vocabularies of data, data to neither."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("data", "scoring", "dashboard")
SCORING_MAY_READ = {"data.events", "data.ontology"}
NOT_IN_SCORING = {
    "streamlit", "plotly", "urllib", "requests", "http", "socket", "httpx", "sqlite3", "random", "time", "pickle",
    "joblib", "subprocess", "trafilatura",
}  # fmt: skip
# what reads the clock or draws without a seed
FORBIDDEN_CALLS = {"now", "today", "utcnow", "time"}
OPENS_ITS_MODEL = {"scoring/classifier.py", "scoring/model_file.py"}


def sources(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Full names of all that a file imports, `from data import events` being data.events."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            whole = node.module in ROOMS
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if whole else {node.module}
        elif isinstance(node, ast.ImportFrom) and node.level:
            names.add(path.relative_to(ROOT).parts[0])
    return names


def in_room(names: set[str], room: str) -> set[str]:
    return {name for name in names if name == room or name.startswith(f"{room}.")}


@pytest.mark.parametrize("path", sources("data"), ids=str)
def test_data_imports_neither_other_room(path):
    assert not in_room(imported(path), "scoring") | in_room(imported(path), "dashboard")


@pytest.mark.parametrize("path", sources("scoring"), ids=str)
def test_scoring_reads_only_the_schema_and_the_vocabularies(path):
    names = imported(path)
    assert not in_room(names, "dashboard")
    assert in_room(names, "data") <= SCORING_MAY_READ
    assert not {name.split(".")[0] for name in names} & NOT_IN_SCORING


@pytest.mark.parametrize("path", sources("scoring"), ids=str)
def test_scoring_has_no_clock_and_opens_only_its_model(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        assert called not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno} reads the clock"
        if str(path.relative_to(ROOT)) not in OPENS_ITS_MODEL:
            opens = called == "open" or called.startswith(("read_", "to_csv", "write_"))
            assert not opens, f"{path.name}:{node.lineno} opens a file"
        if called == "default_rng":
            assert node.args, f"{path.name}:{node.lineno} draws without a seed"


def test_the_rule_sees_imports(tmp_path):
    made = ROOT / "scoring" / "cube.py"
    assert "scoring.indicators" in imported(made) and "narwhals" in imported(made)
