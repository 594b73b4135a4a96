"""What another process adds to the same store shows here within seconds, and costs one quick question."""

from __future__ import annotations

import threading

import pytest

import data
from dashboard import cache
from dashboard.cache import forget
from data import changes, corrections
from data.events import empty
from data.store import Store
from scoring.score import WEIGHTS
from tests.dashboard.test_app import check, open_at, words
from tests.stored import chunks, one_document

CASE = "us-iran-2019-2021"


@pytest.fixture
def other(location, monkeypatch):
    """The store as another process has it open; the dashboard opens the same one, and looks at every run."""
    monkeypatch.setenv("CASUS_STORE", location)
    monkeypatch.setattr(forget, "LOOK_SECONDS", 0.0)
    cache.store.clear()
    cache.forget_added()
    yield Store(location)
    cache.forget_added()
    cache.store.clear()


def imported(store: Store, name: str = "invented", replace: bool = False) -> None:
    store.import_events(f"{name}.csv", chunks(6, 6), name, "table", f"sum of {name}", replace)


ADDITIONS = {
    "documents": [
        lambda store: store.add(one_document(), empty(), "mine"), imported,
        lambda store: store.map_actor("Front", "ostrel-front"),
    ],
    "corrections": [lambda store: store.correct(CASE, "event", "e1", "type", "AID", "ASSAULT", "Ana")],
    "presets": [lambda store: store.save_preset("Ours", WEIGHTS), lambda store: store.save_preset("Ours", None)],
    "rules": [lambda store: store.save_rule("r", {"kind": "level"}), lambda store: store.save_rule("r", None)],
    "alerts": [lambda store: store.note_alert("r", "VAR", "2021-03-04", {})],
}  # fmt: skip


def test_each_addition_moves_the_mark_of_its_kind_alone_and_reading_moves_none(location):
    here, there = Store(location), Store(location)
    assert here.marks() is None and (here.path is None or not here.path.exists())
    there.save_view("first", "v=1")
    before = here.marks()
    assert before == changes.NOTHING
    assert set(ADDITIONS) == set(before) == set(changes.KINDS)
    for kind, additions in ADDITIONS.items():
        for add in additions:
            add(there)
            after = here.marks()
            assert {one for one in after if after[one] != before[one]} == {kind}
            before = after
            here.corrections(CASE), here.events("invented"), here.datasets()
            assert here.marks() == before


def test_a_store_that_cannot_be_asked_answers_nothing_and_fails_nowhere(tmp_path):
    (tmp_path / "no.sqlite").write_text("no database")
    assert Store(tmp_path / "no.sqlite").marks() is None
    assert Store("postgresql://nobody@127.0.0.1:9/none").marks() is None


def test_a_correction_made_elsewhere_shows_and_is_taken_back_elsewhere(other):
    cache.follow()
    first = cache.events(CASE, False)["event_id"].iloc[0]
    read, whole = cache.uncorrected(CASE, False), cache.events(CASE, False)["event_id"].nunique()
    corrections.review(other, CASE, first, corrections.DISMISSED, "Ana")
    assert first in set(cache.events(CASE, False)["event_id"])  # nobody has looked yet
    cache.follow()
    assert cache.events(CASE, False)["event_id"].nunique() == whole - 1
    assert cache.uncorrected(CASE, False) is read  # no document was read again
    corrections.review(other, CASE, first, None, "Ana")
    cache.follow()
    assert cache.events(CASE, False)["event_id"].nunique() == whole


def test_an_article_and_a_dataset_added_elsewhere_show(other):
    cache.follow()
    assert cache.datasets() == data.available() and len(cache.documents(CASE, True)) == len(data.documents_of(CASE))
    other.add(one_document(), empty(), CASE)
    imported(other)
    cache.follow()
    assert cache.datasets() == [*data.available(), "invented"]
    assert len(cache.documents(CASE, True)) == len(data.documents_of(CASE)) + 1
    assert cache.events("invented", True)["event_id"].nunique() == 6


def test_what_was_added_here_is_not_worked_out_twice(other):
    cache.follow()
    corrections.review(cache.writer(), CASE, "e1", corrections.CONFIRMED, "Ana")
    cache.forget_corrected()
    kept = cache.events(CASE, False)
    cache.follow()
    assert cache.events(CASE, False) is kept


def test_between_two_looks_nothing_is_asked(other, monkeypatch):
    cache.follow()
    monkeypatch.setattr(forget, "LOOK_SECONDS", 3600.0)
    other.save_view("first", "v=1")
    cache.follow()  # the next look is an hour away from here
    kept = cache.corrections(CASE)
    other.correct(CASE, "event", "e1", "type", "AID", "ASSAULT", "Ana")
    cache.follow()
    assert cache.corrections(CASE) is kept
    cache.forget_corrected()
    assert len(cache.corrections(CASE)) == 1


class Crowded:
    """A lock at which so many have to stand before the first of them gets it."""

    def __init__(self, many: int) -> None:
        self._all, self._lock = threading.Barrier(many), threading.Lock()

    def __enter__(self) -> None:
        self._all.wait(30)
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_of_those_who_would_look_at_once_one_does(other, monkeypatch):
    readers = 3  # each of whom would wait 10 s for a database that does not answer, one after the other
    looks: list[object] = []
    seen = forget._Seen(lock=Crowded(readers))
    threads = [threading.Thread(target=cache.follow) for _ in range(readers)]
    with monkeypatch.context() as patch:
        patch.setattr(Store, "marks", lambda store: looks.append(store))
        patch.setattr(forget, "LOOK_SECONDS", 3600.0)
        patch.setattr(forget, "_seen", lambda location: seen)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(looks) == 1


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_an_open_page_shows_what_was_confirmed_and_kept_elsewhere(other):
    app = check(open_at())
    assert "0 % reviewed by a person" in words(app)
    first = cache.events(CASE, False)["event_id"].iloc[0]
    corrections.review(other, CASE, first, corrections.CONFIRMED, "Ana")
    other.save_preset("Ours", WEIGHTS | {"air_strike": 3.0}, "Ana")
    app = check(app.run())
    assert "under 1 % reviewed by a person" in words(app)
    assert any("Ours" in option for option in app.selectbox(key="preset").options)
