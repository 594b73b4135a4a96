"""The server beside the screen: Plotly from the installed package, told to browsers ahead; a start that cannot fail."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys

import httpx
import pytest
from plotly.offline import get_plotlyjs
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from dashboard import serving

BASES = ["", "risk", "/risk/", "risk/desk"]  # what Streamlit's option server.baseUrlPath may hold


def ask(base: str, path: str) -> httpx.Response:
    """What a small application with what the dashboard's server adds answers, its pages below `base`."""
    options = serving.options(base)
    pages = [Route("/", lambda _: HTMLResponse("<p>")), Route("/plain", lambda _: PlainTextResponse("x"))]
    server = Starlette(routes=pages + options["routes"], middleware=options["middleware"])

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url="http://casus") as client:
            return await client.get(path)

    return asyncio.run(answer())


@pytest.mark.parametrize("base", BASES)
def test_plotly_is_handed_out_whole_and_may_be_kept(base):
    answer = ask(base, serving.plotly_address(base))
    assert answer.text == get_plotlyjs()
    assert "immutable" in answer.headers["cache-control"] and "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize("base", BASES)
def test_pages_tell_browsers_to_fetch_it_ahead_and_nothing_else_does(base):
    address = serving.plotly_address(base)
    assert ask(base, "/").headers["link"] == f"<{address}>; rel=preload; as=script"
    assert "link" not in ask(base, "/plain").headers
    assert "link" not in ask(base, address).headers


@pytest.mark.parametrize("base", BASES)
def test_the_address_lies_below_the_pages(base):
    address = serving.plotly_address(base)
    assert address.startswith("/" + base.strip("/")) and "//" not in address


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_nobody_else_reads_the_environment_that_the_server_was_started_with():
    tells = "import ctypes, sys; from dashboard import serving; serving.options(''); "
    tells += "sys.exit(ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE: root may read it in any case
    assert subprocess.run([sys.executable, "-c", tells], check=False).returncode == 0


def test_a_server_starts_although_nothing_can_be_worked_out_ahead(monkeypatch, caplog):
    def broken() -> None:
        raise OSError("the disk is gone")

    async def start() -> None:
        async with serving.ready(None):
            pass

    monkeypatch.setattr(serving, "_warm", broken)
    with caplog.at_level(logging.ERROR):
        asyncio.run(start())
    assert "could not be worked out ahead" in caplog.text and "the disk is gone" in caplog.text
