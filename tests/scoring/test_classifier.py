import json
import pickle
import random
import re
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io

from data.events import validate
from scoring import classifier, model_file
from scoring.classifier import ModelError, card_table, load, mask, save, train
from scoring.indicators import BY_ID, BY_TEXT, measure
from scoring.lexicon import families

SENTENCES = Path(__file__).parents[1] / "fixtures" / "labelled_sentences.jsonl"
MAX_BYTES = 5_000_000


@pytest.fixture(scope="module")
def sentences():
    return pd.read_json(SENTENCES, lines=True)


@pytest.fixture(scope="module")
def small(sentences):
    return train(sentences, seed=3, trained_on="2020-01-01")


def event(quote, kind, mode=None, **more):
    row = {"event_id": "e", "dataset": "d", "origin": "extracted", "type": kind, "realis": "realised", "quote": quote}
    row |= {"date_precision": "day", "reports": 1, "confidence": 1.0, "mode": mode} | more
    return validate(pd.DataFrame([row]))


# the target words that an extracted event carries, for the two indicators that ask who or what was hit
TARGETS = {
    "Rockets fired by the Ostrel Front hit a base that houses Varenian troops.": "a base that houses Varenian troops",
    "A car bomb exploded at the gate of the Kesh embassy in Dorn.": "the Kesh embassy",
    "Militants ambushed an army patrol near Selm and wounded four soldiers.": "an army patrol",
    "Shells fired by Tamir forces hit a school and a market, wounding dozens of civilians.": "a school and a market",
    "Gunmen opened fire on a bus carrying villagers near Dorn.": "a bus carrying villagers",
    "The air strike destroyed a hospital in the old town of Selm.": "a hospital",
}
MODES = {"attack_on_forces": "heavy-weapons", "civilian_harm": "heavy-weapons"}  # what was used is not their question


def coded_hits():
    """Each hit as its event would be coded: the indicator's first type and the first of its modes, if it has any."""
    for name in BY_TEXT:
        indicator = BY_ID[name]
        mode = MODES.get(name, (indicator.modes or (None,))[0])
        yield from ((name, hit, indicator.types[0], mode) for hit in indicator.hits)


# acts among the misses that are coded with a type that the indicator lets through: here the text has to decide
DECIDED_BY_TEXT = [
    ("attack_on_forces", "Jets bombed a bakery and an apartment block in the old town.", "ASSAULT", "aerial"),
    ("civilian_harm", "The raid destroyed two rocket launchers of the rebels.", "ASSAULT", "destroy"),
    ("civilian_harm", "The air force said it had struck an empty military depot.", "ASSAULT", "aerial"),
    ("air_strike", "Two explosive drones hit the fuel depot.", "ASSAULT", "drone"),
    ("drone_attack", "Tamir artillery shelled villages across the river.", "ASSAULT", "heavy-weapons"),
    ("cyber_attack", "Kesh coast guards seized a Varenian tanker.", "COERCE", "seize"),
    ("seizure", "Hackers shut down the computer network of the rail operator.", "COERCE", "cyber"),
    ("expulsion", "Tamir suspended its participation in the peace talks.", "SANCTION", "discontinue"),
    ("talks_suspended", "Varenia expelled five Kesh diplomats.", "SANCTION", "expel"),
    ("enrichment_step", "Varenia deployed two armoured brigades to the border.", "MOBILIZE", "troops"),
    ("mobilisation", "Kesh began enriching uranium to 60 percent.", "MOBILIZE", "weapons"),
    ("inspection_access", "Kesh released the crew of the seized tanker.", "RETREAT", "release"),
]


@pytest.mark.parametrize(("name", "hit", "kind", "mode"), list(coded_hits()))
def test_hits_score_above_the_threshold_as_coded_events(name, hit, kind, mode):
    coded = event(hit, kind, mode, target_text=TARGETS.get(hit))
    assert measure(coded)[name].iloc[0] >= load().thresholds[name]


