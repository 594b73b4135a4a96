"""The trigger lexicon as a table: complete, consistent, and inflectable."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from data.events import TYPES
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


def _words(cell: str) -> list[str]:
    return cell.split("|") if cell else []


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
    assert {(name, mode) for name, modes in MODES.items() for mode in modes} - named == set()


def test_phrases_are_short_lower_case_and_of_a_known_kind() -> None:
    assert _wrong(lambda row: row["pos"] in PLACES) == []
    assert _wrong(lambda row: row["phrase"] == row["phrase"].lower()) == []
    assert _wrong(lambda row: 1 <= len(row["phrase"].split(" ")) <= LONGEST) == []


def test_no_entry_stands_twice() -> None:
    keys = Counter((row["phrase"], row["pos"], row["needs"]) for row in ROWS)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_enough_entries_of_verbs_and_nouns(name: str) -> None:
    counts = Counter(row["pos"] for row in ROWS if row["type"] == name)
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
    heads = {row["phrase"].split(" ")[0] for row in ROWS if row["pos"] == "verb"}
    assert sorted((heads & IRREGULAR) - listed) == []


def test_irregular_table_is_sound() -> None:
    assert IRREGULAR_HEADER == ["base", "forms", "pos"]
    assert {row["pos"] for row in IRREGULAR_ROWS} == {"verb", "noun"}
    assert [base for base, count in Counter(row["base"] for row in IRREGULAR_ROWS).items() if count > 1] == []
    assert all(form and form == form.lower() for row in IRREGULAR_ROWS for form in row["forms"].split("|"))
    used = {word for row in ROWS for word in row["phrase"].split(" ")}
    assert sorted(row["base"] for row in IRREGULAR_ROWS if row["base"] not in used) == []


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("shoot down", ("ASSAULT", "heavy-weapons")),
        ("drone strike", ("ASSAULT", "drone")),
        ("sign treaty", ("SUPPORT", "")),
        ("agree to sign", ("AGREE", "")),
        ("declare ceasefire", ("RETREAT", "ceasefire")),
        ("pledge ceasefire", ("AGREE", "")),
        ("refuse to renew", ("REJECT", "yield")),
        ("expire", ("REJECT", "")),
        ("impose sanction", ("SANCTION", "")),
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
    assert {(row["type"], row["mode"]) for row in ROWS if row["phrase"] == phrase} == {kind}
