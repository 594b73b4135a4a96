"""Outside records become events. `load` a dataset by name; `available` lists the names.

Nothing heavy is imported until it is needed, so that `import data` costs nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from data.store import Store

_BUNDLED = Path(__file__).parent / "bundled"


class DatasetError(ValueError):
    """A dataset that is not there, or records that cannot be read; the message says what is available."""


def available(store: Store | None = None) -> list[str]:
    """Names of the datasets: the bundled ones, then those that only `store` has, each in alphabetical order."""
    bundled = sorted(path.stem for path in _BUNDLED.glob("*.jsonl"))
    return bundled + [name for name in (store.datasets() if store else []) if name not in bundled]


def load(name: str, store: Store | None = None, known_on: date | str | None = None, added: bool = True) -> pd.DataFrame:
    """Events of a dataset in the schema of data.events, with what `store` adds under the name, as people corrected it.

    Without `added`, articles and events that the store adds to a bundled dataset are left out. Corrections are applied
    in either case, and whenever they were made: a correction is a better reading of the same document, no later news.
    Raises DatasetError for an unknown name.
    """
    from data import corrections

    events = uncorrected(name, store, known_on, added)
    return corrections.apply(events, store.corrections(name)) if store else events


def uncorrected(
    name: str, store: Store | None = None, known_on: date | str | None = None, added: bool = True
) -> pd.DataFrame:
    """Events of a dataset as they were read, before what people corrected; arguments as in `load`.

    With `known_on`, only what was published by the end of that day is read: a later report neither adds an event nor
    changes the toll, the parties or the confidence of one that was known by then.

    They are extracted now, from all its documents together, so that an event which an added article reports again is
    counted once; events that the store holds without having read them from text stand as they are, with the actors that
    people mapped their names to. Raises DatasetError for an unknown name.
    """
    import pandas as pd

    from data.extraction import extract

    if not added and name in available():
        store = None
    documents = documents_of(name, store)
    last = None if known_on is None else pd.Timestamp(known_on).normalize() + pd.Timedelta(days=1)
    if last is not None:
        documents = documents[documents["published"] < last]
    kept = _kept(name, store) if store else None
    if kept is not None and last is not None:
        kept = kept[_told(kept) < last]
    if kept is not None and documents.empty:
        return kept.reset_index(drop=True)
    events = extract(documents).assign(dataset=name)
    return pd.concat([events, kept], ignore_index=True) if kept is not None and len(kept) else events


def complete_on(documents: pd.DataFrame, events: pd.DataFrame) -> date | None:
    """The first day as known on which nothing of a dataset is missing, so that `known_on` changes nothing from it on.

    `documents` and `events` are all of the dataset (`documents_of`, `uncorrected`). None where there is no such day:
    what has neither a publication nor a date is known on no day.
    """
    import pandas as pd

    told = pd.concat([documents["published"], _told(events[_not_read(events)])])
    return None if told.empty or told.isna().any() else told.max().date()


def _told(events: pd.DataFrame) -> pd.Series:
    """When events became known: published, else dated."""
    return events["published"].fillna(events["date"])


def _not_read(events: pd.DataFrame) -> pd.Series:
    """True for events that are not read anew from the documents of their dataset."""
    return (events["origin"] != "extracted") | events["document_id"].isna()


def _kept(name: str, store: Store) -> pd.DataFrame:
    """Events of the store that are not read anew from its documents."""
    from data.sources import parties

    events = store.events(name)
    events = events[_not_read(events)]
    mapping = store.actor_mappings()
    return parties.mapped(events, mapping) if mapping and len(events) else events


def documents_of(name: str, store: Store | None = None) -> pd.DataFrame:
    """Documents of a dataset: document_id, url, title, published, text, sources.

    `sources` names the reports that a bundled document rests on, one a line ("publisher: title, date, address"), and is
    null for documents of the store. Offsets of quotes refer to `text`. Raises DatasetError for an unknown name.
    """
    import pandas as pd

    frames = [_read(name)] if _is_bundled(name, store) else []
    if store:
        frames.append(store.documents(name).assign(sources=pd.Series(dtype="str")))
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def _is_bundled(name: str, store: Store | None) -> bool:
    names = available(store)
    if name not in names:
        raise DatasetError(f"there is no dataset {name!r}; available: {', '.join(names) or 'none'}")
    return (_BUNDLED / f"{name}.jsonl").exists()


def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    with (_BUNDLED / f"{name}.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()]
    rows = [
        {
            "document_id": record["document_id"],
            "url": record.get("url"),
            "title": record["title"],
            "published": pd.Timestamp(record["published"]),
            "text": record["text"],
            "sources": "\n".join(
                f"{source['publisher']}: {source['title']}, {source['date']}, {source['url']}"
                for source in record["sources"]
            ),
        }
        for record in records
    ]
    frame = pd.DataFrame(rows)
    return frame.astype({column: "datetime64[us]" if column == "published" else "str" for column in frame})
