"""Did it happen: realised, planned, hypothetical, denied or background."""

from __future__ import annotations

from data.extraction.sentence import BE, BREAKS, JOINERS, PREPOSITIONS, Sentence
from data.extraction.triggers import Trigger

WINDOW = 7  # tokens before a trigger in which a cue governs it, unless a clause break stands between

_DENIED = frozenset(
    "not never no far n't neither nor denied denies deny denying without didn't hasn't wasn't weren't".split()
)
_HYPOTHETICAL = frozenset(
    "if whether could might may can unless possible potential possibly feared fear fears risk risks danger likely "
    "hypothetical would should speculation prospect suspected alleged fearing worry worried prevent avert avoid deter "
    "preventing averting avoiding capable ability able potentially threat threats possibility predict case fail".split()
)
_PLANNED = frozenset(
    "will shall plan plans planned planning intend intends scheduled expected due upcoming forthcoming set next "
    "prepare prepares preparing ready tomorrow announce soon".split()
)
# A speech verb between cue and trigger shields what follows from a negation of the speaking.
_SHIELDS = frozenset("but however while although though after said saying says because and".split())


def judge(sentence: Sentence, trigger: Trigger) -> str:
    """`realised`, `planned`, `hypothetical`, `denied` or `background`, from the words that govern the trigger.

    `background` also follows later, from the date.
    """
    cues = governing(sentence, trigger)
    negative = trigger.match.entry.phrase[0] in _DENIED  # "not renewed" says no itself
    if not _DENIED.isdisjoint(cues) and not _double(cues) and not negative and not _of_a_quality(cues):
        return "denied"
    if _denied_that(sentence, trigger) or _taken_back(sentence, trigger):
        return "denied"
    if trigger.shape == "infinitive":
        return _infinitive(sentence, trigger, cues)
    if trigger.match.form == "base" and "that" in cues and _DEMANDING & set(sentence.lows[: trigger.start]):
        return "hypothetical"  # "demanded that the government resign"
    if not _HYPOTHETICAL.isdisjoint(cues):
        if "would" in cues and "whether" not in cues and _reported(sentence, trigger):
            return "planned"
        return "hypothetical"
    if not _PLANNED.isdisjoint(cues):
        return "planned"
    if trigger.shape == "noun" and (said := _said_of(sentence, trigger)):
        return said
    if _after_fear(sentence, trigger):
        return "hypothetical"
    if _describes(sentence, trigger):
        return "background"
    return "realised"


_DEMANDING = frozenset(
    "demand demands demanded demanding urge urged urges ask asked asks insist insisted insists propose proposed "
    "recommend recommended request requested order ordered".split()
)


_CLOSING = BREAKS | JOINERS | {",", "that", "which", "who"}


def _said_of(sentence: Sentence, trigger: Trigger) -> str | None:
    """What the verb after a noun makes of it: "a round of talks in X is expected", "the talks could stall"."""
    for index in range(trigger.end, min(trigger.end + WINDOW, len(sentence.lows))):
        low, following = sentence.low(index), sentence.low(index + 1)
        if low in _CLOSING:
            return None
        if low == "will" or (low in ("is", "are") and following in ("expected", "due", "scheduled", "planned", "set")):
            return "planned"
        if low in ("could", "might", "may", "would"):
            return "hypothetical"
    return None


def _describes(sentence: Sentence, trigger: Trigger) -> bool:
    """ "a coalition fighting X": what somebody is engaged in, not a new act."""
    before = sentence.low(trigger.start - 1)
    return (
        trigger.shape == "gerund" and trigger.type == "ASSAULT" and before.isalpha()
        and before not in _NO_NOUNS and not before.endswith("ly")
        and sentence.low(trigger.end) not in _NO_OBJECT
    )  # fmt: skip


_INFINITIVE_DONE = frozenset(
    "began begun started continued managed proceeded moved went helped used forced refused failed declined sought "
    "continue continues continuing".split()
)
_INFINITIVE_PLANNED = frozenset(
    "plan plans planned agreed vowed pledged promised decided expected set due ready preparing scheduled intends "
    "ordered order agree vow pledge".split()
)


_INFINITIVE_TELLS = _INFINITIVE_DONE | _INFINITIVE_PLANNED


