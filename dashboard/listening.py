"""Where the server listens, and the address that others open."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlunsplit

_EVERYWHERE = ("0.0.0.0", "::")  # all addresses of IPv4, all of IPv6
# Addresses kept free for documentation: a route leads to them as to any other, and nobody is there.
_ANYONE = {socket.AF_INET: "203.0.113.1", socket.AF_INET6: "2001:db8::1"}
_ANY_PORT = 9


def is_loopback(host: str | None) -> bool:
    """Whether a server that listens on `host` is reached from its own machine alone; None is every address."""
    if host == "localhost":
        return True
    try:
        return host is not None and ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_open(host: str | None, names: Iterable[str]) -> bool:
    """Whether others reach a server that listens on `host`, also by a proxy, whose names are among `names`."""
    return not all(is_loopback(one) for one in (host, *names))


def is_everywhere(host: str | None) -> bool:
    """Whether `host` stands for every address of the machine."""
    return host is None or host.strip("[]") in _EVERYWHERE


def own_address(host: str | None) -> str | None:
    """An address under which others reach a server on all addresses (`host`), None where there is none.

    Nothing is sent: the system is asked from where it would send, as connecting a datagram socket does.
    """
    family = socket.AF_INET6 if host and ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((_ANYONE[family], _ANY_PORT))
            found = asked.getsockname()[0]
    except OSError:  # no route: not in a network of this family
        return None
    return None if is_loopback(found) else found


def url(host: str, port: int, base: str = "", scheme: str = "http") -> str:
    """The address of the first page."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return urlunsplit((scheme, f"{shown}:{port}", "/".join(("", base.strip("/"))).rstrip("/") + "/", "", ""))
