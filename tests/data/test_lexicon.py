"""The trigger lexicon as a table: complete, consistent, and inflectable."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from itertools import product

import pytest

from data.events import TYPES
from data.extraction import instruments, triggers
from data.extraction.coding import parse
from data.extraction.lexicon import BOTH, INSTRUMENTS, OPEN, load
from data.ontology import MODES

COLUMNS = ["phrase", "pos", "type", "mode", "target", "source", "unless", "needs", "strength", "reason"]
MAY_BE_EMPTY = ("mode", "source", "unless", "needs")
STRENGTHS = {"0.4", "0.7", "1.0"}
FEWEST = 40  # entries a type needs before its recall can be told apart from another's
LONGEST = 5  # words of a phrase the matcher is meant for
_PREPOSITIONS = """
about across against along among around at behind belonging between by for from in into linked near of off on
onto outside over regarding run that through to toward towards under upon with within
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
PLACES = {
    "verb": PREPOSITIONS | {"obj", "subj", "none", "poss"},
    "noun": PREPOSITIONS | {"none", "poss"},
    "adj": PREPOSITIONS | {"obj", "subj", "none"},
}
# verbs of English whose past or participle is not in -ed; those that head an entry must have their forms in the table
_IRREGULAR = """
arise awake bear beat become befall begin behold bend beseech beset bet bid bind bite bleed blow break breed
bring broadcast build burn burst buy cast catch choose cling come cost creep cut deal dig do draw drink drive
eat fall feed feel fight find flee fling fly forbid forecast foresee forget forgive forgo forsake freeze get
give go grind grow hang have hear hide hit hold hurt keep kneel know lay lead leave lend let lie light lose make
mean meet mislead misread mistake overcome overfly overhear override overrun oversee overtake overthrow partake
pay plead prove put quit read rebuild redo remake repay resell retake rethink rewrite rid ride ring rise run saw
say see seek sell send set sew shake shed shine shoot show shrink shut sing sink sit slay sleep slide sling slit
smite sow speak speed spend spin spit split spread spring stand steal stick sting strike string strive swear
sweep swell swim swing take teach tear tell think throw thrust tread undercut undergo understand undertake undo unfreeze
uphold upset wake wear weave weep win wind withdraw withhold withstand write
"""
IRREGULAR = frozenset(_IRREGULAR.split())


def _table(name: str) -> tuple[list[str], list[dict[str, str]]]:
    with files("data").joinpath("extraction", name).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        rows = list(reader)
    return list(reader.fieldnames or ()), rows


HEADER, ROWS = _table("lexicon.csv")
IRREGULAR_HEADER, IRREGULAR_ROWS = _table("irregular.csv")
CLASS_HEADER, CLASS_ROWS = _table("classes.csv")
INSTRUMENT_HEADER, INSTRUMENT_ROWS = _table("instruments.csv")


