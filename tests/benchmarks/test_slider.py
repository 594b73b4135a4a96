"""From a slider to the redrawn chart: milliseconds of the server and in Chromium, and seconds to the first page.

Times are printed, not asserted; what is asserted is that a change of weights costs a small share of a fresh screen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from dashboard import cache
from dashboard.state import View, encode, opening
from tests.browser.driving import CHROMIUM, DESK, launch, settle, slider
from tests.browser.server import ROOT, serving

ACTORS = [f"Party {letter}" for letter in "ABCDEFGHIJ"]
DAYS, EVENTS, MOVES = 730, 10_000, 20
KINDS = {"bombing": "ASSAULT", "threat": "THREATEN", "talks": "CONSULT", "blame": "ACCUSE", "arrest": "COERCE"}
MAPPING = {"date": "When", "source": "Who", "target": "Whom", "type": "What", "types": KINDS}
NAME, CASE = "ten-actors", "us-iran-2019-2021"
WEIGHT = "accusation"
LEAST_RATIO = 5  # a fresh screen reads, measures, sums and counts; far below this, weights do some of that again

# resolves with the milliseconds from the next key to the frame after a risk chart with other values was drawn, and
# from the start of the run that the key began
REDRAWN = """() => {
    const drawn = () => document.querySelector(".st-key-risk_lines .js-plotly-plot");
    const values = () => {
        const chart = drawn();
        if (!chart || !chart._fullData || !chart.querySelector(".scatterlayer .trace")) return null;
        return chart._fullData.map(t => Array.from(t.y ?? []).reduce((sum, y) => sum + (y || 0), 0)).join();
    };
    const before = values();
    let pressed, ran;
    window.redrawn = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("no other chart of risk within 10 s of a key")), 10000);
        document.addEventListener("keydown", () => { pressed = performance.now(); }, { once: true, capture: true });
        const look = () => {
            if (pressed && !ran && document.querySelector("[data-test-script-state=running]")) ran = performance.now();
            const now = pressed && values();
            if (now && now !== before) {
                // a message that is sent while a frame is made ready arrives when it has been painted
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => resolve([performance.now() - pressed, performance.now() - (ran ?? NaN)]);
                port2.postMessage(null);
            } else requestAnimationFrame(look);
        };
        look();
    });
}"""


# notes the milliseconds from the start of the navigation to the frame in which each part of the page is first there
SEEN = """
window.seen = {};
const parts = {
    "words": "[data-testid=stMain] [data-testid=stHtml] p",
    "chart as a picture": ".st-key-risk_lines svg",
    "chart that answers clicks": ".st-key-risk_lines .js-plotly-plot .scatterlayer .trace",
};
const look = () => {
    for (const [name, selector] of Object.entries(parts)) {
        if (!window.seen[name] && document.querySelector(selector)) window.seen[name] = performance.now();
    }
    if (Object.keys(window.seen).length < Object.keys(parts).length) requestAnimationFrame(look);
};
look();
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with a store that holds ten invented actors over two years, imported as a table."""
    folder = tmp_path_factory.mktemp("slider")
    random = np.random.default_rng(0)
    who, other = random.integers(0, len(ACTORS), EVENTS), random.integers(1, len(ACTORS), EVENTS)
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.sort(random.integers(0, DAYS, EVENTS)), unit="D")
    rows = {
        "When": days.strftime("%Y-%m-%d"), "Who": np.array(ACTORS)[who],
        "Whom": np.array(ACTORS)[(who + other) % len(ACTORS)], "What": random.choice(list(KINDS), EVENTS),
    }  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "table.csv", index=False)
    (folder / "mapping.json").write_text(json.dumps(MAPPING))
    command = [sys.executable, "-m", "dashboard.cli", "import", str(folder / "table.csv")]
    command += ["--map", str(folder / "mapping.json"), "--dataset", NAME]
    environment = os.environ | {"CASUS_STORE": str(folder / "casus.sqlite"), "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True)
    return folder


def view_of(name: str) -> View:
    """All ten actors over two years, or the case as it opens."""
    first, last = cache.days(name, False)
    if name == CASE:
        return opening(name, first, last)
    return View(data=name, start=first, end=last, actors=tuple(cache.actors(name, False))[: len(ACTORS)])


def timed(view: View) -> float:
    started = perf_counter()
    assert cache.situation(view).end is not None
    return 1000 * (perf_counter() - started)


@pytest.mark.benchmark
@pytest.mark.parametrize("name", [CASE, NAME])
def test_new_weights_cost_a_small_share_of_a_fresh_screen(folder, monkeypatch, name):
    monkeypatch.setenv("CASUS_STORE", str(folder / "casus.sqlite"))
    cache.store.clear()
    cache.forget_added()
    view = view_of(name)
    fresh = timed(view)
    changes = [replace(view, weights=tuple((view.weight_of | {WEIGHT: 2 + n / 2}).items())) for n in range(MOVES)]
    spent = [timed(change) for change in changes]
    print(f"\n{name}: a change of weights takes {median(spent):.0f} ms (median), a fresh screen {fresh:.0f} ms")
    assert fresh / median(spent) > LEAST_RATIO
    cache.forget_added()
    cache.store.clear()


@pytest.mark.browser
@pytest.mark.benchmark
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is missing (Debian: apt-get install chromium)")
def test_a_slider_redraws_the_chart_and_the_first_page_comes(folder, monkeypatch):
    monkeypatch.setenv("CASUS_STORE", str(folder / "casus.sqlite"))
    cache.store.clear()
    link = "&".join(f"{key}={value}" for key, value in encode(view_of(NAME)).items() if key != "page")
    cache.store.clear()
    with serving(folder) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(viewport=DESK).new_page()
        page.add_init_script(SEEN)
        page.goto(server.url)
        page.locator(".st-key-risk_lines .js-plotly-plot").wait_for()
        settle(page)
        seen = " s, ".join(f"{name} {ms / 1000:.1f}" for name, ms in page.evaluate("window.seen").items())
        print(f"\nfirst page, from asking for it: {seen} s")
        for name, address in ((CASE, server.url), (NAME, f"{server.url}/?{link}")):
            page.goto(address)
            settle(page)
            handle = slider(page, f"w.{WEIGHT}")
            handle.focus()
            page.wait_for_timeout(500)
            took = []
            for number in range(MOVES):
                page.evaluate(REDRAWN)
                page.keyboard.press("ArrowRight" if number < MOVES / 2 else "ArrowLeft")
                took.append(page.evaluate("window.redrawn"))
                settle(page)
            pressed, ran = (median(values) for values in zip(*took, strict=True))
            print(
                f"{name}: key to redrawn chart {pressed:.0f} ms (median of {MOVES}), from the run's start {ran:.0f} ms"
            )
            assert len(took) == MOVES
        browser.close()
