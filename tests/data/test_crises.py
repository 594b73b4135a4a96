"""The table of crises keeps its own rule and rests on dispatches that are there."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import data
from data.actors import NAMES
from data.crises import COLUMNS, KINDS, SIX_WEEKS, crises

NAME = data.available()[0]
KNOWN = crises(NAME)
DOCUMENTS = data.documents_of(NAME).set_index("document_id")


def test_columns_kinds_and_order():
    assert list(KNOWN.columns) == list(COLUMNS)
    assert set(KNOWN["kind"]) == set(KINDS) and KNOWN["day"].is_monotonic_increasing
    assert min((KNOWN["kind"] == kind).sum() for kind in KINDS) >= 10
    assert not KNOWN.duplicated(["day", "kind"]).any()
    assert KNOWN[["what", "reason", "documents"]].notna().all().all()


@pytest.mark.parametrize("row", list(KNOWN.itertuples()), ids=lambda row: f"{row.day:%Y-%m-%d}")
def test_a_row_rests_on_a_dispatch_and_names_known_actors(row):
    for document in row.documents.split("|"):
        published = DOCUMENTS.loc[document, "published"]
        assert row.day <= published <= row.day + pd.Timedelta(days=7)
    named = [one for one in (row.acting, row.hit) if isinstance(one, str)]
    assert named and set(named) <= set(NAMES)


@pytest.mark.parametrize(
    "row", list(KNOWN[KNOWN["kind"] == "fizzled"].itertuples()), ids=lambda row: f"{row.day:%Y-%m-%d}"
)
def test_no_peak_follows_one_that_fizzled_within_six_weeks(row):
    after = (KNOWN.loc[KNOWN["kind"] == "peak", "day"] - row.day).dt.days
    assert not after.between(1, SIX_WEEKS).any()
    assert (DOCUMENTS["published"].max() - row.day).days >= SIX_WEEKS  # long enough to know


# what a reason says of who acted: beside such words the column names somebody, and without it nobody is said to
NAMED = "accuses|blamed on|militia responsible|attributed it|claimed by|headline tells|US strike|Iran's forces"


@pytest.mark.parametrize("row", list(KNOWN.itertuples()), ids=lambda row: f"{row.day:%Y-%m-%d}")
def test_who_acted_is_named_wherever_somebody_is_accused_claims_it_or_threatens(row):
    if isinstance(row.acting, str):
        assert re.search(NAMED, row.reason) or row.what.startswith("US strike")
    else:
        assert "nobody claimed it" in row.reason and "accused" in row.reason and not re.search(NAMED, row.reason)


@pytest.mark.parametrize(
    ("day", "acting", "hit", "words"),
    [
        ("2019-10-12", "IRN", None, "would respond once the facts had been studied"),  # vowed on Saturday, the 12th
        ("2020-03-11", "kataib-hezbollah", "USA", "it holds responsible for Wednesday's attack"),
        ("2020-04-23", "IRN", "USA", "said on Thursday he had ordered his naval units"),
        ("2020-11-17", "ashab-al-kahf", "USA", "attributed the attack to a group called Ashab al-Kahf"),
        ("2020-11-27", "ISR", "IRN", "accused Israel"),
        ("2021-02-15", "saraya-awliya-al-dam", "USA", "Saraya Awliya al-Dam said it had fired"),
        ("2019-12-27", None, "USA", "was examining whether"),
        ("2021-03-03", None, "USA", "cannot attribute responsibility"),
    ],
)
def test_the_rule_of_who_acted_is_kept_evenly_with_the_words_of_the_dispatch(day, acting, hit, words):
    (row,) = KNOWN[KNOWN["day"] == day].itertuples()
    assert [one if isinstance(one, str) else None for one in (row.acting, row.hit)] == [acting, hit]
    assert words in DOCUMENTS.loc[row.documents, "text"]


def test_the_killed_are_called_by_their_office():
    assert not KNOWN["what"].str.contains("Soleimani").any()


def test_other_datasets_have_none():
    none = crises("invented")
    assert none.empty and list(none.columns) == list(COLUMNS) and none["day"].dtype.kind == "M"
