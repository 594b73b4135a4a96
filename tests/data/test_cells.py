"""CSV cells that a spreadsheet would run."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cells import harmless, restored

TEXTS = st.text(st.sampled_from("'\"=+-@;,\t\r\nab1 ＝"), max_size=6)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t'=1"), ("\r=1", "'\r'=1"), ("＝1", "'＝1"), ("'=1", "''=1"), ("a=1", "a=1"), ("", ""),
        ("it's", "it's"), ("'quoted'", "'quoted'"), ("a\r=1", "a\r'=1"), ("a\r\n+1", "a\r\n'+1"), ("a;@b", "a;'@b"),
        ("a\t'=1", "a\t''=1"), ('a;"=1;', "a;'\"=1;"), ('"=1', '"=1'),
        ("a\r\nb; c - d\n", "a\r\nb; c - d\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_only_what_opens_like_a_formula_gets_an_apostrophe(cell, expected, kind):
    assert harmless(pd.DataFrame({"quote": pd.Series([cell], dtype=kind)}))["quote"].tolist() == [expected]


@given(st.lists(st.none() | TEXTS, min_size=1, max_size=5))
def test_what_was_made_harmless_comes_back_exactly(cells):
    frame = pd.DataFrame({"quote": pd.Series(cells, dtype="str")})
    pd.testing.assert_frame_equal(restored(harmless(frame)), frame)


def test_numbers_and_days_are_left_alone():
    frame = pd.DataFrame({"change": [-3.5, 2.0], "count": [-1, 1], "day": pd.to_datetime(["2024-01-01", None])})
    pd.testing.assert_frame_equal(harmless(frame), frame)
    mixed = pd.DataFrame({"value": pd.Series([-1, "-1", None], dtype=object)})
    assert harmless(mixed)["value"].tolist() == [-1, "'-1", None]
    assert pd.read_csv(io.StringIO(harmless(frame).to_csv(index=False)))["change"].tolist() == [-3.5, 2.0]
