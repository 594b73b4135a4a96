"""Who may add and correct, and who administers, as the server's secrets file lists them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

SECTION, SIGN_IN = "people", "auth"  # of the secrets file; the second is Streamlit's own
EVERYBODY = "*"
KEYS = ("editors", "admins")
# no pattern, no name beside it, no second one behind a comma: what is listed is one address as a provider tells it
_ADDRESS = re.compile(r"[^\s@*<>,;\"]+@[^\s@*<>,;\"]+")
_LIKENESS = 0.75  # of names that are taken for a misspelling of a section: "poeple" and "Auth", not "peers"


class PeopleError(ValueError):
    """Settings that say nothing certain; the message names what was found and what is allowed."""


@dataclass(frozen=True)
class People:
    """Addresses as written. `editors` None is everybody who signs in; admins are editors as well."""

    editors: tuple[str, ...] | None = ()
    admins: tuple[str, ...] = ()

    def may_change(self, address: str | None) -> bool:
        """Whether the one with this verified address may add and correct; None is one without."""
        return self.editors is None or _listed(address, (*self.editors, *self.admins))

    def administers(self, address: str | None) -> bool:
        """Whether the one with this verified address looks after the server."""
        return _listed(address, self.admins)


def read(settings: Mapping[str, Any]) -> People | None:
    """The people of a secrets file, None where nobody signs in. Raises PeopleError rather than guess.

    A sign-in without a list lets everybody read and nobody add: what was forgotten gives no right.
    """
    for section in (SECTION, SIGN_IN):
        if section not in settings and (odd := _misspelt(section, settings)):
            raise PeopleError(f"the section [{odd}] is none of Casus; write [{section}], or name it otherwise")
    if SIGN_IN not in settings:
        if SECTION in settings:
            raise PeopleError(
                f"[{SECTION}] lists who may add, but without [{SIGN_IN}] nobody signs in and everybody may: "
                f"add [{SIGN_IN}], or take [{SECTION}] out"
            )
        return None
    section = settings.get(SECTION, {})
    if not isinstance(section, Mapping):
        raise PeopleError(f"{SECTION} is {section!r}; write a section [{SECTION}] with {' and '.join(KEYS)}")
    if unknown := [key for key in section if key not in KEYS]:
        raise PeopleError(f"[{SECTION}] has {unknown[0]!r}; allowed: {', '.join(KEYS)}")
    editors = None if section.get("editors") == EVERYBODY else _addresses("editors", section)
    return People(editors, _addresses("admins", section))


def _addresses(key: str, section: Mapping[str, Any]) -> tuple[str, ...]:
    found = section.get(key, [])
    allowed = 'a list of addresses, as in ["ana@example.org"]'
    allowed += f', or "{EVERYBODY}" for everybody who signs in' if key == "editors" else ""
    if not isinstance(found, list):
        raise PeopleError(f"{key} in [{SECTION}] is {found!r}; allowed: {allowed}")
    for one in found:
        if not isinstance(one, str) or not _ADDRESS.fullmatch(one):
            raise PeopleError(f"{key} in [{SECTION}] has {one!r}, which is no address; allowed: {allowed}")
    return tuple(found)


def _misspelt(section: str, settings: Mapping[str, Any]) -> str | None:
    lower = {str(name).lower(): str(name) for name in settings}
    near = get_close_matches(section, lower, n=1, cutoff=_LIKENESS)
    return lower[near[0]] if near else None


def _listed(address: str | None, addresses: Iterable[str]) -> bool:
    return address is not None and _key(address) in map(_key, addresses)


def _key(address: str) -> bytes:
    """What two writings of an address have in common: letters of ASCII whatever their case, and no others.

    Unicode's rules would take the sign for kelvin for a k, and so one person's address for another's.
    """
    return address.encode("utf-8", "surrogatepass").lower()
