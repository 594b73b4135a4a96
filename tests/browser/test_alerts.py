"""The page of alerts, as an analyst uses it: a rule is tried, kept, seen on every page, followed to its day, ended."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.driving import cells, grave_violations, series, settings, settle, shown


@pytest.mark.slow
def test_a_rule_is_tried_kept_seen_everywhere_followed_and_ended(visit):
    page = visit("/alerts")
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("No rule is in use")
    expect(main).to_contain_text("On these data it would have fired")
    box = page.get_by_role("spinbutton", name="Level, index points")
    box.fill("30")
    box.press("Enter")
    settle(page)
    page.get_by_label("Name of the rule").fill("Anyone above 30")
    page.get_by_label("Name of the rule").press("Enter")
    settle(page)
    page.get_by_role("button", name="Keep the rule").click()
    settle(page)
    (row,) = [row for row in cells(page) if row[0] == "Anyone above 30"]
    assert row[1].startswith(("Fired", "Holds")) and row[4] == "30"
    expect(main).to_contain_text("is in use")
    _, dots = series(page, "alert_chosen")
    assert dots["name"] == "fires" and set(dots["x"]) and all(float(y) >= 30 for y in dots["y"])
    assert not grave_violations(page)

    page.get_by_role("link", name="Situation", exact=True).click()
    settle(page)
    line = page.locator(".st-key-alert_line")
    expect(line).to_contain_text("1 alert as of 29 Jun 2021: “Anyone above 30”")
    before = settings(page)
    line.get_by_role("link", name="Alerts").click()
    settle(page)
    assert "/alerts" in page.url and settings(page) == before

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Its day").click()
    day = opened.value
    settle(day)
    assert "/alerts" not in day.url and "of the link was ignored" not in shown(day)
    assert settings(day)["end"] <= ["2021-06-29"] and settings(day)["focus"] == settings(day)["actors"]
    day.locator(".st-key-alert_away button").click()
    settle(day)
    expect(day.locator(".st-key-alert_line")).to_have_count(0)

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Its evidence").click()
    settle(opened.value)
    assert "/events" in opened.value.url and settings(opened.value)["event"][0]
    expect(opened.value.locator("mark").first).to_be_visible()

    page.get_by_role("button", name="Take out of use").click()
    settle(page)
    expect(main).to_contain_text("is out of use")
    expect(main).to_contain_text("No rule is in use")
