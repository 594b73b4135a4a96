"""One server and one Chromium for the browser tests of a worker; each reader in a context of its own, watched."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, sync_playwright

from dashboard.state import PAGES
from tests.browser.driving import CHROMIUM, DESK, go, launch, note_refusals
from tests.browser.server import Server, serving

HERE = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Streamlit looks for its server below the path of a deep link first; Chromium logs both misses.
HARMLESS = re.compile(rf"http://127\.0\.0\.1:\d+/(?:{'|'.join(PAGES)})/_stcore/(?:health|host-config)")
HARMLESS_TEXT = "Failed to load resource: the server responded with a status of 404 (Not Found)"
READERS_KEPT = 2  # of a test, for the next one: few tests have more, and each is a process of some 300 MB

Visit = Callable[..., Page]
Fresh = Callable[..., BrowserContext]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests are marked so; those of a file share one worker and thereby one server."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))


@pytest.fixture(scope="session")
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


class Reader(NamedTuple):
    """A context with one tab, what no reader should meet there, and what the security policy refused it."""

    context: BrowserContext
    tab: Page
    troubles: list[str]
    refusals: list[str]


def _reader(chromium: Browser) -> Reader:
    context = chromium.new_context(viewport=DESK)
    troubles: list[str] = []
    refusals: list[str] = []
    watch(context, troubles)
    note_refusals(context, refusals)
    return Reader(context, context.new_page(), troubles, refusals)


@pytest.fixture(scope="package")
def readers(chromium: Browser) -> Generator[list[Reader]]:
    """Readers whom one test leaves to the next. Each stays on the page where the test left it.

    From a page of the dashboard to another in one tab costs Chromium 2 s of a processor; in a new context, or by way
    of an empty page, 6 s, as it reads the scripts of Streamlit and Plotly again.
    """
    idle: list[Reader] = []
    yield idle
    for reader in idle:
        reader.context.close()


@pytest.fixture
def visit(chromium: Browser, fresh: Fresh, server: Server, readers: list[Reader]) -> Generator[Visit]:
    """Open a path of the dashboard as another reader, `visit("/events?...", color_scheme="dark")`, and wait for it.

    At the end of the test no reader may have met an error in the console, a dialog, a request off this machine or
    anything that the security policy refuses, and the server may not have logged an error.
    """
    here: list[Reader] = []
    logged = server.log.stat().st_size
    troubles: list[str] = []

    def open_(path: str = "/", viewport: ViewportSize = DESK, color_scheme: str = "light", **options: object) -> Page:
        if options:
            context = fresh(viewport=viewport, color_scheme=color_scheme, **options)
            watch(context, troubles)
            return go(context.new_page(), server.url + path)
        here.append(reader := readers.pop() if readers else _reader(chromium))
        reader.tab.set_viewport_size(viewport)
        reader.tab.emulate_media(color_scheme=color_scheme)
        return go(reader.tab, server.url + path)

    yield open_
    for reader in here:
        troubles += reader.troubles + reader.refusals
        _leave(reader, readers)
    with server.log.open("rb") as log:
        log.seek(logged)
        written = log.read().decode(errors="replace")
    if '"level": "error"' in written or '"level": "critical"' in written:
        troubles.append(f"server log: {written[-3000:]}")
    assert not troubles, "\n".join(troubles)


def _leave(reader: Reader, readers: list[Reader]) -> None:
    """Take away what a test left with a reader, and keep the reader for the next test unless there are enough."""
    if len(readers) >= READERS_KEPT or reader.tab.is_closed():
        reader.context.close()
        return
    for page in reader.context.pages:
        if page is not reader.tab:
            page.close()
    reader.context.clear_cookies()
    reader.tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    del reader.troubles[:], reader.refusals[:]
    readers.append(reader)


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
