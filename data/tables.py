"""The tables of the store, their version, and the steps that bring an older store up to it.

The first version was written for SQLite alone; from the second on, SQLite and PostgreSQL have the same tables.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from data.events import COLUMNS

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER numbers the rows of SQLite by itself
_NUMBER = sa.Double().with_variant(sa.REAL(), "sqlite")
# days are ISO 8601 text: it sorts, reads well and means the same in both databases
_TYPES: dict[str, sa.types.TypeEngine] = {"text": sa.Text(), "number": _NUMBER, "date": sa.Text()}

METADATA = sa.MetaData()


def _number() -> sa.Column:
    """The order of addition."""
    return sa.Column("number", _KEY, primary_key=True)


def _text(name: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=null)


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=False)


DOCUMENTS = sa.Table(
    "documents", METADATA, _number(), _text("dataset"), _text("document_id"), _text("url", null=True),
    _text("title", null=True), _text("published", null=True), _text("text"), _text("added_by", null=True),
    _text("added_at"), sa.UniqueConstraint("dataset", "document_id"),
)  # fmt: skip
IMPORTS = sa.Table(
    "imports", METADATA, sa.Column("id", _KEY, primary_key=True), _text("dataset"), _text("source"), _text("file"),
    _text("checksum"), _count("rows"), _count("added"), _count("replaced"), _count("warnings"), _count("rejects"),
    _text("started"), _text("finished"), sa.UniqueConstraint("dataset", "checksum"),
)  # fmt: skip
EVENTS = sa.Table(
    "events", METADATA, _number(), *(sa.Column(name, _TYPES[kind]) for name, kind in COLUMNS.items()),
    sa.Column("import_id", _KEY, sa.ForeignKey("imports.id")),
    sa.ForeignKeyConstraint(["dataset", "document_id"], ["documents.dataset", "documents.document_id"]),
)  # fmt: skip
# in the order in which they are read; by id, to tell what is there already; and for the foreign keys
sa.Index("events_of_dataset", EVENTS.c.dataset, EVENTS.c.number)
sa.Index("events_by_id", EVENTS.c.dataset, EVENTS.c.event_id)
_named, _imported = EVENTS.c.document_id.is_not(None), EVENTS.c.import_id.is_not(None)
sa.Index("events_of_document", EVENTS.c.dataset, EVENTS.c.document_id, sqlite_where=_named, postgresql_where=_named)
sa.Index("events_of_import", EVENTS.c.import_id, sqlite_where=_imported, postgresql_where=_imported)
REJECTS = sa.Table(
    "rejects", METADATA, _number(), sa.Column("import_id", _KEY, sa.ForeignKey("imports.id"), nullable=False),
    sa.Column("line", sa.BigInteger), _text("native_id", null=True), _text("column", null=True),
    _text("found", null=True), _text("reason"), sa.Column("kept", sa.Boolean, nullable=False),
    sa.Index("rejects_of_import", "import_id", "number"),
)  # fmt: skip
CORRECTIONS = sa.Table(
    "corrections", METADATA, _number(), _text("dataset"), _text("subject"), _text("subject_id"), _text("what"),
    _text("old", null=True), _text("new", null=True), _text("who", null=True), _text("at"),
    sa.Index("corrections_of_dataset", "dataset", "number"),
)  # fmt: skip
VIEWS = sa.Table(
    "views", METADATA, _number(), _text("name"), _text("query"), _text("dataset", null=True), _text("who", null=True),
    _text("at"), _count("version"), sa.UniqueConstraint("name", "version"),
)  # fmt: skip
ACTOR_MAPPINGS = sa.Table(
    "actor_mappings", METADATA, _number(), _text("name"), _text("actor", null=True), _text("who", null=True),
    _text("at"),
)  # fmt: skip
TABLE_MAPPINGS = sa.Table(
    "table_mappings", METADATA, _number(), _text("signature"), _text("mapping"), _text("who", null=True), _text("at"),
)  # fmt: skip
LINKS = sa.Table(
    "links", METADATA, _number(), _text("code"), _text("query"), _text("at"), sa.UniqueConstraint("code")
)
PRESETS = sa.Table(
    "presets", METADATA, _number(), _text("name"), _text("weights", null=True), _text("who", null=True), _text("at"),
    _count("version"), sa.UniqueConstraint("name", "version"),
)  # fmt: skip
ALERT_RULES = sa.Table(
    "alert_rules", METADATA, _number(), _text("name"), _text("rule", null=True), _text("who", null=True), _text("at"),
)  # fmt: skip
ALERTS = sa.Table(
    "alerts", METADATA, _number(), _text("rule"), _text("subject"), _text("day"), _text("told"), _text("at"),
    sa.Index("alerts_of_rule", "rule", "subject", "number"),
)  # fmt: skip
# what was forecast on a day, and later what came: neither is ever changed, a better known outcome is one row more
FORECASTS = sa.Table(
    "forecasts", METADATA, _number(), _text("dataset"), _text("units"), _text("unit"), _text("target"),
    _count("horizon"), _text("as_of"), _text("due"), _text("model"), sa.Column("probability", _NUMBER), _text("told"),
    _text("at"), sa.Index("forecasts_of_dataset", "dataset", "due", "number"),
)  # fmt: skip
OUTCOMES = sa.Table(
    "outcomes", METADATA, _number(),
    sa.Column("forecast", _KEY, sa.ForeignKey("forecasts.number"), nullable=False),
    sa.Column("came", _NUMBER), _text("known_on"), _text("at"), sa.Index("outcomes_of_forecast", "forecast", "number"),
)  # fmt: skip

# apart from the others, so that nothing that goes over all of them takes the version for content
_SCHEMA = sa.MetaData()
SCHEMA = sa.Table("casus_schema", _SCHEMA, sa.Column("version", sa.Integer, nullable=False))

_SECOND = (
    """
    CREATE TABLE imports (
        id INTEGER NOT NULL, dataset TEXT NOT NULL, source TEXT NOT NULL, file TEXT NOT NULL, checksum TEXT NOT NULL,
        rows BIGINT NOT NULL, added BIGINT NOT NULL, replaced BIGINT NOT NULL, warnings BIGINT NOT NULL,
        rejects BIGINT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL,
        PRIMARY KEY (id), UNIQUE (dataset, checksum)
    )
    """,
    """
    CREATE TABLE numbered_documents (
        number INTEGER NOT NULL, dataset TEXT NOT NULL, document_id TEXT NOT NULL, url TEXT, title TEXT, published TEXT,
        text TEXT NOT NULL, added_by TEXT, added_at TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (dataset, document_id)
    )
    """,
    """
    INSERT INTO numbered_documents
    SELECT rowid, dataset, document_id, url, title, published, text, added_by, replace(added_at, ' ', 'T') || 'Z'
    FROM documents ORDER BY rowid
    """,
    "DROP TABLE documents",
    "ALTER TABLE numbered_documents RENAME TO documents",
    "ALTER TABLE events ADD COLUMN import_id INTEGER REFERENCES imports (id)",
    "DROP INDEX events_of_document",
    "CREATE INDEX events_of_dataset ON events (dataset, number)",
    "CREATE INDEX events_by_id ON events (dataset, event_id)",
    "CREATE INDEX events_of_document ON events (dataset, document_id) WHERE document_id IS NOT NULL",
    "CREATE INDEX events_of_import ON events (import_id) WHERE import_id IS NOT NULL",
    """
    CREATE TABLE rejects (
        number INTEGER NOT NULL, import_id INTEGER NOT NULL, line BIGINT, native_id TEXT, "column" TEXT, found TEXT,
        reason TEXT NOT NULL, kept BOOLEAN NOT NULL, PRIMARY KEY (number),
        FOREIGN KEY(import_id) REFERENCES imports (id)
    )
    """,
    "CREATE INDEX rejects_of_import ON rejects (import_id, number)",
    """
    CREATE TABLE corrections (
        number INTEGER NOT NULL, dataset TEXT NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL,
        what TEXT NOT NULL, old TEXT, new TEXT, who TEXT, at TEXT NOT NULL, PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX corrections_of_dataset ON corrections (dataset, number)",
    """
    CREATE TABLE views (
        number INTEGER NOT NULL, name TEXT NOT NULL, "query" TEXT NOT NULL, dataset TEXT, who TEXT, at TEXT NOT NULL,
        version BIGINT NOT NULL, PRIMARY KEY (number), UNIQUE (name, version)
    )
    """,
    """
    CREATE TABLE actor_mappings (
        number INTEGER NOT NULL, name TEXT NOT NULL, actor TEXT, who TEXT, at TEXT NOT NULL, PRIMARY KEY (number)
    )
    """,
    """
    CREATE TABLE table_mappings (
        number INTEGER NOT NULL, signature TEXT NOT NULL, mapping TEXT NOT NULL, who TEXT, at TEXT NOT NULL,
        PRIMARY KEY (number)
    )
    """,
    "CREATE TABLE casus_schema (version INTEGER NOT NULL)",
    "INSERT INTO casus_schema VALUES (2)",
)


