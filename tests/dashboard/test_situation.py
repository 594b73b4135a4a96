"""The first screen as the entry script draws it: what changed, what is known of the data, and other weights."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import cache
from dashboard.state import opening
from tests.dashboard.test_app import check, open_at, words


@pytest.fixture(scope="module")
def app():
    return check(open_at())


def test_the_page_says_what_changed_since_a_week_before_and_how_far_the_data_carry(app):
    shown = words(app)
    assert "What changed since 22 June 2021" in shown
    assert "The United States: pressure" in shown and "dated since" in shown
    assert "% reviewed by a person" in shown
    assert "without any event in these data" in shown and "cannot tell calm from silence" in shown


def test_another_day_of_comparison_is_kept_in_the_link_and_told_from(app):
    app.date_input(key="since").set_value(date(2021, 6, 1))
    check(app.run())
    assert "What changed since 1 June 2021" in words(app)
    assert app.query_params["since"] == "2021-06-01"
    app.date_input(key="since").set_value(date(2021, 8, 1))  # after the as-of day
    assert "What changed since 22 June 2021" in words(check(app.run()))


def test_an_event_behind_a_change_opens_its_evidence_and_can_be_chosen_again(app):
    choice = app.selectbox(key="changed_event")
    strike = next(place for place, label in enumerate(choice.options) if "air strike" in label)
    for _ in range(2):
        app.selectbox(key="changed_event").select_index(strike)
        assert "scores" in words(check(app.run()))  # the waterfall of the event
        assert app.selectbox(key="changed_event").value is None
    assert "scores" not in words(check(app.run()))


def test_what_a_person_decided_is_counted(tmp_path, monkeypatch):
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "casus.sqlite"))
    cache.store.clear()
    name = cache.datasets()[0]
    view = opening(name, *cache.days(name, False))
    event = cache.known(view.data, view.added, view.as_known, view.confidence)["event_id"].iloc[0]
    cache.writer().correct(name, "event", event, "review", None, "confirmed", "an analyst")
    cache.forget_added()
    assert cache.record(view).reviewed == 1
    cache.store.clear()
    cache.forget_added()
