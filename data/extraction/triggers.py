"""Which words of a sentence name an act, and in what grammatical shape."""

from __future__ import annotations

from typing import NamedTuple

from data.extraction import instruments
from data.extraction.dates import WEEKDAYS
from data.extraction.lexicon import Entry, Match, load
from data.extraction.sentence import BE, DETERMINERS, HAVE, MODALS, PREPOSITIONS, Sentence

_ADVERBIAL = frozenset(
    "not also again once never still already later then now reportedly allegedly since twice".split()
)
_NOUNISH_BEFORE = (
    DETERMINERS
    | PREPOSITIONS
    | frozenset("'s several two three four five six new recent further more first second third last".split())
)
# After these a participle tells of what kind a thing is; "that", "no one" and "after" may stand before a verb as well
_ATTRIBUTIVE_AFTER = (DETERMINERS | PREPOSITIONS) - frozenset(
    "that this these those all some any no each since before after".split()
)
_AUX = BE | HAVE | MODALS | frozenset("to do does did not n't never".split())
_NO_NOUNS, _NO_OBJECTS, _DETERMINING = PREPOSITIONS | DETERMINERS, PREPOSITIONS | {"and", "when"}, DETERMINERS | {"'s"}
_GOVERNING = MODALS | {"to"}
_BEFORE_VERB = _GOVERNING | {"not", "did"}
_REDUCED = frozenset(("by", "of"))  # after a participle without auxiliary these show that it is passive
# Verbs and nouns that tell who was killed or hurt, and leave open by what act
CASUALTY_HEADS = frozenset("kill wound injure die death hurt maim claim cost leave lose casualty fatality slay".split())


class Trigger(NamedTuple):
    """An act named in a sentence by tokens [start, end)."""

    match: Match
    start: int
    end: int
    shape: str  # active | passive | infinitive | gerund | noun
    mode: str | None
    strength: float  # of the entry, or 1.0 where an instrument shows that force was used
    decided: str = ""  # the type that the model reads from what stands around

    @property
    def type(self) -> str:
        """The PLOVER type: as decided, else as the lexicon has it, "" where it leaves that open."""
        return self.decided or self.match.entry.type


def find(sentence: Sentence) -> list[Trigger]:
    """The triggers of a sentence, left to right: the longest match wins where entries overlap."""
    chosen: list[tuple[Match, str]] = []
    taken: dict[int, int] = {}
    rest: list[Match] = []
    matches = [match for match in load().match(sentence.lows) if not _inside_name(sentence, match)]
    for match in sorted(matches, key=_rank):
        covered = range(match.start, match.end)
        if not taken.keys().isdisjoint(covered):
            rest.append(match)
            continue
        shape = _shape(sentence, match)
        if shape is None or (shape == "passive" and not match.entry.type and sentence.low(match.head - 1) not in BE):
            continue  # "sites used by X": a participle that only describes
        for index in covered:
            taken[index] = len(chosen)
        chosen.append((match, shape))
    out = []
    for number, (match, shape) in enumerate(chosen):
        match = _launched_at(sentence, match, rest)
        mode = match.entry.mode
        if mode is None and rest:  # "launched a rocket attack": the phrase takes the mode of the noun inside it
            inner = {other.entry.mode for other in rest if other.entry.type == match.entry.type
                     and any(taken.get(index) == number for index in range(other.start, other.end))}  # fmt: skip
            inner.discard(None)
            mode = inner.pop() if len(inner) == 1 else None
        strength = match.entry.strength
        if mode in _BY_HAND and shape == "noun":
            mode = None  # "mount an assault": a word for fists that armies use of their own
        if match.entry.type == "ASSAULT" and mode in instruments.OPEN:
            others = {index for index, owner in taken.items() if owner != number and _tells_means(chosen[owner][0])}
            means = instruments.mode(sentence.lows, match.start, match.end, {match.head, *others})
            mode = means or mode
            strength = 1.0 if means and _names_the_act(match.entry) else strength
        out.append(Trigger(match, match.start, match.end, shape, mode, strength))
    return sorted(out, key=lambda trigger: trigger.start)


_BY_HAND = frozenset(("beat",))


def of_toll(at: int) -> Trigger:
    """The trigger of a toll at token `at` that stands without an act: the death of so many."""
    entry = next(entry for entry in load().entries if entry.phrase == ("death",) and entry.type == "ASSAULT")
    return Trigger(Match(entry, at, at + 1, "noun", at), at, at + 1, "noun", None, entry.strength)


_AGAINST = frozenset("at on against into toward towards".split())


def _launched_at(sentence: Sentence, match: Match, rest: list[Match]) -> Match:
    """ "launched missiles" shows force; "launched missiles at X" uses it."""
    if match.entry.type != "MOBILIZE" or sentence.low(match.end) not in _AGAINST:
        return match
    return next((other for other in rest if other.entry.type == "ASSAULT" and other.start == match.start), match)


def _names_the_act(entry: Entry) -> bool:
    """Whether an entry tells what was done ("attack", "fire at") and not only who suffered ("die", "death of")."""
    return entry.target[0] not in ("subj", "none", "of")


def _tells_means(match: Match) -> bool:
    """Whether a trigger is another act with a means of its own ("strikes ... in response to drone attacks")."""
    return match.entry.type == "ASSAULT" and match.entry.pos == "noun" and match.entry.mode is not None


def _rank(match: Match) -> tuple[int, float, int]:
    return (-len(match.entry.phrase) - bool(match.entry.needs) * 0.5, -match.entry.strength, match.start)


