"""Killed and wounded: whom a number counts, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass

from data import actors
from data.extraction import attribution, harm
from data.extraction.counts import Number, numbers
from data.extraction.persons import is_people
from data.extraction.sentence import BE, BREAKS, HAVE, JOINERS, MODALS, PREPOSITIONS, Sentence
from data.extraction.victims import of_persons, single, with_others, with_those_before

_NOT_PEOPLE = frozenset(
    "days day weeks week months month years year hours hour minutes minute percent per % km kilometres kilometers "
    "miles "
    "metres meters rockets rocket missiles missile drones drone strikes attacks attack raids million billion dollars "
    "th st nd rd times sites bases vehicles tanks a.m p.m am pm dogs animals birds cattle sheep ewes".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
@dataclass(frozen=True, slots=True)
class Toll:
    """A claimed number of killed or wounded, at token `at`."""

    kind: str  # killed | wounded
    at: int
    number: Number


def find(sentence: Sentence) -> list[Toll]:
    """The tolls that a sentence claims, at most one a number."""
    tolls: list[Toll] = []
    if harm.SAID.isdisjoint(sentence.lows):
        return tolls
    counts = [number for number in numbers(sentence) if _counts_people(sentence, number)]
    used: set[int] = set()
    for at, low in enumerate(sentence.lows):
        if low in harm.NOBODY_HURT and _none(sentence, at):
            kinds = ("killed",) if low == "victims" else ("killed", "wounded")
            tolls += [Toll(kind, at, Number(at, at, 0, 0, 0)) for kind in kinds]
            continue
        kind = "killed" if low in harm.KILLED else "wounded" if low in harm.WOUNDED else None
        if kind is None or _not_done(sentence, at):
            continue
        free = [n for n in counts if n.start not in used]
        number, one = _number_of(sentence, at, low, free), single(sentence, at, low)
        if one is not None and (number is None or at < one.start < number.start):
            number = one  # "killed a major and eleven of his soldiers"
        if number is not None:
            number = with_those_before(sentence, with_others(sentence, number, counts), at, free)
        elif kind == "killed" and _none(sentence, at):
            number = Number(at, at, 0, 0, 0)
        if number is not None:
            used.update(range(number.start, number.end + 1))
            tolls.append(Toll(kind, at, number))
    return [*tolls, *_rival_claims(sentence, tolls, [n for n in counts if n.start not in used])]


def whose(sentence: Sentence, toll: Toll) -> str | None:
    """The actor whose people a toll counts: "61 rebels of X", "X admitted the loss of 16 men"."""
    if sentence.low(toll.at) in _OWN:
        mention = next((m for m in sentence.mentions if m.end <= toll.at and m.known and not m.locative), None)
    else:
        after = sentence.lows[toll.number.end : toll.number.end + harm.NOUN_PHRASE]
        length = next((i for i, low in enumerate(after) if low in _COUNTED_END), len(after))
        counted = range(toll.number.start, toll.number.end + length)
        mention = next((m for at in counted if (m := sentence.at.get(at)) and m.known and not m.locative), None)
    return mention.actor if mention is not None and actors.KIND.get(mention.actor) != "population" else None


_OWN = frozenset("lost loss losses".split())
# Words that end the phrase of who is counted: "three deaths and said officers had fired"
_COUNTED_END = JOINERS | BREAKS | BE | HAVE | {",", "while", "when", "in", "by"}


def is_joined(sentence: Sentence, toll: Toll) -> bool:
    """Whether a toll is told by a verb without a subject of its own: "..., killing nine", "... and killed nine"."""
    low, before = sentence.low(toll.at), sentence.low(toll.at - 1)
    return low in harm.DONE_TO and toll.number.start > toll.at and (
        before == "and" or (before == "," and low.endswith("ing"))
    )  # fmt: skip


def _counts_people(sentence: Sentence, number: Number) -> bool:
    low = sentence.low
    if number.best is not None and 1900 <= number.best <= 2100 and low(number.start - 1) in ("in", "of", "since"):
        return "," in low(number.start)
    if low(number.start) == "both" and not of_persons(sentence, number):
        return False
    if low(number.start - 1) == "of" and is_people(low(number.start - 2)):  # "five members of one family"
        return False
    if _is_part(sentence, number):
        return False
    if {"including", "among"} & {low(number.start - 1), low(number.start - 2)}:
        return False  # "14 civilians including three children": a part of a toll
    if _is_age(sentence, number):
        return False
    told = sentence.lows[number.end : number.end + 2 * harm.NOUN_PHRASE]
    if "among" in told[:harm.NOUN_PHRASE] and {"dead", "killed", "victims"} & set(told[told.index("among") :][:4]):
        return False  # "eight commandos are among the dead"
    if low(number.start - 1) in _MONTHS or low(number.end) in _MONTHS or _is_ordinal(low(number.start)):
        return False
    things = any(low(at) in _NOT_PEOPLE for at in (number.end, number.end + 1))
    return not things and low(number.start - 1) not in _MONEY


def _is_part(sentence: Sentence, number: Number) -> bool:
    """ "nine people, three of them children, were killed": the second number is a part of the first."""
    whole = sentence.lows[number.end : number.end + 2] in (["of", "them"], ["of", "whom"])
    aside = sentence.lows[number.end + 2 : number.end + harm.NOUN_PHRASE]
    return whole and sentence.low(number.start - 1) == "," and "," in aside and harm.SAID.isdisjoint(aside)


def _is_ordinal(low: str) -> bool:
    return low[:1].isdigit() and low[-2:] in _ORDINAL


_ORDINAL = frozenset(("st", "nd", "rd", "th"))
_MONEY = frozenset("$€£")


def _is_age(sentence: Sentence, number: Number) -> bool:
    """ "N, 16, died", "a boy of four", "aged nine"."""
    before, low = sentence.tokens[number.start - 1] if number.start else None, sentence.low
    name = number.start > 1 and sentence.tokens[number.start - 2].text[:1].isupper()
    apart = before is not None and before.low == "," and low(number.end) == "," and name
    return apart or low(number.start - 1) == "aged" or (
        low(number.start - 1) == "of" and low(number.start - 2) in ("boy", "girl", "man", "woman", "child")
    )  # fmt: skip


def _not_done(sentence: Sentence, at: int) -> bool:
    """ "will be killed", "vowed to kill ten", "should die": nobody has died; "may have been killed" is a claim."""
    before = sentence.lows[max(0, at - 3) : at]
    if sentence.low(at + 1) == "off":
        return True  # "killed off the plan"
    if sentence.low(at + 1) == "or" and sentence.low(at + 2) in _ALTERNATIVES:
        return True  # "killed or wounded": how many died is not said
    if sentence.low(at - 1) == "or" and sentence.low(at - 2) in _ALTERNATIVES:
        return True
    return (bool(MODALS.intersection(before)) and HAVE.isdisjoint(before)) or (
        sentence.lows[at] in ("kill", "murder") and before[-1:] == ["to"]
    )  # fmt: skip


_ALTERNATIVES = (
    harm.KILLED | harm.WOUNDED | frozenset("captured missing driven driving displaced expelled arrested".split())
)


def _number_of(sentence: Sentence, at: int, low: str, counts: list[Number]) -> Number | None:
    """The count that belongs to the word at `at`: "killed five", "five ... were killed", "the death of five"."""
    following = sentence.low(at + 1)
    after = [n for n in counts if at < n.start <= at + harm.OBJECT and not _broken(sentence, at + 1, n.start)
             and harm.SAID.isdisjoint(sentence.lows[at + 1 : n.start])]  # fmt: skip
    before = [n for n in counts if at - harm.REACH <= n.start and n.end <= at and not _broken(sentence, n.end, at)]
    if low in harm.FIGURES and _is_put(sentence, at):  # "put its dead in the town at two"
        put_at = [n for n in counts if at < n.start <= at + harm.REACH and ";" not in sentence.lows[at : n.start]
                  and not harm.PUT_AT.isdisjoint(sentence.lows[n.start - 3 : n.start])]  # fmt: skip
        if put_at:
            return put_at[0]
    if low in harm.NOUNS:
        near = next((n for n in after if following == "of" and n.start <= at + 4), None)
        things = near is not None and low in harm.LOSSES and _says_what_else(sentence, near)  # "the loss of one post"
        return None if things else near
    if low in harm.HURT and sentence.low(at - 1) in ("the", "those"):
        return None  # "to see the wounded"; "three of those killed"
    if low in harm.IF_PERSONS:
        near = before[-1:] if harm.PASSIVE & set(sentence.lows[max(0, at - 2) : at]) else after[:1]
        return next((n for n in near if of_persons(sentence, n)), None)
    if low == "death" and sentence.low(at - 1) == "to":  # "trampled to death"; "put to death two men"
        return next((n for n in after if n.start == at + 1), before[-1] if before else None)
    if low == "lives" and harm.TAKEN.isdisjoint(sentence.lows[max(0, at - harm.SUBJECT) : at + harm.SUBJECT]):
        return None  # "to spare lives"
    if low in ("death", "deaths", "lives", "bodies", "corpses", "graves"):
        if before and (low != "death" or following == "toll"):
            return before[-1] if low not in harm.REMAINS or before[-1].end == at else None
        return after[0] if after and (following == "of" or "toll" in (following, sentence.low(at + 2))) else None
    if low == "fallen":
        fell = sentence.low(at - 1) in HAVE or sentence.low(at - 2) in HAVE
        return before[-1] if fell and before and of_persons(sentence, before[-1]) else None
    if before and before[-1].end == at:
        return before[-1]  # "four killed and 30 wounded"
    passive = not harm.PASSIVE.isdisjoint(sentence.lows[max(0, at - 3) : at])
    alone = following in harm.CLOSING and bool(before)  # "two donors killed and four wounded"
    active = (low in harm.DONE_TO or harm.shot_dead(sentence, at)) and not passive and not alone
    if active and after:
        return after[0]
    return before[-1] if before else None


def _is_put(sentence: Sentence, at: int) -> bool:
    """Whether the word at `at` is a figure that somebody puts: "put its losses", "the toll stood"."""
    after = sentence.lows[at : at + harm.SUBJECT]
    end = next((index for index, low in enumerate(after) if low in _CLAUSE_ENDS), len(after))
    told = [*sentence.lows[max(0, at - 6) : at], *after[:end]]
    return not harm.PUTTING.isdisjoint(told) and harm.RUNNING.isdisjoint(told)


def _broken(sentence: Sentence, start: int, end: int) -> bool:
    return any(
        sentence.low(index) in (";", ":", "-", "–", "—", "after", "before", "while", "by", "in", "when")
        for index in range(start, end)
    )


def _none(sentence: Sentence, at: int) -> bool:
    window = sentence.lows[max(0, at - 4) : at]
    if MODALS.intersection(window):
        return False
    of_them = sentence.lows[max(0, at - harm.SUBJECT) : at]
    none = "none" in of_them and _CLAUSE_ENDS.isdisjoint(of_them[of_them.index("none") :])  # "none of its men was hurt"
    if none or "nobody" in window or sentence.low(at + 1) == "nobody":
        return True
    told = [*window[window.index("no") + 1 :], sentence.low(at)] if "no" in window else []
    return any(low in _NONE_OF or is_people(low) for low in told)


_NONE_OF = frozenset("one casualties injuries troops was were reports deaths fatalities victims".split())


def _rival_claims(sentence: Sentence, tolls: list[Toll], counts: list[Number]) -> list[Toll]:
    """ "two were killed, the hospital says five", "... and 112 according to residents": the toll, counted again."""
    out = []
    for number in counts:
        told = [toll for toll in tolls if toll.at < number.start and toll.number.best != 0]
        apart = told and not _CLAUSE_ENDS.isdisjoint(sentence.lows[told[-1].at : number.start])
        if apart and _is_claimed(sentence, number) and not _says_what_else(sentence, number):
            out.append(Toll(told[-1].kind, number.start, number))
    return out


_CLAUSE_ENDS = frozenset(", ; and while whereas but".split())
_BEFORE_COUNT = frozenset(
    'at least more than fewer less about around some only of to up as many the number it them "'.split()
)
_ADMITTING = frozenset("spoke speaks speak admits admit puts".split())


def _is_claimed(sentence: Sentence, number: Number) -> bool:
    """Whether a number stands as the object of a word for saying: "says five", "spoke of fewer than ten"."""
    if sentence.lows[number.end : number.end + 2] == ["according", "to"]:
        return True
    at = number.start - 1
    while at >= 0 and sentence.low(at) in _BEFORE_COUNT:
        at -= 1
    return sentence.low(at) in attribution.SAYING | _ADMITTING


def _says_what_else(sentence: Sentence, number: Number) -> bool:
    """Whether a noun follows that is no word for people: "spoke of ten tanks"."""
    following = sentence.low(number.end)
    free = not following.isalpha() or following in JOINERS | PREPOSITIONS | {"according", "dead", "in"}
    return not free and not of_persons(sentence, number)
