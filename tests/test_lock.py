"""The lock pins every package by hash, holds what pyproject.toml asks for, and is what is installed."""

from __future__ import annotations

import os
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dashboard.dependencies import LOCK_FILE, pins

LOCK = LOCK_FILE.read_text(encoding="utf-8")
PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = [Requirement(line) for lines in (PROJECT["dependencies"], *EXTRAS.values()) for line in lines]


def test_every_package_is_pinned_with_hashes():
    found = pins(LOCK)
    assert len(found) == len(re.findall(r"^[A-Za-z0-9]", LOCK, re.MULTILINE)) > 50
    for pin in found:
        assert re.fullmatch(r"\d[\w.!+]*", pin.version), pin
        assert pin.hashes and all(re.fullmatch("[0-9a-f]{64}", digest) for digest in pin.hashes), pin


@pytest.mark.parametrize("wanted", ASKED, ids=str)
def test_what_the_project_asks_for_is_locked_in_a_version_that_it_allows(wanted):
    name = canonicalize_name(wanted.name)
    if name == PROJECT["name"]:
        assert wanted.extras <= set(EXTRAS)
        return
    versions = [pin.version for pin in pins(LOCK) if pin.name == name]
    assert versions and all(wanted.specifier.contains(version) for version in versions), versions


@pytest.mark.skipif("CI" not in os.environ, reason="only CI installs from the lock")
def test_what_is_installed_is_what_is_locked():
    here = {pin.name: pin.version for pin in pins(LOCK) if pin.here}
    found = {canonicalize_name(one.name): one.version for one in metadata.distributions()}
    both = here.keys() & found.keys()
    assert {"streamlit", "pandas"} <= both
    differ = {name: (found[name], here[name]) for name in both if found[name] != here[name]}  # installed, locked
    assert not differ, "install from the lock, or renew it as CONTRIBUTING.md says"


def test_a_line_without_hash_and_a_marker_are_seen():
    hashed = "two==2.0 ; python_version < '3' \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\n    # via one\n"
    bare, elsewhere = pins(f"one==1.0\n{hashed}")
    assert (bare.name, bare.version, bare.here, bare.hashes) == ("one", "1.0", True, ())
    assert (elsewhere.version, elsewhere.here, elsewhere.hashes) == ("2.0", False, ("ab", "cd"))
