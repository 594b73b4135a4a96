"""kill -9 at seeded moments, on both databases: what was confirmed is there, and of the rest nothing by halves."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import archive, forecasts
from data.store import Store
from data.tables import METADATA
from tests import killing
from tests.killing import ROWS, killed
from tests.stored import coded

JITTER = 0.05  # seconds; several writes of a kind, on a machine with nothing else to do
few_and_many = pytest.mark.parametrize(
    "moments", [range(3), pytest.param(range(3, 28), marks=pytest.mark.slow)], ids=["few", "many"]
)


def moment(seed: int, most: int) -> dict[str, Any]:
    """When to kill: after some of `most` confirmations and a bit."""
    rng = random.Random(seed)
    return {"confirmed": rng.randrange(most + 1), "seconds": rng.uniform(0.0, JITTER)}


def sound(store: Store) -> None:
    """The file is in order, and each row that others hang on is there."""
    with store.database.reading() as connection:
        if store.path and connection is not None:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None


def counted(store: Store) -> dict[str, int]:
    with store.database.reading() as connection:
        if connection is None:
            return {}
        all_of = {table.name: sa.select(sa.func.count()).select_from(table) for table in METADATA.sorted_tables}
        return {name: count for name, query in all_of.items() if (count := connection.scalar(query))}


def emptied(store: Store) -> None:
    with store.database.writing() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(sa.delete(table))


@few_and_many
def test_an_import_is_there_as_a_whole_or_not_at_all(location, moments):
    store, all_rows = Store(location), len(coded(0, ROWS))
    dones = 0
    for seed in moments:
        told = killed(killing.importing, location, **moment(seed, ROWS // killing.CHUNK))
        sound(store)
        held = store.imports()
        assert held or "done" not in told
        assert [one.rows for one in held] in ([], [all_rows])
        assert counted(store).get("events", 0) == (all_rows if held else 0)
        assert counted(store).get("rejects", 0) == (ROWS // killing.CHUNK if held else 0)
        dones += bool(held)
        if held:  # to be imported anew under the next kill
            emptied(store)
    assert dones < len(moments)
    assert killing._import(store).added == all_rows


@few_and_many
def test_an_article_comes_with_all_its_events(location, moments):
    store, before = Store(location), 0
    for seed in moments:
        told = killed(killing.adding, location, **moment(seed, 5))
        sound(store)
        documents, events = store.documents("mine"), store.events("mine")
        assert len(documents) >= max([before, *told])
        per = events.groupby("document_id").size()
        assert (per == 3).all() and set(per.index) == set(documents["document_id"])
        before = len(documents)


@few_and_many
def test_a_correction_of_several_columns_is_whole(location, moments):
    store, confirmed = Store(location), set()
    for seed in moments:
        told = killed(killing.correcting, location, f"run {seed}", **moment(seed, 5))
        confirmed |= {f"run {seed} {number}" for number in told}
        sound(store)
        found = store.corrections("mine").groupby("who")
        assert (found.size() == 3).all() and (found["new"].nunique() == 2).all()
        assert confirmed <= set(found.groups)


@few_and_many
def test_what_is_saved_is_whole_and_in_order(location, moments):
    store, rounds = Store(location), 0
    for seed in moments:
        rounds += len(killed(killing.saving, location, **moment(seed, 4)))
        sound(store)
        presets, views, alerts = store.presets(), store.views(), store.alerts()
        assert rounds == 0 or presets["version"].item() >= rounds
        assert views["version"].tolist() == list(range(1, len(views) + 1)) and len(views) >= rounds
        assert (alerts.groupby("day").size() % 2 == 0).all() and len(alerts) >= 2 * rounds
        mapped = store.actor_mappings()
        assert mapped.get("Front") == mapped.get("Council")
        kept = forecasts.due(store, "coded", "2030-01-01")
        assert (kept.groupby("as_of").size() == 3).all()


@few_and_many
def test_a_backup_that_is_killed_leaves_none_and_those_before(location, moments, tmp_path):
    store = Store(location)
    killing._import(store)
    held = counted(store)
    for seed in moments:
        folder = tmp_path / f"backups {seed}"
        folder.mkdir()
        told = killed(killing.backing_up, location, str(folder), **moment(seed, 2))
        there = {path.name for path in folder.glob("*.casus")}
        assert set(told) <= there
        for name in there:
            again = Store(folder / f"{name}.sqlite")
            archive.restore(again, folder / name)
            assert counted(again) == held
        assert counted(store) == held


@few_and_many
def test_a_restore_that_is_killed_leaves_an_empty_store(location, moments, tmp_path):
    first = Store(tmp_path / "first.sqlite")
    killing._import(first)
    path, held = tmp_path / "a.casus", counted(first)
    archive.backup(first, path)
    store = Store(location)
    for seed in moments:
        told = killed(killing.restoring, location, str(path), confirmed=1, seconds=random.Random(seed).uniform(0, 0.4))
        sound(store)
        found = counted(store)
        assert found == held or (found == {} and "done" not in told)
        if found:
            emptied(store)
    assert archive.restore(store, path) and counted(store) == held


def test_a_killed_backup_leaves_nothing_that_stops_the_next(tmp_path):
    store = Store(tmp_path / "first.sqlite")
    killing._import(store)
    killed(killing.backing_up, str(store.path), str(tmp_path), confirmed=0, seconds=0.02)
    names = {path.name for path in Path(tmp_path).glob("*.casus")}
    number = len(names) + 1
    archive.backup(store, tmp_path / f"{number}.casus")
    assert archive.is_archive(tmp_path / f"{number}.casus")
