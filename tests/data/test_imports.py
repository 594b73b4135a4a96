"""Coded datasets in the store: all of a file or none of it, once, and the newer release where that is wanted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import data
from data import imports
from data.events import event_id
from data.store import Store, StoreError, checksum
from tests.stored import SPECIAL, chunks, coded, its_events, one_document, remarks

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(location):
    return Store(location)


def bring(store, frames, digest="c1", dataset="invented", **options):
    return store.import_events("folder/file.csv", frames, dataset, "invented", digest, **options)


def test_what_is_imported_comes_back_in_order_with_its_rejects_and_counts(store):
    done = []
    made = bring(store, chunks(25, 10), progress=done.append)
    events = pd.concat([coded(0, 10), coded(10, 20), coded(20, 25)], ignore_index=True)
    pd.testing.assert_frame_equal(store.events("invented"), events)
    assert done == [12, 24, 30]
    assert (made.rows, made.added, made.known, made.replaced, made.warnings, made.rejects) == (30, 30, 0, 0, 3, 0)
    assert (made.dataset, made.source, made.file, made.checksum, made.again) == (
        "invented", "invented", "file.csv", "c1", False,
    )  # fmt: skip
    assert made.started <= made.finished <= imports.now()
    assert store.imports() == [made]
    pd.testing.assert_frame_equal(store.rejects(made.id), remarks(2, 12, 22))
    assert store.count("invented") == (0, 25) and store.datasets() == ["invented"]


def test_the_same_file_twice_adds_nothing(store):
    made = bring(store, chunks(10, 5))

    def unread():
        raise AssertionError("the file is read again")
        yield

    again = bring(store, unread())
    assert again.again and again.id == made.id and store.imports() == [made]
    assert len(store.events("invented")) == 12
    other = bring(store, chunks(10, 5), dataset="another")  # a dataset of its own
    assert not other.again and other.added == 12 and store.datasets() == ["another", "invented"]


def test_an_event_that_is_there_stays_as_it_is(store):
    bring(store, chunks(10, 5))
    made = bring(store, iter([(coded(5, 15, killed_best=50, source="kesh"), remarks())]), "c2")
    # an event that two did is by kesh alone now: its rows are the same, and one of them is added
    assert (made.rows, made.added, made.known, made.replaced) == (12, 5, 7, 0)
    events = store.events("invented")
    assert events["native_id"].astype(int).is_monotonic_increasing and events["event_id"].nunique() == 15
    assert (events["killed_best"] == 50).sum() == 5 and len(events) == 17


def test_a_new_release_replaces_what_was_imported(store):
    bring(store, chunks(10, 5))
    made = bring(store, iter([(coded(5, 15, killed_best=50, source="kesh"), remarks())]), "c2", replace=True)
    assert (made.rows, made.added, made.known, made.replaced) == (12, 10, 2, 6)
    events = store.events("invented").set_index("native_id")
    assert (events.loc[[str(number) for number in range(5, 15)], "killed_best"] == 50).all()
    assert (events.loc[[str(number) for number in range(5)], "killed_best"] < 7).all() and len(events) == 16


def test_a_file_is_read_again_where_that_is_asked_for(store):
    made = bring(store, chunks(10, 5))
    again = bring(store, chunks(10, 5, killed_best=50), replace=True)
    assert not again.again and (again.added, again.replaced) == (12, 12)
    assert (store.imports() == [again] and again.id != made.id) or again.started
    assert (store.events("invented")["killed_best"] == 50).all() and len(store.events("invented")) == 12
    assert len(store.rejects(again.id)) == 2


def test_an_event_that_comes_again_in_a_file_is_counted_once(store):
    made = bring(store, iter([(coded(0, 6), remarks()), (coded(4, 8), remarks())]))
    assert made.added == len(store.events("invented")) == 10 and made.known == 3


def test_rows_of_one_event_may_stand_in_two_chunks(store):
    joint = coded(5, 6)
    made = bring(store, iter([(joint.head(1), remarks()), (joint.tail(1), remarks())]), replace=True)
    assert (made.added, made.replaced) == (2, 0) and store.count("invented") == (0, 1)
    alone = joint.assign(source=None, target=None)  # null is equal to null
    assert bring(store, iter([(alone, remarks()), (alone, remarks())]), "c2", dataset="other").added == 1


@pytest.mark.parametrize("replace", [False, True])
def test_what_was_added_with_a_document_is_no_ones_to_replace(store, replace):
    document = one_document()
    store.add(document, its_events(document), "invented")
    twin = its_events(document).assign(document_id=None, native_id="1")
    made = bring(store, iter([(twin, remarks())]), replace=replace)
    assert (made.added, made.known) == (0, 3) and store.count("invented") == (1, 2)


def test_imports_that_cannot_be_used_are_refused_whole(store):
    bring(store, chunks(5, 5), dataset="before")
    with_documents = its_events(one_document())
    long = coded(5, 6).assign(event_id="x" * 201)
    for frames, dataset, said in (
        (iter([(coded(0, 5), remarks()), (with_documents, remarks())]), "invented", "documents"),
        (iter([(coded(0, 5), remarks()), (long, remarks())]), "invented", "201 characters"),
        (chunks(5, 5), "", "needs a name"),
        (chunks(5, 5), "d" * 201, "201 characters"),
    ):
        with pytest.raises(StoreError, match=said):
            bring(store, frames, dataset=dataset)
    assert store.datasets() == ["before"] and len(store.imports()) == 1


def test_an_error_of_the_source_leaves_nothing(store):
    def broken():
        yield from chunks(20, 10)
        raise OSError("cut short")

    with pytest.raises(OSError, match="cut short"):
        bring(store, broken())
    assert store.imports() == [] and store.events("invented").empty
    assert bring(store, chunks(20, 10)).added == 24


# dies with SIGKILL while the second chunk is read, or when all are there and the transaction would end
_KILLED = """
import os, signal, sys
import sqlalchemy as sa
from data import database
from data.store import Store
from tests.stored import chunks

