"""One article, read with a dataset."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

import data
import data.corrections
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.stored import corrections, documents, uncorrected
from data.extraction import extract, extract_with_mentions
from scoring.indicators import measure

READINGS_KEPT = 16


@dataclass(frozen=True)
class Reading:
    """An article read on its own and together with a dataset.

    alone: its events; together: those of the dataset with it; found: the rows of `together` that it reports; known:
    how many of these the dataset had already; measures: of `together`; mentions: its sentences that tell of events;
    dismissed: how many of them a person dismissed. All but `alone` are as people corrected them.
    """

    alone: pd.DataFrame
    together: pd.DataFrame
    found: pd.DataFrame
    known: int
    measures: pd.DataFrame
    mentions: pd.DataFrame
    dismissed: int = 0


def reading(name: str, added: bool, article: pd.DataFrame) -> Reading:
    """Read one article (a documents frame with one row) with a dataset; kept by the article's text and date."""
    row = article.iloc[0]
    return _reading(name, added, row["document_id"], str(row["published"]), article)


@rests_on(*EVENTS, max_entries=READINGS_KEPT, show_spinner=False)
def _reading(name: str, added: bool, document_id: str, published: str, _article: pd.DataFrame) -> Reading:
    alone, read, told = _read_with(name, added, document_id, published, _article)
    together = data.corrections.apply(read, corrections(name))
    found = together[together["event_id"].isin(told["event_id"])]
    before = uncorrected(name, added)["event_id"]
    known = found.loc[found["event_id"].isin(before), "event_id"].nunique()
    dismissed = len(set(told["event_id"]) - set(found["event_id"]))
    return Reading(alone, together, found, known, measure(together), told, dismissed)


@rests_on("documents", max_entries=READINGS_KEPT, show_spinner="Reading the article …")
def _read_with(
    name: str, added: bool, document_id: str, published: str, _article: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """An article's events alone, all events with it, and its mentions of them, before correction."""
    base = documents(name, added).reset_index(drop=True)
    base = base[base["document_id"] != document_id]
    both = pd.concat([base[list(_article.columns)], _article], ignore_index=True)
    together, told = extract_with_mentions(both)
    return extract(_article), together.assign(dataset=name), told[told["document_id"] == document_id]
