"""A sentence with what later stages look up in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.extraction.mention import Mention
from data.extraction.tokens import Token

BE = frozenset("be is are was were been being 's am get got gets".split())
HAVE = frozenset("have has had having".split())
MODALS = frozenset("will would shall should can could may might must cannot 'll 'd".split())
DETERMINERS = frozenset("the a an this that these those its their his her our my your some any no every each".split())
PREPOSITIONS = frozenset(
    "of in on at by for from with without against into onto over under near across between among through during after "
    "before since until towards toward upon off outside inside around about despite following amid along per via "
    "within behind beyond".split()
)
BREAKS = frozenset("; : . ! ?".split())
JOINERS = frozenset("and but or then".split())
RELATIVES = frozenset("which who that whom whose where".split())


@dataclass(slots=True)
class Sentence:
    """Tokens and mentions of one sentence; `at` maps a token index to the mention that covers it."""

    start: int
    end: int
    tokens: list[Token]
    mentions: list[Mention]
    lows: list[str] = field(default_factory=list)
    at: dict[int, Mention] = field(default_factory=dict)
    heading: bool = False  # a title or a line without a final stop
    seen: list[str] | None = None  # the words as the models see them, made when first asked for

    def __post_init__(self) -> None:
        self.lows = [token.low for token in self.tokens]
        self.rename(self.mentions)

    def rename(self, mentions: list[Mention]) -> None:
        """Put `mentions` in the place of those that stand at the same tokens."""
        self.mentions, self.seen = mentions, None
        self.at = {index: mention for mention in mentions for index in range(mention.start, mention.end)}

    def clear(self) -> None:
        """Forget the words: only the offsets and the heading are kept."""
        self.tokens, self.lows, self.seen = [], [], None
        self.rename([])

    def low(self, index: int) -> str:
        """The lower-cased token at `index`, or "" outside the sentence."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def span(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Where tokens [start, end) stand in `text`, the document: nothing but white space parts them from the next."""
        at = last = self.end
        for index in range(len(self.tokens) - 1, start - 1, -1):
            word = self.tokens[index].text
            at = text.rindex(word, self.start, at)
            if index == end - 1:
                last = at + len(word)
        return at, last

    def words(self, start: int, end: int) -> str:
        """The text of tokens [start, end) with single spaces."""
        return " ".join(token.text for token in self.tokens[max(0, start) : end])
