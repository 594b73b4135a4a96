"""Two writers at once, a clock that jumps, a full disk, a store that may only be read, and files that are damaged."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from data import corrections, forecasts, imports, tables
from data.store import Store, StoreError
from tests import killing
from tests.killing import ROWS, together
from tests.stored import chunks, coded, foretold, its_events, one_document

TIMES = 12  # that each of two writers writes: enough to meet in the middle of each other's work


@pytest.mark.slow
def test_two_processes_at_once_lose_nothing_of_each_other(location):
    Store(location).save_view("made", "n=0")
    first, second = together(*[(killing.saving_preset, location, TIMES)] * 2)
    assert sorted(first + second) == list(range(1, 2 * TIMES + 1))
    assert Store(location).presets()["version"].item() == 2 * TIMES
    together(*[(killing.correcting, location, who, TIMES) for who in ("Ana", "Ben")])
    found = Store(location).corrections("mine")
    assert (found.groupby("who").size() == 3).all() and found["who"].nunique() == 2 * TIMES
    assert found["number"].is_monotonic_increasing and found["number"].is_unique
    for _, one in found.groupby("who"):  # nobody's three columns stand between those of another
        assert one.index.tolist() == list(range(one.index[0], one.index[0] + 3))


@pytest.mark.slow
def test_two_processes_that_import_the_same_events_add_them_once(location):
    all_rows = len(coded(0, ROWS))
    again = [told[0] for told in together(*[(killing.importing_once, location)] * 2)]
    assert sorted(again) == [False, True]
    assert [one.added for one in Store(location).imports()] == [all_rows]
    (other,) = together((killing.importing_other, location, ROWS))
    assert other == [(all_rows, 0)]
    assert len(Store(location).events("coded")) == all_rows


class Clock:
    """The one clock of the store, set ahead and back by days from call to call, and standing still at times."""

    def __init__(self, seed: int) -> None:
        self._rng, self.read = random.Random(seed), []

    def __call__(self) -> str:
        days = self._rng.choice((-400, -3, 0, 0, 3, 400))
        self.read.append((datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return self.read[-1]


@pytest.mark.parametrize("seed", range(2))
def test_what_was_said_last_counts_whatever_the_clock_says(location, monkeypatch, seed):
    clock = Clock(seed)
    monkeypatch.setattr(imports, "now", clock)
    store, document = Store(location), one_document()
    events = its_events(document).head(1)
    store.add(document, its_events(document), "mine")
    for number in range(4, 9):
        corrections.correct(store, "mine", events, {"killed_best": number}, "Ana")
        assert corrections.apply(events, store.corrections("mine"))["killed_best"].tolist() == [number]
        assert store.save_preset("ours", {"air_strike": number}) == number - 3
        assert store.presets()["weights"].tolist() == [{"air_strike": number}]
        assert store.save_view("week", f"n={number}") == number - 3
        store.save_rule("high", {"above": number})
        assert store.rules() == {"high": {"above": number}}
        store.map_actor("Front", f"front-{number}")
        assert store.actor_mappings() == {"Front": f"front-{number}"}
        store.map_table("a|b", {"date": str(number)})
        assert store.table_mapping("a|b") == {"date": str(number)}
    forecasts.keep(store, "mine", "conduct", "model", foretold())
    for came in (1.0, 0.0):  # a later word on the same day replaces an earlier one
        forecasts.settle(store, pd.DataFrame({"number": [1], "came": [came]}), "2021-06-01")
        assert forecasts.scored(store, "mine")["came"].tolist() == [came]
    assert clock.read != sorted(clock.read)
    for table in ("corrections", "views"):
        numbers = (store.corrections("mine") if table == "corrections" else store.views())["number"]
        assert numbers.is_monotonic_increasing


def test_who_holds_an_older_state_sees_a_replaced_import_whatever_the_clock_says(location, monkeypatch):
    monkeypatch.setattr(imports, "now", lambda: "2026-03-01T00:00:00Z")  # it stands still
    store = Store(location)
    store.import_events("a.csv", chunks(10, 5), "one", "invented", "c1")
    store.import_events("b.csv", chunks(10, 5), "two", "invented", "c2")
    for digest, name in (("c2", "two"), ("c1", "one"), ("c1", "one")):
        before = store.marks()
        made = store.import_events("a.csv", chunks(10, 5), name, "invented", digest, replace=True)
        assert (made.added, made.replaced) == (12, 12)
        after = store.marks()
        assert {kind for kind in after if after[kind] != before[kind]} == {"documents"}
    assert [one.checksum for one in store.imports()] == ["c2", "c1"]
    assert [len(store.events(name)) for name in ("one", "two")] == [12, 12]


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path):
    (said,) = together((killing.without_room, str(tmp_path)))
    assert "make room where it lies" in said[0] and str(tmp_path / "store.sqlite") in said[0]
    assert "cannot be written" in said[1] and "no backup was made" in said[1]
    assert "where there is no room" in said[2] and "nothing was restored" in said[2]
    assert said[3] is None  # what still fits is kept
    store = Store(tmp_path / "store.sqlite")
    assert store.imports() == [] and store.datasets() == []
    assert store.views()["name"].tolist() == ["before", "after"]
    left = {path.name for path in tmp_path.iterdir()}
    assert not [name for name in left if "casus" in name], left  # neither a backup nor a part of one
    assert killing._import(store).added == len(coded(0, ROWS))  # there is room again


def test_a_store_that_may_only_be_read_says_so():
    folder = Path(tempfile.mkdtemp())  # where another user may look, as in no folder of pytest's
    try:
        Store(folder / "store.sqlite").save_view("before", "n=1")
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        (said,) = together((killing.only_reading, str(folder)))
        assert "check that the file and its folder may be" in said[0]
        assert "may be" in said[1] or "cannot be written" in said[1]
        assert "cannot be made" in said[2]
        assert all("Traceback" not in one for one in said)
        folder.chmod(0o755)
        assert Store(folder / "store.sqlite").views()["name"].tolist() == ["before"]
        assert os.listdir(folder) == ["store.sqlite"]
    finally:
        shutil.rmtree(folder)


def _noise(count: int) -> bytes:
    return random.Random(count).randbytes(count)


DAMAGED = "the file is damaged"
DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "half of it": (lambda whole: whole[: len(whole) // 2], DAMAGED),
    "its first page and a bit": (lambda whole: whole[:5_000], DAMAGED),
    "its first bytes": (lambda whole: whole[:50], DAMAGED),
    "a text": (lambda whole: b"date,source,target\n" * 500, DAMAGED),
    "a word": (lambda whole: b"hello", DAMAGED),
    "noise": (lambda whole: _noise(20_000), DAMAGED),
    "noise in the middle": (lambda whole: whole[:4096] + _noise(40 * 4096) + whole[41 * 4096 :], DAMAGED),
    "noise instead of its tables": (lambda whole: whole[:100] + _noise(3996) + whole[4096:], DAMAGED),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "store.sqlite"
    store, document = Store(path), one_document()
    store.add(document, its_events(document), "mine")
    store.import_events("file.csv", chunks(1_000, 500), "coded", "invented", "c1")
    store.save_view("before", "n=1")
    return path.read_bytes()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_named_with_what_to_do_and_left_as_it_is(tmp_path, whole, damage):
    make, said = DAMAGES[damage]
    path = tmp_path / "store.sqlite"
    path.write_bytes(make(whole))
    for call in (
        lambda: Store(path).datasets(),
        lambda: Store(path).events("coded"),
        lambda: Store(path).save_view("after", "n=2"),
        lambda: Store(path).import_events("b.csv", chunks(10, 5), "coded", "invented", "c2"),
    ):
        with pytest.raises(StoreError, match=f"store.sqlite cannot be used: .*{said}.*casus restore FILE.*CASUS_STORE"):
            call()
    assert path.read_bytes() == make(whole)


def test_noise_anywhere_in_a_store_gives_its_content_or_a_sentence(tmp_path, whole):
    """Pages that nobody reads may be damaged unseen; those that are read never end in anything but a sentence."""
    path, rng, told = tmp_path / "store.sqlite", random.Random(11), 0
    for _ in range(25):
        at = rng.randrange(100, len(whole) - 4096)
        path.write_bytes(whole[:at] + rng.randbytes(rng.choice((1, 64, 4096))) + whole[at + 4096 :])
        for read in (lambda: Store(path).imports(), lambda: Store(path).rejects(1), lambda: Store(path).views()):
            try:
                read()
            except StoreError as error:
                told += 1
                assert "casus restore FILE" in str(error), error
    assert told


def test_text_that_is_none_is_damage_and_is_not_repeated(tmp_path, whole):
    path = tmp_path / "store.sqlite"
    path.write_bytes(whole)
    with sqlite3.connect(path) as bare:
        bare.execute("UPDATE documents SET text = CAST(x'7365637265740aff' AS TEXT)")
    with pytest.raises(StoreError, match=r"column 'text': the file is damaged: .*casus restore FILE") as refused:
        Store(path).documents("mine")
    assert "secret" not in str(refused.value)


def test_a_newer_store_and_one_of_another_program_are_left_alone(tmp_path):
    path = tmp_path / "store.sqlite"
    Store(path).save_view("before", "n=1")
    with sqlite3.connect(path) as bare:
        bare.execute(f"UPDATE casus_schema SET version = {tables.VERSION + 1}")
    with pytest.raises(StoreError, match=r"written by a newer Casus .* update Casus, or name another store"):
        Store(path).save_view("after", "n=2")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as bare:
        bare.execute("CREATE TABLE notes (text)")
    with pytest.raises(StoreError, match="a database of another program; name another one"):
        Store(other).save_view("after", "n=2")
