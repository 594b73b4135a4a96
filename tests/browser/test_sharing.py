"""Sharing as analysts do it: undo with Back, send a short link, work side by side, and compare."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.driving import go, series, settings, settle, shown, slider


@pytest.mark.slow
def test_back_and_forward_are_undo_and_redo_across_weights_actors_dates_and_pages(visit):
    page = visit("/", permissions=[])  # a reader of its own: of a history that is full no growth is seen
    steps = [settings(page)]

    def changed(key):
        before = page.url
        yield
        page.wait_for_url(lambda url: url != before)
        settle(page)
        assert settings(page)[key] != steps[-1].get(key)
        steps.append(settings(page))

    for _ in changed("w.air_strike"):
        slider(page, "w.air_strike").press("ArrowRight")
    for _ in changed("actors"):
        page.locator(".st-key-actors input").fill("Iran")
        page.get_by_role("option", name="Iran", exact=True).click()
        page.keyboard.press("Escape")  # an open list hides all else from readers of the page
    for _ in changed("end"):
        page.locator(".st-key-end [role=spinbutton]").last.click()
        page.keyboard.type("15")
        page.locator("h1").first.click()  # a date counts once the field is left
    length = page.evaluate("history.length")
    page.get_by_role("link", name="Events").click()
    page.wait_for_url("**/events?*")
    settle(page)
    assert page.evaluate("history.length") == length + 1
    assert settings(page) == steps[-1]
    page.go_back()
    settle(page)
    expect(page.locator("h1")).to_have_text("Situation")
    for step in reversed(steps[:-1]):
        page.go_back()
        settle(page)
        assert settings(page) == step
    for step in steps[1:]:
        page.go_forward()
        settle(page)
        assert settings(page) == step


@pytest.mark.slow
def test_a_short_link_brings_the_view_and_its_page_to_another_reader(visit):
    sender = visit("/compare?w.air_strike=3", permissions=["clipboard-read", "clipboard-write"])
    sender.get_by_role("button", name="Short link").click()
    expect(sender.get_by_role("button", name="Short link")).to_have_text("Copied")
    copied = sender.evaluate("navigator.clipboard.readText()")
    assert copied.split("?")[0] == sender.url.split("?")[0] and len(copied.split("?s=")[1]) == 10
    receiver = go(visit("/"), copied)
    expect(receiver.locator("h1")).to_have_text("Compare")
    assert float(slider(receiver, "w.air_strike").input_value()) == 3
    assert shown(receiver) == shown(sender).replace("Copied", "Short")
    elsewhere = go(visit("/"), copied.replace("/compare", "/"))
    expect(elsewhere.locator("h1")).to_have_text("Compare")


@pytest.mark.slow
def test_two_analysts_at_once_keep_their_own_weights_and_numbers(visit):
    one, two = visit("/?w.air_strike=10"), visit("/?w.air_strike=2")
    first, second = series(one, "risk_lines"), series(two, "risk_lines")
    assert first != second
    for page, key in ((one, "ArrowRight"), (two, "ArrowLeft")):  # each moves while the other looks on
        before = page.url
        slider(page, "w.air_strike").press(key)
        page.wait_for_url(lambda url, before=before: url != before)
        settle(page)
    assert (settings(one)["w.air_strike"], settings(two)["w.air_strike"]) == (["10.5"], ["1.5"])
    alone = [series(visit(f"/?w.air_strike={weight}"), "risk_lines") for weight in ("10.5", "1.5")]
    assert [series(one, "risk_lines"), series(two, "risk_lines")] == alone


@pytest.mark.slow
def test_a_view_that_is_kept_stands_beside_what_becomes_of_it(visit):
    page = visit("/compare")
    page.get_by_role("button", name="Keep this view").click()
    expect(page.get_by_text("The two views have the same settings")).to_be_visible()
    settle(page)
    slider(page, "w.air_strike").press("Home")
    expect(page.get_by_text("Weight: Air or missile strike")).to_be_visible()
    settle(page)
    assert "Other weights" in shown(page)
    assert len(series(page, "compare_lines")) == 4
    page.get_by_role("button", name="Exchange the two").click()
    expect(slider(page, "w.air_strike")).to_have_value("10")
