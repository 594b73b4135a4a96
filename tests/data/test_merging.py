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