def _infinitive(sentence: Sentence, trigger: Trigger, cues: list[str]) -> str:
    governor = next((sentence.low(i) for i in range(trigger.match.head - 2, max(-1, trigger.match.head - 6), -1)
                     if sentence.low(i) in _INFINITIVE_TELLS), "")  # fmt: skip
    if governor in _INFINITIVE_DONE:
        return "hypothetical" if "if" in cues or "if" in sentence.lows[: trigger.start] else "realised"
    if sentence.low(trigger.match.head - 2) in BE:  # "the Council is to meet on Wednesday"
        return "planned"
    if governor in _INFINITIVE_PLANNED or any(cue in _PLANNED for cue in cues):
        return "planned"
    return "hypothetical"


def governing(sentence: Sentence, trigger: Trigger) -> list[str]:
    """The words before a trigger that govern it, backwards."""
    cues = []
    joined = trigger.match.form == "base" and sentence.low(trigger.start - 1) in JOINERS  # "would bomb X and seize Y"
    for index in range(trigger.start - 1, max(-1, trigger.start - 1 - WINDOW * (1 + joined)), -1):
        low = sentence.lows[index]
        shields = low in _SHIELDS and not (joined and low in JOINERS)
        if low in BREAKS or shields or (low == "," and index < trigger.start - 2):
            break
        cues.append(low)
    return cues


def _denied_that(sentence: Sentence, trigger: Trigger) -> bool:
    """ "denied on Tuesday that any of its ships had opened fire": what is denied stands after "that"."""
    for index in range(trigger.start - 1, max(-1, trigger.start - 1 - _TOLD), -1):
        if sentence.lows[index] in BREAKS or sentence.lows[index] == ",":
            return False
        if sentence.lows[index] == "that":
            return not _DENYING.isdisjoint(sentence.lows[max(0, index - _SPOKEN) : index])
    return False


def _taken_back(sentence: Sentence, trigger: Trigger) -> bool:
    """ "withdrew its claim to have restored sanctions": what was claimed, of a claim that stands no more."""
    lows = sentence.lows
    for index in range(trigger.start - 1, max(0, trigger.start - 1 - WINDOW), -1):
        if lows[index] in BREAKS or lows[index] == ",":
            return False
        if lows[index] in ("have", "having") and lows[index - 1] in ("to", "of"):
            claim = index - 2
            governing_claim = lows[max(0, claim - WINDOW) : max(0, claim)]
            return lows[claim] in _CLAIMS and not _TAKING_BACK.isdisjoint(governing_claim)
    return False


_CLAIMS = frozenset("claim claims assertion assertions allegation allegations boast boasts".split())
_TAKING_BACK = frozenset(
    "withdrew withdrawn withdraw withdraws retracted retract retracts dropped drops rejected rejects reject dismissed "
    "dismisses dismiss disputed disputes dispute rescinded recanted abandoned".split()
)
_TOLD, _SPOKEN = 10, 4  # tokens of what is denied before its verb, and from the denial to its "that"
_DENYING = frozenset("denied denies denying deny".split())


def _of_a_quality(cues: list[str]) -> bool:
    """ "not constructive to the talks": the quality is denied and not the talks. Cues run backwards."""
    at = cues.index("not") if "not" in cues else 0
    return at > 0 and cues[at - 1].endswith(("ive", "ful", "able", "ible", "ous", "ary"))


def _double(cues: list[str]) -> bool:
    """ "not only attacked", "no longer", "never stopped" """
    return "only" in cues or "longer" in cues or sum(cue in _DENIED for cue in cues) > 1


def _reported(sentence: Sentence, trigger: Trigger) -> bool:
    """ "said that talks would continue" announces; "an attack would be" supposes."""
    return any(low in _ANNOUNCING for low in sentence.lows[: trigger.start]) and "if" not in sentence.lows


_ANNOUNCING = frozenset("said says announced assured promised pledged vowed confirmed told insisted".split())
_NO_NOUNS = PREPOSITIONS | JOINERS | _ANNOUNCING | {"that"}  # words that are not described by a participle after them
_NO_OBJECT = JOINERS | {",", ".", "of", "by", "on"}


def _after_fear(sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a verb of fearing earlier in the sentence governs the clause of the trigger."""
    before = sentence.lows[: trigger.start]
    if _FEARING.isdisjoint(before) and "if" not in before:
        return False
    for index, low in enumerate(before):
        if low in _FEARING:
            between = sentence.lows[index + 1 : trigger.start]
            return "that" in between or len(between) <= WINDOW
        if low == "if" and trigger.shape != "noun":
            return "," not in sentence.lows[index : trigger.start] or True
    return False


_FEARING = frozenset("feared fears fear fearing worried worry worries speculated".split())
