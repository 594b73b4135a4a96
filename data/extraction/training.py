"""Train the models of acts and roles on the labelled corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from data.extraction import acts, coding, features, relations
from data.extraction.antecedents import MEANT, OTHER
from data.extraction.linear import Features, Linear
from data.extraction.memory import Memory
from data.extraction.mention import Mention
from data.extraction.names import Cast, slug
from data.extraction.roles import Roles
from data.extraction.sentence import Sentence
from data.extraction.triggers import Trigger

# inverse regularisation, by F1 on unseen themes
PENALTY = {acts.ACT_MODEL: 0.3, acts.TYPE_MODEL: 0.7, acts.ROLE_MODEL: 0.5, acts.MEANT_MODEL: 1.0, acts.PAIR_MODEL: 1.0}
# a feature of fewer examples cannot generalise
LEAST_SEEN = {acts.ACT_MODEL: 4, acts.TYPE_MODEL: 3, acts.ROLE_MODEL: 5, acts.MEANT_MODEL: 4, acts.PAIR_MODEL: 14}
CHOSEN = 0.2  # weight of an act of a single sentence, which was written for its act: running text has more idle verbs
NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Example:
    """Features with their class; `theme` keeps what belongs together on one side of a split."""

    theme: str
    features: Features
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the acts that were labelled in it; `whole` if every act of it was."""

    theme: str
    text: str
    events: list[dict]
    whole: bool
    idle: list[dict]  # a sentence without an act, with the parties that it names
    cast: Cast = ()  # the invented actors, known by name as real ones are


def train(sentences: list[dict], articles: list[dict], seed: int = 0) -> acts.Models:
    """The models of acts, types, roles and marked pairs; the same corpus and seed give the same models.

    Raises KeyError with the name of a field that a record lacks.
    """
    return {name: fit(listed, name, seed) for name, listed in examples(texts(sentences, articles)).items()}


def texts(sentences: Iterable[dict], articles: Iterable[dict]) -> Iterator[Labelled]:
    """The records of data/corpus as texts with their events."""
    for record in sentences:
        told = [record | {"quote": record["text"], "mentions": []}]
        events = told if record["type"] else []
        yield Labelled(record["theme"], record["text"], events, not events, told, cast_of_pair(record))
    for record in articles:
        yield Labelled(record["theme"], record["text"], record["events"], True, [], cast(record["actors"]))


def cast(actors: dict[str, list[str]]) -> Cast:
    """The spellings of invented actors: id -> spellings, the name first; common nouns are no names."""
    named = {
        actor: [words for words in spellings if words[:1].isupper() and not _COMMON.match(words)]
        for actor, spellings in actors.items()
    }
    return tuple(
        (spelling, actor, number > 0 and bool(_ADJECTIVE.search(spelling)))
        for actor, spellings in named.items() for number, spelling in enumerate(spellings)
    )  # fmt: skip


def cast_of_pair(record: dict) -> Cast:
    """The names of the two parties of a sentence, wherever it spells them: "Sarvonian gunners" is of sarvonia."""
    found = []
    for role in ("source", "target"):
        words, actor = record.get(f"{role}_text"), record.get(role)
        if not words or not actor:
            continue
        whole = [name for name in _NAME.findall(words) if slug(name) == actor]
        parts = [name for name in re.findall(r"[A-Z][\w'’-]+", record["text"]) if named(actor, name)]
        found += [(name, actor, bool(_ADJECTIVE.search(name)) and slug(name) != actor) for name in whole or parts]
    return tuple(found)


def named(actor: str, text: str) -> bool:
    """Whether a text spells a word of an actor's id, or one that begins as it does: an adjective."""
    parts = {part[:_ALIKE] for part in actor.split("-")} - _SHORT
    return any(slug(word)[:_ALIKE] in parts for word in re.findall(r"[\w'’]+", text))


