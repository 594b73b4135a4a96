"""What is put on the server is bounded before any of it is read, whoever sends it and however."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from streamlit import get_option
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard import uploads
from dashboard.uploads import ARTICLES, FILES, TOGETHER, Bounded
from data.documents import MAX_BYTES

AT = "/_stcore/upload_file/"
LARGEST = get_option("server.maxUploadSize") * 1024 * 1024 + uploads.BESIDES
EDITOR = FILES * LARGEST
READER = ARTICLES * (MAX_BYTES + uploads.BESIDES)
ALL = TOGETHER * LARGEST


def put(
    most: int, length: str | None, held: dict[str, int], path: str = f"{AT}tab/file", method: str = "PUT",
    packed: bool = False,
) -> int:  # fmt: skip
    """Status of the answer to so many bytes, where a tab may hold `most` and tabs hold `held`; 204 is let through."""

    async def application(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    told = [] if length is None else [(b"content-length", length.encode())]
    told += [(b"transfer-encoding", b"chunked")] if packed else []
    sent = []

    async def send(message) -> None:
        sent.append(message)

    guard = Bounded(application, AT, lambda cookies: most, lambda: held)
    asyncio.run(guard({"type": "http", "method": method, "path": path, "headers": told}, None, send))
    return sent[0]["status"]


@pytest.mark.parametrize(
    ("most", "length", "held", "expected"),
    [
        (0, "1", {}, 403),  # a stranger
        (EDITOR, str(LARGEST), {}, 204),
        (EDITOR, str(LARGEST), {"tab": 2 * LARGEST}, 204),
        (EDITOR, str(LARGEST), {"tab": 2 * LARGEST + 1}, 413),
        (EDITOR, str(LARGEST), {"tab": 2 * LARGEST, "other": EDITOR}, 204),
        (EDITOR, str(LARGEST), {"other": ALL - LARGEST}, 204),
        (EDITOR, str(LARGEST), {"other": ALL - LARGEST + 1}, 503),
        (READER, "1", {"other": ALL - EDITOR + READER - 1}, 204),
        (READER, "1", {"other": ALL - EDITOR + READER}, 503),  # the rest is for those who may add
        (EDITOR, None, {}, 411),
        (EDITOR, "-1", {}, 411),
        (EDITOR, "²", {}, 411),
        (EDITOR, "1_0", {}, 411),
    ],
)
def test_what_is_put_is_bounded_by_tab_and_in_all(most, length, held, expected):
    assert put(most, length, held) == expected


def test_an_empty_file_counts_as_well(monkeypatch):
    files = {number: UploadedFileRec(str(number), "a.txt", "text/plain", b"x" * number) for number in range(3)}
    server = SimpleNamespace(uploaded_file_mgr=SimpleNamespace(file_storage={"tab": files, "other": {}}))
    monkeypatch.setattr(uploads.runtime, "get_instance", lambda: server)
    assert uploads.held() == {"tab": 3 + 3 * uploads.BESIDES, "other": 0}


def test_a_length_that_does_not_count_is_none():
    assert put(EDITOR, "1", {}, packed=True) == 411


@pytest.mark.parametrize(("path", "method"), [(f"{AT}tab/file", "DELETE"), ("/_stcore/health", "GET"), ("/x", "PUT")])
def test_all_else_passes(path, method):
    assert put(0, None, {}, path, method) == 204


def test_what_comes_at_once_counts_before_it_is_there_and_no_longer_when_it_failed():
    inside, answers = [], []

    async def application(scope, receive, send) -> None:
        inside.append(scope)
        await go.wait()
        raise ConnectionError

    async def send(message) -> None:
        answers.append(message.get("status"))

    async def one() -> None:
        told = [(b"content-length", str(LARGEST).encode())]
        scope = {"type": "http", "method": "PUT", "path": f"{AT}tab/file", "headers": told}
        try:
            await guard(scope, None, send)
        except ConnectionError:
            answers.append("failed")

    async def all_at_once() -> None:
        tasks = [asyncio.create_task(one()) for _ in range(FILES + 2)]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*tasks)

    guard, go = Bounded(application, AT, lambda cookies: EDITOR, dict), asyncio.Event()
    asyncio.run(all_at_once())
    assert len(inside) == FILES and answers.count(413) == 2 and answers.count("failed") == FILES
    assert not guard._coming


@pytest.mark.parametrize(
    ("configured", "claims", "may", "expected"),
    [
        (False, {}, True, EDITOR),
        (True, {}, False, 0),
        (True, {"is_logged_in": False}, True, 0),
        (True, {"is_logged_in": "true"}, True, 0),
        (True, {"is_logged_in": True}, False, READER),
        (True, {"is_logged_in": True}, True, EDITOR),
    ],
)
def test_strangers_send_nothing_and_readers_articles(monkeypatch, configured, claims, may, expected):
    from dashboard import permissions, sign_in

    monkeypatch.setattr(sign_in, "configured", lambda: configured)
    monkeypatch.setattr(sign_in, "carried", lambda cookies: claims)
    monkeypatch.setattr(permissions, "may_change", lambda told: may)
    assert uploads.allowed({}) == expected
