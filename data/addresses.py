"""What lies at an http(s) address: fetched only where asked, never from a private network unless told so."""

from __future__ import annotations

import http.client
import ipaddress
import time
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import urlsplit

from data.formats import DocumentError

MAX_BYTES = 2_000_000  # an article with its page is below 1 MB; more is a data set or a film, and slow to take apart
TIMEOUT_SECONDS = 15  # for each answer of a server; a page that takes longer will not come
DEADLINE_SECONDS = 30  # for a whole page, so that a server that drips bytes cannot hold the reader

_USER_AGENT = "casus (conflict-event reader; one page at a time)"
_ACCEPT = "text/html, application/pdf, text/plain, application/rss+xml, application/atom+xml, application/xml;q=0.9"


class Page(NamedTuple):
    """What a server answered: the address at the end of redirects, the content and its kind."""

    url: str
    content: bytes
    mime: str


class _PrivateAddress(OSError):
    pass


def _guarded(connection: type[http.client.HTTPConnection]) -> type[http.client.HTTPConnection]:
    """`connection` that hangs up on a private peer before anything is asked: names may resolve to anything."""

    class Guarded(connection):
        def connect(self) -> None:
            super().connect()
            if not ipaddress.ip_address(self.sock.getpeername()[0].partition("%")[0]).is_global:
                self.close()
                raise _PrivateAddress

    return Guarded


class _PublicHTTP(urllib.request.HTTPHandler):
    def http_open(self, req):
        return self.do_open(_guarded(http.client.HTTPConnection), req)


class _PublicHTTPS(urllib.request.HTTPSHandler):
    def https_open(self, req):
        return self.do_open(_guarded(http.client.HTTPSConnection), req, context=self._context)


def _opener(private: bool) -> urllib.request.OpenerDirector:
    # only these handlers: no file, ftp or data addresses, not even after a redirect
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler() if private else _PublicHTTP(),
        urllib.request.HTTPSHandler() if private else _PublicHTTPS(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ]
    opener = urllib.request.OpenerDirector()
    for handler in handlers:
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", _USER_AGENT), ("Accept", _ACCEPT)]
    return opener


def fetch(url: str, private: bool = False) -> Page:
    """The page at an address, up to MAX_BYTES and a byte more. Raises DocumentError for what cannot be fetched."""
    proxied = urlsplit(url).scheme.lower() in urllib.request.getproxies()  # then the proxy decides whom it may reach
    deadline = time.monotonic() + DEADLINE_SECONDS
    parts = []
    size = 0
    try:
        with _opener(private or proxied).open(url, timeout=TIMEOUT_SECONDS) as answer:
            while size <= MAX_BYTES and (part := answer.read1(1 << 16)):
                parts.append(part)
                size += len(part)
                if time.monotonic() > deadline:
                    raise TimeoutError
            return Page(answer.url, b"".join(parts), answer.headers.get_content_type())
    except urllib.error.HTTPError as error:
        reason = f"the server answered {error.code} {error.reason}"
    except urllib.error.URLError as error:
        if isinstance(error.reason, _PrivateAddress):
            reason = "the address is on a private network"
        elif isinstance(error.reason, TimeoutError):
            reason = "the server did not answer in time"
        else:
            reason = f"the server could not be reached ({error.reason})"
    except TimeoutError:
        reason = "the server did not answer in time"
    except (OSError, http.client.HTTPException, ValueError):
        reason = "the address or the answer is broken"
    raise DocumentError(f"{url} could not be read: {reason}. Save the page and pass the file, or paste the text.")
