"""Where events come from, as a reader filters them: the provider of a coded record or the publisher of a text. Pure.

* a coded record: the provider of its file (`data.sources`), whatever the dataset it was added to is called;
* an event read from text: the site of each article that reports it, or, for a dispatch that was written from several
  reports, every publisher that it names as what it rests on;
* a record that an analyst added, and text without an address, say so.

One event may have several: a filter keeps it if any of them is the one asked for.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd

from data.sources import SOURCES

COLUMNS = ["event_id", "origin"]
PASTED, CODED, ANALYST = "Text without an address", "Coded records", "Analysts"


def origins(
    events: pd.DataFrame, mentions: pd.DataFrame, documents: pd.DataFrame, providers: str | pd.Series
) -> pd.DataFrame:
    """One row an event and origin: COLUMNS.

    `mentions` tell which documents report an event, `documents` have document_id, url and `sources` (one a line,
    "publisher: title, ..."). `providers` is the key in data.sources.SOURCES of all coded events, or that of each by
    event_id.
    """
    rows = events[["event_id", "document_id", "origin", "native_id"]].drop_duplicates(["event_id", "document_id"])
    silent = rows[rows["document_id"].isna()]
    key = silent["event_id"].map(providers) if isinstance(providers, pd.Series) else pd.Series(providers, silent.index)
    title = key.map({key: module.TITLE for key, module in SOURCES.items()}).fillna(CODED)
    own = (silent["origin"] == "analyst") & silent["native_id"].isna()
    silent = silent.assign(origin=title.where(~own, ANALYST))
    read = rows[rows["document_id"].notna()]
    told = pd.concat([read, mentions[mentions["event_id"].isin(read["event_id"])]])[["event_id", "document_id"]]
    named = {row.document_id: publishers(row.url, row.sources) for row in documents.itertuples()}
    told = told.drop_duplicates()
    told = told.assign(origin=told["document_id"].map(named)).explode("origin").dropna()
    return pd.concat([frame[COLUMNS] for frame in (silent, told)], ignore_index=True).drop_duplicates()


def publishers(url: object, sources: object) -> list[str]:
    """Who published a text: the site of its address without `www.`, else those that it names, else PASTED."""
    host = (urlsplit(url).hostname or "") if isinstance(url, str) else ""
    if host:
        return [host.removeprefix("www.")]
    named = sources.splitlines() if isinstance(sources, str) else []
    return list(dict.fromkeys(line.split(":", 1)[0].strip() for line in named if line.strip())) or [PASTED]
