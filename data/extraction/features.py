"""What the models see of an act and of the parties near it: names of features, each present or not."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise

from data.extraction.arguments import ANSWERING
from data.extraction.fields import fields_of, stem
from data.extraction.lexicon import BOTH, classes, plural
from data.extraction.mention import Mention
from data.extraction.roles import SUFFERING, Roles
from data.extraction.sentence import BREAKS, JOINERS, PREPOSITIONS, RELATIVES, Sentence
from data.extraction.tokens import KEPT, Token
from data.extraction.triggers import Trigger

LEFT, RIGHT = 5, 6  # words before and after an act that tell which act it is
FIELDS_LEFT, FIELDS_RIGHT = 6, 10  # the same for what the words are about: an object may stand far from its verb
_OUTSIDE, _NAME, _FIGURE = "|", "N", "0"  # what stands for words outside the sentence, for names and for figures
_NEAR = 4  # words after an act that tell with its head which act it is
_PARTICLES = frozenset("back up out off down over in away through aside for on to with against".split())
_FAR = 5  # tokens from which on a distance counts as one more step only


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in classes().items():
        for word in words if name != BOTH else ():
            for form in plural(word, {}):
                found[form] = (*found.get(form, ()), name)
    return found


def kind(mentions: tuple[Mention, ...]) -> str:
    """What sort of party stands in a role."""
    return mentions[0].strength if mentions else "-"


def _seen(sentence: Sentence) -> list[str]:
    """The words as the models see them, parties by their kind, from LEFT words before the sentence to RIGHT after."""
    if sentence.seen is None:
        words = [*map(_word, sentence.tokens)]
        if words and words[0] == _NAME:
            words[0] = stem(sentence.lows[0])  # the first word is capitalised, whatever it is
        for index, mention in sentence.at.items():
            words[index] = f"<{mention.strength}>"
        sentence.seen = [_OUTSIDE] * LEFT + words + [_OUTSIDE] * RIGHT
    return sentence.seen


@lru_cache(KEPT)
def _word(token: Token) -> str:
    """A word that names no party, as the models see it: figures are as good as each other, and so are names."""
    if token.figure:
        return _FIGURE
    return _NAME if not token.plain and token.text[:1].isupper() else stem(token.low)


def of_act(sentence: Sentence, trigger: Trigger, who: Roles, realis: str) -> list[str]:
    """Features that tell which act, if any, a trigger names."""
    entry, head = trigger.match.entry, stem(sentence.low(trigger.match.head))
    lex, shape = entry.type or "open", trigger.shape
    source = kind(who.sources) if who.sources else f"~{who.stand_in}" if who.stand_in else "-"
    target = kind(who.targets)
    seen = _seen(sentence)
    before = seen[trigger.start : trigger.start + LEFT][::-1]
    after = seen[trigger.end + LEFT : trigger.end + LEFT + RIGHT]
    inside = sentence.lows[trigger.start : trigger.end]
    around = sentence.lows[trigger.end : trigger.end + RIGHT]
    near = [name for low in around if low in _classes() for name in _classes()[low]]
    lexical, headed, shaped, real = f"L={lex}", f"H={head}", f"S={shape}", f"R={realis}"
    acting, bearing = f"A={source}", f"B={target}"
    following, two = f"r={after[0]}", f"r={after[0]} {after[1]}"
    found = [
        lexical, f"{lexical}|{shaped}", f"{lexical}|{real}", f"M={lex}|{trigger.mode}",
        f"G={lex}|{trigger.strength:.1f}", f"P={' '.join(entry.phrase)}", headed, f"{headed}|{shaped}",
        f"{headed}|{real}", f"{shaped}|{trigger.match.form}", real,
        acting, bearing, f"{acting}|{lexical}", f"{bearing}|{lexical}", f"{acting}|{headed}", f"{bearing}|{headed}",
        f"{lexical}|l={before[0]}", f"{lexical}|{following}", f"{headed}|{following}", f"{headed}|{two}",
        f"l={before[1]} {before[0]}", two, f"first={seen[LEFT]}", f"heading={sentence.heading}|{lex}",
    ]  # fmt: skip
    found += [f"l:{word}" for word in before]
    right = [f"r:{word}" for word in after]
    found += right
    found += [f"{headed}|{word}" for word in right[1:_NEAR]]
    found += [f"{headed}|{word}" for word in around[:_NEAR] if word in _PARTICLES]
    found += [f"c:{name}" for low in inside if low in _classes() for name in _classes()[low]]
    for name in near:
        found += f"c:{name}", f"{headed}|c:{name}"
    found += [f"i:{stem(low)}" for low in inside]
    left = sentence.lows[max(0, trigger.start - FIELDS_LEFT) : trigger.start]
    right = sentence.lows[trigger.end : trigger.end + FIELDS_RIGHT]
    found += [f"F:{name}" for name in fields_of(sentence.low(trigger.match.head))]
    found += [f"{side}:{name}" for side, run in (("fl", left), ("fi", inside), ("fr", right))
              for low in run for name in fields_of(low)]  # fmt: skip
    return found


def of_party(sentence: Sentence, trigger: Trigger, mention: Mention, who: Roles, acts: list[Trigger]) -> list[str]:
    """Features that tell whether a party does the act of a trigger, or bears it."""
    left = mention.end <= trigger.start
    side = "left" if left else "right" if mention.start >= trigger.end else "inside"
    start, end = (mention.end, trigger.start) if left else (trigger.end, mention.start)
    between = sentence.lows[start:end] if side != "inside" else []
    crossed = len([act for act in acts if start <= act.start < end and act.start != trigger.start])
    parties = len({id(sentence.at[i]) for i in range(start, end) if i in sentence.at})
    lead = sentence.low(mention.start - 1)
    if lead in ("the", "a", "an", "its", "their"):
        lead = sentence.low(mention.start - 2)
    lead = lead if lead in _LEADS else "*"
    follow = sentence.low(mention.end)
    follow = follow if follow in _FOLLOWS else "*"
    distance = min(len(between), _FAR) if len(between) <= _FAR else _FAR + (len(between) > 2 * _FAR)
    as_source, as_target = mention in who.sources, mention in who.targets
    shape, lex, strength = trigger.shape, trigger.type or "open", mention.strength
    none = f"{bool(who.sources):d}{bool(who.targets):d}"
    rule, here, led, lying = f"rule={as_source:d}{as_target:d}", f"{shape}|{side}", f"{side}|{lead}", f"{side}|{shape}"
    found = [
        rule, f"{rule}|{shape}", f"{rule}|{lex}", f"{rule}|{strength}",
        f"{rule}|{none}|{side}", here, f"{here}|{lead}", f"{lex}|{led}",
        f"{here}|d={distance}", f"{here}|{follow}", f"{strength}|{lying}",
        f"{here}|x={min(crossed, 2)}", f"{here}|p={min(parties, 3)}",
        f"{trigger.match.entry.target[0]}|{lead}|{side}", f"loc={mention.locative}|{side}|{lex}",
        f"{stem(sentence.low(trigger.match.head))}|{led}", f"{here}|p={min(parties, 2)}|{lead}|{none}",
        f"{strength}|{lead}|{side}", f"first={mention is sentence.mentions[0]}|{lying}",
    ]  # fmt: skip
    if not ANSWERING.isdisjoint(between):
        found.append(f"answers|{lying}")
    if not SUFFERING.isdisjoint(between):
        found.append(f"suffers|{lying}")
    found += [f"has {mark}|{lying}" for mark in _MARKS.intersection(between)]
    return found


_LEADS = PREPOSITIONS | JOINERS | RELATIVES | {"to", ",", "'s", "said", ""}
_FOLLOWS = PREPOSITIONS | JOINERS | RELATIVES | {"to", ",", "'s", "said", "has", "had"}
_MARKS = BREAKS | frozenset((",", "that", "which", "who", "and", "said", "after", "by", "to", '"'))


PAIR_WORDS = 14  # words between two marked actors that are all seen; of more, the first nine and the last six
# how much an act says of the pair by how it stands to it: it joins both, names one, stands between them, ...
_JOINS = {
    "joins": 1.0, "source": 0.6, "target": 0.6, "between": 0.5, "one": 0.3, "reversed": 0.2, "after": 0.2,
    "before": 0.15,
}  # fmt: skip
_DECAY = 0.9  # a word further from the nearer actor
_AS_TOLD = ("H=", "L=", "i:", "c:", "r:", "P=", "F:", "fi:", "fr:")  # what tells an act without regard to its parties
_OF_ACT = 0.6  # what such a feature weighs against those of the pair


def of_pair(sentence: Sentence, told: list[tuple[Trigger, Roles, str]], source: str, target: str) -> dict[str, float]:
    """Features, with their strengths, that tell what one marked actor does to another.

    `told` holds the triggers with their roles and realis; `source` and `target` are the actor ids of the marked pair.
    """
    found: dict[str, float] = {}

    def put(name: str, value: float) -> None:
        found[name] = max(value, found.get(name, 0.0))

    for trigger, who, realis in told:
        place, near = _joins(sentence, trigger, who, source, target)
        strong, lex = near * trigger.strength, trigger.type or "open"
        put(f"t:{lex}:{place}", strong)
        put(f"t:{lex}", _JOINS[place] * strong)
        put(f"m:{lex}:{trigger.mode}", strong / 2)
        put(f"r:{lex}:{realis}", _JOINS[place] * strong)
        for name in of_act(sentence, trigger, who, realis):
            if name.startswith(_AS_TOLD):
                put(f"a:{name}", _OF_ACT * near * _JOINS[place])
    words, at = _masked(sentence, source, target)
    places = [i for i, word in enumerate(words) if word in ("A_", "B_")] or [0, len(words) - 1]
    first, last = places[0], places[-1]
    middle = words[first : last + 1]
    if last - first > PAIR_WORDS:
        middle = middle[:9] + middle[-6:]
    put("order:AB" if at.get("A_", -1) < at.get("B_", -1) and "A_" in at else "order:BA", 0.5)
    fields = [
        ("w", words[max(0, first - 8) : last + 9], 0.35), ("mid", middle, 0.5),
        ("pre", words[max(0, first - 4) : first], 0.3), ("post", words[last + 1 : last + 7], 0.35),
    ]  # fmt: skip
    if "A_" in at:
        fields.append(("aA", words[at["A_"] + 1 : at["A_"] + 6], 0.5))
    if "B_" in at:
        fields.append(("bB", words[max(0, at["B_"] - 4) : at["B_"]], 0.5))
    for tag, run, value in fields:
        for word in run:
            put(f"{tag}:{word}", value)
            for name in fields_of(word):
                put(f"{tag}~{name}", 0.7 * value)
        for one, other in pairwise(run):
            put(f"{tag}:{one} {other}", value)
    for low in sentence.lows:
        for name in _classes().get(low, ()):
            put(f"c:{name}", 0.35)
        for name in fields_of(low):
            put(f"f:{name}", 0.35)
    return found


def _joins(sentence: Sentence, trigger: Trigger, who: Roles, source: str, target: str) -> tuple[str, float]:
    """How an act stands to the marked pair, and how near it is to it, 0 to 1."""
    acting, bearing = {m.actor for m in who.sources}, {m.actor for m in who.targets}
    if source in acting and target in bearing:
        return "joins", 1.0
    gaps = [max(trigger.start - m.end, m.start - trigger.end, 0) for m in sentence.mentions]
    near = _DECAY ** min(gaps, default=0)
    if source in acting:
        return "source", near
    if target in bearing:
        return "target", near
    if source in bearing or target in acting:
        return "reversed", near
    if len(sentence.mentions) < 2:
        return "one", near
    one, other = sentence.mentions
    if one.end <= trigger.start < other.start:
        return "between", near
    return ("before" if trigger.start < one.start else "after"), near


def _masked(sentence: Sentence, source: str, target: str) -> tuple[list[str], dict[str, int]]:
    """The words of a sentence with the marked actors as A_ and B_, and where those stand first."""
    words: list[str] = []
    at: dict[str, int] = {}
    index = 0
    while index < len(sentence.lows):
        mention = sentence.at.get(index)
        if mention is not None:
            word = "A_" if mention.actor == source else "B_"
            at.setdefault(word, len(words))
            index = mention.end
        else:
            word = _seen(sentence)[index + LEFT]
            index += 1
        if word != "N" or words[-1:] != ["N"]:
            words.append(word)
    return words, at
