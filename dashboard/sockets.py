"""Who may open a socket, by which all data goes: pages of this very server, asked for by a name of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.listening import is_loopback

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_REFUSED = {"type": "websocket.close", "code": 1008}  # before a socket is accepted: 403
_LOG = logging.getLogger(__name__)


def own_names(listens_on: str | None, *others: str | None) -> frozenset[str] | None:
    """The names by which a server may be asked, `others` those of a proxy as Streamlit's `server.allowedHosts` has them
    (`*.example.org` is each below it, `*` all); None is any.

    A server on loopback has few. Any other name in a request is that of a site that had it point here (DNS rebinding),
    whose page would then read and add as the reader who opened it. An open server has names that it cannot know.
    """
    if not is_loopback(listens_on):
        return None
    return frozenset(name.strip().lower().rstrip(".") for name in (*LOOPBACK_NAMES, listens_on, *others) if name)


class OwnPages:
    """Refuses the sockets of all other pages. Streamlit would ask another machine for this one's address first."""

    def __init__(self, app: ASGIApp, names: Iterable[str] | None) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._are(Headers(scope=scope)):
            _LOG.warning("a page of another site was refused")
            await send(_REFUSED)
            return
        await self.app(scope, receive, send)

    def _are(self, asked: Headers) -> bool:
        """Whether a request names this server, and comes from its own page or from no page at all."""
        host, origin = asked.get("host", ""), asked.get("origin")
        known = self.names is None or any(_is(_name(f"//{host}"), name) for name in self.names)
        try:
            return known and (origin is None or urlsplit(origin).netloc == host)
        except ValueError:  # no address at all, as no browser sends it
            return False


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is(host: str, name: str) -> bool:
    return name in (host, "*") or (name.startswith("*.") and host.endswith(name[1:]))
