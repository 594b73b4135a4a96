"""What whoever keeps a store is told of it, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from data import inventory, tables
from data.store import Store, StoreError
from tests.stored import chunks, its_events, one_document


def test_a_store_is_counted_and_measured(location):
    store = Store(location)
    empty = inventory.take(store.database)
    assert (empty.version, empty.rows) == (0, {}) and (store.path is None or not store.path.exists())
    document = one_document()
    store.add(document, its_events(document), "mine")
    store.import_events("a.csv", chunks(6, 3), "invented", "table", "sum")
    taken = inventory.take(store.database)
    assert taken.kind == ("SQLite" if store.path else "PostgreSQL") and taken.place == store.database.name
    assert taken.version == tables.VERSION and taken.size > 4096
    assert list(taken.rows) == list(tables.METADATA.tables)
    counted = {name: taken.rows[name] for name in ("documents", "imports", "rejects", "views")}
    assert counted == {"documents": 1, "imports": 1, "rejects": 2, "views": 0}
    assert taken.rows["events"] == 3 + store.imports()[0].added


def test_remarks_of_imports_are_counted_by_kind(location):
    store = Store(location)
    assert store.reasons([1]).empty
    first = store.import_events("a.csv", chunks(9, 3), "invented", "table", "one")
    store.import_events("b.csv", chunks(3, 3), "other", "table", "two")
    found = store.reasons([first.id])
    told = found[["import_id", "column", "reason", "records", "first"]].to_dict("list")
    assert told["import_id"] == [first.id] * 2 and set(told["reason"]) == {"not a number: left empty"}
    assert dict(zip(found["kept"].astype(bool), found["records"], strict=True)) == {True: 2, False: 1}
    assert dict(zip(found["kept"].astype(bool), found["first"], strict=True)) == {True: 2, False: 5}
    assert len(store.reasons([1, 2])) == 3 and store.reasons([]).empty


def test_one_that_cannot_be_read_says_so(tmp_path):
    (tmp_path / "no.sqlite").write_text("no database")
    with pytest.raises(StoreError):
        inventory.take(Store(tmp_path / "no.sqlite").database)
