"""Whether this server can serve: `casus/health` answers 200, or 503 and a sentence, and names nothing of the store."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse

READY = "ready"
NO_STORE = "The store cannot be used. The server's log has the reason; casus imports on this machine says it, too."
NO_DATA = "The bundled data cannot be read: install Casus again. The server's log has the reason."
_NOT_KEPT = {"Cache-Control": "no-store"}
_LOG = logging.getLogger(__name__)


def look() -> str:
    """READY, or what is wrong in a sentence that anybody may read; the reason goes to the log."""
    from dashboard import cache
    from data.store import StoreError

    try:
        with cache.store().database.reading():
            pass
    except (StoreError, OSError):
        _LOG.warning("the store cannot be used", exc_info=True)  # no error: it is looked at every few seconds
        return NO_STORE
    try:
        cache.bundled()
    except Exception:  # whatever it is, no page can be drawn
        _LOG.warning("the bundled data cannot be read", exc_info=True)
        return NO_DATA
    return READY


async def answer(_request: Request) -> PlainTextResponse:
    """What was found when one last looked, a few seconds ago at most."""
    from dashboard import cache

    found = await asyncio.to_thread(cache.readiness)
    return PlainTextResponse(found, 200 if found == READY else 503, _NOT_KEPT)
