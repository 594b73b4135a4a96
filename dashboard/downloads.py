"""Files made for download, which Streamlit gives to whoever has their address, as from the log of a proxy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

STRANGER = "Sign in first, then download the file again."


def let_in(cookies: Mapping[str, str]) -> bool:
    """Whether the reader with these cookies has signed in, or need not."""
    from dashboard import sign_in  # which draws, and what draws asks `dashboard.serving` for Plotly

    return not sign_in.needed(sign_in.carried(cookies))


class ForReaders:
    """Refuses what lies below `at` to strangers."""

    def __init__(self, app: ASGIApp, at: str, let_in: Callable[[Mapping[str, str]], bool] = let_in) -> None:
        self.app, self.at, self._let_in = app, at, let_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["path"].startswith(self.at)
        refused = asked and not self._let_in(Request(scope).cookies)
        await (PlainTextResponse(STRANGER, 403) if refused else self.app)(scope, receive, send)
