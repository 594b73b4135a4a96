"""What answers what: a deed said to be done for another, and a word that takes up the word of somebody else."""

from __future__ import annotations

from data.extraction import attribution
from data.extraction.merging import Candidate
from data.extraction.sentence import Sentence
from data.extraction.triggers import Trigger
from data.ontology import CONFLICT

Told = list[tuple[int, Candidate]]  # acts in text order, each with what a link to it says

_ANSWERED = 3  # sentences back in which a word finds what it takes up
_OBJECT = 3  # tokens after a verb that hold its object
_NAMED = 6  # tokens between a verb and the noun for what it takes up
_WORDS = frozenset("ACCUSE REQUEST AGREE THREATEN".split())
# What a noun calls an act that was told before
_CALLED = {
    **dict.fromkeys("charge accusation allegation claim criticism complaint remark finding".split(), ("ACCUSE",)),
    **dict.fromkeys("demand call request appeal proposal plea invitation".split(), ("REQUEST",)),
    **dict.fromkeys("offer promise".split(), ("AGREE", "REQUEST")),
    **dict.fromkeys("threat ultimatum warning".split(), ("THREATEN",)),
    **dict.fromkeys("launch test exercise drill deployment".split(), ("MOBILIZE", "COOPERATE")),
    **dict.fromkeys("attack strike raid shelling bombing killing incident crime aggression".split(), ("ASSAULT",)),
    **dict.fromkeys("expulsion withdrawal recall".split(), ("SANCTION",)),
    **dict.fromkeys("seizure arrest ban embargo blockade closure cut tariff duty sanction".split(), ("COERCE",)),
    **dict.fromkeys("refusal rejection".split(), ("REJECT",)),
}  # fmt: skip
# Who turns these down answers nobody's word
_ACCORDS = frozenset("ceasefire truce accord agreement treaty result".split())
_SPOKEN_OF = frozenset("the a this that these those such any all its their his her 's s".split())
# What a verb takes up, whatever noun stands with it
_TAKES_UP = {
    **dict.fromkeys("deny refute rebut disavow contest dispute".split(), ("ACCUSE",)),
    **dict.fromkeys("refuse decline spurn rule".split(), ("REQUEST", "AGREE")),
    **dict.fromkeys("reject dismiss rebuff turn brush say".split(), ("ACCUSE", "REQUEST", "AGREE")),
    **dict.fromkeys("accept consent comply yield".split(), ("REQUEST", "AGREE")),
}  # fmt: skip
_JUDGING = frozenset("call describe".split())  # "called the charge baseless"
_REPLIES = frozenset("REJECT AGREE CONCEDE".split())
_NO_OBJECT = frozenset((".", ",", ";", "and", "but", "", "it", "this", "that", "them", "each", "again", "both"))
_DEEDS = frozenset("ASSAULT COERCE SANCTION MOBILIZE".split())


def link(sentence: Sentence, found: list[Trigger], coded: dict[int, Candidate], earlier: list[Candidate]) -> None:
    """Mark which acts of a sentence answer which, of the same sentence or of those told `earlier`.

    A link points at a position in `earlier`, or at -1 - the trigger in `found` until all acts have their position.
    """
    _by_cue(sentence, found, coded, earlier)
    _by_bare_cue(sentence, coded, earlier)
    for index, act in coded.items():
        if act.link is None and (meant := _taken_up(sentence, index, coded, earlier)):
            act.link = meant
            _address(act, earlier[meant[0]] if meant[0] >= 0 else coded[-1 - meant[0]])
        act.link = act.link or _after(sentence, index, coded)


def _address(word: Candidate, taken_up: Candidate) -> None:
    """A word that takes up another's is addressed to him, where its sentence names nobody."""
    if word.target_text is None:
        word.targets = taken_up.sources
    if word.source_text is None and not word.sources:
        word.sources = taken_up.targets


