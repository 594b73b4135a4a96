"""Engines that a test needs: skipped with a reason where they are absent, a failure where they are required."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from tests.environment import is_set

REQUIRED_BY = ("CASUS_REQUIRE_ENGINES", "CI")


def required() -> str | None:
    """The environment variable that forbids engine tests to be skipped, if one does."""
    return next(filter(is_set, REQUIRED_BY), None)


def need(*modules: str, programs: tuple[str, ...] = ()) -> None:
    """Skip the test, or fail it where engines are required, unless all Python modules and programs are there."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    absent += [name for name in programs if shutil.which(name) is None]
    if not absent:
        return
    reason = f"{', '.join(absent)} not installed"
    if required():
        pytest.fail(f"{reason}, but {required()} is set: install the extras duckdb and spark and Java 17, or unset it.")
    pytest.skip(f"{reason}: see the extras duckdb and spark")
