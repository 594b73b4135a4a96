"""The gazetteer as the tokens of a text see it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache

from data.extraction.phrases import Phrases
from data.extraction.tokens import KEPT, Token, words
from data.places import Place, names


@cache
def _places() -> Phrases[Place]:
    with _uncollected():
        return Phrases((phrase, place) for phrase, place in names(words))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: of tables that stay it finds none, and takes as long as to build them."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@lru_cache(KEPT)
def opens(word: str) -> bool:
    """Whether the name of a place begins with the lower-cased `word`."""
    return _places().opens(word)


def starts(tokens: Sequence[Token], at: int) -> tuple[int, Place] | None:
    """The longest place name that begins at token `at`: where it ends, and the place."""
    for end, places in _places().at(tokens, at):
        if any(token.text[:1].isupper() for token in tokens[at:end]):
            return end, places[0]
    return None
