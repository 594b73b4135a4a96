"""What a number rests on: data, weights, settings, models and version, for whoever gets a file of ours. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pandas as pd

from dashboard.state import View, encode
from data.events import COLUMNS
from scoring import cube as cubes
from scoring.indicators import BY_ID
from scoring.risk import S0
from scoring.score import PRESETS, WEIGHTS

PACKAGES = (
    "pandas",
    "scikit-learn",
    "numpy",
    "scipy",
    "pyarrow",
    "streamlit",
    "plotly",
)  # that a number passes through
SHORT = 12  # characters of a checksum that people compare by eye: 48 bits
INDEX = f"risk index = 10 log2(1 + pressure / {S0:g} points per day); an index, not a probability"


@dataclass(frozen=True)
class Provenance:
    """Where a view's numbers come from. Days as ISO text, None where unknown."""

    version: str
    data: str
    checksum: str  # SHA-256 of the events (see `checksum`)
    events: int
    first_day: str | None
    last_day: str | None
    as_known: str | None
    preset: str | None  # the preset that the weights are; None: of the reader's own
    weights: dict[str, float]
    changed: dict[str, tuple[float, float]]  # indicator -> (default, in use)
    half_life: float
    settings: dict[str, str]
    models: dict[str, str]  # model -> the day it was trained on
    packages: dict[str, str]


def provenance(
    data: str,
    events: pd.DataFrame,
    weights: Mapping[str, float],
    half_life: float,
    settings: Mapping[str, str],
    as_known: str | None = None,
    digest: str | None = None,
) -> Provenance:
    """What numbers from these events and weights rest on. `events`: all of the dataset as known."""
    covered = cubes.span(events) if len(events) else None
    first, last = (None, None) if covered is None else (f"{day:%Y-%m-%d}" for day in covered)
    chosen = {name: float(weights.get(name, 0.0)) for name in WEIGHTS}
    return Provenance(
        version=installed("casus"),
        data=data,
        checksum=digest or checksum(events),
        events=int(events["event_id"].nunique()),
        first_day=first,
        last_day=last,
        as_known=as_known,
        preset=next((name for name, preset in PRESETS.items() if preset == chosen), None),
        weights=chosen,
        changed={name: (WEIGHTS[name], value) for name, value in chosen.items() if value != WEIGHTS[name]},
        half_life=half_life,
        settings=dict(settings),
        models=models(),
        packages={name: installed(name) for name in PACKAGES},
    )


def of_view(view: View, events: pd.DataFrame, digest: str | None = None) -> Provenance:
    """What the numbers of a view rest on; `events` are all of its dataset as known."""
    known = view.as_known.isoformat() if view.as_known else None
    return provenance(view.data, events, view.weight_of, view.half_life, encode(view), known, digest)


def checksum(events: pd.DataFrame) -> str:
    """SHA-256 of the events as CSV: the columns of the schema, rows in order of id, source and target, days as ISO."""
    rows = events.reindex(columns=list(COLUMNS)).sort_values(["event_id", "source", "target"], kind="stable")
    text = rows.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def models() -> dict[str, str]:
    """The day on which each model in use was trained, by its card; `unknown` where the card does not say."""
    from data.extraction import cards
    from scoring import classifier

    kept = {"indicators": lambda: classifier.load().card, "reading": cards.read}
    found = {}
    for name, card in kept.items():
        try:
            found[name] = str(card().get("trained_on", "unknown"))
        except (ValueError, OSError):
            found[name] = "unknown"
    return found


def installed(package: str) -> str:
    """The version of an installed package; of casus itself `0`, where it runs from a folder without being installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"


def about(found: Provenance) -> dict[str, Any]:
    """The same as plain values for JSON and for the metadata of Parquet files."""
    return {
        "program": f"casus {found.version}",
        "index": INDEX,
        "data": {
            "name": found.data, "sha256": found.checksum, "events": found.events, "first_day": found.first_day,
            "last_day": found.last_day, "as_known_on": found.as_known or "now",
        },
        "weights": {
            "preset": found.preset or "own", "values": found.weights,
            "changed_from_default": {name: {"default": old, "now": new} for name, (old, new) in found.changed.items()},
        },
        "half_life_days": found.half_life,
        "settings": found.settings,
        "models_trained_on": found.models,
        "packages": found.packages,
    }  # fmt: skip


def changed_weights(found: Provenance) -> list[str]:
    """`Air or missile strike 10 → 5`, one an indicator that differs from the default."""
    return [f"{BY_ID[name].name} {old:g} → {new:g}" for name, (old, new) in found.changed.items()]
