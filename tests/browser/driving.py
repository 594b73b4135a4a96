"""Driving the dashboard in Chromium: wait until it is calm, read what it shows, find what a reader must not see."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    ViewportSize,
)

from scoring.indicators import INDICATORS

CHROMIUM = "/usr/bin/chromium"  # Debian's
FLAGS = [
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # the browser's own calls home, which would count as requests off the machine
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
PATIENCE_MS = 60_000  # the first run loads and measures the data; two cores are shared with other tests
CALM = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
_DRAW_MS = 15_000  # what the browser may take for a chart that has arrived
_CALM_MS = 700  # a rerun that a click or key starts is under way by then
_GRAVE = ("serious", "critical")
# the browser's own words for what a policy of the page forbade
_REFUSED = re.compile(r"Content Security Policy|Permissions-Policy|Permissions policy", re.IGNORECASE)
# Streamlit's decoder of messages tries WebAssembly as a page starts, for whole numbers of 64 bits, and does without
_TELL_REFUSALS = """addEventListener("securitypolicyviolation", (told) => {
    if (told.blockedURI === "wasm-eval") return;
    casusRefused(`${told.effectiveDirective}: ${told.blockedURI} ${told.sample} (${location.href})`);
}, true)"""
_TRACES = """el => el._fullData.map(trace => ({
    name: trace.name ?? "", x: Array.from(trace.x ?? []).map(String), y: Array.from(trace.y ?? []).map(String),
}))"""


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium without a window."""
    return playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)


def note_refusals(context: BrowserContext, refusals: list[str]) -> None:
    """Add to `refusals` what the security policy refuses any page of the context: the event, and the console's line.

    A frame without scripts has no event of its own; the console tells of it, too.
    """

    def console(message: ConsoleMessage) -> None:
        if _REFUSED.search(message.text):
            refusals.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    context.on("console", console)
    context.expose_binding("casusRefused", lambda _source, told: refusals.append(told))
    context.add_init_script(_TELL_REFUSALS)


def settle(page: Page) -> None:
    """Wait until the server has nothing left to do for this page and what it sent is drawn."""
    page.wait_for_function(
        """([calm, quiet]) => {
            const now = performance.now();
            const still = document.querySelector(calm) && !document.querySelector("[data-testid=stSkeleton]")
                && !document.querySelector("[data-stale=true]")
                && !document.querySelector(".casus-plot[aria-busy=true], .casus-plot:empty");
            if (!still) { window.calmSince = undefined; return false; }
            window.calmSince ??= now;
            return now - window.calmSince >= quiet;
        }""",
        arg=[CALM, _CALM_MS],
        timeout=PATIENCE_MS,
        polling=50,
    )
    page.evaluate("window.calmSince = undefined")


def go(page: Page, address: str) -> Page:
    """Open an address and wait until it is drawn."""
    page.goto(address)
    settle(page)
    return page


def shown(page: Page) -> str:
    """The words of the page without the sidebar, also those inside charts; runs of white space are one space."""
    return re.sub(r"\s+", " ", page.locator("[data-testid=stMain]").inner_text()).strip()


def cells(page: Page) -> list[list[str]]:
    """Rows of all tables on the page, as a screen reader finds them beside the canvas, which come a little later."""
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-testid=stMain] [data-testid=stDataFrame]")].every(
            table => table.querySelector("table tbody tr"))""",
        timeout=_DRAW_MS,
    )
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] [data-testid=stDataFrame] table tr")].map(
            row => [...row.querySelectorAll("td, th")].map(cell => cell.innerText.trim() || cell.textContent.trim()))"""
    )


def series(page: Page, key: str) -> list[dict[str, Any]]:
    """Name and values of every trace of the chart drawn under a widget key, as the browser holds them."""
    chart = page.locator(f".st-key-{key} .js-plotly-plot")
    chart.wait_for(timeout=_DRAW_MS)
    return chart.evaluate(_TRACES)


def charts(page: Page) -> list[list[dict[str, Any]]]:
    """The traces of every chart on the page, in order."""
    found = page.locator("[data-testid=stMain] .js-plotly-plot")
    found.first.wait_for(timeout=_DRAW_MS)
    return [chart.evaluate(_TRACES) for chart in found.all()]


def slider(page: Page, key: str) -> Locator:
    """The handle of a slider in the sidebar, its group unfolded where it is a weight: a folded one draws none."""
    widget = page.locator(f".st-key-{key.replace('.', '-')}")
    if key.startswith("w."):
        track = next(indicator.track for indicator in INDICATORS if indicator.id == key.removeprefix("w."))
        group = page.locator(f".st-key-group_{track}")
        if not group.locator("details").evaluate("el => el.open"):
            group.locator("summary").click()
    widget.wait_for(state="attached", timeout=_DRAW_MS)
    return widget.locator("input[type=range]")


def settings(page: Page) -> dict[str, list[str]]:
    """The parameters of the page's address."""
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def grave_violations(page: Page) -> list[str]:
    """What axe finds that keeps some readers out, one line an element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {node['html'][:200]}: {'; '.join(check['message'] for check in node['any'])}"
        for v in found
        if v["impact"] in _GRAVE
        for node in v["nodes"]
    ]
