"""The models of acts learn from labelled texts, and from nothing else."""

from __future__ import annotations

import pytest

from data.extraction import acts, relations, training
from data.extraction.antecedents import MEANT, OTHER
from data.extraction.training import Example, cast, cast_of_pair, examples, fit, texts, train

PLACES = ("north", "south", "east", "west", "hills", "marshes")


def record(number: int, text: str, source: str, target: str, trigger: str | None, kind: str | None) -> dict:
    """A record of data/corpus, with the fields that training reads."""
    where = {"source": source, "target": target, "trigger": trigger}
    spans = {
        role: [text.find(words), text.find(words) + len(words)] if words else None for role, words in where.items()
    }
    return {
        "id": f"s{number}", "theme": f"t{number % 3}", "text": text, "source_text": source, "source": source.lower(),
        "target_text": target, "target": target.lower(), "trigger": trigger, "spans": spans, "type": kind,
        "realis": "realised" if kind else None,
    }  # fmt: skip


def corpus() -> list[dict]:
    """Bombing is force and praising is support; whoever stands first does it; what plays a match does nothing."""
    told = [
        (f"Varenia {verb} Tamiria in the {place}.", trigger, kind)
        for verb, trigger, kind in (("bombed", "bombed", "ASSAULT"), ("praised", "praised", "SUPPORT"))
        for place in PLACES
    ] + [(f"Varenia drew the struck match with Tamiria in the {place}.", None, None) for place in PLACES]
    return [record(number, text, "Varenia", "Tamiria", *labels) for number, (text, *labels) in enumerate(told)]


def articles() -> list[dict]:
    """Who acts is told in the first sentence; of the second, the party that looks on is not meant."""
    return [
        {
            "theme": f"t{number % 3}",
            "text": f"Varenia bombed Tamiria in the {place}. Kesh slept. Tamiria was praised.",
            "actors": {"varenia": ["Varenia"], "tamiria": ["Tamiria"], "kesh": ["Kesh"]},
            "events": [
                event(f"Varenia bombed Tamiria in the {place}.", "bombed", "ASSAULT", "Varenia"),
                event("Tamiria was praised.", "praised", "SUPPORT", None),
            ],
        }
        for number, place in enumerate(PLACES)
    ]  # fmt: skip


def event(quote: str, trigger: str, kind: str, words: str | None) -> dict:
    """An event of Varenia on Tamiria, as articles label it."""
    return {
        "quote": quote, "mentions": [], "trigger": trigger, "type": kind, "source": "varenia", "source_text": words,
        "source_also": [], "target": "tamiria", "target_text": "Tamiria", "target_also": [],
    }  # fmt: skip


@pytest.fixture(scope="module")
def trained() -> acts.Models:
    return train(corpus(), articles())


def test_there_is_one_model_for_each_question(trained):
    assert set(trained) == {acts.ACT_MODEL, acts.TYPE_MODEL, acts.ROLE_MODEL, acts.MEANT_MODEL, acts.PAIR_MODEL}
    assert set(trained[acts.ACT_MODEL].classes) == {acts.ACT, acts.NONE}
    assert set(trained[acts.TYPE_MODEL].classes) == {"ASSAULT", "SUPPORT"}
    assert set(trained[acts.ROLE_MODEL].classes) == {acts.SOURCE, acts.TARGET}
    assert set(trained[acts.MEANT_MODEL].classes) == {MEANT, OTHER}
    assert set(trained[acts.PAIR_MODEL].classes) == {"ASSAULT", "SUPPORT", relations.NONE}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (acts.ACT_MODEL, {acts.ACT: 24, acts.NONE: 6}),
        (acts.TYPE_MODEL, {"ASSAULT": 12, "SUPPORT": 12}),
        (acts.ROLE_MODEL, {acts.SOURCE: 18, acts.TARGET: 24}),
        (acts.MEANT_MODEL, {MEANT: 6, OTHER: 6}),
        (acts.PAIR_MODEL, {"ASSAULT": 12, "SUPPORT": 6, relations.NONE: 6}),
    ],
)
def test_a_separable_distinction_is_learnt(trained, model, expected):
    listed = examples(texts(corpus(), articles()))[model]
    assert {label: sum(one.label == label for one in listed) for label in expected} == expected
    assert [one for one in listed if trained[model].likeliest(one.features)[0] != one.label] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Kesh bombed Dorn in the valley.", "ASSAULT"), ("Kesh praised Dorn in the valley.", "SUPPORT")],
)
def test_what_was_learnt_holds_for_other_names(trained, text, expected):
    assert trained[acts.PAIR_MODEL].likeliest(relations.seen(text, "Kesh", "Dorn"))[0] == expected


