"""Who does it to whom: the actors that stand as subject, object or complement of a trigger."""

from __future__ import annotations

from dataclasses import dataclass

from data.extraction.participants import Mention
from data.extraction.sentence import BREAKS, JOINERS, PREPOSITIONS, RELATIVES, Sentence
from data.extraction.triggers import Trigger

# Verbs that lend their subject to the act named by their object ("launched an attack", "held talks")
_LIGHT = frozenset(
    "launch launched launches launching conduct conducted conducts conducting carry carried carries carrying stage "
    "staged mount mounted mounts unleash unleashed order ordered orders make made makes making begin began start "
    "started resume resumed continue continued hold held holds holding issue issued issues impose imposed announce "
    "announced announces wage waged wages perform performed execute executed authorise authorised authorize "
    "authorized sign signed send sent fire fired undertake undertook give gave provide provided offer offered "
    "commit committed perpetrate perpetrated lead led step stepped intensify intensified engaged engage engages "
    "involved behind responsible approve approved initiated initiate claimed claim".split()
)
_STANDING = frozenset("engaged engages engage involved behind responsible".split())
# Verbs whose subject bears the act named by their object ("suffered an attack", "have been the target of strikes")
_SUFFERING = frozenset("suffered suffer faced face faces survived survive endured sustained target targets victim victims".split())
_BLAMING = frozenset("blame blamed blames blaming accuse accused accuses accusing".split())
_POSSESSING = frozenset("of to linked belonging loyal tied connected allied affiliated".split())
_NEAR_NOUN = 4  # words that may stand between an actor and the act it modifies ("US precision defensive airstrikes")
_PLAIN_TARGET = frozenset(("on", "against", "at", "with", "to"))


@dataclass(frozen=True, slots=True)
class Roles:
    """Mentions in the two roles, each possibly several joint actors; `pronoun_source` where the subject is a pronoun."""

    sources: tuple[Mention, ...] = ()
    targets: tuple[Mention, ...] = ()
    pronoun_source: bool = False
    pronoun_target: bool = False
    standing: bool = False  # the source is said to be engaged in such acts, not to have done one


_PRONOUNS = frozenset("he she it they who we i".split())
_OBJECT_PRONOUNS = frozenset("him her it them us".split())


