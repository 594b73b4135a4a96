"""Linear models over named features."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from data.extraction import linear
from data.extraction.linear import Linear, ModelError, load, save

# weights that half precision keeps exactly
THREE = Linear(
    ["aid", "none", "threat"],
    ["gave", "warned", "would"],
    np.array([[2.0, 0.0, -1.0], [-1.0, 0.5, 3.0], [0.25, 0.25, 0.5]]),
    np.array([0.5, 1.0, 0.0]),
)
FOUR = Linear(
    ["a", "b", "c", "d"],
    ["x", "y"],
    np.array([[1.0, 0.0, 0.5, -1.0], [0.0, 2.0, 0.0, 0.0]]),
    np.array([0.0, 0.5, 0.0, 1.0]),
)
EITHER = pytest.mark.parametrize("model", [THREE, FOUR], ids=["few classes", "many classes"])


@pytest.mark.parametrize(
    ("model", "features", "expected"),
    [
        (THREE, [], [0.5, 1.0, 0.0]),
        (THREE, ["gave"], [2.5, 1.0, -1.0]),
        (THREE, ["gave", "warned"], [1.5, 1.5, 2.0]),
        (THREE, {"gave": 0.5}, [1.5, 1.0, -0.5]),
        (THREE, {"gave": 0.5, "would": 2.0}, [2.0, 1.5, 0.5]),
        (THREE, {"gave": 0.0}, [0.5, 1.0, 0.0]),
        (FOUR, [], [0.0, 0.5, 0.0, 1.0]),
        (FOUR, ["x", "y"], [1.0, 2.5, 0.5, 0.0]),
        (FOUR, {"x": 2.0}, [2.0, 0.5, 1.0, -1.0]),
    ],
)
def test_scores_are_offsets_plus_the_weights_of_what_is_present(model, features, expected):
    assert list(model.scores(features)) == pytest.approx(expected)


@EITHER
@pytest.mark.parametrize("names", [[], ["gave", "would"], ["x", "y"]])
def test_unknown_features_change_nothing(model, names):
    expected = model.probabilities(names)
    assert model.probabilities([*names, "unheard", ""]) == pytest.approx(expected)
    strengths = dict.fromkeys(names, 1.0)
    assert model.probabilities(strengths) == pytest.approx(expected)
    assert model.probabilities({**strengths, "unheard": 9.0}) == pytest.approx(expected)


@EITHER
@pytest.mark.parametrize("features", [[], ["gave", "x"], {"warned": 0.3, "y": 40.0}, {"gave": 1e5, "x": -1e5}])
def test_probabilities_are_one_a_class_and_sum_to_1(model, features):
    found = model.probabilities(features)
    assert tuple(found) == model.classes
    assert sum(found.values()) == pytest.approx(1) and all(0 <= chance <= 1 for chance in found.values())
    assert found[model.likeliest(features)[0]] == max(found.values())


def test_a_prior_moves_only_its_class():
    before, after = THREE.probabilities(["gave"]), THREE.probabilities(["gave"], {"threat": 2.0})
    odds = [chances["threat"] / chances["aid"] for chances in (before, after)]
    assert odds[1] == pytest.approx(odds[0] * math.exp(2.0))
    assert after["aid"] / after["none"] == pytest.approx(before["aid"] / before["none"])
    assert after["threat"] > before["threat"]


@pytest.mark.parametrize(
    ("prior", "best"), [(None, "none"), ({}, "none"), ({"threat": 2.0}, "threat"), ({"peace": 9.0}, "none")]
)
def test_a_prior_may_decide_and_one_of_no_class_does_nothing(prior, best):
    assert THREE.likeliest([], prior)[0] == best


def test_what_is_saved_is_loaded(tmp_path):
    save({"three": THREE, "of_four": FOUR}, tmp_path / "model.npz")
    kept = load(tmp_path / "model.npz")
    assert set(kept) == {"three", "of_four"}
    for name, model in (("three", THREE), ("of_four", FOUR)):
        assert kept[name].classes == model.classes
        for features in ([], ["gave", "x"], {"warned": 0.5, "y": 3.0}):
            assert kept[name].probabilities(features) == model.probabilities(features)


def test_half_precision_keeps_three_digits(tmp_path):
    fine = Linear(["a", "b"], ["x"], np.array([[1 / 3, -2 / 3]]), np.array([0.1, 0.2]))
    save({"fine": fine}, tmp_path / "model.npz")
    assert list(load(tmp_path / "model.npz")["fine"].scores(["x"])) == pytest.approx(fine.scores(["x"]), rel=1e-3)


@pytest.mark.parametrize("part", ["classes", "features"])
def test_arrays_of_objects_are_refused(tmp_path, part):
    arrays = THREE.arrays("three")
    np.savez(tmp_path / "model.npz", **arrays | {f"three_{part}": arrays[f"three_{part}"].astype(object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        load(tmp_path / "model.npz")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    """Models that could be read as such, but would fill the memory."""
    arrays = THREE.arrays("three")
    large = {"three_features": np.array(["gave", "warned", "would" * 100_000])}
    np.savez_compressed(tmp_path / "model.npz", **arrays | large)
    assert (tmp_path / "model.npz").stat().st_size < 100_000 < sum(map(len, large["three_features"]))
    monkeypatch.setattr(linear, "MOST_BYTES", 1_000_000)
    with pytest.raises(ModelError, match=r"^model\.npz unpacks to more than 1 MB"):
        load(tmp_path / "model.npz")


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ModelError, match="is missing, damaged or no file of models"):
        load(tmp_path / "nowhere.npz")


def test_a_file_that_was_changed_anywhere_gives_its_models_or_is_refused(tmp_path):
    path, rng, refused = tmp_path / "model.npz", random.Random(3), 0
    save({"three": THREE, "four": FOUR}, path)
    whole = path.read_bytes()
    for number in range(200):
        changed = bytearray(whole)
        if number % 4:
            changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
        else:
            del changed[rng.randrange(len(changed)) :]
        path.write_bytes(changed)
        try:
            kept = load(path)
        except ModelError as error:
            refused += 1
            assert "casus train reading" in str(error)
        else:
            assert {name: model.scores(["gave"]) for name, model in kept.items()} == {
                "three": THREE.scores(["gave"]), "four": FOUR.scores(["gave"])
            }  # fmt: skip
    assert refused > 100
