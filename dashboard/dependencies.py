"""The Python packages that Casus stands on: what is installed for it, under which licences, and what the lock pins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK_FILE = Path(__file__).parents[1] / "requirements.lock"  # there in a clone, not in an installed wheel

_CASUS, _TESTS = "casus", "test"  # the package, and its extra that no running dashboard needs
# How a package may be asked for, in the words of CycloneDX: always, by an extra, for tests alone
REQUIRED, OPTIONAL, EXCLUDED = "required", "optional", "excluded"

# SPDX for what metadata calls otherwise; "BSD License" is not among them, as it is one of several
_WORDED = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "The BSD 2-Clause License": "BSD-2-Clause",
}
# Where metadata names no licence that is one of SPDX's: what the licence file in the package says
READ_BY_HAND = {
    "altair": "BSD-3-Clause",
    "axe-playwright-python": "MIT AND MPL-2.0",  # axe-core itself is MPL
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "py4j": "BSD-3-Clause",
    "scipy": "BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1",  # the latter is GCC's runtime in the wheel
    "skops": "MIT",
}


@dataclass(frozen=True)
class Package:
    """One installed package."""

    name: str  # as the index normalises it
    version: str
    licence: str | None  # SPDX expression; None where neither its metadata nor READ_BY_HAND tells
    scope: str  # REQUIRED, OPTIONAL or EXCLUDED
    needs: tuple[str, ...]  # names of the installed packages that it asks for


@dataclass(frozen=True)
class Pin:
    """One line of the lock: the only version allowed where its marker holds, and SHA-256 of each file allowed."""

    name: str
    version: str
    here: bool  # whether the marker holds on this machine
    hashes: tuple[str, ...]


@cache
def installed() -> tuple[Package, ...]:
    """Casus and all that it reaches among what is installed, by name. Empty where Casus itself is not installed."""
    casus = _told(_CASUS)
    if casus is None:
        return ()
    extras = casus.get_all("Provides-Extra", [])
    # from what is always asked for to what tests ask for: the first that reaches a package gives its scope
    reaches = {
        REQUIRED: _reached(()),
        OPTIONAL: _reached(extra for extra in extras if extra != _TESTS),
        EXCLUDED: _reached(extras),
    }
    scopes = {name: scope for scope, reached in reversed(reaches.items()) for name in reached}
    needs = reaches[EXCLUDED]
    return tuple(_package(name, _told(name), scopes[name], needs[name]) for name in sorted(scopes))


def pins(lock: str) -> tuple[Pin, ...]:
    """The lines of a lock in order. Raises `packaging.requirements.InvalidRequirement` for one that is none."""
    found = []
    for line in lock.replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        asked, *hashes = line.split("--hash=sha256:")
        wanted = Requirement(asked)
        name, here = canonicalize_name(wanted.name), wanted.marker is None or wanted.marker.evaluate()
        found.append(Pin(name, str(wanted.specifier).removeprefix("=="), here, tuple(map(str.strip, hashes))))
    return tuple(found)


def licence(told: metadata.PackageMetadata) -> str | None:
    """The licence that metadata tells as an SPDX expression; None where it tells none, or one of several."""
    classifiers = [one.partition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License ::")]
    for words in (told.get("License-Expression"), told.get("License"), *classifiers):
        try:
            return canonicalize_license_expression(_WORDED.get(words, words or ""))
        except InvalidLicenseExpression:  # a whole text, a name that is not SPDX's, or nothing
            continue
    return None


def _package(name: str, told: metadata.PackageMetadata, scope: str, needs: Iterable[str]) -> Package:
    return Package(name, told["Version"], licence(told) or READ_BY_HAND.get(name), scope, tuple(sorted(needs)))


def _reached(extras: Iterable[str]) -> dict[str, set[str]]:
    """The names of installed packages that Casus with these extras reaches, each with those that it asks for."""
    reached: dict[str, set[str]] = {}
    waiting, seen = [(_CASUS, extra) for extra in ("", *extras)], set()
    while waiting:
        at = name, extra = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        needs = reached.setdefault(name, set())
        for wanted in _asked(name):
            other = canonicalize_name(wanted.name)
            if (wanted.marker is None or wanted.marker.evaluate({"extra": extra})) and _told(other) is not None:
                needs |= {other} - {name}
                waiting += [(other, more) for more in ("", *wanted.extras)]
    return reached


@cache
def _asked(name: str) -> tuple[Requirement, ...]:
    return tuple(map(Requirement, _told(name).get_all("Requires-Dist", [])))


@cache  # each is asked for by several, and takes milliseconds to read
def _told(name: str) -> metadata.PackageMetadata | None:
    """What a package tells of itself; None where it is not installed."""
    try:
        return metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
