"""What people add: documents with their events, coded datasets, corrections, views, links, presets, mappings, alerts.

SQLite by default, PostgreSQL by URL. A store may be shared between threads and processes; each addition is one
transaction: it is there as a whole or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import changes, imports, rows
from data import documents as texts
from data.database import BUSY_SECONDS, DEFAULT_PATH, VARIABLE, Database, StoreError
from data.events import COLUMNS, empty, validate
from data.imports import Import, Progress, checksum
from data.tables import (
    ACTOR_MAPPINGS,
    ALERT_RULES,
    ALERTS,
    CORRECTIONS,
    DOCUMENTS,
    EVENTS,
    IMPORTS,
    LINKS,
    PRESETS,
    REJECTS,
    TABLE_MAPPINGS,
    VERSION,
    VIEWS,
)

__all__ = ["BUSY_SECONDS", "PATH_VARIABLE", "SUBJECTS", "VERSION", "Import", "Store", "StoreError", "checksum"]

PATH_VARIABLE = VARIABLE
SUBJECTS = ("document", "event")  # what can be corrected
CODE_LENGTH = 10  # characters of a short link, of 32 each: two of a million links share one with a chance of 1 in 2,000

_LOG = logging.getLogger(__name__)  # counts and names of datasets; never what people wrote, nor who they are
_DOCUMENT_COLUMNS = texts.COLUMNS
_DAYS = tuple(name for name, kind in COLUMNS.items() if kind == "date")


class Store:
    """The store at `location` (a path or a URL), else at $CASUS_STORE, else ~/.casus/casus.sqlite.

    It is made at the first addition; reading makes nothing. Every method raises StoreError where the store cannot be
    used, with what to do, and every one that writes where it `reads_only`. In every text, U+0000 and lone surrogates
    become U+FFFD, as no database stores them.
    """

    def __init__(self, location: str | Path | None = None, reads_only: bool = False) -> None:
        self.database = Database(location or os.environ.get(VARIABLE) or DEFAULT_PATH, reads_only)

    @property
    def path(self) -> Path | None:
        """The SQLite file, None for PostgreSQL."""
        return self.database.path

    def marks(self) -> changes.Marks | None:
        """What changes as soon as something is added, by kind: see `data.changes.marks`."""
        return changes.marks(self.database)

    def add(self, documents: pd.DataFrame, events: pd.DataFrame, dataset: str, added_by: str | None = None) -> int:
        """Add documents with their events to a dataset and return how many of the documents are new to it.

        A document that the dataset has already is left as it is, with its events. The events take the dataset's name.
        Raises StoreError when an event belongs to none of the documents, EventError when events break the schema.
        """
        dataset = _name("a dataset", dataset)
        missing = [column for column in _DOCUMENT_COLUMNS if column not in documents]
        if missing:
            raise StoreError(f"documents lack the columns {missing}; needed: {list(_DOCUMENT_COLUMNS)}")
        documents = rows.cleaned(documents[list(_DOCUMENT_COLUMNS)]).drop_duplicates("document_id")
        events = validate(rows.cleaned(events).assign(dataset=dataset))
        strays = set(events["document_id"].fillna("(none)")) - set(documents["document_id"])
        if strays:
            raise StoreError(f"events of documents that were not passed: {', '.join(sorted(strays))}")
        for key in pd.concat([documents["document_id"], events["event_id"]]):
            _name("a document or an event", key)
        begun = time.monotonic()
        with self.database.writing(DOCUMENTS) as connection:
            there = rows.table_of(connection, sa.select(DOCUMENTS.c.document_id).where(DOCUMENTS.c.dataset == dataset))
            new = documents[~documents["document_id"].isin(there["document_id"].to_pylist())]
            told = {"dataset": dataset, "added_by": rows.plain(added_by), "added_at": imports.now()}
            rows.append(connection, DOCUMENTS, rows.arrow(new, DOCUMENTS, **told))
            of_them = events[events["document_id"].isin(new["document_id"])]
            rows.append(connection, EVENTS, rows.arrow(of_them, EVENTS))
        told = {"documents": len(new), "characters": int(new["text"].str.len().sum()), "events": len(of_them)}
        _LOG.info("documents added", extra=_since(begun, dataset=dataset, **told))
        return len(new)

    def events(self, dataset: str) -> pd.DataFrame:
        """Events of a dataset in the schema, in the order added; none for a dataset that is not there."""
        found = self._table(EVENTS, COLUMNS, EVENTS.c.dataset == dataset)
        return validate(rows.frame_of(found, _DAYS)) if found.num_rows else empty()

    def documents(self, dataset: str) -> pd.DataFrame:
        """Documents of a dataset (document_id, url, title, published, text) in the order added; none if not there."""
        return rows.frame_of(self._table(DOCUMENTS, _DOCUMENT_COLUMNS, DOCUMENTS.c.dataset == dataset), ("published",))

    def datasets(self) -> list[str]:
        """Names of the datasets that hold documents or imported events, in alphabetical order."""
        imported = sa.select(IMPORTS.c.dataset).where(IMPORTS.c.added > 0)
        with self.database.reading() as connection:
            named = sa.union(sa.select(DOCUMENTS.c.dataset), imported)
            return sorted(connection.scalars(named)) if connection is not None else []

    def count(self, dataset: str) -> tuple[int, int]:
        """Number of documents and of events (not rows: joint actors count once) of a dataset."""
        held = sa.select(sa.func.count()).where(DOCUMENTS.c.dataset == dataset)
        acts = sa.select(sa.func.count(EVENTS.c.event_id.distinct())).where(EVENTS.c.dataset == dataset)
        with self.database.reading() as connection:
            return (connection.scalar(held), connection.scalar(acts)) if connection is not None else (0, 0)

    def import_events(
        self,
        path: str | Path,
        frames: Iterable[tuple[pd.DataFrame, pd.DataFrame]],
        dataset: str,
        source: str,
        checksum: str,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Import:
        """Add the coded events of the file at `path` to a dataset, in one transaction.

        `frames` are chunks of (events in the schema, rejects in data.sources.coding.REJECT_COLUMNS), as
        `data.sources.stream(path)` yields them; only one is held at a time. A file whose checksum the dataset has adds
        nothing. An event whose id the dataset has stays as it is there; with `replace`, for a new release, the rows of
        the file take the place of those imported earlier, and a file that was imported before is read again. Rows of
        one event that have the same source and target are one. `progress` is called with the rows read so far.
        """
        dataset, source, digest = (
            _name(what, text) for what, text in (("a dataset", dataset), ("a source", source), ("a checksum", checksum))
        )
        file, begun = rows.plain(Path(path).name), time.monotonic()
        done = imports.into(self.database, file, frames, dataset, source, digest, replace, progress)
        told = {name: getattr(done, name) for name in ("rows", "added", "replaced", "warnings", "rejects", "again")}
        _LOG.info("file imported", extra=_since(begun, dataset=dataset, source=source, **told))
        return done

    def imports(self) -> list[Import]:
        """All imports, the oldest first."""
        with self.database.reading() as connection:
            return imports.listed(connection)

    def providers(self, dataset: str) -> dict[str, str]:
        """Event id -> the source (key of data.sources.SOURCES) whose file brought it, for the imported events of a
        dataset."""
        query = sa.select(EVENTS.c.event_id, IMPORTS.c.source).join(IMPORTS, EVENTS.c.import_id == IMPORTS.c.id)
        with self.database.reading() as connection:
            found = rows.table_of(connection, query.where(EVENTS.c.dataset == dataset))
        return dict(zip(found["event_id"].to_pylist(), found["source"].to_pylist(), strict=True))

    def rejects(self, import_id: int) -> pd.DataFrame:
        """What an import remarked, in data.sources.coding.REJECT_COLUMNS and the order of the file."""
        found = self._table(REJECTS, imports.REJECT_COLUMNS, REJECTS.c.import_id == import_id)
        return rows.frame_of(found).astype(imports.REJECT_COLUMNS)

    def reasons(self, import_ids: Iterable[int]) -> pd.DataFrame:
        """What imports remarked, by kind: import_id, kept, column, reason, records, first (line); the most first."""
        with self.database.reading() as connection:
            return imports.reasons(connection, import_ids)

    def correct(
        self, dataset: str, subject: str, subject_id: str, what: str, old: str | None, new: str | None, who: str | None
    ) -> None:
        """Note that the column `what` of a document or an event should read `new` and not `old`; nothing is erased."""
        self.correct_all(dataset, subject, subject_id, {what: (old, new)}, who)

    def correct_all(
        self,
        dataset: str,
        subject: str,
        subject_id: str,
        changes: Mapping[str, tuple[str | None, str | None]],
        who: str | None,
    ) -> None:
        """Note what several columns of one document or event should read, column -> (old, new): all of it or none."""
        if subject not in SUBJECTS:
            raise StoreError(f"a correction of a {subject!r} cannot be kept; allowed: {', '.join(SUBJECTS)}")
        dataset = _name("a dataset", dataset)
        same = {"dataset": dataset, "subject": subject, "subject_id": subject_id, "who": who}
        told = [{**same, "what": what, "old": old, "new": new} for what, (old, new) in changes.items()]
        begun = time.monotonic()
        for number, what in zip(self._note(CORRECTIONS, *told), changes, strict=True):
            # by its number, under which the store has the rest: an id of another program's event may be anything
            told_of = _since(begun, dataset=dataset, number=number, subject=subject, what=what)
            _LOG.info("correction noted", extra=told_of)

    def corrections(self, dataset: str) -> pd.DataFrame:
        """Corrections of a dataset, the oldest first: number, dataset, subject, subject_id, what, old, new, who, at."""
        return self._all(CORRECTIONS, CORRECTIONS.c.dataset == dataset)

    def save_view(self, name: str, query: str, dataset: str | None = None, who: str | None = None) -> int:
        """Keep a link (its query string) under a name and return its version: 1, or one more than the last."""
        name = _name("a view", name)
        with self.database.writing(VIEWS) as connection:
            last = connection.scalar(sa.select(sa.func.max(VIEWS.c.version)).where(VIEWS.c.name == name))
            values = {"name": name, "query": query, "dataset": dataset, "who": who, "version": (last or 0) + 1}
            _insert(connection, VIEWS, values)
        return values["version"]

    def views(self) -> pd.DataFrame:
        """Saved views with all their versions, the oldest first: number, name, query, dataset, who, at, version."""
        return self._all(VIEWS)

    def shorten(self, query: str) -> str:
        """Keep a link (its query string) and return the code that stands for it: always the same for the same link."""
        digest = base64.b32encode(hashlib.sha256(query.encode("utf-8", "surrogatepass")).digest()).decode().lower()
        with self.database.writing(LINKS) as connection:
            for length in range(CODE_LENGTH, len(digest)):  # longer only where another link has the code
                code = digest[:length]
                there = connection.scalar(sa.select(LINKS.c.query).where(LINKS.c.code == code))
                if there is None:
                    _insert(connection, LINKS, {"code": code, "query": query})
                if there in (None, rows.plain(query)):
                    break
        return code

    def lengthen(self, code: str) -> str | None:
        """The link that a code stands for; None for one that this store never gave."""
        with self.database.reading() as connection:
            query = sa.select(LINKS.c.query).where(LINKS.c.code == rows.plain(code))
            return connection.scalar(query) if connection is not None else None

    def save_preset(self, name: str, weights: Mapping[str, float] | None, who: str | None = None) -> int:
        """Keep weights by indicator under a name and return the version of it; None takes the name out of use."""
        name = _name("a preset", name)
        with self.database.writing(PRESETS) as connection:
            last = connection.scalar(sa.select(sa.func.max(PRESETS.c.version)).where(PRESETS.c.name == name))
            told = None if weights is None else json.dumps({key: float(value) for key, value in weights.items()})
            _insert(connection, PRESETS, {"name": name, "weights": told, "who": who, "version": (last or 0) + 1})
        return (last or 0) + 1

    def presets(self) -> pd.DataFrame:
        """The last version of each preset in use, by name: name, weights (a dict), who, at, version."""
        newest = self._all(PRESETS).drop_duplicates("name", keep="last").dropna(subset=["weights"]).sort_values("name")
        newest = newest.assign(weights=[json.loads(text) for text in newest["weights"]])
        return newest[["name", "weights", "who", "at", "version"]].reset_index(drop=True)

    def save_rule(self, name: str, rule: Mapping[str, Any] | None, who: str | None = None) -> None:
        """Keep an alert rule under a name, in place of an earlier one; None takes it out of use."""
        told = None if rule is None else json.dumps(rule)
        self._note(ALERT_RULES, {"name": _name("a rule", name), "rule": told, "who": who})

    def rules(self) -> dict[str, dict[str, Any]]:
        """Alert rules in use by name, as last saved."""
        newest = self._all(ALERT_RULES).drop_duplicates("name", keep="last").dropna(subset=["rule"])
        return {name: json.loads(rule) for name, rule in zip(newest["name"], newest["rule"], strict=True)}

    def note_alert(self, rule: str, subject: str, day: str, told: Mapping[str, Any]) -> None:
        """Note that a rule fired for a subject (an entity) on a day of the data (ISO 8601), and what it told."""
        self._note(ALERTS, _alert(rule, subject, day, told))

    def note_alerts(self, choose: Callable[[pd.DataFrame], Iterable[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
        """Note what `choose` makes of all alerts noted before (as `alerts` gives them), and return that.

        Each is what it tells, with its `rule`, `entity` and `day` in it. Nobody else, in whatever process, notes one
        between the look and the note, so that two who judge at once note an alert once. Writers wait meanwhile.
        """
        with self.database.writing(ALERTS) as connection:
            noted = rows.table_of(connection, sa.select(ALERTS).order_by(ALERTS.c.number))
            chosen = list(choose(_told(rows.frame_of(noted))))
            for told in chosen:
                _insert(connection, ALERTS, _alert(told["rule"], told["entity"], told["day"], told))
        return chosen

    def alerts(self) -> pd.DataFrame:
        """All alerts, the oldest first: number, rule, subject, day, told (a dict), at."""
        return _told(self._all(ALERTS))

    def map_actor(self, name: str, actor: str | None, who: str | None = None) -> None:
        """Remember that the words `name` of coded events mean an actor id; None takes an earlier mapping back."""
        self.map_actors({name: actor}, who)

    def map_actors(self, mapping: Mapping[str, str | None], who: str | None = None) -> None:
        """Remember actor ids by the words that mean them: all of them or none."""
        named = [{"name": _name("an actor", name), "actor": actor, "who": who} for name, actor in mapping.items()]
        self._note(ACTOR_MAPPINGS, *named)

    def actor_mappings(self) -> dict[str, str]:
        """Actor ids by the words that mean them, as last mapped."""
        newest = self._all(ACTOR_MAPPINGS).drop_duplicates("name", keep="last").dropna(subset=["actor"])
        return dict(zip(newest["name"], newest["actor"], strict=True))

    def map_table(self, signature: str, mapping: Mapping[str, Any], who: str | None = None) -> None:
        """Remember how the columns of a table with this header (its signature) map to the schema."""
        self._note(TABLE_MAPPINGS, {"signature": signature, "mapping": json.dumps(mapping), "who": who})

    def table_mapping(self, signature: str) -> dict[str, Any] | None:
        """The mapping last remembered for a header, if there is one."""
        found = self._all(TABLE_MAPPINGS, TABLE_MAPPINGS.c.signature == rows.plain(signature))
        return json.loads(found["mapping"].iloc[-1]) if len(found) else None

    def _note(self, table: sa.Table, *noted: Mapping[str, Any]) -> list[int]:
        """Add rows and return their numbers: all of them or none."""
        # alone, as what was said last counts: numbers then come in the order in which writers are done
        with self.database.writing(table) as connection:
            return [_insert(connection, table, values) for values in noted]

    def _all(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
        return rows.frame_of(self._table(table, table.columns.keys(), *where))

    def _table(self, table: sa.Table, columns: Iterable[str], *where: sa.ColumnElement[bool]) -> Any:
        query = sa.select(*(table.c[name] for name in columns)).where(*where).order_by(table.c.number)
        with self.database.reading() as connection:
            return rows.table_of(connection, query)


def _alert(rule: str, subject: str, day: str, told: Mapping[str, Any]) -> dict[str, str]:
    keys = {"rule": _name("a rule", rule), "subject": _name("a subject", subject)}
    return {**keys, "day": day, "told": json.dumps(told)}


def _told(noted: pd.DataFrame) -> pd.DataFrame:
    return noted.assign(told=[json.loads(text) for text in noted["told"]])


def _insert(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> int:
    """Add a row and return its number."""
    stored = {name: rows.plain(value) for name, value in values.items()}
    return connection.execute(sa.insert(table).values(**stored, at=imports.now())).inserted_primary_key[0]


def _since(begun: float, **told: Any) -> dict[str, Any]:
    """What a line of the log tells (see `dashboard.log`), with the seconds since `begun`."""
    return {"told": told | {"seconds": round(time.monotonic() - begun, 3)}}


def _name(what: str, name: str) -> str:
    """`name` as the store keeps it, or StoreError where there is none or it is too long to be looked up by."""
    if not isinstance(name, str) or not name:
        raise StoreError(f"{what} needs a name")
    if len(name) > rows.MOST_NAME:
        raise StoreError(f"{what} has a name of {len(name):,} characters; allowed: up to {rows.MOST_NAME}")
    return rows.plain(name)
