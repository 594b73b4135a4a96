"""Which words are names, and whose: the listed ones, and those that one document makes known."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from data import actors
from data.extraction.phrases import Phrases
from data.extraction.tokens import Token, words

# The last word of an unlisted group's name
GROUP_NAMES = frozenset(
    "front army movement brigade brigades party militia group council union forces force resistance guard guards "
    "league "
    "liberation command committee coalition alliance organisation organization agency authority company corporation "
    "board bureau institute centre center court bank federation foundation society directorate corps assembly mission "
    "network division regiment battalion battalions brotherhood community congress ministry government watch "
    "observatory commission bloc fighters rebels".split()
)
TITLES = frozenset(
    "mr mrs ms dr gen general president prime minister king queen prince sheikh ayatollah col colonel lt maj captain "
    "ambassador secretary sir lord senator caretaker chairman chairwoman speaker vice deputy".split()
)
IN_NAME = frozenset("of the al for and el de la bin abu ul".split())


def listed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name of data/actors.csv begins at token `at`."""
    return bool(aliases().at(tokens, at))


def slug_of(run: Sequence[Token]) -> str:
    """The id of a name of several words; a possessive within it is part of its word."""
    return slug(" ".join(token.text for token in run).replace(" 's", "s").replace(" ’s", "s"))


def slug(text: str) -> str:
    """A lower-case id for a name that the list of actors lacks: in ASCII, but for a name in another script."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    ascii_only = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
    return ascii_only or re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


@cache
def aliases() -> Phrases[tuple[str, bool]]:
    """Phrase -> (actor, whether it is an adjective), names before adjectives."""
    listed = sorted(actors.aliases(words), key=lambda alias: alias[2])
    return Phrases((phrase, (actor, adjective)) for phrase, actor, adjective in listed)


_COUNTRY_ENDING = re.compile(r"(?:ia|a|e|o|y|land)$")
_DEMONYM_ENDINGS = ("n", "an", "ian", "ean", "ese", "ish", "i", "ic", "er", "ans", "ians", "is", "s")


# further actors: (spelling, actor id, whether it is an adjective)
Cast = Sequence[tuple[str, str, bool]]


class Names:
    """The unlisted names of one document: a capitalised word that recurs, or whose demonym does, is an actor."""

    def __init__(self, sentences: Sequence[Sequence[Token]], cast: Cast = ()) -> None:
        self.cast = Phrases((words(spelling), (actor, adjective)) for spelling, actor, adjective in cast)
        self.inside, self.counts = Counter(), Counter()
        self.offices: dict[str, str] = {}  # surname -> the actor whose office the person was said to hold
        self.holders: set[str] = set()  # surnames of those who were told with an office of nobody named
        self.surnames: set[str] = set()
        self.short = {short: actor for tokens in sentences for short, actor in _initials(tokens)}  # "UPM" -> its name
        lower = {token.text for token in chain.from_iterable(sentences) if token.plain}
        for tokens in sentences:
            last = -2  # position of the last capitalised word
            for position, token in enumerate(tokens):
                if token.plain or not token.capitalised:
                    continue
                if last == position - 1 and token.low not in GROUP_NAMES:
                    self.surnames.add(token.text)
                last = position
                if token.low not in lower:
                    self.counts[token.text] += 1
                    self.inside[token.text] += position > 0 and tokens[position - 1].text not in "\"“‘'"
        self.demonyms: dict[str, str] = {}
        for name in sorted((name for name in self.counts if len(name) >= 4), key=len):
            root = _COUNTRY_ENDING.sub("", name)
            if len(root) >= 3:
                for other in (root + ending for ending in _DEMONYM_ENDINGS):
                    if other != name and len(other) >= 4 and other in self.counts:
                        self.demonyms.setdefault(other, name)

    def lists(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a listed name begins at token `at`."""
        return bool(self.cast.at(tokens, at)) or listed(tokens, at)

    def actor_of(self, demonym: str) -> str:
        """The id of the state or people that an unlisted demonym belongs to."""
        if demonym in self.demonyms:
            return slug(self.demonyms[demonym])
        return slug(re.sub(r"ian$", "ia", demonym))


def _initials(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The short names that a text explains, "Ulmet People's Movement (UPM)", and whose they are."""
    for before, token in enumerate(tokens):
        if token.text != "(" or not 0 < before < len(tokens) - 2:
            continue
        at = before + 1
        short = tokens[at].text
        if tokens[at + 1].text != ")" or not short.isupper() or len(short) < 2:
            continue
        start, left = at - 2, len(short)
        while start >= 0 and left:
            initial = tokens[start].text[:1]
            if initial == short[left - 1]:
                left -= 1
            elif not (tokens[start].low in IN_NAME or tokens[start].low == "'s"):
                break
            start -= 1
        if not left:
            yield short, slug_of(tokens[start + 1 : at - 1])
