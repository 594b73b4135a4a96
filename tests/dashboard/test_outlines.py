"""The outlines that the map brings: what they are said to be, and where the server finds them."""

import hashlib
import json
import tomllib
from pathlib import Path

from dashboard import sentences
from dashboard.views import map as page

ROOT = Path(__file__).parents[2]
TOPO = ROOT / "dashboard" / "static" / "topo"


def test_the_file_is_the_one_whose_checksum_is_recorded():
    digest = hashlib.sha256((TOPO / "world_110m.json").read_bytes()).hexdigest()
    assert digest in (TOPO / "README.md").read_text()


def test_the_map_says_of_its_outlines_what_they_hold():
    countries = json.loads((TOPO / "world_110m.json").read_text())["objects"]["countries"]["geometries"]
    codes = {country["id"] for country in countries}
    assert "TWN" in codes and "Taiwan stands on its own" in sentences.OUTLINES
    assert not {"XKX", "XKO", "KOS"} & codes and "Kosovo does not" in sentences.OUTLINES


def test_the_server_offers_them_and_the_package_holds_them():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["enableStaticServing"] is True
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    assert "static/topo/*" in package["dashboard"]
    assert page.OUTLINES_AT == "app/static/topo/"
    assert (TOPO / "world_110m.json").exists()
