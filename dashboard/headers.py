"""What every answer of the server forbids browsers: a Content-Security-Policy and its kin, each grant with its reason.

Text that people bring is escaped wherever it is drawn; this is the second wall, for the place where that is forgotten.
"""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_CSP = "Content-Security-Policy"
# what an answer begins with: that of a page or file, of a socket, and of one that is refused with a page
_STARTS = ("http.response.start", "websocket.accept", "websocket.http.response.start")


class _Inline(HTMLParser):
    """Collects the text of the scripts that stand in a page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag == "script" and "src" not in dict(attrs)

    def handle_data(self, data: str) -> None:
        if self._within:
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._within = False


def inline_scripts(page: str) -> list[str]:
    """A source of the policy for each script written into an HTML page: its SHA-256, which no other script has."""
    found = _Inline()
    found.feed(page)
    found.close()
    digests = (hashlib.sha256(text.encode()).digest() for text in found.texts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def page_policy() -> dict[str, list[str]]:
    """Directives of the policy for pages, each with what it grants."""
    return {
        # whatever is not named below: frames with an address, workers, media, plugins, manifests
        "default-src": ["'none'"],
        # Streamlit and Plotly from this server; the lines in Streamlit's page, by their hash and so no others; blob:
        # because Streamlit hands the script of a component (plot.js) to the browser so. Only a script that already runs
        # can make a blob: text that was let through as HTML cannot name one. No 'unsafe-inline', no 'unsafe-eval', and
        # no WebAssembly, which Streamlit's decoder of messages tries once a page and does without.
        "script-src": ["'self'", "blob:", *inline_scripts(_INDEX.read_text(encoding="utf-8"))],
        # Streamlit's styles are written by emotion into <style> as the page is drawn, ours stand in style= of st.html,
        # Plotly's in its SVG: none is known before, so no hash or nonce can name them. Styles run nothing, and what
        # they could fetch (fonts, images) is bounded below.
        "style-src": ["'self'", "'unsafe-inline'"],
        # data: for arrows and icons within Streamlit's styles; blob: for a chart that Plotly turns into a picture. No
        # other machine: a picture in an article would tell its owner who reads it.
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],  # Streamlit's style sheets carry one within
        # The socket, uploads, outlines of the map. 'self' covers ws: and wss: of the same host, behind a proxy as well.
        "connect-src": ["'self'"],
        # a <base> would turn every relative address of the page; no form leaves by itself, as Streamlit's go by socket
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        # Nobody needs the dashboard within another page, where a click could be lured onto "Dismiss" or "Save". The
        # sheet of the brief is a srcdoc of ours, to which this does not apply.
        "frame-ancestors": ["'none'"],
    }


# Everything that is no page. What people made for download lies below media/ with the type that it was given: were such
# a file ever opened in place, it would run nothing, fetch nothing and belong to no origin.
FILE_POLICY = {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"],
               "frame-ancestors": ["'none'"], "sandbox": []}  # fmt: skip
# Abilities of a browser that the dashboard has no use for; writing to the clipboard ("Copy link") is not among them.
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",  # a file is what it is called, never a script by its looks
    "X-Frame-Options": "DENY",  # frame-ancestors, for browsers that do not know it
    "Referrer-Policy": "no-referrer",  # the address is the view: whom it is about, and what was searched
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",  # who opened this page has no hold on its window
    "Cross-Origin-Resource-Policy": "same-origin",  # no other site draws or reads our files by their address
    "X-DNS-Prefetch-Control": "off",  # an address in an article is not looked up because it is shown
}
_NOT_MODIFIED = 304
_UNKEPT = {"Cache-Control": "no-store"}  # files for download hold what only those let in may see


class Guard:
    """Adds the headers to every answer of the application, below `media` those of files whatever their type.

    Where readers come by TLS (`secure`), browsers send no cookie without it. Streamlit leaves that out.
    """

    def __init__(self, app: ASGIApp, media: str, secure: bool = False) -> None:
        self.app, self.media, self.secure = app, media, secure
        self.page, self.file = _headers(page_policy()), _headers(FILE_POLICY)
        self.download = self.file + _encoded(_UNKEPT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        download = scope.get("path", "").startswith(self.media)

        async def guarded(message: Message) -> None:
            # "not modified" tells no type; a policy with it would take the place of the one that the browser has kept
            if message["type"] in _STARTS and message.get("status") != _NOT_MODIFIED:
                given = [_secured(*one) if self.secure else one for one in message.get("headers", ())]
                names = {name.lower() for name, _ in given}
                added = self.download if download else self.page if is_page(given) else self.file
                message = message | {"headers": [*given, *((k, v) for k, v in added if k not in names)]}
            await send(message)

        await self.app(scope, receive, guarded)


async def failed(_request: Request, _error: Exception) -> PlainTextResponse:
    """The answer where the server itself failed, which is given outside of `Guard`."""
    return PlainTextResponse("Internal Server Error", 500, dict(ALWAYS) | {_CSP: _written(FILE_POLICY)})


def _written(policy: dict[str, list[str]]) -> str:
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


def _headers(policy: dict[str, list[str]]) -> list[tuple[bytes, bytes]]:
    return _encoded({_CSP: _written(policy)} | ALWAYS)


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header, and that of a cookie for TLS alone."""
    if name.lower() != b"set-cookie" or b"secure" in (part.strip().lower() for part in value.split(b";")):
        return name, value
    return name, value + b"; Secure"


def is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether an answer with these headers is HTML."""
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
