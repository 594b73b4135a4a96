"""Terms weigh what they weigh in scikit-learn, to the last bit, so that a model reads as it was trained."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from data.events import TYPES
from scoring.classifier import CHARS, WORDS, load
from scoring.indicators import INDICATORS
from scoring.tfidf import Terms

TEXTS = [text for indicator in INDICATORS for text in (*indicator.hits, *indicator.misses)]


def both(kind):
    theirs = TfidfVectorizer(**kind).fit(TEXTS)
    return theirs, Terms(theirs.get_feature_names_out().tolist(), theirs.idf_, kind)


FITTED = {"words": both(WORDS), "chars": both(CHARS)}


def same(theirs, ours, texts):
    expected, found = theirs.transform(texts), ours.transform(texts)
    assert expected.shape == found.shape
    np.testing.assert_array_equal(found.toarray(), expected.toarray())


@pytest.mark.parametrize("kind", FITTED)
def test_known_sentences_weigh_the_same(kind):
    same(*FITTED[kind], [*TEXTS, *TYPES])


@pytest.mark.parametrize("kind", FITTED)
@settings(max_examples=40)
@given(st.lists(st.text(alphabet=st.sampled_from("aeknorst .,-'\n\t\u00a00É\u0130ß\ufb01𝔸"), max_size=40), min_size=1))
@example([""])
@example(["  a  b", "-", "the the the THE a"])
def test_any_text_weighs_the_same(kind, texts):
    same(*FITTED[kind], texts)


@pytest.mark.parametrize("kind", FITTED)
def test_no_text_has_no_row_and_a_text_without_a_known_term_an_empty_one(kind):
    ours = FITTED[kind][1]
    assert ours.transform([]).shape == (0, len(ours.terms))
    assert ours.transform(["qqqqq"]).nnz == 0 and not np.isnan(ours.transform(["qqqqq", "a strike"]).data).any()


def test_the_shipped_model_reads_with_the_terms_that_scikit_learn_would():
    model = load()
    for ours, learned in ((model.words, WORDS), (model.chars, CHARS)):
        theirs = TfidfVectorizer(**learned, vocabulary=list(ours.terms))
        theirs.idf_ = ours.idf
        same(theirs, ours, TEXTS)
