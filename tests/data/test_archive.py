"""Everything in a store goes into one file, and into another store, be it of the other kind."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import stat
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as some

from data import archive, forecasts, rows
from data.store import Store, StoreError
from data.tables import METADATA, VERSION
from tests.fuzzing import examples
from tests.stored import SPECIAL, chunks, foretold, its_events, one_document


def filled(location: str) -> Store:
    """A store with something in each of its tables, and gaps in its numbers."""
    store, document = Store(location), one_document()
    store.add(document, its_events(document), "mine", "Ana")
    store.import_events("a.csv", chunks(10, 5), "coded", "invented", "c1")
    store.import_events("a.csv", chunks(10, 5), "coded", "invented", "c1", replace=True)
    store.correct("mine", "event", "a", "killed_best", "3", None, "Ana")
    store.save_view(SPECIAL, "?a")
    store.map_actor("Front", "ostrel-front")
    store.map_table("a|b", {"a": SPECIAL})
    store.shorten("half_life=9")
    store.save_preset("ours", {"air_strike": 3.5}, "Ana")
    store.save_rule("high", {"above": 50}, "Ana")
    store.note_alert("high", "VAR", "2021-03-04", {"index": 51.2})
    forecasts.keep(store, "coded", "conduct", "model-1", foretold())
    forecasts.settle(store, pd.DataFrame({"number": [1, 2], "came": [1.0, None]}), "2021-06-01")
    return store


@pytest.fixture(scope="module")
def backup(tmp_path_factory) -> Path:
    """A backup of such a store, to be copied before it is changed."""
    folder = tmp_path_factory.mktemp("backup")
    archive.backup(filled(str(folder / "first.sqlite")), folder / "a.casus")
    return folder / "a.casus"


def content(store: Store) -> dict[str, list[dict]]:
    with store.database.reading() as connection:
        return {
            table.name: rows.table_of(connection, sa.select(table).order_by(*table.primary_key)).to_pylist()
            for table in METADATA.sorted_tables
        }


def test_everything_goes_round(location, tmp_path):
    """From SQLite to `location`, which is PostgreSQL in one run of the two, and back."""
    first, second, third = filled(str(tmp_path / "first.sqlite")), Store(location), Store(tmp_path / "third.sqlite")
    counts = archive.backup(first, tmp_path / "first.casus")
    before = content(first)
    assert counts == {name: len(held) for name, held in before.items()} and all(counts.values())
    assert archive.restore(second, tmp_path / "first.casus") == counts
    assert content(second) == before
    assert archive.backup(second, tmp_path / "second.casus") == counts
    assert archive.restore(third, tmp_path / "second.casus") == counts
    assert content(third) == before
    for store in (second, third):  # what is added next does not meet the numbers that came along
        document = one_document(2)
        assert store.add(document, its_events(document), "mine") == 1
        assert store.import_events("b.csv", chunks(20, 5), "coded", "invented", "c2").added == 12
        assert store.save_view(SPECIAL, "?b") == 2
        assert store.events("mine")["event_id"].nunique() == 4


def test_an_archive_says_what_it_is(tmp_path):
    counts = archive.backup(filled(str(tmp_path / "first.sqlite")), tmp_path / "a.casus")
    with zipfile.ZipFile(tmp_path / "a.casus") as packed:
        events = pq.read_table(packed.open("events.parquet"))
        sums = {name: hashlib.sha256(packed.read(f"{name}.parquet")).hexdigest() for name in counts}
    found = told(tmp_path / "a.casus")
    assert (found["program"], found["version"], found["rows"]) == ("casus", VERSION, counts)
    assert found["checksums"] == sums and set(sums) == set(METADATA.tables)
    assert (tmp_path / "a.casus").stat().st_mode & 0o077 == 0  # articles are for the owner's eyes
    assert events.num_rows == counts["events"] and "killed_best" in events.column_names
    assert archive.is_archive(tmp_path / "a.casus")
    (tmp_path / "text.csv").write_text("a,b\n1,2\n")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("data.csv", "a,b\n")
    assert not any(archive.is_archive(tmp_path / name) for name in ("text.csv", "other.zip", "absent"))


def test_a_store_that_holds_something_is_left_as_it_is(location, backup):
    store = Store(location)
    store.map_actor("Front", "ostrel-front")
    with pytest.raises(StoreError, match=r"already holds actor_mappings.*empty store.*CASUS_STORE"):
        archive.restore(store, backup)
    assert store.datasets() == [] and store.actor_mappings() == {"Front": "ostrel-front"}


def rewritten(path, **changed: bytes | None):
    """The archive with members changed, or left out where None."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, held in (members | changed).items():
            if held is not None:
                packed.writestr(name, held)


