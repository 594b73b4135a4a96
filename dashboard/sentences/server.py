"""Words of the page Server, and of errors, which it lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from dashboard.log import Fault
from dashboard.sentences.words import plural
from dashboard.upkeep import Model, Process
from data.inventory import Inventory
from data.store import Import
from data.tables import VERSION

HEADER = "for those who run it: what it is, what it holds, and what went wrong"
NOT_YOURS = (
    "This page is for those who administer this server, and you are not among them. All other pages are open to you. "
    "Whoever runs the server names its administrators."
)
NO_FAULTS = "No error since the server started."
NOTHING_HELD = "Nothing: articles, imports and corrections would be counted here."
NO_IMPORTS = "No file was imported yet."
NOTHING_LEFT_OUT = "Nothing was left out of these files, and nothing in them was odd."
SYSTEM_REFUSED = (
    "the machine that serves this page could not read or write a file; tell whoever runs it, its log has the reason"
)
FAULTS_NOTE = (
    "Number, type and place only: messages of errors may quote articles. The log has the stack under the same number; "
    "casus serve --log-level debug writes the messages, too."
)
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))  # seconds of each, the longest first
_MB = 1e6
_JOINED = "\N{NON-BREAKING HYPHEN}"  # a day stays on one line


def page_failed(number: str) -> str:
    """A page that could not be drawn."""
    return (
        f"This page could not be drawn (error {number}). Tell whoever runs this server that number: the log has the "
        "details under it. Change a setting at the left, or reset to the opening view."
    )


def page_refused(reason: str, again: bool) -> str:
    """A page that lacks what it needs, in the words of the room that refused; `again`: it is tried anew by itself."""
    return f"This page could not be drawn: {reason}.{' The page tries again by itself.' if again else ''}"


def click_failed(number: str) -> str:
    """A click or a change of a widget that could not be carried out."""
    return (
        f"What you asked for could not be done (error {number}). Tell whoever runs this server that number: the log "
        "has the details under it. Reload the page before you try again."
    )


def no_store(reason: str) -> str:
    """Instead of what the store holds."""
    return f"Articles, datasets and corrections that people added do not show: {reason}."


def lead(process: Process, now: datetime, held: Inventory | None) -> str:
    """Since when, for how many, how large, in one sentence or two."""
    up = f"Up for {lasting((now - process.since).total_seconds())}, " if process.since else "Up, "
    memory = f", {size(process.memory)} of memory" if process.memory else ""
    first = f"{up}with {plural(process.sessions, 'page')} open now{memory}."
    if held is None:
        return f"{first} The store cannot be read."
    if not held.rows:
        return f"{first} Nothing was added to its store yet."
    return f"{first} Its store holds {plural(held.rows['events'], 'row')} of added events in {size(held.size)}."


def lasting(seconds: float) -> str:
    """`3 days and 2 hours`, `under a minute`: the two largest units."""
    left, parts = int(seconds), []
    for length, word in _UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(plural(count, word))
    return " and ".join(parts[:2]) or "under a minute"


def size(count: float) -> str:
    """Bytes as MB, with a decimal below ten."""
    return f"{count / _MB:,.{1 if count < 10 * _MB else 0}f} MB"


def versions(named: dict[str, str]) -> list[tuple[str, str]]:
    """Programs with their versions."""
    return list(named.items())


def models(used: Sequence[Model]) -> list[tuple[str, str, str]]:
    """What each reads, the day of its training, and its checksum in groups that wrap."""
    return [(model.name, model.trained_on.replace("-", _JOINED), _grouped(model.checksum)) for model in used]


def store(held: Inventory) -> list[tuple[str, str]]:
    """Kind, tables and size of the store."""
    told = f"version {held.version}" if held.version else f"made with the first addition, as version {VERSION}"
    return [("Kind", held.kind), ("Tables", told), ("Size", size(held.size) if held.size else "nothing yet")]


def rows(held: Inventory) -> list[tuple[str, str]]:
    """Rows by table."""
    return [(table.replace("_", " "), f"{count:,}") for table, count in held.rows.items()]


def imports(made: Sequence[Import]) -> pd.DataFrame:
    """The imports, the latest first: day and time in UTC, dataset, source, file, and what came of its records."""
    names = ("dataset", "source", "file", "added", "warnings", "rejects")
    rows = [[_moment(one.finished), *(getattr(one, name) for name in names)] for one in made]
    return pd.DataFrame(rows, columns=["finished", *names])


def reasons(made: Sequence[Import], found: pd.DataFrame) -> pd.DataFrame:
    """What imports remarked by kind, with the name of the file in front."""
    file = {one.id: one.file for one in made}
    what = found["kept"].astype(bool).map({True: "imported all the same", False: "left out"})
    table = pd.DataFrame({"file": found["import_id"].map(file), "what": what})
    return table.join(found[["column", "reason", "records", "first"]])


def faults(last: Sequence[Fault]) -> pd.DataFrame:
    """The last errors, the latest first."""
    return pd.DataFrame([fault._replace(at=_moment(fault.at)) for fault in last], columns=list(Fault._fields))


def _moment(at: str) -> str:
    """A time of ISO 8601 to the second, for the eye."""
    return at[:19].replace("T", " ")


def _grouped(digest: str) -> str:
    """A checksum in groups of eight, which wrap on any width."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
