"""Who may be meant where an act names nobody, and what speaks for it."""

from __future__ import annotations

import datetime as dt

import pytest

from data.extraction.antecedents import SOURCE, TARGET, Parties
from data.extraction.coding import candidates, parse
from data.extraction.roles import Roles
from data.extraction.triggers import find

STATES = "Brazil Chile Peru Kenya Ghana Japan Norway Sweden".split()


def told(*texts: str) -> Parties:
    """The parties after these sentences."""
    parties = Parties()
    for text in texts:
        for sentence in parse(text):
            parties.name(sentence)
    return parties


def names(parties: Parties, without: tuple[str, ...] = ()) -> list[str]:
    return [party.mention.actor for party in parties.choice(without)]


@pytest.mark.parametrize(
    ("texts", "without", "expected"),
    [
        ([], (), []),
        (["Brazil met Chile."], (), ["CHL", "BRA"]),
        (["Brazil met Chile.", "Brazil spoke."], (), ["BRA", "CHL"]),
        (["Brazil met Chile."], ("CHL",), ["BRA"]),
        (["Chilean civilians watched Reuters."], (), []),  # they suffer and report
        ([f"{state} spoke." for state in STATES], (), ["SWE", "NOR", "JPN", "GHA", "KEN", "PER"]),
    ],
)
def test_the_last_told_come_first_and_are_few(texts, without, expected):
    assert names(told(*texts), without) == expected


def seen(parties: Parties, text: str, role: str) -> dict[str, list[str]]:
    """What the model sees of each party for the only act of `text`."""
    (sentence,) = parse(text)
    parties.name(sentence)
    (trigger,) = find(sentence)
    listed = parties.choice(())
    return {
        party.mention.actor: parties.seen(sentence, trigger, Roles(), role, party, (at, len(listed)), (), None)
        for at, party in enumerate(listed)
    }


def test_what_a_party_did_last_and_how_far_back_it_was_told_is_seen():
    parties = told("Brazil bombed Chile.", "Peru spoke.")
    parties.act(["BRA"], ["CHL"])
    found = seen(parties, "Five soldiers were killed.", SOURCE)
    assert f"{SOURCE}|last={SOURCE}" in found["BRA"] and f"{SOURCE}|last={TARGET}" in found["CHL"]
    assert f"{SOURCE}|last=-" in found["PER"]
    assert "source|far=2|led=True" in found["BRA"] and "source|far=1|led=True" in found["PER"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brazil bombed Chile. It denied the charge.", ("REJECT", ("BRA",))),
        ("Brazil accused Chile of theft. Chile denied it.", ("REJECT", ("CHL",))),
    ],
)
def test_who_is_meant(text, expected):
    last = candidates(text, dt.date(2021, 6, 29))[-1]
    assert (last.type, last.sources) == expected


def test_what_is_inferred_is_worth_less_than_what_is_said():
    said, inferred = (
        candidates(text, dt.date(2021, 6, 29))[-1].confidence
        for text in ("Brazil accused Chile. Brazil condemned Chile.", "Brazil accused Chile. It condemned Chile.")
    )
    assert inferred < said
