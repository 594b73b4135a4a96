"""Weights that were kept on the server are taken out of use in the sidebar; links with them stay exact."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from dashboard import cache
from data.store import Store, StoreError
from data.tables import PRESETS
from scoring.score import WEIGHTS
from tests.dashboard.test_app import check, open_at
from tests.dashboard.test_presets import OWN

OTHER = WEIGHTS | {"sanction": 1.0}


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store with two kept sets, and none of what is cached of another."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "casus.sqlite"))
    cached = (cache.store, cache.kept_presets, cache.weight_sets)
    for one in cached:
        one.clear()
    kept = Store()
    kept.save_preset("Ours", OTHER, "ana@example.org")
    kept.save_preset("Ours", OWN, "ana@example.org")
    kept.save_preset("Theirs", OTHER, None)
    yield kept
    for one in cached:
        one.clear()


def take_out(app: AppTest, name: str) -> AppTest:
    box = app.selectbox(key="preset_out")
    chosen = next(option for option in box.options if option.startswith(name))
    box.select(chosen)
    return check(next(one for one in app.button if one.label == "Take out of use").click().run())


def test_a_name_is_taken_out_of_use_for_everyone_and_its_versions_stay(store):
    link = {f"w.{one}": f"{weight:g}" for one, weight in OWN.items()}
    reader = check(open_at(**link))
    assert reader.selectbox(key="preset").value == "Ours"
    app = take_out(check(open_at(**{"w.air_strike": "4"})), "Ours")
    assert [one.value for one in app.toast] == ["Ours is out of use. Links with its weights stay as they were."]
    assert store.presets()["name"].tolist() == ["Theirs"]
    assert not any(option.startswith("Ours") for option in app.selectbox(key="preset").options)
    assert app.session_state["casus_view"].weight_of == WEIGHTS | {"air_strike": 4.0}
    reader = check(open_at(**link))  # the same weights, without the name
    assert reader.selectbox(key="preset").value == "Own weights"
    assert reader.session_state["casus_view"].weight_of == OWN
    with store.database.reading() as connection:
        query = sa.select(PRESETS.c.version, PRESETS.c.weights.is_(None)).where(PRESETS.c.name == "Ours")
        assert [tuple(row) for row in connection.execute(query)] == [(1, False), (2, False), (3, True)]


def test_the_last_one_goes_and_a_name_can_be_kept_again(store):
    app = check(open_at(**{"w.air_strike": "4"}))
    for name in ("Theirs", "Ours"):
        app = take_out(app, name)
    assert store.presets().empty
    assert not any(box.key == "preset_out" for box in app.selectbox)
    app.text_input(key="preset_name").set_value("Ours")
    app = check(next(one for one in app.button if one.label == "Keep").click().run())
    assert store.presets()[["name", "version"]].to_numpy().tolist() == [["Ours", 4]]
    assert app.selectbox(key="preset").value == "Ours"


def test_a_store_that_refuses_is_said_and_the_name_stays(store, monkeypatch):
    app = check(open_at(**{"w.air_strike": "4"}))

    def refuse(*_: object) -> int:
        raise StoreError("another program is writing to it")

    monkeypatch.setattr(Store, "save_preset", refuse)
    app = take_out(app, "Ours")
    assert "was not taken out of use" in app.warning[0].value
    assert store.presets()["name"].tolist() == ["Ours", "Theirs"]
