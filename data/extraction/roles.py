"""Who does it to whom: from the grammatical shape of an act to its source and its target."""

from __future__ import annotations

from typing import NamedTuple

from data import actors
from data.extraction import arguments
from data.extraction.mention import Mention
from data.extraction.sentence import BREAKS, JOINERS, PREPOSITIONS, RELATIVES, Sentence
from data.extraction.triggers import CASUALTY_HEADS, Trigger

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
_CARRIED = _LIGHT | {"out"}  # "carried out by"
_STANDING = frozenset("engaged engages engage involved behind responsible".split())
# Verbs whose subject bears the act named by their object ("suffered an attack", "have been the target of strikes")
SUFFERING = frozenset(
    "suffered suffer faced face faces survived survive endured sustained target targets victim victims".split()
)
_BLAMING = frozenset("blame blamed blames blaming accuse accused accuses accusing".split())
_REPORTING = frozenset("said says that whether if told claimed confirmed reported announced warned".split())
_CLAUSE_ENDS = BREAKS | RELATIVES
# Words that part a noun from the actor before it
_PARTING = PREPOSITIONS | BREAKS | JOINERS | _REPORTING | {"a", "an", "the", "to", ","}
# Verbs by which a deed reaches whom it is done to: "air strikes hit X"
_REACHING = frozenset("hit hits struck strikes pounded pounds targeted targets rocked killed wounded razed".split())
SOURCE, TARGET = "source", "target"  # who does it, and who bears it
_NEAR_NOUN = 4  # words that may stand between an actor and the act it modifies ("US precision defensive airstrikes")
_PLAIN_TARGET = frozenset(("on", "against", "at", "with", "to"))


class Roles(NamedTuple):
    """Mentions in the two roles, each possibly several joint actors; stand-ins where a pronoun takes their place."""

    sources: tuple[Mention, ...] = ()
    targets: tuple[Mention, ...] = ()
    stand_in: str = ""  # a pronoun or common noun ("it", "the militias") in the place of the source
    target_stand_in: str = ""
    suffered: bool = False  # the target is said to have suffered the act, whoever did it
    standing: bool = False  # the source is said to be engaged in such acts, not to have done one