def test_the_same_corpus_and_seed_give_the_same_weights(trained):
    again = train(corpus(), articles())
    for name, model in trained.items():
        one, other = model.arrays(name), again[name].arrays(name)
        assert one.keys() == other.keys() and all((one[key] == other[key]).all() for key in one)


def test_another_corpus_gives_other_weights(trained):
    less = train([record for record in corpus() if record["id"] not in ("s0", "s7")], articles())
    key = f"{acts.TYPE_MODEL}_offsets"
    assert less[acts.TYPE_MODEL].arrays(acts.TYPE_MODEL)[key].tolist() != (
        trained[acts.TYPE_MODEL].arrays(acts.TYPE_MODEL)[key].tolist()
    )


@pytest.mark.parametrize("field", ["theme", "text", "type", "trigger", "source_text", "target_text"])
def test_a_missing_field_is_named(field):
    records = [{key: value for key, value in record.items() if key != field} for record in corpus()]
    with pytest.raises((KeyError, ValueError), match=field):
        train(records, articles())


@pytest.mark.parametrize("field", ["theme", "text", "events", "actors"])
def test_a_missing_field_of_an_article_is_named(field):
    article = {"theme": "t", "text": "Varenia bombed Tamiria.", "events": [], "actors": {}}
    del article[field]
    with pytest.raises((KeyError, ValueError), match=field):
        train(corpus(), [*articles(), article])


def test_one_class_alone_cannot_be_told_apart():
    with pytest.raises(ValueError, match="class"):
        train([record for record in corpus() if record["type"] == "ASSAULT"], [])


@pytest.mark.parametrize("seen", [1, training.LEAST_SEEN[acts.TYPE_MODEL]])
def test_a_feature_counts_from_so_many_examples_on(seen):
    plain = [Example("t", [label], label) for label in ("AID", "ASSAULT") for _ in range(6)]
    rare = [Example("t", ["AID", "rare"], "AID")] * seen
    model = fit([*plain, *rare], acts.TYPE_MODEL)
    counts = seen >= training.LEAST_SEEN[acts.TYPE_MODEL]
    assert (model.probabilities(["AID", "rare"]) != model.probabilities(["AID"])) is counts


def test_a_weightier_example_decides():
    torn = [Example("t", ["said"], "AID", 5.0)] * 3 + [Example("t", ["said"], "ASSAULT", 1.0)] * 3
    assert fit(torn, acts.TYPE_MODEL).likeliest(["said"])[0] == "AID"


def test_an_act_of_an_article_that_is_not_labelled_is_none():
    article = {
        "theme": "t", "text": "Varenia bombed Tamiria. Kesh praised Dorn.",
        "actors": {"varenia": ["Varenia"], "tamiria": ["Tamiria"], "kesh": ["Kesh"], "dorn": ["Dorn"]},
        "events": [event("Varenia bombed Tamiria.", "bombed", "ASSAULT", "Varenia")],
    }  # fmt: skip
    found = examples(texts([], [article]))
    assert [one.label for one in found[acts.ACT_MODEL]] == [acts.ACT, acts.NONE]
    assert [one.label for one in found[acts.TYPE_MODEL]] == ["ASSAULT"]
    article["events"][0]["mentions"] = ["Kesh praised"]  # speaks of the act again: it teaches nothing
    assert [one.label for one in examples(texts([], [article]))[acts.ACT_MODEL]] == [acts.ACT]


@pytest.mark.parametrize(
    ("actors", "expected"),
    [
        ({"varenia": ["Varenia", "Varenian"]}, (("Varenia", "varenia", False), ("Varenian", "varenia", True))),
        ({"varenia": ["Varenia", "General Orm"]}, (("Varenia", "varenia", False), ("General Orm", "varenia", False))),
        ({"villagers": ["villagers"], "kesh": ["Its army", "The king"]}, ()),
        ({}, ()),
    ],
)
def test_the_cast_of_an_article(actors, expected):
    assert cast(actors) == expected


@pytest.mark.parametrize(
    ("words", "actor", "expected"),
    [
        ("Varenia", "varenia", (("Varenia", "varenia", False),)),
        # wherever the sentence spells it
        ("Varenian gunners", "varenia", (("Varenian", "varenia", True), ("Varene", "varenia", False))),
        ("two gunners", "varenia", (("Varene", "varenia", False),)),
        ("fighters of the Ostrel Front", "ostrel-front", (("Ostrel Front", "ostrel-front", False),)),
        ("gunmen", None, ()),
        (None, "varenia", ()),
    ],
)
def test_the_cast_of_a_sentence(words, actor, expected):
    text = f"{words} left, and so did the Varene."
    assert cast_of_pair({"text": text, "source_text": words, "source": actor}) == expected
