"""An analyst looks at a pair, steps back in time, and opens the sentence behind a point and behind an answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import PHONE, grave_violations, series, settings, settle, shown

PAIR = "/actors?data=us-iran-2019-2021&pair=USA%3EIRN&start=2019-06-01&end=2021-08-20&as_known="
ROW_Y, TO_X = 36 + 14, 140  # px into a table: its first row, its second column


def click_event(page: Page, key: str, place: int = -1) -> None:
    """Click an event on a chart, the last unless told."""
    chart = page.locator(f".st-key-{key} .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    x, y = chart.evaluate(
        """(el, place) => {
            const trace = el._fullData.filter(trace => trace.customdata && trace.mode === "markers").at(-1);
            const { xaxis, yaxis } = el._fullLayout, box = el.getBoundingClientRect();
            const at = (axis, value) => axis._offset + axis.d2p(value);
            return [box.x + at(xaxis, trace.x.at(place)), box.y + at(yaxis, trace.y.at(place))];
        }""",
        place,
    )
    page.mouse.move(x - 40, y + 40)
    page.mouse.move(x, y, steps=5)
    chart.locator(".hoverlayer .hovertext").first.wait_for()
    page.mouse.click(x, y)


def evidence_opens(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark").first).to_be_visible(timeout=20_000)
    settle(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.slow
def test_points_of_every_chart_and_rows_of_the_table_open_their_sentence(visit):
    page = visit(PAIR)
    assert grave_violations(page) == []
    for key, place in (("mirror", -1), ("chains", -1), ("mirror", 0)):  # a selection that stays is no new pick
        click_event(page, key, place)
        evidence_opens(page)
    table = page.locator(".st-key-answers canvas").first
    table.scroll_into_view_if_needed()
    settle(page)
    box = table.bounding_box()
    page.mouse.move(box["x"] + TO_X, box["y"] + 2 * ROW_Y)  # the table sees where the pointer is before it is pressed
    page.mouse.move(box["x"] + TO_X, box["y"] + ROW_Y, steps=5)
    page.wait_for_timeout(300)
    page.mouse.click(box["x"] + TO_X, box["y"] + ROW_Y)
    evidence_opens(page)


@pytest.mark.slow
def test_stepping_back_takes_hindsight_away_and_is_in_the_link(visit):
    page = visit("/actors")
    before = series(page, "mirror")
    page.get_by_role("button", name="Earlier news: 28 Jun 2021").click()
    page.wait_for_url(lambda url: "as_known=2021-06-28" in url)
    settle(page)
    assert settings(page)["end"] == ["2021-06-28"]
    assert "Shown as known on 28 June 2021" in shown(page)
    assert series(page, "mirror") != before


@pytest.mark.slow
def test_agreements_open_the_sentence_behind_a_state(visit):
    page = visit("/agreements")
    assert grave_violations(page) == []
    click_event(page, "spans")
    evidence_opens(page)


@pytest.mark.slow
def test_both_pages_hold_on_a_phone_in_the_dark(visit):
    for path in ("/actors", "/agreements"):
        page = visit(path, viewport=PHONE, color_scheme="dark")
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("el => el.scrollWidth <= el.clientWidth")
        assert grave_violations(page) == []


@pytest.mark.slow
def test_charts_keep_to_their_columns_as_the_window_narrows(visit):
    page = visit(PAIR)
    for width in (1440, 1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        wider = page.locator(".js-plotly-plot").evaluate_all(
            """plots => plots.filter(plot => Math.abs(plot.querySelector(".main-svg").getBoundingClientRect().width
                - plot.parentElement.getBoundingClientRect().width) > 2).length"""
        )
        assert wider == 0, f"at {width} px"
