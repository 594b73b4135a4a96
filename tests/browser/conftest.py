"""One server and one Chromium for all browser tests; a fresh browser context for each, watched to its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from dashboard.state import PAGES
from tests.browser.driving import CHROMIUM, DESK, go, launch, note_refusals
from tests.browser.server import Server, serving

HERE = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Streamlit looks for its server below the path of a deep link first; Chromium logs both misses.
HARMLESS = re.compile(rf"http://127\.0\.0\.1:\d+/(?:{'|'.join(PAGES)})/_stcore/(?:health|host-config)")
HARMLESS_TEXT = "Failed to load resource: the server responded with a status of 404 (Not Found)"

Visit = Callable[..., Page]
Fresh = Callable[..., BrowserContext]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests are marked so; those of a file share one worker and thereby one server."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """The dashboard on a free port with an empty store; ended with the tests."""
    folder = tmp_path_factory.mktemp("server")
    with serving(folder) as started:
        yield started


# Not for the whole session: while Playwright is open its event loop counts as running in this thread, which other
# tests on this worker must not meet.
@pytest.fixture(scope="package")
def chromium() -> Generator[Browser]:
    """Debian's Chromium, or a skip that says how to get it."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is missing (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def fresh(chromium: Browser) -> Generator[Fresh]:
    """A fresh browser context, `fresh(color_scheme="dark")`; to be used wherever `visit` does not do.

    At the end of the test the security policy may have refused nothing: whatever it refuses of the dashboard's own is
    a part of the page that readers do not get.
    """
    contexts: list[BrowserContext] = []
    refusals: list[str] = []

    def open_(**options: object) -> BrowserContext:
        context = chromium.new_context(**({"viewport": DESK, "color_scheme": "light"} | options))
        contexts.append(context)
        note_refusals(context, refusals)
        return context

    yield open_
    for context in contexts:
        context.close()
    assert not refusals, "\n".join(refusals)


@pytest.fixture
def visit(fresh: Fresh, server: Server) -> Generator[Visit]:
    """Open a path of the dashboard in a fresh context, `visit("/events?...", color_scheme="dark")`, and wait for it.

    At the end of the test no context may have logged an error, raised a dialog or asked another machine for anything,
    and the server may not have logged an error.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []
    logged = server.log.stat().st_size

    def open_(path: str = "/", **options: object) -> Page:
        context = fresh(**options)
        contexts.append(context)
        watch(context, troubles)
        return go(context.new_page(), server.url + path)

    yield open_
    for context in contexts:
        context.close()
    with server.log.open("rb") as log:
        log.seek(logged)
        written = log.read().decode(errors="replace")
    if '"level": "error"' in written or '"level": "critical"' in written:
        troubles.append(f"server log: {written[-3000:]}")
    assert not troubles, "\n".join(troubles)


def watch(context: BrowserContext, troubles: list[str]) -> None:
    """Add to `troubles` whatever a page of the context does that no reader should meet."""

    def console(message: ConsoleMessage) -> None:
        harmless = message.text == HARMLESS_TEXT and HARMLESS.fullmatch(message.location.get("url", ""))
        if message.type == "error" and not harmless:
            troubles.append(f"console: {message.text} ({message.location.get('url', '')})")

    def asks(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOOPBACK:
            troubles.append(f"request off this machine: {url}")

    def dialog(opened) -> None:
        troubles.append(f"dialog: {opened.message}")
        opened.dismiss()

    context.on("console", console)
    context.on("weberror", lambda error: troubles.append(f"page error: {error.error}"))
    context.on("request", lambda request: asks(request.url))
    context.on("dialog", dialog)
    context.on("page", lambda page: page.on("websocket", lambda socket_: asks(socket_.url)))
