"""What a text says as weighted terms: the numbers of scikit-learn's TfidfVectorizer, without its second of import.

Reading needs no more of scikit-learn than this; training does, and a test holds both to the same numbers. Terms are
words and word pairs, or sequences of characters within words; one weighs 1 + log of its count times its inverse
document frequency, and each text has length 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse


def _words(text: str, lengths: range, token_pattern: str) -> list[str]:
    """Words, and runs of several of them."""
    words = re.findall(token_pattern, text)
    return [" ".join(words[at : at + n]) for n in lengths for at in range(len(words) - n + 1)]


def _characters(text: str, lengths: range) -> list[str]:
    """Sequences of characters of each word with a space at both ends; a word shorter than a sequence is one itself."""
    found = []
    for word in text.split():
        word = f" {word} "
        for n in lengths:
            found += [word[at : at + n] for at in range(max(1, len(word) - n + 1))]
            if len(word) <= n:
                break
    return found


_CUT: dict[str, Callable[..., list[str]]] = {"word": _words, "char_wb": _characters}


@dataclass(frozen=True)
class Terms:
    """Learned terms with their inverse document frequencies, in the same order, and how texts are cut into them.

    `settings` are those of TfidfVectorizer: analyzer, ngram_range, token_pattern, sublinear_tf (true).
    """

    terms: Sequence[str]
    idf: np.ndarray
    settings: dict[str, Any]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def transform(self, texts: Sequence[str]) -> sparse.csr_array:
        """Texts x terms; a row without a learned term is empty."""
        low, high = self.settings["ngram_range"]
        cut = _CUT[self.settings.get("analyzer", "word")]
        given = {name: self.settings[name] for name in ("token_pattern",) if name in self.settings}
        places = self._places
        counts = [
            Counter(places[term] for term in cut(text.lower(), range(low, high + 1), **given) if term in places)
            for text in texts
        ]
        edges = np.cumsum([0, *map(len, counts)])
        at = np.fromiter((place for count in counts for place in count), np.int32, edges[-1])
        times = np.fromiter((n for count in counts for n in count.values()), float, edges[-1])
        out = sparse.csr_array((times, at, edges.astype(np.int32)), shape=(len(counts), len(self.terms)))
        out.sort_indices()
        out.data = (np.log(out.data) + 1.0) * self.idf[out.indices]
        row = np.repeat(np.arange(len(counts)), np.diff(out.indptr))
        out.data /= np.sqrt(np.bincount(row, out.data**2, minlength=len(counts)))[row]
        return out
