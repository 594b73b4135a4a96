"""A server that is opened to the network, in Chromium at the machine's own address in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from dashboard import listening
from tests.browser.driving import DESK, go, settle, slider
from tests.browser.server import ROOT, answering, free_port
from tests.browser.test_read import ARTICLE, upload

pytestmark = pytest.mark.slow

SAID_SECONDS = 60


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[str, str]]:
    """`casus serve --share`: the link that it prints, and all that it says."""
    if listening.own_address(None) is None:
        pytest.skip("this machine has no address but loopback")
    folder: Path = tmp_path_factory.mktemp("shared")
    log, port = folder / "log", free_port()
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--share", "--port", str(port)]
    environment = os.environ | {"CASUS_STORE": str(folder / "casus.sqlite"), "OMP_NUM_THREADS": "1"}
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process:
        try:
            answering(process, f"http://127.0.0.1:{port}/_stcore/health")
            deadline = time.monotonic() + SAID_SECONDS
            while not (found := re.search(r"Casus is at (http\S+)", log.read_text())) and time.monotonic() < deadline:
                time.sleep(0.2)
            assert found, log.read_text()
            yield found[1], log.read_text()
        finally:
            process.terminate()


def test_others_open_the_printed_link_and_it_works_there(chromium: Browser, shared: tuple[str, str]):
    link, said = shared
    host = urlsplit(link).hostname
    assert not listening.is_loopback(host) and not listening.is_everywhere(host)
    assert "anyone who can reach this address can read everything and add" in said
    with chromium.new_context(viewport=DESK) as context:
        asked: set[str | None] = set()
        context.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
        page = go(context.new_page(), f"{link}read")
        expect(page.locator("h1").first).to_have_text("Read")
        before = page.url
        slider(page, "w.air_strike").press("ArrowRight")  # by the websocket
        page.wait_for_url(lambda url: url != before)
        settle(page)
        upload(page, "story.txt", "text/plain", ARTICLE.encode())  # with the token against forged requests
        expect(page.locator("[data-testid=stMain]")).to_contain_text("Ostrel")
        page.get_by_role("button", name="Add to this server").click()
        settle(page)
        expect(page.locator("[data-testid=stMain] [data-testid=stAlert]")).to_contain_text("Added to")
        assert asked - {"", None} == {host}
