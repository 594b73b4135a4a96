"""The method page hides no constant, source or warning."""

import ast
from pathlib import Path

import pytest

from dashboard import method_constants, method_text
from data.sources import SOURCES
from scoring import climatology, risk, states
from scoring.indicators import INDICATORS

SCORING = Path(__file__).parents[2] / "scoring"
# numbers that shape no number on screen, each with the reason
NOT_SHAPING = {
    "changes.ROUNDING": "far below what is shown",
    "decay.DAYS_AXIS": "names an axis of an array",
    "sparse.MOST_BYTES": "refuses what does not fit the memory",
}


def numeric(node: ast.expr) -> bool:
    """Whether the value is a number, or a tuple or dict of numbers, written out or computed from numbers."""
    if isinstance(node, ast.Dict):
        return bool(node.values) and any(numeric(one) for one in node.values)
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(numeric(one) for one in node.elts)
    if isinstance(node, ast.BinOp):
        return numeric(node.left) and numeric(node.right)
    if isinstance(node, ast.Call):
        return bool(node.args) and all(numeric(one) for one in node.args)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def constants() -> set[str]:
    found = set()
    for path in sorted(SCORING.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            (target,) = node.targets if isinstance(node, ast.Assign) else (node.target,)
            pairs = (
                zip(target.elts, node.value.elts, strict=True)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            for name, value in pairs:
                if isinstance(name, ast.Name) and name.id.isupper() and name.id[0] != "_" and numeric(value):
                    found.add(f"{path.stem}.{name.id}")
    return found


def test_every_constant_of_scoring_that_shapes_a_number_is_on_the_page():
    found = constants()
    assert {"index.S0", "states.DAILY_SHARE", "classifier.MAX_WORDS", "sensitivity.SPREAD"} <= found  # the walk sees
    assert found - set(NOT_SHAPING) == set(method_constants.MEANING)
    assert set(NOT_SHAPING) <= found


def test_values_are_those_in_force():
    table = method_constants.table().set_index("Constant")["Value"]
    assert table["index.S0"] == f"{risk.S0:g}" and table["states.DAILY_SHARE"] == f"{states.DAILY_SHARE:.4g}"
    assert table["climatology.WINDOWS"] == ", ".join(str(days) for days in climatology.WINDOWS)
    assert not table.str.strip().eq("").any()


def test_every_source_stands_with_its_licence_and_citation():
    words = " ".join(text for _, _, text in method_text.sources())
    for module in SOURCES.values():
        for told in (module.TITLE, module.CITATION, module.LICENCE, module.COVERAGE):
            assert told in words
    assert "GeoNames" in words and "Natural Earth" in words and "redistribution is forbidden" in words


@pytest.mark.parametrize(
    "warning",
    [
        "allegation", "false, planted or syndicated", "does not check whether", "It reads English", "judgement",
        "alike", "Offices", "no victims", "targeting", "sanctions", "asylum", "automated", "SECURITY.md",
    ],
)  # fmt: skip
def test_a_careful_analyst_is_told(warning):
    assert warning in " ".join(text for _, _, text in method_text.sections())


@pytest.mark.parametrize(
    "formula", ["Fay and Feuer 1997", "2^{-(t-d)/h}", "Wilson", "decayed", "newly known", "shifted", "Kendall"]
)
def test_every_formula_has_its_place(formula):
    assert formula in " ".join(text for _, _, text in method_text.sections())


def test_anchors_are_unique_and_each_stands_in_the_list():
    anchors = [anchor for anchor, _ in method_text.contents()]
    assert len(anchors) == len(set(anchors)) >= 10
    assert {anchor for anchor, _, _ in method_text.sections()} <= set(anchors)


def test_the_codebook_is_whole():
    assert all(one.reason and one.citation for one in INDICATORS)
