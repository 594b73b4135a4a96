"""The crosswalk from CAMEO: every code has a type and a mode of this project, in its own quad class but for a few."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from data.events import TYPES, validate
from data.ontology import MODES, QUAD, QUADS, cameo, from_cameo
from scoring.indicators import measure

_SHARED = [folder / "shared" / "formats" / "cameo_goldstein.csv" for folder in Path(__file__).parents]
OFFICIAL = next((path for path in _SHARED if path.exists()), _SHARED[0])
# kinds below each root in the CAMEO codebook 1.1b3; 1213 and 1214, which stand in later lists only, are counted too
KINDS = {
    "01": 10, "02": 27, "03": 28, "04": 7, "05": 8, "06": 5, "07": 6, "08": 25, "09": 5, "10": 27,
    "11": 12, "12": 28, "13": 22, "14": 26, "15": 6, "16": 13, "17": 13, "18": 14, "19": 9, "20": 7,
}  # fmt: skip
LAST_ROOT = {
    "05": "verbal cooperation",
    "08": "material cooperation",
    "13": "verbal conflict",
    "20": "material conflict",
}
# where PLOVER's quad class is deliberately another than CAMEO's
EXCEPTIONS = {
    **dict.fromkeys(("011", "012", "016"), "verbal conflict"),  # a refusal, a pessimistic word, a denial
    **{code: "verbal conflict" for code in cameo() if code.startswith("02")},  # PLOVER joins appeals and demands
    **{
        code: "verbal cooperation"  # giving way in words, or in what is not known
        for code in ("08", "080", "081", "0811", "0812", "082", "083", "0831", "0832", "0833", "0834")
    },
}


def quad(code: str) -> str:
    """The quad class that CAMEO gives a code."""
    return next(name for root, name in LAST_ROOT.items() if code[:2] <= root)


def test_every_root_has_its_kinds():
    found = {root: sum(code.startswith(root) and len(code) > 2 for code in cameo()) for root in KINDS}
    assert found == KINDS
    assert {code for code in cameo() if len(code) == 2} == set(KINDS)


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the list of CAMEO codes is not part of the repository")
def test_every_code_of_the_official_list_is_in_the_table():
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        assert {row["code"] for row in csv.DictReader(file)} <= set(cameo())


def test_types_and_modes_are_in_the_vocabulary():
    odd = {
        code: (kind, mode)
        for code, (kind, mode) in cameo().items()
        if kind not in TYPES or (mode is not None and mode not in MODES.get(kind, ()))
    }
    assert odd == {}


def test_quad_classes_agree_with_cameo_but_for_the_exceptions_listed():
    assert set(QUADS) == set(LAST_ROOT.values())
    other = {code: QUAD[kind] for code, (kind, _) in cameo().items() if QUAD[kind] != quad(code)}
    assert other == EXCEPTIONS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("010", ("SUPPORT", None)), ("10", ("REQUEST", None)), ("036", ("AGREE", None)), ("057", ("SUPPORT", None)),
        ("072", ("AID", None)), ("0862", ("RETREAT", "access")), ("0871", ("RETREAT", "ceasefire")),
        ("163", ("SANCTION", None)), ("1662", ("SANCTION", "expel")), ("193", ("ASSAULT", "firearms")),
        ("194", ("ASSAULT", "heavy-weapons")), ("195", ("ASSAULT", "aerial")), ("1951", ("ASSAULT", "aerial")),
        ("1952", ("ASSAULT", "drone")), ("196", ("ASSAULT", None)),
        ("0459", ("CONSULT", "third-party")), ("1959", ("ASSAULT", "aerial")), ("099", ("ACCUSE", "investigate")),
        ("21", None), ("0", None), ("", None), ("---", None), ("X12", None), ("19500", None), ("1²", None),
    ],
)  # fmt: skip
def test_a_code_has_its_own_type_or_that_of_its_parent(code, expected):
    assert from_cameo(code) == expected


def test_statements_without_a_plover_type_score_nothing():
    codes = [code for code in cameo() if code.startswith("01")]
    events = validate(
        pd.DataFrame(
            {
                "event_id": codes, "dataset": "invented", "origin": "coded", "native_code": codes,
                "type": [cameo()[code][0] for code in codes], "mode": [cameo()[code][1] for code in codes],
                "date": pd.Timestamp("2021-06-27"), "date_precision": "day", "realis": "realised",
                "source": "VAR", "target": "KES", "reports": 1, "confidence": 1.0,
            }
        )
    )  # fmt: skip
    assert measure(events).to_numpy().sum() == 0
