"""The table of crises keeps its own rule and rests on dispatches that are there."""

from __future__ import annotations

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


def test_other_datasets_have_none():
    none = crises("invented")
    assert none.empty and list(none.columns) == list(COLUMNS) and none["day"].dtype.kind == "M"
