"""Rival tolls stand side by side."""

import pandas as pd
import pytest

from dashboard.event_rows import digest
from dashboard.sentences import bounds, tolls_note
from dashboard.tolls import NOT_NAMED, rival
from data import events as schema
from data.extraction import extract, mentions_with_claims
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import event

# Countries, groups and people are invented.
TEXT = """TARSK, June 21 - Varenian warplanes bombed two depots of the Ostrel Front in Kesh on Sunday.

Varenia said four fighters were killed. The Ostrel Front said nine of its fighters were killed. Kesh counted six dead
and 11 wounded in the air strikes.
"""
CAST = (
    ("Varenia", "VAR", False), ("Varenian", "VAR", True), ("Kesh", "KSH", False),
    ("Ostrel Front", "ostrel-front", False),
)  # fmt: skip
DOCUMENTS = pd.DataFrame(
    {
        "document_id": ["d1"], "url": None, "title": ["Strike on depots"], "text": [TEXT], "cast": [CAST],
        "published": pd.to_datetime(["2021-06-21"]),
    }
)  # fmt: skip


def row_of(events):
    return digest(events, measure(events), WEIGHTS).iloc[0]


def test_each_claimant_keeps_its_own_count():
    events = extract(DOCUMENTS)
    row = row_of(events[events["killed_best"].notna()])
    _, claims = mentions_with_claims(DOCUMENTS)
    table = rival(row, claims, DOCUMENTS.set_index("document_id"), str)
    assert set(table["killed"]) == {"4", "9", "6"}
    assert table["claimant"].nunique() == 3
    assert "11" in set(table["wounded"])
    assert all(words in TEXT.replace("\n", " ") or words in TEXT for words in table["words"])
    assert (row["killed_low"], row["killed_high"]) == (4, 9)  # the range spans the claims, and no claim is added


def test_claims_lie_within_the_range_of_their_event():
    events = extract(DOCUMENTS).drop_duplicates("event_id").set_index("event_id")
    _, claims = mentions_with_claims(DOCUMENTS)
    assert len(claims) >= 3
    for claim in claims.itertuples():
        row = events.loc[claim.event_id]
        assert row[f"{claim.kind}_low"] <= claim.best <= row[f"{claim.kind}_high"]


def test_a_coded_record_tells_what_it_says_and_no_toll_gives_no_table():
    none = schema.validate(pd.DataFrame([event(1, "2024-01-02")]))
    claims = pd.DataFrame(
        columns=["event_id", "document_id", "span_start", "claimant", "kind", "low", "best", "high", "quote"]
    )
    assert rival(row_of(none), claims, DOCUMENTS.set_index("document_id"), str).empty
    told = schema.validate(
        pd.DataFrame([event(1, "2024-01-02", killed_low=0, killed_best=2, killed_high=5, claimant="KSH")])
    )
    table = rival(row_of(told), claims, DOCUMENTS.set_index("document_id"), str)
    assert table[["claimant", "killed", "wounded"]].iloc[0].tolist() == ["KSH", "0–2–5", "–"]
    unnamed = told.assign(claimant=None)
    assert rival(row_of(unnamed), claims, DOCUMENTS.set_index("document_id"), str)["claimant"].iloc[0] == NOT_NAMED


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((5, 5, 5), "5"), ((4, 5, 9), "4–5–9"), ((4, 4, 9), "4–9"), ((None, 3, None), "3"), ((0, 0, 0), "0"),
        ((4, None, 9), "4–9"), ((None, None, None), "–"), ((1200, float("nan"), 1500), "1,200–1,500"),
    ],
)  # fmt: skip
def test_bounds_in_words(counts, said):
    assert bounds(*counts) == said


def test_the_note_says_that_rival_counts_are_not_added():
    told = schema.validate(pd.DataFrame([event(1, "2024-01-02", killed_low=1, killed_best=5, killed_high=9)]))
    assert "never added up" in tolls_note(row_of(told), 3)
    assert "never added up" not in tolls_note(row_of(told), 1)
    assert "1–5–9 killed" in tolls_note(row_of(told), 1)