def manifest(**changed: object) -> bytes:
    return json.dumps({"program": "casus", "version": VERSION, "rows": {}, "checksums": {}} | changed).encode()


def told(path) -> dict:
    with zipfile.ZipFile(path) as packed:
        return json.loads(packed.read("manifest.json"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"manifest.json": None}, "no backup"),
        ({"manifest.json": b"{"}, "no backup"),
        ({"manifest.json": manifest(program="other")}, "no backup"),
        ({"manifest.json": manifest(checksums=None)}, "no backup"),
        ({"manifest.json": b"[" * 100_000}, "no backup"),
        ({"manifest.json": b" " * (archive._MOST_MANIFEST + 1)}, "no backup"),
        ({"manifest.json": manifest(version=VERSION + 1)}, "the Casus that wrote it"),
        ({"manifest.json": manifest()}, "damaged"),
        ({"views.parquet": None}, "damaged"),
        ({"views.parquet": b"PAR1"}, "views does not have the checksum that was written with it; nothing was restored"),
    ],
)
def test_a_damaged_archive_leaves_an_empty_store(location, backup, tmp_path, changed, said):
    shutil.copy(backup, tmp_path)
    rewritten(tmp_path / "a.casus", **changed)
    store = Store(location)
    with pytest.raises(StoreError, match=said):
        archive.restore(store, tmp_path / "a.casus")
    assert store.datasets() == [] and store.imports() == [] and store.actor_mappings() == {}


def test_a_table_with_fewer_rows_than_told_is_damaged(backup, tmp_path):
    shutil.copy(backup, tmp_path)
    whole = told(backup)
    changed = whole | {"rows": whole["rows"] | {"events": 99}}
    rewritten(tmp_path / "a.casus", **{"manifest.json": json.dumps(changed).encode()})
    with pytest.raises(StoreError, match=r"events has .* rows, the manifest tells of 99"):
        archive.restore(Store(tmp_path / "second.sqlite"), tmp_path / "a.casus")


def test_what_cannot_be_written_or_read_is_told(tmp_path):
    store = Store(tmp_path / "first.sqlite")
    with pytest.raises(StoreError, match="holds nothing"):
        archive.backup(store, tmp_path / "a.casus")
    store.map_actor("Front", "ostrel-front")
    with pytest.raises(StoreError, match="cannot be written"):
        archive.backup(store, tmp_path / "absent" / "a.casus")
    for name, said in (("absent", "cannot be read"), ("first.sqlite", "damaged backup, or none")):
        with pytest.raises(StoreError, match=said):
            archive.restore(Store(tmp_path / "second.sqlite"), tmp_path / name)
    assert sorted(os.listdir(tmp_path)) == ["first.sqlite"]  # nothing half-written


def test_an_export_is_of_one_moment(location, tmp_path, monkeypatch):
    store, packed = filled(location), archive._packed

    def slow(connection, table, file):
        if table.name == "events":  # documents are written by then
            document = one_document(7)
            Store(location).add(document, its_events(document), "mine")
        return packed(connection, table, file)

    monkeypatch.setattr(archive, "_packed", slow)
    order = [table.name for table in METADATA.sorted_tables]
    assert order.index("documents") < order.index("events")
    assert archive.backup(store, tmp_path / "a.casus")["events"] == 15
    assert len(store.events("mine")) == 6


def test_a_backup_takes_the_place_of_no_other_file(tmp_path, monkeypatch):
    store = filled(str(tmp_path / "first.sqlite"))
    kept = tmp_path / "a.casus"
    kept.write_text("mine")
    with pytest.raises(StoreError, match=r"a\.casus is there already.*choose another name"):
        archive.backup(store, kept)
    (tmp_path / "link.casus").symlink_to(tmp_path / "absent")
    with pytest.raises(StoreError, match="is there already"):
        archive.backup(store, tmp_path / "link.casus")
    written = archive._written

    def overtaken(store, whole):
        (tmp_path / "b.casus").write_text("theirs")
        return written(store, whole)

    monkeypatch.setattr(archive, "_written", overtaken)
    with pytest.raises(StoreError, match="is there already"):
        archive.backup(store, tmp_path / "b.casus")
    assert (kept.read_text(), (tmp_path / "b.casus").read_text()) == ("mine", "theirs")
    assert sorted(os.listdir(tmp_path)) == ["a.casus", "b.casus", "first.sqlite", "link.casus"]


