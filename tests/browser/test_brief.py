"""The brief as an analyst takes it along: looked through, downloaded, printed; and its tables."""

import io
import json
import zipfile
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Fresh
from tests.browser.driving import settle

MOST_SHEETS = 3
DRAWN_MS = 15_000  # what a sheet may take to arrive on a busy machine


def download(page: Page, button: str) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value.path()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("view", "heading"),
    [
        ("", "Risk from the United States, 29 June 2021"),
        # a long memory: as much evidence as a brief holds
        ("?half_life=60&focus=IRN&start=2019-03-05&since=2021-03-01", "Risk from Iran, 29 June 2021"),
    ],
)
def test_a_brief_is_looked_through_downloaded_and_printed_on_three_sheets(visit, fresh: Fresh, view, heading):
    page = visit(f"/brief{view}")
    sheet = page.frame_locator("iframe[title='Preview of the brief']")
    expect(sheet.locator("h1")).to_have_text(heading, timeout=DRAWN_MS)
    told = sheet.locator("dl.figures").inner_text()
    file = download(page, "Download the brief")
    offline = fresh(offline=True, java_script_enabled=False)
    try:
        paper = offline.new_page()
        paper.set_content(file.read_text(encoding="utf-8"))
        assert paper.locator("dl.figures").inner_text().split() == told.split()
        assert paper.locator("svg").count() == 3
        for form in ("A4", "Letter"):
            printed = pypdf.PdfReader(io.BytesIO(paper.pdf(format=form)))
            words = " ".join(sheet.extract_text() for sheet in printed.pages)
            assert 1 <= len(printed.pages) <= MOST_SHEETS, form
            for part in ("Evidence", "What changed since", "No likelihood is stated", "SHA-256", "Contrary evidence"):
                assert part in words
    finally:
        offline.close()


@pytest.mark.slow
def test_the_tables_say_what_they_rest_on_and_the_link_is_the_views(visit):
    page = visit("/brief?half_life=14&w.air_strike=4")
    with zipfile.ZipFile(download(page, "Tables as CSV")) as archive:
        told = json.loads(archive.read("about.json"))
        assert told["half_life_days"] == 14 and told["weights"]["changed_from_default"]["air_strike"]["now"] == 4
        assert b"quote" in archive.read("events.csv").splitlines()[0]
    sheet = page.frame_locator("iframe[title='Preview of the brief']")
    expect(sheet.locator("dl.from")).to_contain_text("half_life=14", timeout=DRAWN_MS)
    page.get_by_text("Short link in it").click()
    settle(page)
    expect(sheet.locator("dl.from")).to_contain_text("/?s=", timeout=DRAWN_MS)


@pytest.mark.slow
def test_the_method_page_is_reached_by_its_list(visit):
    page = visit("/method")
    page.get_by_role("link", name="Data sources and licences").first.click()
    expect(page.locator("#sources")).to_be_in_viewport()
    expect(page.locator("[data-testid=stMain]")).to_contain_text("redistribution is forbidden")
