"""Killed and wounded: whom a number counts, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data import actors
from data.extraction import attribution
from data.extraction.counts import Number, numbers
from data.extraction.mention import Mention
from data.extraction.sentence import BE, HAVE, JOINERS, MODALS, PREPOSITIONS, RELATIVES, Sentence

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
# Words whose object is who was killed or hurt: "killed five", "the murder of two"
_DONE_TO_DEATH = frozenset(
    "killed kill kills killing executed hanged murdered murder assassinated massacred massacre gunned".split()
)
_DONE_TO_HARM = frozenset("wounded wounding injured injuring injure hurt".split())
_DONE_TO = _DONE_TO_DEATH | _DONE_TO_HARM
_KILLED = _DONE_TO_DEATH | frozenset(
    "dead died dying slain perished drowned fallen deaths death lives life lost fatalities loss losses toll murders "
    "bodies".split()
)
_WOUNDED = _DONE_TO_HARM | frozenset("wounds harmed".split())
_NOBODY_HURT = _WOUNDED | frozenset("casualties injuries".split())  # where there were none of these, nobody died
_NOUNS = frozenset("loss losses toll murder murders massacre".split())
_HURT = frozenset("dead killed wounded injured hurt".split())
_FIGURES = frozenset("dead losses loss toll killed".split())
_PUTTING = frozenset("put puts gave stood stands rose number".split())
_PERSONS = frozenset(
    "soldier serviceman servicewoman policeman officer civilian contractor fighter militant man woman child boy girl "
    "person member pilot sailor guard worker journalist driver crewman commander general diplomat passenger protester "
    "student teacher farmer villager militiaman gunman insurgent rebel trooper marine peacekeeper linguist scientist "
    "reporter translator lieutenant corporal sergeant captain major colonel commissioner mayor judge leader aide nurse "
    "doctor priest trader fisherman herdsman technician engineer guest captive prisoner hostage shopkeeper apprentice "
    "bodyguard seaman gunner gendarme recruit conscript victim terrorist martyr monk pupil rescuer donor mother father "
    "campaigner activist lawyer editor publisher minister official envoy chief guerrilla commando".split()
)
_PLURALS = frozenset(("people", "children"))
_REACH = 12  # tokens between a number and the word for killed: "15 people, most of them officers, had been killed"
_NOUN_PHRASE = 5  # tokens after a number that hold its noun and the verb
_OBJECT = 6  # tokens between a verb and the number in its object: "killed at least five"
_SUBJECT = 8  # tokens before a verb that hold who died: "a lieutenant of the coast guard was shot dead"


@dataclass(frozen=True, slots=True)
class Toll:
    """A claimed number of killed or wounded, at token `at`."""

    kind: str  # killed | wounded
    at: int
    number: Number


def find(sentence: Sentence) -> list[Toll]:
    """The tolls that a sentence claims, at most one a number."""
    tolls: list[Toll] = []
    if _SAID.isdisjoint(sentence.lows):
        return tolls
    counts = [number for number in numbers(sentence) if _counts_people(sentence, number)]
    used: set[int] = set()
    for at, low in enumerate(sentence.lows):
        if low in _NOBODY_HURT and _none(sentence, at):
            tolls += [Toll(kind, at, Number(at, at, 0, 0, 0)) for kind in ("killed", "wounded")]
            continue
        kind = "killed" if low in _KILLED else "wounded" if low in _WOUNDED else None
        if kind is None or _not_done(sentence, at):
            continue
        free = [n for n in counts if n.start not in used]
        number, one = _number_of(sentence, at, low, free), _single(sentence, at, low)
        if one is not None and (number is None or at < one.start < number.start):
            number = one  # "killed a major and eleven of his soldiers"
        if number is not None:
            number = _with_those_before(sentence, _with_others(sentence, number, counts), at, free)
        elif kind == "killed" and _none(sentence, at):
            number = Number(at, at, 0, 0, 0)
        if number is not None:
            used.update(range(number.start, number.end + 1))
            tolls.append(Toll(kind, at, number))
    return [*tolls, *_rival_claims(sentence, tolls, [n for n in counts if n.start not in used])]


_SAID = _KILLED | _NOBODY_HURT


def whose(sentence: Sentence, toll: Toll) -> str | None:
    """The actor whose people a toll counts: "61 rebels of X", "X admitted the loss of 16 men"."""
    if sentence.low(toll.at) in _OWN:
        mention = next((m for m in sentence.mentions if m.end <= toll.at and m.known and not m.locative), None)
    else:
        after = range(toll.number.start, toll.number.end + _NOUN_PHRASE)
        mention = next((m for at in after if (m := sentence.at.get(at)) and m.known and not m.locative), None)
    return mention.actor if mention is not None and actors.KIND.get(mention.actor) != "population" else None


_OWN = frozenset("lost loss losses".split())


def _counts_people(sentence: Sentence, number: Number) -> bool:
    low = sentence.low
    if number.best is not None and 1900 <= number.best <= 2100 and low(number.start - 1) in ("in", "of", "since"):
        return False
    if {"including", "among"} & {low(number.start - 1), low(number.start - 2)}:
        return False  # "14 civilians including three children": a part of a toll
    if _is_age(sentence, number):
        return False
    told = sentence.lows[number.end : number.end + 2 * _NOUN_PHRASE]
    if "among" in told[:_NOUN_PHRASE] and {"dead", "killed", "victims"} & set(told[told.index("among") :][:4]):
        return False  # "eight commandos are among the dead"
    if low(number.start - 1) in _MONTHS or low(number.end) in _MONTHS or low(number.start)[-2:] in _ORDINAL:
        return False
    things = any(low(at) in _NOT_PEOPLE for at in (number.end, number.end + 1))
    return not things and low(number.start - 1) not in _MONEY


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
    return (bool(MODALS.intersection(before)) and HAVE.isdisjoint(before)) or (
        sentence.lows[at] in ("kill", "murder") and before[-1:] == ["to"]
    )


def _number_of(sentence: Sentence, at: int, low: str, counts: list[Number]) -> Number | None:
    """The count that belongs to the word at `at`: "killed five", "five ... were killed", "the death of five"."""
    following = sentence.low(at + 1)
    after = [n for n in counts if at < n.start <= at + _OBJECT and not _broken(sentence, at + 1, n.start)]
    before = [n for n in counts if at - _REACH <= n.start and n.end <= at and not _broken(sentence, n.end, at)]
    if low in _FIGURES and _is_put(sentence, at):  # "put its dead in the town at two"
        put_at = [n for n in counts if at < n.start <= at + _REACH and ";" not in sentence.lows[at : n.start]
                  and "at" in (sentence.low(n.start - 1), sentence.low(n.start - 2))]  # fmt: skip
        if put_at:
            return put_at[0]
    if low in _NOUNS:
        return next((n for n in after if following == "of" and n.start <= at + 4), None)
    if low in _HURT and sentence.low(at - 1) == "the":
        return None  # "to see the wounded"
    if low == "lost":
        near = before[-1:] if _PASSIVE & set(sentence.lows[max(0, at - 2) : at]) else after[:1]
        return next((n for n in near if _of_persons(sentence, n)), None)
    if low == "death" and sentence.low(at - 1) == "to":  # "trampled to death"; "put to death two men"
        return next((n for n in after if n.start == at + 1), before[-1] if before else None)
    if low in ("death", "deaths", "lives", "bodies"):
        if before and (low != "death" or following == "toll"):
            return before[-1] if low != "bodies" or before[-1].end == at else None
        return after[0] if after and (following == "of" or "toll" in (following, sentence.low(at + 2))) else None
    if low == "fallen":
        fell = sentence.low(at - 1) in HAVE or sentence.low(at - 2) in HAVE
        return before[-1] if fell and before and _of_persons(sentence, before[-1]) else None
    if before and before[-1].end == at:
        return before[-1]  # "four killed and 30 wounded"
    passive = not _PASSIVE.isdisjoint(sentence.lows[max(0, at - 3) : at])
    alone = following in _CLOSING and bool(before)  # "two donors killed and four wounded"
    active = (low in _DONE_TO or _shot_dead(sentence, at)) and not passive and not alone
    if active and after:
        return after[0]
    return before[-1] if before else None


_PASSIVE = BE - {"'s"}
_CLOSING = frozenset((",", "and", ";", ".", "in", "on", "by", "when"))


def _shot_dead(sentence: Sentence, at: int) -> bool:
    return sentence.low(at - 1) == "shot" and sentence.low(at) == "dead"


def _is_put(sentence: Sentence, at: int) -> bool:
    """Whether the word at `at` is a figure that somebody puts: "put its losses", "the toll stood"."""
    return not _PUTTING.isdisjoint(sentence.lows[max(0, at - 6) : at + 4])


def _broken(sentence: Sentence, start: int, end: int) -> bool:
    return any(
        sentence.low(index) in (";", ":", "-", "–", "—", "after", "before", "while", "by", "in", "when")
        for index in range(start, end)
    )


def _of_persons(sentence: Sentence, number: Number) -> bool:
    """Whether the words after a number name people: "three men", "57 of its soldiers"."""
    for low in sentence.lows[number.end : number.end + _NOUN_PHRASE]:
        if _is_people(low):
            return True
        if low in _PHRASE_ENDS:
            return False
    return False


_PHRASE_ENDS = (PREPOSITIONS - {"of"}) | {"according", "and"}


def _is_people(low: str) -> bool:
    one = low[:-2] + "an" if low.endswith("men") else low.removesuffix("s")
    return low in _PERSONS or low in _PLURALS or one in _PERSONS


def _with_those_before(sentence: Sentence, number: Number, at: int, counts: list[Number]) -> Number:
    """ "eleven guerrillas and four herdsmen were killed": one toll of two counts that are joined before their verb."""
    if number.end > at or number.best is None or sentence.low(number.start - 1) != "and":
        return number
    for one in counts:
        beside = one.best is not None and one.end < number.start <= one.end + _NOUN_PHRASE
        if beside and _of_persons(sentence, one) and _SAID.isdisjoint(sentence.lows[one.end : number.start]):
            best = one.best + number.best
            return replace(number, start=one.start, low=best, best=best, high=number.high and best)
    return number


def _with_others(sentence: Sentence, number: Number, counts: list[Number]) -> Number:
    """ "killed a major and eleven of his soldiers", "two nurses and a driver": one toll of all."""
    for at in range(number.end, min(number.end + _NOUN_PHRASE, len(sentence.lows))):
        low = sentence.low(at)
        if low == "and" and number.best is not None:
            more = next((n for n in counts if n.start == at + 1), None)
            if more is None and sentence.low(at + 1) in _ONE and _person_after(sentence, at + 1) is not None:
                more = Number(at + 1, at + 2, 1, 1, 1)
            if more is None or more.best is None or not _of_persons(sentence, more) or _has_own_verb(sentence, more):
                return number
            best = number.best + more.best
            return replace(number, end=more.end, low=best, best=best, high=None if number.high is None else best)
        if not low.isalpha() or low in _KILLED or low in _WOUNDED:
            return number
    return number


_ONE = frozenset(("a", "an", "his", "her", "its"))


def _has_own_verb(sentence: Sentence, number: Number) -> bool:
    """ "two killed and four rescuers wounded": the second number is of another kind."""
    told = sentence.lows[number.end : number.end + _NOUN_PHRASE]
    return not _SAID.isdisjoint(told)


def _single(sentence: Sentence, at: int, low: str) -> Number | None:
    """ "killed a civilian contractor", "an officer was wounded", "the death of a soldier", "N, 16, died": one."""
    if low == "life":
        taken = {"cost", "costing", "claimed", "claiming", "took"} & set(sentence.lows[max(0, at - 8) : at])
        return Number(at, at, 1, 1, 1) if taken else None
    if low in ("lost", "fallen", "bodies"):
        return None
    of = low in ("death", "murder", "killing") and sentence.low(at + 1) == "of"
    if low in _DONE_TO - {"kill", "hurt"} or of or _shot_dead(sentence, at):
        start = at + 2 if of else at + 1
        person = _person_after(sentence, start)
        if person is not None:
            more = {"other", "others"} & set(sentence.lows[person : person + 4])
            return Number(start, start + 1, 1, 1, None if more else 1)
    return _one_who(sentence, at, low)


def _person_after(sentence: Sentence, start: int) -> int | None:
    """Where the noun phrase from token `start` on names one person: "a civilian contractor", "the driver N"."""
    if sentence.low(start) not in _ONE | {"the"}:
        return None
    for index in range(start + 1, min(start + _OBJECT, len(sentence.lows))):
        low = sentence.low(index)
        if low in _PERSONS:
            return index
        if low in JOINERS | PREPOSITIONS | RELATIVES or not (low.isalpha() or "-" in low or low == "'s"):
            break
    return None


def _one_who(sentence: Sentence, at: int, low: str) -> Number | None:
    """One person before the verb: "a lieutenant of the guard was shot dead", "N, a broadcaster, died"."""
    end = at
    while end and (sentence.low(end - 1) in BE | HAVE or sentence.low(end - 1) in ("shot", "hacked", "to", "beaten")):
        end -= 1
    died = low in _DIED or _shot_dead(sentence, at)
    if died and (name := _named(sentence, end)) is not None:
        return Number(name.start, name.end, 1, 1, 1)
    for index in range(end - 1, max(-1, end - 1 - _SUBJECT), -1):
        if sentence.low(index) in (",", ";", "and", "by"):
            break
        if sentence.low(index) in _PERSONS and {"a", "an"} & set(sentence.lows[max(0, index - 4) : index]):
            return Number(index, index + 1, 1, 1, 1)
    return None


_DIED = frozenset("died killed murdered assassinated executed hanged".split())
_APPOSITION = 9  # tokens of "a broadcaster for Radio N" between a name and its verb


def _named(sentence: Sentence, end: int) -> Mention | None:
    """The person whose name ends before token `end`, or before an apposition that does."""
    if sentence.low(end - 1) == ",":
        opener = next((at for at in range(end - 2, max(0, end - _APPOSITION), -1) if sentence.low(at) == ","), None)
        end = end if opener is None else opener
    mention = sentence.at.get(end - 1)
    aged = sentence.low(end) == "," and sentence.low(end + 1).isdigit() and sentence.low(end + 2) == ","
    told = mention is not None and (aged or mention.strength in ("person", "office"))
    return mention if told and sentence.tokens[end - 1].text[:1].isupper() else None


def _none(sentence: Sentence, at: int) -> bool:
    window = sentence.lows[max(0, at - 4) : at]
    if MODALS.intersection(window):
        return False
    if {"nobody", "none"} & set(window) or sentence.low(at + 1) == "nobody":
        return True
    told = [*window[window.index("no") + 1 :], sentence.low(at)] if "no" in window else []
    return any(low in _NONE_OF or _is_people(low) for low in told)


_NONE_OF = frozenset("one casualties injuries troops was were reports".split())


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
    return not free and not _of_persons(sentence, number)
