"""What whoever runs the server wants to know of it: program, models, process. Its store is in `data.inventory`."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from dashboard import metrics, provenance
from data.imports import checksum

PACKAGES = {"Streamlit": "streamlit", "pandas": "pandas", "scikit-learn": "scikit-learn"}  # as people write them


class Model(NamedTuple):
    """A model in use: what it does, the day it was trained on, its file below the project and that file's SHA-256."""

    name: str
    trained_on: str
    file: str
    checksum: str


class Process(NamedTuple):
    """This process: since when (UTC), readers with a page open, bytes of memory; None where the system does not say."""

    since: datetime | None
    sessions: int
    memory: float | None


def versions() -> dict[str, str]:
    """Versions of Casus, Python and the packages that matter most."""
    named = {"Casus": provenance.installed("casus"), "Python": platform.python_version()}
    return named | {name: provenance.installed(package) for name, package in PACKAGES.items()}


def models() -> tuple[Model, ...]:
    """The models in use, hashed from their files."""
    from data.extraction import acts
    from scoring import classifier

    files = {"indicators": classifier.MODEL_FILE, "reading": acts.MODEL_FILE}
    root = Path(__file__).resolve().parents[1]
    return tuple(
        Model(name, day, str(files[name].relative_to(root)), checksum(files[name]))
        for name, day in provenance.models().items()
    )


def process() -> Process:
    """This process now."""
    started = metrics.value("process_start_time_seconds")
    since = None if started is None else datetime.fromtimestamp(started, UTC)
    return Process(since, sessions(), metrics.value("process_resident_memory_bytes"))


def sessions() -> int:
    """Tabs in which a page is open, as Streamlit counts them."""
    from streamlit import runtime
    from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

    if not runtime.exists():
        return 0
    counted = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(int(stat.value) for stat in counted.get(ACTIVE_SESSIONS_FAMILY, ()))
