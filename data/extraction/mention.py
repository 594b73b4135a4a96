"""An actor where a sentence names it."""

from __future__ import annotations

from typing import NamedTuple

NOBODY = "?"  # opens the id of a party that the text does not name: "?police", "?union"


class Mention(NamedTuple):
    """An actor named by tokens [start, end)."""

    start: int
    end: int
    actor: str
    # name | organ | group | people | modifier | seat | unlisted | person, or for the unnamed one of nouns.KINDS
    strength: str
    locative: bool = False  # stands after "in", "near", ...: where, not who

    @property
    def known(self) -> bool:
        """Whether the actor is named somewhere, and not only described."""
        return not self.actor.startswith(NOBODY)
