"""Whether anything was added to a store since one last looked, in one quick question."""

from __future__ import annotations

import sqlalchemy as sa

from data.database import Database
from data.tables import ACTOR_MAPPINGS, ALERT_RULES, ALERTS, CORRECTIONS, DOCUMENTS, IMPORTS, PRESETS

Marks = dict[str, tuple[object, ...]]
_Part = tuple[sa.Select, object]  # a question with one answer, and the answer of an empty table


def _rows(table: sa.Table) -> _Part:
    # nothing is erased from these, so that their number tells; the last number would miss one that PostgreSQL gave
    # out earlier and that came later
    return sa.select(sa.func.count()).select_from(table), 0


def _last(column: sa.Column) -> _Part:
    return sa.select(sa.func.max(column)), None


# What is read together -> what moves when it changes. No moment is among them: a clock may be set back. An import that
# takes the place of another one has a number after it.
_MARKS: dict[str, tuple[_Part, ...]] = {
    "documents": (_last(DOCUMENTS.c.number), _last(IMPORTS.c.id), _rows(ACTOR_MAPPINGS)),
    "corrections": (_rows(CORRECTIONS),),
    "presets": (_rows(PRESETS),),
    "rules": (_rows(ALERT_RULES),),
    "alerts": (_rows(ALERTS),),
}
KINDS = tuple(_MARKS)
NOTHING: Marks = {kind: tuple(empty for _, empty in parts) for kind, parts in _MARKS.items()}
_QUESTION = sa.select(*(
    part.scalar_subquery().label(f"{kind}_{at}") for kind, parts in _MARKS.items() for at, (part, _) in enumerate(parts)
))  # fmt: skip


def marks(database: Database) -> Marks | None:
    """Marks by kind (KINDS), each another one as soon as something of the kind was added, in whatever process.

    `documents` stands for all that events are read from: documents, imports and mapped names. None where nobody can
    tell; a store to which nothing was ever added, and which is not there yet, has the marks NOTHING when it is made.
    """
    found = database.glance(_QUESTION)
    if found is None:
        return None
    values = iter(found)
    return {kind: tuple(next(values) for _ in parts) for kind, parts in _MARKS.items()}
