"""Who was killed or hurt: one person, persons in number, and those joined to them by "and"."""

from __future__ import annotations

from dataclasses import replace

from data.extraction import harm
from data.extraction.counts import Number
from data.extraction.mention import Mention
from data.extraction.persons import is_one, is_people
from data.extraction.sentence import BE, HAVE, JOINERS, PREPOSITIONS, RELATIVES, Sentence


def of_persons(sentence: Sentence, number: Number) -> bool:
    """Whether the words after a number name people: "three men", "57 of its soldiers"."""
    for low in sentence.lows[number.end : number.end + harm.NOUN_PHRASE]:
        if is_people(low):
            return True
        if low in _PHRASE_ENDS:
            return False
    return False


_PHRASE_ENDS = (PREPOSITIONS - {"of"}) | {"according", "and"}


def with_those_before(sentence: Sentence, number: Number, at: int, counts: list[Number]) -> Number:
    """ "eleven guerrillas and four herdsmen were killed", "two porters and a nurse", "a nurse and two porters": one
    toll of what is joined before its verb."""
    if number.end > at or number.best is None:
        return number
    joined = _joined_to(sentence, number, at, counts)
    if joined is None:
        return number
    best = number.best + (joined.best or 0)
    start, end = min(number.start, joined.start), max(number.end, joined.end)
    return Number(start, end, best, best, number.high and joined.high and best)


def _joined_to(sentence: Sentence, number: Number, at: int, counts: list[Number]) -> Number | None:
    """What is joined to the number by "and", before it or between it and the verb at `at`."""
    if sentence.low(number.start - 1) == "and":
        starts = range(max(0, number.start - harm.NOUN_PHRASE), number.start - 1)
        singles = (_one_at(sentence, start) for start in starts)
        near = [*counts, *filter(None, singles)]
        before = [one for one in near if one.best and one.end < number.start <= one.end + harm.NOUN_PHRASE]
        return next((one for one in before if of_persons(sentence, one)
                     and harm.SAID.isdisjoint(sentence.lows[one.end : number.start])), None)  # fmt: skip
    after = range(number.end, min(number.end + harm.NOUN_PHRASE, at))
    joiner = next((index for index in after if sentence.low(index) == "and"), None)
    one = None if joiner is None else _one_at(sentence, joiner + 1)
    return one if one is not None and of_persons(sentence, number) and _is_verb_of(sentence, one, at) else None


def _one_at(sentence: Sentence, start: int) -> Number | None:
    """The one person whom the words from token `start` on name: "a porter", "her son"."""
    return Number(start, start + 1, 1, 1, 1) if _person_after(sentence, start, _A) is not None else None


def _is_verb_of(sentence: Sentence, one: Number, at: int) -> bool:
    """Whether nothing but the one person's noun and auxiliaries stand before the verb at `at`."""
    person = _person_after(sentence, one.start)
    between = BE | HAVE | {"shot", "also"}
    return person is not None and between.issuperset(sentence.lows[person + 1 : at])


def with_others(sentence: Sentence, number: Number, counts: list[Number]) -> Number:
    """ "killed a major and eleven of his soldiers", "two nurses and a driver": one toll of all."""
    for at in range(number.end, min(number.end + harm.NOUN_PHRASE, len(sentence.lows))):
        low = sentence.low(at)
        if low == "and" and number.best is not None:
            more = next((n for n in counts if n.start == at + 1), None)
            if more is None and sentence.low(at + 1) in _ONE and _person_after(sentence, at + 1) is not None:
                more = Number(at + 1, at + 2, 1, 1, 1)
            if more is None or more.best is None or _has_own_verb(sentence, more):
                return number
            if not of_persons(sentence, more) and _one_at(sentence, more.start) is None:
                return number
            best = number.best + more.best
            return replace(number, end=more.end, low=best, best=best, high=None if number.high is None else best)
        if not low.isalpha() or low in harm.KILLED or low in harm.WOUNDED:
            return number
    return number


