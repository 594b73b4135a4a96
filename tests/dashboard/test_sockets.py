"""Sockets are for this server's own pages, asked for by its own names."""

from __future__ import annotations

import asyncio

import pytest

from dashboard.sockets import OwnPages, own_names

HERE = own_names("127.0.0.1", "casus.example.org")
BELOW, ALL = own_names("127.0.0.1", " *.Example.org."), own_names("127.0.0.1", "*")
ANY = own_names("0.0.0.0")


async def application(scope, receive, send) -> None:
    await send({"type": "websocket.accept"})


def opens(names, host: str, origin: str | None) -> bool:
    """Whether a socket that is asked for with these headers reaches the application."""
    told = {"host": host} | ({} if origin is None else {"origin": origin})
    scope = {"type": "websocket", "headers": [(name.encode(), value.encode()) for name, value in told.items()]}
    sent = []

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(OwnPages(application, names)(scope, None, send))
    (message,) = sent
    assert message["type"] == "websocket.accept" or message == {"type": "websocket.close", "code": 1008}
    return message["type"] == "websocket.accept"


@pytest.mark.parametrize(
    ("names", "host", "origin", "expected"),
    [
        (HERE, "127.0.0.1:8501", "http://127.0.0.1:8501", True),
        (HERE, "localhost:8501", "http://localhost:8501", True),
        (HERE, "[::1]:8501", "http://[::1]:8501", True),
        (HERE, "casus.example.org", "https://casus.example.org", True),  # behind a proxy that passes the name on
        (HERE, "Casus.Example.org", "https://Casus.Example.org", True),
        (HERE, "127.0.0.1:8501", None, True),  # no browser
        (HERE, "127.0.0.1:8501", "http://elsewhere.example", False),
        (HERE, "127.0.0.1:8501", "http://127.0.0.1:3000", False),  # another program on this machine
        (HERE, "127.0.0.1:8501", "null", False),  # a page within a page, or a file
        (HERE, "elsewhere.example:8501", "http://elsewhere.example:8501", False),  # its name leads here by now
        (HERE, "elsewhere.example:8501", None, False),
        (HERE, "[::1", "http://[::1", False),
        (HERE, "127.0.0.1:8501", "http://[", False),
        (HERE, "casus.example.org.", "https://casus.example.org.", True),
        (HERE, "", None, False),
        (BELOW, "casus.example.org", "https://casus.example.org", True),
        (BELOW, "a.casus.example.org:443", "https://a.casus.example.org:443", True),
        (BELOW, "example.org", "https://example.org", False),
        (BELOW, "badexample.org", "https://badexample.org", False),
        (BELOW, "127.0.0.1:8501", "http://127.0.0.1:8501", True),
        (BELOW, "casus.example.org", "https://elsewhere.example", False),
        (ALL, "elsewhere.example:8501", "http://elsewhere.example:8501", True),
        (ALL, "elsewhere.example:8501", "http://other.example:8501", False),
        (ANY, "elsewhere.example:8501", "http://elsewhere.example:8501", True),
        (ANY, "192.0.2.7:8501", "http://elsewhere.example", False),
    ],
)
def test_only_own_pages_by_own_names(names, host, origin, expected):
    assert opens(names, host, origin) is expected
