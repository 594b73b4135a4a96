"""The tables of a view as files for other programs; each file says what it rests on. Pure: frames in, bytes out.

A download is one zip: a file a table and `about.json` (data with checksum, weights, settings, models, version). In
Parquet the same stands in the metadata of every file under the key `casus` too, as those travel alone.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping

import pandas as pd

from dashboard import tables
from dashboard.names import name
from dashboard.provenance import Provenance, about
from dashboard.summary import Situation
from scoring.indicators import BY_ID
from scoring.score import contributions

ABOUT = "about.json"
KEY = b"casus"  # of the metadata in a Parquet file
# the day written into the archive for every file: the same view gives the same bytes
_STAMP = (1980, 1, 1, 0, 0, 0)

# table -> what a row is
MEANING = {
    "events": "the events of the view in the schema, one row a directed event; can be imported again",
    "contributions": "points of these events by indicator: points = weight x intensity",
    "behind": "what is left on the last day of each event behind the actor in focus, in points per day",
    "risk": "index and pressure (points per day) of the actors drawn, by day and track; interval of the one in focus",
    "ranking": "actors by index on the last day; changes in index points; few events: no index",
}


def of_view(
    events: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float], found: Situation, risk: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables of a view by name (those of MEANING).

    `events` are the rows that its dates and filters leave, `risk` a risk frame (entity, date, track, pressure, index,
    n_events) of the entities on screen within its dates.
    """
    return {
        "events": events.reset_index(drop=True),
        "contributions": _contributions(events, measures, weights),
        "behind": found.behind.assign(entity=found.focus)[["entity", "event_id", "date", "pressure", "relief"]]
        if len(found.behind)
        else pd.DataFrame(columns=["entity", "event_id", "date", "pressure", "relief"]),
        "risk": _risk(risk, found.band),
        "ranking": _named(found.ranking.drop(columns="trend")) if len(found.ranking) else pd.DataFrame(),
    }


def as_csv(made: Mapping[str, pd.DataFrame], source: Provenance) -> bytes:
    """A zip of CSV files (UTF-8) and about.json. Text that a spreadsheet would run has an apostrophe in front."""
    return _zip(made, source, "csv", lambda frame: (tables.written(frame, "csv") + "\n").encode("utf-8", "replace"))


def as_parquet(made: Mapping[str, pd.DataFrame], source: Provenance) -> bytes:
    """A zip of Parquet files and about.json, which also stands in the metadata of each under KEY."""
    import pyarrow as pa
    import pyarrow.parquet as pq  # here, as it brings clients of remote storage with it

    told = json.dumps(about(source), ensure_ascii=False).encode()

    def write(frame: pd.DataFrame) -> bytes:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: told})
        out = io.BytesIO()
        pq.write_table(table, out)
        return out.getvalue()

    return _zip(made, source, "parquet", write)


def sidecar(source: Provenance) -> str:
    """about.json as text, to stand beside a file that has no room for it."""
    return json.dumps(about(source), ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Mapping[str, pd.DataFrame], Provenance], bytes]] = {"CSV": as_csv, "Parquet": as_parquet}


def _zip(
    made: Mapping[str, pd.DataFrame], source: Provenance, ending: str, write: Callable[[pd.DataFrame], bytes]
) -> bytes:
    meaning = {f"{table}.{ending}": MEANING[table] for table in made}
    described = json.dumps(about(source) | {"files": meaning}, ensure_ascii=False, indent=1)
    # the events first: of an archive the first file of data is what is imported
    files = {f"{table}.{ending}": write(frame) for table, frame in made.items()} | {ABOUT: described.encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            entry = zipfile.ZipInfo(file, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _contributions(events: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    own = measures[measures.index.isin(events["event_id"])]
    intensity = own.rename_axis("event_id").rename_axis("indicator", axis=1).stack().rename("intensity")
    points = contributions(own, weights).rename_axis("event_id").rename_axis("indicator", axis=1).stack()
    out = intensity.to_frame().assign(points=points).reset_index()
    out = out[out["intensity"] > 0].reset_index(drop=True)
    indicators = out["indicator"].astype("str")
    return out.assign(
        indicator=indicators,
        track=indicators.map({indicator: value.track for indicator, value in BY_ID.items()}).astype("str"),
        weight=indicators.map(dict(weights)).astype(float),
    )[["event_id", "indicator", "track", "weight", "intensity", "points"]]


def _risk(risk: pd.DataFrame, band: pd.DataFrame) -> pd.DataFrame:
    rows = risk.assign(**{column: risk[column].astype("str") for column in ("entity", "track")})
    total = (
        band.assign(track="total") if len(band) else pd.DataFrame(columns=["entity", "date", "track", "low", "high"])
    )
    joined = rows.merge(total.astype({"entity": "str", "track": "str", "date": rows["date"].dtype}), "left")
    return _named(joined)


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.reset_index(drop=True)
    out.insert(1, "name", pd.Series([name(str(entity)) for entity in out["entity"]], out.index, dtype="str"))
    return out
