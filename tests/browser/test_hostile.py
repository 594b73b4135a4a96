"""Text that would run, load, lead away or be drawn as markup, in every place where people's words are shown.

The policy of the server (test_headers) is switched off here: what is seen is whether the text itself stays text.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from dashboard import alerting
from dashboard.state import PAGES, View
from data import documents
from data.events import empty, validate
from data.sources.coding import joined
from data.store import Store
from scoring.score import WEIGHTS
from tests.browser.conftest import watch
from tests.browser.driving import go, settle, shown
from tests.browser.server import Server, serving
from tests.browser.test_data import choose

pytestmark = pytest.mark.slow

AWAY = "//198.51.100.7/"  # TEST-NET-2: nobody's address; to ask for it fails the test
MARKUP = (
    f"<img src={AWAY}a onerror=window.ran=1><script>window.ran=1</script><svg onload=window.ran=1>"
    f"<iframe src=javascript:parent.ran=1></iframe><meta http-equiv=refresh content='0;url={AWAY}'>"
    f"<style>@import '{AWAY}b'</style>![]({AWAY}c)[go](javascript:window.ran=1) http:{AWAY}z"
)
# each short enough for where it stands, and told apart from the others by its first word
ACTOR, OTHER = f"Orsk<img src={AWAY}d onerror=ran=1>", f"Tamur![]({AWAY}e)<script>ran=1</script>"
PLACE = "Kalmar<svg onload=ran=1>[x](javascript:ran=1)"
DATASET, NAMED = "hostile", f"hostile<img src={AWAY}f onerror=ran=1>"  # a link opens the former alone
RULE = f"Rule<img src={AWAY}g onerror=ran=1>![]({AWAY}h)"
PRESET = "P<img src=x onerror=ran=1>![](//198.51.100.7/i)"
FILE = "File<img src=x onerror=ran=1>![](x).csv"
READER = f"Reader<img src={AWAY}k onerror=ran=1>"
TITLE = f"Strike<img src={AWAY}l onerror=ran=1>![]({AWAY}m)"
ARTICLE = f"""{TITLE}

{MARKUP} TARSK, 20 May 2020 - Varenian warplanes bombed two depots of the Ostrel Front near the border with Kesh on
Wednesday, killing four fighters, the Varenian defence ministry said. It said that the strikes were an answer to the
attack of the week before, in which two of its soldiers were killed. Kesh accused Varenia of violating its airspace, and
said that it would not be the last to speak of it. The talks that were to be held in the capital have been put off.
"""
ARRIVES_MS = 20_000
OF_ACTORS = ("situation", "actors")  # these name one in a sentence
# What no text of people's may become, in the page, its shadow trees and frames. Links are looked at apart: an address
# in a text may be followed by who wants to, but never runs.
BECAME = f"""() => {{
    const bad = [], within = (root) => {{
        for (const one of root.querySelectorAll("*")) {{
            if (one.shadowRoot) within(one.shadowRoot);
            if (one.contentDocument) within(one.contentDocument);
            for (const {{ name, value }} of one.attributes) {{
                const loads = /^(src|srcset|href|data|action|poster|xlink:href)$/.test(name) && one.localName !== "a";
                const runs = /^\\s*javascript:/i.test(value) && name !== "title" || name.startsWith("on");
                if (runs || loads && value.includes("{AWAY}")) bad.push(one.outerHTML.slice(0, 200));
            }}
        }}
    }};
    within(document);
    return [window.ran ?? null, bad];
}}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Generator[tuple[Server, str]]:
    """A server whose store holds imported events, an article, a rule, a preset and a short link of this kind; the code
    of the link."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    store = Store(folder / "casus.sqlite")
    article = documents.from_text(ARTICLE, TITLE, "2020-05-20").assign(url=f"javascript:window.ran=1//{AWAY}")
    for dataset in (DATASET, NAMED):
        store.add(article, empty(), dataset, READER)
    store.import_events(folder / FILE, [(imported(), joined([]))], DATASET, "events", "0" * 64)
    of = View(data=DATASET, added=True)
    store.save_rule(RULE, alerting.written(alerting.rule("level", 1, 0, 1, of)), READER)
    store.save_preset(PRESET, WEIGHTS | {"air_strike": 3.0}, READER)
    with serving(folder) as server:
        yield server, store.shorten(urlencode({"data": DATASET, "end": "2020-05-25", "focus": OTHER}))


def imported() -> pd.DataFrame:
    """Air strikes of each of the two on the other, whose ids are markup as well, as an archive of events may hold."""
    common = {
        "dataset": DATASET, "origin": "coded", "date_precision": "day", "source_text": ACTOR, "target_text": OTHER,
        "mode": "aerial", "type": "ASSAULT", "realis": "realised", "killed_best": 4, "reports": 1, "confidence": 0.9,
        "place": PLACE, "quote": MARKUP, "claimant": ACTOR, "response_cue": MARKUP, "native_code": PLACE,
        "native_id": MARKUP, "lat": 33.0, "lon": 44.0, "place_precision": "point",
    }  # fmt: skip
    days = [f"2020-05-{day:02d}" for day in range(1, 31)]
    rows = [
        common | {"event_id": f"event-{number}", "responds_to": f"event-{number - 1}", "date": day, "published": day,
                  "source": (ACTOR, OTHER)[number % 2], "target": (OTHER, ACTOR)[number % 2]}
        for number, day in enumerate(days)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return validate(frame.assign(date=pd.to_datetime(frame["date"]), published=pd.to_datetime(frame["published"])))


def calm(page: Page, where: str) -> None:
    """Nothing of it ran or became anything but text, and the page is still there."""
    settle(page)
    ran, became = page.evaluate(BECAME)
    assert ran is None and not became, f"{where}: {became}"
    assert page.url.startswith("http://127.0.0.1:"), where
    expect(page.locator("[data-testid=stException], [data-testid=stAlertContentError]")).to_have_count(0)


def test_text_of_people_stays_text_on_every_page(fresh, hostile):
    server, code = hostile
    troubles: list[str] = []
    context = fresh(bypass_csp=True)
    watch(context, troubles)
    context.route(re.compile(r"https?://198\.51\.100\.7/"), lambda route: route.abort())
    page = context.new_page()
    of = {"data": DATASET, "start": "2020-05-01", "end": "2020-05-30", "added": "1", "against": code,
          "w.air_strike": "3"}  # fmt: skip
    refused = {"focus": OTHER, "actors": ACTOR, "origin": RULE, MARKUP: MARKUP, "half_life": PLACE, "text": TITLE}
    go(page, f"{server.url}/?{urlencode(of | refused)}")
    calm(page, "a link")
    assert f"actors = “{ACTOR[:20]}" in shown(page)
    go(page, f"{server.url}/events?{urlencode(of | {'event': 'event-29'})}")
    calm(page, "the evidence")
    for name in PAGES:
        title = import_module(f"dashboard.views.{name}").TITLE
        page.locator("header").get_by_role("link", name=title, exact=True).click()
        expect(page.locator("h1")).to_have_text(title, timeout=ARRIVES_MS)
        calm(page, name)
        assert RULE in shown(page), f"{name} does not tell of the rule that fires"
        assert ACTOR in shown(page) or OTHER in shown(page) or name not in OF_ACTORS, name
    page.locator("header").get_by_role("link", name="Data", exact=True).click()
    choose(page, FILE, f"When;{MARKUP.replace(';', ',')};Who\n2020-05-01;{MARKUP.replace(';', ',')};x\n".encode())
    calm(page, "a file")
    assert not troubles, "\n".join(troubles)
