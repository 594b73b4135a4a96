"""Parties that a text does not name: whose they are, or their words alone."""

from __future__ import annotations

import datetime as dt

import pytest

from data.extraction import nouns
from data.extraction.coding import candidates, parse

TUESDAY = dt.date(2021, 6, 29)


def coded(text: str) -> list[tuple]:
    """(type, sources, source_text, targets, target_text) of every mention of an act, in order."""
    return [(one.type, one.sources, one.source_text, one.targets, one.target_text) for one in candidates(text, TUESDAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # by "of" and "from"
        ("The government of Chile condemned Brazil.", ("ACCUSE", ("CHL",), "government", ("BRA",), "Brazil")),
        ("The president of Chile condemned Brazil.", ("ACCUSE", ("CHL",), "president", ("BRA",), "Brazil")),
        ("The union of Chile condemned Brazil.", ("ACCUSE", ("CHL",), "union", ("BRA",), "Brazil")),
        ("Troops from Chile attacked the Taliban.", ("ASSAULT", ("CHL",), "Troops", ("taliban",), "Taliban")),
        # by the place that follows, or that is told
        (
            "Police in Chile arrested two Brazilian diplomats.",
            ("COERCE", ("CHL",), "Police", ("BRA",), "Brazilian diplomats"),
        ),
        (
            "The police arrested two Brazilian diplomats in Santiago on Monday.",
            ("COERCE", ("CHL",), "police", ("BRA",), "Brazilian diplomats"),
        ),
        ("The army attacked the Taliban in Chile.", ("ASSAULT", ("CHL",), "army", ("taliban",), "Taliban")),
        # by possessive
        (
            "Brazil said that its soldiers attacked the Taliban.",
            ("ASSAULT", ("BRA",), "soldiers", ("taliban",), "Taliban"),
        ),
        # by where the text was filed, for a party that its sentence gives no state
        (
            "SANTIAGO, June 29 - Soldiers attacked the Taliban on Monday.",
            ("ASSAULT", ("CHL",), "Soldiers", ("taliban",), "Taliban"),
        ),
    ],
)
def test_the_text_says_whose_a_party_is(text, expected):
    assert expected in coded(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the state that the text has spoken of
        (
            "Chile recalled its envoy. The army attacked the Taliban on Monday.",
            ("ASSAULT", ("CHL",), "army", ("taliban",), "Taliban"),
        ),
        (
            "Brazil condemned Chile. Its soldiers attacked Chile on Monday.",
            ("ASSAULT", ("BRA",), "soldiers", ("CHL",), "Chile"),
        ),
        (
            "The Brazilian army attacked the Taliban. Its soldiers killed five rebels.",
            ("ASSAULT", ("BRA",), "soldiers", (), "five rebels"),
        ),
        # the armed group, and the organisation whose name has the noun
        (
            "The Taliban attacked a base in Peru on Monday. The rebels abducted five Chilean engineers.",
            ("ASSAULT", ("taliban",), "rebels", (), "engineers"),
        ),
        (
            "The charity Sea Lantern accused Brazil of delays. The charity condemned Chile.",
            ("ACCUSE", ("sea-lantern",), "charity", ("CHL",), "Chile"),
        ),
        (
            "The Azmar Liberation Front attacked Brazil. The Front condemned Chile.",
            ("ACCUSE", ("azmar-liberation-front",), "Front", ("CHL",), "Chile"),
        ),
        # the other side of what was just told
        (
            "Brazil accused Chile of theft. Chile denies the charge.",
            ("REJECT", ("CHL",), "Chile", ("BRA",), None),
        ),
        # the holder of an office by his surname
        (
            "Chile's trade minister Vero Quiroga condemned Brazil. Quiroga expelled the Brazilian ambassador.",
            ("SANCTION", ("CHL",), "Quiroga", ("BRA",), "Brazilian ambassador"),
        ),
    ],
)
def test_the_text_so_far_says_who_a_party_is(text, expected):
    assert coded(text)[-1] == expected


INVENTED = (
    ("Kesh", "kesh", False), ("Dorn", "dorn", False), ("Red Boys", "red-boys", False), ("KLF", "klf", False),
    ("Dorn Front", "dorn-front", False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "source"),
    [
        # of names that are not listed, those with an article, in initials or of a group are no states
        ("Kesh expelled two envoys. The Red Boys fled. The army shelled the town.", "kesh"),
        ("Kesh expelled two envoys. KLF men fled. The army shelled the town.", "kesh"),
        ("Kesh expelled two envoys. Dorn Front was banned. The army shelled the town.", "kesh"),
        ("Kesh expelled two envoys. The Red Boys fled. The rebels shelled the town.", "red-boys"),
        # the army is that of the state that is told of most, then last
        ("Kesh spoke. Kesh expelled two envoys. Dorn was told. The army shelled the town.", "kesh"),
        ("Kesh expelled two envoys. Dorn called up its reserves. The army shelled the town.", "dorn"),
    ],
)
def test_whose_the_army_and_the_rebels_are(text, source):
    assert candidates(text, TUESDAY, INVENTED)[-1].sources == (source,)


def test_the_two_parties_are_those_last_named():
    text = "Talks between Brazil and Chile opened. The two parties signed an agreement on Monday."
    kind, sources, _, targets, _ = coded(text)[-1]
    assert kind == "SUPPORT" and {sources, targets} == {("BRA",), ("CHL",)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The charity condemned Brazil.", "charity"),
        ("The union condemned Brazil on Monday.", "union"),
        ("Two rebels attacked Brazilian soldiers.", "rebels"),
        ("Two masked attackers killed five Brazilian soldiers on Monday.", "attackers"),
        # a group told of before is not meant by "two rebels", nor a union by "a union"
        ("The Taliban condemned Peru. Two rebels attacked Brazilian soldiers.", "rebels"),
        ("The charity Sea Lantern accused Peru of delays. A charity condemned Brazil.", "charity"),
    ],
)
def test_a_source_that_nothing_names_keeps_its_words(text, words):
    _, sources, source_text, targets, _ = coded(text)[-1]
    assert (sources, targets) == ((), ("BRA",))
    assert words in source_text.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Brazil arrested ten young farmers on Monday.", "ten young farmers"),
        ("Brazilian police arrested ten farmers.", "ten farmers"),
        ("Brazil killed two armed rebels on Monday.", "rebels"),
        ("Brazil condemned the union.", "union"),
    ],
)
def test_a_target_that_nothing_names_keeps_its_words(text, words):
    _, sources, _, targets, target_text = coded(text)[-1]
    assert (sources, targets) == (("BRA",), ())
    assert target_text.endswith(words)


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The army left.", "army", "organ"),
        ("They met two senior ministers.", "two senior ministers", "office"),
        ("They met two armed rebels.", "two armed rebels", "band"),
        ("They met ten young farmers.", "ten young farmers", "crowd"),
        ("The trade union left.", "trade union", "body"),
        ("President Orso Balt left.", "President Orso Balt", "office"),
    ],
)
def test_what_a_party_is_called_and_of_what_kind_it_is(text, words, kind):
    (sentence,) = parse(text)
    (mention,) = sentence.mentions
    assert sentence.words(mention.start, mention.end) == words
    assert mention.strength == kind and kind in nouns.KINDS and not mention.known


@pytest.mark.parametrize("text", ["The police station was blue.", "Union Bank was blue.", "They sold army uniforms."])
def test_a_noun_within_the_name_of_a_thing_is_no_party_of_its_kind(text):
    (sentence,) = parse(text)
    assert [sentence.words(m.start, m.end) for m in sentence.mentions if m.strength in ("organ", "office")] == []
