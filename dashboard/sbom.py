"""The command `casus sbom`: what Casus consists of on this machine, as a CycloneDX bill of materials. It asks no other
machine."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from dashboard.dependencies import LOCK_FILE, Package, Pin, installed, pins
from dashboard.output import InputError, note, write_json
from dashboard.third_party import PARTS, Part

SPECIFICATION = "1.6"  # of CycloneDX; what common readers of such bills know

_ROOT = Path(__file__).parents[1]


def sbom(chosen: argparse.Namespace) -> None:
    """What Casus consists of, as CycloneDX JSON. Raises InputError where it is not installed as a package."""
    packages = installed()
    if not packages:
        raise InputError("casus is not installed as a package, so what it needs is not known: pip install -e .")
    locked = pins(LOCK_FILE.read_text(encoding="utf-8")) if LOCK_FILE.exists() else ()
    if not locked:
        note("there is no requirements.lock here: the bill has no hashes of packages")
    untold = [package.name for package in packages if package.licence is None]
    if untold:
        note(f"no licence is known of {', '.join(untold)}")
    told = bill(packages, PARTS, locked, datetime.now(UTC), f"urn:uuid:{uuid4()}")
    if chosen.out:
        write_json(told, chosen.out)
    else:
        print(json.dumps(told, ensure_ascii=False, indent=1))


def bill(
    packages: Iterable[Package], parts: Iterable[Part], locked: Iterable[Pin], made: datetime, serial: str
) -> dict[str, Any]:
    """A CycloneDX document of these packages, Casus among them, and of the parts that are no packages.

    `locked` gives SHA-256 of the files that the lock allows for the version that is installed; `made` needs a zone.
    """
    by_name = {package.name: package for package in packages}
    hashes = {(pin.name, pin.version): pin.hashes for pin in locked}
    casus = by_name["casus"]
    parts = list(parts)
    depends = {_ref(one): [_ref(by_name[name]) for name in one.needs] for one in by_name.values()}
    depends[_ref(casus)] += [_part_ref(part) for part in parts]
    others = [_component(one, hashes.get((one.name, one.version), ())) for one in by_name.values() if one is not casus]
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": serial,
        "version": 1,
        "metadata": {
            "timestamp": made.isoformat(timespec="seconds"),
            "tools": {"components": [{"type": "application", "name": "casus", "version": casus.version}]},
            "component": {**_named(casus), "type": "application"},
        },
        "components": [*others, *map(_part, parts)],
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in depends.items()],
    }


def _ref(package: Package) -> str:
    return f"pkg:pypi/{package.name}@{quote(package.version, safe='')}"


def _part_ref(part: Part) -> str:
    return f"part:{part.key}"


def _named(package: Package) -> dict[str, Any]:
    told = [{"expression": package.licence}] if package.licence else [{"license": {"name": "not known"}}]
    ref = _ref(package)
    return {"bom-ref": ref, "purl": ref, "name": package.name, "version": package.version, "licenses": told}


def _component(package: Package, hashes: Iterable[str]) -> dict[str, Any]:
    found = {**_named(package), "type": "library", "scope": package.scope}
    allowed = [{"alg": "SHA-256", "content": digest} for digest in hashes]
    if allowed:
        # not `hashes` of the component: which of a version's files was installed is not recorded
        comment = "requirements.lock allows any one of these files"
        found["externalReferences"] = [
            {"type": "distribution", "url": _ref(package), "comment": comment, "hashes": allowed}
        ]
    return found


def _part(part: Part) -> dict[str, Any]:
    files = [{"name": file, "value": hashlib.sha256((_ROOT / file).read_bytes()).hexdigest()} for file in part.files]
    found = {
        "bom-ref": _part_ref(part),
        "type": "data",
        "name": part.title,
        "description": f"{part.by}: {part.use}",
        "licenses": [{"license": {"id": part.spdx} if part.spdx else {"name": part.licence}}],
        "externalReferences": [{"type": "website", "url": part.address}],
        # of files, several to a part and some of them the project's own, CycloneDX has no hashes
        "properties": [{"name": f"casus:sha256:{one['name']}", "value": one["value"]} for one in files],
    }
    if part.package:
        found["properties"].append({"name": "casus:package", "value": part.package})
    return found
