"""The map without the internet: land is drawn, marks can be reached by mouse and keyboard, a place opens its events."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import PHONE, cells, grave_violations, settings, settle, shown

WHOLE = "/map?start=2019-01-01&end=2021-12-31&as_known="
# lines of coasts and borders in the world, and near the places of the case; fewer, and no outlines came
LEAST_OUTLINES, LEAST_NEARBY = 50, 5
ROW_X, HEADER_Y, ROW_Y = 18, 30, 29


def land(page: Page) -> int:
    """How many outlines of countries and coasts the map shows."""
    paths = page.locator(".st-key-places_map .geo path")
    paths.first.wait_for(state="attached")
    page.wait_for_function(
        "least => document.querySelectorAll('.st-key-places_map .geo .scattergeo path').length >= least", arg=1
    )
    return page.locator(".st-key-places_map .geo .layer:not(.frontplot) path").evaluate_all(
        "paths => paths.reduce((sum, path) => sum + (path.getAttribute('d') ?? '').split('M').length - 1, 0)"
    )


def mark(page: Page, place: str) -> tuple[float, float]:
    """Where on the screen a mark of a place is."""
    return page.locator(".st-key-places_map .js-plotly-plot").evaluate(
        """(el, key) => {
            const at = [...el.querySelectorAll('.scattergeo path.point')].find(path => path.__data__.data === key
                || (path.__data__.trace ?? {}).customdata?.[path.__data__.index] === key);
            const box = at.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        place,
    )


@pytest.mark.parametrize(
    ("area", "least"), [("fit", LEAST_NEARBY), pytest.param("world", LEAST_OUTLINES, marks=pytest.mark.slow)]
)
def test_land_is_drawn_and_nothing_leaves_this_machine(visit, area, least):
    page = visit(f"{WHOLE}&area={area}")  # any request off this machine fails the test at its end
    assert land(page) >= least


@pytest.mark.slow
def test_a_mark_opens_the_events_of_its_place_and_the_link_keeps_it(visit):
    page = visit(WHOLE)
    land(page)
    x, y = mark(page, "35.7,51.4")
    page.mouse.move(x - 30, y - 30)
    page.mouse.move(x, y, steps=5)
    page.locator(".st-key-places_map .hovertext").first.wait_for()
    page.mouse.click(x, y)
    page.wait_for_url(lambda url: "place=35.7" in url)
    settle(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Tehran, Iran (35.7° N, 51.4° E)")
    expect(page.locator("[data-testid=stMain] mark").first).to_be_visible()
    assert grave_violations(page) == []
    assert "Tehran, Iran (35.7° N" in shown(visit(page.url[page.url.index("/map") :]))


@pytest.mark.slow
def test_areas_are_reached_by_keyboard_and_are_in_the_link(visit):
    page = visit(WHOLE)
    page.get_by_role("radio", name="Africa").or_(page.get_by_role("button", name="Africa")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "area=africa" in url)
    settle(page)
    assert settings(page)["area"] == ["africa"]
    assert land(page) >= LEAST_OUTLINES


@pytest.mark.slow
def test_the_table_has_every_place_of_the_map(visit):
    page = visit(WHOLE)
    names = {cell for row in cells(page) for cell in row}
    assert {"Baghdad", "Tehran", "Erbil", "Iraq"} <= names


@pytest.mark.slow
def test_on_a_phone_a_place_moves_into_sight(visit):
    page = visit(WHOLE, viewport=PHONE)
    table = page.locator(".st-key-places_table canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + ROW_X, box["y"] + HEADER_Y + 0.5 * ROW_Y)
    page.wait_for_url(lambda url: "place=" in url and "place=&" not in url)
    settle(page)
    expect(page.get_by_role("link", name="Back to the map").first).to_be_in_viewport()
