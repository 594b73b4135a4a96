"""How actors are called on screen."""

from __future__ import annotations

import re

from data.actors import NAMES
from scoring.cube import PAIR

# in an id such as `sarmeth-backed-militias` these words belong to the one before them
_COMPOUND = re.compile(r" (Backed|Led|Aligned|Linked|Based|Controlled)\b")


def display(actor_id: str) -> str:
    """The name of an actor; where actors.csv has none, its id made readable (`kalmar-council` is Kalmar Council).

    Ids that are no slug of words (ISO codes, an analyst's own) stay as they are.
    """
    if actor_id in NAMES:
        return NAMES[actor_id]
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", actor_id):
        return actor_id
    words = " ".join(word[:1].upper() + word[1:] for word in actor_id.split("-"))
    return _COMPOUND.sub(lambda found: f"-{found[1].lower()}", words)


def name(entity: str) -> str:
    """An actor's name, or both names of a pair with an arrow."""
    return " → ".join(display(part) for part in entity.split(PAIR))
