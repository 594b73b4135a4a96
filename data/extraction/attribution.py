"""Who says so: the claimant of a sentence, and the act that another act is said to answer."""

from __future__ import annotations

from itertools import pairwise

from data.extraction.mention import Mention
from data.extraction.sentence import DETERMINERS, Sentence
from data.extraction.triggers import Trigger
from data.ontology import CONFLICT

SAYING = frozenset(
    "said says say saying confirmed confirms reported reports claimed claims announced announces put counted counts "
    "told stated states added documented documents estimated estimates recorded acknowledged acknowledges admitted "
    "acknowledge insisted alleged alleges".split()
)
_OFFERING = frozenset("offer offers offered give gives gave put puts publish published".split())
_NAMING = frozenset(("named", "identified"))
_REPORTING = frozenset("reported reports counted counts recorded confirmed confirms".split())
_TELLING = SAYING | _OFFERING | _NAMING | {"according"}
_COUNTS = frozenset("figure figures tally count toll number".split())
_CUES = tuple(
    tuple(cue.split())
    for cue in (
        "in retaliation for", "in response to", "in reprisal for", "in revenge for", "in reply to", "in answer to",
        "as retaliation for", "as revenge for", "in retaliation against", "to avenge", "avenging", "to retaliate for",
        "retaliated for", "retaliating for", "retaliation for", "response to", "reprisal for", "revenge for",
        "responding to", "responded to", "answering", "answered", "in return for", "provoked by", "prompted by",
        "triggered by", "reply to", "in protest at", "in protest against",
        "in protest over",
    )
)  # fmt: skip
_CUES_BY_WORD: dict[str, list[tuple[str, ...]]] = {}
for _cue in _CUES:
    _CUES_BY_WORD.setdefault(_cue[0], []).append(_cue)
_BARE_CUES = frozenset(
    tuple(cue.split())
    for cue in (
        "in response",
        "in retaliation",
        "in reply",
        "in return",
        "in revenge",
        "in answer",
        "in reprisal",
        "in turn",
        "in protest",
        "replied by",
        "replied with",
        "responded by",
        "responded with",
        "retaliated by",
        "retaliated with",
        "answered by",
        "answered with",
        "hit back",
        "struck back",
    )
)
_HOW = frozenset(("with", "by"))  # after a cue: not what is answered, but how
_OPENING = 2  # tokens from the start at which a cue opens its sentence
_CUE_REACH = 14  # tokens between a cue and the act it names


def claimant(sentence: Sentence) -> str | None:
    """The actor that the sentence quotes for what it says, if it names one."""
    says = _speaker(sentence)
    return says.actor if says is not None and says.known else None


def gives_count(sentence: Sentence, index: int) -> bool:
    """Whether the verb at `index` says how many, and does nothing else: "does offer a figure", "put the toll at"."""
    low, following = sentence.lows[index], sentence.lows[index + 1 : index + 6]
    if low in _NAMING or low in _REPORTING:  # "named four men killed", "reported two villagers killed"
        return not _DEAD.isdisjoint(following)
    return low in _OFFERING and not _COUNTS.isdisjoint(following[:3])


_DEAD = frozenset(("killed", "dead", "victims", "casualties"))


def _speaker(sentence: Sentence) -> Mention | None:
    lows = sentence.lows
    if _TELLING.isdisjoint(lows):
        return None
    for index, low in enumerate(lows):
        if low not in _TELLING:
            continue
        if gives_count(sentence, index):
            before = [m for m in sentence.mentions if m.end <= index and not m.locative]
            beside = [m for m in before if "," not in lows[m.end : index]]  # "N, which watches X, put the toll at"
            return (beside or before[:1] or [None])[-1]
        if low == "according" and sentence.low(index + 1) == "to":
            for step in range(index + 2, min(index + 12, len(lows))):
                if step in sentence.at:
                    return sentence.at[step]
        if low in SAYING and sentence.low(index - 1) not in DETERMINERS:  # "an estimated 5,000"
            near = (sentence.at.get(i) for i in range(index - 1, max(-1, index - 10), -1))
            left = next((m for m in near if m is not None and not m.locative), None)  # "officials in X said"
            if left is not None and "," not in lows[left.end : index]:
                return left
            after = sentence.at.get(index + 1) or sentence.at.get(index + 2)
            if (
                after is not None
                and sentence.low(index - 1) in (",", '"', "”", "''")
                and after.strength in ("name", "organ")
            ):
                return after
    return None


def answered(sentence: Sentence, triggers: list[Trigger]) -> tuple[list[int], list[int], str, int] | None:
    """The triggers that answer, those they are said to answer, the cue, and its token; None without a cue.

    An empty first list means that the answering act stands in another sentence ("it is in retaliation for ...").
    """
    if _CUES_BY_WORD.keys().isdisjoint(sentence.lows):
        return None
    for index, low in enumerate(sentence.lows):
        for cue in _CUES_BY_WORD.get(low, ()):
            if tuple(sentence.lows[index : index + len(cue)]) != cue:
                continue
            end = index + len(cue)
            if sentence.low(end) in _HOW:  # "answered with rubber bullets"
                return [number for number, trigger in enumerate(triggers) if trigger.start >= end][:1], [], low, index
            opens = index <= _OPENING  # "In reply to the strikes, X did so": the comma ends what is answered
            provocations = [
                number for number, trigger in enumerate(triggers)
                if end <= trigger.start <= end + _CUE_REACH and not _closed(sentence, end, trigger.start)
                and not (opens and "," in sentence.lows[end : trigger.start])
            ][:2]  # fmt: skip
            before = [number for number, trigger in enumerate(triggers) if trigger.end <= index]
            after = [number for number, trigger in enumerate(triggers)
                     if number not in provocations and "," in sentence.lows[end : trigger.start]]  # fmt: skip
            acts = [number for number in before if triggers[number].type in CONFLICT]
            answers = (acts or before)[-1:] or after[:1]
            return answers, provocations[:1], " ".join(cue), index
    return None


def bare_answer(sentence: Sentence) -> tuple[int, str] | None:
    """Where a sentence says "in response" and not to what, and the words: it answers what was told just before."""
    for index, cue in enumerate(pairwise(sentence.lows)):
        if cue in _BARE_CUES and sentence.low(index + 2) not in ("to", "for", "against", "at", "over"):
            return index, " ".join(cue)
    return None


def _closed(sentence: Sentence, start: int, end: int) -> bool:
    return any(sentence.low(index) in (";", ".") for index in range(start, end))
