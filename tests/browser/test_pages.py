"""Every page on desk and phone, light and dark: it stands, quietly, for every reader, and without the internet."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import expect

from dashboard.state import PAGES
from tests.browser.driving import DESK, PHONE, go, grave_violations, settings, settle, shown, slider

MOST_BACKS = 2  # a click on the navigation may leave its bare address in the history before the one with the settings
LEAST_WORDS = 30  # fewer, and the page is a title without content


# one page of each make on a desk in the light: charts, a table, text, a map; all others by -m slow
QUICK = [(name, DESK, "light") for name in ("situation", "events", "read", "map")]
LOOKS = [
    pytest.param(*look, marks=() if look in QUICK else pytest.mark.slow)
    for look in product(PAGES, (DESK, PHONE), ("light", "dark"))
]


@pytest.mark.parametrize(
    ("name", "size", "scheme"), LOOKS, ids=lambda value: str(value["width"]) if isinstance(value, dict) else value
)
def test_page_stands_quietly_and_is_accessible(visit, name, size, scheme):
    page = visit("/" if name == "situation" else f"/{name}", viewport=size, color_scheme=scheme)
    text = shown(page)
    assert "Traceback" not in text and "could not be drawn" not in text
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    assert len(text.split()) >= LEAST_WORDS
    assert page.title().startswith(name.capitalize()) or "Casus" in page.title()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"the page scrolls sideways by {wider} px"
    assert grave_violations(page) == []


@pytest.mark.slow
def test_theme_follows_the_reader(visit):
    def background(page):
        return page.locator("[data-testid=stApp]").evaluate("el => getComputedStyle(el).backgroundColor")

    light, dark = (background(visit("/", color_scheme=scheme)) for scheme in ("light", "dark"))
    assert light != dark


@pytest.mark.slow
def test_unfolded_weights_are_accessible(visit):
    page = visit("/")
    for group in page.locator("[data-testid=stSidebar] [data-testid=stExpander] summary").all():
        group.click()
    settle(page)
    assert grave_violations(page) == []


def test_navigation_keeps_the_settings_and_back_returns(visit):
    page = visit("/")
    slider(page, "half_life").press("ArrowRight")
    page.wait_for_url(lambda url: "half_life=8" in url)
    settle(page)
    page.get_by_role("link", name="Events").click()
    page.wait_for_url("**/events?*")
    settle(page)
    assert settings(page)["half_life"] == ["8"]
    for _ in range(MOST_BACKS):
        page.go_back()
        settle(page)
        if "/events" not in page.url:
            break
    expect(page.locator("h1")).to_have_text("Situation")
    assert settings(page)["half_life"] == ["8"]
    expect(slider(page, "half_life")).to_have_value("8")


def test_an_unknown_page_says_so_and_shows_a_valid_one(visit):
    page = visit("/")
    go(page, page.url.rstrip("/") + "/?page=nowhere")
    expect(page.locator("h1")).to_have_text("Situation")


def test_the_chart_of_risk_is_seen_before_plotly_has_started_and_without_it(fresh, server):
    with fresh(color_scheme="dark") as context:
        page = context.new_page()
        page.route("**/casus/plotly-*", lambda route: route.abort())
        go(page, server.url)
        still = page.locator(".st-key-risk_lines svg")
        expect(still).to_contain_text("United States")
        assert still.locator("polyline").count() > 0
        expect(page.locator(".st-key-why")).to_contain_text("Why this number")  # others say in words what they show
        assert grave_violations(page) == []
