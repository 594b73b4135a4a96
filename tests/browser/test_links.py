"""The link is the view: what one reader sees, the next one sees from the address alone."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import cells, charts, go, series, settings, settle, shown, slider

WEIGHT = "w.air_strike"
HOSTILE = "/?w.air_strike=nan&end=zzz&actors=" + quote("<script>alert(1)</script>")


def move_weight(page: Page, key: str = "ArrowRight") -> str:
    """Press one key on the weight's slider, wait for the address to follow and return the new weight."""
    before = page.url
    slider(page, WEIGHT).press(key)
    page.wait_for_url(lambda url: url != before)
    settle(page)
    return settings(page)[WEIGHT][0]


def numbers(page: Page) -> dict[str, object]:
    """Everything on the situation page that a reader may quote."""
    return {"text": shown(page), "table": cells(page), "charts": charts(page)}


def test_a_weight_moves_the_chart_and_the_address(visit):
    page = visit("/")
    handle = slider(page, WEIGHT)
    was, drawn = float(handle.input_value()), series(page, "risk_lines")
    assert any(value not in ("nan", "NaN", "null") for trace in drawn for value in trace["y"])
    weight = move_weight(page)
    assert float(weight) > was
    assert float(slider(page, WEIGHT).input_value()) == float(weight)
    assert series(page, "risk_lines") != drawn


@pytest.mark.slow
def test_the_other_end_of_a_weight_takes_the_strikes_out(visit):
    page = visit("/")
    assert any("Air or missile strike" in str(trace) for trace in bars(page))
    assert float(move_weight(page, "Home")) == 0
    assert not any("Air or missile strike" in str(trace) for trace in bars(page))


def bars(page: Page) -> list[list[str]]:
    """Names and lengths of the bars of contributions."""
    return [[name, value] for trace in series(page, "why") for name, value in zip(trace["y"], trace["x"], strict=True)]


@pytest.mark.slow
def test_a_link_shows_the_same_numbers_to_another_reader(visit):
    sender = visit("/")
    move_weight(sender)
    before = sender.url
    slider(sender, "half_life").press("ArrowRight")
    sender.wait_for_url(lambda url: url != before)
    settle(sender)
    path = "/" + sender.url.split("/", 3)[3]
    receiver = visit(path)
    assert numbers(receiver) == numbers(sender)
    assert settings(receiver) == settings(sender)
    assert float(slider(receiver, WEIGHT).input_value()) == float(settings(sender)[WEIGHT][0])


@pytest.mark.slow
def test_a_link_opens_alike_in_the_dark_and_on_a_phone(visit):
    sender = visit("/?role=exposure&half_life=21&w.air_strike=3.5")
    dark = visit("/?role=exposure&half_life=21&w.air_strike=3.5", color_scheme="dark")
    phone = visit("/?role=exposure&half_life=21&w.air_strike=3.5", viewport={"width": 390, "height": 844})
    for other in (dark, phone):
        assert series(other, "risk_lines") == series(sender, "risk_lines")
        for narrow, wide in zip(cells(other), cells(sender), strict=True):
            assert narrow == wide[: len(narrow)]  # a phone draws the columns that fit; the others scroll into sight


def test_a_hostile_link_is_announced_and_shows_a_valid_view(visit):
    page = visit(HOSTILE)  # a dialog would fail the test at its end
    notice = page.locator("[data-testid=stAlert]")
    for key in ("w.air_strike", "end", "actors"):
        expect(notice).to_contain_text(key)
    plain = visit("/")
    assert cells(page) == cells(plain)
    assert series(page, "risk_lines") == series(plain, "risk_lines")
    assert page.evaluate("[...document.scripts].every(script => !script.textContent.includes('alert(1)'))")


@pytest.mark.slow
def test_a_whole_link_brings_no_notice(visit):
    page = visit("/")
    move_weight(page)
    again = go(visit("/"), page.url)
    assert again.locator("[data-testid=stAlert]").count() == 0


@pytest.mark.slow
def test_back_and_forward_walk_through_the_views(visit):
    page = visit("/")
    first = numbers(page)
    weight = move_weight(page)
    second = numbers(page)
    assert second != first
    page.go_back()
    page.wait_for_url(lambda url: f"{WEIGHT}={weight}" not in url)
    settle(page)
    expect(slider(page, WEIGHT)).not_to_have_value(weight.rstrip("0").rstrip("."))
    assert numbers(page) == first
    page.go_forward()
    page.wait_for_url(lambda url: f"{WEIGHT}={weight}" in url)
    settle(page)
    assert numbers(page) == second


@pytest.mark.slow
def test_copy_link_puts_this_view_on_the_clipboard(visit):
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    weight = move_weight(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{WEIGHT}={weight}" in copied
    assert numbers(go(visit("/"), copied)) == numbers(page)


@pytest.mark.slow
def test_copy_link_shows_the_address_where_the_browser_will_not_copy(visit):
    page = visit("/")
    page.evaluate(
        """navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
        document.execCommand = () => false;"""
    )
    page.get_by_role("button", name="Copy link").click()
    field = page.get_by_label("Address of this view")
    expect(field).to_be_visible()
    assert field.input_value().startswith(page.url.split("?")[0])
