"""How readings are held against labels: the rules of matching, on events made by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest

from data.extraction import cards, scorecard
from data.extraction.acts import ROLE_MODEL, TYPE_MODEL

TEXT = "Varenia bombed Tamiria on Monday. Kesh promised aid to Dorn."
BOMBED, PROMISED = TEXT.split(". ")[0] + ".", "Kesh promised aid to Dorn."
ACTORS = {"varenia": ["Varenia", "Varenian"], "tamiria": ["Tamiria"], "kesh": ["Kesh"], "dorn": ["Dorn"]}


def labelled(**changes: Any) -> dict:
    """An event of an article: Varenia bombed Tamiria, nine dead."""
    return {
        "id": "e1", "core": True, "quote": BOMBED, "mentions": [], "type": "ASSAULT", "realis": "realised",
        "source": "varenia", "source_text": "Varenia", "source_also": [],
        "target": "tamiria", "target_text": "Tamiria", "target_also": [],
        "tolls": [{"kind": "killed", "low": 9, "best": 9, "high": 9}], "answers": None,
    } | changes  # fmt: skip


def read(**changes: Any) -> dict:
    """The same as a row of the extraction."""
    return {
        "event_id": "x", "type": "ASSAULT", "realis": "realised", "source": "varenia", "source_text": "Varenia",
        "target": "tamiria", "target_text": "Tamiria", "killed_low": 9, "killed_best": 9, "responds_to": None,
        "quote": BOMBED,
    } | changes  # fmt: skip


def compared(events: list[dict], rows: list[dict]) -> Counter:
    """What is counted for an article with these labelled events and these read ones."""
    frames = [pd.DataFrame([row]) for row in rows]
    told = pd.DataFrame(
        [(row["event_id"], TEXT.find(row["quote"]), TEXT.find(row["quote"]) + len(row["quote"])) for row in rows],
        columns=["event_id", "span_start", "span_end"],
    )
    count: Counter = Counter()
    scorecard._compare(count, {"text": TEXT, "actors": ACTORS, "events": events}, frames, told)
    return count


@pytest.mark.parametrize(
    ("changes", "matched", "two", "triple"),
    [
        ({}, 1, 1, 1),
        ({"source": "kesh", "source_text": "Kesh"}, 1, 1, 0),  # a wrong party
        ({"source": None, "source_text": None}, 1, 1, 0),  # nobody for somebody
        ({"source": "kesh", "target": "dorn"}, 1, 0, 0),  # the right type alone
        ({"source": "tamiria", "target": "varenia"}, 1, 0, 0),  # the wrong way round
        ({"type": "ACCUSE"}, 1, 1, 0),  # both parties, another type
        ({"type": "ACCUSE", "source": "kesh"}, 0, 0, 0),
        ({"quote": PROMISED}, 0, 0, 0),  # told in another sentence
        ({"source": "varenian"}, 1, 1, 1),  # a spelling that the article lists
        ({"realis": "denied"}, 1, 1, 1),  # realis is no part of the triple
    ],
)
def test_an_event_matches_by_its_sentence_and_its_type_or_parties(changes, matched, two, triple):
    count = compared([labelled()], [read(**changes)])
    assert (count["read"], count["labelled"], count["core"]) == (1, 1, 1)
    assert (count["matched"], count["two"], count["triple"]) == (matched, two, triple)
    assert count["core found"] == matched


def test_events_are_matched_one_to_one_and_the_better_match_wins():
    twice = compared([labelled()], [read(), read(event_id="y")])
    assert (twice["matched"], twice["read"]) == (1, 2)
    better = compared([labelled()], [read(event_id="y", source="kesh"), read()])
    assert (better["matched"], better["triple"]) == (1, 1)
    both = labelled(id="e2", type="ACCUSE", core=False, tolls=[])
    crossed = compared([both, labelled()], [read(), read(event_id="y", type="ACCUSE")])
    assert (crossed["matched"], crossed["triple"], crossed["core found"]) == (2, 2, 1)


def test_a_retold_event_matches_in_each_sentence_that_tells_it():
    assert compared([labelled()], [read(quote=PROMISED)])["matched"] == 0
    assert compared([labelled(mentions=["Kesh promised"])], [read(quote=PROMISED)])["matched"] == 1


def test_nothing_read_matches_nothing():
    count = compared([labelled()], [])
    assert (count["labelled"], count["read"], count["matched"], count["core found"]) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "realis", "label", "expected"),
    [
        ("ASSAULT", "realised", {"type": "ASSAULT", "realis": "realised"}, True),
        ("ASSAULT", "realised", {"type": "COERCE", "realis": "realised"}, False),
        # what is announced may be told as the deed to come or as the word that announces it
        ("AID", "planned", {"type": "AGREE", "realis": "realised"}, True),
        ("AGREE", "realised", {"type": "AID", "realis": "planned"}, True),
        ("THREATEN", "realised", {"type": "ASSAULT", "realis": "planned"}, True),
        ("CONSULT", "planned", {"type": "AGREE", "realis": "planned"}, True),
        ("AID", "realised", {"type": "AGREE", "realis": "realised"}, False),
        ("ASSAULT", "planned", {"type": "AGREE", "realis": "planned"}, False),
        ("AID", "planned", {"type": "THREATEN", "realis": "realised"}, False),
        ("AID", "hypothetical", {"type": "AGREE", "realis": "realised"}, False),
    ],
)
def test_types_announced(name, realis, label, expected):
    assert scorecard._same_type(name, realis, label) is expected


@pytest.mark.parametrize(
    ("read_as", "labels", "expected"),
    [
        (("varenia", "Varenia"), ("varenia", "Varenia"), True),
        (("varenia", "jets"), ("varenia", "Varenian jets"), True),
        (("kesh", "Kesh"), ("varenia", "Varenia"), False),
        ((None, "Varenia"), ("varenia", "Varenia"), False),
        (("ostrel-front", "Ostrel Front"), ("front-of-ostrel", "the Front of Ostrel"), True),
        (("ostrel", "Ostrel"), ("ostrel-front", "Ostrel Front"), True),
        (("ostrel-front", "Ostrel Front"), ("marl-front", "Marl Front"), False),
        # where nobody is named, the words decide, or that nobody is named here either
        ((None, None), (None, "two gunmen"), True),
        (("militants", "gunmen"), (None, "two gunmen"), True),
        (("kesh", "Kesh"), (None, "two gunmen"), False),
        (("kesh", "the two"), (None, "two gunmen"), False),
        ((None, None), (None, None), True),
        (("kesh", "Kesh"), (None, None), False),
    ],
)
def test_parties(read_as, labels, expected):
    assert scorecard._same(*read_as, *labels) is expected


@pytest.mark.parametrize(
    ("actor", "also", "expected"),
    [("kesh", (), False), ("kesh", ("kesh",), True), ("kesh", ("dorn",), False), ("varenia", ("kesh",), True)],
)
def test_a_joint_party_may_be_any_of_those_labelled(actor, also, expected):
    assert scorecard._same(actor, None, "varenia", "Varenia", also) is expected


@pytest.mark.parametrize(
    ("toll", "changes", "right"),
    [
        ({"low": 9, "best": 9, "high": 9}, {}, 1),
        ({"low": 9, "best": 9, "high": 9}, {"killed_best": 8}, 0),
        ({"low": 9, "best": 9, "high": 9}, {"killed_best": float("nan")}, 0),
        ({"low": 24, "best": None, "high": None}, {"killed_low": 24, "killed_best": float("nan")}, 1),
        ({"low": 24, "best": None, "high": None}, {"killed_low": 9}, 0),
    ],
)
def test_the_dead_are_counted_exactly(toll, changes, right):
    count = compared([labelled(tolls=[{"kind": "killed", **toll}])], [read(**changes)])
    assert (count["tolls"], count["toll right"]) == (1, right)


def test_only_the_dead_of_force_that_was_matched_are_compared():
    wounded = [{"kind": "wounded", "low": 9, "best": 9, "high": 9}]
    assert compared([labelled(tolls=wounded)], [read()])["tolls"] == 0
    assert compared([labelled(type="PROTEST")], [read(type="PROTEST")])["tolls"] == 0
    assert compared([labelled()], [read(quote=PROMISED)])["tolls"] == 0


@pytest.mark.parametrize(("answers", "right"), [("e1", 1), (None, 0), ("e2", 0)])
def test_a_link_is_right_where_it_leads_to_the_event_answered(answers, right):
    second = labelled(
        id="e2", quote=PROMISED, type="AGREE", source="kesh", target="dorn", tolls=[], core=False, answers=answers
    )
    answer = read(event_id="y", quote=PROMISED, type="AGREE", source="kesh", target="dorn", responds_to="x")
    count = compared([labelled(), second], [read(), answer])
    assert (count["matched"], count["links"], count["link right"]) == (2, 1, right)


def test_rates_are_shares_and_an_empty_count_is_no_error():
    count = Counter(
        {"articles": 1, "labelled": 4, "read": 2, "matched": 1, "triple": 1, "two": 1, "core": 2, "core found": 1}
    )
    rates = scorecard._article_rates(count)
    assert (rates["precision"], rates["core recall"]) == (0.5, 0.5)
    assert rates["triple F1"] == pytest.approx(2 * 0.5 * 0.25 / 0.75, abs=1e-3)
    assert set(scorecard._article_rates(Counter()).values()) == {0}
    assert scorecard._rates(Counter({"labelled": 4, "found": 2, "right": 1, "realis": 1}))["triple precision"] == 0.5


def test_sentences_of_one_act_are_read_with_their_parties_known():
    text = "Varenia bombed Tamiria on Monday."
    record = {
        "theme": "t", "text": text, "source_text": "Varenia", "source": "varenia", "target_text": "Tamiria",
        "target": "tamiria", "type": "ASSAULT", "realis": "realised", "trigger": "bombed",
        "spans": {"source": [0, 7], "target": [15, 22], "trigger": [8, 14]},
    }  # fmt: skip
    idle = record | {"type": None, "spans": {"source": None, "target": None, "trigger": None}}
    elsewhere = record | {"spans": record["spans"] | {"trigger": [26, 32]}}
    records = [
        record,
        record | {"source": "kesh", "source_text": "Kesh"},
        record | {"realis": "denied"},
        idle,
        elsewhere,
    ]
    count = scorecard._sentences(records, None)
    assert count == Counter({"labelled": 4, "found": 3, "realis": 2, "right": 2})


def test_a_card_is_kept_and_read_and_shown_as_rows(tmp_path):
    card = {"held out": {"sentences": {"triple F1": 0.5, "acts": 9}, "articles": {"precision": 0.75}}}
    cards.write(card, tmp_path / "card.json")
    assert cards.read(tmp_path / "card.json") == card
    assert list(cards.table(card).itertuples(index=False, name=None)) == [
        ("sentences", "triple F1", 0.5),
        ("sentences", "acts", 9),
        ("articles", "precision", 0.75),
    ]
    with pytest.raises(ValueError, match=r"nowhere\.json is missing"):
        cards.read(tmp_path / "nowhere.json")


def test_the_card_that_ships_has_the_figures_that_are_measured():
    held_out = cards.read()["held out"]
    assert set(held_out) == {"given the words", "sentences", "articles"}
    assert set(held_out["given the words"]) == {f"{name} accuracy" for name in (TYPE_MODEL, ROLE_MODEL)}
    assert set(held_out["sentences"]) == set(scorecard._rates(Counter()))
    assert set(held_out["articles"]) == set(scorecard._article_rates(Counter()))
    counts = ("acts", "articles", "events", "links")
    shares = [value for part in held_out.values() for name, value in part.items() if name not in counts]
    assert all(0 < share <= 1 for share in shares)
