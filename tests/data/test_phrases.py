"""Names of several words: what begins where, the longest first."""

from __future__ import annotations

import pytest

from data.extraction.phrases import Phrases
from data.extraction.tokens import tokenize, words

NAMES = Phrases(
    (words(spelling), actor)
    for spelling, actor in (
        ("Varenia", "varenia"),
        ("Varenia Front", "varenia-front"),
        ("Varenia Front of the North", "northern-front"),
        ("the Front", "varenia-front"),
        ("the Front", "ostrel-front"),
        ("Kata'ib", "kataib"),
        ("", "nobody"),
    )
)


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Varenia left", 0, [(1, ["varenia"])]),
        ("VARENIA left", 0, [(1, ["varenia"])]),
        ("Varenia Front fighters", 0, [(2, ["varenia-front"]), (1, ["varenia"])]),
        ("Varenia Front of the South", 0, [(2, ["varenia-front"]), (1, ["varenia"])]),
        ("Varenia Front of the North", 0, [(5, ["northern-front"]), (2, ["varenia-front"]), (1, ["varenia"])]),
        ("The Front left", 0, [(2, ["varenia-front", "ostrel-front"])]),
        ("the front", 1, []),
        ("in Varenia", 1, [(2, ["varenia"])]),
        ("in Varenia", 0, []),
        ("Varenian", 0, []),
        ("the", 0, []),
        ("Kata’ib", 0, [(1, ["kataib"])]),
        ("Varenia", 1, []),
        ("", 0, []),
    ],
)
def test_what_begins_at_a_token(text, at, expected):
    assert NAMES.at(tokenize(text), at) == expected


@pytest.mark.parametrize(("word", "opens"), [("varenia", True), ("the", True), ("front", False), ("", False)])
def test_which_words_open_a_phrase(word, opens):
    assert NAMES.opens(word) is opens


@pytest.mark.parametrize(("word", "named"), [("varenia", ["varenia"]), ("the", []), ("front", []), ("north", [])])
def test_what_one_word_names_by_itself(word, named):
    assert NAMES.single(word) == named


def test_nothing_is_found_among_no_names():
    assert not Phrases([]).opens("varenia") and Phrases([]).at(tokenize("Varenia"), 0) == []