def _by_cue(sentence: Sentence, found: list[Trigger], coded: dict[int, Candidate], earlier: list[Candidate]) -> None:
    """ "in retaliation for the attack": the cue names what is answered."""
    answer = attribution.answered(sentence, found)
    if answer is None:
        return
    answers, provocations, cue, at = answer
    named = at + len(cue.split()) + 2  # past "the incident"
    if not answers and _called(sentence, named - 2, named) and all(found[act].start >= named for act in provocations):
        answers, provocations = provocations, []  # "In response to the incident X sent a frigate"
    for provocation in provocations:
        if provocation in coded:
            act = coded[provocation]
            if act.when is not None and act.when.start < act.trigger.start:
                act.when = None  # the day of the answer
            act.undated = act.when is None
            act.refers_back &= act.unsaid or bool(act.sources)  # "the attack", "the attack of those told before"
            for index in answers:
                if index in coded and index != provocation:
                    coded[index].link = (-1 - provocation, cue)
    types = _called(sentence, at, at + _NAMED + len(cue.split()))
    for index in answers:
        if index in coded and coded[index].link is None and types:
            told = [pair for pair in _before(coded, earlier, index) if pair[1].type in types]
            coded[index].link = _remaining(told, coded[index], cue, _CALLED_FITS)


def _called(sentence: Sentence, start: int, end: int) -> tuple[str, ...]:
    """The types of what the first noun of _CALLED in tokens [start, end) speaks of, if it is spoken of as known."""
    for index in range(max(0, start), min(end, len(sentence.lows))):
        if sentence.lows[index] == "threat" and sentence.low(index + 1) == "of":  # "the threat of a strike": a danger
            continue
        types = _CALLED.get(sentence.lows[index]) or _CALLED.get(sentence.lows[index].removesuffix("s"))
        if types and sentence.low(index - 1) in _SPOKEN_OF:
            return types
    return ()


def _by_bare_cue(sentence: Sentence, coded: dict[int, Candidate], earlier: list[Candidate]) -> None:
    """ "in response", and not to what: to the act of another that was told last and is hostile or not like it."""
    bare = attribution.bare_answer(sentence)
    if bare is None or not coded:
        return
    at, cue = bare
    told = [index for index in coded if coded[index].trigger.end <= at] if _ends_clause(sentence, at) else []
    if cue.endswith((" by", " with")):  # "replied by closing its port"
        told = [index for index in coded if coded[index].trigger.start > at][:1]
    answering = told[-1] if told else min(coded, key=lambda index: abs(coded[index].trigger.start - at))
    by = coded[answering]
    if by.link is None:
        acts = [(at, act) for at, act in _before(coded, earlier, answering, None) if _may_be_answered(act, by)]
        here = [(at, act) for at, act in acts if at < 0 and _alike(act, by)]
        last = here or [(at, act) for at, act in acts if at >= 0 and act.number == acts[-1][1].number]
        alike = [at for at, act in last if _alike(act, by)]
        by.link = (alike[-1], cue) if alike else None


def _ends_clause(sentence: Sentence, cue: int) -> bool:
    """ "Y fired back in response and called up its men": the cue at that token is of what stands before it."""
    return sentence.low(cue + 2) in ("and", "but", ",", ".", ";", "")


def _before(coded: dict[int, Candidate], earlier: list[Candidate], index: int, reach: int | None = _ANSWERED) -> Told:
    """The acts told before that of the trigger `index`, in at most `reach` sentences before it."""
    by = coded[index]
    told = [(at, act) for at, act in enumerate(earlier) if reach is None or by.number - act.number <= reach]
    return told + [(-1 - at, act) for at, act in coded.items() if act.trigger.end <= by.trigger.start]


def _alike(act: Candidate, by: Candidate) -> bool:
    """Whether both are hostile, or neither is; and a deed is not done for a charge or a refusal."""
    mere = by.type in _DEEDS and act.type in ("ACCUSE", "REJECT")
    return (act.type in CONFLICT) == (by.type in CONFLICT) and not mere


def _may_be_answered(act: Candidate, by: Candidate) -> bool:
    """Whether an act was done by another, and to the party that answers, as far as the text tells them."""
    to = set(act.targets) & set(by.sources) or not by.sources or (not act.targets and act.type == "ASSAULT")
    return act.realis == "realised" and bool(to) and _by_another(act, by)


