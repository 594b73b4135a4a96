"""The server is killed in the middle of an import, and its database is away: what the reader finds then."""

from __future__ import annotations

import os
import random
import re
import signal
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from data.store import Store
from tests import databases
from tests.browser.driving import PATIENCE_MS, go, settle
from tests.browser.server import serving
from tests.browser.test_data import UCDP, choose

ROWS = 12_000  # an import of a second or two
MOMENTS = 3
ADD = "Add to this server's data"


def large() -> bytes:
    head, one = UCDP.splitlines()[:2]
    lines = [re.sub(r"^1,", f"{number},", one) for number in range(1, ROWS + 1)]
    return "\n".join([head, *lines, ""]).encode()


def add(page: Page, name: str, content: bytes) -> None:
    """Choose a file and ask for it to be added; what comes of that is not waited for."""
    choose(page, f"{name}.csv", content)
    page.get_by_label("Name of the dataset", exact=True).fill(name)
    page.get_by_role("button", name=ADD).click()


@pytest.mark.slow
def test_a_server_that_is_killed_in_an_import_comes_back_with_all_of_it_or_nothing(chromium: Browser, tmp_path):
    confirmed, rng, content = ["small"], random.Random(7), large()
    with serving(tmp_path) as server, chromium.new_context() as context:
        page = go(context.new_page(), f"{server.url}/data")
        add(page, "small", UCDP.encode())
        settle(page)
        expect(page.locator("[data-testid=stMain]")).to_contain_text("42 rows of events added to small")
        os.kill(server.pid, signal.SIGKILL)
    for number in range(MOMENTS):
        name = f"large-{number}"
        with serving(tmp_path) as server, chromium.new_context() as context:
            page = go(context.new_page(), f"{server.url}/data")
            add(page, name, content)
            time.sleep(rng.uniform(0.0, 2.5))
            said = page.locator("[data-testid=stMain]").inner_text()
            os.kill(server.pid, signal.SIGKILL)
        held = {one.dataset: one for one in Store(tmp_path / "casus.sqlite").imports()}
        assert set(confirmed) <= set(held)
        assert name in held or f"events added to {name}" not in said
        assert all(len(Store(tmp_path / "casus.sqlite").events(one)) == made.added for one, made in held.items())
        assert not set(held) - {name, *confirmed}
        confirmed = list(held)
    with serving(tmp_path) as server, chromium.new_context() as context:
        page = go(context.new_page(), f"{server.url}/data")
        add(page, "after", content)
        settle(page)
        expect(page.locator("[data-testid=stMain]")).to_contain_text("24,000 rows of events added to after")


@pytest.mark.slow
@pytest.mark.xdist_group("postgresql")
def test_a_page_tells_that_its_database_is_away_and_comes_by_itself_when_it_is_back(chromium: Browser, tmp_path):
    with databases.serving() as database, database.database() as url:
        Store(url).save_preset("Ours", {"air_strike": 1.0})
        database.stop(signal.SIGQUIT)
        with serving(tmp_path, store=url) as server, chromium.new_context() as context:
            page = go(context.new_page(), server.url)
            main = page.locator("[data-testid=stMain]")
            expect(main).to_contain_text("check that the database runs")
            expect(main).to_contain_text("The page tries again by itself")
            expect(page.get_by_role("alert")).to_have_count(1)
            database.start()
            expect(main).to_contain_text("not a probability", timeout=4 * PATIENCE_MS)  # nobody touched it
            expect(page.get_by_role("alert")).to_have_count(0, timeout=PATIENCE_MS)
            short = page.get_by_role("button", name="Short link")
            database.stop(signal.SIGQUIT)
            short.click(timeout=PATIENCE_MS)
            trouble = page.get_by_role("status").filter(has_text="No short link")
            expect(trouble).to_contain_text("check that the database runs", timeout=PATIENCE_MS)
            database.start()
            short.click()
            expect(trouble).to_have_count(0, timeout=PATIENCE_MS)
        assert len(Store(url).presets()) == 1
        log = server.log.read_text()
        assert "Traceback" not in log and databases.PASSWORD not in log
