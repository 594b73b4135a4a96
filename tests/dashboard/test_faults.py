"""What a reader sees while a store is away or damaged: a sentence with what to do, and the page once it is back."""

from __future__ import annotations

import json
import signal

import numpy as np
import pytest

from dashboard import boundary, cache, cli
from data.events import empty
from data.extraction import acts, cards, linear
from data.store import Store
from scoring import classifier, model_file
from tests.dashboard.test_app import check, open_at, words
from tests.databases import serving
from tests.stored import its_events, one_document

PAGES = ("situation", "data", "alerts", "compare", "read")  # each asks the store something else


@pytest.fixture
def at(monkeypatch):
    """The dashboard on the store at a location, with nothing kept of another one."""

    def forget() -> None:
        cache.store.clear()
        cache.forget_added()

    def open_(location: str) -> Store:
        monkeypatch.setenv("CASUS_STORE", location)
        forget()
        return Store()

    yield open_
    monkeypatch.undo()
    forget()


def told(app) -> str:
    """The one sentence on screen; nothing may have ended in a traceback."""
    assert not app.exception
    (error,) = app.error
    return error.value.replace("\\", "")  # of Markdown


@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_store_is_told_on_each_page_with_what_to_do(at, tmp_path, page):
    path = tmp_path / "store.sqlite"
    path.write_text("date,source,target\n" * 500)
    at(str(path))
    said = told(open_at(page))
    assert "store.sqlite" in said and "the file is damaged" in said and "casus restore FILE" in said
    assert "The page tries again by itself" in said


@pytest.mark.xdist_group("postgresql")
def test_a_database_that_is_cut_and_comes_back(at):
    document = one_document()
    with serving() as server, server.database() as url:
        store = at(url)
        store.add(document, its_events(document), "mine")
        store.save_preset("Ours", {"air_strike": 1.0})
        server.stop(signal.SIGQUIT)  # its immediate shutdown, as after a crash
        cache.forget_added()
        for _ in range(2):
            said = told(open_at("data"))
            assert "check that the database runs" in said and "CASUS_STORE" in said and "Traceback" not in said
        server.start()
        shown = words(check(open_at("data")))
        assert "Data" in shown and store.count("mine") == (1, 2)
        assert store.presets()["name"].tolist() == ["Ours"]
        with store.database.reading() as connection:  # whoever is connected is thrown out
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
                "current_database()"
            )
        assert store.save_preset("Ours", {"air_strike": 2.0}) == 2
        assert cache.store().marks() is not None
        for one in (store, cache.store()):
            one.database._engine().dispose()


def test_what_is_no_error_of_casus_is_told_without_its_words(monkeypatch):
    import streamlit as st

    said = []
    monkeypatch.setattr(st, "error", lambda text, **_: said.append(text))
    with boundary.calm() as outer:
        with boundary.calm(outer):
            raise RuntimeError("secret words")
        with boundary.calm(outer):
            raise RuntimeError("secret words")
    assert len(said) == 1 and "secret" not in said[0] and "the log has the details" in said[0]


def model(tmp_path, **changed):
    """The model in use with some of its parts exchanged."""
    path = tmp_path / "model.skops"
    model_file.write(model_file.read(classifier.MODEL_FILE) | changed, path)
    return path


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"weights": np.zeros((3, 2))}, "weights of the shape (3, 2); needed: (20001, 22), finite numbers"),
        ({"slopes": np.full((3, 22), np.nan)}, "slopes of the shape (3, 22); needed: (3, 22), finite numbers"),
        ({"words": {"terms": "a\nb", "idf": np.zeros(12000)}}, "2 words and 12000 weights"),
        ({"words": None}, "damaged or unknown model"),
        ({"thresholds": ["high"]}, "damaged or unknown model"),
        ({"indicators": ["other"]}, "other indicators"),
    ],
)
def test_a_poisoned_classifier_is_refused_by_the_shell_with_a_sentence(tmp_path, capsys, changed, said):
    assert cli.main(["risk", "--model", str(model(tmp_path, **changed))]) == 2
    err = capsys.readouterr().err
    assert said in err and "model.skops" in err and "train it again" in err and "Traceback" not in err


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", None])
def test_a_file_that_is_no_classifier_is_refused_by_the_shell(tmp_path, capsys, content):
    path = tmp_path / "model.skops"
    path.write_bytes(classifier.MODEL_FILE.read_bytes()[:100_000] if content is None else content)
    assert cli.main(["risk", "--model", str(path)]) == 2
    assert "model.skops" in (err := capsys.readouterr().err) and "refused" in err
    (tmp_path / classifier.CARD_FILE.name).write_text("{")
    path.write_bytes(classifier.MODEL_FILE.read_bytes())
    assert cli.main(["card", "--model", str(path)]) == 2
    assert "is no JSON" in capsys.readouterr().err


def test_damaged_models_of_reading_are_told_by_the_shell_and_on_the_page(at, tmp_path, capsys, monkeypatch):
    path = tmp_path / "model.npz"
    path.write_bytes(acts.MODEL_FILE.read_bytes()[:5_000])
    monkeypatch.setattr(acts, "MODEL_FILE", path)
    acts.models.cache_clear()
    try:
        (tmp_path / "article.txt").write_text("Aircraft of Iraq struck a depot of the Ostrel Front on Monday.")
        assert cli.main(["extract", str(tmp_path / "article.txt")]) == 2
        err = capsys.readouterr().err
        assert "model.npz is missing, damaged or no file of models" in err and "casus train reading" in err
        at(str(tmp_path / "store.sqlite")).add(one_document(), empty(), "mine")  # to be read by them
        assert "model.npz is missing, damaged" in told(open_at("situation", data="mine"))
    finally:
        acts.models.cache_clear()
    for content in (None, "{", "[]", json.dumps({"held out": 3})):
        if content is not None:
            (tmp_path / cards.CARD_FILE.name).write_text(content)
        assert cli.main(["card", "reading", "--model", str(path)]) == 2
        assert "no card of models" in capsys.readouterr().err
    with pytest.raises(linear.ModelError, match="no numbers"):
        linear.save({"act": linear.Linear(["none", "act"], ["a"], np.array([[0, np.nan]]), np.zeros(2))}, path)
        linear.load(path)
