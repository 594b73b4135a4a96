"""The whole story, as an analyst goes through it: see the rise, ask why, doubt a weight, send it on, add, correct."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.driving import cells, charts, go, series, settle, shown, slider
from tests.browser.test_brief import download
from tests.browser.test_evidence import click_marker
from tests.browser.test_read import ARTICLE, correct_killed, paste

DAY = "28 June"
STRIKES = "w.air_strike"
STORY = ARTICLE.replace("Ostrel", "Rushmoor").replace("Kesh", "Palend")  # events of this test alone


def test_from_the_rise_to_the_brief(visit):
    page = visit("/")
    assert "rose" in shown(page) and DAY in shown(page)  # the rise of June 2021, and the day that carries it
    click_marker(page, "2021-06-28")
    evidence = page.get_by_role("dialog")
    expect(evidence.locator("mark").first).to_be_visible(timeout=20_000)
    expect(evidence).to_contain_text("strike")
    page.keyboard.press("Escape")
    expect(evidence).to_have_count(0)

    diplomatic, kinetic, address = series(page, "tracks_more"), series(page, "tracks"), page.url
    handle = slider(page, STRIKES)
    handle.press("ArrowLeft")
    page.wait_for_url(lambda url: url != address and f"{STRIKES}=10&" not in url)
    settle(page)
    assert series(page, "tracks") != kinetic
    # the diplomatic track and relief stand apart; only the common scale may move
    assert [trace["y"] for trace in series(page, "tracks_more")] == [trace["y"] for trace in diplomatic]

    other = visit("/" + page.url.split("/", 3)[3])
    assert (shown(other), cells(other), charts(other)) == (shown(page), cells(page), charts(page))

    go(other, other.url.split("?")[0] + "read")
    paste(other, STORY, "2021-06-20")
    found = other.locator(".st-key-events_found")
    expect(found).to_contain_text("4 killed")
    correct_killed(other, 6)
    expect(found).to_contain_text("6 killed")
    other.get_by_role("button", name="Add to this server's data").click()
    settle(other)
    expect(other.locator("[data-testid=stMain]")).to_contain_text("Added to us-iran-2019-2021")

    brief = visit("/brief?added=1&as_known=")
    html = download(brief, "Download the brief").read_text(encoding="utf-8")
    assert "index" in html and "<script" not in html