def resolve(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> Roles:
    """The roles around `trigger`; empty where the sentence names none."""
    entry = trigger.match.entry
    if trigger.shape == "noun":
        return _nominal(sentence, trigger, triggers)
    subject, pronoun = _subject(sentence, trigger)
    if entry.target == ("subj",):
        by = _after(sentence, trigger.end, ("by", "from", "of"), triggers)
        return Roles(by, subject, pronoun_target=pronoun)
    if trigger.shape == "passive":
        agent = _after(sentence, trigger.end, ("by",), triggers)
        objects = subject
        if entry.target[0] not in ("obj", "none"):  # "sanctions were imposed on X"
            objects = _after(sentence, trigger.end, entry.target, triggers) or ()
        return Roles(agent, objects, pronoun_target=pronoun and not objects)
    if entry.target == ("none",):
        return Roles(subject, (), pronoun)
    targets, pronoun_target = _object(sentence, trigger, triggers)
    if subject and targets and {m.actor for m in subject} == {m.actor for m in targets}:
        targets = ()
    if not targets and len(subject) > 1 and entry.type in ("CONSULT", "AGREE", "SUPPORT", "COOPERATE"):
        return Roles(subject[:1], subject[1:], pronoun)  # "A and B signed"
    return Roles(subject, targets, pronoun, pronoun_target)


def _joint(sentence: Sentence, mention: Mention, direction: int) -> tuple[Mention, ...]:
    """`mention` with those joined to it by "and" or commas, outward from it."""
    found = [mention]
    while True:
        edge = found[-1].end if direction > 0 else found[-1].start - 1
        steps = 0
        while sentence.low(edge) in ("and", ",", "the", "&", "as", "well", "both") and steps < 4:
            edge += direction
            steps += 1
        joined = sentence.at.get(edge)
        low_between = sentence.lows[found[-1].end : edge] if direction > 0 else sentence.lows[edge + 1 : found[-1].start]
        if joined is None or joined in found or "and" not in low_between and "," not in low_between and "&" not in low_between:
            break
        if "," in low_between and "and" not in low_between and not _listed_on(sentence, joined, direction):
            break
        found.append(joined)
    ordered = found if direction > 0 else found[::-1]
    return tuple(ordered)


def _listed_on(sentence: Sentence, mention: Mention, direction: int) -> bool:
    """Whether a list goes on past `mention`, so that a comma joined it rather than opened an apposition."""
    edge = mention.end if direction > 0 else mention.start - 1
    return sentence.low(edge) == "and" or (sentence.low(edge) == "," and sentence.at.get(edge + direction) is not None)


def _subject(sentence: Sentence, trigger: Trigger) -> tuple[tuple[Mention, ...], bool]:
    """The actors left of the verb that it is said of, and whether a pronoun stands there instead."""
    index = trigger.start - 1
    of_phrase: Mention | None = None
    fallback: Mention | None = None
    commas = 0
    while index >= 0:
        low = sentence.low(index)
        mention = sentence.at.get(index)
        if mention is not None:
            before = sentence.low(mention.start - 1)
            if before in ("the", "a", "an"):
                before = sentence.low(mention.start - 2)
            if mention.strength == "modifier" and index == mention.end - 1 and mention.end < trigger.start and _noun_after(sentence, mention):
                fallback = fallback or mention
            elif before == "of":
                of_phrase = of_phrase or mention
            elif before in PREPOSITIONS or before in ("to", "'s"):
                fallback = fallback or (mention if not mention.locative else None)
            else:
                return _joint(sentence, mention, -1), False
            index = mention.start - 1
            continue
        if low in BREAKS:
            break
        if low in ("that", "whether", "if", "because", "as", "while", "when", "after", "before", "where", "how") and index < trigger.start - 1:
            if low in ("that", "after", "before", "while") and (of_phrase or fallback):
                break
            if low == "that" and sentence.at.get(index - 1) is None and sentence.low(index - 1) not in (",",):
                return ((of_phrase,) if of_phrase else ()), False
        if low in _PRONOUNS and low != "who" and not of_phrase:
            return (), True
        if low == ",":
            commas += 1
            if commas > 2 and (of_phrase or fallback):
                break
        index -= 1
    chosen = of_phrase or fallback
    if chosen is None:
        return (), False
    return _joint(sentence, chosen, -1), False


def _noun_after(sentence: Sentence, mention: Mention) -> bool:
    return sentence.low(mention.end) not in PREPOSITIONS and sentence.low(mention.end).isalpha()


def _after(
    sentence: Sentence, start: int, prepositions: tuple[str, ...], triggers: list[Trigger], reach: int = 14
) -> tuple[Mention, ...]:
    """The first actors right of `start` that one of `prepositions` introduces."""
    stop = min(len(sentence.lows), start + reach)
    index, open_ = start, False
    while index < stop:
        low = sentence.low(index)
        if low in BREAKS or (low in RELATIVES and low != "that") or low in ("after", "because", "while", "although"):
            break
        mention = sentence.at.get(index)
        if mention is not None:
            if open_ and not (mention.locative and sentence.low(index - 1) == "in"):
                return _joint(sentence, mention, 1)
            open_ = False
            index = mention.end
            continue
        if low in prepositions:
            open_ = True
        elif low in PREPOSITIONS and low not in _POSSESSING and low != "by":
            open_ = False
        elif any(t.start == index and t.shape != "noun" for t in triggers) and not open_:
            break
        index += 1
    return ()


def _object(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> tuple[tuple[Mention, ...], bool]:
    """The actors right of the verb that bear it: its object, or the complement of its prepositions."""
    wanted = trigger.match.entry.target
    prepositions = tuple(word for word in wanted if word not in ("obj", "subj", "none"))
    found: tuple[Mention, ...] = ()
    if prepositions:
        found = _after(sentence, trigger.end, prepositions, triggers)
    if not found and "obj" in wanted:
        found, pronoun = _direct_object(sentence, trigger, triggers)
        if not found and pronoun:
            return (), True
        if not found:
            found = _after(sentence, trigger.end, ("against", "on", "at"), triggers)
    return found, False


def _direct_object(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> tuple[tuple[Mention, ...], bool]:
    weak: Mention | None = None
    inside = trigger.match.end - trigger.match.start > 1
    if inside:  # the object noun stands within the phrase: its modifiers may name the target
        for index in range(trigger.start + 1, trigger.end):
            if (mention := sentence.at.get(index)) is not None:
                return (mention,), False
    index = trigger.end
    while index < len(sentence.lows):
        low = sentence.low(index)
        mention = sentence.at.get(index)
        if mention is not None:
            if mention.locative:
                break
            if mention.strength == "modifier" and _noun_after(sentence, mention) and weak is None:
                weak = mention
                index = mention.end
                continue
            return _joint(sentence, mention, 1), False
        if low in _OBJECT_PRONOUNS and index <= trigger.end:
            return (), True
        if low in BREAKS or low in ("after", "before", "because", "while", "as", "although", "when", "which", "who", "that", "said"):
            break
        if low in ("in", "near", "at", "inside", "during", "from", "into", "for", "with", "without", "over", "following", "amid"):
            break
        if low == ",":
            break
        if any(t.start == index and t.shape in ("active", "infinitive") for t in triggers):
            break
        index += 1
    return ((weak,), False) if weak else ((), False)


def _nominal(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> Roles:
    """The roles of an act named by a noun: "X's strikes on Y", "an attack by X", "talks between X and Y"."""
    entry = trigger.match.entry
    after = trigger.end
    if sentence.low(after) in ("between", "among") or sentence.low(after + 1) == "between":
        pair = _after(sentence, after, ("between", "among"), triggers)
        if len(pair) > 1:
            return Roles(pair[:1], pair[1:])
    source = _premodifier(sentence, trigger)
    victims = entry.target == ("of",)
    wanted = tuple(word for word in entry.target if word not in ("obj", "subj", "none")) or tuple(_PLAIN_TARGET)
    targets = _after(sentence, after, wanted, triggers, reach=16)
    agent = _after(sentence, after, ("by",), triggers, reach=10)
    if not agent and "of" not in wanted and not source and sentence.low(after) == "of":
        agent = _after(sentence, after, ("of",), triggers, reach=6)
    if agent:
        return Roles(agent, tuple(m for m in targets if m not in agent) or (source if victims else ()))
    pronoun = standing = False
    if not source:
        source, bears, pronoun, standing = _carrier(sentence, trigger, triggers)
        if bears:
            return Roles((), source or targets)
    return Roles(tuple(m for m in source if m not in targets), targets, pronoun, standing=standing)


def _premodifier(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """The actor that stands before the noun as a modifier or possessor."""
    for index in range(trigger.start - 1, max(-1, trigger.start - 1 - _NEAR_NOUN), -1):
        mention = sentence.at.get(index)
        if mention is not None:
            return () if mention.locative else _joint(sentence, mention, -1) if sentence.low(mention.end) == "'s" else (mention,)
        low = sentence.low(index)
        if low in PREPOSITIONS | BREAKS | JOINERS or low in ("a", "an", "the", "to", ",") or (low.endswith("ed") and low not in ("armed", "coordinated")):
            return ()
    return ()


def _carrier(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> tuple[tuple[Mention, ...], bool, bool, bool]:
    """The actor that a light verb before the noun lends it; whether it bears the act, is a pronoun, does so habitually."""
    for index in range(trigger.start - 1, max(-1, trigger.start - 12), -1):
        low = sentence.low(index)
        if low in BREAKS:
            break
        if low in _SUFFERING:
            subject, _ = _subject(sentence, _verb_at(trigger, index))
            return subject, True, False, False
        if low in _BLAMING:
            mention = next((sentence.at[i] for i in range(index + 1, trigger.start) if i in sentence.at), None)
            return ((mention,) if mention else ()), False, False, False
        if low in _LIGHT:
            subject, pronoun = _subject(sentence, _verb_at(trigger, index))
            return subject, False, pronoun, low in _STANDING
    for index in range(trigger.end, min(trigger.end + 12, len(sentence.lows))):  # "the strikes were carried out by X"
        low = sentence.low(index)
        if low in BREAKS | RELATIVES:
            break
        if low == "by" and sentence.low(index - 1) in _LIGHT | {"out"}:
            return _after(sentence, index, ("by",), triggers), False, False, False
    return (), False, False, False


def _verb_at(trigger: Trigger, index: int) -> Trigger:
    return Trigger(trigger.match, index, index + 1, "active", None)
