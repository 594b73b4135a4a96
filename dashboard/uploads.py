"""How much readers may send to the server. Streamlit keeps a file in memory until its tab is closed, and takes one of
any tab: the page that asks to sign in is one, too.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import get_option, runtime

from data.documents import MAX_BYTES

# Largest files that a tab of one who may add holds: the one that the page Data shows, the one that takes its place, and
# one to spare
FILES = 3
# Articles that a tab of one who only reads holds: they are shown on the page Read, and kept nowhere.
ARTICLES = 10
# Largest files in all tabs together: twice what one tab may hold, so that one person keeps no other from adding, and
# about as much as the server takes besides. Those who only read leave one tab's worth of it to those who may add.
TOGETHER = 6
BESIDES = 16 << 10  # bytes that a file counts beyond its content: it has a name, and may be empty
STRANGER, UNSAID = "Sign in first, then choose the file again.", "The length of a file has to be said before it."
FULL = "This tab holds as much as it may: close it, open another, and choose the file again."
BUSY = "The server holds as many files as it can: try again when others have closed their tabs."
_LOG = logging.getLogger(__name__)


def allowed(cookies: Mapping[str, str]) -> int:
    """Bytes that one tab of the reader with these cookies may hold; 0 before signing in, where that is asked."""
    from dashboard import permissions, sign_in  # which draw, and what draws asks `dashboard.serving` for Plotly

    claims = sign_in.carried(cookies)
    if sign_in.needed(claims):
        return 0
    return FILES * _largest() if permissions.may_change(claims) else ARTICLES * (MAX_BYTES + BESIDES)


def held() -> dict[str, int]:
    """Bytes that Streamlit keeps, by tab."""
    tabs = dict(runtime.get_instance().uploaded_file_mgr.file_storage)  # copied: a tab may go meanwhile
    return {tab: sum(len(file.data) + BESIDES for file in dict(files).values()) for tab, files in tabs.items()}


class Bounded:
    """Refuses what is put below `at` (`at/TAB/FILE`) from strangers and beyond the bounds, before any of it is read.

    What is on its way counts as if it were there: many that come at once would pass else.
    """

    def __init__(
        self, app: ASGIApp, at: str, allowed: Callable[[Mapping[str, str]], int] = allowed,
        held: Callable[[], dict[str, int]] = held,
    ) -> None:  # fmt: skip
        self.app, self.at, self._allowed, self._held = app, at, allowed, held
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(self.at):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        tab, size = scope["path"].removeprefix(self.at).partition("/")[0], _size(request)
        if (refusal := self._refusal(tab, size, self._allowed(request.cookies))) is not None:
            _LOG.warning("an upload was refused", extra={"told": {"status": refusal.status_code}})
            await refusal(scope, receive, send)
            return
        self._coming[tab] += size
        try:
            await self.app(scope, receive, send)
        finally:
            self._coming[tab] -= size
            self._coming = +self._coming  # forgets tabs of which nothing comes

    def _refusal(self, tab: str, size: int | None, most: int) -> PlainTextResponse | None:
        if not most:
            return PlainTextResponse(STRANGER, 403)
        if size is None:
            return PlainTextResponse(UNSAID, 411)
        there = self._coming + Counter(self._held())
        if there[tab] + size > most:
            return PlainTextResponse(FULL, 413)
        left_to_others = FILES * _largest() - most
        return PlainTextResponse(BUSY, 503) if there.total() + size > TOGETHER * _largest() - left_to_others else None


def _size(request: Request) -> int | None:
    """Bytes of a request's body; None where it does not say, or comes in parts that count instead."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isdecimal() and "transfer-encoding" not in request.headers else None


def _largest() -> int:
    """What the largest file counts."""
    return get_option("server.maxUploadSize") * 1024 * 1024 + BESIDES
