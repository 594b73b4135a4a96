"""Who is meant where an act names nobody: the parties that a text has told of so far, and what speaks for each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from data import actors
from data.extraction.mention import Mention
from data.extraction.roles import SOURCE, TARGET, Roles
from data.extraction.sentence import Sentence
from data.extraction.triggers import Trigger

MEANT, OTHER = "meant", "other"  # the classes of the model
LEAST_MEANT = 0.5  # a party is taken for the one that is meant where that is likelier than not
_CHOICE = 6  # parties among which the one that is meant is looked for, the last told first
_RECENT = 40  # acts back in which two parties had to do with each other: more than most articles tell
_FAR, _OFTEN = 4, 4  # sentences, and mentions, from which on more make no difference
_NOBODY = frozenset(("population", "media"))  # they suffer and report, and are told of by the way
_PRONOUNS = frozenset("it its he she they their we i him her them us who".split())
_OPENERS = frozenset("the its their his her it them that this to with for from on against , .".split())


@dataclass(slots=True)
class Party:
    """An actor that the text has named."""

    mention: Mention  # the last
    number: int  # of the sentence of the last mention
    times: int
    led: bool  # its last sentence named it first


class Parties:
    """The parties of one document, and who did something to whom in it, in order."""

    def __init__(self) -> None:
        self._told: dict[str, Party] = {}
        self._acts: deque[Deed] = deque(maxlen=_RECENT)
        self._number = self._most = 0  # sentences so far, and mentions of the party that has most

    def name(self, sentence: Sentence) -> None:
        """Take in the parties that a sentence names."""
        self._number += 1
        first = True
        for mention in sentence.mentions:
            if not mention.known or actors.KIND.get(mention.actor) in _NOBODY:
                continue
            times = self._told.pop(mention.actor).times if mention.actor in self._told else 0
            self._told[mention.actor] = Party(mention, self._number, times + 1, first)
            self._most, first = max(self._most, times + 1), False

    def act(self, sources: Iterable[str], targets: Iterable[str]) -> None:
        """Take in that `sources` did something to `targets`."""
        self._acts.append((tuple(sources), tuple(targets)))

    def choice(self, without: Iterable[str]) -> list[Party]:
        """The parties that may be meant, the last told first."""
        out = set(without)
        return list(islice((party for actor, party in reversed(self._told.items()) if actor not in out), _CHOICE))

    def seen(
        self, sentence: Sentence, trigger: Trigger, who: Roles, role: str, party: Party, place: tuple[int, int],
        beside: tuple[Mention, ...], ruled: Mention | None,
    ) -> list[str]:  # fmt: skip
        """Features that tell whether `party` is the one that is meant in `role`.

        `place` is its place in the choice and the size of that; `beside` are the parties in the other role, and `ruled`
        is the one that grammar and the text so far would take.
        """
        mention, kind = party.mention, trigger.type
        own = who.sources if role == SOURCE else who.targets
        word = who.stand_in if role == SOURCE else who.target_stand_in
        stand = (word if word in _PRONOUNS else "noun") if word else own[0].strength if own else "-"
        following = sentence.low(trigger.end)
        following = following if following in _OPENERS else "*"
        actor, acts, other = mention.actor, self._acts, {m.actor for m in beside if m.known}
        between = _last_of(acts, other) if other else None
        far = f"far={min(self._number - party.number, _FAR)}"
        rule = "rule=this" if ruled and ruled.actor == actor else "rule=other" if ruled else "rule=none"
        sort = f"sort={actors.KIND.get(actor) or mention.strength}"
        last = f"last={_stood(actor, acts[-1]) if acts else '-'}"
        pair = f"pair={_stood(actor, between) if between else '-'}"
        head, deed = f"{role}|{stand}", f"{role}|{kind}"
        found = [
            head, f"{head}|{kind}", deed, f"{head}|{far}", f"{deed}|{far}",
            f"{role}|{far}|led={party.led}", f"{head}|at={min(place[0], _FAR)}", f"{head}|of={min(place[1], _FAR)}",
            f"{role}|{sort}", f"{deed}|{sort}", f"{role}|times={min(party.times, _OFTEN)}",
            f"{role}|most={party.times == self._most}|{far}", f"{role}|{last}", f"{deed}|{last}",
            f"{role}|{pair}", f"{deed}|{pair}", f"{head}|{rule}", f"{deed}|{rule}",
            f"{role}|{following}|{rule}", f"{role}|{following}|{far}", f"{role}|{trigger.shape}|{far}",
            f"{role}|beside={bool(other)}|{far}",
        ]  # fmt: skip
        if party.number == self._number:
            side = "left" if mention.end <= trigger.start else "right"
            found += [f"{role}|{side}|{mention.strength}|{mention.locative}", f"{role}|{side}|{trigger.shape}"]
        return found


Deed = tuple[tuple[str, ...], tuple[str, ...]]  # who did it, and to whom


def _last_of(acts: deque[Deed], actors: set[str]) -> Deed | None:
    """The last act that any of `actors` did or bore."""
    for act in reversed(acts):
        if not (actors.isdisjoint(act[0]) and actors.isdisjoint(act[1])):
            return act
    return None


def _stood(actor: str, act: Deed) -> str:
    return SOURCE if actor in act[0] else TARGET if actor in act[1] else "-"
