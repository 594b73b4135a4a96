"""Which words of a sentence name an act, which act it is, who does it and who bears it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from data.events import REALIS, TYPES
from data.extraction import acts
from data.extraction.coding import parse
from data.ontology import MODES


def decided(text: str) -> list[acts.Act]:
    return [act for sentence in parse(text) for act in acts.decide(sentence)]


def who(act: acts.Act) -> tuple[list[str], list[str]]:
    """The ids in each role."""
    return [mention.actor for mention in act.who.sources], [mention.actor for mention in act.who.targets]


def told(text: str) -> list[tuple]:
    """(type, mode, sources, targets, realis) of every act."""
    return [(act.trigger.type, act.trigger.mode, *who(act), act.realis) for act in decided(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brazilian jets bombed Chile.", ("ASSAULT", "aerial", ["BRA"], ["CHL"], "realised")),
        ("Chile was bombed by Brazilian jets.", ("ASSAULT", "aerial", ["BRA"], ["CHL"], "realised")),
        ("Brazil condemned Chile.", ("ACCUSE", "disapprove", ["BRA"], ["CHL"], "realised")),
        ("Brazil urged Chile to disarm.", ("REQUEST", "yield", ["BRA"], ["CHL"], "realised")),
        ("Brazil has not attacked Chile.", ("ASSAULT", None, ["BRA"], ["CHL"], "denied")),
        ("If Brazil attacked Chile, trade would stop.", ("ASSAULT", None, ["BRA"], ["CHL"], "hypothetical")),
        ("Brazil will meet Chile on Friday.", ("CONSULT", None, ["BRA"], ["CHL"], "planned")),
        ("Brazil and Chile signed an agreement.", ("SUPPORT", None, ["BRA"], ["CHL"], "realised")),
    ],
)
def test_one_act(text, expected):
    assert told(text)[0] == expected


def test_who_tells_of_a_deed_by_others_in_quotes_has_not_done_it():
    text = (
        "President Piñera's office said the “enemies of the country” had carried out an attack "
        "against Chilean troops."
    )
    assert [who(act)[0] for act in decided(text) if act.trigger.type == "ASSAULT"] == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chile denied on Tuesday that its ships had opened fire on Brazil.", ("ASSAULT", "denied")),
        ("Chile said on Tuesday that its ships had opened fire on Brazil.", ("ASSAULT", "realised")),
        ("Brazil rejected claims of having shelled Chile.", ("ASSAULT", "denied")),
        ("Brazil repeated its claim to have bombed Chile.", ("ASSAULT", "realised")),
        ("Brazil rejected talks and claimed to have bombed Chile.", ("ASSAULT", "realised")),
        # no clause follows "for": a noun
        ("Chile shelled a port in retaliation for Brazilian army attacks during the truce.", ("ASSAULT", "realised")),
    ],
)
def test_the_last_act_told(text, expected):
    act = [act for act in decided(text) if act.trigger.type == "ASSAULT"][-1]
    assert (act.trigger.type, act.realis) == expected
    assert act.trigger.shape == ("noun" if "attacks" in text else "active")


def test_what_was_claimed_and_taken_back_did_not_happen():
    text = "Brazil told the council that it had withdrawn the former government's claim to have restored UN sanctions."
    assert ("COERCE", "denied") in [(act.trigger.type, act.realis) for act in decided(text)]


@pytest.mark.parametrize(
    ("verb", "by_context"),
    [
        ("lifted", {"Brazil lifted the blockade of Chile.": "RETREAT", "Brazil lifted a box.": None}),
        ("opened", {"Brazil opened fire on Chile.": "ASSAULT", "Brazil opened talks with Chile.": "CONSULT"}),
        ("froze", {"Brazil froze Chilean assets.": "COERCE", "Brazil froze ties with Chile.": "SANCTION"}),
        ("gave", {"Brazil gave Chile rockets.": "AID", "Brazil gave Chile an ultimatum.": "THREATEN"}),
        ("granted", {"Brazil granted Chile a loan.": "AID", "Brazil granted Chile access to the port.": "RETREAT"}),
        ("struck", {"Brazil struck Chile with rockets.": "ASSAULT", "Brazil struck a deal with Chile.": "AGREE"}),
        ("halted", {"Brazil halted trade with Chile.": "SANCTION", "Brazil halted the shelling of Chile.": "RETREAT"}),
        ("sent", {"Brazil sent food to Chile.": "AID", "Brazil sent an envoy to Chile.": "CONSULT"}),
    ],
)
def test_a_verb_has_its_type_from_what_stands_with_it(verb, by_context):
    found = {text: next((act.trigger.type for act in decided(text)), None) for text in by_context}
    assert found == by_context and all(f" {verb} " in text for text in by_context)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brazil gave up the port to Chile.", "RETREAT"),
        ("Brazil lowered its tariffs on Chilean goods.", "RETREAT"),
    ],
)
def test_what_the_lexicon_leaves_open_is_decided_by_the_sentence(text, expected):
    (act,) = decided(text)
    assert act.trigger.match.entry.type == ""
    assert (act.trigger.type, *who(act)) == (expected, ["BRA"], ["CHL"])


@pytest.mark.parametrize("text", ["Brazil will attack Chile.", "Brazil is to attack Chile on Friday."])
def test_force_announced_is_a_threat_uttered(text):
    assert told(text) == [("THREATEN", None, ["BRA"], ["CHL"], "realised")]
    (proposed,) = acts.propose(parse(text)[0])
    assert (proposed.trigger.type, proposed.realis) == ("ASSAULT", "planned")


@pytest.mark.parametrize(
    ("text", "sources", "targets"),
    [
        ("Chilean troops came under attack in Peru.", [], ["CHL"]),
        ("Chile came under fire from Brazilian troops.", ["BRA"], ["CHL"]),
        ("Chilean troops came under attack from Brazil on Monday.", ["BRA"], ["CHL"]),
    ],
)
def test_who_comes_under_attack_bears_it(text, sources, targets):
    (act,) = decided(text)
    assert (act.trigger.type, *who(act)) == ("ASSAULT", sources, targets)
    assert act.who.suffered


@pytest.mark.parametrize(
    "text",
    ["Brazil warned of delays. The attacks went on.", "Brazil condemned Chile. These strikes killed five."],
)
def test_what_was_told_before_carries_no_roles(text):
    again = [act for act in decided(text) if act.probability < acts.LEAST_ACT]
    assert [(act.trigger.type, act.trigger.shape, *who(act)) for act in again] == [("ASSAULT", "noun", [], [])]


@pytest.mark.parametrize(
    "text",
    ["Salmon swam in the river.", "Brazil lifted a box.", "The room in Lima was blue.", "Brazil is large.", "!"],
)
def test_no_act_where_none_is_named(text):
    assert decided(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Brazil condemned Chile on Monday and expelled two Chilean diplomats after Peru recalled its envoy.",
        "Police in Chile arrested ten miners who had blocked a road, while Brazil and Peru held talks in Lima.",
        "Brazil said it would send food to Chile, which asked Peru for help and accused Brazil of delays.",
    ],
)
def test_decided_acts_are_in_order_and_in_the_vocabulary(text):
    found = decided(text)
    starts = [act.trigger.start for act in found]
    assert len(found) >= 2 and starts == sorted(starts)
    proposed = {(act.trigger.start, act.trigger.end) for sentence in parse(text) for act in acts.propose(sentence)}
    for act in found:
        assert (act.trigger.start, act.trigger.end) in proposed
        assert act.trigger.type in TYPES and act.realis in REALIS
        assert act.trigger.mode in (None, *MODES.get(act.trigger.type, ()))
        assert acts.LEAST_ACT <= act.probability <= 1
        assert not set(act.who.sources) & set(act.who.targets)


def test_nobody_acts_on_himself():
    for text in ("Brazil attacked Brazil.", "Brazilian troops attacked Brazil on Monday."):
        for act in decided(text):
            sources, targets = who(act)
            assert len(sources) + len(targets) == 1, text


def test_other_models_decide_otherwise():
    """`decide` asks the models that it is given: one that never finds an act leaves none."""
    sentence = parse("Brazil bombed Chile.")[0]
    blind = acts.models() | {acts.ACT_MODEL: _Never()}
    assert len(acts.decide(sentence)) == 1 and acts.decide(sentence, blind) == []


class _Never:
    def probabilities(self, features: object, prior: object = None) -> dict[str, float]:
        return {acts.ACT: 0.0, acts.NONE: 1.0}


def test_the_models_that_ship_are_complete_and_load_without_the_library_that_trained_them():
    script = (
        "import sys; from data.extraction import acts; models = acts.models(); "
        "print(*sorted(models)); print(*models['type'].classes); "
        "print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names, types, loaded = run.stdout.splitlines()
    trained = (acts.ACT_MODEL, acts.TYPE_MODEL, acts.ROLE_MODEL, acts.MEANT_MODEL, acts.PAIR_MODEL)
    assert names.split() == sorted(trained)
    assert set(types.split()) == set(TYPES)
    assert loaded == "False False"
