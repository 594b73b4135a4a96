"""Hostile addresses and servers: what is not asked at all, what is given up, and that nothing is held for long."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import addresses, documents
from data.addresses import fetch, is_public
from data.formats import DocumentError

Talk = Callable[[socket.socket, bytes], None]
SECONDS = 0.6  # the deadline in these tests; the server below would talk for ever


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Server:
    """A server on a loopback address that says whatever `talk` says; `asked` are the first lines of what came."""

    def __init__(self, talk: Talk, host: str = "127.0.0.1", port: int = 0) -> None:
        self.talk, self.asked = talk, []
        self._socket = socket.create_server((host, port))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(one,), daemon=True).start()

    def _answer(self, one: socket.socket) -> None:
        with one:
            try:
                request = one.recv(1 << 16)
                self.asked.append(request.partition(b"\r\n")[0].decode("latin-1"))
                self.talk(one, request)
            except OSError:
                pass  # the reader hung up, as it should

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(*args: object, **kwargs: object) -> Server:
        started.append(Server(*args, **kwargs))
        return started[-1]

    yield start
    for server in started:
        server.close()


def answer(head: str, *body: bytes) -> Talk:
    def talk(one: socket.socket, _: bytes) -> None:
        one.sendall(b"HTTP/1.1 " + head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        for part in body:
            one.sendall(part)

    return talk


def endless(first: bytes, again: bytes, pause: float = 0.0) -> Talk:
    def talk(one: socket.socket, _: bytes) -> None:
        one.sendall(first)
        while True:
            one.sendall(again)
            time.sleep(pause)

    return talk


PUBLIC = ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
    "ff0e::1", "2001:db8::1", "3fff::1", "5f00::1", "64:ff9b:1::a00:1", "2001::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1",
    "2002:c0a8:101::1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_of_networks_and_groups_are_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_in_whatever_it_is_wrapped(inside: object) -> None:
    digits = f"{int(inside):08x}"
    wrapped = (f"::ffff:{inside}", f"64:ff9b::{inside}", f"::{inside}", f"2002:{digits[:4]}:{digits[4:]}::1")
    assert {is_public(one) for one in wrapped} == {is_public(str(inside))}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "localhost", "LOCALHOST",
        "[::ffff:127.0.0.1]", "１２７.０.０.１", "127。0。0。1", "127.0.0.1.", "localhost.",
    ],
)  # fmt: skip
def test_however_this_machine_is_written_it_is_not_asked(host: str, serve: Callable[..., Server]) -> None:
    server = serve(answer("200 OK", b"secret"))
    with pytest.raises(DocumentError, match=r"private network|could not be reached|broken"):
        documents.read(f"http://{host}:{server.port}/")
    assert server.asked == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org@127.0.0.1/", "user name"),
        ("http://me:s3cret@example.org/", "user name"),
        ("http://@127.0.0.1/", "user name"),
        ("http://example.org:25/", "port 25"),
        ("http://example.org%3A25/", "written with %"),
        ("http://example.org%3a6379/", "written with %"),
        ("http://%31%32%37.0.0.1/", "written with %"),
        ("http://127.0.0.%31/", "written with %"),
        ("http://%6cocalhost/", "written with %"),
        ("http://[fe80::1%25eth0]/", "written with %"),
        ("http://example.org:22/", "port 22"),
        ("http://example.org:99999/", "broken"),
        ("http://example.org:x/", "broken"),
        ("http:///path", "names no server"),
        ("http://[::1", "broken"),
        ("http://exa mple.org/", "broken"),
        ("http://example.org/\r\nX: y", "broken"),
        ("http://" + "a" * 300 + "/", "broken|could not be reached"),
        ("file:///etc/hosts", "http and https only"),
        ("ftp://example.org/a", "http and https only"),
        ("gopher://127.0.0.1:6379/_x", "http and https only"),
        ("data://text/plain,the", "http and https only"),
        ("jar:http://example.org!/", "http and https only"),
    ],
)
def test_other_addresses_are_refused_before_anything_is_asked(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("connected"))
    with pytest.raises(DocumentError, match=said) as told:
        documents.read(address)
    assert "s3cret" not in str(told.value) and len(str(told.value)) < 500


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("scheme", ["file:///etc/hosts", "ftp://127.0.0.1/", "data:text/plain,the", "gopher://x/"])
def test_a_redirect_to_another_scheme_is_not_followed(status: str, scheme: str, serve: Callable[..., Server]) -> None:
    server = serve(answer(f"{status}\nLocation: {scheme}"))
    with pytest.raises(DocumentError, match="not read over http or https"):
        fetch(f"{server.url}/", private=True)


def on_one_port(serve: Callable[..., Server], first: Talk, second: Talk) -> tuple[Server, Server]:
    """Servers on one port of 127.0.0.1 and 127.0.0.2; one that is free at the first may be taken at the other."""
    for _ in range(20):
        outside = serve(first)
        with contextlib.suppress(OSError):
            return outside, serve(second, "127.0.0.2", outside.port)
    pytest.fail("no port was free at both addresses")


@pytest.fixture
def only_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 passes for public, so that the way to it is that of a public address; 127.0.0.2 does not."""
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("only_first")
@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/", "//127.0.0.2:{port}/", "http://0x7f000002:{port}/", "http://127.0.0.%32:{port}/",
        "//127.0.0.2%3A{port}/",
    ],
)  # fmt: skip
def test_a_redirect_into_a_private_network_is_not_followed(target: str, serve: Callable[..., Server]) -> None:
    inner = serve(answer("200 OK", b"secret"), "127.0.0.2")
    outer = serve(answer(f"302 Found\nLocation: {target.format(port=inner.port)}"))
    with pytest.raises(DocumentError, match=r"private network|written with %"):
        fetch(outer.url)
    assert (len(outer.asked), inner.asked) == (1, [])