def _inside_name(sentence: Sentence, match: Match) -> bool:
    mention, token = sentence.at.get(match.head), sentence.tokens[match.head]
    if match.head > 0 and token.text in _MONTHS:
        return True  # "on 7 March"
    return mention is not None and (
        mention.start < match.head < mention.end - 1 or token.text[:1].isupper() or mention.strength == "people"
    )


_MONTHS = frozenset(("March", "May"))


def _shape(sentence: Sentence, match: Match) -> str | None:
    head, form = match.head, match.form
    low = sentence.low
    if form == "passive":
        return "passive"
    if low(match.end - 1) in PREPOSITIONS and (low(match.end) in WEEKDAYS or low(match.end) in ("least", "most")):
        return None  # "opened fire on Monday", "shot at least five"
    if match.entry.pos == "noun":
        return None if _reads_as_verb(sentence, match) else "noun"
    if match.entry.pos == "adj":
        return "active"
    before = _skip_adverbs(sentence, head - 1)
    previous = low(before)
    if form in ("past", "part"):
        following = low(head + 1)
        if previous in _ATTRIBUTIVE_AFTER and following.isalpha() and following not in _NO_NOUNS:
            return None  # "the besieged town", "a stock of enriched uranium"
        if previous in BE:
            return "passive"
        if previous in HAVE or low(before - 1) in HAVE:
            return "active" if form == "part" or previous in HAVE else None
        if (
            low(head + 1) in _REDUCED
            and match.entry.target[0] == "obj"
            and previous.isalpha()
            and (low(head + 1) == "by" or head - 1 not in sentence.at)
        ):
            return "passive"  # "websites accused of ...", "a base struck by ..."
        if match.entry.phrase[0] in CASUALTY_HEADS and previous in ("of", "the") and following in PREPOSITIONS:
            return None  # "the number of wounded at 18"
        if match.entry.phrase[0] in CASUALTY_HEADS and len(match.entry.phrase) == 1 and _stands_alone(sentence, match):
            return "passive"  # "four men killed", "51 wounded"
        return "active" if form == "past" else None
    if form == "ing":
        if previous in BE:
            return "active"
        return None if previous in DETERMINERS else "gerund"
    if previous == "to" or previous in MODALS or previous in ("not", "n't", "did", "do", "does"):
        return "infinitive" if previous == "to" else "active"
    if form in ("base", "s") and _is_noun_here(sentence, match):
        return None
    return "active"


def _stands_alone(sentence: Sentence, match: Match) -> bool:
    """Whether a casualty verb has no object but a counted noun before it."""
    following = sentence.low(match.end)
    if following.isalnum() and following not in _NO_OBJECTS:
        return False
    before = sentence.low(match.head - 1)
    return before.isalnum() and before not in _NOT_COUNTED


_NOT_COUNTED = frozenset("and or who which that it they he she we have has had also reportedly".split())


def _is_noun_here(sentence: Sentence, match: Match) -> bool:
    """Whether a form that could be noun or verb ("strikes", "attack", "talks") is a noun by its neighbours."""
    head = match.head
    previous, following = sentence.low(head - 1), sentence.low(match.end)
    if match.entry.phrase[0] not in load().nouns:
        return previous in _DETERMINING  # a word that is a verb alone
    if previous in _ADVERBIAL or (previous.endswith("ly") and head - 1 not in sentence.at):
        return False  # "the government strongly protests against"
    if len(match.entry.phrase) > 1:
        return previous in ("the", "a", "an", "'s")
    if head == 0 and match.form == "s":
        return True  # "Fires at both sites": no verb in -s opens a sentence
    if previous in _NOUNISH_BEFORE or previous.isdigit():
        return True
    if following in ("that", "and", ",", ".", "") and match.form == "s":
        return head - 1 not in sentence.at or sentence.at[head - 1].strength == "modifier"
    mention = sentence.at.get(head - 1)
    if mention is not None and match.form == "s" and sentence.low(mention.start - 1) in _OF_NOUNS:
        return True  # "in retaliation for army attacks"
    if following in PREPOSITIONS and following not in ("at",):
        return mention is None or mention.strength == "modifier" or match.form == "base"
    if following in _AUX:
        return True
    if mention is not None:
        return False
    if previous == "and" and match.form == "s" and sentence.low(head - 2).endswith("s"):
        return True  # "rockets and bombs"
    if previous == "and":  # "to attack and destroy", but "rockets and mortar rounds"
        governed = set(sentence.lows[max(0, head - 8) : head]) & _GOVERNING
        return match.form == "base" and not governed and match.end not in sentence.at and following not in DETERMINERS
    return match.form == "base" and head > 0 and previous not in ("they", "we", "who", "that", "which")


_OF_NOUNS = frozenset("for of by over against with from about despite amid".split())  # no clause follows these


def _reads_as_verb(sentence: Sentence, match: Match) -> bool:
    """A one-word noun entry whose word stands as a verb ("US strikes militias", "to attack")."""
    if len(match.entry.phrase) > 1 or match.head == 0:
        return sentence.low(match.head - 1) == "to" and match.head > 0 and sentence.low(match.end) in DETERMINERS
    before = _skip_adverbs(sentence, match.head - 1)
    if sentence.low(before) in _BEFORE_VERB and sentence.low(match.end) not in PREPOSITIONS:
        return True
    mention = sentence.at.get(match.head - 1)
    after = sentence.at.get(match.end)
    return mention is not None and mention.strength != "modifier" and after is not None and not after.locative


def _skip_adverbs(sentence: Sentence, index: int) -> int:
    lows = sentence.lows
    while index >= 0 and (lows[index] in _ADVERBIAL or (lows[index].endswith("ly") and index not in sentence.at)):
        index -= 1
    return index