def test_a_file_system_without_links_gets_its_backup_as_well(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "not here")

    monkeypatch.setattr(os, "link", refuse)
    counts = archive.backup(filled(str(tmp_path / "first.sqlite")), tmp_path / "a.casus")
    assert archive.restore(Store(tmp_path / "second.sqlite"), tmp_path / "a.casus") == counts


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EINVAL, None),  # a file system that does not wait for folders
        (errno.EACCES, None),  # a folder that may be written and not read
        (errno.EIO, r"a\.casus is whole, but its folder was not written \(the disk\)"),
    ],
)
def test_a_folder_that_cannot_be_waited_for_takes_no_backup_away(tmp_path, monkeypatch, number, said):
    sync = os.fsync

    def of_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, "the disk")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", of_files)
    store, kept = filled(str(tmp_path / "first.sqlite")), tmp_path / "a.casus"
    with pytest.raises(StoreError, match=said) if said else nullcontext():
        archive.backup(store, kept)
    monkeypatch.undo()
    assert sorted(os.listdir(tmp_path)) == ["a.casus", "first.sqlite"]
    assert archive.restore(Store(tmp_path / "second.sqlite"), kept)["events"]


def test_a_backup_that_was_changed_anywhere_is_refused_or_says_the_same(tmp_path):
    """Bytes changed and ends cut off, at seeded places: nothing but the whole truth is restored, and no traceback."""
    store, path = filled(str(tmp_path / "first.sqlite")), tmp_path / "a.casus"
    archive.backup(store, path)
    whole, before, rng, refused = path.read_bytes(), content(store), random.Random(5), 0
    for number in range(60):
        changed = bytearray(whole)
        if number % 3:
            for _ in range(rng.choice((1, 20))):
                changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
        else:
            del changed[rng.randrange(len(changed)) :]
        path.write_bytes(changed)
        again = Store(tmp_path / f"again{number}.sqlite")
        try:
            archive.restore(again, path)
        except StoreError as error:
            refused += 1
            assert "backup" in str(error) or "damaged" in str(error), error
            assert again.datasets() == [] and again.actor_mappings() == {}
        else:
            assert content(again) == before
    assert refused > 50


names = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
ADDITIONS = some.lists(
    some.one_of(
        some.tuples(some.just("add"), some.integers(1, 4), names),
        some.tuples(some.just("import_events"), some.integers(0, 12), names, some.booleans()),
        some.tuples(some.just("correct"), names, names, some.none() | names),
        some.tuples(some.just("save_view"), names, names),
        some.tuples(some.just("shorten"), names),
        some.tuples(some.just("save_preset"), names, some.none() | some.dictionaries(names, some.floats(0, 9))),
        some.tuples(some.just("map_actors"), some.dictionaries(names, some.none() | names, min_size=1, max_size=3)),
        some.tuples(some.just("save_rule"), names, some.none() | some.dictionaries(names, some.integers())),
        some.tuples(some.just("note_alert"), names, names, some.just("2021-03-04"), some.dictionaries(names, names)),
        some.tuples(some.just("map_table"), names, some.dictionaries(names, names)),
        some.tuples(some.just("keep"), names, some.sampled_from(["2021-03-01", "2021-03-02"])),
    ),
    min_size=1,
    max_size=8,
)


def put(store: Store, what: str, *told) -> None:
    if what == "add":
        document = one_document(told[0])
        store.add(document, its_events(document), told[1])
    elif what == "import_events":
        count, dataset, replace = told
        store.import_events("a.csv", chunks(count, 5), dataset, "invented", f"c{count}", replace)
    elif what == "correct":
        store.correct(told[0], "event", told[1], "type", None, told[2], None)
    elif what == "keep":
        forecasts.keep(store, told[0], "conduct", "model-1", foretold(told[1]))
    else:
        getattr(store, what)(*told)


@settings(max_examples=examples(10))
@given(additions=ADDITIONS)
def test_whatever_was_added_comes_back_as_it_was(tmp_path_factory, additions):
    folder = tmp_path_factory.mktemp("round")
    store = Store(folder / "first.sqlite")
    for one in additions:
        put(store, *one)
    archive.backup(store, folder / "a.casus")
    again = Store(folder / "second.sqlite")
    archive.restore(again, folder / "a.casus")
    assert content(again) == content(store)
