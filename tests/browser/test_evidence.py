"""The way back from a number to the sentence it came from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

import data
from tests.browser.driving import cells, go, grave_violations, settings, settle

CASE = "us-iran-2019-2021"
CHECKBOX_X, HEADER_Y, ROW_Y = 18, 30, 29  # px of the first column's middle, of the header, and of a row of the table


def click_marker(page: Page, day: str = "") -> None:
    """Click the event marker of a day on the chart of risk, the last in the figure unless told."""
    chart = page.locator(".st-key-risk_lines .js-plotly-plot")
    page.get_by_text("Got it").wait_for()  # the guide of a first visit moves the chart down when it unfolds
    x, y = chart.evaluate(
        """(el, day) => {
            const trace = el._fullData.find(trace => trace.name === "events");
            const place = day ? trace.x.findIndex(x => String(x).startsWith(day)) : trace.x.length - 1;
            const { xaxis, yaxis } = el._fullLayout, box = el.getBoundingClientRect();
            const at = (axis, value) => axis._offset + axis.d2p(value);
            return [box.x + at(xaxis, trace.x[place]), box.y + at(yaxis, trace.y[place])];
        }""",
        day,
    )
    page.mouse.move(x - 40, y + 40)
    page.mouse.move(x, y, steps=5)
    chart.locator(".hoverlayer .hovertext").first.wait_for()  # a click counts for the point under the pointer
    page.mouse.click(x, y)


@pytest.mark.slow
def test_a_point_on_the_chart_opens_its_sentence(visit):
    page = visit("/")
    click_marker(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark").first).to_be_visible(timeout=20_000)
    settle(page)
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.slow
def test_a_row_of_the_events_opens_its_sentence_and_is_in_the_link(visit):
    page = visit("/events")
    table = page.locator("[data-testid=stDataFrame] canvas").first
    first = page.locator("[data-testid=stMain] mark").first.inner_text()
    box = table.bounding_box()
    for row in range(2, 12):  # neighbours may share a sentence
        page.mouse.click(box["x"] + CHECKBOX_X, box["y"] + HEADER_Y + (row - 0.5) * ROW_Y)
        page.wait_for_url(lambda url: "event=" in url)
        settle(page)
        if page.locator("[data-testid=stMain] mark").first.inner_text() != first:
            break
    else:
        pytest.fail("ten rows show one and the same sentence")
    again = visit("/")
    go(again, page.url)
    assert settings(again)["event"] == settings(page)["event"]
    assert again.locator("[data-testid=stMain] mark").all_inner_texts() == page.locator(
        "[data-testid=stMain] mark"
    ).all_inner_texts()


@pytest.mark.slow
def test_filters_of_the_events_narrow_the_table_and_the_link(visit):
    page = visit("/events")
    whole = cells(page)
    words = page.get_by_label("Words in the sentence")
    words.fill("talks")
    words.press("Enter")
    page.wait_for_url(lambda url: "text=talks" in url)
    settle(page)
    assert 1 < len(cells(page)) < len(whole)
    expect(page.locator("[data-testid=stMain] mark").first).to_contain_text("talks")


@pytest.mark.slow
def test_an_event_that_answers_another_one_tells_which(visit):
    events = data.load(CASE)
    answering = events[events["responds_to"].notna() & (events["date_precision"] == "day")].iloc[0]
    day = f"{answering['date']:%Y-%m-%d}"
    page = visit(f"/events?data={CASE}&start={day}&end={day}&as_known=&event={answering['event_id']}")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Said to answer")
