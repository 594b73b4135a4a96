"""What one marked actor does to another, as probabilities."""

from __future__ import annotations

import pandas as pd
import pytest

from data.events import TYPES
from data.extraction import classify_relations
from data.extraction.relations import NONE, seen

ROWS = [
    ("Brazil attacked Chile.", "Brazil", "Chile", "ASSAULT"),
    ("Chile was attacked by Brazil.", "Brazil", "Chile", "ASSAULT"),
    ("Brazil praised Chile.", "Brazil", "Chile", "SUPPORT"),
    ("Brazil met Chile for talks in Lima.", "Brazil", "Chile", "CONSULT"),
    ("Brazil condemned Chile over the salmon.", "Brazil", "Chile", "ACCUSE"),
    ("Brazil imposed sanctions on Chile.", "Brazil", "Chile", "COERCE"),
    ("Brazil urged Chile to open the port.", "Brazil", "Chile", "REQUEST"),
    ("Varenia sent food to Tamiria.", "Varenia", "Tamiria", "AID"),
    ("Brazil and Chile lie on the same continent.", "Brazil", "Chile", NONE),
]
PAIRS = pd.DataFrame(
    [row[:3] for row in ROWS],
    columns=["sentence", "source_text", "target_text"],
    index=[f"pair-{number}" for number in range(len(ROWS))],
)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return classify_relations(PAIRS)


def test_columns_are_types_and_none_and_the_index_is_kept(found):
    assert list(found.columns) == [*TYPES, NONE]
    assert found.index.equals(PAIRS.index)
    assert (found.dtypes == "float64").all()


def test_rows_are_probabilities(found):
    assert found.ge(0).all(axis=None) and found.sum(axis=1).to_numpy() == pytest.approx(1)


def test_plain_sentences_have_the_type_that_they_tell(found):
    assert found.idxmax(axis=1).tolist() == [row[3] for row in ROWS]


def test_the_order_of_rows_does_not_matter(found):
    pd.testing.assert_frame_equal(classify_relations(PAIRS[::-1])[::-1], found)
    for name in PAIRS.index[:2]:
        pd.testing.assert_frame_equal(classify_relations(PAIRS.loc[[name]]), found.loc[[name]])


@pytest.mark.parametrize(
    ("sentence", "source", "target"),
    [
        ("Brazil attacked Chile.", "Peru", "Chile"),
        ("Brazil attacked Chile.", "Peru", "Ghana"),
        ("Brazil attacked Chile.", "", ""),
        ("Brazil attacked Chile.", "Brazil", "Brazil"),
        ("Brazil attacked Chile.", "attacked", "Chile."),
        ("Brazil attacked Chile.", " ", "Chile"),
        ("Brazil attacked Chile.", "razil", "Brazil attacked"),
        ("", "Brazil", "Chile"),
        ("!?", "!", "?"),
        ("İ ﷽ 🙂 attacked Chile", "🙂", "Chile"),
    ],
)
def test_actors_that_do_not_stand_in_the_sentence_do_not_fail(sentence, source, target):
    pair = pd.DataFrame([(sentence, source, target)], columns=PAIRS.columns)
    out = classify_relations(pair)
    assert list(out.columns) == [*TYPES, NONE] and out.sum(axis=1).to_numpy() == pytest.approx(1)


def test_no_rows_give_no_rows():
    out = classify_relations(PAIRS.iloc[:0])
    assert out.shape == (0, len(TYPES) + 1) and list(out.columns) == [*TYPES, NONE]


@pytest.mark.parametrize("column", PAIRS.columns)
def test_a_missing_column_is_named(column):
    with pytest.raises(KeyError, match=column):
        classify_relations(PAIRS.drop(columns=column))


def test_who_does_it_matters():
    there, back = (seen("Brazil attacked Chile.", *pair) for pair in (("Brazil", "Chile"), ("Chile", "Brazil")))
    assert there != back
    pairs = pd.DataFrame(
        [("Brazil attacked Chile.", "Brazil", "Chile"), ("Brazil attacked Chile.", "Chile", "Brazil")],
        columns=PAIRS.columns,
    )
    forth, reverse = classify_relations(pairs)["ASSAULT"]
    assert forth > reverse


def test_names_are_masked():
    """The same words about others are the same relation: nothing is learnt about who they are."""
    assert seen("Brazil attacked Chile.", "Brazil", "Chile") == seen("Varenia attacked Kesh.", "Varenia", "Kesh")


def test_the_first_free_mention_is_marked_where_one_actor_stands_twice():
    twice = "Brazil attacked Brazil."
    assert seen(twice, "Brazil", "Brazil") == seen("Varenia attacked Kesh.", "Varenia", "Kesh")
