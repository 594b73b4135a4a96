"""The page Events: a row opens its sentence where the reader sees it, and tolls stand by claimant."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import PHONE, cells, grave_violations, settings, settle

WHOLE = "/events?start=2019-01-01&end=2021-12-31&as_known="
STRIKE = "34d4d2bd6c2f36f7"
ROW_X, HEADER_Y, ROW_Y = 18, 30, 29


def open_row(page: Page, row: int) -> None:
    """Choose a row of the table by its box."""
    table = page.locator(".st-key-events_table canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + ROW_X, box["y"] + HEADER_Y + (row - 0.5) * ROW_Y)
    page.wait_for_url(lambda url: "event=" in url and "event=&" not in url)
    settle(page)


@pytest.mark.slow
def test_on_a_phone_a_row_moves_its_sentence_into_sight_and_the_way_back_returns(visit):
    page = visit(WHOLE, viewport=PHONE)
    expect(page.locator("[data-testid=stMain] mark").first).not_to_be_in_viewport()
    open_row(page, 2)
    back = page.get_by_role("link", name="Back to the table")
    expect(back).to_be_in_viewport()
    expect(page.locator("[data-testid=stMain] mark").first).to_be_in_viewport()
    back.click()
    expect(page.locator(".st-key-events_table")).to_be_in_viewport()


@pytest.mark.slow
def test_heaviest_first_is_in_the_link(visit):
    page = visit(WHOLE)
    page.get_by_role("radio", name="Most points").or_(page.get_by_role("button", name="Most points")).first.click()
    page.wait_for_url(lambda url: "order=points" in url)
    settle(page)
    rows = cells(page)
    points = [float(row[rows[0].index("Points")]) for row in rows[1:] if len(row) == len(rows[0])][:20]
    assert points == sorted(points, reverse=True) and points[0] > points[-1]


@pytest.mark.slow
def test_a_source_is_chosen_and_stays(visit):
    page = visit(WHOLE)
    page.get_by_role("combobox", name="Source").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_url(lambda url: "origin=" in url and "origin=&" not in url)
    settle(page)
    assert settings(page)["origin"] != [""]
    expect(page.locator("[data-testid=stMain] mark").first).to_be_visible()


@pytest.mark.slow
def test_tolls_of_the_strikes_are_shown_by_claimant(visit):
    page = visit(f"{WHOLE}&event={STRIKE}")
    told = [row for row in cells(page) if "Syrian Observatory for Human Rights" in row]
    assert told
    expect(page.locator("[data-testid=stMain]")).to_contain_text("never added up")
    assert grave_violations(page) == []
