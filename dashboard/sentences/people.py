"""Who may add and correct, told to a reader and to whoever starts the server."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.sentences.words import listed

NAMED = 3  # whom to ask: more would be the list itself
UNREADABLE = "The settings of this server cannot be read, so nothing can be added until whoever runs it mends them."
TOO_MANY_LINKS = "no more short links today for those who only read here; the whole link works without the store"


def reads_only(names: Sequence[str], address: str | None, verified: bool) -> str:
    """To one who may not add: who may, and how to ask. `address` is the reader's own as the provider tells it."""
    if address and not verified:
        own = f" Your address {address} does not count here: the provider does not say that it is verified."
    else:
        own = ""
    if not names:
        return f"You can read here. Nobody is named yet who may add and correct: ask whoever runs this server.{own}"
    more = len(names) - NAMED
    shown = [*names[:NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"You can read here. {listed(shown)} may add and correct: ask them to have something added.{own}"


def listening(url: str, open_: bool) -> str:
    """At the start: where the server is found."""
    return f"Casus is at {url}" if open_ else f"Casus is at {url}, for this machine only"


NO_ADDRESS = "This machine has no such address in a network, so nobody else can open it; for IPv6: --share --host ::"
NO_SIGN_IN = "Nobody signs in: anyone who can reach this address can read everything and add, correct and dismiss"
NO_SIGN_IN_BEHIND_PROXY = NO_SIGN_IN.replace("this address", "a proxy of a name in server.allowedHosts")
LOOPBACK_SIGN_IN = (
    "The address to return to after the sign-in (redirect_uri) is on loopback: from other machines nobody can sign in"
)


def rights(editors: Sequence[str] | None, admins: Sequence[str]) -> str:
    """At the start of a server with a sign-in: who reads, and who may add."""
    if editors is None:
        may = "and may add and correct"
    elif editors or admins:
        may = f"; {listed(list(dict.fromkeys((*editors, *admins))))} may add and correct"
    else:
        may = "; nobody may add or correct, as [people] names no editors"
    return f"Those who sign in can read {may}".replace(" ;", ";")
