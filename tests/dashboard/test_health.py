"""What supervisors and Prometheus ask for: true, readable by their own parser, and without a name of anybody's."""

from __future__ import annotations

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed

import data
from dashboard import cache, health, runs, serving
from data.store import Store
from tests.dashboard.test_serving import BASES, ask
from tests.stored import SPECIAL, chunks, its_events, one_document

DATASET = "secretly-named"


@pytest.fixture
def fresh():
    """Nothing of an earlier look is kept, before and after."""
    for cached in (cache.readiness, cache.inventory):
        cached.clear()
    yield
    for cached in (cache.readiness, cache.inventory):
        cached.clear()


def samples(base: str = "") -> dict[tuple[str, str], float]:
    """(name, first label's value) -> figure of all that is told."""
    answer = ask(base, serving.below(base, serving.METRICS_AT))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/openmetrics-text")
    assert DATASET not in answer.text and SPECIAL not in answer.text and data.available()[0] not in answer.text
    told = [one for family in parsed(answer.text) for one in family.samples]
    return {(one.name, next(iter(one.labels.values()), "")): one.value for one in told}


@pytest.mark.parametrize("base", BASES)
def test_a_server_that_can_serve_is_ready(store, fresh, base):
    answer = ask(base, serving.below(base, serving.HEALTH_AT))
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, health.READY, "no-store")


def test_a_store_that_cannot_be_used_is_said_without_its_name_and_mended_without_a_restart(store, fresh):
    file = store.database.path
    file.write_text("no database")
    answer = ask("", "/casus/health")
    assert (answer.status_code, answer.text) == (503, health.NO_STORE) and str(file) not in answer.text
    assert samples()["casus_store_up", ""] == 0
    file.unlink()
    for cached in (cache.readiness, cache.inventory):
        cached.clear()
    assert ask("", "/casus/health").status_code == 200
    assert samples()["casus_store_up", ""] == 1


def test_data_that_cannot_be_read_are_said(store, fresh, monkeypatch):
    def broken() -> int:
        raise OSError(DATASET)

    monkeypatch.setattr(cache, "bundled", broken)
    answer = ask("", "/casus/health")
    assert (answer.status_code, answer.text) == (503, health.NO_DATA)


def test_however_many_ask_one_look_is_taken(store, fresh, monkeypatch):
    looks = []
    monkeypatch.setattr(health, "look", lambda: looks.append(1) or health.READY)
    for _ in range(3):
        ask("", "/casus/health")
    assert len(looks) == 1


def test_what_the_store_holds_and_how_long_runs_took_is_told(store, fresh):
    document = one_document()
    Store().add(document, its_events(document), DATASET)
    Store().import_events(f"{DATASET}.csv", chunks(6, 6), DATASET, "table", "sum")
    before = samples()
    assert before["casus_store_rows", "documents"] == before["casus_store_rows", "imports"] == 1
    assert before["casus_store_rows", "rejects"] == 1 and before["casus_store_size_bytes", ""] > 0
    assert before["process_resident_memory_bytes", ""] > 1e6
    with pytest.raises(ZeroDivisionError), runs.timed("events"):
        1 / 0  # noqa: B018
    after = samples()
    key = ("casus_run_seconds_count", "events")
    assert after[key] == before.get(key, 0) + 1
