"""Nouns for parties that a text does not name: "the police", "two gunmen", "striking miners", "the union"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from data.extraction.lexicon import irregular, load, plural, read
from data.extraction.phrases import Phrases
from data.extraction.tokens import Token

KINDS = ("organ", "office", "band", "crowd", "body")
AROUND = 4  # words before the noun that may belong to it: "two masked", "a senior interior ministry"
_NOT_OF_IT = frozenset(
    "the a an this that these those its their his her our my your some any no every each both all of in on at by for "
    "from with without against into onto over under near across between among through during after before since until "
    "to as and or but nor if when while where which who whom that because not also is are was were be been being has "
    "have had do does did will would can could may might must shall should said says told it they he she we i there "
    "then than so only even just what whose how why too".split()
)
# Nouns that make another thing of what stands before them: "police station", "army base", "party leader", "union pay"
_THINGS = frozenset(
    "station stations base bases post posts camp camps car cars van vans vehicle vehicles headquarters office offices "
    "barracks checkpoint checkpoints convoy convoys uniform uniforms talks plane planes budget law laws town village "
    "building room hall street road square sources source statement report reports media television radio".split()
)


@cache
def _nouns() -> Phrases[str]:
    return Phrases(
        (tuple([*words[:-1], last]), row["kind"])
        for row in read("nouns.csv") for words in (phrase.split() for phrase in row["words"].split("|"))
        for last in plural(words[-1], irregular())
    )  # fmt: skip


def opens(word: str) -> bool:
    """Whether an unnamed party may begin with the lower-cased `word`."""
    return _nouns().opens(word)


def kinds(word: str) -> tuple[str, ...]:
    """The kinds of party that the one lower-cased word names."""
    return tuple(_nouns().single(word))


def is_office(word: str) -> bool:
    """Whether the one word names the holder of an office of state."""
    return "office" in _nouns().single(word)


def is_body(word: str) -> bool:
    """Whether the one word names an organisation or an armed band: what follows it may be its name."""
    return bool({"body", "band"} & set(_nouns().single(word)))


def at(tokens: Sequence[Token], index: int) -> tuple[int, str, str] | None:
    """The noun of an unnamed party at token `index`: where it ends, its kind, and the noun itself."""
    found = _nouns().at(tokens, index)
    if not found:
        return None
    end, kinds = found[0]
    following = tokens[end].low if end < len(tokens) else ""
    if following in _THINGS:
        return None
    if _nouns().opens(following) and tokens[end].text == following:
        return None  # "army officers", "police chief": the next noun is the party
    return end, kinds[0], "-".join(token.low for token in tokens[index:end])


_SAID_OF = frozenset("masked armed hooded unidentified retired displaced stranded detained striking".split())


def belongs(token: Token) -> bool:
    """Whether a word before the noun is part of what it names: "two masked gunmen"."""
    low = token.low
    return (
        token.text == low and low[:1].isalpha() and low not in _NOT_OF_IT
        and len(low) > 1 and (low in _SAID_OF or not (low.endswith(("ed", "ing", "ly", "s")) or low in load().verbs))
    )  # fmt: skip
