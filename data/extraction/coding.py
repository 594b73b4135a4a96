"""One document becomes candidate events: every stage run over every sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from data import actors
from data.extraction import attribution, dates, participants, places, realis, roles, sentences, tolls, triggers
from data.extraction.merging import Candidate, older_than
from data.extraction.participants import Mention
from data.extraction.sentence import Sentence
from data.extraction.tokens import Token, tokenize
from data.extraction.triggers import Trigger
from data.ontology import CONFLICT

# Types that are done by somebody: without a source they are reports of a state of affairs.
_NEEDS_SOURCE = frozenset("ACCUSE THREATEN REQUEST AGREE SUPPORT CONCEDE MOBILIZE PROTEST CONSULT COOPERATE".split())
_WEAK, _USUAL = 0.5, 0.8  # strength below which both actors, or one, must be named
_BACK_REFERENCE = frozenset("these this those such the".split())
_VAGUE_PAST = (
    ("in", "recent"),
    ("over", "recent"),
    ("in", "the", "past"),
    ("over", "the", "past"),
    ("for", "months"),
    ("for", "years"),
)
# Confidence: what an analyst would discount, multiplied; calibrated against hand coding when corrections exist.
_UNNAMED_SOURCE, _UNNAMED_TARGET, _BY_PRONOUN, _BY_MODIFIER = 0.75, 0.85, 0.85, 0.9


def parse(text: str) -> list[Sentence]:
    """The sentences of `text` with tokens and mentions."""
    spans = sentences.split(text)
    tokens = [tokenize(text[start:end], start) for start, end in spans]
    names = participants.Names(tokens)
    return [
        Sentence(start, end, words, participants.find(words, names), heading=text[end - 1] not in ".!?…\"”’')]")
        for (start, end), words in zip(spans, map(_without_dateline, tokens), strict=True)
        if words
    ]


def _without_dateline(tokens: list[Token]) -> list[Token]:
    """The tokens after "BAGHDAD, Dec 30 - ": where and when it was filed is no part of what happened."""
    for index, token in enumerate(tokens[:_DATELINE]):
        if token.text in ("-", "–", "—") and index and tokens[0].text.isupper() and len(tokens[0].text) > 2:
            return tokens[index + 1 :]
    return tokens


_DATELINE = 12  # tokens in which a dateline ends


_REMEMBERED = 8  # mentions in which "they" and "the offer" look for the other side
Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]]


class Memory:
    """Whom the text spoke of last: what "it", "the militia" and "the government" may refer back to."""

    def __init__(self) -> None:
        self._last: dict[str, Mention] = {}
        self._recent: list[Mention] = []
        self.day: dates.When | None = None  # the day that the paragraph tells of
        self.last_day: dates.When | None = None  # the day told of before: "on that day"
        self.parties: dict[str, Sides] = {}  # type -> the two sides last said to talk or to agree

    def hear(self, sentence: Sentence, whens: list[dates.When]) -> None:
        """Take in the actors and days of a sentence that has been coded."""
        days = [when for when in whens if when.precision == "day" and not when.future and not when.since]
        self.day = days[-1] if days else self.day
        self.last_day = self.day or self.last_day
        named = [m for m in sentence.mentions if not m.locative and m.strength in _SUBJECTS]
        self._recent = [*named[::-1], *self._recent][:_REMEMBERED]
        for mention in reversed(named):  # what a sentence names first it is mostly about
            group = mention.strength == "group" or actors.KIND.get(mention.actor) == "armed-group"
            self._last["group" if group else "state"] = mention
        if named:
            self._last[""] = named[0]

    def get(self, noun: str) -> Mention | None:
        """The actor that `noun` may refer to; "" for a pronoun."""
        return self._last.get(
            "group" if noun in roles.COMMON_GROUPS else "state" if noun in roles.COMMON_STATES else ""
        )

    def other(self, than: set[str]) -> Mention | None:
        """The party last named that is none of `than`: the other side of what is told."""
        return next((m for m in self._recent if m.actor not in than), None)


def candidates(text: str, published: dt.date | None) -> list[Candidate]:
    """Every mention of an act in `text`, in order."""
    out: list[Candidate] = []
    memory, told = Memory(), 0
    for number, sentence in enumerate(parse(text)):
        if "\n" in text[told : sentence.start]:
            memory.day = None  # a new paragraph may tell of another day
        told = sentence.end
        found, coded = triggers.find(sentence), {}
        whens = dates.find(sentence, published) if published else []
        if found:
            located, counted, says = places.find(sentence), tolls.find(sentence), attribution.claimant(sentence)
            for index, trigger in enumerate(found):
                candidate = _code(number, sentence, trigger, found, whens, located, counted, says, memory)
                if candidate is not None:
                    coded[index] = candidate
            _absorb_casualties(coded)
            _share_tolls(list(coded.values()), counted)
            _link(sentence, found, coded, out)
        kept = [candidate for candidate in coded.values() if _worth(candidate)]
        _renumber(coded, kept, len(out))
        out.extend(kept)
        memory.hear(sentence, whens)
    if published:
        for candidate in out:
            if candidate.realis == "realised" and older_than(candidate.when, published, dates.BACKGROUND_DAYS):
                candidate.realis = "background"
            elif candidate.realis == "realised" and candidate.when is not None and candidate.when.future:
                candidate.realis = "planned"
    return out


def _code(
    number: int, sentence: Sentence, trigger: Trigger, found: list[Trigger], whens: list[dates.When],
    located: list[places.Located], counted: list[tolls.Toll], says: str | None, memory: Memory,
) -> Candidate | None:  # fmt: skip
    if _alleged(sentence, trigger, found):
        return None
    who = roles.resolve(sentence, trigger, found)
    sources, targets = who.sources, tuple(m for m in who.targets if m.strength != "person")
    confidence = trigger.strength
    if not sources and who.stand_in and (before := _referent(sentence, trigger, who.stand_in, memory)):
        sources, confidence = (before,), confidence * _BY_PRONOUN
    before = None
    if who.target_stand_in:
        before = _referent(sentence, trigger, who.target_stand_in, memory)
    elif trigger.type in _ANSWERS and _definite_object(sentence, trigger):
        before = memory.other({m.actor for m in sources})
    if not targets and before and before.actor in {m.actor for m in sources}:
        before = memory.other({m.actor for m in sources})
    if not targets and before:
        targets, confidence = (before,), confidence * _BY_PRONOUN
    if sources and sources[0].strength == "person" and _office_holder(sentence, sources[0]):
        state = memory.get("government")
        sources, confidence = ((state,), confidence * _BY_PRONOUN) if state else (sources, confidence)
    if trigger.type in _BETWEEN_PARTIES and trigger.shape in ("noun", "passive") and not sources and not targets:
        sources, targets = memory.parties.get(trigger.type) or _parties(sentence)
        confidence *= _BY_PRONOUN
    if trigger.type in _BETWEEN_PARTIES and sources and targets:
        memory.parties[trigger.type] = (tuple(sources), tuple(targets))
    confidence *= (1 if sources else _UNNAMED_SOURCE) * (1 if targets else _UNNAMED_TARGET)
    if any(mention.strength == "modifier" for mention in (*sources, *targets)):
        confidence *= _BY_MODIFIER
    barred = _NO_ACTORS | {"ngo"} if trigger.type == "ASSAULT" else _NO_ACTORS
    # offices are coded, not private persons: somebody who is neither listed nor said to hold an office is unnamed
    sources, targets = ([m for m in side if m.strength != "person"] for side in (sources, targets))
    acting = tuple(dict.fromkeys(m.actor for m in sources if actors.KIND.get(m.actor) not in barred))
    bearing = tuple(dict.fromkeys(m.actor for m in targets if m.actor not in acting))
    return Candidate(
        number, sentence, trigger, trigger.type, trigger.mode, acting, bearing,
        _text(sentence, sources), _text(sentence, targets), realis.judge(sentence, trigger),
        _when(sentence, trigger, whens) or _that_day(sentence, trigger, memory),
        who.standing or (trigger.type == "ASSAULT" and _vague_past(sentence)),
        places.choose(sentence, trigger, located) if trigger.type in _PLACED else None,
        [], says, (_refers_back(sentence, trigger) and not (acting and bearing)) or (not acting and _ends(trigger)),
        round(confidence, 3),
    )  # fmt: skip


def _ends(trigger: Trigger) -> bool:
    """ "the accord expired": an act of those who let it lapse, who were told of before if they are not named here."""
    return trigger.type == "REJECT" and trigger.match.entry.target == ("none",)


def _office_holder(sentence: Sentence, person: Mention) -> bool:
    """ "President N", "N, the president's chief of staff,": an office of the state spoken of, not named again."""
    following = sentence.lows[person.end : person.end + 7]
    if sentence.low(person.start - 1) in participants.ORGANS:
        return True
    return following[:1] == [","] and any(low in participants.ORGANS for low in following)


def _parties(sentence: Sentence) -> Sides:
    """The first two states of a sentence that speaks of talks without saying whose."""
    named = {m.actor: m for m in reversed(sentence.mentions) if not m.locative and m.strength in _SUBJECTS}
    first = [m for m in reversed(named.values()) if actors.KIND.get(m.actor, "state") == "state"][:2]
    return ((first[0],), (first[1],)) if len(first) == 2 else ((), ())


def _referent(sentence: Sentence, trigger: Trigger, word: str, memory: Memory) -> Mention | None:
    """The actor that a pronoun or common noun may stand for: the first of its sentence, else the last of its kind."""
    if word in roles.COMMON_GROUPS | roles.COMMON_STATES:
        return memory.get(word)
    named = [m for m in sentence.mentions if m.end < trigger.start and not m.locative and m.strength in _SUBJECTS]
    return named[0] if named else memory.get("")


_SUBJECTS = frozenset(("name", "organ", "group", "unlisted"))


def _definite_object(sentence: Sentence, trigger: Trigger) -> bool:
    """ "criticised the elections", "turned the offer down": something of the actor spoken of before."""
    near = {*sentence.lows[trigger.start : trigger.end], sentence.low(trigger.end)}
    owned = set(sentence.lows[trigger.end : trigger.end + _NEAR_OBJECT])
    return trigger.shape == "active" and bool(_DEFINITE & near or _OWNED & owned)


_NEAR_OBJECT = 4  # words in which "bombed one of its camps" says whose
_OWNED = frozenset(("its", "their"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those")) | _OWNED


_ANSWERS = frozenset(("ACCUSE", "REJECT", "ASSAULT"))


def _alleged(sentence: Sentence, trigger: Trigger, found: list[Trigger]) -> bool:
    """The content of an accusation ("accused X of arming Y") is no event of its own: the accusation is."""
    return (trigger.shape in ("gerund", "infinitive") or trigger.type != "ASSAULT") and any(
        other.type == "ACCUSE" and 0 < trigger.start - other.end <= _ACCUSED_REACH
        and "of" in sentence.lows[other.end : trigger.start] for other in found
    )  # fmt: skip


_NO_ACTORS = frozenset(("population", "media"))  # they suffer and report, their acts are not those of a party
_ACCUSED_REACH = 8  # tokens between an accusing verb and what it accuses of
_BETWEEN_PARTIES = frozenset(("CONSULT", "AGREE"))
_PLACED = frozenset("ASSAULT CONSULT COERCE MOBILIZE PROTEST AID COOPERATE RETREAT".split())


def _text(sentence: Sentence, mentions: Sequence[Mention]) -> str | None:
    if not mentions:
        return None
    inside = [m for m in mentions if sentence.at.get(m.start) is m]
    if not inside:
        return None
    first, last = min(m.start for m in inside), max(m.end for m in inside)
    return " ".join(token.text for token in sentence.tokens[first:last])


def _when(sentence: Sentence, trigger: Trigger, whens: list[dates.When]) -> dates.When | None:
    if not whens:
        return None
    whens = [when for when in whens if not _in_side_clause(sentence, trigger, when)]
    after = [when for when in whens if when.start >= trigger.end]
    before = [when for when in whens if when.end <= trigger.start]
    if after and ";" not in sentence.lows[trigger.end : after[0].start]:
        return after[0]
    if before and {"after", "since", "before"} & set(sentence.lows[before[-1].end : trigger.start]):
        return None  # another time than that of the main clause
    return before[-1] if before else None


def _that_day(sentence: Sentence, trigger: Trigger, memory: Memory) -> dates.When | None:
    """The day of the sentence before, for an act of the same paragraph told in the simple past."""
    if trigger.type not in _DEEDS or trigger.shape not in ("active", "passive", "gerund"):
        return None
    if any(pair in (("that", "day"), ("same", "day")) for pair in pairwise(sentence.lows)):
        return memory.last_day
    if {"later", "earlier", "meanwhile", "since"} & set(sentence.lows[: trigger.start]):
        return None
    perfect = {"has", "have", "had", "will", "would"} & set(sentence.lows[max(0, trigger.start - 4) : trigger.start])
    return memory.day if not perfect and trigger.match.form in ("past", "part", "passive") else None


_DEEDS = frozenset("ASSAULT COERCE MOBILIZE SANCTION RETREAT".split())


def _in_side_clause(sentence: Sentence, trigger: Trigger, when: dates.When) -> bool:
    """Whether a date after the trigger belongs to a clause of its own: "... since she took office in January"."""
    between = sentence.lows[trigger.end : when.start]
    if any(low in roles.ANSWERING and after in ("for", "to") for low, after in pairwise(between)):
        return True  # the date of what is answered
    opener = max(
        (i for i, low in enumerate(between) if low in ("since", "after", "before", "until", "following")), default=None
    )
    return opener is not None and len(between) - opener > 1


def _vague_past(sentence: Sentence) -> bool:
    lows = sentence.lows
    return any(tuple(lows[i : i + len(words)]) == words for words in _VAGUE_PAST for i in range(len(lows)))


def _refers_back(sentence: Sentence, trigger: Trigger) -> bool:
    """ "these attacks", "the strikes", "the second time": nothing new is told of the act itself."""
    if trigger.shape != "noun":
        return False
    for index in range(trigger.start - 1, max(-1, trigger.start - 4), -1):
        if index in sentence.at:
            return False
        if sentence.low(index) in _BACK_REFERENCE or (
            sentence.low(index) == "'s" and sentence.low(index - 1) in dates.WEEKDAYS
        ):
            return True
    return False


def _only_casualties(candidate: Candidate) -> bool:
    return candidate.type == "ASSAULT" and candidate.trigger.match.entry.phrase[0] in triggers.CASUALTY_HEADS


def _absorb_casualties(coded: dict[int, Candidate]) -> None:
    """ "an attack that killed five": the killing is the attack; its victims are the target if none is named."""
    for index, casualty in list(coded.items()):
        if not _only_casualties(casualty):
            continue
        acts = [
            (abs(other - index), other) for other, candidate in coded.items()
            if candidate.type == "ASSAULT" and other != index and candidate.realis == casualty.realis
            and not _only_casualties(candidate)
            and (not candidate.sources or not casualty.sources or set(candidate.sources) & set(casualty.sources))
        ]  # fmt: skip
        if not acts:
            casualty.casualties = not casualty.sources
            continue
        act = coded[min(acts)[1]]
        victims = tuple(t for t in casualty.targets if t not in act.sources)
        if victims and all(actors.KIND.get(target) == "population" for target in act.targets):
            act.targets, act.target_text = victims, casualty.target_text
        act.sources, act.source_text = (
            (act.sources, act.source_text) if act.sources else (casualty.sources, casualty.source_text)
        )
        act.when, act.place = act.when or casualty.when, act.place or casualty.place
        act.mode = act.mode or casualty.mode
        del coded[index]


def _share_tolls(coded: list[Candidate], counted: list[tolls.Toll]) -> None:
    """Each toll belongs to the act of force nearest to the word that says it."""
    force = [candidate for candidate in coded if candidate.type == "ASSAULT" and candidate.realis != "hypothetical"]
    for toll in counted:
        if force:
            nearest = min(
                force, key=lambda candidate: (abs(candidate.trigger.match.head - toll.at), candidate.trigger.start)
            )
            nearest.tolls.append(toll)


def _link(sentence: Sentence, found: list[Trigger], coded: dict[int, Candidate], earlier: list[Candidate]) -> None:
    """Mark which act of the sentence is said to answer which; the index of a candidate is settled by `_renumber`."""
    answer = attribution.answered(sentence, found)
    if answer is not None:
        answers, provocations, cue, _ = answer
        for provocation in provocations:
            if provocation in coded:
                when = coded[provocation].when
                if when is not None and when.start < coded[provocation].trigger.start:
                    coded[provocation].when = None  # the day of the answer
                coded[provocation].undated = coded[provocation].when is None
                coded[provocation].refers_back = False
                for index in answers:
                    if index in coded and index != provocation:
                        coded[index].link = (-1 - provocation, cue)
    cue = attribution.bare_answer(sentence)
    if cue and coded:
        first = coded[min(coded)]
        told = [
            index for index, candidate in enumerate(earlier)
            if candidate.realis == "realised" and candidate.sources and not set(candidate.sources) & set(first.sources)
        ]  # fmt: skip
        if first.link is None and told:
            first.link = (next(i for i in told if earlier[i].number == earlier[told[-1]].number), cue)


def _worth(candidate: Candidate) -> bool:
    """Whether a mention names enough to be an event or to belong to one."""
    named = bool(candidate.sources) + bool(candidate.targets)
    if candidate.realis == "hypothetical" and (candidate.type not in CONFLICT or named < 2):
        return False
    strength = candidate.trigger.strength
    if candidate.tolls or candidate.link:
        return True
    if candidate.refers_back and not named:
        return candidate.type in ("ASSAULT", "REJECT", "SANCTION", "COERCE", "MOBILIZE")
    if (candidate.type in _NEEDS_SOURCE or candidate.realis == "denied") and not candidate.sources:
        return False
    if strength < _WEAK:
        return named == 2
    return named >= 1


def _renumber(coded: dict[int, Candidate], kept: list[Candidate], offset: int) -> None:
    """Links within the sentence point at triggers; make them point at candidates of the document."""
    place = {id(candidate): offset + position for position, candidate in enumerate(kept)}
    for candidate in kept:
        if candidate.link is not None and candidate.link[0] < 0:
            other = coded.get(-1 - candidate.link[0])
            candidate.link = (place[id(other)], candidate.link[1]) if other is not None and id(other) in place else None