# {key}: how a database numbers rows by itself
_THIRD = (
    """
    CREATE TABLE links (
        number {key}, code TEXT NOT NULL, "query" TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (code)
    )
    """,
    """
    CREATE TABLE presets (
        number {key}, name TEXT NOT NULL, weights TEXT, who TEXT, at TEXT NOT NULL, version BIGINT NOT NULL,
        PRIMARY KEY (number), UNIQUE (name, version)
    )
    """,
    """
    CREATE TABLE alert_rules (
        number {key}, name TEXT NOT NULL, rule TEXT, who TEXT, at TEXT NOT NULL, PRIMARY KEY (number)
    )
    """,
    """
    CREATE TABLE alerts (
        number {key}, rule TEXT NOT NULL, subject TEXT NOT NULL, day TEXT NOT NULL, told TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX alerts_of_rule ON alerts (rule, subject, number)",
)
_FOURTH = (
    """
    CREATE TABLE forecasts (
        number {key}, dataset TEXT NOT NULL, units TEXT NOT NULL, unit TEXT NOT NULL, target TEXT NOT NULL,
        horizon BIGINT NOT NULL, as_of TEXT NOT NULL, due TEXT NOT NULL, model TEXT NOT NULL, probability {real},
        told TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX forecasts_of_dataset ON forecasts (dataset, due, number)",
    """
    CREATE TABLE outcomes (
        number {key}, forecast {of} NOT NULL, came {real}, known_on TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (number), FOREIGN KEY(forecast) REFERENCES forecasts (number)
    )
    """,
    "CREATE INDEX outcomes_of_forecast ON outcomes (forecast, number)",
)
_NUMBERED = {"sqlite": "INTEGER NOT NULL", "postgresql": "BIGSERIAL NOT NULL"}

_KINDS = {  # how a database has numbers with decimals, and the number of another row
    "sqlite": {"real": "REAL", "of": "INTEGER"},
    "postgresql": {"real": "DOUBLE PRECISION", "of": "BIGINT"},
}


def _second(connection: sa.Connection) -> None:
    """Documents get a number, events the import they came with; the other tables are new."""
    for statement in _SECOND:
        connection.exec_driver_sql(statement)


def _third(connection: sa.Connection) -> None:
    """Short links, presets and alerts are new."""
    for statement in _THIRD:
        connection.exec_driver_sql(statement.format(key=_NUMBERED[connection.dialect.name]))


def _fourth(connection: sa.Connection) -> None:
    """Forecasts and what came of them are new."""
    name = connection.dialect.name
    for statement in _FOURTH:
        connection.exec_driver_sql(statement.format(key=_NUMBERED[name], **_KINDS[name]))


# UPGRADES[n - 1] leads from version n to version n + 1. A step stands as it was written: it may not read the tables
# above, which go on changing.
UPGRADES: tuple[Callable[[sa.Connection], None], ...] = (_second, _third, _fourth)
VERSION = len(UPGRADES) + 1


def version(connection: sa.Connection) -> int | None:
    """The version of the tables in a database: 0 where it is empty, None where they are another program's."""
    tables = sa.inspect(connection).get_table_names()  # first: another process may be making them
    found = connection.scalar(sa.select(sa.func.max(SCHEMA.c.version))) if SCHEMA.name in tables else 0
    if connection.dialect.name == "sqlite":  # where the first version, and only it, has its number
        found = max(found or 0, connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    return found if found or not tables else None


def bring_up(connection: sa.Connection) -> None:
    """Make the tables, or take the steps that an older version lacks, within the transaction of `connection`."""
    found = version(connection)
    if found == VERSION:  # another process was faster
        return
    if not found:
        METADATA.create_all(connection, checkfirst=False)
        _SCHEMA.create_all(connection, checkfirst=False)
        connection.execute(sa.insert(SCHEMA).values(version=VERSION))
    else:
        for step in UPGRADES[found - 1 :]:
            step(connection)
        connection.execute(sa.update(SCHEMA).values(version=VERSION))
    if connection.dialect.name == "sqlite":
        # a Casus that knows only the first version looks here, and leaves a newer file alone
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise sa.exc.IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"a row of {broken[0]} is loose"))
