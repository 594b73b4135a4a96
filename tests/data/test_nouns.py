"""Nouns for parties that a text does not name."""

from __future__ import annotations

import pytest

from data.extraction import nouns
from data.extraction.lexicon import read
from data.extraction.tokens import tokenize

ROWS = read("nouns.csv")


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("police arrested them", 0, (1, "organ", "police")),
        ("Police arrested them", 0, (1, "organ", "police")),
        ("the security forces left", 1, (3, "organ", "security-forces")),
        ("the prime minister left", 1, (3, "office", "prime-minister")),
        ("two rebels left", 1, (2, "band", "rebels")),
        ("striking miners left", 1, (2, "crowd", "miners")),
        ("two charities left", 1, (2, "body", "charities")),
        ("the trade union left", 1, (3, "body", "trade-union")),
        ("police", 0, (1, "organ", "police")),
        # the next noun is the party, or the two make a thing
        ("army officers left", 0, None),
        ("army officers left", 1, (2, "organ", "officers")),
        ("police chief left", 0, (2, "office", "police-chief")),
        ("police station", 0, None),
        ("army base", 0, None),
        ("the salmon left", 1, None),
        ("", 0, None),
    ],
)
def test_the_noun_of_an_unnamed_party(text, at, expected):
    assert nouns.at(tokenize(text), at) == expected


@pytest.mark.parametrize(
    ("word", "opens", "office", "body"),
    [
        ("police", True, False, False),
        ("minister", True, True, False),
        ("ministers", True, True, False),
        ("prime", True, False, False),
        ("union", True, False, True),
        ("rebels", True, False, True),
        ("salmon", False, False, False),
        ("", False, False, False),
    ],
)
def test_what_a_word_tells(word, opens, office, body):
    assert (nouns.opens(word), nouns.is_office(word), nouns.is_body(word)) == (opens, office, body)


@pytest.mark.parametrize(
    ("word", "belongs"),
    [
        ("two", True),
        ("senior", True),
        ("interior", True),
        ("the", False),
        ("its", False),
        ("Senior", False),
        ("12", False),
        ("said", False),
        ("bombed", False),
        (",", False),
    ],
)
def test_which_words_before_it_belong_to_a_noun(word, belongs):
    assert nouns.belongs(tokenize(word)[0]) is belongs


def test_rows_are_sound_and_every_kind_is_used():
    assert all(list(row) == ["kind", "words", "reason"] and all(row.values()) for row in ROWS)
    assert {row["kind"] for row in ROWS} == set(nouns.KINDS)
    phrases = [phrase for row in ROWS for phrase in row["words"].split("|")]
    assert [phrase for phrase in phrases if phrase != phrase.strip().lower() or not phrase] == []


def test_every_phrase_is_found_alone_with_its_kind():
    kinds: dict[str, set[str]] = {}
    for row in ROWS:
        for phrase in row["words"].split("|"):
            kinds.setdefault(phrase, set()).add(row["kind"])
    for phrase, listed in kinds.items():
        tokens = tokenize(phrase)
        end, kind, noun = nouns.at(tokens, 0) or (0, "", "")
        assert end == len(tokens) and kind in listed and noun == "-".join(token.low for token in tokens), phrase