@pytest.mark.parametrize(("name", "miss", "kind", "mode"), DECIDED_BY_TEXT)
def test_acts_of_another_kind_score_below_the_threshold(name, miss, kind, mode):
    assert measure(event(miss, kind, mode))[name].iloc[0] == 0


@pytest.mark.parametrize("name", BY_TEXT)
def test_hits_stand_above_misses_on_plain_text(name):
    model, indicator = load(), BY_ID[name]
    hits = model.predict_proba(list(indicator.hits))[name]
    misses = model.predict_proba(list(indicator.misses))[name]
    assert hits.mean() > misses.mean()


def test_hits_are_told_from_misses_on_plain_text_nearly_always():
    model = load()
    wins = []
    for name in BY_TEXT:
        hits = model.predict_proba(list(BY_ID[name].hits))[name].to_numpy()
        misses = model.predict_proba(list(BY_ID[name].misses))[name].to_numpy()
        wins.append((hits[:, None] > misses[None, :]).mean())
    assert np.mean(wins) > 0.9


def test_the_shipped_model_is_small_and_its_card_is_whole():
    assert classifier.MODEL_FILE.stat().st_size < MAX_BYTES
    model = load()
    table = card_table(model)
    assert tuple(table.index) == BY_TEXT
    assert (table["threshold"] >= classifier.MIN_THRESHOLD).all()
    assert (table["threshold"].to_numpy() == model.thresholds.round(3).to_numpy()).all()
    assert table["coded_precision"].mean() > 0.75
    assert model.card["direction"]["text"]["macro_f1"] > 0.6
    assert len(model.card["corpus"]["sha256"]) == 64 and model.card["trained_on"]


def test_direction_of_plain_sentences():
    guessed = load().predict_direction(
        ["Varenian jets bombed three camps of the rebels.", "Kesh withdrew its troops and released all prisoners.",
         "The orchestra played to a full house."]
    )  # fmt: skip
    assert list(guessed.idxmax(axis=1)) == ["escalate", "deescalate", "neither"]
    np.testing.assert_allclose(guessed.sum(axis=1), 1)


def test_the_same_seed_gives_the_same_model_whatever_the_order(sentences, small):
    again = train(sentences.iloc[::-1], seed=3, trained_on="2020-01-01")
    assert again.card == small.card
    np.testing.assert_array_equal(again.weights, small.weights)
    pd.testing.assert_series_equal(again.thresholds, small.thresholds)


def test_a_saved_model_gives_the_same_numbers(tmp_path, sentences, small):
    save(small, tmp_path / "m.skops")
    back = load(tmp_path / "m.skops")
    texts = sentences["text"]
    pd.testing.assert_frame_equal(back.predict_proba(texts), small.predict_proba(texts))
    pd.testing.assert_frame_equal(back.predict_direction(texts), small.predict_direction(texts))
    assert back.card == small.card == json.loads((tmp_path / "model_card.json").read_text())


def test_the_model_file_holds_no_type_that_skops_would_not_trust_and_reads_the_same_without_it():
    assert skops.io.get_untrusted_types(file=classifier.MODEL_FILE) == []
    theirs, ours = skops.io.load(classifier.MODEL_FILE), model_file.read(classifier.MODEL_FILE)
    assert list(ours) == list(theirs) and ours["indicators"] == theirs["indicators"]
    for name in ("weights", "slopes", "offsets", "direction_weights", "thresholds"):
        np.testing.assert_array_equal(ours[name], theirs[name])
        assert ours[name].dtype == theirs[name].dtype
    for name in ("words", "chars"):
        assert ours[name]["terms"] == theirs[name]["terms"]
        np.testing.assert_array_equal(ours[name]["idf"], theirs[name]["idf"])


def test_a_pickle_is_refused(tmp_path):
    (tmp_path / "m.skops").write_bytes(pickle.dumps({"weights": 1}))
    with pytest.raises(ModelError, match="no skops file"):
        load(tmp_path / "m.skops")


class Stranger:
    def __init__(self):
        self.kept = 1


