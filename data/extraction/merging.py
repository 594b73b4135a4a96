"""Mentions of one act become one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cache

from data import actors
from data.extraction.dates import When
from data.extraction.places import Located
from data.extraction.sentence import Sentence
from data.extraction.tolls import Toll
from data.extraction.triggers import Trigger


@dataclass(slots=True)
class Candidate:
    """One mention of an act, as coded from its own sentence."""

    number: int  # of the sentence in the document
    sentence: Sentence
    trigger: Trigger | None  # None once the document has been read
    type: str
    mode: str | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    source_text: str | None
    target_text: str | None
    realis: str
    when: When | None
    undated: bool  # said to lie in an unstated past ("in recent months", the act that another one answers)
    place: Located | None
    tolls: list[Toll]
    claimant: str | None
    refers_back: bool  # "these attacks", "the strikes": names an act already told
    unsaid: bool  # "in retaliation for the attack": it says nothing of who acts on whom, which is inferred
    confidence: float
    again: bool = False  # may only speak of an act told before
    casualties: bool = False  # tells only who was killed or hurt, not by what act
    link: tuple[int, str] | None = None  # index of the candidate that this one is said to answer, and the cue


@dataclass(slots=True)
class Event:
    """An act with all its mentions; the first candidate is the one that says most."""

    mentions: list[Candidate] = field(default_factory=list)
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    source_text: str | None = None
    target_text: str | None = None
    mode: str | None = None
    when: When | None = None
    place: Located | None = None
    told_at: tuple[int, int] = (0, 0)  # offsets of the words that first tell it

    @property
    def first(self) -> Candidate:
        return self.mentions[0]

    @property
    def type(self) -> str:
        return self.first.type


# Modes that may be said of one act: a missile strike, a bombing
_FORCE_MODES_ALIKE = ({"aerial", "heavy-weapons"}, {"aerial", "explosives"})
BOTH_AGREE = 1.5  # both roles agree, one of them perhaps only as group and member
_HELD = 80  # events that a mention may belong to: more than any article tells, so that time grows with the text
_COUNTS_ITS_DEAD = 0.1  # what a side's own toll tells of whom an act hit: a few sentences of distance, less than a name
_INFERRED = -0.2  # what a role counts against two mentions being one act where it was only inferred
_TWO_SIDED = (None, "seize", "firearms")  # modes of acts in which the attacker may lose men as well
_IN_BATTLE = 0.3  # what speaks for the dead of the attacker being those of his attack: less than of one on him
_NEAR = 4  # sentences after an act in which a toll without a perpetrator is taken for its own
_RECENT = 12  # sentences back in which "the attack" may find what it refers to


def merge(candidates: list[Candidate]) -> list[Event]:
    """Events in text order; candidates that refer back and find no event are dropped."""
    events: list[Event] = []
    home: list[Event | None] = []  # of each candidate so far
    for index, candidate in enumerate(candidates):
        apart = _kept_apart(home, candidates, index)
        others = [event for event in events[-_HELD:] if id(event) not in apart]
        event = _antecedent(others, candidate)
        if event is None and candidate.refers_back and candidate.mode == "explosives":
            # "the explosion" after an attack told by other means
            event = _antecedent(others, replace(candidate, mode=None))
        if event is not None:
            _join(event, candidate)
        elif not candidate.again and (
            not candidate.refers_back or (candidate.sources and candidate.targets) or candidate.tolls
        ):
            event = Event()
            _join(event, candidate)
            events.append(event)
        home.append(event)
    return events


def _kept_apart(home: list[Event | None], candidates: list[Candidate], index: int) -> set[int]:
    """The events that the candidate at `index` is said to answer or to be answered by: no act answers itself."""
    answering = [at for at in range(max(0, index - _HELD), index) if index in _answered(candidates[at])]
    return {id(home[at]) for at in (*answering, *_answered(candidates[index])) if at < index}


def _answered(candidate: Candidate) -> tuple[int, ...]:
    """The position of the act that a mention is said to answer, if there is one."""
    return () if candidate.link is None else candidate.link[:1]


def _antecedent(events: list[Event], candidate: Candidate) -> Event | None:
    best, best_score = None, 0.0
    for event in events:
        score = _likeness(event, candidate)
        if score > 0 and score >= best_score:
            best, best_score = event, score
    return best


def _likeness(event: Event, candidate: Candidate) -> float:
    """0 where the two cannot be one act, else how much speaks for it."""
    if event.type != candidate.type or not _one_realis(event.first.realis, candidate):
        return 0
    if candidate.type == "ASSAULT" and not modes_agree(event.mode, candidate.mode):
        return 0
    if not _days_agree(event.when, candidate.when, _slack(event, candidate)):
        return 0
    if candidate.type == "ASSAULT" and not candidate.refers_back and not places_agree(event.place, candidate.place):
        return 0
    source, target = agree(event.sources, candidate.sources), agree(event.targets, candidate.targets)
    if candidate.casualties or (candidate.refers_back and candidate.tolls):
        source, target = max(source, 0), max(target, 0)  # victims are often named more closely than who was hit
    if candidate.unsaid or candidate.source_text is None:  # who is inferred may be inferred wrongly
        source = max(source, _INFERRED)
    if candidate.unsaid or candidate.target_text is None:
        target = max(target, _INFERRED)
    silent = not candidate.sources and not candidate.targets
    unsaid = candidate.refers_back and not candidate.sources and candidate.mode and event.mode != candidate.mode
    if unsaid and event.type == "ASSAULT":
        return 0  # "the air strikes" are not the guns just told of
    ours = candidate.casualties and candidate.tolls and not candidate.sources and event.mode in _TWO_SIDED
    if (
        min(source, target) < _INFERRED
        or (not candidate.unsaid and not ours and set(event.sources) & set(candidate.targets))
        or (not candidate.unsaid and set(event.targets) & set(candidate.sources))
    ):
        return 0
    if candidate.tolls and _hurt(candidate) == 0 and any(map(_hurt, event.mentions)):
        return 0  # "nobody was hurt" is not said of an act that killed
    distance = candidate.number - event.mentions[-1].number
    told_apart = candidate.undated != event.first.undated and not candidate.refers_back and candidate.type == "ASSAULT"
    if told_apart and not (event.mode == candidate.mode and source + target > 0):
        return 0
    named = source + target
    # the dead of an attack are mostly counted by who suffered it
    own = _COUNTS_ITS_DEAD * bool(candidate.tolls and candidate.claimant in event.targets)
    if candidate.casualties and distance <= _RECENT and candidate.realis == "realised":
        if ours and set(event.sources) & set(candidate.targets):
            return _IN_BATTLE - 0.02 * distance
        return 0.5 + named + own + 0.05 * len(event.mentions) - 0.02 * distance
    means = candidate.mode in (None, event.mode)
    new = candidate.type == "ASSAULT" and not candidate.refers_back
    if named == 0 and new and means and _victims_only(candidate) and 0 <= distance <= _NEAR:
        return 0.4 + 0.05 * len(event.mentions) - 0.02 * distance
    # "retook the town after three days of fighting"
    battle = distance == 0 and event.mode == "seize" and candidate.mode is None and candidate.type == "ASSAULT"
    silent = candidate.type == "ASSAULT" and silent and distance <= 2
    if named == 0 and not (candidate.refers_back or silent or battle):
        return 0
    same_means = (
        candidate.mode is not None and candidate.mode == event.mode and (candidate.undated or event.first.undated)
    )
    if (
        candidate.type == "ASSAULT"
        and named < BOTH_AGREE
        and not candidate.refers_back
        and distance > _RECENT
        and not same_means
    ):
        return 0
    if named < BOTH_AGREE and candidate.type != "ASSAULT" and distance > 2 and not candidate.refers_back:
        return 0
    if candidate.refers_back:  # what a text speaks of as "the attacks" is mostly what it is about
        named += 0.05 * len(event.mentions) + 0.3 * _on_one_day(event.when, candidate.when)
    return 0.5 + named + own + (candidate.mode is not None and candidate.mode == event.mode) - 0.02 * distance


def _one_realis(told: str, candidate: Candidate) -> bool:
    """Whether two mentions may be of one act: what is feared, planned and ruled out may be the same act to come, and
    what an undated toll or "the attack" speaks of may lie in the past."""
    if candidate.realis == "denied" and candidate.type == "ASSAULT" and told == "realised":
        return True  # who denies an attack of which others have told speaks of that attack
    either = {told, candidate.realis}
    undated = candidate.when is None and (candidate.casualties or candidate.refers_back)
    return len(either) == 1 or not either & _DONE or (undated and either == _DONE)


_DONE = frozenset(("realised", "background"))


def _hurt(candidate: Candidate) -> float:
    return sum(toll.number.low or toll.number.best or 0 for toll in candidate.tolls)


def _victims_only(candidate: Candidate) -> bool:
    """ "14 civilians were killed in strikes on Sunday": who suffered, of an act that was told before."""
    people = all(actors.KIND.get(actor) == "population" for actor in candidate.targets)
    return candidate.realis == "realised" and not candidate.sources and not candidate.source_text and people


def modes_agree(one: str | None, other: str | None) -> bool:
    """Whether two modes may be said of one act."""
    return one is None or other is None or one == other or {one, other} in _FORCE_MODES_ALIKE


def places_agree(one: Located | None, other: Located | None) -> bool:
    """Whether two places may be those of one act: not if they lie in different countries."""
    return one is None or other is None or not one.country or not other.country or one.country == other.country


def _slack(event: Event, candidate: Candidate) -> int:
    """Days by which two mentions of one act of force may differ: night falls on two dates, and zones on two days."""
    alike = candidate.type == "ASSAULT" and candidate.mode is not None and candidate.mode == event.mode
    return 1 if alike else 0


def _days_agree(one: When | None, other: When | None, slack: int) -> bool:
    if one is None or other is None:
        return True
    (start, end), (first, last) = _days(one), _days(other)
    return start - slack <= last and first - slack <= end


def _on_one_day(one: When | None, other: When | None) -> bool:
    """Whether both are told to the day, and it is the same: "Sunday's raids"."""
    return one is not None and other is not None and one.precision == other.precision == "day" and one.day == other.day


def _days(when: When) -> tuple[int, int]:
    """The first and the last day that a date may mean: weeks are told by their last day, others by the first."""
    day, span = when.day.toordinal(), _SPAN[when.precision]
    return (day - span, day) if when.precision == "week" else (day, day + span)


_SPAN = {"day": 0, "week": 6, "month": 30, "year": 365}


def agree(known: tuple[str, ...], new: tuple[str, ...]) -> float:
    """1 for a shared actor, 0.9 for a group and its member, 0 where one side is silent, -1 for different actors."""
    if set(known) & set(new):
        return 1
    known, new = (tuple(a for a in side if actors.KIND.get(a) != "population") for side in (known, new))
    if not known or not new:
        return 0
    if any(covers(a, b) or covers(b, a) for a in known for b in new):
        return 0.9
    return -1


def covers(general: str, special: str) -> bool:
    """Whether `general` is a way of speaking that may include `special` ("Iran-backed militias": Kata'ib Hezbollah)."""
    if general == special:
        return False
    if general.endswith("-backed-militias"):
        patrons = _patrons().get(special, ())
        unlisted = special not in actors.KIND
        return any(general.startswith(patron) for patron in patrons) or special.endswith("-militias") or unlisted
    if general.endswith(("-militias", "-rebels", "-militants", "-separatists")):
        home = actors.COUNTRY.get(special)
        return (
            actors.KIND.get(special) == "armed-group"
            and home is not None
            and general.split("-")[0] in _demonyms().get(home, ())
        )
    return False


def closer(special: str, general: str) -> bool:
    """Whether `special` names one actor where `general` names a kind."""
    return covers(general, special) and not special.endswith(_KINDS_OF_GROUP)


_KINDS_OF_GROUP = ("-militias", "-rebels", "-militants", "-separatists", "-opposition")


@cache
def _patrons() -> dict[str, tuple[str, ...]]:
    """Client -> the names of its alleged patrons, at whatever time: enough to tell whom a text may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for client, patron in zip(actors.PATRON["client"], actors.PATRON["patron"], strict=True):
        found[client] = (*found.get(client, ()), actors.NAMES.get(patron, patron).lower())
    return found


@cache
def _demonyms() -> dict[str, set[str]]:
    """Actor -> the first words of its adjectives, read once for all actors."""
    found: dict[str, set[str]] = {}
    for phrase, actor, adjective in actors.aliases(str.split):
        if adjective:
            found.setdefault(actor, set()).add(phrase[0])
    return found


def _join(event: Event, candidate: Candidate) -> None:
    event.mentions.append(candidate)
    sources = more_special(event.sources, candidate.sources)
    alone = event.targets and candidate.again and candidate.casualties  # a toll does not say whom the act was aimed at
    targets = event.targets if alone else more_special(event.targets, candidate.targets)
    if sources != event.sources or event.source_text is None:
        event.sources, event.source_text = sources, candidate.source_text
    if targets != event.targets or event.target_text is None:
        event.targets, event.target_text = targets, candidate.target_text
    # "bombings" may be by car or by aircraft: a mention that says aircraft decides
    event.mode = "aerial" if "aerial" in (event.mode, candidate.mode) else event.mode or candidate.mode
    if candidate.when and (event.when is None or _SPAN[candidate.when.precision] < _SPAN[event.when.precision]):
        event.when = candidate.when
    if candidate.place and (event.place is None or candidate.place.finer_than(event.place)):
        event.place = candidate.place


def more_special(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """The better-named of two readings of one role."""
    if not known or (new and all(actors.KIND.get(k) == "population" or any(closer(n, k) for n in new) for k in known)):
        return new or known
    return known


_LASTING = 2 * 365  # days: "since July" may go on, "since 1947" sums up history


def older_than(when: When | None, published: dt.date | None, days: int) -> bool:
    """Whether an act lies more than `days` before publication."""
    if when is None or published is None or (when.since and (published - when.day).days < _LASTING):
        return False
    span = {"year": 365, "month": 30}.get(when.precision, 0)
    return (published - when.day).days - span > days
