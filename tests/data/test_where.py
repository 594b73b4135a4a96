"""Where an act took place: by the place that its sentence names for it."""

from __future__ import annotations

import pytest

from data.extraction import acts, places
from data.extraction.coding import parse


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("Gunmen attacked a convoy in Aleppo.", "attacked", "Aleppo"),
        ("Troops shelled the outskirts of Aleppo.", "shelled", "Aleppo"),
        ("Rebels fought to drive them from parts of Syria.", "fought", "Syria"),
        # the place that an act is named for, before all others
        ("The Aleppo chemical attack was discussed in Vienna.", "chemical attack", "Aleppo"),
        ("In Vienna envoys spoke of the Aleppo bombing.", "bombing", "Aleppo"),
        # but not where a state or a government stands before it
        ("The Syria attack failed.", "attack", None),
        ("The mayor of Aleppo and the attack were forgotten.", "attack", None),
    ],
)
def test_the_place_of_an_act(text, act, expected):
    (sentence,) = parse(text)
    (trigger,) = [
        one.trigger for one in acts.propose(sentence) if sentence.words(one.trigger.start, one.trigger.end) == act
    ]
    place = places.choose(sentence, trigger, places.find(sentence))
    assert (place and place.name) == expected
