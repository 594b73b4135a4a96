"""What words are about, by form or by stem."""

from __future__ import annotations

import pytest

from data.extraction.fields import fields_of, stem
from data.extraction.lexicon import read

ROWS = read("fields.csv")


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("flour", "food"),
        ("rescind", "end"),
        ("rescinded", "end"),
        ("rescinding", "end"),
        ("rifles", "arms"),
        ("bombed", "attack"),
        ("ministries", "government"),
        ("visas", "permission"),
    ],
)
def test_the_fields_of_a_word_hold_for_its_inflections(word: str, field: str) -> None:
    assert field in fields_of(word)


@pytest.mark.parametrize("word", ["", "the", "of", "varnia", "xyzzy", "is"])
def test_most_words_have_none(word: str) -> None:
    assert fields_of(word) == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [("bombing", "bomb"), ("bombed", "bomb"), ("bombs", "bomb"), ("stopped", "stop"), ("killing", "kill")],
)
def test_stems(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_the_table_is_sound() -> None:
    """Every field once, sorted, with lower-case single words, none twice in a field; each word is found by itself."""
    names = [row["field"] for row in ROWS]
    assert names == sorted(set(names))
    for row in ROWS:
        words = row["words"].split("|")
        assert words == sorted(set(words))
        assert all(word == word.lower() and not any(map(str.isspace, word)) for word in words)
        assert all(row["field"] in fields_of(word) for word in words)