def resolve(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> Roles:
    """The roles around `trigger`; empty where the sentence names none."""
    entry = trigger.match.entry
    if trigger.shape == "noun":
        return _nominal(sentence, trigger, triggers)
    subject, pronoun = arguments.subject_of(sentence, trigger)
    if entry.target == ("subj",):
        words = tuple(word for word in entry.source if word not in ("subj", "poss")) or ("by", "from")
        by = arguments.after(sentence, trigger.end, words, triggers)
        return Roles(by, subject, target_stand_in=pronoun, suffered=bool(subject))
    if trigger.shape == "passive":
        agent = arguments.agent_of(sentence, trigger, triggers)
        objects = subject
        if entry.target[0] not in ("obj", "none"):  # "sanctions were imposed on X"
            objects = arguments.after(sentence, trigger.end, entry.target, triggers) or ()
        return Roles(agent, objects, target_stand_in="" if objects else pronoun)
    if entry.target == ("none",):
        if entry.type == "REJECT":  # "the accord expired": its parties may stand anywhere before
            parties = [m for m in sentence.mentions if m.end <= trigger.start and actors.KIND.get(m.actor) != "igo"]
            subject = tuple(parties[:1])
        return Roles(subject, (), pronoun)
    targets, pronoun_target = arguments.object_of(sentence, trigger, triggers)
    if trigger.shape == "gerund" and trigger.match.entry.phrase[0] in CASUALTY_HEADS and trigger.match.form == "ing":
        main = [m for m in sentence.mentions if m.end <= trigger.start and not m.locative]
        subject = subject or tuple(main[:1])
        struck = [m for m in main[1:] if m.actor != main[0].actor]  # "a boat raked the X trawler, killing three"
        if struck and all(actors.KIND.get(m.actor) == "population" for m in targets):
            targets = (struck[0],)
    if subject and targets and {m.actor for m in subject} == {m.actor for m in targets}:
        targets = ()
    if not targets and len(subject) > 1 and entry.type in ("CONSULT", "AGREE", "SUPPORT", "COOPERATE"):
        return Roles(subject[:1], subject[1:], pronoun)  # "A and B signed"
    return Roles(subject, targets, pronoun, pronoun_target)


def _nominal(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> Roles:
    """The roles of an act named by a noun: "X's strikes on Y", "an attack by X", "talks between X and Y"."""
    entry = trigger.match.entry
    after = trigger.end
    if sentence.low(after) in ("between", "among") or sentence.low(after + 1) == "between":
        pair = arguments.after(sentence, after, ("between", "among"), triggers)
        if len(pair) > 1:
            return Roles(pair[:1], pair[1:])
    source = _premodifier(sentence, trigger)
    victims = entry.target == ("of",)
    wanted = tuple(word for word in entry.target if word not in ("obj", "subj", "none")) or tuple(_PLAIN_TARGET)
    wanted = (*wanted, "against")
    targets = arguments.after(sentence, after, wanted, triggers, reach=16)
    if not targets and sentence.low(after) in _REACHING:
        struck = next((sentence.at[i] for i in range(after + 1, after + 1 + _NEAR_NOUN) if i in sentence.at), None)
        targets = (struck,) if struck is not None and not struck.locative else ()
    agent = arguments.after(sentence, after, ("by",), triggers, reach=10)
    if not agent and "of" not in wanted and not source and sentence.low(after) == "of":
        agent = arguments.after(sentence, after, ("of",), triggers, reach=6)
    if agent:
        return Roles(agent, tuple(m for m in targets if m not in agent) or (source if victims else ()))
    pronoun, standing = "", False
    if not source:
        source, bears, pronoun, standing = _carrier(sentence, trigger, triggers)
        if bears:
            return Roles((), source or targets, suffered=bool(source))
    return Roles(tuple(m for m in source if m not in targets), targets, pronoun, "", standing)


def _premodifier(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """The actor that stands before the noun as a modifier or possessor."""
    for index in range(trigger.start - 1, max(-1, trigger.start - 1 - _NEAR_NOUN), -1):
        mention = sentence.at.get(index)
        if mention is not None:
            return (
                ()
                if mention.locative
                else arguments.joint(sentence, mention, -1)
                if sentence.low(mention.end) == "'s"
                else (mention,)
            )
        low = sentence.low(index)
        if (
            low in _PARTING
            or (low.endswith("ed") and low not in ("armed", "coordinated"))
        ):
            return ()
    return ()


def _carrier(
    sentence: Sentence, trigger: Trigger, triggers: list[Trigger]
) -> tuple[tuple[Mention, ...], bool, str, bool]:
    """The actor that a light verb lends the noun; whether it bears the act; its stand-in; whether by habit."""
    for index in range(trigger.start - 1, max(-1, trigger.start - 12), -1):
        low = sentence.low(index)
        if low in BREAKS or (low in ("for", "to") and sentence.low(index - 1) in arguments.ANSWERING):
            break  # what is answered was not done by those who answer
        if low in SUFFERING:
            subject, _ = arguments.subject_of(sentence, _verb_at(trigger, index))
            return subject, True, "", False
        if low in _BLAMING:
            mention = next((sentence.at[i] for i in range(index + 1, trigger.start) if i in sentence.at), None)
            return ((mention,) if mention else ()), False, "", False
        if low in _LIGHT:
            subject, pronoun = arguments.subject_of(sentence, _verb_at(trigger, index))
            return subject, False, pronoun, low in _STANDING
    for index in range(trigger.end, min(trigger.end + 12, len(sentence.lows))):  # "the strikes were carried out by X"
        low = sentence.low(index)
        if low in _CLAUSE_ENDS:
            break
        if low == "by" and sentence.low(index - 1) in _CARRIED:
            return arguments.after(sentence, index, ("by",), triggers), False, "", False
    return (), False, "", False


def _verb_at(trigger: Trigger, index: int) -> Trigger:
    return Trigger(trigger.match, index, index + 1, "active", None, trigger.strength)