def _words(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _phrases(row: dict[str, str]) -> list[str]:
    return row["phrase"].split("; ")


def _expanded(phrase: str) -> list[str]:
    """Every phrase that one with choices and classes stands for."""
    choices = (load().words(word.removeprefix("=")) for word in phrase.split(" "))
    return [" ".join(words) for words in product(*choices)]


PHRASES = [(row, phrase) for row in ROWS for phrase in _phrases(row)]
EXPANDED = {phrase: _expanded(phrase) for _, phrase in PHRASES}


def _wrong(test) -> list[str]:
    """The phrases of the rows that fail `test`, named in the failure message."""
    return [f"{row['phrase']} ({row['pos']}, {row['type']})" for row in ROWS if not test(row)]


def test_columns_and_cells_are_complete() -> None:
    assert HEADER == COLUMNS
    assert _wrong(lambda row: None not in row and None not in row.values()) == []
    assert _wrong(lambda row: all(row[name] for name in COLUMNS if name not in MAY_BE_EMPTY)) == []
    assert _wrong(lambda row: all(cell == cell.strip() for cell in row.values())) == []


def test_types_and_modes_are_those_of_the_ontology() -> None:
    assert _wrong(lambda row: row["type"] in TYPES) == []
    assert _wrong(lambda row: not row["mode"] or row["mode"] in MODES.get(row["type"], ())) == []


def test_every_mode_can_be_found_by_some_entry() -> None:
    named = {(row["type"], row["mode"]) for row in ROWS}
    # a verdict is coded SANCTION by POLECAT; in text CAMEO's 116 (ACCUSE) and 173 (COERCE) tell finding from jailing
    coded_only = {("SANCTION", "convict")}
    assert {(name, mode) for name, modes in MODES.items() for mode in modes} - named == coded_only


def test_phrases_are_short_lower_case_and_of_a_known_kind() -> None:
    assert _wrong(lambda row: row["pos"] in PLACES) == []
    assert _wrong(lambda row: row["phrase"] == row["phrase"].lower()) == []
    assert [phrase for _, phrase in PHRASES if not 1 <= len(phrase.split(" ")) <= LONGEST] == []
    assert [phrase for _, phrase in PHRASES if phrase.startswith("=") or " " * 2 in phrase] == []
    assert [phrase for row, phrase in PHRASES if "=" in phrase and row["pos"] != "verb"] == []


def test_no_entry_stands_twice() -> None:
    keys = Counter(
        (words, row["pos"], row["needs"]) for row, phrase in PHRASES for words in EXPANDED[phrase]
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_classes_are_sound_and_each_is_used() -> None:
    assert CLASS_HEADER == ["class", "words", "reason"]
    assert all(cell == cell.strip() and cell for row in CLASS_ROWS for cell in row.values())
    names = [row["class"] for row in CLASS_ROWS]
    assert len(set(names)) == len(names) and INSTRUMENTS not in names
    for row in CLASS_ROWS:
        words = _words(row["words"])
        assert len(words) == len(set(words)) > 1
        assert all(word == word.lower() and not set(word) & set(" @=;") for word in words)
    listed = " ".join(row[column] for row in ROWS for column in ("phrase", "needs", "unless")).replace(";", "")
    used = {part.removeprefix("=") for word in listed.split(" ") for part in word.split("|")}
    assert {part[1:] for part in used if part.startswith("@")} == {*names, INSTRUMENTS} - {*OPEN, BOTH}


def test_instruments_are_sound() -> None:
    assert INSTRUMENT_HEADER == ["word", "mode", "reason"]
    assert all(cell == cell.strip() and cell for row in INSTRUMENT_ROWS for cell in row.values())
    words = [row["word"] for row in INSTRUMENT_ROWS]
    assert len(set(words)) == len(words)
    assert all(word == word.lower() and len(word.split(" ")) <= 2 for word in words)
    assert {row["mode"] for row in INSTRUMENT_ROWS} <= set(MODES["ASSAULT"])


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_enough_entries_of_verbs_and_nouns(name: str) -> None:
    counts = Counter(row["pos"] for row, phrase in PHRASES if row["type"] == name for _ in EXPANDED[phrase])
    assert counts.total() >= FEWEST
    assert counts["verb"] and counts["noun"]


def test_strengths_are_of_the_three_steps() -> None:
    assert _wrong(lambda row: row["strength"] in STRENGTHS) == []


def test_context_words_are_single_lower_case_and_never_both_needed_and_vetoed() -> None:
    for column in ("unless", "needs"):
        single = lambda row, column=column: all(w and w == w.lower() and " " not in w for w in _words(row[column]))  # noqa: E731
        assert _wrong(single) == []
        assert _wrong(lambda row, column=column: len(set(_words(row[column]))) == len(_words(row[column]))) == []
    assert _wrong(lambda row: not set(_words(row["unless"])) & set(_words(row["needs"]))) == []


def test_places_of_target_and_source_are_known() -> None:
    assert _wrong(lambda row: set(_words(row["target"])) <= PLACES.get(row["pos"], frozenset())) == []
    sources = PREPOSITIONS | {"subj", "poss", "none"}
    assert _wrong(lambda row: set(_words(row["source"])) <= sources) == []
    assert _wrong(lambda row: "none" not in _words(row["target"])[:-1]) == []  # "none" only as the last resort


def test_irregular_heads_have_their_forms() -> None:
    listed = {row["base"] for row in IRREGULAR_ROWS if row["pos"] == "verb"}
    heads = {words.split(" ")[0] for row, phrase in PHRASES if row["pos"] == "verb" for words in EXPANDED[phrase]}
    assert sorted((heads & IRREGULAR) - listed) == []


def test_irregular_table_is_sound() -> None:
    assert IRREGULAR_HEADER == ["base", "forms", "pos"]
    assert {row["pos"] for row in IRREGULAR_ROWS} == {"verb", "noun"}
    assert [base for base, count in Counter(row["base"] for row in IRREGULAR_ROWS).items() if count > 1] == []
    assert all(form and form == form.lower() for row in IRREGULAR_ROWS for form in row["forms"].split("|"))
    used = {word for listed in EXPANDED.values() for words in listed for word in words.split(" ")}
    assert sorted(row["base"] for row in IRREGULAR_ROWS if row["base"] not in used) == []


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("shoot down", ("ASSAULT", "heavy-weapons")),
        ("drone strike", ("ASSAULT", "drone")),
        ("sign treaty", ("SUPPORT", "")),
        ("renew understanding", ("AGREE", "")),
        ("agree to sign", ("AGREE", "")),
        ("declare ceasefire", ("RETREAT", "ceasefire")),
        ("pledge ceasefire", ("AGREE", "")),
        ("refuse to renew", ("REJECT", "yield")),
        ("expire", ("REJECT", "")),
        ("impose sanction", ("COERCE", "restrict")),
        ("recall ambassador", ("SANCTION", "withdraw")),
        ("expel diplomat", ("SANCTION", "expel")),
        ("summon ambassador", ("ACCUSE", "disapprove")),
        ("block website", ("COERCE", "censor")),
        ("install centrifuge", ("MOBILIZE", "weapons")),
        ("hold joint patrol", ("COOPERATE", "")),
        ("swap prisoner", ("RETREAT", "release")),
        ("vow revenge", ("THREATEN", "violence")),
        ("demand release", ("REQUEST", "yield")),
    ],
)
def test_borders_between_types(phrase: str, kind: tuple[str, str]) -> None:
    found = {(row["type"], row["mode"]) for row, listed in PHRASES if phrase in EXPANDED[listed]}
    assert found == {kind}