@pytest.mark.parametrize(
    ("held", "named"),
    [
        (Stranger(), "Stranger"),
        (np.log, "numpy"),  # skops itself would trust it
        (re.compile("a"), "re.Pattern"),
        ((1, 2), "builtins.tuple"),
        (np.array([{}, None], dtype=object), "numpy.ndarray"),
    ],
)
def test_all_but_plain_values_and_arrays_are_refused(tmp_path, held, named):
    skops.io.dump({"weights": held}, tmp_path / "m.skops")
    with pytest.raises(ModelError, match=f"not trusted: .*{named}"):
        load(tmp_path / "m.skops")


def test_a_damaged_file_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.skops", "w") as file:
        file.writestr("schema.json", json.dumps({"__class__": "dict", "__module__": "builtins"}))
    with pytest.raises(ModelError, match=r"m\.skops is a damaged or unknown skops file"):
        load(tmp_path / "m.skops")


def test_a_file_that_was_changed_anywhere_is_the_model_or_refused(tmp_path):
    path, whole, rng, refused = tmp_path / "m.skops", classifier.MODEL_FILE.read_bytes(), random.Random(3), 0
    for number in range(40):
        changed = bytearray(whole)
        if number % 4:
            # the last bytes are the directory of the zip, where each counts
            changed[-rng.randrange(1, (3_000, len(whole))[number % 2])] ^= rng.randrange(1, 256)
        else:
            del changed[rng.randrange(len(changed)) :]
        path.write_bytes(changed)
        classifier._load.cache_clear()  # which is by path
        try:
            found = load(path)
        except ModelError as error:
            refused += 1
            assert "m.skops" in str(error)
        else:
            np.testing.assert_array_equal(found.weights, load().weights)
    assert refused > 20


def test_a_missing_model_and_one_for_other_indicators_are_named(tmp_path):
    with pytest.raises(ModelError, match="no model"):
        load(tmp_path / "none.skops")
    skops.io.dump({"indicators": ["mood"]}, tmp_path / "m.skops")
    with pytest.raises(ModelError, match="other indicators"):
        load(tmp_path / "m.skops")


def test_a_card_beside_the_model_is_optional(tmp_path):
    shutil.copy(classifier.MODEL_FILE, tmp_path / "m.skops")
    assert load(tmp_path / "m.skops").card == {}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda frame: frame.drop(columns="theme"), "theme"),
        (lambda frame: frame.assign(theme="one"), "two are needed"),
        (lambda frame: frame.assign(direction="sideways"), "sideways"),
        (lambda frame: frame.assign(indicators=[["mood"]] * len(frame)), "mood"),
        (lambda frame: frame.groupby("theme").head(2), "fewer than"),
    ],
)
def test_a_corpus_that_cannot_train_is_refused_with_the_reason(sentences, change, named):
    with pytest.raises(ModelError, match=named):
        train(change(sentences))


def test_actors_names_and_numbers_are_masked():
    text = "Two jets of Varenia struck the Kesh base at Selm, killing 12."
    assert mask(text, "Varenia", "the Kesh base") == "Two jets of ACTORA struck ACTORB at NAME, killing 0."
    assert mask("Rebels Attack Army Base", None, None) == "Rebels Attack Army Base"


def test_masking_takes_whole_words_only():
    assert mask("The USS Orin met US envoys today and left", "US", None).count("ACTORA") == 1


def test_texts_series_and_events_are_read_alike(small):
    texts = ["Jets bombed a depot.", None, ""]
    found = small.predict_proba(pd.Series(texts, index=[7, 8, 9]))
    assert list(found.index) == [7, 8, 9] and found.notna().all(axis=None)
    frame = pd.DataFrame({"text": texts}, index=[7, 8, 9])
    pd.testing.assert_frame_equal(found, small.predict_proba(frame))
    assert small.predict_proba([]).shape == (0, len(BY_TEXT))


def test_word_families_name_what_a_sentence_mentions():
    assert {"aircraft", "strike"} <= set(families("Fighter jets struck the camp"))
    assert families("Nothing of note") == []
