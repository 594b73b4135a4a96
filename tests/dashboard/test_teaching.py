"""What people corrected becomes training data, and a model trained with it tells what it changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import data
from dashboard import cli, teaching
from data import corrections, documents
from data.corrections import CONFIRMED, DISMISSED
from data.extraction import acts, training
from data.store import Store
from scoring import classifier
from tests.dashboard.test_cli import small_corpus
from tests.data.test_training import articles
from tests.data.test_training import corpus as reading_corpus

CASE = "us-iran-2019-2021"
# Countries and groups of these sentences are invented.
TEXT = (
    "Varenian warplanes bombed two depots of the Ostrel Front on Sunday, killing four fighters.\n\n"
    "Kesh accused Varenia of violating its airspace.\n\nTamiria arrested three envoys of Kesh on Monday."
)


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """A store with one article: the strike corrected to a drone attack, the charge confirmed, the arrest dismissed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))
    store = Store()
    store.add(documents.from_text(TEXT, published="2021-06-20"), data.events.empty(), "mine")
    read = data.load("mine", store)
    rows = {kind: read[read["type"] == kind] for kind in ("ASSAULT", "ACCUSE", "COERCE")}
    corrections.correct(store, "mine", rows["ASSAULT"], {"mode": "drone", "killed_best": 5, "source": ["kesh"]}, "R")
    corrections.review(store, "mine", rows["ACCUSE"]["event_id"].iloc[0], CONFIRMED, "R")
    for event_id in rows["COERCE"]["event_id"].unique():
        corrections.review(store, "mine", event_id, DISMISSED, "R")
    return store


def test_records_carry_the_corrected_labels_and_not_who_said_so(store):
    strike, charge, idle = teaching.records(store, ["mine"])
    assert (strike["type"], strike["mode"], strike["source"], strike["target"]) == (
        "ASSAULT", "drone", "kesh", "ostrel-front",
    )  # fmt: skip
    assert strike["source_text"] is None  # the words named somebody else
    assert strike["text"][slice(*strike["spans"]["trigger"])] == strike["trigger"] == "bombed"
    assert "drone_attack" in strike["indicators"] and "air_strike" not in strike["indicators"]
    assert strike["direction"] == "escalate" and strike["tolls"][0]["best"] == 5
    assert (charge["type"], charge["trigger"], charge["direction"]) == ("ACCUSE", "accused", "neither")
    assert (idle["type"], idle["indicators"], idle["trigger"]) == (None, [], None) and "Tamiria arrested" in idle[
        "text"
    ]
    assert '"R"' not in teaching.lines(store, ["mine"])


def test_every_record_has_the_fields_of_the_corpus_and_teaches_each_model(store):
    listed = teaching.records(store, ["mine"])
    shipped = json.loads((cli._CORPUS / "force.jsonl").read_text().splitlines()[0])
    assert all(set(record) == set(shipped) for record in listed)
    found = training.examples(training.texts(listed, []))
    assert {one.label for one in found[acts.TYPE_MODEL]} == {"ASSAULT", "ACCUSE"}
    assert acts.NONE in {one.label for one in found[acts.ACT_MODEL]}  # the dismissed one


def test_the_command_writes_them(store, capsys):
    assert cli.main(["corrections", "--out", "mine.jsonl"]) == 0
    assert "3 sentences are in mine.jsonl" in capsys.readouterr().err
    written = [json.loads(line) for line in Path("mine.jsonl").read_text(encoding="utf-8").splitlines()]
    assert written == teaching.records(store, ["mine"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["corrections", "--out", "out.jsonl"], "nobody has confirmed"),
        (["train", "--with-corrections", "--out", "m.skops", "--corpus", "sentences"], "nobody has confirmed"),
        (["train", "--with-corrections", "--corpus", "sentences"], "needs --out"),
        (["corrections", "--out", "out.jsonl", "--data", "nowhere"], "no dataset 'nowhere'"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "empty.sqlite"))
    if "needs" in said or "nowhere" in said:
        Store().correct(CASE, "event", "x", "review", None, CONFIRMED, None)
    write("sentences", small_corpus())
    before = classifier.MODEL_FILE.read_bytes()
    assert cli.main(arguments) == 2
    assert said in capsys.readouterr().err
    assert classifier.MODEL_FILE.read_bytes() == before


def write(folder: str, rows: list[dict]) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    (Path(folder) / "made.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.mark.slow
def test_the_classifier_is_trained_with_and_without_them(store, capsys):
    write("sentences", small_corpus())
    shipped = classifier.MODEL_FILE.read_bytes()
    arguments = ["train", "--with-corrections", "--corpus", "sentences", "--out", "trial/model.skops"]
    assert cli.main(arguments) == 0
    out, error = capsys.readouterr()
    assert f"{len(small_corpus())} sentences of the corpus and 3 that people looked at" in error
    assert f"events of {CASE} change" in error
    assert "coded_f1 without" in out and "coded_f1 with" in out
    model = classifier.load("trial/model.skops")
    assert model.card["corpus"]["sentences"] == len(small_corpus()) + 3
    assert "reviewed-mine" in model.card["corpus"]["themes"]
    assert classifier.MODEL_FILE.read_bytes() == shipped


@pytest.mark.slow
def test_the_models_that_read_are_trained_with_and_without_them(store, capsys):
    write("corpus", reading_corpus())
    write("corpus/articles", [whole(number, one) for number, one in enumerate(articles())])
    shipped = acts.MODEL_FILE.read_bytes()
    assert cli.main(["train", "reading", "--with-corrections", "--corpus", "corpus", "--out", "trial/model.npz"]) == 0
    out, error = capsys.readouterr()
    assert "18 sentences of the corpus and 3 that people looked at" in error
    assert f"events of {CASE} change" in error
    assert "triple F1" in out and "without" in out and "with" in out
    assert acts.MODEL_FILE.read_bytes() == shipped
    assert json.loads(Path("trial/card.json").read_text())["sentences"] == 21


def whole(number: int, article: dict) -> dict:
    """An article of the tests of training with the fields that its scorecard reads as well."""
    more = {"core": True, "realis": "realised", "tolls": [], "answers": None}
    events = [one | more | {"id": f"e{at}"} for at, one in enumerate(article["events"])]
    return article | {"article_id": f"a{number}", "published": "2021-03-04", "events": events}
