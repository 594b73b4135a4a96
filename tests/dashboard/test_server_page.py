"""The page Server: what those who run it see, and that nobody else does."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime, timedelta

import pytest

from dashboard import cache, log, permissions
from dashboard.sentences import server as words
from dashboard.upkeep import Process
from data.extraction import acts
from data.store import Store
from scoring import classifier
from tests.dashboard import test_app
from tests.dashboard.test_app import check, open_at
from tests.stored import chunks


@pytest.fixture
def held(store):
    """A store with one import, counted anew."""
    cache.inventory.clear()
    Store().import_events("orsk.csv", chunks(6, 3), "orsk", "table", "sum")
    yield
    cache.inventory.clear()


def table(app, column: str):
    return next(one.value for one in app.dataframe if column in one.value)


def test_it_shows_program_models_store_imports_and_reasons(held):
    app = check(open_at("server"))
    shown = test_app.words(app)
    assert "SQLite" in shown and "open now" in shown
    for model in (classifier.MODEL_FILE, acts.MODEL_FILE):
        assert hashlib.sha256(model.read_bytes()).hexdigest() in shown.replace(" ", "")
    made = table(app, "finished").iloc[0]
    assert (made["file"], made["dataset"], made["warnings"], made["rejects"]) == ("orsk.csv", "orsk", 1, 1)
    assert set(table(app, "reason")["what"]) == {"imported all the same", "left out"}
    assert str(Store().path) in app.code[0].value


def test_errors_are_listed_by_number_without_their_words(store, monkeypatch):
    monkeypatch.setattr(log, "_faults", type(log._faults)(maxlen=log.FAULTS_KEPT))
    assert words.NO_FAULTS in test_app.words(check(open_at("server")))
    error = ValueError("zanzibarite")
    for _ in range(2):  # Streamlit and a page may tell of one error
        log.Line("dashboard.boundary", logging.ERROR, __file__, 1, "x", (), (ValueError, error, None))
    app = check(open_at("server"))
    listed = table(app, "number")
    assert list(listed["number"]) == [log.number(error)] and list(listed["type"]) == ["ValueError"]
    assert "zanzibarite" not in listed.to_csv()


def test_others_get_a_sentence_and_nothing_else_also_by_a_link(held, monkeypatch):
    monkeypatch.setattr(permissions, "administers", lambda: False)
    app = check(open_at("server"))
    shown = test_app.words(app)
    assert words.NOT_YOURS in shown and not app.dataframe and not app.code
    assert "SQLite" not in shown and "SHA-256" not in shown


def test_a_store_that_cannot_be_read_is_said():
    assert words.lead(Process(None, 0, None), datetime.now(UTC), None).endswith("The store cannot be read.")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under a minute"), (59.9, "under a minute"), (60, "1 minute"), (3_600, "1 hour"),
        (7_260, "2 hours and 1 minute"), (90_061, "1 day and 1 hour"), (864_000, "10 days"),
    ],
)  # fmt: skip
def test_how_long_it_has_been_up(seconds, said):
    assert words.lasting(seconds) == said
    now = datetime(2026, 1, 20, tzinfo=UTC)
    assert words.lead(Process(now - timedelta(seconds=seconds), 2, 3e8), now, None).startswith(f"Up for {said}, with 2")


@pytest.mark.parametrize(("count", "said"), [(0, "0.0 MB"), (1_540_000, "1.5 MB"), (12_345_678_901, "12,346 MB")])
def test_sizes(count, said):
    assert words.size(count) == said
