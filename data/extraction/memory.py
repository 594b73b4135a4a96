"""What a text has told so far: whom "it", "the militia", "the offer" and "that day" refer back to."""

from __future__ import annotations

from data import actors
from data.extraction import arguments, dates, participants, roles
from data.extraction.participants import Mention
from data.extraction.sentence import Sentence
from data.extraction.triggers import Trigger

Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]]

# What a coding is worth to an analyst when it is incomplete or indirect: shares that multiply its confidence
_UNNAMED_SOURCE, _UNNAMED_TARGET, _BY_REFERENCE, _BY_MODIFIER = 0.75, 0.85, 0.85, 0.9
_REMEMBERED = 8  # mentions in which "they" and "the offer" look for the other side
_NEAR_OBJECT = 4  # words in which "bombed one of its camps" says whose
_OFFICE_REACH = 7  # tokens in which an apposition names an office
_SUBJECTS = frozenset(("name", "organ", "group", "unlisted"))
_OWNED = frozenset(("its", "their"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those")) | _OWNED
_BETWEEN_PARTIES = frozenset(("CONSULT", "AGREE"))


class Memory:
    """The actors and days that the sentences of one document have named, in order."""

    def __init__(self) -> None:
        self._last: dict[str, Mention] = {}
        self._recent: list[Mention] = []
        self._parties: dict[str, Sides] = {}  # type -> the two sides last said to talk or to agree
        self.day: dates.When | None = None  # the day that the paragraph tells of
        self.last_day: dates.When | None = None  # the day told of before: "on that day"

    def hear(self, sentence: Sentence, whens: list[dates.When]) -> None:
        """Take in the actors and days of a sentence that has been coded."""
        days = [when for when in whens if when.precision == "day" and not when.future and not when.since]
        self.day = days[-1] if days else self.day
        self.last_day = self.day or self.last_day
        named = _subjects(sentence, len(sentence.lows))
        self._recent = [*named[::-1], *self._recent][:_REMEMBERED]
        for mention in reversed(named):  # what a sentence names first it is mostly about
            kind = actors.KIND.get(mention.actor, "state")
            group = mention.strength == "group" or kind == "armed-group"
            if group or kind == "state":
                self._last["group" if group else "state"] = mention
        if named:
            self._last[""] = named[0]

    def complete(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles
    ) -> tuple[list[Mention], list[Mention], float]:
        """Sources and targets with pronouns, offices and unnamed sides filled in, and the share of confidence left.

        Somebody who is neither listed nor said to hold an office is unnamed: offices are coded, not private persons.
        """
        sources, targets = list(who.sources), [m for m in who.targets if m.strength != "person"]
        share = 1.0
        if not sources and who.stand_in and (found := self._referent(sentence, trigger, who.stand_in)):
            sources, share = [found], share * _BY_REFERENCE
        if not targets and (found := self._unnamed_target(sentence, trigger, who, {m.actor for m in sources})):
            targets, share = [found], share * _BY_REFERENCE
        if (
            sources
            and sources[0].strength == "person"
            and _holds_office(sentence, sources[0])
            and "state" in self._last
        ):
            sources, share = [self._last["state"]], share * _BY_REFERENCE
        if trigger.type in _BETWEEN_PARTIES:
            if trigger.shape in ("noun", "passive") and not sources and not targets:
                sides = self._parties.get(trigger.type) or _first_two_states(sentence)
                sources, targets, share = list(sides[0]), list(sides[1]), share * _BY_REFERENCE
            if sources and targets:
                self._parties[trigger.type] = (tuple(sources), tuple(targets))
        share *= (1 if sources else _UNNAMED_SOURCE) * (1 if targets else _UNNAMED_TARGET)
        if any(mention.strength == "modifier" for mention in (*sources, *targets)):
            share *= _BY_MODIFIER
        return [m for m in sources if m.strength != "person"], targets, share

    def _unnamed_target(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles, acting: set[str]
    ) -> Mention | None:
        found = None
        if who.target_stand_in:
            found = self._referent(sentence, trigger, who.target_stand_in)
        elif trigger.type in _OBJECT_TELLS and _OBJECT_TELLS[trigger.type](sentence, trigger):
            found = self._other(acting)
        return self._other(acting) if found and found.actor in acting else found

    def _referent(self, sentence: Sentence, trigger: Trigger, word: str) -> Mention | None:
        """Whom a pronoun or common noun stands for: the first of its sentence, else the last of its kind."""
        if word in arguments.COMMON_GROUPS | arguments.COMMON_STATES:
            return self._last.get("group" if word in arguments.COMMON_GROUPS else "state")
        named = _subjects(sentence, trigger.start - 1)
        return named[0] if named else self._last.get("")

    def _other(self, than: set[str]) -> Mention | None:
        """The party last named that is none of `than`."""
        return next((m for m in self._recent if m.actor not in than), None)


def _subjects(sentence: Sentence, before: int) -> list[Mention]:
    return [m for m in sentence.mentions if m.end <= before and not m.locative and m.strength in _SUBJECTS]


def _holds_office(sentence: Sentence, person: Mention) -> bool:
    """ "President N", "N, the president's chief of staff,": an office of the state spoken of, not named again."""
    following = sentence.lows[person.end : person.end + _OFFICE_REACH]
    if sentence.low(person.start - 1) in participants.ORGANS:
        return True
    return following[:1] == [","] and any(low in participants.ORGANS for low in following)


def _first_two_states(sentence: Sentence) -> Sides:
    """The first two states of a sentence that speaks of talks without saying whose."""
    named = {m.actor: m for m in reversed(_subjects(sentence, len(sentence.lows)))}
    first = [m for m in reversed(named.values()) if actors.KIND.get(m.actor, "state") == "state"][:2]
    return ((first[0],), (first[1],)) if len(first) == 2 else ((), ())


def _definite_object(sentence: Sentence, trigger: Trigger) -> bool:
    """ "criticised the elections", "turned the offer down": something of the actor spoken of before."""
    near = {*sentence.lows[trigger.start : trigger.end], sentence.low(trigger.end)}
    return trigger.shape == "active" and bool(_DEFINITE & near)


def _owned_or_named_object(sentence: Sentence, trigger: Trigger) -> bool:
    """ "bombed one of its camps", "bombed the Kalmar academy": something that belongs to the other side."""
    following = sentence.tokens[trigger.end : trigger.end + _NEAR_OBJECT]
    owned = bool(_OWNED & {token.low for token in following})
    named = sentence.low(trigger.end) == "the" and any(token.text[:1].isupper() for token in following)
    return trigger.shape == "active" and (owned or named)


# Types whose object, where it names nobody, is taken for the other side's
_OBJECT_TELLS = {"ACCUSE": _definite_object, "REJECT": _definite_object, "ASSAULT": _owned_or_named_object}
