"""Every test that SECURITY.md names for a threat is there, and every threat names one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| Threat", "| ---"))
]
NAMED = re.compile(r"`([\w/]+\.py)?(?:::)?(test_\w+)?`")
SOURCES = {file.relative_to(TESTS).as_posix(): file.read_text(encoding="utf-8") for file in TESTS.rglob("*.py")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_threat_names_tests_that_are_there(row):
    threat, done, tests = row
    assert threat and done
    named = [found for found in NAMED.findall(tests) if any(found)]
    assert named, tests
    for file, test in named:
        texts = [SOURCES[file]] if file else SOURCES.values()
        assert not test or any(f"def {test}(" in text for text in texts), (file, test)
