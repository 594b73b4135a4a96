"""Sets of weights: built in and kept, named, set beside each other, and refused with a reason."""

import pandas as pd
import pytest

from dashboard import presets
from dashboard.sentences import compare as said
from dashboard.state import WEIGHT_RANGE
from data.store import Store
from scoring.score import PRESETS, WEIGHTS

OWN = WEIGHTS | {"air_strike": 3.0, "sanction": 7.0}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "need a name"),
        ("   ", "need a name"),
        ("x" * (presets.NAME_LENGTH + 1), f"{presets.NAME_LENGTH + 1} characters"),
        ("default", "built in"),
        ("Own weights", "built in"),
        ("a\nb", "cannot be shown"),
        ("x" * presets.NAME_LENGTH, None),
        ("Nach Grösse 2", None),
    ],
)
def test_a_name_that_cannot_be_used_is_said(name, said):
    found = presets.problem(name)
    assert (found is None) if said is None else said in found


def test_what_is_kept_comes_back_from_the_store_beside_the_built_in_ones(location):
    store = Store(location)
    assert presets.sets(store.presets()) == PRESETS
    assert store.save_preset("Ours", WEIGHTS, "ada@example.org") == 1
    assert store.save_preset("Ours", OWN, None) == 2
    found = presets.sets(store.presets())
    assert list(found) == [*PRESETS, "Ours"]
    assert found["Ours"] == OWN
    assert presets.named(OWN, found) == "Ours"
    assert presets.named(OWN, PRESETS) is None


def test_a_kept_set_that_is_older_than_an_indicator_gives_it_no_weight_and_stays_in_bounds():
    old = {key: weight for key, weight in WEIGHTS.items() if key != "threat"} | {"gossip": 3.0, "aid": 900.0}
    assert presets.complete(old) == WEIGHTS | {"threat": 0.0, "aid": WEIGHT_RANGE[1]}


def test_a_kept_set_does_not_take_the_place_of_a_built_in_one():
    kept = pd.DataFrame({"name": ["Default"], "weights": [OWN]})
    assert presets.sets(kept)["Default"] == WEIGHTS


def test_the_difference_of_two_sets_is_what_turns_one_into_the_other():
    for first in PRESETS.values():
        for second in PRESETS.values():
            apart = presets.difference(first, second).set_index("indicator")
            assert second | apart["first"].to_dict() == first
            assert (apart["change"] == apart["first"] - apart["second"]).all() and (apart["change"] != 0).all()
    apart = presets.difference(OWN, WEIGHTS)
    assert said.weight_rows(apart) == [
        ("Air or missile strike", "3", "10", "−7"),
        ("Sanction", "7", "3", "+4"),
    ]


def test_own_weights_are_told_by_what_sets_them_apart_from_the_nearest_set():
    near = presets.nearest(OWN, PRESETS)
    assert near == "Default"
    line = said.nearest_preset(near, presets.difference(OWN, PRESETS[near]))
    assert line == "As Default but for Air or missile strike 3 (there 10), Sanction 7 (there 3)"
    assert presets.nearest(PRESETS["Equal weights"] | {"aid": 1.0}, PRESETS) == "Equal weights"