@pytest.mark.usefixtures("only_first")
def test_a_redirect_that_stays_outside_is_followed(serve: Callable[..., Server]) -> None:
    last = serve(answer("200 OK\nContent-Type: text/plain", b"the text"))
    first = serve(answer(f"302 Found\nLocation: {last.url}/there"))
    page = fetch(first.url)
    assert (page.url, page.content, page.mime) == (f"{last.url}/there", b"the text", "text/plain")


@pytest.mark.usefixtures("only_first")
def test_what_was_looked_at_is_what_is_connected_to(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere each time it is looked up (DNS rebinding)."""
    outside, inside = on_one_port(serve, answer("200 OK", b"outside"), answer("200 OK", b"secret"))
    real, looked_up = socket.getaddrinfo, []
    turns = itertools.cycle(["127.0.0.1", "127.0.0.2"])

    def resolver(host: str, *args: object, **kwargs: object) -> list:
        if host == "rebinding.example":
            looked_up.append(host)
            host = next(turns)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert fetch(f"http://rebinding.example:{outside.port}/").content == b"outside"
    assert looked_up == ["rebinding.example"]
    with pytest.raises(DocumentError, match="private network"):
        fetch(f"http://rebinding.example:{outside.port}/")
    assert len(looked_up) == 2 and inside.asked == []


@pytest.mark.usefixtures("only_first")
def test_of_a_name_with_several_addresses_only_the_public_ones_are_tried(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, inside = on_one_port(serve, answer("200 OK", b"outside"), answer("200 OK", b"secret"))
    real = socket.getaddrinfo
    both = [("127.0.0.2", outside.port), ("127.0.0.1", outside.port)]
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in both]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: told if host == "both.example" else real(host, *a, **k)
    )
    assert fetch(f"http://both.example:{outside.port}/").content == b"outside"
    assert inside.asked == []


def test_what_a_proxy_leaves_alone_is_looked_at_here(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers behind a proxy mostly say NO_PROXY=localhost: that is no permission for readers to go there."""
    proxy, inside = serve(answer("200 OK", b"by the proxy")), serve(answer("200 OK", b"secret"))
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    for host in ("127.0.0.1", "localhost", "127.0.0.%31", "%6cocalhost", "LOCALHOST"):
        with pytest.raises(DocumentError, match=r"private network|written with %"):
            fetch(f"http://{host}:{inside.port}/")
    assert fetch("http://news.example/a").content == b"by the proxy"
    assert inside.asked == [] and proxy.asked == ["GET http://news.example/a HTTP/1.1"]


OK = b"HTTP/1.1 200 OK\r\n"
HOSTILE: dict[str, tuple[Talk, str]] = {
    "says nothing": (endless(b"", b"", 0.05), "in time"),
    "a byte at a time": (endless(OK + b"\r\n", b"a", 0.02), "in time"),
    "drips its status": (endless(b"", b"H", 0.02), "in time|broken"),
    "drips its headers": (endless(OK, b"a", 0.02), "in time"),
    "headers without end": (endless(OK, b"X-More: and more\r\n"), "broken"),
    "a header without end": (endless(OK + b"X: ", b"x" * 1000), "broken"),
    "continues for ever": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001), "in time"),
    "a chunk without a length": (endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 100), "broken"),
    "trailers without end": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", b"X: y\r\n", 0.001), "in time",
    ),
    "a redirect with a body without end": (
        endless(b"HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\n\r\n", b"a" * 65536), "not read over http",
    ),
    "an error with a body without end": (endless(b"HTTP/1.1 500 No\r\n\r\n", b"a" * 65536), "answered 500"),
    "a redirect to itself": (answer("302 Found\nLocation: /again"), "redirected more than 5 times"),
    "a redirect to nowhere": (answer("302 Found"), "answered 302"),
    "a redirect to no address": (answer("302 Found\nLocation: http://["), "broken"),
    "no HTTP": (answer("no\n"), "broken"),
    "hangs up": (lambda one, _: None, "broken|could not be reached"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_is_given_up(name: str, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "DEADLINE_SECONDS", SECONDS)
    talk, said = HOSTILE[name]
    with pytest.raises(DocumentError, match=said):
        fetch(serve(talk).url, private=True)


def test_a_handshake_that_does_not_end_is_given_up(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "TIMEOUT_SECONDS", SECONDS)
    server = serve(endless(b"\x16\x03\x03\x40\x00", b"\x02", 0.02))
    with pytest.raises(DocumentError, match="could not be read"):
        fetch(server.url.replace("http", "https"), private=True)


def test_an_endless_body_is_read_up_to_the_limit(serve: Callable[..., Server]) -> None:
    server = serve(endless(OK + b"Content-Type: text/plain\r\n\r\n", b"the word " * 1000))
    assert addresses.MAX_BYTES < len(fetch(server.url, private=True).content) <= addresses.MAX_BYTES + (1 << 16)
    with pytest.raises(DocumentError, match="too large"):
        documents.read(server.url, private=True)


def test_what_is_packed_is_not_unpacked(serve: Callable[..., Server]) -> None:
    bomb = gzip.compress(b"the word " * 1_000_000)
    head = "200 OK\nContent-Type: text/plain\nContent-Encoding: gzip"
    server = serve(answer(f"{head}\nContent-Length: {len(bomb)}", bomb))
    assert fetch(server.url, private=True).content == bomb
    with pytest.raises(DocumentError, match="binary data"):
        documents.read(server.url, private=True)


@pytest.mark.parametrize("mime", ["image/png", "application/octet-stream", "video/mp4", "application/zip", "x", ""])
def test_what_is_no_text_is_refused(mime: str, serve: Callable[..., Server]) -> None:
    server = serve(answer(f"200 OK\nContent-Type: {mime}", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
    with pytest.raises(DocumentError, match=r"binary data|another kind"):
        documents.read(f"{server.url}/a.png", private=True)


def test_a_certificate_is_that_of_the_name_and_checked() -> None:
    """The address is chosen here, and TLS still looks at the name that was asked for."""
    made = addresses._HTTPS(private=False, end=0.0)
    context = made._kind("example.org")._context
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
