"""What this reader may do, and the one way by which a page gets a store that can be written.

Without a sign-in everybody may: whoever reaches a server on loopback is its owner. With one, `dashboard.people` says
who. A link, a widget and a page change nothing of it, as only the provider's word counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import cache, people, sign_in
from dashboard.listening import is_open
from dashboard.people import People, PeopleError
from dashboard.sentences import people as words
from data.store import Store, StoreError


class NotAllowed(StoreError):
    """This reader may not write; the message says who may. Pages show it like any other trouble of the store."""


def may_change(claims: Mapping[str, Any] | None = None) -> bool:
    """Whether this reader, or the one with these claims, may add, import, correct, map names, and keep weights, rules
    and forecasts."""
    try:
        listed = _people()
    except PeopleError:
        return False
    return listed is None or (sign_in.signed_in(claims) and listed.may_change(sign_in.verified_address(claims)))


def administers() -> bool:
    """Whether this reader looks after the server. Without a sign-in whoever sits at its machine does, where nobody else
    reaches it."""
    try:
        listed = _people()
    except PeopleError:
        return False
    if listed is None:
        return not is_open(st.get_option("server.address"), st.get_option("server.allowedHosts") or ())
    return sign_in.signed_in() and listed.administers(sign_in.verified_address())


def refusal() -> str:
    """Why this reader may not write, who may, and how to ask."""
    try:
        listed = _people() or People()
    except PeopleError:
        return words.UNREADABLE
    names = list(dict.fromkeys((*(listed.editors or ()), *listed.admins)))
    return words.reads_only(names, sign_in.told_address(), sign_in.verified_address() is not None)


def writing() -> Store:
    """The store of this server, to be written. Raises NotAllowed for a reader who may not."""
    if not may_change():
        raise NotAllowed(refusal())
    return cache.writer()


def shorten(query: str) -> str:
    """Keep a link and return its code. Who only reads may do so, too, but a bounded number a day. Raises StoreError.

    A short link changes nothing that others see, and comparing two views needs one; without a bound, a program that
    clicks would fill the disk.
    """
    if not may_change() and not cache.may_keep_link(sign_in.subject(), query):
        raise NotAllowed(words.TOO_MANY_LINKS)
    return cache.writer().shorten(query)


def _people() -> People | None:
    """As listed now. Raises PeopleError; so it does where a sign-in was there at the start and is no more."""
    listed = people.read(sign_in.settings())
    if listed is None and sign_in.configured():
        raise PeopleError(words.UNREADABLE)
    return listed
