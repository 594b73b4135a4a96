"""Which words of a sentence name an act, which act it is, who does it and who bears it.

Lexicon and grammar propose (`propose`); three small linear models, trained on data/corpus alone, decide (`decide`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from data.extraction import arguments, attribution, features, linear, realis, roles, triggers
from data.extraction.dates import WEEKDAYS
from data.extraction.mention import Mention
from data.extraction.roles import SOURCE, TARGET, Roles
from data.extraction.sentence import BE, HAVE, MODALS, RELATIVES, Sentence
from data.extraction.triggers import Trigger
from data.ontology import CONFLICT

MODEL_FILE = Path(__file__).with_name("model.npz")
# is it an act; which one; who stands where; and what a marked actor does to another
ACT_MODEL, TYPE_MODEL, ROLE_MODEL, MEANT_MODEL, PAIR_MODEL = "act", "type", "role", "meant", "pair"
ACT, NONE = "act", "none"  # the classes of the first
# Probability that some act is named from which on a trigger counts: F1 on the project's own sentences hardly moves from
# .5 to .7, so the articles of its tests decided
LEAST_ACT = 0.6
LEAST_ANNOUNCED = 0.25  # the same for a noun of which the text says that it is to come
# Where the lexicon leaves the type open, an act of the likeliest type must be likelier than not, and by some margin: at
# .5 own F1 is .006 higher, but half of such acts in articles are then none, or another
LEAST_OPEN = 0.6
# what the lexicon's own reading adds, times its strength, to the scores (log odds) of an act and of its type
TRUST_ACT, TRUST_TYPE = 1.5, 1.5
LEAST_ROLE = 0.33  # probability from which on a party counts as standing in a role

# the same where grammar names nobody: a noun or a passive often tells of an act without saying by whom or on whom
LEAST_UNNAMED = {"noun": 0.8, "passive": 0.7}
LEAST_RELATIVE = 0.9  # "an attack that killed five": the attack did, not a party named before it


class Act(NamedTuple):
    """A trigger with what was decided of it."""

    trigger: Trigger
    who: Roles
    realis: str
    probability: float  # that it names an act; below LEAST_ACT it may only speak of one told before


def propose(sentence: Sentence) -> list[Act]:
    """Every trigger with the roles and the realis that grammar gives it, its type where the lexicon tells one."""
    found = triggers.find(sentence)
    return [Act(t, roles.resolve(sentence, t, found), realis.judge(sentence, t), t.strength) for t in found]


Models = dict[str, linear.Linear]


@cache
def models() -> Models:
    """The models that ship with Casus."""
    return linear.load(MODEL_FILE)


def decide(sentence: Sentence, trained: Models | None = None) -> list[Act]:
    """The acts that a sentence names, left to right."""
    trained = models() if trained is None else trained
    proposed = propose(sentence)
    found = [act.trigger for act in proposed]
    needed = _answering(sentence, found)
    out = []
    for number, act in enumerate(proposed):
        if not act.trigger.type and attribution.gives_count(sentence, act.trigger.match.head):
            continue
        seen = features.of_act(sentence, act.trigger, act.who, act.realis)
        named = trained[ACT_MODEL].probabilities(seen, {ACT: TRUST_ACT * act.trigger.strength})[ACT]
        again = named < _least(act) and number not in needed  # no new act; who acts was told before
        if again and not _told_again(sentence, act.trigger):
            continue
        trust = TRUST_TYPE * act.trigger.strength * (act.realis != "planned")  # what is announced is often a threat
        # an act that is only referred to, or supposed, is what the lexicon calls it
        told = again or number in needed or (act.trigger.type and _supposed(sentence, act))
        name, sure = act.trigger.type, 1.0
        if not told:
            name, sure = trained[TYPE_MODEL].likeliest(seen, {name: trust})
        if not act.trigger.type and named * sure < LEAST_OPEN:
            continue
        act = _typed(act, name, bool(_ANNOUNCING & _before(sentence, act.trigger)))
        who = Roles() if again else _roles(sentence, act, found, trained[ROLE_MODEL])
        act = _uttered(sentence, act, who)
        out.append(act._replace(who=who, probability=named if again else max(named, LEAST_ACT)))
    return out


def _before(sentence: Sentence, trigger: Trigger) -> set[str]:
    """The words just before a trigger: its article, its modal verb."""
    return set(sentence.lows[max(0, trigger.start - _JUST_BEFORE) : trigger.start])


_JUST_BEFORE = 3  # "the recent air strikes", "will now strike"


def _supposed(sentence: Sentence, act: Act) -> bool:
    """ "if X attacked": a deed imagined; "X would attack" may be a threat."""
    return act.realis == "hypothetical" and not MODALS & _before(sentence, act.trigger)


def _least(act: Act) -> float:
    """How likely a trigger must be to name an act: "a round of talks is expected" says itself that it is one."""
    if not act.trigger.type:
        return LEAST_OPEN
    return LEAST_ANNOUNCED if act.realis == "planned" and act.trigger.shape == "noun" else LEAST_ACT


def _answering(sentence: Sentence, found: list[Trigger]) -> set[int]:
    """The positions of acts that are said to answer, or to be answered: a response needs both."""
    answer = attribution.answered(sentence, found)
    return {at for at in (*answer[0], *answer[1]) if found[at].type} if answer else set()


def _told_again(sentence: Sentence, trigger: Trigger) -> bool:
    """ "the strikes", "these attacks": no new act, but it may carry the toll, the day or the cause of one told."""
    dated = sentence.low(trigger.start - 1) == "'s" and sentence.low(trigger.start - 2) in WEEKDAYS  # "Sunday's raids"
    definite = dated or bool(_DEFINITE & _before(sentence, trigger))
    return trigger.type == "ASSAULT" and trigger.shape == "noun" and definite


_DEFINITE = frozenset("the these this that those".split())


def _typed(act: Act, name: str, announced: bool) -> Act:
    """An act of the type that was decided: its mode is that of the lexicon only where the type is, too."""
    trigger, done = act.trigger, act.realis
    if name == "AGREE" and done == "planned" and trigger.type in _TO_COME:
        return act  # a meeting that is announced is shown as one to come
    if name != trigger.type:
        mode = trigger.mode if name == "ASSAULT" else None
        trigger = trigger._replace(decided=name, mode=mode)
        if name == "REJECT" and done == "denied":
            done = "realised"  # "will not leave": the denial is the refusal
        if name == "THREATEN" and (done == "planned" or announced):
            done = "realised"  # force that is announced, with an "if" or without, is a threat uttered
    return act._replace(trigger=trigger, realis=done)


def _uttered(sentence: Sentence, act: Act, who: Roles) -> Act:
    """ "X is to strike", "X said that X would strike": the threat is what happened."""
    trigger = act.trigger
    withheld = act.realis == "denied" and trigger.type not in CONFLICT and who.sources
    if withheld and _REFUSING & set(realis.governing(sentence, trigger)):  # "would not lift the ban"
        return act._replace(trigger=trigger._replace(decided="REJECT", mode=None), realis="realised")
    if trigger.type != "ASSAULT" or act.realis not in ("hypothetical", "planned"):
        return act
    cues, acting = set(realis.governing(sentence, trigger)), {m.actor for m in who.sources}
    own = cues & _ANNOUNCING and attribution.claimant(sentence) in acting
    due = act.realis == "planned" and acting and trigger.shape == "infinitive" and cues & BE
    if not (own or due):
        return act
    return act._replace(trigger=trigger._replace(decided="THREATEN", mode=None), realis="realised")


_REFUSING = frozenset("will would wo could cannot".split())
_ANNOUNCING = frozenset("will would shall 'll".split())
_TO_COME = frozenset("CONSULT AID COOPERATE SUPPORT".split())


def _roles(sentence: Sentence, act: Act, found: list[Trigger], model: linear.Linear) -> Roles:
    """The likeliest party in each role, with those that are joined to it."""
    if act.who.suffered:
        return act.who
    best: dict[str, tuple[float, Mention]] = {}
    seen: dict[int, dict[str, float]] = {}
    unnamed = LEAST_UNNAMED.get(act.trigger.shape, LEAST_ROLE)
    if sentence.low(act.trigger.start - 1) in RELATIVES:
        unnamed = LEAST_RELATIVE
    least = {SOURCE: LEAST_ROLE if act.who.sources else unnamed, TARGET: LEAST_ROLE if act.who.targets else unnamed}
    elsewhere = {m.actor for m in sentence.mentions if not m.locative}
    for mention in sentence.mentions:
        chances = model.probabilities(features.of_party(sentence, act.trigger, mention, act.who, found))
        seen[mention.start] = chances
        if sentence.low(mention.start - 1) in _PARTS or sentence.low(mention.start - 2) in _PARTS:
            continue  # "14 civilians including three children"
        for name, chance in chances.items():
            if chance < least.get(name, 1.0) or (name in best and chance <= best[name][0]):
                continue
            if name == SOURCE and mention.locative and mention.actor in elsewhere and mention not in act.who.sources:
                continue  # "police in Chile": the police
            if name == TARGET and mention.locative and act.trigger.shape == "noun" and mention not in act.who.targets:
                continue  # "the air strikes in Mali" are not on Mali
            if name == SOURCE and mention not in act.who.sources and (
                _only_says(sentence, mention, act) or (act.trigger.shape == "passive" and _speaks(sentence, mention))
            ):
                continue
            best[name] = (chance, mention)
    if act.who.sources and act.trigger.shape in _BY_GRAMMAR and act.who.sources[0] in sentence.mentions:
        best[SOURCE] = (1.0, act.who.sources[0])
    for name, ruled in ((SOURCE, act.who.sources), (TARGET, act.who.targets)):
        if ruled and name not in best and ruled[0] in sentence.mentions:
            best[name] = (seen[ruled[0].start][name], ruled[0])
    if act.who.targets and TARGET in best and best[TARGET][1].locative and not act.who.targets[0].locative:
        best[TARGET] = (best[TARGET][0], act.who.targets[0])  # "hit places in X where Y kept weapons": Y bears it
    source, target = best.get(SOURCE), best.get(TARGET)
    sources = _joint(sentence, source[1], act.who.sources) if source else ()
    targets = _joint(sentence, target[1], act.who.targets) if target else ()
    if source and target and source[1].actor == target[1].actor and source[1].known:  # nobody acts on himself
        sources, targets = (sources, ()) if source[0] >= target[0] else ((), targets)
    targets = tuple(m for m in targets if m not in sources)
    sources = tuple(m for m in sources if not target or m != target[1])
    if not targets and len(sources) > 1 and act.trigger.type in _MUTUAL:
        sources, targets = sources[:1], sources[1:]  # "A and B signed"
    return act.who._replace(sources=sources, targets=targets)


_BETWEEN = BE | HAVE | MODALS | frozenset(("not", "also", "to", '"', "“", "”"))  # between a subject and its verb
_PARTS = frozenset(("including", "among"))


def _only_says(sentence: Sentence, mention: Mention, act: Act) -> bool:
    """ "the monitor said that the shelling went on": who tells of an act is not, by that, who does it."""
    told = sentence.lows[mention.end : act.trigger.start]
    at = act.trigger.start - 1
    while at > mention.end and (sentence.low(at) in _BETWEEN or sentence.low(at).endswith("ly")):
        at -= 1
    other = at not in sentence.at and sentence.low(at).isalpha() and sentence.low(at) not in attribution.SAYING
    elided = act.trigger.shape not in ("noun", "gerund", "passive") and (act.who.stand_in or not other)
    return not elided and not attribution.SAYING.isdisjoint(told)


def _speaks(sentence: Sentence, mention: Mention) -> bool:
    """ "two were killed, the mayor of X said": whether a word for saying is what the party does."""
    after = sentence.lows[mention.end : mention.end + _SAID_WITHIN]
    end = next((at for at, low in enumerate(after) if low in (",", ";", "and", "that")), len(after))
    return sentence.low(mention.start - 1) != "by" and not (attribution.SAYING | {"spoke"}).isdisjoint(after[:end])


_SAID_WITHIN = 5  # tokens between a party and its verb of saying: "the governor of the region spoke of"
_BY_GRAMMAR = frozenset(("noun", "passive"))  # "X's strikes", "was struck by X": grammar names the source surely
_MUTUAL = frozenset("CONSULT AGREE SUPPORT COOPERATE".split())


def _joint(sentence: Sentence, chosen: Mention, proposed: tuple[Mention, ...]) -> tuple[Mention, ...]:
    if chosen in proposed:
        return proposed
    return tuple({m.start: m for way in (-1, 1) for m in arguments.joint(sentence, chosen, way)}.values())
