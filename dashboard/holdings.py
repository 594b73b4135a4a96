"""The commands for what the store holds: `casus import` and `imports`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.output import InputError, note, write, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Import, Store

    Frames = Iterable[tuple[pd.DataFrame, pd.DataFrame]]

TABLE = "table"  # the source that reads any file by a mapping of its columns
TYPES = "types"  # key of a mapping under which words of the file stand for PLOVER types
NAMED = 3  # unknown actors that the closing sentence names: those with the most events
_SHOWN = ["id", "dataset", "source", "file", "rows", "added", "known", "replaced", "warnings", "rejects", "finished"]
_BAR = 24  # characters
_BLOCK = 1 << 20  # bytes of a file that are read at once
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"PAR1")  # files that open so have no lines to count


def import_(chosen: argparse.Namespace) -> None:
    """A coded dataset into the store."""
    from data import archive
    from data.store import Store, checksum

    if archive.is_archive(chosen.file):
        raise InputError(f"{chosen.file} is a backup: casus restore {chosen.file} puts it into an empty store")
    store = Store()
    source = chosen.source or _source(store, chosen)
    digest, lines = checksum(chosen.file), _lines(Path(chosen.file))
    unknown: Counter[str] = Counter()
    frames = _watched(_frames(store, chosen, source), store.actor_mappings(), unknown)
    bar = _Bar(lines)
    try:
        into = chosen.dataset or source
        made = store.import_events(chosen.file, frames, into, source, digest, chosen.replace, progress=bar.show)
    finally:
        bar.end()
    if chosen.rejects:
        _save(store.rejects(made.id), chosen.rejects)
    note(_closing(made, unknown))
    if made.warnings + made.rejects and not chosen.rejects:
        note("--rejects FILE writes each warning and reject with its line and reason; they are kept in the store, too")


def imports(chosen: argparse.Namespace) -> None:
    """What was imported."""
    import pandas as pd

    from data.store import Import, Store

    made = Store().imports()
    names = [name for name in Import.__dataclass_fields__ if name != "again"]
    rows = [asdict(one) | {"known": one.known} for one in made]
    if not made:
        note("nothing was imported yet")
        if chosen.format_ == "table" and not chosen.out:  # an empty table says nothing more
            return
    write(pd.DataFrame(rows, columns=_SHOWN if chosen.format_ == "table" else [*names, "known"]), chosen)


def _source(store: Store, chosen: argparse.Namespace) -> str:
    """A table where a person mapped this header, now or before, else whose columns the file has."""
    from data import sources
    from data.sources import table

    mapped = chosen.map or store.table_mapping(table.signature(table.columns(chosen.file)))
    return TABLE if mapped else sources.recognise(chosen.file)


def _frames(store: Store, chosen: argparse.Namespace, source: str) -> Frames:
    from data import sources
    from data.sources import table

    if source != TABLE:
        if chosen.map:
            raise InputError(f"--map is for tables, and {source} needs none")
        return sources.stream(chosen.file, source)
    signature = table.signature(table.columns(chosen.file))
    mapping = _mapping(chosen.map) if chosen.map else store.table_mapping(signature)
    if mapping is None:
        return table.stream(chosen.file)
    columns = {name: told for name, told in mapping.items() if name != TYPES}
    frames = table.stream(chosen.file, mapping=columns, types=mapping.get(TYPES))
    return _remembering(store, signature, mapping, frames) if chosen.map else frames


def _remembering(store: Store, signature: str, mapping: dict[str, Any], frames: Frames) -> Frames:
    """Keep a mapping that fits its file, for the next file with this header."""
    iterator = iter(frames)
    first = next(iterator, None)  # raises where the mapping does not fit
    store.map_table(signature, mapping)
    return (chunk for part in ([] if first is None else [first], iterator) for chunk in part)


def _watched(frames: Frames, mapping: Mapping[str, str], unknown: Counter[str]) -> Iterator[tuple[Any, Any]]:
    """The same frames; the actors that nothing knows are counted in `unknown` as they pass."""
    from data.sources import parties

    for events, rejects in frames:
        found = parties.unknown(events)
        found = found[~found["name"].isin(mapping)]
        unknown.update(dict(zip(found["name"], found["events"].tolist(), strict=True)))
        yield events, rejects


def _mapping(file: str) -> dict[str, Any]:
    form = '{"date": "When", "source": "Who", "type": "What", "types": {"bombing": "ASSAULT"}}'
    try:
        mapping = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file} cannot be opened: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{file} is no JSON: {error}; it should read as {form}") from None
    if not isinstance(mapping, dict) or not all(_fits(name, told) for name, told in mapping.items()):
        raise InputError(f"{file} is no mapping of columns; it should read as {form}")
    return mapping


def _fits(name: str, told: object) -> bool:
    if name != TYPES:
        return isinstance(told, str)
    return isinstance(told, dict) and all(isinstance(word, str) for word in told.values())


def _closing(made: Import, unknown: Counter[str]) -> str:
    if made.again:
        return f"{made.file} was imported into {made.dataset} on {made.finished[:10]} already: nothing was added"
    told = [f"{made.added:,} rows of events were added to {made.dataset}"]
    if made.replaced:
        told.append(f"{made.replaced:,} earlier ones were replaced")
    if made.known:
        told.append(f"{made.known:,} were there already and stay as they are (--replace takes those of a new release)")
    told.append(f"{made.warnings:,} warnings")
    told.append(f"{made.rejects:,} rejects")
    named = [name for name, _ in unknown.most_common(NAMED)] + ["..."] * (len(unknown) > NAMED)
    told.append(f"{len(unknown):,} unknown actors" + (f" ({', '.join(named)})" if named else ""))
    return "; ".join(told)


def _save(rejects: pd.DataFrame, path: str) -> None:
    try:
        write_csv(rejects, path)
    except InputError as error:
        raise InputError(f"{error}; the rejects are in the store") from None


def _lines(path: Path) -> int | None:
    """Lines of a text file, about as many as it has records; None where it is packed."""
    with path.open("rb") as file:
        if file.read(4).startswith(_PACKED):
            return None
        file.seek(0)
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


class _Bar:
    """One line on standard error that is written over as an import goes on."""

    def __init__(self, lines: int | None) -> None:
        self._lines, self._begun = lines, False

    def show(self, rows: int) -> None:
        """`rows` were read; they are a share of the lines, where these are known."""
        share = min(rows / self._lines, 1.0) if self._lines else None
        bar = "" if share is None else f"[{'#' * round(share * _BAR):-<{_BAR}}] {share:.0%}, "
        print(f"\rcasus: {bar}{rows:,} rows of events", end="", file=sys.stderr, flush=True)
        self._begun = True

    def end(self) -> None:
        """What is said next stands on a line of its own."""
        if self._begun:
            print(file=sys.stderr)
