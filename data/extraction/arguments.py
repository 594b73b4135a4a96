"""The actors that stand as subject, object, agent or complement of a word in its sentence."""

from __future__ import annotations

from itertools import pairwise

from data.extraction.dates import WEEKDAYS
from data.extraction.mention import Mention
from data.extraction.sentence import BE, BREAKS, DETERMINERS, HAVE, MODALS, PREPOSITIONS, RELATIVES, Sentence
from data.extraction.triggers import CASUALTY_HEADS, Trigger

ANSWERING = frozenset("retaliation response reprisal revenge reply answer return".split())
_POSSESSING = frozenset("of to linked belonging loyal tied connected allied affiliated".split())
_VICTIMS = 6  # words in which "four members of X were killed" names X
_PRONOUNS = frozenset("he she it they who we i".split())
_OBJECT_PRONOUNS = frozenset("him her it them us".split())


def joint(sentence: Sentence, mention: Mention, direction: int) -> tuple[Mention, ...]:
    """`mention` with those joined to it by "and" or commas, outward from it."""
    found = [mention]
    while True:
        edge = found[-1].end if direction > 0 else found[-1].start - 1
        steps = 0
        while sentence.low(edge) in ("and", ",", "the", "&", "as", "well", "both") and steps < 4:
            edge += direction
            steps += 1
        joined = sentence.at.get(edge)
        low_between = (
            sentence.lows[found[-1].end : edge] if direction > 0 else sentence.lows[edge + 1 : found[-1].start]
        )
        if (
            joined is None
            or joined in found
            or ("and" not in low_between and "," not in low_between and "&" not in low_between)
        ):
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


def subject_of(sentence: Sentence, trigger: Trigger) -> tuple[tuple[Mention, ...], str]:
    """The actors left of the verb that it is said of, or the pronoun or common noun that stands there instead."""
    index = trigger.start - 1
    of_phrase: Mention | None = None
    fallback: Mention | None = None
    commas, joined = 0, ""
    lows = sentence.lows
    while index >= 0 and (lows[index] in _AUXILIARIES or lows[index].endswith("ly")) and index not in sentence.at:
        index -= 1
    first = index  # the word before the verb group
    if sentence.low(first) == ",":  # "A, which lies far off, attacked": the subject stands before what is put between
        opening = next((i for i in range(first - 1, 0, -1) if sentence.low(i) == "," and i - 1 in sentence.at), None)
        if opening is not None and not sentence.at[opening - 1].locative:
            return joint(sentence, sentence.at[opening - 1], -1), ""
    # who was hurt stands next to the verb, or is no actor
    hurt = trigger.shape == "passive" and trigger.match.entry.phrase[0] in CASUALTY_HEADS
    stop = first - _VICTIMS if hurt else -1
    while index > stop and index >= 0:
        low = lows[index]
        mention = sentence.at.get(index)
        if mention is not None:
            if (named := _explained(sentence, mention)) is not None:
                return joint(sentence, named, -1), ""
            lead = mention.start - 1 - (sentence.low(mention.start - 1) in ("the", "a", "an"))
            before = sentence.low(lead)
            if joined and sentence.low(lead - 1) == "to":
                pass  # "X attacked to avenge Y and killed": Y is borne by the deed, not its doer
            elif (
                mention.strength == "modifier"
                and index == mention.end - 1
                and mention.end < trigger.start
                and _noun_after(sentence, mention)
            ):
                fallback = fallback or mention
            elif before == "of":
                of_phrase = of_phrase or mention
            elif mention.locative or before in PREPOSITIONS or before == "to":
                fallback = fallback or (mention if not mention.locative else None)
            else:
                return joint(sentence, mention, -1), ""
            index = mention.start - 1
            continue
        if low in BREAKS:
            break
        if low in RELATIVES and index == first:
            antecedent = sentence.at.get(index - 1) or (
                sentence.at.get(index - 2) if sentence.low(index - 1) == "," else None
            )
            return ((antecedent,) if antecedent and not antecedent.locative else ()), ""
        if low in _CLAUSE_OPENERS and index < first:
            break  # the clause has a subject of its own, which is no actor
        if low in _SAYING and index < first and not joined:
            break
        joined = joined or low in ("and", "but")
        if (
            low in DETERMINERS
            and index < first
            and not fallback
            and not of_phrase
            and sentence.low(index - 1) not in _INTRODUCING
        ):
            nouns = sentence.lows[index + 1 : first + 1]
            if not _AGAINST.isdisjoint(nouns):
                return (), ""
            if any(noun in _COMMON_ACTORS for noun in nouns):
                return (), next(noun for noun in nouns if noun in _COMMON_ACTORS)
            apposed = sentence.low(index - 1) == "," and index - 2 in sentence.at
            if not any(noun in _NOT_SUBJECTS or noun.endswith("ed") for noun in nouns) and not joined and not apposed:
                break
        if low in _PRONOUNS and low != "who" and not of_phrase:
            return (), low
        if low == ",":
            if (opening := _aside(sentence, index)) is not None:
                index = opening - 1
                continue
            commas += 1
            if commas > 2 and (of_phrase or fallback):
                break
        index -= 1
    chosen = of_phrase or fallback
    if chosen is None:
        return (), ""
    return joint(sentence, chosen, -1), ""


