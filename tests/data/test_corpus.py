"""Every record of the labelled corpus against its codebook, and how far a second coder agrees."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from data import actors
from data.events import REALIS, TYPES
from data.ontology import MODES
from scoring.indicators import BY_ID, BY_TEXT

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
KEYS = (
    "id", "theme", "region", "style", "text", "source_text", "source", "target_text", "target", "trigger", "spans",
    "type", "mode", "realis", "place", "date", "tolls", "direction", "indicators",
)  # fmt: skip
ARTICLE_KEYS = ("article_id", "theme", "region", "style", "published", "title", "text", "actors", "events")
EVENT_KEYS = (
    "id", "core", "quote", "mentions", "trigger", "source_text", "source", "target_text", "target", "source_also",
    "target_also", "type", "mode", "realis", "place", "date_text", "date", "tolls", "claimant", "answers", "cue",
    "spans",
)  # fmt: skip
SECOND_KEYS = (
    "id", "source_text", "target_text", "trigger", "type", "mode", "realis", "direction", "indicators", "place", "date",
)  # fmt: skip
TOLL_KEYS = ("kind", "words", "low", "best", "high", "claimant")
STYLES = ("wire", "headline", "statement", "history", "ngo", "translated", "social")
DIRECTIONS = ("escalate", "deescalate", "neither")
WORDS = ("ACCUSE", "CONSULT", "REJECT", "REQUEST", "THREATEN")  # words are no deed of force: they have no direction
QUOTED = {"source": "source_text", "target": "target_text", "trigger": "trigger"}  # span -> the words that it holds
LEAST_SENTENCES, LEAST_ARTICLES, LEAST_EACH = 6_000, 100, 5
# a verdict is coded SANCTION by POLECAT alone: in text a finding is ACCUSE and jailing COERCE
CODED_ONLY = {("SANCTION", "convict")}
LEAST_KAPPA = {"type": 0.8, "mode": 0.7, "realis": 0.7, "direction": 0.7}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(pattern: str) -> list[dict]:
    """The records of all files that match, one JSON object a line."""
    lines = (line for path in sorted(CORPUS.glob(pattern)) for line in path.read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


SENTENCES, ARTICLES, SECOND = read("*.jsonl"), read("articles/*.jsonl"), read("second/*.jsonl")
FIRST = {record["id"]: record for record in SENTENCES}
# (name for the reader, labels, the text that they quote) of everything that may be an act
LABELLED = [(record["id"], record, record["text"]) for record in SENTENCES] + [
    (f"{article['article_id']}/{event['id']}", event, article["text"])
    for article in ARTICLES
    for event in article["events"]
]
ACTS = [labels for _, labels, _ in LABELLED if labels["type"]]

Test = Callable[[dict, str], bool]


def wrong(test: Test) -> list[str]:
    """The records, sentences or events of articles, that fail `test` of labels and text."""
    return [name for name, labels, text in LABELLED if not test(labels, text)]


def wrong_sentences(test: Callable[[dict], bool]) -> list[str]:
    return [record["id"] for record in SENTENCES if not test(record)]


def wrong_events(test: Callable[[dict, dict], bool]) -> list[str]:
    """The events of articles that fail `test` of event and article."""
    return [f"{a['article_id']}/{event['id']}" for a in ARTICLES for event in a["events"] if not test(event, a)]


def in_order(toll: dict) -> bool:
    bounds = [toll[bound] for bound in ("low", "best", "high") if toll[bound] is not None]
    return bool(bounds) and bounds == sorted(bounds) and all(type(n) is int and n >= 0 for n in bounds)


def test_every_record_has_the_keys_that_are_documented() -> None:
    assert wrong_sentences(lambda record: tuple(record) == KEYS) == []
    assert [article["article_id"] for article in ARTICLES if tuple(article) != ARTICLE_KEYS] == []
    assert wrong_events(lambda event, article: tuple(event) == EVENT_KEYS) == []
    assert [labels["id"] for labels in SECOND if tuple(labels) != SECOND_KEYS] == []
    assert wrong(lambda labels, text: all(tuple(toll) == TOLL_KEYS for toll in labels["tolls"])) == []
    assert wrong(lambda labels, text: set(labels["spans"]) - {"quote"} == set(QUOTED)) == []


def test_ids_and_texts_are_unique() -> None:
    for values in (
        [record["id"] for record in SENTENCES],
        [record["text"] for record in SENTENCES],
        [article["article_id"] for article in ARTICLES],
        [article["text"] for article in ARTICLES],
        [labels["id"] for labels in SECOND],
        *([event["id"] for event in article["events"]] for article in ARTICLES),
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize(("span", "words"), QUOTED.items())
def test_spans_quote_the_text(span: str, words: str) -> None:
    def quotes(labels: dict, text: str) -> bool:
        at = labels["spans"][span]
        return labels[words] is None if at is None else text[at[0] : at[1]] == labels[words] != ""

    assert wrong(quotes) == []


def test_other_words_stand_in_the_text() -> None:
    assert wrong(lambda labels, text: labels["place"] is None or labels["place"] in text) == []
    assert wrong(lambda labels, text: all(toll["words"] in text for toll in labels["tolls"])) == []
    assert wrong_sentences(lambda record: record["date"] is None or record["date"] in record["text"]) == []
    assert wrong_events(lambda event, a: event["date_text"] is None or event["date_text"] in a["text"]) == []
    assert wrong_events(lambda event, article: all(words in article["text"] for words in event["mentions"])) == []


def test_themes_regions_and_styles_are_words() -> None:
    for record in (*SENTENCES, *ARTICLES):
        assert all(SLUG.fullmatch(record[key]) for key in ("theme", "region", "style")), record
    assert {record["style"] for record in SENTENCES} == set(STYLES)


def test_types_modes_and_realis_are_those_of_the_schema() -> None:
    assert wrong(lambda labels, text: labels["type"] in (None, *TYPES)) == []
    assert wrong(lambda labels, text: labels["mode"] in (None, *MODES.get(labels["type"], ()))) == []
    assert wrong(lambda labels, text: labels["realis"] in (REALIS if labels["type"] else (None,))) == []


def test_an_act_has_words_that_name_it_and_no_act_has_no_labels() -> None:
    assert wrong(lambda labels, text: (labels["trigger"] is None) == (labels["type"] is None)) == []
    assert wrong_sentences(lambda r: bool(r["type"]) or (r["direction"], r["indicators"]) == ("neither", [])) == []


def test_only_a_deed_that_was_done_has_a_direction() -> None:
    assert wrong_sentences(lambda record: record["direction"] in DIRECTIONS) == []
    assert wrong_sentences(lambda r: r["direction"] == "neither" or r["realis"] == "realised") == []
    assert wrong_sentences(lambda r: r["direction"] == "neither" or r["type"] not in WORDS) == []


def test_indicators_are_facets_of_what_is_realised() -> None:
    assert wrong_sentences(lambda record: set(record["indicators"]) <= set(BY_ID)) == []
    assert wrong_sentences(lambda record: len(set(record["indicators"])) == len(record["indicators"])) == []
    assert wrong_sentences(lambda record: not record["indicators"] or record["realis"] == "realised") == []
    assert wrong_sentences(lambda r: all(r["type"] in BY_ID[name].types for name in r["indicators"])) == []


def test_tolls_are_counts_in_order() -> None:
    assert wrong(lambda labels, text: all(toll["kind"] in ("killed", "wounded") for toll in labels["tolls"])) == []
    assert wrong(lambda labels, text: all(in_order(toll) for toll in labels["tolls"])) == []


@pytest.mark.parametrize("role", ["source", "target"])
def test_nothing_invented_is_said_of_a_real_state(role: str) -> None:
    assert wrong(lambda labels, text: actors.KIND.get(labels[role]) != "state") == []
    assert wrong(lambda labels, text: labels[role] is None or bool(SLUG.fullmatch(labels[role]))) == []
    assert wrong(lambda labels, text: labels[role] is None or labels[f"{role}_text"] is not None) == []


def test_the_actors_of_an_article_are_listed_and_invented() -> None:
    def listed(event: dict, article: dict) -> bool:
        named = {event["source"], event["target"], event["claimant"], *event["source_also"], *event["target_also"]}
        named |= {toll["claimant"] for toll in event["tolls"]}
        return named - {None} <= set(article["actors"])

    assert wrong_events(listed) == []
    for article in ARTICLES:
        told = f"{article['title']}\n{article['text']}".lower()
        assert [actor for actor in article["actors"] if actors.KIND.get(actor) == "state"] == [], article["article_id"]
        missing = [name for names in article["actors"].values() for name in names if name.lower() not in told]
        assert missing == [], article["article_id"]


def test_events_quote_their_article_and_answer_others_of_it() -> None:
    def quotes(event: dict, article: dict) -> bool:
        start, end = event["spans"]["quote"]
        inside = event["spans"]["trigger"]
        return article["text"][start:end] == event["quote"] and start <= inside[0] < inside[1] <= end

    def answers(event: dict, article: dict) -> bool:
        others = {other["id"] for other in article["events"]} - {event["id"]}
        return event["answers"] in {None, *others} and (
            event["cue"] is None or (event["answers"] is not None and event["cue"] in article["text"])
        )

    assert wrong_events(quotes) == []
    assert wrong_events(answers) == []
    assert wrong_events(lambda event, article: event["core"] in (True, False)) == []


def test_dates_of_articles_are_iso_dates_and_what_is_past_lies_before_publication() -> None:
    assert [
        a["article_id"] for a in ARTICLES if dt.date.fromisoformat(a["published"]).isoformat() != a["published"]
    ] == []
    form = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
    assert wrong_events(lambda event, article: event["date"] is None or bool(form.fullmatch(event["date"]))) == []
    past = [(e, a) for a in ARTICLES for e in a["events"] if e["realis"] == "background" and e["date"]]
    assert past and [e["quote"] for e, a in past if e["date"] > a["published"]] == []


def test_there_is_enough_of_everything() -> None:
    assert len(SENTENCES) >= LEAST_SENTENCES and len(ARTICLES) >= LEAST_ARTICLES
    types, realis = (Counter(labels[key] for labels in ACTS) for key in ("type", "realis"))
    modes = Counter((labels["type"], labels["mode"]) for labels in ACTS)
    styles = Counter(record["style"] for record in SENTENCES)
    directions = Counter(record["direction"] for record in SENTENCES)
    indicators = Counter(name for record in SENTENCES for name in record["indicators"])
    rare = {
        "types": [name for name in TYPES if types[name] < LEAST_EACH],
        "realis": [name for name in REALIS if realis[name] < LEAST_EACH],
        "modes": [(t, mode) for t, listed in MODES.items() for mode in listed if modes[t, mode] < LEAST_EACH],
        "styles": [name for name in STYLES if styles[name] < LEAST_EACH],
        "directions": [name for name in DIRECTIONS if directions[name] < LEAST_EACH],
        "by text": [name for name in BY_TEXT if indicators[name] < LEAST_EACH],
        "by columns": [name for name in BY_ID if name not in BY_TEXT and indicators[name] < LEAST_EACH],
    }
    assert set(rare.pop("modes")) == CODED_ONLY
    assert not any(rare.values()), rare
    assert sum(record["type"] is None for record in SENTENCES) >= LEAST_EACH


def test_the_second_coder_kept_to_the_codebook() -> None:
    for labels in SECOND:
        text = FIRST[labels["id"]]["text"]
        quoted = [labels[key] for key in ("source_text", "target_text", "trigger", "place", "date")]
        assert all(words is None or words in text for words in quoted), labels
        assert labels["type"] in (None, *TYPES) and labels["mode"] in (None, *MODES.get(labels["type"], ())), labels
        assert labels["realis"] in (REALIS if labels["type"] else (None,)), labels
        assert labels["direction"] == "neither" or labels["realis"] in ("realised", "background"), labels
        assert all(labels["type"] in BY_ID[name].types for name in labels["indicators"]), labels


@pytest.mark.parametrize(("field", "least"), LEAST_KAPPA.items())
def test_two_coders_agree(field: str, least: float) -> None:
    pairs = [(str(FIRST[labels["id"]][field]), str(labels[field])) for labels in SECOND]
    kappa = cohen_kappa_score(*zip(*pairs, strict=True))
    print(f"{field}: kappa {kappa:.3f} of {len(pairs)} sentences")
    assert kappa >= least
