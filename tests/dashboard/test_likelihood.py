"""Words of likelihood and levels of confidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.likelihood import CONFIDENCE, FEW, TERMS, LikelihoodError, confidence, spoken, term
from scoring.risk import MIN_EVENTS


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.01, "almost no chance"), (0.03, "almost no chance"), (0.05, "very unlikely"), (0.1, "very unlikely"),
        (0.2, "unlikely"), (0.3, "unlikely"), (0.45, "roughly even chance"), (0.5, "roughly even chance"),
        (0.55, "roughly even chance"), (0.56, "likely"), (0.8, "likely"), (0.9, "very likely"),
        (0.95, "very likely"), (0.96, "almost certain"), (0.99, "almost certain"),
    ],
)  # fmt: skip
def test_each_probability_has_the_directives_word_and_a_border_the_one_that_claims_less(probability, words):
    assert term(probability).likelihood == words


@pytest.mark.parametrize("probability", [0.0, 0.009, 0.991, 1.0])
def test_beyond_the_table_the_number_is_said(probability):
    assert term(probability) is None
    assert f"{probability:.1%}".replace("%", " %") in spoken(probability)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan"), 55])
def test_what_is_no_probability_is_refused(wrong):
    with pytest.raises(LikelihoodError, match="0 to 1"):
        term(wrong)


def test_the_ranges_join_without_a_gap():
    assert [one.high for one in TERMS[:-1]] == [one.low for one in TERMS[1:]]
    assert spoken(0.6) == "likely (55 to 80 %)"


@given(st.floats(0, 1))
def test_no_word_of_likelihood_comes_with_a_level_of_confidence(probability):
    assert not [level for level in CONFIDENCE if f"{level} confidence" in spoken(probability)]


@pytest.mark.parametrize(
    ("events", "reading", "corroborated", "level"),
    [
        (4.9, 0.9, 0.9, "low"), (30, 0.4, 0.9, "low"), (0, None, None, "low"), (10, 0.9, 0.9, "moderate"),
        (30, 0.7, 0.9, "moderate"), (30, 0.9, 0.2, "moderate"), (30, 0.9, 0.9, "high"),
    ],
)  # fmt: skip
def test_high_confidence_asks_for_many_sure_and_corroborated_records(events, reading, corroborated, level):
    found = confidence(events, reading, corroborated)
    assert found.level == level and len(found.reasons) == 3


def test_no_interval_no_confidence():
    assert FEW == MIN_EVENTS
