"""What lies at an http(s) address: fetched only where asked, never from a private network unless told so.

A name is looked up once, and connected to is an address that came of that and was looked at: a name that leads
elsewhere the second time gains nothing. Redirects are such requests anew. An answer is not unpacked, so that it cannot
grow, and all of a page, names and redirects among it, is bounded in time and bytes.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from data.formats import DocumentError

MAX_BYTES = 2_000_000  # an article with its page is below 1 MB; more is a data set or a film, and slow to take apart
TIMEOUT_SECONDS = 15  # for a connection and for each part of an answer; a page that takes longer will not come
DEADLINE_SECONDS = 30  # for a whole page, so that a server that drips bytes cannot hold the reader
MOST_REDIRECTS = 5  # browsers give up after 20; articles are seldom moved more than twice
WEB_PORTS = (80, 443)  # below FIRST_FREE_PORT others belong to other services, which a request could be made to steer
FIRST_FREE_PORT = 1024

_USER_AGENT = "casus (conflict-event reader; one page at a time)"
_ACCEPT = "text/html, application/pdf, text/plain, application/rss+xml, application/atom+xml, application/xml;q=0.9"
_MOVED = (301, 302, 303, 307, 308)
_SHOWN = 200  # characters of an address, or of a server's own words, that a message repeats
_GLOBAL = ipaddress.ip_network("2000::/3")  # all of IPv6 that is handed out for the internet
# the last 32 bits are an IPv4 address, which a translator of the network connects to
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96")))
# set apart, but not yet or no longer so in the tables of Python: relays of 6to4, and documentation
_APART = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "3fff::/20")))


class Page(NamedTuple):
    """What a server answered: the address at the end of redirects, the content and its kind."""

    url: str
    content: bytes
    mime: str


class _PrivateAddress(OSError):
    pass


class _Refused(ValueError):
    """Why an address is not asked for."""


def is_public(address: str) -> bool:
    """Whether an IP address (text, IPv4 or IPv6) is one of the internet, and so is the IPv4 address that it wraps."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if found.version == 6:
        inside = next((int(found) & 0xFFFFFFFF for net in _TRANSLATED if found in net), None)
        inside = found.sixtofour if inside is None else ipaddress.IPv4Address(inside)
        if inside is not None:
            return is_public(str(inside))
        if found not in _GLOBAL:
            return False
    return found.is_global and not found.is_multicast and not any(found in net for net in _APART)


def fetch(url: str, private: bool = False) -> Page:
    """The page at an address, up to MAX_BYTES and a byte more. Raises DocumentError for what cannot be fetched."""
    end, asked = time.monotonic() + DEADLINE_SECONDS, url
    try:
        for _ in range(MOST_REDIRECTS + 1):
            page, moved = _answer(asked, private, end)
            if page:
                return page
            asked = urljoin(asked, moved)
        reason = f"it is redirected more than {MOST_REDIRECTS} times"
    except _Refused as refused:
        reason = str(refused)
    except urllib.error.HTTPError as error:
        error.close()
        reason = f"the server answered {error.code} {error.reason[:_SHOWN]}"
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
    raise DocumentError(
        f"{_shown(url)} could not be read: {reason}. Save the page and pass the file, or paste the text."
    )


def _answer(url: str, private: bool, end: float) -> tuple[Page | None, str]:
    """What came of one request: a page, or the address that it has moved to."""
    parts = urlsplit(url)
    _check(parts, private)
    request = urllib.request.Request(url)
    # then the proxy decides whom it may reach; what it is set to leave alone is asked for, and looked at, here: by the
    # host that the opener goes by, which is not always as the address has it
    proxied = request.type in urllib.request.getproxies() and not urllib.request.proxy_bypass(request.host)
    try:
        with _opener(private or proxied, end).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return Page(url, _bounded(answer), answer.headers.get_content_type()), ""
    except urllib.error.HTTPError as error:
        moved = error.headers.get("Location")
        if error.code not in _MOVED or not moved:
            raise
        error.close()  # what it says besides is not read: it may be without end
        return None, moved


def _bounded(answer: http.client.HTTPResponse) -> bytes:
    parts, size = [], 0
    while size <= MAX_BYTES and (part := answer.read1(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _check(parts: SplitResult, private: bool) -> None:
    if parts.scheme.lower() not in ("http", "https"):
        raise _Refused("it leads to an address that is not read over http or https")
    if parts.username is not None or parts.password is not None:
        raise _Refused("an address with a user name in it may lead elsewhere than it seems")
    if "%" in parts.netloc:  # it is decoded on the way, after this was looked at
        raise _Refused("a server whose name or port is written with % may be another than it seems")
    if not parts.hostname:
        raise _Refused("it names no server")
    port = parts.port  # raises ValueError for one that is none
    if port is not None and port < FIRST_FREE_PORT and port not in WEB_PORTS and not private:
        allowed = f"{' and '.join(map(str, WEB_PORTS))}, and those from {FIRST_FREE_PORT}"
        raise _Refused(f"port {port} is that of another service; allowed: {allowed}")


def _shown(url: str) -> str:
    """An address in a message: neither endless, nor with the password that may stand before an @."""
    scheme, colon, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    plain = f"{scheme}{colon}{authority.rpartition('@')[2]}{slash}{path}"
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"


def _connected(address: tuple[str, int], end: float) -> socket.socket:
    """A connection to a public address of a host. Raises _PrivateAddress where it has none, before any is asked."""
    found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
    public = [told[4][:2] for told in found if is_public(told[4][0])]
    if not public:
        raise _PrivateAddress
    for place in public[:-1]:  # a host may have many, of which none answers
        try:
            return socket.create_connection(place, _left(end))
        except OSError:
            continue
    return socket.create_connection(public[-1], _left(end))


def _left(end: float) -> float:
    """Seconds that the next part of an answer may take. Raises TimeoutError where the whole has taken too long."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, TIMEOUT_SECONDS)


class _Until(io.RawIOBase):
    """What a socket receives up to a moment: each reading waits no longer than is left. Raises TimeoutError."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock, self._file, self._end = sock, sock.makefile("rb", buffering=0), end

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int | None:
        self._sock.settimeout(_left(self._end))
        return self._file.readinto(into)

    def close(self) -> None:
        self._file.close()
        super().close()


def _limited(connection: type[http.client.HTTPConnection], private: bool, end: float) -> Callable:
    """`connection` that goes to public addresses only, unless `private`, and whose answer, headers too, has an end."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: object, **kwargs: object) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp.close()
            self.fp = io.BufferedReader(_Until(sock, end))

    class Limited(connection):
        response_class = Answer

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            if not private:
                # how http.client comes by its socket, before any TLS
                self._create_connection = lambda address, *_: _connected(address, end)

    return Limited


class _HTTP(urllib.request.HTTPHandler):
    def __init__(self, private: bool, end: float) -> None:
        super().__init__()
        self._kind = _limited(http.client.HTTPConnection, private, end)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._kind, req)


class _HTTPS(urllib.request.HTTPSHandler):
    def __init__(self, private: bool, end: float) -> None:
        super().__init__()
        self._kind = _limited(http.client.HTTPSConnection, private, end)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._kind, req, context=self._context)


def _opener(private: bool, end: float) -> urllib.request.OpenerDirector:
    # only these handlers: no file, ftp or data addresses, and no redirect that is not looked at
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler(),
        _HTTP(private, end),
        _HTTPS(private, end),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ]
    opener = urllib.request.OpenerDirector()
    for handler in handlers:
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", _USER_AGENT), ("Accept", _ACCEPT)]
    return opener
