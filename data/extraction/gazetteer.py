"""The gazetteer as the tokens of a text see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from data.extraction.tokens import Token, words
from data.places import Place, names


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], Place]]]:
    index: dict[str, list[tuple[tuple[str, ...], Place]]] = {}
    for phrase, place in names(words):
        if phrase:
            index.setdefault(phrase[0], []).append((phrase, place))
    for found in index.values():
        found.sort(key=lambda item: -len(item[0]))
    return index


def starts(tokens: Sequence[Token], at: int) -> tuple[int, Place] | None:
    """The longest place name that begins at token `at`: where it ends, and the place."""
    for phrase, place in _index().get(tokens[at].low, ()):
        end = at + len(phrase)
        named = end <= len(tokens) and all(tokens[at + k].low == word for k, word in enumerate(phrase))
        if named and any(token.text[:1].isupper() for token in tokens[at:end]):
            return end, place
    return None
