"""The bill of materials is CycloneDX, holds what is installed for Casus, and names what others made."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dashboard import cli, dependencies, method_text, sbom
from dashboard.third_party import PARTS

ROOT = Path(__file__).parents[2]
# what the project made itself: each file by name, or a folder of texts that it wrote
OWN = (
    "dashboard/plot.js", "dashboard/*.md", "dashboard/static/*.png", "dashboard/static/growth.svg",
    "dashboard/static/topo/README.md", "data/actors.csv", "data/crises.csv", "data/patrons.csv", "data/places.csv",
    "data/umbrellas.csv", "data/bundled/us-iran-2019-2021.jsonl", "data/bundled/README.md", "data/corpus/*.jsonl",
    "data/corpus/*.md", "data/extraction/card.json", "data/extraction/classes.csv", "data/extraction/fields.csv",
    "data/extraction/instruments.csv", "data/extraction/irregular.csv", "data/extraction/lexicon.csv",
    "data/extraction/model.npz", "data/extraction/nouns.csv", "data/sources/synonyms.csv", "scoring/model.skops",
    "scoring/model_card.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> dict:
    out = tmp_path_factory.mktemp("bill") / "casus.cdx.json"
    assert cli.main(["sbom", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_it_is_cyclonedx(bill):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None
    broken = bill | {"components": [{"name": "no type"}]}  # the schema is in force
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(broken)) is not None


def test_it_holds_what_is_installed_with_version_and_licence(bill):
    found = {one["name"]: one for one in bill["components"] if one["type"] == "library"}
    assert set(found) == {package.name for package in dependencies.installed()} - {"casus"}
    assert bill["metadata"]["component"]["name"] == "casus"
    for name, one in found.items():
        assert one["version"] == metadata.version(name) and one["licenses"][0]["expression"], name
    assert found["streamlit"]["scope"] == "required" and found["pytest"]["scope"] == "excluded"


def test_hashes_are_those_of_the_lock_for_the_version_that_is_installed(bill):
    (pandas,) = (one for one in bill["components"] if one["name"] == "pandas")
    (files,) = pandas["externalReferences"]
    lock = dependencies.LOCK_FILE.read_text(encoding="utf-8")
    block = re.search(r"^pandas==\S+ (.*?)^\S", lock, re.MULTILINE | re.DOTALL)[1]
    assert [one["content"] for one in files["hashes"]] == re.findall(r"sha256:(\w+)", block)


def test_every_reference_leads_somewhere(bill):
    refs = [bill["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in bill["components"])]
    assert len(refs) == len(set(refs))
    on = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert set(on) <= set(refs) and {ref for refs_ in on.values() for ref in refs_} <= set(refs)


def test_files_of_others_stand_in_it_with_their_checksum(bill):
    told = {row["name"]: row["value"] for one in bill["components"] for row in one.get("properties", ())}
    outlines = "dashboard/static/topo/world_110m.json"
    assert told[f"casus:sha256:{outlines}"] == hashlib.sha256((ROOT / outlines).read_bytes()).hexdigest()


def test_without_a_package_of_its_own_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(sbom, "installed", lambda: ())
    assert cli.main(["sbom"]) == cli.USAGE
    assert "pip install -e ." in capsys.readouterr().err


def test_each_file_that_is_no_code_is_of_the_project_or_named_with_its_maker():
    rooms = (path for room in ("data", "scoring", "dashboard") for path in (ROOT / room).rglob("*") if path.is_file())
    files = {path.relative_to(ROOT).as_posix() for path in rooms if path.suffix not in (".py", ".pyc")}
    of_others = {file for part in PARTS for file in part.files}
    own = {name for name in files if any(fnmatch.fnmatch(name, pattern) for pattern in OWN)}
    assert of_others <= files and not own & of_others
    assert files - of_others - own == set(), "say in dashboard/third_party.py who made them, or in OWN that we did"
    assert all(any(fnmatch.fnmatch(name, pattern) for name in files) for pattern in OWN)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_readme_and_method_page_name_each_with_its_terms(part):
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Data and licences")[2]
    (row,) = (line for line in table.splitlines() if line.startswith("|") and part.title in line.split("|")[1])
    assert part.licence in row and part.address.startswith("http")
    page = " ".join(text for _, _, text in method_text.sections())
    assert all(words in page for words in (part.title, part.by, part.licence))
    if part.package:
        assert metadata.version(part.package) and part.package in row


def test_the_method_page_tells_how_many_packages_there_are():
    page = " ".join(text for _, _, text in method_text.sections())
    assert f"`casus sbom` lists the {len(dependencies.installed()) - 1} packages" in page