_ALIKE = 4  # first letters that a name and its adjective share
_SHORT = frozenset("of the and for de del".split())  # words of ids that name nobody
_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:of |the |and )*[A-Z][\w'’-]+)*")
_ADJECTIVE = re.compile(r"(?:an|ian|ese|ish|ic|i)s?$")
_COMMON = re.compile(r"(?:The|An?|Its?|Both|Two) ")


def examples(labelled: Iterable[Labelled]) -> dict[str, list[Example]]:
    """Examples for each model."""
    found: dict[str, list[Example]] = {name: [] for name in PENALTY}
    for one in labelled:
        memory = Memory()
        memory.start(*coding.filed(one.text, one.cast))
        spans = [(event, *_span(one.text, event["quote"], event["trigger"])) for event in one.events]
        mentioned = [one.text.find(words) for event in one.events for words in event["mentions"]]
        found[acts.PAIR_MODEL] += _pairs(one)
        for sentence in coding.parse(one.text, one.cast):
            memory.name(sentence)
            inside = [item for item in spans if sentence.start <= item[1] < sentence.end]
            again = any(sentence.start <= at < sentence.end for at in mentioned)
            _learn(found, one, sentence, inside, again, memory)
            for event, *_ in inside:
                memory.parties.act(*((event[role],) if event[role] else () for role in (acts.SOURCE, acts.TARGET)))
            memory.hear(sentence, [])
    return found


def _pairs(one: Labelled) -> Iterator[Example]:
    """The sentences that name both parties of an act, or two parties between whom nothing is done."""
    for event in one.events or one.idle:
        quote, parties = event["quote"], (event["source_text"], event["target_text"])
        if all(words and words in quote for words in parties):
            yield Example(one.theme, relations.seen(quote, *parties), event["type"] or relations.NONE)


def _learn(found: dict, one: Labelled, sentence: Sentence, inside: list[tuple], again: bool, memory: Memory) -> None:
    proposed = acts.propose(sentence)
    all_triggers = [act.trigger for act in proposed]
    taken: set[int] = set()
    for act in proposed:
        trigger = act.trigger
        start, end = sentence.span(one.text, trigger.start, trigger.end)
        head, _ = sentence.span(one.text, trigger.match.head, trigger.match.head + 1)
        hit = next((item for item in inside if item[1] <= head < item[2]), None) or next(
            (item for item in inside if start < item[2] and end > item[1]), None
        )
        if hit is None:
            if one.whole and not again:
                found[acts.ACT_MODEL].append(_act_example(one, sentence, act, acts.NONE))
            continue
        event = hit[0]
        if id(event) in taken:
            continue
        taken.add(id(event))
        found[acts.ACT_MODEL].append(_act_example(one, sentence, act, acts.ACT))
        found[acts.TYPE_MODEL].append(_act_example(one, sentence, act, event["type"]))
        roles = {
            acts.SOURCE: _span(one.text, event["quote"], event["source_text"]),
            acts.TARGET: _span(one.text, event["quote"], event["target_text"]),
        }
        for mention in sentence.mentions:
            label = next((role for role, span in roles.items() if _covers(one.text, sentence, mention, span)), NEITHER)
            seen = features.of_party(sentence, trigger._replace(decided=event["type"]), mention, act.who, all_triggers)
            found[acts.ROLE_MODEL].append(Example(one.theme, seen, label))
        if one.whole:
            typed = trigger._replace(decided=event["type"])
            found[acts.MEANT_MODEL] += _meant(one, sentence, typed, act.who, event, roles, memory)


def _meant(
    one: Labelled, sentence: Sentence, trigger: Trigger, who: Roles, event: dict, spans: dict[str, tuple[int, int]],
    memory: Memory,
) -> Iterator[Example]:  # fmt: skip
    """Who is meant in a role for which the sentence names no known party."""
    told = {
        role: tuple(mention for mention in sentence.mentions if _covers(one.text, sentence, mention, span))
        for role, span in spans.items()
    }
    whom = who._replace(sources=told[acts.SOURCE], targets=told[acts.TARGET])
    for role, other in ((acts.SOURCE, acts.TARGET), (acts.TARGET, acts.SOURCE)):
        if any(m.known for m in told[role]):
            continue
        labelled = {event[role], *event[f"{role}_also"]}
        for mention, seen in memory.choices(sentence, trigger, whom, role, told[other])[1]:
            yield Example(one.theme, seen, MEANT if mention.actor in labelled else OTHER)


def _act_example(one: Labelled, sentence: Sentence, act: acts.Act, label: str) -> Example:
    seen = features.of_act(sentence, act.trigger, act.who, act.realis)
    return Example(one.theme, seen, label, CHOSEN if label == acts.ACT and not one.whole else 1.0)


def _span(text: str, quote: str | None, words: str | None) -> tuple[int, int]:
    """Where `words` stand in `quote`, else in the text; (-1, -1) if nowhere."""
    if not words:
        return -1, -1
    within = text.find(quote) if quote else -1
    at = text.find(words, max(within, 0), within + len(quote)) if within >= 0 else -1
    at = at if at >= 0 else text.find(words)
    return (at, at + len(words)) if at >= 0 else (-1, -1)


def _covers(text: str, sentence: Sentence, mention: Mention, span: tuple[int, int]) -> bool:
    start, end = sentence.span(text, mention.start, mention.end)
    return start < span[1] and end > span[0]


def fit(listed: list[Example], model: str, seed: int = 0) -> Linear:
    """One multinomial logistic regression on named features; ValueError without examples of two classes."""
    if not listed:
        raise ValueError(f"the corpus has no example for the model of {model!r}: it needs sentences and whole articles")
    counts: dict[str, int] = {}
    for example in listed:
        for name in set(example.features):
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= LEAST_SEEN[model])
    row = {name: number for number, name in enumerate(names)}
    strengths = [
        example.features if isinstance(example.features, Mapping) else dict.fromkeys(example.features, 1.0)
        for example in listed
    ]
    kept = [{row[name]: value for name, value in one.items() if name in row} for one in strengths]
    indptr = np.cumsum([0, *map(len, kept)])
    indices = np.array([column for one in kept for column in one], int)
    values = np.array([value for one in kept for value in one.values()])
    matrix = sparse.csr_array((values, indices, indptr), shape=(len(listed), len(names)))
    regression = LogisticRegression(C=PENALTY[model], max_iter=500, random_state=seed)
    regression.fit(matrix, [example.label for example in listed], [example.weight for example in listed])
    weights, offsets = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:  # scikit-learn keeps one column, that of the second class
        weights, offsets = np.hstack([0 * weights, weights]), np.append(0.0, offsets)
    return Linear(regression.classes_, names, weights, offsets)
