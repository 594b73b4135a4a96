"""Invented events of three months."""

import pandas as pd
import pytest

from dashboard import cache
from data import events as schema
from data.store import Store
from tests.dashboard.invented import event


@pytest.fixture
def events():
    quiet = [event(n, f"2024-01-{n + 1:02d}", kind="ACCUSE", mode="disapprove") for n in range(1, 5)]
    storm = [event(n, f"2024-03-{n + 15:02d}") for n in range(10, 15)]
    other = [event(n, f"2024-03-{n:02d}", "KSH", "VAR", "ACCUSE", "disapprove") for n in range(20, 24)]
    rest = [
        event(30, "2024-03-28", "VAR", "KSH", "CONSULT", "visit"),
        event(31, "2024-03-29", "KSH", "VAR", realis="denied"),
        event(32, "2024-04-10", "VAR", "KSH", "CONSULT", "visit", "planned", published="2024-03-20", place="Kalmar"),
        event(33, "2024-03-10", "VAR", "KSH", "CONSULT", "visit", "planned", published="2024-03-01"),
        event(34, "2024-03-30", "TAM", "KSH"),
    ]
    return schema.validate(pd.DataFrame(quiet + storm + other + rest))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of the test's own behind the dashboard; nothing is kept of another, before and after."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))
    cache.store.clear()
    cache.forget_added()
    yield Store()
    cache.forget_added()
    cache.store.clear()
