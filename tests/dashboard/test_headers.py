"""The headers of the server, as a small application gets them: by kind of answer, at a failure and at a socket."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import headers, serving, sign_in

SCRIPT = "\n  window.ready = false\n"
BASES = ["", "risk", "/risk/desk/"]


async def broken(_request: Any) -> None:
    raise OSError("the disk is gone")


async def signed_in(_request: Any) -> Response:
    answer = PlainTextResponse("x")
    answer.set_cookie("user", "somebody")
    answer.set_cookie("already", "1", secure=True)
    return answer


def ask(base: str, path: str) -> httpx.Response:
    """What a small application with what the dashboard's server adds answers, its pages below `base`."""
    below = "/" + base.strip("/") if base.strip("/") else ""
    pages = [
        Route(f"{below}/", lambda _: HTMLResponse("<p>")),
        Route(f"{below}/plain", lambda _: PlainTextResponse("x", headers={"X-Content-Type-Options": "nosniff"})),
        Route(f"{below}/media/brief.html", lambda _: HTMLResponse("<p>")),
        Route(f"{below}/broken", broken),
        Route(f"{below}/signed-in", signed_in),
        Route(f"{below}/unchanged", lambda _: Response(status_code=304)),
    ]
    own = serving.options(base)
    server = Starlette(
        routes=pages + own["routes"], middleware=own["middleware"], exception_handlers=own["exception_handlers"]
    )

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(server, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://casus") as client:
            return await client.get(below + path)

    return asyncio.run(answer())


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("path", "status", "may_run_scripts", "kept"),
    [
        ("/", 200, True, True),
        ("/plain", 200, False, True),
        ("/none", 404, False, True),
        ("/media/brief.html", 200, False, False),
        ("/broken", 500, False, True),
    ],
)
def test_each_kind_of_answer_has_its_headers_once(base, path, status, may_run_scripts, kept):
    answer = ask(base, path)
    assert answer.status_code == status
    assert all(answer.headers.get_list(name) == [value] for name, value in headers.ALWAYS.items())
    (policy,) = answer.headers.get_list("content-security-policy")
    assert ("script-src" in policy) == may_run_scripts and policy.endswith("sandbox") != may_run_scripts
    assert (answer.headers.get("cache-control") == "no-store") != kept


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_go_by_tls_alone_where_readers_come_by_it(monkeypatch, scheme):
    monkeypatch.setattr(sign_in, "returns_to", lambda: f"{scheme}://casus.example.org/oauth2callback")
    cookies = ask("", "/signed-in").headers.get_list("set-cookie")
    assert [cookie.lower().count("; secure") for cookie in cookies] == [int(scheme == "https"), 1]


def test_a_socket_is_opened_with_them():
    sent: list[Any] = []

    async def socket(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "x"})

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(headers.Guard(socket, "/media/")({"type": "websocket", "path": "/_stcore/stream"}, None, send))
    given = dict(sent[0]["headers"])
    assert given[b"x-content-type-options"] == b"nosniff" and b"default-src 'none'" in given[b"content-security-policy"]
    assert sent[1] == {"type": "websocket.send", "text": "x"}


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        (f"<head><script>{SCRIPT}</script><script src='./a.js'></script></head>", [SCRIPT]),
        ("<script type=module src=a.js></script>", []),
        ("<script>a < b && c</script><p>no <b>script</b></p><SCRIPT>d</SCRIPT>", ["a < b && c", "d"]),
    ],
)
def test_scripts_within_a_page_are_granted_by_their_hash(page, texts):
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    assert headers.inline_scripts(page) == [f"'sha256-{digest}'" for digest in digests]


def test_the_policy_grants_scripts_nothing_by_the_dozen():
    granted = headers.page_policy()["script-src"]
    assert {one for one in granted if not one.startswith("'sha256-")} == {"'self'", "blob:"}
    assert all("*" not in one and "http" not in one for sources in headers.page_policy().values() for one in sources)


def test_a_failure_is_told_without_a_word_of_it():
    answer = asyncio.run(headers.failed(None, OSError("the disk is gone")))
    assert answer.status_code == 500 and b"disk" not in answer.body


def test_a_page_that_has_not_changed_keeps_the_policy_it_came_with():
    answer = ask("", "/unchanged")
    assert answer.status_code == 304 and "content-security-policy" not in answer.headers
