"""A team's server behind a real OpenID Connect provider: strangers see nothing, and a link survives the way in."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME, XSRF_COOKIE_NAME
from websockets.sync.client import connect

from dashboard import uploads
from data.store import Store
from tests.browser.conftest import Fresh
from tests.browser.driving import PATIENCE_MS, go, settings, settle, shown
from tests.browser.server import Server, answering, free_port, serving
from tests.browser.test_read import ARTICLE, correct_killed, paste, upload

pytestmark = pytest.mark.slow

COOKIE_SECRET = "a long secret of the tests alone, of no use elsewhere"
SECRETS = f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "casus"
client_secret = "of the tests"
server_metadata_url = "http://127.0.0.1:{{provider}}/.well-known/openid-configuration"

[people]
editors = ["Ana@example.org"]
"""
READERS = (
    {"sub": "ana", "email": "ana@example.org", "email_verified": True},
    {"sub": "bob", "email": "bob@example.org", "email_verified": True, "name": "ana@example.org"},
    {"sub": "eve", "email": "ana@example.org", "email_verified": False},
)
WRITING = (
    "Add to this server's data", "Confirm", "Correct", "Dismiss", "Save the mapping", "Keep the rule",
    "Keep this forecast",
)  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Generator[int]:
    """The port of a provider that knows READERS."""
    pytest.importorskip("oidc_provider_mock")
    port = free_port()
    known = [part for one in READERS for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *known]
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


def sign_in(page: Page, name: str = "ana") -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: "half_life=9" in url, timeout=2 * PATIENCE_MS)
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


def content(team: Server) -> str:
    """All that the team's store holds."""
    with sqlite3.connect(team.log.parent / "casus.sqlite") as connection:
        return "\n".join(connection.iterdump())


def test_an_editor_adds_and_corrects_and_a_reader_sees_both_without_any_form(fresh: Fresh, team: Server):
    with fresh() as editor, fresh() as other:
        page = go(editor.new_page(), f"{team.url}/read?half_life=9")
        sign_in(page)
        paste(page, ARTICLE, "2021-06-20")
        assert page.get_by_label("Your name").count() == 0
        correct_killed(page, 9)
        expect(page.locator(".st-key-events_found")).to_contain_text("Killed 9 instead of 4 by ana@example.org")
        page.get_by_role("button", name="Add to this server").click()
        settle(page)
        store = Store(team.log.parent / "casus.sqlite")
        case = "us-iran-2019-2021"
        assert set(store.corrections(case)["who"]) == {"ana@example.org"}  # as the provider writes it
        assert len(store.documents(case)) == 1
        before = content(team)

        reader = go(other.new_page(), f"{team.url}/read?half_life=9")
        sign_in(reader, "bob")
        expect(reader.locator("[data-testid=stSidebar]")).to_contain_text("Signed in: bob@example.org")
        paste(reader, ARTICLE, "2021-06-20")
        told = reader.locator("[data-testid=stMain]")
        expect(told).to_contain_text("Killed 9 instead of 4 by ana@example.org")
        expect(told).to_contain_text("Nothing of this is kept. You can read here. Ana@example.org may add and correct")
        expect(told).to_contain_text("Corrections of these data")
        says = {"/read": "nothing of it is kept", "/data": "what this server holds", "/alerts": "Try a rule"}
        for path in ("/read", "/events?added=1&text=Ostrel", "/data", "/alerts"):
            go(reader, team.url + path)
            expect(told).to_contain_text(says.get(path, ""))
            assert not re.search("Make (one|a rule)|that you bring|what you add", shown(reader)), path
            for name in WRITING:
                assert reader.get_by_role("button", name=name, exact=True).count() == 0, (path, name)
            assert reader.get_by_label("Your name").count() == reader.get_by_label("Name of the rule").count() == 0
            if path != "/read":
                expect(told).to_contain_text("You can read here. Ana@example.org may add and correct")
        assert content(team) == before


def test_one_whose_address_is_an_editors_and_not_verified_only_reads(fresh: Fresh, team: Server):
    with fresh() as context:
        page = go(context.new_page(), f"{team.url}/data?half_life=9")
        sign_in(page, "eve")
        expect(page.locator("[data-testid=stSidebar]")).to_contain_text("Signed in: ana@example.org (not verified)")
        expect(page.locator("[data-testid=stMain]")).to_contain_text("does not say that it is verified")
        assert page.locator("[data-testid=stFileUploaderDropzoneInput]").count() == 0
        go(page, f"{team.url}/read")
        upload(page, "story.txt", "text/plain", ARTICLE.encode())  # an article is shown to whoever signs in
        expect(page.locator("[data-testid=stMain]")).to_contain_text("Nothing of this is kept")


@contextmanager
def tab(team: Server, client: httpx.Client) -> Generator[str]:
    """Where the files go of a tab that is open with the cookies of this client."""
    token = client.get("/_stcore/health").cookies[XSRF_COOKIE_NAME]
    client.headers["X-Xsrftoken"] = token
    socket = connect(
        team.url.replace("http", "ws") + "/_stcore/stream", origin=team.url, subprotocols=["streamlit", token],
        additional_headers={"Cookie": "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)},
        max_size=None, close_timeout=1,
    )  # fmt: skip
    with socket as opened:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        opened.send(asked.SerializeToString())
        while (message := ForwardMsg.FromString(opened.recv())).WhichOneof("type") != "new_session":
            pass
        yield f"/_stcore/upload_file/{message.new_session.initialize.session_id}"


@pytest.mark.parametrize(
    ("who", "secret", "size", "expected"),
    [
        (None, "", 1, [403]),
        (READERS[0], "another secret, as of a server elsewhere", 1, [403]),
        (READERS[0] | {"is_logged_in": False}, COOKIE_SECRET, 1, [403]),
        # what a form adds to a file counts, too
        (READERS[1], COOKIE_SECRET, uploads.MAX_BYTES - 1000, [204] * uploads.ARTICLES + [413]),
        (READERS[0], COOKIE_SECRET, (uploads.ARTICLES + 1) * uploads.MAX_BYTES, [204]),
    ],
    ids=["nobody", "forged", "signed out", "a reader", "an editor"],
)
def test_a_stranger_puts_no_file_into_the_servers_memory_and_a_reader_a_few_articles(team, who, secret, size, expected):
    with httpx.Client(base_url=team.url, timeout=60) as client:
        if who is not None:
            claims = json.dumps({"is_logged_in": True, "origin": team.url} | who)
            client.cookies[USER_COOKIE_NAME] = create_signed_value(secret, USER_COOKIE_NAME, claims).decode()
        with tab(team, client) as at:
            file = {"file": ("a.csv", b"x" * size)}
            answers = [client.put(f"{at}/{number}", files=file).status_code for number in range(len(expected))]
            assert answers == expected
            if 413 in answers:  # what is taken away makes room
                assert client.delete(f"{at}/0").status_code == 204
                assert client.put(f"{at}/again", files=file).status_code == 204
