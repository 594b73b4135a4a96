"""Which words of a sentence name an act, which act it is, who does it and who bears it.

Lexicon and grammar propose (`propose`); two small linear models, trained on data/corpus alone, decide (`decide`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from data.extraction import arguments, features, linear, realis, roles, triggers
from data.extraction.participants import Mention
from data.extraction.roles import Roles
from data.extraction.sentence import Sentence
from data.extraction.triggers import Trigger

MODEL_FILE = Path(__file__).with_name("model.npz")
# is it an act; which one; who stands where; and what a marked actor does to another
ACT_MODEL, TYPE_MODEL, ROLE_MODEL, PAIR_MODEL = "act", "type", "role", "pair"
ACT, NONE = "act", "none"  # the classes of the first
SOURCE, TARGET = "source", "target"  # the classes of the role model; a party may also stand in neither role
LEAST_ACT = 0.75  # probability that some act is named from which on a trigger counts: best F1 on unseen themes
# what the lexicon's own reading adds to the scores (log odds) of its strength that an act is named, and that it is this one
TRUST_ACT, TRUST_TYPE = 1.5, 1.0
LEAST_ROLE = 0.33  # probability from which on a party counts as standing in a role


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger with what was decided of it."""

    trigger: Trigger
    who: Roles
    realis: str
    probability: float  # that it names an act, and this one


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
    out = []
    for act in proposed:
        seen = features.of_act(sentence, act.trigger, act.who, act.realis)
        named = trained[ACT_MODEL].probabilities(seen, {ACT: TRUST_ACT * act.trigger.strength})[ACT]
        if named < LEAST_ACT:
            continue
        trust = TRUST_TYPE * act.trigger.strength * (act.realis == "realised")  # what is announced is often a threat
        act = _typed(act, trained[TYPE_MODEL].best(seen, {act.trigger.type: trust}))
        who = _roles(sentence, act, found, trained[ROLE_MODEL])
        out.append(replace(act, who=who, probability=float(named)))
    return out


def _typed(act: Act, name: str) -> Act:
    """An act of the type that was decided: its mode is that of the lexicon only where the type is, too."""
    trigger, done = act.trigger, act.realis
    if name != trigger.type:
        mode = trigger.mode if name == "ASSAULT" else None
        trigger = replace(trigger, decided=name, mode=mode)
        if name == "THREATEN" and done == "planned":
            done = "realised"  # force that is announced is a threat uttered
    return replace(act, trigger=trigger, realis=done)


def _roles(sentence: Sentence, act: Act, found: list[Trigger], model: linear.Linear) -> Roles:
    """The likeliest party in each role, with those that are joined to it."""
    best: dict[str, tuple[float, Mention]] = {}
    for mention in sentence.mentions:
        chances = model.probabilities(features.of_party(sentence, act.trigger, mention, act.who, found))
        for name, chance in chances.items():
            if chance >= LEAST_ROLE and chance > best.get(name, (0.0,))[0]:
                best[name] = (float(chance), mention)
    source, target = best.get(SOURCE), best.get(TARGET)
    sources = _joint(sentence, source[1], act.who.sources) if source else ()
    targets = _joint(sentence, target[1], act.who.targets) if target else ()
    targets = tuple(m for m in targets if m not in sources)
    sources = tuple(m for m in sources if not target or m != target[1])
    if not targets and len(sources) > 1 and act.trigger.type in _MUTUAL:
        sources, targets = sources[:1], sources[1:]  # "A and B signed"
    return replace(act.who, sources=sources, targets=targets)


_MUTUAL = frozenset("CONSULT AGREE SUPPORT COOPERATE".split())


def _joint(sentence: Sentence, chosen: Mention, proposed: tuple[Mention, ...]) -> tuple[Mention, ...]:
    if chosen in proposed:
        return proposed
    return tuple({m.start: m for way in (-1, 1) for m in arguments.joint(sentence, chosen, way)}.values())
