"""What the server's headers forbid browsers, and that this forbids nothing of what the dashboard does.

Every other browser test guards the latter as well: `fresh` in conftest fails on whatever the policy refuses.
"""

from __future__ import annotations

import csv
import re

import httpx
import pytest
from playwright.sync_api import Page, Request

from tests.browser.driving import go, note_refusals

FOREIGN = "http://198.51.100.7/pixel.png"  # TEST-NET-2: nobody's address
SAVED_MS = 15_000
LOOK_MS, PATIENT_LOOKS = 50, 100
# each would be drawn, run or asked for without the policy: what it is called, and what does it
ATTEMPTS = {
    "img-src": f"document.body.append(Object.assign(new Image(), {{src: '{FOREIGN}'}}))",
    "script-src-elem": "document.body.append(Object.assign(document.createElement('script'),"
    " {text: 'window.ran = 1'}))",
    "script-src-attr": "document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click()",
    "connect-src": f"fetch('{FOREIGN}').catch(() => 0)",
    "frame-src": f"document.body.append(Object.assign(document.createElement('iframe'), {{src: '{FOREIGN}'}}))",
    "object-src": f"document.body.append(Object.assign(document.createElement('object'), {{data: '{FOREIGN}'}}))",
    "style-src-elem": "document.head.append(Object.assign(document.createElement('link'),"
    f" {{rel: 'stylesheet', href: '{FOREIGN}'}}))",
    "base-uri": f"document.head.append(Object.assign(document.createElement('base'), {{href: '{FOREIGN}'}}))",
    "form-action": "document.body.append(Object.assign(document.createElement('form'), {method: 'post', action: "
    f"'{FOREIGN}', id: 'away'}})) || document.getElementById('away').submit()",
}
ASKED = ["/", "/events?half_life=9", "/no/such/page", "/_stcore/health", "/_stcore/host-config", "/_stcore/none",
         "/media/none.html", "/casus/none.js", "/app/static/topo/world_110m.json", "/app/static/none", "/favicon.png",
         "/..%2f..%2fetc/passwd", "/oauth2callback", "/auth/login"]  # fmt: skip


@pytest.mark.parametrize("path", ASKED)
def test_every_answer_forbids_what_nobody_needs(server, path):
    answer = httpx.get(server.url + path)
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
    assert "unsafe-eval" not in policy and "'unsafe-inline'" not in policy.split("style-src")[0]
    for name, value in {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-dns-prefetch-control": "off",
    }.items():
        assert headers.get_list(name) == [value], name
    assert "camera=()" in headers["permissions-policy"] and "clipboard-write" not in headers["permissions-policy"]
    assert ("script-src" in policy) == headers.get("content-type", "").startswith("text/html")


@pytest.mark.parametrize(("directive", "attempt"), ATTEMPTS.items(), ids=ATTEMPTS)
def test_a_page_that_tries_more_is_refused_and_noted(bare: tuple[Page, list[str]], directive, attempt):
    page, refusals = bare
    del refusals[:]
    page.evaluate(f"() => {{ {attempt} }}")
    for _ in range(PATIENT_LOOKS):
        if any(told.startswith(f"{directive}: ") for told in refusals):
            break
        page.wait_for_timeout(LOOK_MS)
    else:
        pytest.fail(f"not refused as {directive}: {refusals}")
    assert page.evaluate("window.ran") is None


@pytest.fixture(scope="module")
def bare(chromium, server):
    """A page of the dashboard and what its policy refused; outside of `fresh`, as refusals are wanted here."""
    refusals: list[str] = []
    with chromium.new_context() as context:
        note_refusals(context, refusals)
        page = context.new_page()
        page.goto(server.url + "/method")
        yield page, refusals


@pytest.mark.slow
def test_a_chart_and_a_table_are_saved(visit):
    page = visit("/")
    chart = page.locator(".st-key-risk_lines .js-plotly-plot")
    chart.hover()
    with page.expect_download(timeout=SAVED_MS) as waiting:
        chart.locator(".modebar-btn").click()
    picture = waiting.value.path().read_text(encoding="utf-8")
    assert picture.startswith("<svg") and "United States" in picture
    # as in a browser without a dialog for files, or on http: Chromium's would wait for a person here
    page.evaluate("delete window.showSaveFilePicker")
    table = page.locator("[data-testid=stMain] [data-testid=stDataFrame]").first
    table.hover()
    with page.expect_download(timeout=SAVED_MS) as waiting:
        page.get_by_role("button", name=re.compile("Download as CSV")).first.click()
    rows = list(csv.reader(waiting.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) > 2


@pytest.mark.slow
def test_a_download_opened_in_place_belongs_to_no_origin(visit):
    page = visit("/brief")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the brief").click()
    answer = httpx.get(waiting.value.url)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.slow
def test_no_request_tells_the_address_it_comes_from(visit):
    page = visit("/events?half_life=9")
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.all_headers().get("referer", ""))

    page.on("request", note)
    go(page, page.url)
    page.remove_listener("request", note)
    assert sent and not any(sent)
