"""One document becomes candidate events: every stage run over every sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from data import actors
from data.extraction import acts, answers, attribution, dates, participants, places, sentences, timing, tolls, triggers
from data.extraction.memory import Memory
from data.extraction.mention import Mention
from data.extraction.merging import Candidate, older_than
from data.extraction.names import Cast, Names
from data.extraction.sentence import Sentence
from data.extraction.tokens import Token, tokenize
from data.extraction.triggers import Trigger
from data.ontology import CONFLICT

# Types that are done by somebody: without a source they are reports of a state of affairs.
_NEEDS_SOURCE = frozenset("ACCUSE THREATEN REQUEST AGREE SUPPORT CONCEDE MOBILIZE PROTEST CONSULT COOPERATE".split())
_BACK_REFERENCE = frozenset("these this those such the".split())


def parse(text: str, cast: Cast = ()) -> list[Sentence]:
    """The sentences of `text` with tokens and mentions; `cast` lists actors beyond those of data.actors."""
    spans = sentences.split(text)
    tokens = [tokenize(text[start:end]) for start, end in spans]
    names = Names(tokens, cast)
    return [
        Sentence(start, end, words, participants.find(words, names), heading=text[end - 1] not in ".!?…\"”’')]")
        for (start, end), words in zip(spans, map(_without_dateline, tokens), strict=True)
        if words
    ]


def filed(text: str, cast: Cast = ()) -> tuple[list[Token], list[Mention]]:
    """The dateline of a text, or its first line, with the actors in it."""
    tokens = tokenize(text[:_FILED])
    names = Names([tokens], cast)
    return tokens[:_DATELINE], participants.find(tokens[:_DATELINE], names)


def _without_dateline(tokens: list[Token]) -> list[Token]:
    """The tokens after "BAGHDAD, Dec 30 - ": where and when it was filed is no part of what happened."""
    for index, token in enumerate(tokens[:_DATELINE]):
        if token.text in ("-", "–", "—") and index and tokens[0].text.isupper() and len(tokens[0].text) > 2:
            return tokens[index + 1 :]
    return tokens


_DATELINE = 12  # tokens in which a dateline ends
_FILED = 200  # characters that surely hold it


def candidates(
    text: str, published: dt.date | None, cast: Cast = (), trained: acts.Models | None = None
) -> list[Candidate]:
    """Every mention of an act in `text`, in order, by the models that ship with Casus or those given."""
    out: list[Candidate] = []
    trained = acts.models() if trained is None else trained
    memory, told = Memory(trained[acts.MEANT_MODEL]), 0
    memory.start(*filed(text, cast))
    for number, sentence in enumerate(parse(text, cast)):
        if "\n" in text[told : sentence.start]:
            memory.day = None  # a new paragraph may tell of another day
        told = sentence.end
        memory.name(sentence)
        told_acts, coded = acts.decide(sentence, trained), {}
        found = [act.trigger for act in told_acts]
        whens = dates.find(sentence, published) if published else []
        counted = tolls.find(sentence)
        if found or counted:
            located, says = places.find(sentence), attribution.claimant(sentence)
            for index, act in enumerate(told_acts):
                candidate = _code(number, sentence, act, found, whens, located, counted, says, memory)
                if candidate is not None:
                    coded[index] = candidate
            absorbed = _absorb_casualties(coded)
            _absorb_promised(coded)
            _share_tolls(list(coded.values()), counted, absorbed)
            if counted and not any(candidate.type == "ASSAULT" for candidate in coded.values()):
                coded[len(found)] = _toll_alone(number, sentence, counted, whens, says, published)
            answers.link(sentence, found, coded, out)
        kept = [candidate for candidate in coded.values() if _worth(candidate)]
        _renumber(coded, kept, len(out))
        out.extend(kept)
        for candidate in kept:
            memory.parties.act(candidate.sources, candidate.targets)
        memory.hear(sentence, whens)
    if published:
        for candidate in out:
            if candidate.realis == "realised" and older_than(candidate.when, published, dates.BACKGROUND_DAYS):
                candidate.realis = "background"
            elif candidate.realis == "realised" and candidate.when is not None and candidate.when.future:
                candidate.realis = "planned"
    return out


def _code(
    number: int, sentence: Sentence, act: acts.Act, found: list[Trigger], whens: list[dates.When],
    located: list[places.Located], counted: list[tolls.Toll], says: str | None, memory: Memory,
) -> Candidate | None:  # fmt: skip
    trigger, who = act.trigger, act.who
    if _alleged(sentence, trigger, found):
        return None
    sources, targets, share = memory.complete(sentence, trigger, who)
    barred = _NO_FIGHTERS if trigger.type == "ASSAULT" else _NO_ACTORS
    acting = tuple(dict.fromkeys(m.actor for m in sources if m.known and actors.KIND.get(m.actor) not in barred))
    bearing = tuple(dict.fromkeys(m.actor for m in targets if m.known and m.actor not in acting))
    back, unsaid = _refers_back(sentence, trigger), trigger.type == "ASSAULT" and _says_nothing(sentence, trigger)
    return Candidate(
        number, sentence, trigger, trigger.type, trigger.mode, acting, bearing,
        _text(sentence, sources), _text(sentence, targets), act.realis,
        timing.when(sentence, trigger, whens) or timing.that_day(sentence, trigger, memory),
        who.standing or (trigger.type == "ASSAULT" and timing.vague_past(sentence)),
        places.choose(sentence, trigger, located) if trigger.type in _PLACED else None,
        [], says, (back and (unsaid or not (acting and bearing))) or (not acting and _ends(trigger)), back and unsaid,
        round(act.probability * share, 3), act.probability < acts.LEAST_ACT,
    )  # fmt: skip


def _ends(trigger: Trigger) -> bool:
    """ "the accord expired": an act of those who let it lapse, who were told of before if they are not named here."""
    return trigger.type == "REJECT" and trigger.match.entry.target == ("none",)


def _alleged(sentence: Sentence, trigger: Trigger, found: list[Trigger]) -> bool:
    """The content of an accusation ("accused X of arming Y") is no event of its own: the accusation is."""
    return (trigger.shape in ("gerund", "infinitive") or trigger.type != "ASSAULT") and any(
        other.type == "ACCUSE" and 0 < trigger.start - other.end <= _ACCUSED_REACH
        and "of" in sentence.lows[other.end : trigger.start] and not _starts_anew(sentence, other.end, trigger.start)
        for other in found
    )  # fmt: skip


def _starts_anew(sentence: Sentence, start: int, end: int) -> bool:
    """ "accused X of theft, and Y denied it": whether tokens [start, end) hold a joiner and then a party."""
    joiner = max((at for at in range(start, end) if sentence.low(at) in ("and", "but", ";")), default=end)
    return any(at in sentence.at for at in range(joiner, end))


_NO_ACTORS = frozenset(("population", "media"))  # they suffer and report, their acts are not those of a party
_NO_FIGHTERS = _NO_ACTORS | {"ngo"}
_ACCUSED_REACH = 8  # tokens between an accusing verb and what it accuses of
_PLACED = frozenset("ASSAULT CONSULT COERCE MOBILIZE PROTEST AID COOPERATE RETREAT".split())


def _text(sentence: Sentence, mentions: Sequence[Mention]) -> str | None:
    if not mentions:
        return None
    inside = [m for m in mentions if sentence.at.get(m.start) is m]
    if not inside:
        return None
    first, last = min(m.start for m in inside), max(m.end for m in inside)
    return " ".join(token.text for token in sentence.tokens[first:last])


def _refers_back(sentence: Sentence, trigger: Trigger) -> bool:
    """ "these attacks", "the strikes", "the second time": nothing new is told of the act itself."""
    if trigger.match.entry.phrase[:1] == ("claim",) and "attack" in sentence.lows[trigger.start : trigger.end]:
        return True  # who claims an attack says that he made it
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


def _says_nothing(sentence: Sentence, trigger: Trigger) -> bool:
    """ "the attack": not of whom, on whom or of what place."""
    named = any(token.text[:1].isupper() for token in sentence.tokens[max(1, trigger.start - 2) : trigger.start])
    return not named and sentence.low(trigger.end) not in _COMPLEMENT


# What opens the part of a phrase that tells who did it to whom: "the attack by X on Y"
_COMPLEMENT = frozenset("of on by against in at from near to with upon over".split())


def _only_casualties(candidate: Candidate) -> bool:
    return candidate.type == "ASSAULT" and candidate.trigger.match.entry.phrase[0] in triggers.CASUALTY_HEADS


def _only_consequence(candidate: Candidate) -> bool:
    """ "shelled the port, setting a ship on fire", "fired at a boat and sank it": what an act did is no second act."""
    trigger, low = candidate.trigger, candidate.sentence.low
    same = trigger.shape == "gerund" or (trigger.shape == "active" and low(trigger.end) in ("it", "them"))
    return candidate.type == "ASSAULT" and same and low(trigger.start - 1) in (",", "and")


def _absorb_casualties(coded: dict[int, Candidate]) -> list[tuple[int, Candidate]]:
    """ "an attack that killed five": the killing is the attack; its victims are the target if none is named.

    Returns where words of killing stood, and the act that each belongs to.
    """
    absorbed: list[tuple[int, Candidate]] = []
    for index, casualty in list(coded.items()):
        told_before = any(i < index and act.type == "ASSAULT" for i, act in coded.items())
        if not (_only_casualties(casualty) or (told_before and _only_consequence(casualty))):
            continue
        joined, start = _is_joined(casualty), casualty.trigger.start
        acts = [
            (not (joined and _has_verb_before(candidate, start)), abs(other - index), other)
            for other, candidate in coded.items()
            if candidate.type == "ASSAULT" and other != index and candidate.realis == casualty.realis
            and not _only_casualties(candidate) and not _only_consequence(candidate)
            and (casualty.source_text is None or not candidate.sources
                 or set(candidate.sources) & set(casualty.sources)
                 or (joined and _has_verb_before(candidate, start)))
        ]  # fmt: skip
        if not acts:
            casualty.casualties = not casualty.sources and casualty.mode is None
            continue
        act = coded[min(acts)[-1]]
        absorbed.append((casualty.trigger.match.head, act))
        victims = tuple(t for t in casualty.targets if t not in act.sources)
        if victims and all(actors.KIND.get(target) == "population" for target in act.targets):
            act.targets, act.target_text = victims, casualty.target_text
        if not act.sources and _only_casualties(casualty):
            act.sources, act.source_text = casualty.sources, casualty.source_text
        act.when, act.place = act.when or casualty.when, act.place or casualty.place
        act.mode = act.mode or casualty.mode
        act.again = act.again and casualty.again
        del coded[index]
    return absorbed


def _is_joined(candidate: Candidate) -> bool:
    """ "ambushed a convoy, its radio said, and killed four": a verb without a subject of its own."""
    trigger = candidate.trigger
    before = candidate.sentence.low(trigger.start - 1)
    return (trigger.shape == "active" and before == "and") or (trigger.shape == "gerund" and before in (",", "and"))


def _has_verb_before(act: Candidate, at: int) -> bool:
    """Whether a verb before token `at` tells of the act, to which a verb that is joined to it belongs."""
    return act.trigger.shape != "noun" and act.trigger.start < at


def _absorb_promised(coded: dict[int, Candidate]) -> None:
    """ "promised to supply fuel": the deed to come is what the promise is of, made to whom it will be done."""
    for index, deed in list(coded.items()):
        promise = coded.get(index - 1)
        if promise is None or promise.type != "AGREE" or promise.realis == "hypothetical":
            continue
        near = 0 <= deed.trigger.start - promise.trigger.end <= _PROMISED_REACH
        own = deed.source_text is None or {*promise.sources, *promise.targets}.intersection(deed.sources)
        if deed.realis == "planned" and deed.type in _PROMISED and near and own and not deed.link:
            if not promise.targets:
                promise.targets, promise.target_text = deed.targets, deed.target_text
            del coded[index]


_PROMISED = frozenset("AID COOPERATE RETREAT CONCEDE SUPPORT".split())
_PROMISED_REACH = 6  # tokens between a promise and what it is of


def _share_tolls(
    coded: list[Candidate], counted: list[tolls.Toll], absorbed: list[tuple[int, Candidate]]
) -> None:
    """Each toll belongs to the act of force nearest to the word that says it."""
    force = [
        (at, candidate)
        for at, candidate in [*((one.trigger.match.head, one) for one in coded), *absorbed]
        if candidate.type == "ASSAULT" and candidate.realis != "hypothetical"
    ]
    for toll in counted if force else ():
        joined = tolls.is_joined(force[0][1].sentence, toll)
        _, act = min(
            force,
            key=lambda told: (joined and not _has_verb_before(told[1], toll.at), abs(told[0] - toll.at),
                              told[1].trigger.start),
        )  # fmt: skip
        act.tolls.append(toll)


def _toll_alone(
    number: int, sentence: Sentence, counted: list[tolls.Toll], whens: list[dates.When], says: str | None,
    published: dt.date | None,
) -> Candidate:  # fmt: skip
    """ "Doctors counted nine dead": a toll of an act that was told before, or of one long past."""
    trigger = triggers.of_toll(counted[0].at)
    past = whens and all(older_than(when, published, dates.BACKGROUND_DAYS) for when in whens)
    suffered = tuple(dict.fromkeys(actor for toll in counted if (actor := tolls.whose(sentence, toll))))
    return Candidate(
        number, sentence, trigger, "ASSAULT", None, (), suffered, None, None, "background" if past else "realised",
        whens[-1] if past else None, False, None, list(counted), says, True, False, 0.0, True, True,
    )  # fmt: skip


def _worth(candidate: Candidate) -> bool:
    """Whether a mention names enough to be an event or to belong to one."""
    acting = bool(candidate.sources or candidate.source_text)
    named = acting + bool(candidate.targets or candidate.target_text)
    if candidate.realis == "hypothetical" and (candidate.type not in CONFLICT - {"THREATEN"} or named < 2):
        return False  # a threat that might be made is none
    if candidate.realis == "denied" and candidate.type not in CONFLICT:
        return False  # "did not meet": nothing happened, and nobody is said to have refused
    if candidate.tolls or candidate.link:
        return True
    if candidate.refers_back and not named:
        return candidate.type in ("ASSAULT", "REJECT", "SANCTION", "COERCE", "MOBILIZE")
    if (candidate.type in _NEEDS_SOURCE or candidate.realis == "denied") and not acting:
        return False
    return named >= 1


def _renumber(coded: dict[int, Candidate], kept: list[Candidate], offset: int) -> None:
    """Links within the sentence point at triggers; make them point at candidates of the document."""
    place = {id(candidate): offset + position for position, candidate in enumerate(kept)}
    for candidate in kept:
        if candidate.link is not None and candidate.link[0] < 0:
            other = coded.get(-1 - candidate.link[0])
            candidate.link = (place[id(other)], candidate.link[1]) if other is not None and id(other) in place else None
