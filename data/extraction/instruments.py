"""The means by which force was used, read from the words near an act (instruments.csv)."""

from __future__ import annotations

from functools import cache

from data.extraction.lexicon import plural, read

REACH = 6  # tokens either side of the act in which its means is looked for
OPEN = frozenset((None, "destroy"))  # modes that leave the means open, so that an instrument near tells more
# Any weapon may carry or make these: "a drone packed with explosives", "the blast of a rocket"
_EFFECTS = frozenset("explosive explosives explosion explosions blast blasts".split())
# "a drone factory", "the missile programme": a thing that is struck or spoken of, no means of striking
_NO_MEANS_BEFORE = frozenset(
    "factory factories depot depots plant plants programme programmes program programs site sites launcher launchers "
    "workshop workshops warehouse warehouses store stores stockpile stockpiles production arsenal base bases carrier "
    "carriers company maker makers test tests defence defences defense defenses crew crews column columns".split()
)


@cache
def modes() -> dict[str, str]:
    """Word form -> mode of ASSAULT; a form of two words has a space."""
    return {form: row["mode"] for row in read("instruments.csv") for form in plural(row["word"], {})}


def mode(lows: list[str], start: int, end: int, taken: set[int]) -> str | None:
    """The mode that the instrument nearest to the act at tokens [start, end) tells, if one stands in reach.

    Tokens that are `taken` tell nothing of its means: the verb or noun of the act itself ("bomb") and other acts.
    """
    found: list[tuple[bool, int, str]] = []
    for index in range(max(0, start - REACH), min(len(lows), end + REACH)):
        pair = " ".join(lows[index : index + 2])
        word = pair if pair in modes() else lows[index]
        after = index + 1 + word.count(" ")
        if index in taken or word not in modes() or (after < len(lows) and lows[after] in _NO_MEANS_BEFORE):
            continue
        found.append((word in _EFFECTS, abs(index - start), modes()[word]))
    return min(found)[2] if found else None
