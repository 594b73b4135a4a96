"""What a server holds and what a file brings, as tables and sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.sentences import capital, listed, plural, short_day
from data.sources import SOURCES

EXAMPLES = 3  # values shown of one kind of remark: enough to see what they have in common
LISTED_NAMES = 500  # names offered for mapping at once, most events first; the rest follows when these are done


@dataclass(frozen=True)
class Incoming:
    """A file of coded events that was read and not yet added. `source` is a key of data.sources.SOURCES."""

    file: str
    source: str
    checksum: str
    events: pd.DataFrame
    rejects: pd.DataFrame
    unknown: pd.DataFrame


def held(names: Sequence[str], counts: Mapping[str, tuple[int, int]], imports: Sequence) -> pd.DataFrame:
    """One row an import, and one for the articles that a dataset has: dataset, holds, events, warnings, left_out, on.

    `counts` are documents and events by dataset, `imports` those of data.store in their order.
    """
    rows = []
    for name in names:
        documents, events = counts.get(name, (0, 0))
        own = [done for done in imports if done.dataset == name]
        if documents or not own:
            rows.append({"dataset": name, "holds": plural(documents, "article"), "events": None if own else events})
        rows += [
            {
                "dataset": name,
                "holds": f"{_title(done.source)}, {done.file}",
                "events": done.added,
                "warnings": done.warnings,
                "left_out": done.rejects,
                "on": done.finished[:10],
            }
            for done in own
        ]
    return pd.DataFrame(rows, columns=["dataset", "holds", "events", "warnings", "left_out", "on"])


def remarks(rejects: pd.DataFrame) -> pd.DataFrame:
    """Remarks of a file by kind: what (imported or left out), column, reason, records, first (line), examples."""
    kinds = rejects.assign(found=rejects["found"].fillna("–")).groupby(["kept", "column", "reason"], sort=False)
    table = kinds.agg(
        records=("line", "nunique"), first=("line", "min"), examples=("found", lambda found: _some(found.unique()))
    ).reset_index()
    table.insert(0, "what", table.pop("kept").map({True: "imported all the same", False: "left out"}))
    return table.sort_values(["what", "records"], ascending=[False, False], ignore_index=True)


def lead(found: Incoming) -> str:
    """What a file holds, and what of it is odd."""
    title = capital(_title(found.source))
    events = found.events.drop_duplicates("event_id")
    warned = found.rejects.loc[found.rejects["kept"], "line"].nunique()
    left_out = found.rejects.loc[~found.rejects["kept"], "line"].nunique()
    if events.empty:
        return f"{title}: no event could be read; {plural(left_out, 'record')} left out, see why below."
    span = f"{short_day(events['date'].min())} to {short_day(events['date'].max())}"
    odd = listed(
        [
            f"{plural(warned, 'record')} with a warning" if warned else "",
            f"{plural(left_out, 'record')} left out" if left_out else "",
            f"{plural(len(found.unknown), 'name')} that Casus does not know" if len(found.unknown) else "",
        ]
    )
    return f"{title}: {plural(len(events), 'event')}, {span}; {odd or 'nothing odd in it'}."


def terms(source: str) -> str:
    """What silence means in the data of a source, and what their licence asks."""
    module = SOURCES[source]
    return f"{module.COVERAGE} {module.LICENCE}."


def coverage(imports: Sequence, dataset: str) -> str:
    """What a day without events means in a dataset with imported files; empty for one without."""
    sources = dict.fromkeys(done.source for done in imports if done.dataset == dataset and done.source in SOURCES)
    return " ".join(dict.fromkeys(SOURCES[source].COVERAGE for source in sources))


def added(done: object) -> str:
    """What adding a file did; `done` is an Import of data.store."""
    if done.again:
        return f"{done.dataset} has this file already (added on {done.finished[:10]}); nothing was added."
    known = f"; {plural(done.known, 'row')} it had already" if done.known else ""
    return f"{plural(done.added, 'row')} of events added to {done.dataset}{known}. Choose it under Data at the left."


def _title(source: str) -> str:
    return SOURCES[source].TITLE if source in SOURCES else source


def _some(values: Sequence[str]) -> str:
    more = f" and {len(values) - EXAMPLES:,} more" if len(values) > EXAMPLES else ""
    return ", ".join(map(str, values[:EXAMPLES])) + more
