"""Names of several words, looked up in a text: the longest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from data.extraction.tokens import Token

Named = TypeVar("Named")
_NAMED = ""  # key of what the phrase that ends at a node names: no word is empty


class Phrases(Generic[Named]):
    """What each phrase (a tuple of lower-cased words) names, as a tree of words; several things may share a phrase."""

    def __init__(self, named: Iterable[tuple[tuple[str, ...], Named]]) -> None:
        self._tree: dict[str, Any] = {}
        for phrase, thing in named:
            node = self._tree
            for word in phrase:
                node = node.setdefault(word, {})
            if phrase:
                node.setdefault(_NAMED, []).append(thing)

    def opens(self, word: str) -> bool:
        """Whether a phrase begins with `word`."""
        return word in self._tree

    def at(self, tokens: Sequence[Token], at: int) -> list[tuple[int, list[Named]]]:
        """Where each phrase that begins at token `at` ends, and what it names; the longest phrase first."""
        found: list[tuple[int, list[Named]]] = []
        node = self._tree.get(tokens[at].low) if at < len(tokens) else None
        while node is not None:
            at += 1
            if _NAMED in node:
                found.insert(0, (at, node[_NAMED]))
            node = node.get(tokens[at].low) if at < len(tokens) else None
        return found

    def single(self, word: str) -> list[Named]:
        """What the one word names by itself."""
        return self._tree.get(word, {}).get(_NAMED, [])
