"""A team's server behind a real OpenID Connect provider: strangers see nothing, and a link survives the way in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Fresh
from tests.browser.driving import go, settings, settle, shown
from tests.browser.server import Server, answering, free_port, serving

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a long secret of the tests alone, of no use elsewhere"
client_id = "casus"
client_secret = "of the tests"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
"""
READER = '{"sub": "ana", "email": "ana@example.org"}'


@pytest.fixture(scope="module")
def provider() -> Generator[int]:
    """The port of a provider that knows one reader."""
    pytest.importorskip("oidc_provider_mock")
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--user-claims", READER]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            answering(process, f"http://127.0.0.1:{port}/.well-known/openid-configuration")
            yield port
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def team(provider: int, tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    folder: Path = tmp_path_factory.mktemp("team")
    port = free_port()
    (folder / "secrets.toml").write_text(SECRETS.format(port=port, provider=provider))
    with serving(folder, port, secrets__files=folder / "secrets.toml") as server:
        yield server


def sign_in(page: Page) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="ana").click()
    page.wait_for_url(lambda url: "half_life=9" in url)
    settle(page)


def test_a_link_leads_through_signing_in_to_what_it_shows(fresh: Fresh, team: Server):
    with fresh() as context:
        page = go(context.new_page(), f"{team.url}/events?half_life=9")
        words = shown(page)
        assert "Sign in" in words and "Kata" not in words and page.locator("[data-testid=stSidebar]").count() == 0
        sign_in(page)
        expect(page.locator("h1")).to_have_text("Events")
        assert settings(page)["half_life"] == ["9"]
        expect(page.locator("[data-testid=stSidebar]")).to_contain_text("Signed in: ana@example.org")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="End session").click()  # the provider's own page
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert "ana@example.org" not in shown(page)


def test_one_who_is_not_signed_in_gets_no_data_on_any_page(fresh: Fresh, team: Server):
    with fresh() as context:
        for path in ("/", "/data", "/?page=method"):
            page = go(context.new_page(), team.url + path)
            expect(page.get_by_role("button", name="Sign in")).to_be_visible()
            assert page.locator("[data-testid=stDataFrame], .js-plotly-plot").count() == 0
