"""What readers download is for readers, where they sign in."""

from __future__ import annotations

import asyncio

import pytest

from dashboard import downloads, sign_in


def asked(path: str) -> int:
    """Status of the answer to one whose cookies say nothing; 204 is let through."""
    sent = []

    async def application(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message) -> None:
        sent.append(message)

    guard = downloads.ForReaders(application, "/media/")
    asyncio.run(guard({"type": "http", "method": "GET", "path": path, "headers": []}, None, send))
    return sent[0]["status"]


@pytest.mark.parametrize(
    ("path", "needed", "claims", "expected"),
    [
        ("/media/a.html", True, {}, 403),
        ("/media/a.html", True, {"is_logged_in": False}, 403),
        ("/media/a.html", True, {"is_logged_in": True}, 204),
        ("/media/a.html", False, {}, 204),
        ("/static/a.js", True, {}, 204),  # the page that asks to sign in
    ],
)
def test_a_stranger_is_given_no_file_that_was_made_for_a_reader(monkeypatch, path, needed, claims, expected):
    monkeypatch.setattr(sign_in, "configured", lambda: needed)
    monkeypatch.setattr(sign_in, "carried", lambda cookies: claims)
    assert asked(path) == expected