def _aside(sentence: Sentence, closing: int) -> int | None:
    """Where a remark on who says so opens that a comma closes: "X attacked, its radio said, and killed"."""
    if sentence.low(closing - 1) not in _SAYING:
        return None
    return next((at for at in range(closing - 2, max(0, closing - _REMARK), -1) if sentence.low(at) == ","), None)


_REMARK = 8  # tokens of such a remark, its commas included


def _explained(sentence: Sentence, mention: Mention) -> Mention | None:
    """The name that `mention` explains: "KH, an Iraqi militia, ..." is about KH."""
    comma = mention.start - 2 if sentence.low(mention.start - 1) in ("a", "an", "the", "another") else mention.start - 1
    if sentence.low(comma) == "," and sentence.low(mention.end) == ",":
        return sentence.at.get(comma - 1)
    return None


_INTRODUCING = PREPOSITIONS | {"to"}
_AUXILIARIES = (
    BE | HAVE | MODALS | frozenset("not also again once to do does did never n't already then later both".split())
)
_CLAUSE_OPENERS = frozenset(
    "that whether if because while when after before where how although though since unless until as".split()
)
_SAYING = frozenset(
    "said says say added told announced reported confirmed warned insisted claimed argued noted declared stated".split()
)
COMMON_GROUPS = frozenset("group militia militias militants rebels movement insurgents separatists fighters".split())
COMMON_STATES = frozenset("army military government country ministry police kingdom regime troops forces".split())
COMMON_NOUNS = COMMON_GROUPS | COMMON_STATES
_COMMON_ACTORS = COMMON_NOUNS | frozenset("agency organisation organization alliance coalition side".split())
# "the enemies of the country": not the country
_AGAINST = frozenset("enemy enemies foe foes opponent opponents critic critics rival rivals victim victims".split())
# Nouns of time, place or manner that stand between subject and verb without being the subject
_NOT_SUBJECTS = frozenset(
    "day week month year time morning night evening weekend response retaliation turn statement part same".split()
)


def _noun_after(sentence: Sentence, mention: Mention) -> bool:
    return sentence.low(mention.end) not in PREPOSITIONS and sentence.low(mention.end).isalpha()


# Where what a preposition introduces ends: another clause; another thing, which may have a preposition of its own
_CLAUSE_ENDS = BREAKS | (RELATIVES - {"that"}) | {"after", "because", "while", "although"}
_TURNING = (PREPOSITIONS | {","}) - _POSSESSING - {"by"}


def after(
    sentence: Sentence, start: int, prepositions: tuple[str, ...], triggers: list[Trigger], reach: int = 14
) -> tuple[Mention, ...]:
    """The first actors right of `start` that one of `prepositions` introduces."""
    stop = min(len(sentence.lows), start + reach)
    verbs = [trigger.start for trigger in triggers if trigger.shape != "noun"]
    lows, at = sentence.lows, sentence.at
    index, open_ = start, False
    while index < stop:
        low = lows[index]
        if low in _CLAUSE_ENDS:
            break
        mention = at.get(index)
        if mention is not None:
            if open_ and not (
                mention.locative
                and (
                    sentence.low(index - 1) not in prepositions
                    or sentence.low(index - 1) == "in"
                    or mention.strength == "modifier"
                )
            ):
                return joint(sentence, mention, 1)
            open_ = False
            index = mention.end
            continue
        if low in ("for", "to") and sentence.low(index - 1) in ANSWERING:
            break  # what follows was done by and to others
        if low in prepositions:
            open_ = sentence.low(index + 1) not in WEEKDAYS
        elif low in _TURNING:
            open_ = False
        elif index in verbs and not open_:
            break
        index += 1
    return ()


