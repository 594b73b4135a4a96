"""Which mentions are of one act, and to which act a toll belongs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from data.extraction import extract
from data.extraction.coding import candidates
from data.extraction.merging import merge

WEDNESDAY = "2031-03-12"
CAST = (
    ("Kesh", "kesh", False), ("Keshi", "kesh", True), ("Dorn", "dorn", False), ("Dornish", "dorn", True),
    ("Oruva Brigades", "oruva-brigades", False),
)  # fmt: skip


def force(text: str) -> pd.DataFrame:
    """The acts of force of a text on invented parties, by source."""
    document = {"document_id": "d", "url": None, "title": "", "published": pd.Timestamp(WEDNESDAY), "text": text}
    events = extract(pd.DataFrame([document | {"cast": CAST}]))
    return events[events["type"] == "ASSAULT"].drop_duplicates("event_id").set_index("source", drop=False)


EXCHANGE = "Keshi artillery shelled the Dornish town of Lusk on Tuesday. Dornish jets bombed the Keshi port of Orm. "


@pytest.mark.parametrize(
    ("told", "source", "killed"),
    [
        # who tells of his dead tells whom the act hit
        ("Dorn put the number of dead at eighteen.", "kesh", 18),
        ("Kesh admitted the loss of five men.", "dorn", 5),
        # a toll of long ago is none of these
        ("Some 70,000 men died in the war of 1961.", "kesh", None),
    ],
)
def test_a_toll_belongs_to_the_act_that_it_tells_of(told, source, killed):
    found = force(EXCHANGE + told).loc[source, "killed_best"]
    assert found == killed if killed else pd.isna(found)


def test_the_attack_that_is_answered_is_the_one_told_before():
    text = (
        "A drone of the Oruva Brigades killed three Keshi soldiers on Sunday. "
        "Keshi jets bombed depots of the Oruva Brigades on Tuesday in retaliation for the attack."
    )
    events = force(text)
    assert list(events.index) == ["oruva-brigades", "kesh"]
    assert events.loc["kesh", "responds_to"] == events.loc["oruva-brigades", "event_id"]


def test_killed_in_the_strike_is_a_mention_of_the_strike():
    text = "Keshi jets bombed a Dornish camp on Tuesday. About 200 fighters were killed in the strike, the army said."
    events = force(text)
    assert len(events) == 1 and events["killed_best"].tolist() == [200]


@pytest.mark.parametrize(("words", "events"), [(None, 1), ("Umbari", 2)])
def test_who_is_only_inferred_does_not_part_two_mentions(words, events):
    text = "Keshi jets bombed the Dornish port on Tuesday. Keshi jets bombed Dorn on Tuesday."
    first, second = candidates(text, dt.date.fromisoformat(WEDNESDAY), CAST)
    assert len(merge([first, second])) == 1
    assert len(merge([first, replace(second, sources=("umbar",), source_text=words)])) == events


@pytest.mark.parametrize("remark", ["", ", its radio said,", ", the ministry said,"])
@pytest.mark.parametrize("purpose", ["", " to avenge Dorn"])
def test_a_remark_or_a_purpose_does_not_part_a_deed_from_its_dead(remark, purpose):
    events = force(f"The Oruva Brigades ambushed a convoy near Lusk{purpose}{remark} and killed four soldiers.")
    assert list(events["source"]) == ["oruva-brigades"]
    assert events["killed_best"].tolist() == [4]


def acts(text: str) -> list[tuple[str, str, str, str]]:
    """Type, realis, source and target of the events of a text on invented parties."""
    document = {"document_id": "d", "url": None, "title": "", "published": pd.Timestamp(WEDNESDAY), "text": text}
    events = extract(pd.DataFrame([document | {"cast": CAST}]))
    return list(events[["type", "realis", "source", "target"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "denial", ["Kesh denied that its jets had bombed the town.", "Kesh said its jets had not bombed Dorn."]
)
def test_a_denied_attack_is_the_attack_that_was_told(denial):
    assert len(force("Keshi jets bombed the Dornish town of Lusk on Tuesday. " + denial)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what is promised is part of the promise
        ("Kesh promised Dorn to supply fuel.", [("AGREE", "kesh", "dorn")]),
        ("Kesh promised on Monday to release the Dornish prisoners.", [("AGREE", "kesh", "dorn")]),
        # to say that one will not yield is to refuse
        ("Kesh said it would not lift its embargo on Dorn.", [("REJECT", "kesh", "dorn")]),
        ("Kesh would not meet Dorn, its minister said.", [("REJECT", "kesh", "dorn")]),
        # neither a good deed that was not done nor a threat that might be made
        ("Kesh has not met Dorn since May.", []),
        ("Kesh could threaten Dorn with war, analysts said.", []),
    ],
)
def test_what_is_only_promised_refused_or_imagined(text, expected):
    assert [(kind, source, target) for kind, _, source, target in acts(text)] == expected


@pytest.mark.parametrize(
    ("text", "source", "killed"),
    [
        # who speaks of the dead did not kill them
        (
            "Keshi jets bombed a Dornish depot on Tuesday. "
            "Three drivers were killed at the depot, the mayor of Lusk said.",
            "kesh", 3,
        ),
        ("Keshi jets bombed a Dornish depot on Tuesday. Police in Dorn reported two drivers killed.", "kesh", 2),
        # nor did the attack that is answered
        (
            "The Oruva Brigades ambushed a convoy near Lusk on Tuesday in reprisal for the air strike "
            "and killed four soldiers.",
            "oruva-brigades", 4,
        ),
        # who claims an attack speaks of one that was told
        (
            "Five soldiers died on Monday in a suicide attack on a checkpoint. "
            "The Oruva Brigades claimed the attack on the checkpoint.",
            "oruva-brigades", 5,
        ),
        # a town is taken by fighting for it
        (
            "Kesh said its troops had retaken the town of Orm after three days of fighting with the Oruva Brigades. "
            "It said 61 men had been killed.",
            "kesh", 61,
        ),
    ],
)  # fmt: skip
def test_a_deed_its_author_and_its_dead_are_one_event(text, source, killed):
    events = force(text)
    assert list(events.index) == [source]
    assert events["killed_best"].tolist() == [killed]


@pytest.mark.parametrize(
    ("told", "killed"),
    [
        ("The army gave its own losses as four killed.", 4),
        ("Kesh lost five men.", 5),
        ("Kesh admitted the loss of five men.", 5),
    ],
)
def test_a_battle_has_dead_on_both_sides(told, killed):
    assert force("Keshi troops stormed two Dornish outposts on Monday. " + told)["killed_best"].tolist() == [killed]


@pytest.mark.parametrize(
    "killing", ["in retaliation for the attack and killed nine villagers", "in revenge for the shelling, killing nine"]
)
def test_the_dead_are_of_the_deed_and_not_of_what_it_answers(killing):
    events = force(f"Keshi jets bombed Dorn on Tuesday {killing}.")
    assert events.loc["kesh", "killed_best"] == 9
