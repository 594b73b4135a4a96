"""Short links, presets and the comparison, through the entry script on the bundled case."""

from datetime import date
from urllib.parse import urlencode

import pytest

from dashboard import cache
from dashboard.pasted import parameters
from dashboard.state import View, encode, opening
from data.store import Store
from scoring.score import WEIGHTS
from tests.dashboard.test_app import check, open_at, unfold, words
from tests.dashboard.test_migrations import GOLDEN, GOLDEN_WEIGHTS
from tests.dashboard.test_presets import OWN


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """A store of the test's own, and none of what is cached of another."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "casus.sqlite"))
    forget()
    yield Store()
    forget()


def forget():
    for cached in (cache.store, cache.kept_presets, cache.weight_sets):
        cached.clear()


def of_case(**values):
    name = cache.datasets()[0]
    fields = opening(name, *cache.days(name, False)).__dict__ | values
    return View(**fields)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_short_link_shows_the_view_on_its_page(store):
    view = of_case(page="compare", role="exposure", half_life=21, weights=tuple(OWN.items()))
    code = store.shorten(urlencode(encode(view)))
    app = check(open_at(s=code))
    assert not app.info
    assert "Compare" in words(app)
    assert app.session_state["casus_view"] == view


def test_what_is_written_beside_a_short_code_goes_over_it(store):
    code = store.shorten(urlencode(encode(of_case(half_life=21, role="exposure"))))
    app = check(open_at(s=code, half_life="30"))
    assert (app.session_state["half_life"], app.session_state["role"]) == (30, "exposure")


def test_an_unknown_code_is_announced_and_writes_nothing(store):
    app = check(open_at(s="nosuchcode"))
    assert "nosuchcode" in app.info[0].value and "short link" in app.info[0].value
    assert app.session_state["casus_view"] == of_case()
    assert not store.path.exists()


def test_a_link_of_version_1_opens_as_it_was(store):
    app = check(open_at(**parameters(GOLDEN)))
    assert not app.info
    assert app.session_state["casus_view"].weight_of == GOLDEN_WEIGHTS
    assert app.session_state["casus_view"].end == date(2020, 3, 1)


def test_a_newer_link_says_so(store):
    assert "newer program" in check(open_at(v="9", half_life="9")).info[0].value.replace("\\", "")


def test_weights_are_kept_under_a_name_and_chosen_by_another_reader(store):
    app = check(open_at())
    app.slider(key="w.air_strike").set_value(3.0).run()
    unfold(app, "coercive").slider(key="w.sanction").set_value(7.0).run()
    assert any("As Default but for" in one.value for one in app.caption)
    app.text_input(key="preset_name").set_value("Ours")
    button(app, "Keep").click().run()
    assert check(app).selectbox(key="preset").value == "Ours"
    assert store.presets()["weights"].tolist() == [OWN]
    other = check(open_at())
    assert other.selectbox(key="preset").value == "Default"
    other.selectbox(key="preset").select("Ours").run()
    assert check(other).session_state["casus_view"].weight_of == OWN
    assert check(app.run()).session_state["casus_view"].weight_of == OWN


@pytest.mark.parametrize(("name", "said"), [("", "need a name"), ("Default", "built in")])
def test_a_name_that_will_not_do_is_said_and_nothing_kept(store, name, said):
    app = check(open_at(**{"w.air_strike": "3"}))
    app.text_input(key="preset_name").set_value(name)
    button(app, "Keep").click().run()
    assert said in check(app).warning[0].value
    assert store.presets().empty


def test_a_store_that_cannot_be_written_is_said_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "file" / "casus.sqlite"))
    forget()
    app = check(open_at("compare", **{"w.air_strike": "3"}))
    app.text_input(key="preset_name").set_value("Ours")
    button(app, "Keep").click().run()
    assert "not kept" in check(app).warning[0].value
    button(app, "A week earlier").click().run()
    assert "could not be kept" in check(app).warning[0].value


def test_the_compare_page_stands_without_another_view(store):
    shown = words(check(open_at("compare")))
    assert "Nothing is compared yet" in shown
    assert "1,000 draws" in shown and "seed 0" in shown
    assert not store.path.exists()


def test_two_weight_sets_are_set_beside_each_other(store):
    app = check(open_at("compare", **{"w.air_strike": "3"}))
    button(app, "Default weights").click().run()
    shown = words(check(app))
    assert "Weight: Air or missile strike" in shown and "Weight: Sanction" not in shown
    here = cache.situation(of_case(weights=tuple((WEIGHTS | {"air_strike": 3.0}).items())))
    there = cache.situation(of_case())
    assert f"{there.pressure:.2f} there, {here.pressure:.2f} here" in shown
    kept, troubles = store.lengthen(app.session_state["casus_view"].against), app.info
    assert "w.air_strike=10" in kept and not troubles


@pytest.mark.parametrize("short", [False, True])
def test_a_pasted_link_is_compared_with(store, short):
    other = of_case(end=date(2021, 6, 1), as_known=date(2021, 6, 1))
    query = urlencode(encode(other))
    app = check(open_at("compare"))
    pasted = f"https://host/events?{f's={store.shorten(query)}' if short else query}"
    app.text_input(key="compare_link").set_value(pasted)
    button(app, "Compare").click().run()
    shown = words(check(app))
    assert "1 Jun 2021" in shown and "What differs" in shown
    button(app, "Exchange the two").click().run()
    assert check(app).session_state["casus_view"].end == date(2021, 6, 1)
    button(app, "Compare nothing").click().run()
    assert "Nothing is compared yet" in words(check(app))


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Nothing was pasted"), ("hello there", "no settings"), ("https://host/?half_life=soon", "soon")],
)
def test_what_is_no_link_is_said(store, text, said):
    app = check(open_at("compare"))
    app.text_input(key="compare_link").set_value(text)
    button(app, "Compare").click().run()
    assert said in check(app).warning[0].value


def test_a_view_that_this_server_does_not_keep_is_said(store):
    app = check(open_at("compare", against="nosuchcode"))
    assert "nosuchcode" in app.info[0].value
    assert "Nothing is compared yet" in words(app)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"half_life": "21"}, "differ in half-life"),
        ({"role": "exposure"}, "differ in role"),
        ({"start": "1990-01-01", "end": "1990-02-01", "as_known": ""}, "No data from 1 Jan 1990"),
        ({"pair": "USA>IRN"}, "differ in pair"),
    ],
)
def test_views_that_are_no_two_standpoints_are_said_to_be_none(store, values, said):
    app = check(open_at("compare", against=store.shorten(urlencode(encode(of_case()))), **values))
    assert said in words(app)


def test_readers_with_other_weights_get_numbers_of_their_own():
    own = cache.situation(of_case(weights=tuple(OWN.items())))
    plain = cache.situation(of_case())
    assert own.pressure != plain.pressure
    assert cache.situation(of_case()) is plain