location, moment = sys.argv[1:]
store = Store(location)
store.map_actor("made", "before")

def frames():
    for number, chunk in enumerate(chunks(4_000, 1_000)):
        if moment == "reading" and number == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        yield chunk

database.CACHE_KIB = 8  # pages go to the file early, as in a larger addition

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def ending(connection, cursor, sql, *_):
    if moment == "ending" and sql.startswith("UPDATE imports"):
        os.kill(os.getpid(), signal.SIGKILL)

store.import_events("file.csv", frames(), "invented", "invented", "c1")
"""


@pytest.mark.parametrize("moment", ["reading", "ending"])
def test_an_import_that_is_killed_leaves_nothing_and_runs_again(store, location, moment):
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, location, moment], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert store.actor_mappings() == {"made": "before"}  # the tables were there
    assert store.imports() == [] and store.datasets() == [] and store.count("invented") == (0, 0)
    made = bring(store, chunks(4_000, 1_000))
    assert made.added == len(store.events("invented")) == 4_800 and not made.again
    assert len(store.rejects(made.id)) == 4


def test_two_processes_import_overlapping_files_at_once(store, location):
    script = (
        "import sys; from data.store import Store; from tests.stored import *\n"
        "first = int(sys.argv[2]); sys.stdin.read()\n"
        "frames = ((coded(start, start + 100), remarks()) for start in range(first, first + 1_000, 100))\n"
        "print(Store(sys.argv[1]).import_events(f'{first}.csv', frames, 'invented', 'invented', f'{first}').added)"
    )
    importing = [
        subprocess.Popen(
            [sys.executable, "-c", script, location, str(first)], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for first in (0, 500)
    ]  # fmt: skip
    for process in importing:
        process.stdin.close()
    said = [(process.stdout.read(), process.stderr.read(), process.wait()) for process in importing]
    assert [(error, code) for _, error, code in said] == [("", 0)] * 2
    assert sorted(int(out) for out, *_ in said) == [600, 1200]
    assert len(store.events("invented")) == 1_800 and store.count("invented") == (0, 1_500)


def test_the_checksum_is_that_of_the_bytes(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert checksum(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(StoreError, match="cannot be read"):
        checksum(tmp_path / "none")


def test_a_dataset_of_imported_events_alone_is_loaded_with_the_actors_that_people_mapped(store):
    bring(store, chunks(10, 5))
    assert data.available(store) == [*data.available(), "invented"]
    assert set(data.load("invented", store)["source"]) == {"varenia", "kesh"}
    assert data.documents_of("invented", store).empty
    store.map_actor("Government of Varenia", "VAR", SPECIAL)
    store.map_actor("Ostrel Front", "wrong")
    store.map_actor("Ostrel Front", "ostrel")
    loaded = data.load("invented", store)
    assert set(loaded["source"]) == {"VAR"} and set(loaded["target"]) == {"ostrel"}
    store.map_actor("Government of Varenia", None)
    assert set(data.load("invented", store)["source"]) == {"varenia", "kesh"}
    assert len(data.load("invented", store, "2021-03-05")) < len(loaded)  # by their day where none is told


def test_events_read_elsewhere_and_imported_are_not_read_anew(store):
    bring(store, iter([(coded(0, 5).assign(origin="extracted", event_id=event_id("elsewhere")), remarks())]))
    assert len(data.load("invented", store)) == 2


def test_notes_that_say_too_little_are_refused(store):
    with pytest.raises(StoreError, match="allowed: document, event"):
        store.correct("d", "person", "1", "date", None, None, None)
    with pytest.raises(StoreError, match="a view needs a name"):
        store.save_view("", "?")


def test_corrections_are_added_and_never_changed(store):
    store.correct("mine", "event", "a", "killed_best", "3", "4", "Ana")
    store.correct("mine", "event", "a", "killed_best", "4", None, None)
    store.correct("other", "document", "d", "published", None, "2021-03-01", "Ben")
    mine = store.corrections("mine")
    told = mine[["old", "new", "who"]].fillna("(null)").to_numpy().tolist()
    assert told == [["3", "4", "Ana"], ["4", "(null)", "(null)"]]
    assert (mine["at"] <= imports.now()).all() and store.corrections("none").empty


def test_views_keep_all_their_versions(store):
    assert store.save_view("Erbil", "?data=a", "a", "Ana") == 1
    assert store.save_view(SPECIAL, "?data=b") == 1
    assert store.save_view("Erbil", "?data=a&end=2021-06-29", "a", "Ben") == 2
    views = store.views()
    assert views[["name", "version", "query"]].to_numpy().tolist() == [
        ["Erbil", 1, "?data=a"], [SPECIAL, 1, "?data=b"], ["Erbil", 2, "?data=a&end=2021-06-29"],
    ]  # fmt: skip


def test_the_mapping_of_a_header_is_the_last_one(store):
    assert store.table_mapping("day|actor") is None
    store.map_table("day|actor", {"date": "day"}, "Ana")
    store.map_table("day|actor", {"date": "day", "source": SPECIAL})
    assert store.table_mapping("day|actor") == {"date": "day", "source": SPECIAL}
    assert store.table_mapping("day") is None