_AGENT_REACH = 12  # words after a passive in which "by" tells who did it
_NO_AGENT = BREAKS | RELATIVES | {"as", "and", "but", "after"}


def agent_of(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> tuple[Mention, ...]:
    """Who did it, after a passive: "was struck on Monday by X", but not "was listed as a firm controlled by X"."""
    for index, low in enumerate(sentence.lows[trigger.end : trigger.end + _AGENT_REACH], trigger.end):
        if low == "by":
            return after(sentence, index, ("by",), triggers, reach=8)
        if low in _NO_AGENT or (low.endswith("ed") and index > trigger.end):
            break
    return ()


def object_of(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> tuple[tuple[Mention, ...], str]:
    """The actors right of the verb that bear it: its object, or the complement of its prepositions."""
    wanted = trigger.match.entry.target
    prepositions = tuple(word for word in wanted if word not in ("obj", "subj", "none"))
    within = [sentence.at[i] for i in range(trigger.start + 1, trigger.end) if i in sentence.at]
    found = tuple(m for m in within[:1] if m.strength != "modifier")  # "threatened X with war"
    if prepositions and not found:
        found = after(sentence, trigger.end, prepositions, triggers)
    if not found and "obj" in wanted:
        found, pronoun = _direct_object(sentence, trigger, triggers)
        if not found and pronoun:
            return (), "it"
        if not found:
            found = after(sentence, trigger.end, ("against", "on", "at"), triggers)
    if not found and trigger.type in _MATERIAL:
        found = _owner(sentence, trigger)
    if not found and trigger.type in _ABOUT_ACCORDS:
        found = tuple(
            m for m in sentence.mentions if m.start >= trigger.end and not m.locative and m.strength != "modifier"
        )[:1]
    return found, ""


def _owner(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """The actor to whom the struck or seized thing belongs: "stores which, officers say, belonged to X"."""
    for index, pair in enumerate(pairwise(sentence.lows[trigger.end :]), trigger.end):
        if pair in _OWNED:
            owner = next(
                (sentence.at[i] for i in range(index + 2, min(index + 5, len(sentence.lows))) if i in sentence.at), None
            )
            if owner is not None:
                return joint(sentence, owner, 1)
        if pair[0] in _HOSTING:
            guest = next(
                (sentence.at[i] for i in range(index + 1, min(index + 4, len(sentence.lows))) if i in sentence.at), None
            )
            if guest is not None and not guest.locative:
                return joint(sentence, guest, 1)
    return ()


# Words before those who are hit with a base that is not theirs: "a base hosting US troops", "where US troops live"
_HOSTING = frozenset("hosting hosts hosted housing houses house housed where".split())


_OWNED = frozenset(
    (verb, word)
    for word, verbs in {
        "to": "belonging belonged belong linked tied loyal attributed",
        "by": "used run operated held owned controlled occupied manned",
    }.items()
    for verb in verbs.split()
)
_MATERIAL = frozenset(("ASSAULT", "COERCE", "SANCTION"))
_ABOUT_ACCORDS = frozenset(("REJECT", "AGREE", "RETREAT"))  # whose other party may stand in what is said of the accord


# What stands after the object of a verb, or opens a clause of its own
_PAST_OBJECT = BREAKS | frozenset(
    "after before because while as although when which who that said in near at inside during from into for with "
    "without over following amid ,".split()
)


def _direct_object(sentence: Sentence, trigger: Trigger, triggers: list[Trigger]) -> tuple[tuple[Mention, ...], bool]:
    weak: Mention | None = None
    inside = trigger.match.end - trigger.match.start > 1
    if inside:  # the object noun stands within the phrase: its modifiers may name the target
        for index in range(trigger.start + 1, trigger.end):
            if (mention := sentence.at.get(index)) is not None:
                return (mention,), False
    index = trigger.end
    verbs = [other.start for other in triggers if other.shape in ("active", "infinitive")]
    while index < len(sentence.lows):
        low = sentence.lows[index]
        mention = sentence.at.get(index)
        if mention is not None:
            if mention.locative:
                break
            if mention.strength == "modifier" and _noun_after(sentence, mention) and weak is None:
                weak = mention
                index = mention.end
                continue
            return joint(sentence, mention, 1), False
        if low in _OBJECT_PRONOUNS and index <= trigger.end:
            return (), True
        if low in _PAST_OBJECT:
            break
        if index in verbs:
            break
        index += 1
    return ((weak,), False) if weak else ((), False)
