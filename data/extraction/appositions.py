"""Two names of one party side by side: a person and the office that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from data.extraction.mention import Mention
from data.extraction.names import TITLES, Names
from data.extraction.tokens import Token


def join(tokens: Sequence[Token], mentions: list[Mention], names: Names) -> list[Mention]:
    """A person explained by an office ("V, chief of staff to the Iranian president") is that office."""
    out: list[Mention] = []
    skip = False
    mentions = _held(tokens, mentions, names)
    for here, following in zip_longest(mentions, mentions[1:]):
        if skip:
            skip = False
            continue
        if (
            following is not None and here.strength in ("unlisted", "person")
            and following.strength in ("name", "organ")
            and not following.locative and here.end < len(tokens) and tokens[here.end].low == ","
            and following.start - here.end <= _APPOSITION
            and _closes(tokens, following.end)
            and not any(token.low in _VERBAL for token in tokens[here.end : following.start])
        ):  # fmt: skip
            out.append(Mention(here.start, following.end, following.actor, "organ"))
            names.offices[tokens[here.end - 1].text] = following.actor
            skip = True
        else:
            out.append(here)
    return out


def _held(tokens: Sequence[Token], mentions: list[Mention], names: Names) -> list[Mention]:
    """A person told after what they are to a party ("the Alliance's candidate, Dr. S. Malongo") speaks for it."""
    out: list[Mention] = []
    for mention in mentions:
        before = out[-1] if out else None
        if (
            before is not None and mention.strength == "person" and before.strength not in ("person", "modifier")
            and before.end < mention.start <= before.end + _APPOSITION
            and tokens[mention.start - 1].low in (",", "dr", "mr", "mrs", "ms", ".")
            and (tokens[before.end].low == "'s" or before.strength == "office")
            and all(token.text.islower() or token.text in ",.'s" or token.low in TITLES
                    for token in tokens[before.end : mention.start])
            and not any(token.low in _VERBAL for token in tokens[before.end : mention.start])
        ):  # fmt: skip
            out[-1] = Mention(before.start, mention.end, before.actor, before.strength, before.locative)
            if before.known:
                names.offices[tokens[mention.end - 1].text] = before.actor
            else:
                names.holders.add(tokens[mention.end - 1].text)
        else:
            out.append(mention)
    return out


_APPOSITION = 8  # tokens between a name and the office that explains it
_VERBAL = frozenset("said says told was is were are has had which who that".split())


def _closes(tokens: Sequence[Token], end: int) -> bool:
    return any(token.low in (",", ".", "-", "–") for token in tokens[end : end + 3]) or end >= len(tokens)