def _by_another(act: Candidate, by: Candidate) -> bool:
    return bool(act.sources) and not set(act.sources) & set(by.sources)


def _taken_up(
    sentence: Sentence, index: int, coded: dict[int, Candidate], earlier: list[Candidate]
) -> tuple[int, str] | None:
    """A refusal, a denial or an acceptance answers the word of another that it takes up, where one remains."""
    by = coded[index]
    trigger = by.trigger
    word, judged = trigger.match.entry.phrase[0], by.trigger.match.entry.phrase[0] in _JUDGING
    if not (by.type in _REPLIES or (by.type == "ACCUSE" and judged)) or by.realis not in _DONE:
        return None
    verb = _TAKES_UP.get(word, ())
    noun = (
        _called(sentence, trigger.start - _NAMED, trigger.end + _NAMED) if judged or by.type == "REJECT" or verb else ()
    )
    noun = tuple(name for name in noun if name in _WORDS)
    if not noun and not _ACCORDS.isdisjoint(sentence.lows[trigger.start : trigger.end + _OBJECT]):
        return None
    cue = sentence.words(trigger.start, trigger.end)
    told = [pair for pair in _before(coded, earlier, index) if pair[1].type in (noun or verb)]
    if noun:
        here = [(-1 - at, act) for at, act in coded.items() if at != index and act.type in noun]
        long_ago = [(at, act) for at, act in enumerate(earlier) if act.type in noun and _between(act, by) == _BOTH]
        return next(
            (meant for acts in (here, told, long_ago) if (meant := _remaining(acts, by, cue, _NAMED_FITS))), None
        )
    told += [
        (-1 - at, act) for at, act in coded.items()
        if act.type in verb and "as" in sentence.lows[trigger.end : act.trigger.start]
    ]  # "refused to go, as X had demanded"  # fmt: skip
    return _remaining(told, by, cue, _FITS)


_DONE = ("realised", "background")
_BOTH = 2  # parties: who did one act bears the other, and the other way round
# How many of them it takes at least: one where no noun names what is answered; none must be another where one does, but
# for a word for words ("the charge"), of which a text has few
_FITS, _CALLED_FITS, _NAMED_FITS = 1, 0, -1


def _remaining(told: Told, by: Candidate, cue: str, least: int) -> tuple[int, str] | None:
    """A link to the last act that fits best by its parties, where no other party did one like it there."""
    fitting = [(at, act) for at, act in told if act.realis in _DONE and (_by_another(act, by) or _between(act, by) > 0)]
    best = max((_between(act, by) for _, act in fitting), default=least - 1)
    fitting = [(at, act) for at, act in fitting if _between(act, by) == best]
    last = [(at, act) for at, act in fitting if act.number == fitting[-1][1].number]
    one = best >= least and len({act.sources for _, act in (last if best > 0 else fitting)}) == 1
    return (last[-1][0], cue) if one else None


def _between(act: Candidate, by: Candidate) -> int:
    """How many parties stand in both acts, each in the other role; -1 if the text names another in one of them."""
    to, of = set(act.targets) & set(by.sources), set(act.sources) & set(by.targets)
    if set(act.sources) & set(by.sources):
        return -1
    other_to = act.target_text and act.targets and by.source_text and by.sources and not to
    other_of = act.source_text and act.sources and by.target_text and by.targets and not of
    return -1 if other_to or other_of else bool(to) + bool(of)


def _after(sentence: Sentence, index: int, coded: dict[int, Candidate]) -> tuple[int, str] | None:
    """ "X closed its port after Y had shelled it": a deed after one that the other did to its doer."""
    by = coded[index]
    for at, act in coded.items():
        told = sentence.lows[by.trigger.end : act.trigger.start]
        if by.type in _DEEDS and act.type in _DEEDS and "after" in told and _between(act, by) == _BOTH:
            return -1 - at, "after"
    return None
