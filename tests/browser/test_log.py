"""What a real server writes while people bring a word to it everywhere: what happened, and never the word."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.arguments import LOG_LEVEL_VARIABLE
from data.store import Store
from tests.browser.driving import DESK, go, settle, shown
from tests.browser.server import Server, serving
from tests.browser.test_data import UCDP, choose
from tests.browser.test_read import ARTICLE, correct_killed, paste, send, upload
from tests.browser.test_sign_in import SECRETS
from tests.stored import chunks

pytestmark = pytest.mark.slow

WORD = "Zanzibarite"
HOSTILE = ARTICLE.replace("Ostrel", WORD).replace("ministry", f"ministry of {WORD}")
DATASET = "orsk-2020"


def lines(server: Server) -> list[dict]:
    """The log's lines; all but what the server says of itself are JSON."""
    written = server.log.read_text()
    return [json.loads(line) for line in written.splitlines() if line.startswith("{")]


def ask(server: Server, path: str, **headers: str) -> int:
    """The status of a bare request."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def bring(page: Page, server: Server) -> None:
    """Put the word into an article, its title, a correction, files and their names, links and addresses."""
    go(page, f"{server.url}/read")
    upload(page, f"{WORD}.pdf", "application/pdf", b"%PDF-1.4 " + WORD.encode())
    send(page)
    go(page, f"{server.url}/read")
    page.get_by_role("textbox", name="or the address of an article").fill(f"http://127.0.0.1:9/{WORD}?q={WORD}")
    page.get_by_role("button", name="Fetch it").click()
    settle(page)
    paste(page, HOSTILE, "2021-06-20")
    expect(page.locator("[data-testid=stMain]")).to_contain_text(WORD)
    page.get_by_label("Your name, kept with what you say").fill(WORD)
    page.keyboard.press("Enter")
    settle(page)
    correct_killed(page, 7)
    page.get_by_role("button", name="Add to this server's data").click()
    settle(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Added to")
    go(page, f"{server.url}/data")
    choose(page, f"{WORD}.csv", UCDP.replace("Kalmar Front", WORD).encode())
    page.get_by_label("Name of the dataset", exact=True).fill(DATASET)
    page.get_by_role("button", name="Add to this server's data").click()
    settle(page)
    go(page, f"{server.url}/events?text={WORD}&focus={WORD}&half_life={WORD}&{WORD}=1&s={WORD}")


def spoil(folder: Path) -> None:
    """Make the store hold what no page can draw: the error names the word."""
    with sqlite3.connect(folder / "casus.sqlite") as store:
        store.execute("UPDATE events SET type = ? WHERE dataset = ?", (WORD, DATASET))


def fall(page: Page, server: Server) -> None:
    """Open a page that cannot be drawn, which says why to the reader."""
    go(page, f"{server.url}/events?data={DATASET}")
    assert re.search(rf"could not be drawn: column type: found .*{WORD}", shown(page))


def test_what_people_bring_is_told_in_counts_and_never_in_words(chromium: Browser, tmp_path):
    with serving(tmp_path) as server, chromium.new_context(viewport=DESK) as context:
        page = context.new_page()
        bring(page, server)
        assert ask(server, f"/{WORD}?{WORD}={WORD}") in (200, 404)
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                   "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Origin": f"http://{WORD}.example"}  # fmt: skip
        assert ask(server, "/_stcore/stream", **upgrade) == 403
        assert ask(server, "/casus/health") == 200
        spoil(tmp_path)
        fall(page, server)
        assert WORD.lower() not in server.log.read_text().lower()
        told = {line["event"]: line for line in lines(server) if "event" in line}
    assert {"starting", "started", "correction noted", "documents added", "file imported"} <= set(told)
    assert told["documents added"]["characters"] == len(HOSTILE.strip()) and told["documents added"]["events"] > 0
    assert (told["file imported"]["dataset"], told["file imported"]["source"]) == (DATASET, "ucdp")
    assert "file" not in told["file imported"] and "who" not in told["correction noted"]
    assert "a page of another site was refused" in told
    error = told["a page could not be drawn"]["error"]
    assert re.fullmatch("[0-9a-f]{8}", error["number"]) and error["type"] == "data.events.EventError"
    assert error["at"].startswith("data/")


def test_the_message_of_that_error_is_written_where_it_is_asked_for(chromium: Browser, tmp_path, monkeypatch):
    Store(tmp_path / "casus.sqlite").import_events("a.csv", chunks(6, 6), DATASET, "table", "sum")
    spoil(tmp_path)
    monkeypatch.setenv(LOG_LEVEL_VARIABLE, "debug")
    with serving(tmp_path) as server, chromium.new_context(viewport=DESK) as context:
        fall(context.new_page(), server)
        assert WORD in server.log.read_text()


def test_a_sign_in_that_is_refused_is_told_without_what_the_provider_said(tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS.format(port=1, provider=9))
    with serving(tmp_path, secrets__files=secrets) as server:
        ask(server, f"/oauth2callback?error={WORD}&error_description={WORD}&state={WORD}")
        written = server.log.read_text()
    assert WORD.lower() not in written.lower() and "Error during authentication" in written
