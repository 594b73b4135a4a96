"""What a text has told so far: whom "it", "the militia", "the offer" and "that day" refer back to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data import actors
from data.extraction import arguments, dates, gazetteer, participants, roles
from data.extraction.antecedents import LEAST_MEANT, MEANT, Parties
from data.extraction.linear import Linear
from data.extraction.mention import NOBODY, Mention
from data.extraction.names import GROUP_NAMES
from data.extraction.roles import SOURCE, TARGET
from data.extraction.sentence import Sentence
from data.extraction.tokens import Token
from data.extraction.triggers import Trigger

Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]]

# What a coding is worth to an analyst when it is incomplete or indirect: shares that multiply its confidence
_UNNAMED_SOURCE, _UNNAMED_TARGET, _BY_REFERENCE, _BY_MODIFIER = 0.75, 0.85, 0.85, 0.9
_REMEMBERED = 8  # mentions in which "they" and "the offer" look for the other side
_NEAR_OBJECT = 4  # words in which "bombed one of its camps" says whose
_OFFICE_REACH = 7  # tokens in which an apposition names an office
# Types whose act without an object is done to the other party of the sentence; of the sentence before it
_ASIDE = frozenset("REJECT ACCUSE THREATEN AGREE CONSULT REQUEST SANCTION SUPPORT".split())
_BEFORE = frozenset(("REJECT",))
_PAIR = frozenset(("two", "both"))
_WHERE = frozenset("in at near outside inside around across".split())
_HERE = 8  # tokens between "police" and the place that tells whose
_POSSESSIVES = frozenset(("its", "their", "his", "her", "our", "whose"))
_STATE_KINDS = frozenset(("organ", "office"))
_SUBJECTS = frozenset(("name", "organ", "group", "unlisted"))
_PARTIES = _SUBJECTS | _STATE_KINDS
_OWNED = frozenset(("its", "their"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those")) | _OWNED
_BETWEEN_PARTIES = frozenset(("CONSULT", "AGREE"))


class Memory:
    """The actors and days that the sentences of one document have named, in order."""

    def __init__(self, model: Linear | None = None) -> None:
        self._model = model  # tells who is meant; None while it is trained
        self.parties = Parties()
        self._last: dict[str, Mention] = {}
        self._recent: list[Mention] = []
        self._just: list[Mention] = []  # the parties of the last sentence that named one
        self._bodies: dict[str, Mention] = {}  # noun -> the organisation whose name or apposition has it
        self._told_of: Counter[str] = Counter()  # sentences that spoke of a state
        self._home: Mention | None = None  # the state that the text speaks of
        self._parties: dict[str, Sides] = {}  # type -> the two sides last said to talk or to agree
        self.day: dates.When | None = None  # the day that the paragraph tells of
        self.last_day: dates.When | None = None  # the day told of before: "on that day"

    def start(self, tokens: Sequence[Token], mentions: Sequence[Mention]) -> None:
        """Take in where the text was filed: its police and ministers are first of all those of that state."""
        filed = Sentence(0, 0, list(tokens), list(mentions))
        state = next((m for m in mentions if _is_state(filed, m)), None)
        self._home = state or _state_of_place(tokens)

    def name(self, sentence: Sentence) -> None:
        """Say whom the unnamed parties of a sentence stand for, where one party remains: "the police", "the union"."""
        named: list[Mention] = []
        for mention in sentence.mentions:
            found = None
            if not mention.known:
                found = self._meant(sentence, mention, named)
            elif mention.strength == "unlisted" and mention.end - mention.start == 1:
                found = self._in_short(sentence, mention)
            mention = mention if found is None else mention._replace(actor=found.actor)
            named.append(mention)
        if named != sentence.mentions:
            sentence.rename(named)
        self.parties.name(sentence)

    def _meant(self, sentence: Sentence, mention: Mention, before: list[Mention]) -> Mention | None:
        """The party that an unnamed one belongs to or is: by possessive, by place, by the text so far."""
        low = sentence.low(mention.start - 1)
        if low in _POSSESSIVES:
            own = [m for m in before if m.known and not m.locative and m.strength in _PARTIES]
            return own[0] if own else self._last.get("")
        if _is_pair(sentence, mention):
            return None  # "both governments": two parties, as `complete` tells
        beside = sentence.at.get(mention.end)
        if mention.strength == "office" and beside is not None and beside.known and not beside.locative:
            return beside  # the holder of the office is listed by name
        owner = _owner(sentence, mention)
        if owner is not None:
            return owner
        if mention.strength in _STATE_KINDS:
            there = next(
                (m for m in sentence.mentions if m.locative and m.known and 0 <= m.start - mention.end <= _HERE
                 and m.strength in ("name", "unlisted")), None,
            )  # fmt: skip
            if there is not None:
                return there
            told = next((m for m in before if _is_state(sentence, m) and m.known), None)
            around = [*sentence.tokens[: mention.start], *sentence.tokens[mention.end :]]  # his own name is no place
            return told or _state_of_place(around, introduced=True) or self._home
        definite = low in _DEFINITE or low == ""
        if mention.strength == "band":
            return self._last.get("group") if definite else None
        if mention.strength == "body" and definite:
            noun = mention.actor.removeprefix(NOBODY)
            return self._bodies.get(noun) or (self._last.get("group") if noun in arguments.COMMON_GROUPS else None)
        return None

    def _in_short(self, sentence: Sentence, mention: Mention) -> Mention | None:
        """ "the Front": the organisation told before whose name has the word."""
        word = sentence.low(mention.start)
        short = word in GROUP_NAMES and sentence.low(mention.start - 1) in _DEFINITE
        return self._bodies.get(word) if short else None

    def hear(self, sentence: Sentence, whens: list[dates.When]) -> None:
        """Take in the actors and days of a sentence that has been coded."""
        days = [when for when in whens if when.precision == "day" and not when.future and not when.since]
        self.day = days[-1] if days else self.day
        self.last_day = self.day or self.last_day
        named = _subjects(sentence, len(sentence.lows))
        self._just = named or self._just
        self._recent = [*named[::-1], *self._recent][:_REMEMBERED]
        for mention in reversed(named):  # what a sentence names first it is mostly about
            state = _is_state(sentence, mention)
            group = mention.strength == "group" or actors.KIND.get(mention.actor) == "armed-group" or _fights(mention)
            group = group or (mention.actor not in actors.KIND and mention.strength == "name" and not state)
            if group or state:
                self._last["group" if group else "state"] = mention
        states = [m for m in sentence.mentions if _is_state(sentence, m) and m.known]
        if states:  # what a sentence names first it is mostly about
            self._told_of.update({m.actor for m in states})
            first = next((m for m in states if m.strength != "modifier"), states[0])
            if self._home is None or self._told_of[first.actor] >= self._told_of[self._home.actor]:
                self._home = first  # the government, the army: of the state that is told of most
        for mention in sentence.mentions:
            if mention.strength in ("name", "unlisted") and mention.known:
                own = sentence.lows[mention.start : mention.end]
                for word in (*mention.actor.split("-"), *own, sentence.low(mention.start - 1)):
                    self._bodies[word] = mention
        if named:
            self._last[""] = named[0]

    def complete(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles
    ) -> tuple[list[Mention], list[Mention], float]:
        """Sources and targets with pronouns, offices and unnamed sides filled in, and the share of confidence left.

        Somebody who is neither listed nor said to hold an office is unnamed: offices are coded, not private persons.
        """
        sources, targets = list(who.sources), list(who.targets)
        share = 1.0
        if not any(m.known for m in sources) and (found := self._meant_by(sentence, trigger, who, SOURCE, targets)):
            sources, share = [sources[0]._replace(actor=found[0].actor) if sources else found[0]], share * found[1]
        if not any(m.known for m in targets) and (found := self._meant_by(sentence, trigger, who, TARGET, sources)):
            targets, share = [targets[0]._replace(actor=found[0].actor) if targets else found[0]], share * found[1]
        if (
            sources
            and sources[0].strength == "person"
            and _holds_office(sentence, sources[0])
            and "state" in self._last
        ):
            sources, share = [sources[0]._replace(actor=self._last["state"].actor)], share * _BY_REFERENCE
        if sources and not sources[0].known and _is_pair(sentence, sources[0]) and (pair := self._pair()):
            sources, targets, share = [pair[0]], targets or [pair[1]], share * _BY_REFERENCE
        if trigger.type in _BETWEEN_PARTIES:
            if trigger.shape in ("noun", "passive") and not sources and not targets:
                sides = self._parties.get(trigger.type) or _first_two_states(sentence)
                sources, targets, share = list(sides[0]), list(sides[1]), share * _BY_REFERENCE
            if sources and targets:
                self._parties[trigger.type] = (tuple(sources), tuple(targets))
        share *= (1 if sources else _UNNAMED_SOURCE) * (1 if targets else _UNNAMED_TARGET)
        if any(mention.strength == "modifier" for mention in (*sources, *targets)):
            share *= _BY_MODIFIER
        return sources, targets, share

    def _meant_by(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles, role: str, beside: list[Mention]
    ) -> tuple[Mention, float] | None:
        """The party in a role that the sentence does not name, and what that is worth: the likely one, or by rule."""
        best, chance = None, LEAST_MEANT
        ruled, listed = self.choices(sentence, trigger, who, role, tuple(beside))
        for mention, seen in listed if self._model else ():
            likely = self._model.probabilities(seen)[MEANT]
            if likely >= chance:
                best, chance = mention, likely
        if best is not None:
            return best, chance
        return None if ruled is None else (ruled, _BY_REFERENCE)

    def choices(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles, role: str, beside: tuple[Mention, ...]
    ) -> tuple[Mention | None, list[tuple[Mention, list[str]]]]:
        """The party that grammar points to in a role; all that may be meant, with what the model sees of each."""
        acting = {m.actor for m in beside}
        ruled, listed = self._ruled(sentence, trigger, who, role, acting), self.parties.choice(acting)
        return ruled, [
            (party.mention, self.parties.seen(sentence, trigger, who, role, party, (at, len(listed)), beside, ruled))
            for at, party in enumerate(listed)
        ]

    def _ruled(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles, role: str, acting: set[str]
    ) -> Mention | None:
        """The party that grammar and the text so far point to."""
        if role == TARGET:
            return self._unnamed_target(sentence, trigger, who, acting)
        return self._referent(sentence, trigger, who.stand_in) if who.stand_in else None

    def _unnamed_target(
        self, sentence: Sentence, trigger: Trigger, who: roles.Roles, acting: set[str]
    ) -> Mention | None:
        found = None
        if who.target_stand_in:
            found = self._referent(sentence, trigger, who.target_stand_in)
        elif trigger.type in _OBJECT_TELLS and _OBJECT_TELLS[trigger.type](sentence, trigger):
            found = self._other(acting)
        if found is None and trigger.type in _ASIDE and acting:
            found = self._spoken_of(sentence, acting, trigger.type in _BEFORE)
        return self._other(acting) if found and found.actor in acting else found

    def _spoken_of(self, sentence: Sentence, acting: set[str], before: bool) -> Mention | None:
        """The other party of the sentence, or else of the one before, to whom an act without an object is done."""
        others = [m for m in _subjects(sentence, len(sentence.lows)) if m.actor not in acting and _is_party(m)]
        if others:
            return others[0]
        return next((m for m in self._just if m.actor not in acting and _is_party(m)), None) if before else None

    def _referent(self, sentence: Sentence, trigger: Trigger, word: str) -> Mention | None:
        """Whom a pronoun or common noun stands for: the first of its sentence, else the last of its kind."""
        if word in arguments.COMMON_NOUNS:
            return self._last.get("group" if word in arguments.COMMON_GROUPS else "state")
        named = _subjects(sentence, trigger.start - 1)
        return named[0] if named else self._last.get("")

    def _pair(self) -> tuple[Mention, Mention] | None:
        """The two parties last named: "both governments", "the two sides"."""
        named = {m.actor: m for m in reversed(self._recent)}
        last = list(reversed(named.values()))[:2]
        return (last[0], last[1]) if len(last) == 2 else None

    def _other(self, than: set[str]) -> Mention | None:
        """The party last named that is none of `than`."""
        return next((m for m in self._recent if m.actor not in than), None)


def _fights(mention: Mention) -> bool:
    """ "the Northern Front": an unlisted name of the kind that armed movements take."""
    return mention.strength == "unlisted" and mention.actor.rpartition("-")[2] in _BANDS


_BANDS = arguments.COMMON_GROUPS | frozenset("front brigade brigades army guard battalion battalions".split())


def _is_pair(sentence: Sentence, mention: Mention) -> bool:
    """ "both governments", "the two foreign ministers": two parties, one of each side."""
    said = {sentence.low(mention.start - 1), sentence.low(mention.start)} & _PAIR
    return bool(said) and sentence.low(mention.end - 1) in _SIDES


_SIDES = frozenset("governments ministers presidents leaders parties sides countries states armies premiers".split())


def _owner(sentence: Sentence, mention: Mention) -> Mention | None:
    """Whose an unnamed party is said to be: "the government of X", "troops from X"."""
    if sentence.low(mention.end) not in _OF:
        return None
    after = mention.end + (2 if sentence.low(mention.end + 1) == "the" else 1)
    found = sentence.at.get(after)
    return found if found is not None and found.known and found.strength != "person" else None


_OF = frozenset(("of", "from"))


def _subjects(sentence: Sentence, before: int) -> list[Mention]:
    return [
        m for m in sentence.mentions
        if m.end <= before and not m.locative and m.known and m.strength in _PARTIES
    ]  # fmt: skip


def _is_party(mention: Mention) -> bool:
    """Whether a mention may be the other side of an act: a state, a group or an organisation of states."""
    return actors.KIND.get(mention.actor, "state") in ("state", "armed-group", "igo")


def _is_state(sentence: Sentence, mention: Mention) -> bool:
    """Whether a mention speaks of a state: by name, adjective or organ, or as the place of what is told.

    Of a name that is not listed, English tells: "Dorn" is a state, "the Red Boys" and "Dorn Front" are none.
    """
    if mention.actor in actors.KIND:
        return mention.strength in _STATELY and actors.KIND[mention.actor] == "state"
    if mention.strength != "name":
        return mention.strength in _STATELY
    last = sentence.tokens[mention.end - 1]
    initials = last.text.isupper() and len(last.text) > 1
    return sentence.low(mention.start - 1) != "the" and last.low not in GROUP_NAMES and not initials


_STATELY = ("name", "organ", "modifier")


def _state_of_place(tokens: Sequence[Token], introduced: bool = False) -> Mention | None:
    """The state in which the first place of a sentence lies, of those after "in", "near", ... if `introduced`."""
    for at in range(len(tokens)):
        if introduced and (at == 0 or tokens[at - 1].low not in _WHERE):
            continue
        found = gazetteer.starts(tokens, at) if gazetteer.opens(tokens[at].low) else None
        if found and found[1].country:
            return Mention(at, found[0], found[1].country, "name", True)
    return None


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
