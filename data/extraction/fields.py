"""Semantic fields of words: "flour" is food and "rescind" an end, so that a model may read verbs it has never seen."""

from __future__ import annotations

from functools import cache, lru_cache

from data.extraction.lexicon import read
from data.extraction.tokens import KEPT

_SUFFIXES = ("ings", "ing", "edly", "ed", "es", "s")

_SHORTEST = 3  # letters that a stem keeps


@lru_cache(KEPT)
def stem(word: str) -> str:
    """A word without its inflection, roughly: "bombing", "bombed" and "bombs" are one."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word[: -len(suffix)]
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > _SHORTEST and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "y" if word.endswith("i") else word


@cache
def _fields() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Fields by word as listed, and by stem."""
    listed: dict[str, dict[str, None]] = {}
    stems: dict[str, dict[str, None]] = {}
    for row in read("fields.csv"):
        for word in row["words"].split("|"):
            listed.setdefault(word, {})[row["field"]] = None
            stems.setdefault(stem(word), {})[row["field"]] = None
    return (
        {word: tuple(names) for word, names in listed.items()},
        {word: tuple(names) for word, names in stems.items()},
    )


@lru_cache(KEPT)
def fields_of(word: str) -> tuple[str, ...]:
    """The fields of a lower-case word, none for most: by its form, else by its stem."""
    words, stems = _fields()
    return words.get(word) or (stems.get(stem(word), ()) if len(word) > _SHORTEST else ())
