"""The page of alerts while no rule is in use: what rules do, and an example taken over with one click."""

from __future__ import annotations

import pytest

from dashboard import alerting, cache
from dashboard.sentences import alerts as words
from dashboard.watching import KINDS
from data.store import Store
from tests.dashboard.test_app import check, open_at
from tests.dashboard.test_app import words as said


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store without rules; what earlier tests left in the caches goes."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))
    for kept in (cache.store, cache.rules):
        kept.clear()
    yield Store()
    for kept in (cache.store, cache.rules):
        kept.clear()


def examples(app) -> list[str]:
    return [button.key.removeprefix("alert_example_") for button in app.button if "alert_example" in (button.key or "")]


def test_each_kind_is_shown_as_it_would_have_fired_and_none_once_a_rule_is_in_use(store):
    app = check(open_at("alerts"))
    assert words.WHAT_RULES_DO in said(app) and examples(app) == list(KINDS)
    view = app.session_state["casus_view"]
    for kind in KINDS:
        found = cache.trial(alerting.usual(kind, view), view.end, view.as_known)
        assert len(found.fired) and f"{found.held} days" in said(app)
    store.save_rule("r", alerting.written(alerting.usual("level", view)))
    cache.rules.clear()
    app = check(app.run())
    assert examples(app) == [] and words.WHAT_RULES_DO not in said(app)


@pytest.mark.parametrize("kind", ["jump", "chain"])
def test_one_click_fills_the_form_and_what_is_kept_is_that_rule(store, kind):
    app = check(open_at("alerts"))
    app.selectbox(key="alert_whom").select_index(1).run()
    app.number_input(key="alert_level_threshold").set_value(77).run()
    app = check(app.button(key=f"alert_example_{kind}").click().run())
    assert app.selectbox(key="alert_kind").value == kind
    assert app.selectbox(key="alert_whom").value == ((), None)
    next(button for button in app.button if button.label == "Keep the rule").click().run()
    check(app)
    (told,) = store.rules().values()
    assert alerting.read(told) == alerting.usual(kind, alerting.read(told).view)
    assert alerting.read(told).view.actors == () and alerting.read(told).view.pair is None


def test_a_day_without_data_leaves_the_examples_without_counts(store):
    app = check(open_at("alerts", start="1990-01-01", end="1990-02-01", as_known=""))
    assert examples(app) == list(KINDS) and "On these data" not in said(app)
