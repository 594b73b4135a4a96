"""The Forecast page in a browser: the number, its reasons as drawn, another target, and a forecast that is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.driving import DESK, PHONE, cells, grave_violations, series, settle, shown

PAIR = "/forecast?pair=USA%3Ekataib-hezbollah"


@pytest.mark.slow
def test_the_number_stands_above_its_reasons_which_sum_to_it(visit):
    page = visit(PAIR)
    text = shown(page)
    assert "within 30 days of 29 Jun 2021" in text and "climatology says" in text
    assert "No weight moves a probability" in text and "Kata'ib Hezbollah → United States" in text
    (bars,) = series(page, "forecast_reasons")
    told = text.split("reasons ")[1].split(":")[0].replace("−", "-")
    assert sum(map(float, bars["x"])) == pytest.approx(float(told), abs=0.006)


@pytest.mark.slow
def test_a_target_without_a_forecast_says_what_is_needed(visit):
    page = visit("/forecast")
    page.get_by_role("radio", name="≥ 100 deaths").click()
    settle(page)
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("too rare. At least 100 deaths came in")
    expect(main).to_contain_text("there are no reasons to tell")
    assert not grave_violations(page)


@pytest.mark.slow
def test_a_choice_is_in_the_address_and_back_takes_it_back(visit):
    page = visit(PAIR + "&target=deaths_1")
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("at least 1 death within 30 days of 29 Jun 2021")
    first = page.url
    page.get_by_role("radio", name="7", exact=True).click()
    page.wait_for_url("**horizon=7&**")
    expect(main).to_contain_text("at least 1 death within 7 days of 29 Jun 2021")
    settle(page)
    page.go_back()
    page.wait_for_url(first)
    expect(main).to_contain_text("at least 1 death within 30 days of 29 Jun 2021")
    expect(page.get_by_role("radio", name="30", exact=True)).to_be_checked()
    settle(page)
    page.go_forward()
    expect(main).to_contain_text("at least 1 death within 7 days of 29 Jun 2021")


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_kept_forecast_stands_in_the_scorecard_for_the_next_reader(visit, size):
    page = visit(PAIR, viewport=size)
    page.get_by_role("button", name="Keep this forecast").click()
    settle(page)
    expect(visit("/forecast", viewport=size).locator("[data-testid=stMain]")).to_contain_text("forecasts kept:")
    if size == DESK:  # a phone's table holds only the columns in sight
        rows = [row for row in cells(page) if "did not come" in row or "came" in row]
        assert rows and any("afterwards" in row for row in rows)
    assert not grave_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_scoring_past_forecasts_shows_how_far_it_is_and_can_be_cancelled(visit):
    page = visit("/forecast")
    page.get_by_role("button", name="Score past forecasts").click()
    expect(page.locator(".st-key-backtesting")).to_contain_text("past days:", timeout=20_000)
    page.get_by_role("button", name="Cancel").click()
    settle(page)
    expect(page.get_by_role("button", name="Score past forecasts")).to_be_visible()