_A = frozenset(("a", "an"))
_ONE = _A | {"his", "her", "its"}


def _has_own_verb(sentence: Sentence, number: Number) -> bool:
    """ "two killed and four rescuers wounded": the second number is of another kind."""
    told = sentence.lows[number.end : number.end + harm.NOUN_PHRASE]
    return not harm.SAID.isdisjoint(told)


def single(sentence: Sentence, at: int, low: str) -> Number | None:
    """ "killed a civilian contractor", "an officer was wounded", "the death of a soldier", "N, 16, died": one."""
    if low == "life":
        taken = not harm.TAKEN.isdisjoint(sentence.lows[max(0, at - harm.SUBJECT) : at])
        return Number(at, at, 1, 1, 1) if taken else None
    if low in harm.IF_PERSONS or low == "fallen" or low in harm.REMAINS:
        return None
    of = (low in ("death", "killing") or low in harm.NOUNS - harm.LOSSES) and sentence.low(at + 1) == "of"
    if low in harm.DONE_TO - {"kill", "hurt"} or of or harm.shot_dead(sentence, at):
        start = at + 2 if of else at + 1
        person = _person_after(sentence, start)
        name = sentence.at.get(start) if low in harm.DONE_TO_DEATH or of or harm.shot_dead(sentence, at) else None
        if name is not None and _is_person(sentence, name) and sentence.low(name.end) != "'s":
            return Number(name.start, name.end, 1, 1, 1)
        if person is not None:
            more = {"other", "others"} & set(sentence.lows[person : person + 4])
            return Number(start, start + 1, 1, 1, None if more else 1)
    return _one_who(sentence, at, low)


def _person_after(sentence: Sentence, start: int, articles: frozenset[str] = _ONE | {"the"}) -> int | None:
    """Where the noun phrase from token `start` on names one person: "a civilian contractor", "the driver N"."""
    if sentence.low(start) not in articles:
        return None
    for index in range(start + 1, min(start + harm.OBJECT, len(sentence.lows))):
        low = sentence.low(index)
        if is_one(low) and not is_one(sentence.low(index + 1)):
            return index
        if low in JOINERS | PREPOSITIONS | RELATIVES or not (low.isalpha() or "-" in low or low == "'s"):
            break
    return None


def _one_who(sentence: Sentence, at: int, low: str) -> Number | None:
    """One person before the verb: "a lieutenant of the guard was shot dead", "N, a broadcaster, died"."""
    end = at
    while end and (sentence.low(end - 1) in BE | HAVE or sentence.low(end - 1) in ("shot", "hacked", "to", "beaten")):
        end -= 1
    if low in harm.NOUNS:
        return None
    died = low in _DIED or harm.shot_dead(sentence, at)
    if died and (name := _named(sentence, end)) is not None:
        return Number(name.start, name.end, 1, 1, 1)
    if low in harm.DONE_TO and end == at and sentence.low(at + 1) not in PREPOSITIONS | harm.CLOSING:
        return None  # "a student murdered X": who did it
    for index in range(end - 1, max(-1, end - 1 - harm.SUBJECT), -1):
        if sentence.low(index) in (",", ";", "and", "by"):
            break
        if is_one(sentence.low(index)):
            article = next((i for i in range(index - 1, max(-1, index - 5), -1) if sentence.low(i) in _A), None)
            if article is not None:
                return Number(article, article + 1, 1, 1, 1)
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
    if mention is None or not (aged or _is_person(sentence, mention)):
        return None
    return mention if sentence.tokens[end - 1].text[:1].isupper() else None


def _is_person(sentence: Sentence, mention: Mention) -> bool:
    """Whether a mention is of one person by name: "Mayor Luis Ortega"."""
    return mention.strength in ("person", "office") and sentence.tokens[mention.end - 1].text[:1].isupper()
