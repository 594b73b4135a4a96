"""Every package that is installed for Casus has a licence that goes with Apache-2.0; one that has not is named."""

from __future__ import annotations

import os
from importlib import metadata

import pytest
from license_expression import get_spdx_licensing
from packaging.utils import canonicalize_name

from dashboard.dependencies import OPTIONAL, READ_BY_HAND, REQUIRED, Package, installed, licence

# SPDX id -> why it goes with a program under Apache-2.0 that uses the package unchanged
ALLOWED = {
    **dict.fromkeys(
        ("MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Zlib", "PSF-2.0", "CNRI-Python"),
        "permissive: keep the notice",
    ),
    "Apache-2.0": "the project's own",
    "CC0-1.0": "asks nothing",
    "MPL-2.0": "copyleft by file: asks for changes of its own files, and Casus changes none",
    "MPL-1.1": "as MPL-2.0",
    "GPL-3.0-or-later WITH GCC-exception-3.1": "a compiler's runtime: the exception lets any program link to it",
}
# package -> the licence that is allowed to it alone; the reason is that of the LGPL: a library that can be exchanged
# is asked for its own source, not for that of the program; Casus loads it as installed, for PostgreSQL alone
ALLOWED_TO = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}

SPDX = get_spdx_licensing()

# newer packages than the locked ones may tell otherwise, which is for whoever renews the lock to read
of_the_lock = pytest.mark.skipif("CI" not in os.environ, reason="only CI installs from the lock")


def fits(expression: str | None, name: str = "") -> bool:
    """Whether a licence expression lets the package stand beside Apache-2.0: one of OR, each of AND."""
    if expression is None:
        return False
    parsed = SPDX.parse(expression, validate=True)
    parts = [fits(str(part), name) for part in parsed.args if isinstance(parsed, SPDX.AND | SPDX.OR)]
    if parts:
        return any(parts) if isinstance(parsed, SPDX.OR) else all(parts)
    return str(parsed) in ALLOWED or str(parsed) == ALLOWED_TO.get(name)


@pytest.mark.parametrize(
    ("expression", "name", "expected"),
    [
        ("MIT", "", True),
        ("MIT AND BSD-3-Clause", "", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", "", True),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", "", True),
        ("GPL-3.0-or-later", "", False),
        ("MIT AND GPL-2.0-only", "", False),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", "", False),
        ("GPL-2.0-only OR AGPL-3.0-only", "", False),
        ("LGPL-3.0-only", "", False),
        ("LGPL-3.0-only", "psycopg", True),
        ("LGPL-3.0-only AND GPL-3.0-only", "psycopg", False),
        (None, "psycopg", False),
    ],
)
def test_what_fits(expression, name, expected):
    assert fits(expression, name) is expected


@of_the_lock
def test_all_that_is_installed_fits():
    packages = {package.name: package for package in installed()}
    assert {"casus", "streamlit", "numpy", "trafilatura", "certifi"} <= set(packages) and len(packages) > 50
    unfit = {name: package.licence for name, package in packages.items() if not fits(package.licence, name)}
    assert not unfit, "leave these out, or say in ALLOWED or READ_BY_HAND why they may stay"


def test_the_lgpl_stays_out_of_what_everybody_installs():
    assert not [one.name for one in installed() if one.scope == REQUIRED and "LGPL-3" in (one.licence or "")]


@of_the_lock
def test_what_was_read_by_hand_still_needs_it():
    here = {package.name for package in installed()}
    told = {name: licence(metadata.metadata(name)) for name in READ_BY_HAND.keys() & here}
    assert told and not {name for name, words in told.items() if words}, "its metadata tells by now: drop the row"


def test_the_walk_follows_extras_and_tells_what_a_running_dashboard_needs():
    packages = {package.name: package for package in installed()}
    streamlit: Package = packages["streamlit"]
    assert streamlit.scope == REQUIRED and "pandas" in streamlit.needs and "tornado" not in packages
    everything = {canonicalize_name(one.name) for one in metadata.distributions()}
    assert "psycopg-binary" not in everything or packages["psycopg-binary"].scope == OPTIONAL  # by an extra of an extra
    assert packages["pytest"].scope == "excluded" and packages["casus"].scope == REQUIRED
    for package in packages.values():
        assert set(package.needs) <= set(packages)