def _found(text: str) -> set[tuple[str, str | None]]:
    return {(trigger.type, trigger.mode) for sentence in parse(text) for trigger in triggers.find(sentence)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The monitoring understanding between Kesh and the agency expired.", ("REJECT", None)),
        ("The accord with the agency was allowed to lapse.", ("REJECT", None)),
        ("The arrangement of March came to an end without being renewed.", ("REJECT", None)),
        ("The understanding on the cameras ran out on Friday.", ("REJECT", None)),
        ("The Marl Brigades have sworn to avenge their commander.", ("THREATEN", "violence")),
        ("Kesh pledged to avenge the dead.", ("THREATEN", "violence")),
        ("Guards opened fire on the convoy.", ("ASSAULT", "firearms")),
        ("Kesh enriched uranium to 60 percent.", ("MOBILIZE", "weapons")),
        ("Kesh began enriching at the Orsk plant.", ("MOBILIZE", "weapons")),
        ("Kesh exceeded the limit on enriched uranium.", ("REJECT", "yield")),
        ("Kesh has installed 300 new centrifuges.", ("MOBILIZE", "weapons")),
        ("Kesh stopped applying the Additional Protocol.", ("SANCTION", "withdraw")),
        ("Kesh suspended the Additional Protocol.", ("SANCTION", "withdraw")),
        ("Kesh let the inspectors in on Monday.", ("RETREAT", "access")),
        ("A seventh round of talks is expected in Dorn.", ("CONSULT", None)),
        ("A seventh round is expected, negotiators said.", ("CONSULT", None)),
        ("Miners and their union called the strike over pay.", ("PROTEST", "strike")),
    ],
)
def test_constructions_are_found(text: str, kind: tuple[str, str | None]) -> None:
    assert kind in _found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The minister called the strike a dangerous escalation.", "PROTEST"),
        ("The envoys were close to the border of what is possible.", "COERCE"),
        ("The team beat the champions and mounted the podium.", "ASSAULT"),
        ("On 7 March the board read a report.", "PROTEST"),
        ("The minister spoke of a mistake.", "CONSULT"),
        ("The office gave no figures and said he was in no hurry.", "REJECT"),
        ("The stock of enriched uranium stood at three tonnes.", "MOBILIZE"),
        ("The armed forces published a calendar.", "AID"),
        ("The extra month gives diplomats in Dorn more time.", "CONCEDE"),
        ("American troops are stationed at the base.", "MOBILIZE"),
        ("The report on the 2015 nuclear accord is long.", "AGREE"),
        ("Kesh will observe no limit on enrichment.", "RETREAT"),
        ("Fires at both sites were brought under control.", "ASSAULT"),
        ("The cook ran the tap and went out.", "REJECT"),
    ],
)
def test_ordinary_prose_is_no_act(text: str, name: str) -> None:
    assert name not in {found for found, _ in _found(text)}


def _one(text: str) -> triggers.Trigger:
    found = [trigger for sentence in parse(text) for trigger in triggers.find(sentence) if trigger.type == "ASSAULT"]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Kesh attacked the depot with drones.", "drone"),
        ("Kesh attacked the depot with warplanes.", "aerial"),
        ("A drone packed with explosives hit the base.", "drone"),
        ("The air force of Kesh destroyed the bridge.", "aerial"),
        ("Rockets hit the base.", "heavy-weapons"),
    ],
)
def test_an_instrument_tells_the_mode_and_lifts_the_strength(text: str, mode: str) -> None:
    trigger = _one(text)
    assert (trigger.mode, trigger.strength) == (mode, 1.0)


def test_an_act_without_instrument_keeps_mode_and_strength_of_its_row() -> None:
    plain, site = _one("Kesh attacked the depot."), _one("Kesh attacked the drone factory.")
    assert (plain.mode, plain.strength) == (site.mode, site.strength) == (None, 0.7)
    assert _one("Kesh destroyed the bridge.").mode == "destroy"


def test_an_instrument_lifts_no_word_for_the_victims() -> None:
    trigger = _one("Four herders died near a rocket in the hills.")
    assert trigger.strength < 1.0


def test_the_act_itself_is_no_instrument() -> None:
    assert instruments.mode("kesh bombed the depot".split(), 1, 2, {1}) is None
    assert instruments.mode("kesh bombs the depot".split(), 1, 2, {1}) is None
