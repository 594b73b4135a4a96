"""What the server does besides drawing pages: gets ready before it answers, hands out Plotly, and says how it is."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import plotly
import pyarrow as pa
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import get_option

from dashboard import boundary, downloads, headers, health, log, metrics, sockets, uploads
from dashboard.own_errors import own_errors
from dashboard.state import PAGES

_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
HEALTH_AT, METRICS_AT = "casus/health", "casus/metrics"
PLOTLY_AT = f"casus/plotly-{plotly.__version__}.min.js"  # with the version, so that a browser may keep it for good
# where Streamlit keeps files for download, and takes those of readers
MEDIA, UPLOADS = "media/", "_stcore/upload_file/"
_FOR_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
# Python's 5 ms are what the thread that sends to browsers waits, each time, for one that works out a page
SWITCH_SECONDS = 0.0005
# glibc gives threads heaps of their own, up to eight a core, and what is free in one is lost to the others. Streamlit
# starts a thread for each run: after 500 runs of a soak the server held 743 MB, with two heaps 551.
HEAPS = 2
_M_ARENA_MAX = -8  # in glibc's malloc.h
# In Linux's prctl.h. Of a process that is not dumpable, root alone sees /proc/PID/environ, where the password of the
# store may stand: processes that read files (`data.confined`) are not given it, but belong to the same user.
_PR_SET_DUMPABLE = 4
# A tab that left is garbage in a circle, which Python looks for when objects have grown by a quarter: over 6,500 runs
# of a soak the server went from 570 to 700 MB and back by 60. To look after every run would cost each some 100 ms.
TIDY_SECONDS = 30.0
_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def ready(_app: Any) -> AsyncGenerator[None]:
    """Work out the opening view before the first reader comes, who would otherwise wait for it as long."""
    log.adopt("uvicorn")
    try:
        _LOG.info("starting", extra={"told": await asyncio.to_thread(_about)})
        await asyncio.to_thread(_warm)
    except Exception as error:  # whatever it is, the page meets it again and says it on screen
        level = logging.WARNING if isinstance(error, own_errors()) else logging.ERROR
        _LOG.log(level, "the opening view could not be worked out ahead", exc_info=error)
    _LOG.info("started")
    tidying = asyncio.create_task(_tidy())
    yield
    tidying.cancel()
    _LOG.info("stopped")


def _warm() -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    for page in PAGES:
        import_module(f"dashboard.views.{page}")
    from dashboard import cache
    from dashboard.state import opening

    cache.freeze_imports()
    name = cache.datasets()[0]
    view = opening(name, *cache.days(name, False))
    cache.since(view, cache.situation(view))


def _about() -> dict[str, Any]:
    """What the line of the start tells; of the store what may be shown of it."""
    from dashboard import cache, provenance
    from data.store import StoreError

    told: dict[str, Any] = {"version": provenance.installed("casus")}
    told |= {name: get_option(f"server.{name}") for name in ("address", "port", "baseUrlPath")}
    try:
        database = cache.store().database
    except StoreError:
        return told | {"store": "not usable"}  # whose reason the pages say
    return told | {"store": "SQLite" if database.path else "PostgreSQL", "place": database.name}


async def _tidy() -> None:
    """Every now and then, give back what tabs that left have held."""
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        gc.collect()
        await asyncio.to_thread(_ask_glibc, "malloc_trim", 0)


def _ask_glibc(function: str, *numbers: int) -> None:
    with suppress(AttributeError, OSError, TypeError):  # another C library, which needs none of this
        getattr(ctypes.CDLL(None), function)(*numbers)


async def _plotly(request: Request) -> FileResponse:
    return FileResponse(_PLOTLY, media_type="text/javascript", headers=_FOR_A_YEAR)


class FetchAhead:
    """Tells browsers, with each page, to fetch Plotly while they still set the page up."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app, self.link = app, f"<{address}>; rel=preload; as=script".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                if headers.is_page(given):
                    message = message | {"headers": [*given, (b"link", self.link)]}
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)


def plotly_address(base: str) -> str:
    """The path of Plotly on a server whose pages lie below `base`."""
    return below(base, PLOTLY_AT)


def below(base: str, path: str) -> str:
    """A path on a server whose pages lie below `base`."""
    return "/".join(("", *filter(None, [base.strip("/")]), path))


def _returns_to() -> SplitResult:
    from dashboard import sign_in  # which draws, and what draws asks here for Plotly

    return urlsplit(sign_in.returns_to())


def options(base: str) -> dict[str, Any]:
    """Options of the Streamlit application whose pages lie below `base`. Asked for once, before any thread is there."""
    _ask_glibc("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    _ask_glibc("mallopt", _M_ARENA_MAX, HEAPS)
    # Arrow's own allocator keeps a heap for each thread as well: after 1,500 runs of a soak 568 MB, without it 517
    pa.set_memory_pool(pa.system_memory_pool())
    at = plotly_address(base)
    returns_to, allowed = _returns_to(), get_option("server.allowedHosts") or ()
    names = sockets.own_names(get_option("server.address"), *allowed, returns_to.hostname)
    routes = {at: _plotly, below(base, HEALTH_AT): health.answer, below(base, METRICS_AT): metrics.answer}
    return {
        "lifespan": ready,
        "routes": [Route(path, answer) for path, answer in routes.items()],
        "middleware": [
            # first, so that no answer passes it by
            Middleware(headers.Guard, media=below(base, MEDIA), secure=returns_to.scheme == "https"),
            Middleware(sockets.OwnPages, names=names),
            Middleware(downloads.ForReaders, at=below(base, MEDIA)),
            Middleware(uploads.Bounded, at=below(base, UPLOADS)),
            Middleware(FetchAhead, address=at),
        ],
        "exception_handlers": {Exception: headers.failed},
        "on_script_error": boundary.uncaught,
    }
