"""Writers in processes of their own, which are killed in the middle: no handler runs, no buffer is flushed.

An act takes a connection first and sends over it what was confirmed to it, after each call that came back.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pwd
import resource
import secrets
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pandas as pd

from data import archive, corrections, forecasts
from data.store import Store, StoreError
from tests.stored import chunks, coded, foretold, its_events, one_document, remarks

Act = Callable[..., None]

ROWS, CHUNK = 4_000, 500  # of the file that is imported
WAIT_SECONDS = 120  # for a process that only starts, on a machine that is busy with other tests

# children come from a process that has imported all of this and has no threads
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.killing"])


def killed(act: Act, *told: Any, confirmed: int, seconds: float) -> list[Any]:
    """Run an act and kill -9 it so many `seconds` after so many confirmations; all that it confirmed before it died."""
    here, process = _started(act, told)
    found = []
    try:
        while len(found) < confirmed and here.poll(WAIT_SECONDS):
            found.append(here.recv())
        time.sleep(seconds)
    except EOFError:  # it was through before
        pass
    finally:
        process.kill()
        process.join()
    return found + _rest(here)


def together(*acts: tuple[Any, ...]) -> list[list[Any]]:
    """Run acts, each with what it is told, at once and to their end; what each of them sent."""
    running = [_started(act, told) for act, *told in acts]
    sent = [_rest(here) for here, _ in running]
    for _, process in running:
        process.join()
        assert process.exitcode == 0
    return sent


def _started(act: Act, told: Any) -> tuple[Connection, Any]:
    here, there = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=act, args=(there, *told))
    process.start()
    there.close()
    return here, process


def _rest(here: Connection) -> list[Any]:
    found = []
    try:
        while True:
            found.append(here.recv())
    except EOFError:
        return found


def importing(tell: Connection, location: str) -> None:
    """Import one file in chunks; each is told of, and the end."""
    _import(Store(location), progress=tell.send)
    tell.send("done")


def _import(store: Store, progress: Callable[[int], None] | None = None) -> Any:
    frames = ((coded(at, at + CHUNK), remarks(at + 2)) for at in range(0, ROWS, CHUNK))
    return store.import_events("file.csv", frames, "coded", "invented", "sum", progress=progress)


def adding(tell: Connection, location: str) -> None:
    """Add one document with its three rows of events after another."""
    store = Store(location)
    for number in itertools.count(1):
        document = one_document(number)
        store.add(document, its_events(document), "mine")
        tell.send(number)


def correcting(tell: Connection, location: str, who: str = "Ana", most: int | None = None) -> None:
    """Correct three columns of one event again and again."""
    store, rows = Store(location), its_events(one_document()).head(1)
    for number in range(10, 10 + most) if most else itertools.count(10):
        changes = {"killed_best": number, "wounded_best": number, "place": f"Place {number}"}
        assert corrections.correct(store, "mine", rows, changes, f"{who} {number}") == len(changes)
        tell.send(number)


def saving(tell: Connection, location: str) -> None:
    """Keep a preset, a view, a rule, two mapped names, three forecasts and two alerts, round after round."""
    store = Store(location)
    for number in itertools.count(1):
        store.save_preset("ours", {"air_strike": number})
        store.save_view("week", f"n={number}")
        store.save_rule("high", {"above": number})
        store.map_actors({"Front": f"front-{number}", "Council": f"front-{number}"})
        forecasts.keep(store, "coded", "conduct", "model", foretold(day(number)))
        two = [{"rule": "high", "entity": one, "day": day(number)} for one in ("VAR", "KSH")]
        store.note_alerts(lambda _, two=two: two)
        tell.send(number)


def day(number: int) -> str:
    return f"{pd.Timestamp('2021-01-01') + pd.Timedelta(days=number):%Y-%m-%d}"


def backing_up(tell: Connection, location: str, folder: str) -> None:
    """Write one backup after another, and tell the name of each."""
    for number in itertools.count(1):
        archive.backup(Store(location), Path(folder) / f"{number}.casus")
        tell.send(f"{number}.casus")


def restoring(tell: Connection, location: str, path: str) -> None:
    """Restore a backup into an empty store."""
    tell.send("begun")
    archive.restore(Store(location), path)
    tell.send("done")


def saving_preset(tell: Connection, location: str, most: int) -> None:
    """Keep a preset under one name so many times, and tell the versions."""
    for number in range(most):
        tell.send(Store(location).save_preset("ours", {"air_strike": number}))


def importing_once(tell: Connection, location: str) -> None:
    """Import the file that others import, and tell whether it was there already."""
    tell.send(_import(Store(location)).again)


def importing_other(tell: Connection, location: str, rows: int) -> None:
    """Import another file with the same events."""
    made = Store(location).import_events("b.csv", chunks(rows, CHUNK), "coded", "invented", "other")
    tell.send((made.rows, made.added))


def without_room(tell: Connection, folder: str) -> None:
    """Import, back up and restore where no file may grow, as on a full disk; tell what was said."""
    store, full, empty = (Store(Path(folder) / f"{name}.sqlite") for name in ("store", "full", "empty"))
    store.save_view("before", "n=1")
    _import(full)
    full.save_view("long", f"n={secrets.token_hex(400_000)}")  # which packs to more than any file may take
    archive.backup(full, Path(folder) / "kept.zip")
    for most, call in (
        (300_000, lambda: _import(store)),
        (60_000, lambda: archive.backup(full, Path(folder) / "a.casus")),
        (300_000, lambda: archive.restore(empty, Path(folder) / "kept.zip")),
        (300_000, lambda: store.save_view("after", "n=2")),
    ):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        tell.send(_said(call))


def only_reading(tell: Connection, folder: str) -> None:
    """Read and save as a user who may write neither the store nor its folder; tell what was said."""
    if os.getuid() == 0:
        user = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    store = Store(Path(folder) / "store.sqlite")
    for call in (
        lambda: store.save_view("after", "n=2"),
        lambda: archive.backup(Store(Path(folder) / "store.sqlite"), Path(folder) / "a.casus"),
        lambda: Store(Path(folder) / "new" / "store.sqlite").save_view("after", "n=2"),
    ):
        tell.send(_said(call))


def _said(call: Callable[[], object]) -> str | None:
    try:
        call()
    except StoreError as error:
        return str(error)
    return None
