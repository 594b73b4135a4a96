"""How well acts are read on themes that the models have not seen: figures for their card (`cards`).

Sentences carry one labelled act: a reading counts as right where an act is found on the labelled words and its type,
source and target are; a party that the sentence does not spell is compared by its words. Articles carry all their acts:
events are matched one to one (same sentence, and the right type or both named parties). The invented actors of a text
are listed by name, as real ones are in data/actors.csv.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from data.extraction import coding, frames, training
from data.extraction.acts import PAIR_MODEL, ROLE_MODEL, TYPE_MODEL, Models
from data.extraction.names import slug

FOLDS = 3  # of whole themes
_SMALL = frozenset("the a an of and in its their his her our two three four five several some".split())
# What is announced may be told as the deed to come or as the word that announces it
_ANNOUNCED = {
    frozenset(pair) for pair in (
        ("CONSULT", "AGREE"), ("SUPPORT", "AGREE"), ("CONCEDE", "AGREE"), ("RETREAT", "AGREE"), ("AID", "AGREE"),
        ("COOPERATE", "AGREE"), ("ASSAULT", "THREATEN"), ("COERCE", "THREATEN"), ("SANCTION", "THREATEN"),
    )
}  # fmt: skip


def held_out(sentences: list[dict], articles: list[dict], seed: int = 0) -> dict[str, dict[str, float]]:
    """Figures by measure, each on texts of themes that were left out of training; 0 to 1, and counts."""
    examples = training.examples(training.texts(sentences, articles))
    themes = sorted({record["theme"] for record in [*sentences, *articles]})
    random.Random(seed).shuffle(themes)
    alone, whole, given = Counter(), Counter(), Counter()
    for fold in range(FOLDS):
        out = set(themes[fold::FOLDS])
        models = {
            name: training.fit([one for one in listed if one.theme not in out], name, seed)
            for name, listed in examples.items()
            if name != PAIR_MODEL  # it reads no text
        }
        for name in (TYPE_MODEL, ROLE_MODEL):
            for one in examples[name]:
                if one.theme in out:
                    given[name] += 1
                    given[f"{name} right"] += models[name].likeliest(one.features)[0] == one.label
        alone += _sentences([record for record in sentences if record["theme"] in out], models)
        whole += _articles([record for record in articles if record["theme"] in out], models)
    return {"given the words": _given(given), "sentences": _rates(alone), "articles": _article_rates(whole)}


def _given(count: Counter) -> dict[str, float]:
    return {f"{name} accuracy": round(count[f"{name} right"] / count[name], 3) for name in (TYPE_MODEL, ROLE_MODEL)}


def _rates(count: Counter) -> dict[str, float]:
    precision, recall = count["right"] / max(count["found"], 1), count["right"] / max(count["labelled"], 1)
    return {
        "acts": count["labelled"], "found": round(count["found"] / max(count["labelled"], 1), 3),
        "triple precision": round(precision, 3), "triple recall": round(recall, 3),
        "triple F1": round(_f1(precision, recall), 3),
        "realis given found": round(count["realis"] / max(count["found"], 1), 3),
    }  # fmt: skip


def _article_rates(count: Counter) -> dict[str, float]:
    def part(name: str, of: str) -> float:
        return round(count[name] / max(count[of], 1), 3)

    return {
        "articles": count["articles"], "events": count["labelled"], "core recall": part("core found", "core"),
        "precision": part("matched", "read"),
        "triple F1": round(_f1(part("triple", "read"), part("triple", "labelled")), 3),
        "two of three F1": round(_f1(part("two", "read"), part("two", "labelled")), 3),
        "killed exact given match": part("toll right", "tolls"), "links": count["links"],
        "link precision": part("link right", "links"),
    }  # fmt: skip


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _sentences(records: Iterable[dict], models: Models) -> Counter:
    count: Counter = Counter()
    for record in records:
        span = record["spans"]["trigger"]
        if record["type"] is None or span is None:
            continue
        count["labelled"] += 1
        on = [
            one for one in coding.candidates(record["text"], None, training.cast_of_pair(record), models)
            if _meet(one.sentence.span(record["text"], one.trigger.start, one.trigger.end), span)
        ]  # fmt: skip
        if on:
            one = on[0]
            source, target = one.sources[0] if one.sources else None, one.targets[0] if one.targets else None
            count["found"] += 1
            count["realis"] += one.realis == record["realis"]
            count["right"] += (
                _same_type(one.type, one.realis, record)
                and _same_in(record, "source", source, one.source_text)
                and _same_in(record, "target", target, one.target_text)
            )
    return count


def _same_in(record: dict, role: str, actor: str | None, words: str | None) -> bool:
    """Whether a read party is that of a sentence: by its words alone, where the sentence does not spell its name.

    Whose "the president" is, a sentence alone cannot tell.
    """
    labelled, told = record[role], record[f"{role}_text"]
    if labelled and not training.named(labelled, record["text"]):
        return bool(_words(words) & _words(told))
    return _same(actor, words, labelled, told)


def _articles(records: list[dict], models: Models) -> Counter:
    count: Counter = Counter()
    documents = pd.DataFrame(
        {
            "document_id": record["article_id"], "published": pd.Timestamp(record["published"]), "text": record["text"],
            "cast": training.cast(record["actors"]),
        }
        for record in records
    )  # fmt: skip
    if documents.empty:
        return count
    events, mentions = frames.extract_with_mentions(documents, models)
    for record in records:
        ours = events[events["document_id"] == record["article_id"]]
        told = mentions[mentions["document_id"] == record["article_id"]]
        _compare(count, record, [rows for _, rows in ours.groupby("event_id", sort=False)], told)
    return count


def _compare(count: Counter, record: dict, ours: list[pd.DataFrame], told: pd.DataFrame) -> None:
    theirs = record["events"]
    spans = [[_found(record["text"], words) for words in (event["quote"], *event["mentions"])] for event in theirs]
    agreement: dict[tuple[int, int], tuple[bool, bool, bool]] = {}
    worth = np.zeros((len(ours), len(theirs)))
    for row, rows in enumerate(ours):
        first = rows.iloc[0]
        where = told.loc[told["event_id"] == first["event_id"], ["span_start", "span_end"]].to_numpy()
        for column, event in enumerate(theirs):
            if not any(start < end_ and end > start_ for start, end in where for start_, end_ in spans[column]):
                continue
            parties = (_same_party(rows, event, role, record["actors"]) for role in ("source", "target"))
            right = (_same_type(first["type"], first["realis"], event), *parties)
            named = (right[1] and event["source"] is not None) + (right[2] and event["target"] is not None)
            if right[0] or named == 2:
                agreement[row, column] = right
                worth[row, column] = 1 + right[0] + (right[1] + right[2]) / 2
    pairs = [pair for pair in zip(*linear_sum_assignment(-worth), strict=True) if worth[pair] > 0] if worth.size else []
    count.update({"articles": 1, "labelled": len(theirs), "read": len(ours), "matched": len(pairs)})
    count["core"] += sum(event["core"] for event in theirs)
    matched = dict(pairs)
    for row, column in pairs:
        right, event, first = agreement[row, column], theirs[column], ours[row].iloc[0]
        count["core found"] += event["core"]
        count["triple"] += all(right)
        count["two"] += sum(right) >= 2
        killed = [toll for toll in event["tolls"] if toll["kind"] == "killed"]
        if killed and event["type"] == "ASSAULT":
            count["tolls"] += 1
            count["toll right"] += any(_same_toll(first, toll) for toll in killed)
    by_id = {rows.iloc[0]["event_id"]: row for row, rows in enumerate(ours)}
    for row, rows in enumerate(ours):
        answered = by_id.get(_none(rows.iloc[0]["responds_to"]))
        if answered is not None and row in matched and answered in matched:
            count["links"] += 1
            count["link right"] += theirs[matched[row]]["answers"] == theirs[matched[answered]]["id"]


def _none(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _found(text: str, words: str) -> tuple[int, int]:
    at = text.find(words)
    return at, at + len(words)


def _same_toll(row: pd.Series, toll: dict) -> bool:
    name = "best" if toll["best"] is not None else "low"
    return row[f"killed_{name}"] == toll[name]


def _same_type(name: str, realis: str, labelled: dict) -> bool:
    announced = "planned" in (realis, labelled["realis"])
    return name == labelled["type"] or (announced and frozenset((name, labelled["type"])) in _ANNOUNCED)


def _same_party(rows: pd.DataFrame, event: dict, role: str, spellings: dict[str, list[str]]) -> bool:
    read = zip(rows[role], rows[f"{role}_text"], strict=True)
    labelled = (event[role], event[f"{role}_text"], event[f"{role}_also"])
    return any(_same(_none(actor), _none(words), *labelled, spellings) for actor, words in read)


def _same(
    actor: str | None, words: str | None, labelled: str | None, labelled_words: str | None,
    also: Iterable[str] = (), spellings: dict[str, list[str]] | None = None,
) -> bool:  # fmt: skip
    """Whether a read party is the labelled one: by id or spelling, or by its words where nobody is named."""
    if labelled is None:
        return actor is None or bool(_words(words) & _words(labelled_words))
    if actor is None:
        return False
    return any(
        actor in (one, slug(one)) or _alike(set(slug(spelling).split("-")) - _SMALL, set(actor.split("-")) - _SMALL)
        for one in (labelled, *also) for spelling in (one.replace("-", " "), *(spellings or {}).get(one, ()))
    )  # fmt: skip


def _alike(one: set[str], other: set[str]) -> bool:
    part = (len(one) == 1 and one <= other) or (len(other) == 1 and other <= one)
    return one == other or part or len(one & other) > 1


def _words(text: str | None) -> set[str]:
    return set((text or "").lower().split()) - _SMALL
