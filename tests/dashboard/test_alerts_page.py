"""The page of alerts and the line on every page, on the entry script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard import alert_rows, alerting, cache, permissions
from dashboard.sentences import alerts as words
from dashboard.state import View
from data.store import Store
from tests.dashboard.test_app import check, open_at
from tests.dashboard.test_app import words as said

NAME = "us-iran-2019-2021"
VIEW = View(data=NAME)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of this test's own; what earlier tests left in the caches goes."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))
    for kept in (cache.store, cache.rules):
        kept.clear()
    yield Store()
    for kept in (cache.store, cache.rules):
        kept.clear()


def keep(store: Store, name: str, kind: str = "level", threshold: float = 30, view: View = VIEW) -> None:
    store.save_rule(name, alerting.written(alerting.rule(kind, threshold, 7, 14, view)))


def test_a_rule_is_tried_kept_shown_and_taken_out_of_use(store):
    app = check(open_at("alerts"))
    assert "No rule is in use" in said(app) and "would have fired" in said(app)
    app.number_input(key="alert_level_threshold").set_value(30)
    app.text_input(key="alert_name").set_value("  Above\n[30](http://evil.example) ").run()
    next(button for button in check(app).button if button.label == "Keep the rule").click().run()
    (name,) = store.rules()
    marked = [element.value for element in (*check(app).markdown, *app.success, *app.caption)]
    assert "\n" not in name and any("is in use" in text for text in marked)
    assert not any("[30](" in text for text in marked)
    assert alerting.read(store.rules()[name]).threshold == 30
    assert app.dataframe[0].value["name"].tolist() == [name]
    app.button(key="alert_out").click().run()
    assert store.rules() == {} and "No rule is in use" in said(check(app))


def test_a_rule_that_fires_is_told_on_other_pages_until_put_away(store):
    keep(store, "Anyone above 30")
    app = check(open_at())
    assert "1 alert as of 29 Jun 2021: “Anyone above 30”" in said(app)
    app.slider(key="w.air_strike").set_value(0.0).run()
    assert "1 alert as of 29 Jun 2021" in said(check(app))  # the reader's weights are not the rule's
    app.button(key="alert_away").click().run()
    assert "1 alert" not in said(check(app))


@pytest.mark.parametrize(
    ("may", "todo"), [(True, "Bring back what it needs, or take it out of use."), (False, "Ask those who may add")]
)
def test_a_rule_that_cannot_be_judged_is_said_on_its_page_and_disturbs_no_other(store, monkeypatch, may, todo):
    monkeypatch.setattr(permissions, "may_change", lambda: may)
    keep(store, "Gone", view=View(data="no-such-data"))
    store.save_rule("Odd", {"kind": "vibes"})
    assert "alert" not in said(check(open_at()))
    app = check(open_at("alerts"))
    assert app.dataframe[0].value["state"].tolist() == ["Cannot be judged"] * 2
    assert "there is no dataset" in app.warning[0].value and todo in app.warning[0].value


def test_dates_without_data_are_said(store):
    keep(store, "Anyone above 30")
    app = check(open_at("alerts", start="1990-01-01", end="1990-02-01", as_known=""))
    assert app.dataframe[0].value["state"].tolist() == ["Nothing to judge"]
    assert "nothing on this day" in said(app)


def test_moving_a_weight_judges_nothing_again(store):
    keep(store, "Anyone above 30")
    view = replace(VIEW, end=date(2021, 6, 29), as_known=date(2021, 6, 29))
    other = replace(view, half_life=30, weights=tuple((name, 1.0) for name, _ in view.weights))
    assert cache.used_rules(view)[0].trial is cache.used_rules(other)[0].trial


def test_addresses_lead_to_pages_of_this_dashboard_alone():
    told = {"link": "v=1&page=read&data=x&event=old", "evidence": ["e1"]}
    assert alert_rows.addresses(told) == ("./?v=1&data=x", "./events?v=1&data=x&event=e1")
    assert alert_rows.addresses({"link": "//evil.example"})[0].startswith("./?")


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ([], "No rule is in use. Make one, and see first how often it would have fired."),
        ([("a", "quiet"), ("b", "blind")], "No rule fires."),
        ([("a", "fires"), ("b", "cooling")], "“a” fired within the last week and what “b” asks still holds."),
        ([("a", "fires"), ("b", "fires"), ("c", "fires")], "“a”, “b” and 1 more fired within the last week."),
    ],
)
def test_the_lead_says_which_rules_fire(states, sentence):
    assert words.lead(states) == sentence
    assert "Make" not in words.lead(states, may_make=False)
