"""Signing in with the team's own provider (OpenID Connect), where the server is set up for it; else nobody need.

The provider sends a reader back to the first page. The link that was asked for waits in the reader's own tab meanwhile.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.people import SIGN_IN, PeopleError
from dashboard.style import lead_paragraph, page_width, quiet

# kept by the tab itself and forgotten with it; only an address of this very server is ever gone back to
_JS = """
export default function ({ data }) {
  const key = "casus_asked";
  if (data.waiting) {
    sessionStorage.setItem(key, location.pathname + location.search);
    return;
  }
  const asked = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (asked && asked.startsWith("/") && !asked.startsWith("//")) {
    location.replace(location.origin + asked);
  }
}
"""

_remember = st.components.v2.component("casus_asked_link", html="", js=_JS)
# Set as soon as there is a sign-in: at the start, or while the server runs. Streamlit reads the secrets file anew when
# it changes, and takes one that is gone for none: while an editor exchanges it, the server would be open.
_INSISTS = threading.Event()


def settings() -> dict[str, Any]:
    """The server's secrets file as it is now; empty where there is none. Raises PeopleError where it cannot be read."""
    if st.secrets.load_if_toml_exists():
        return st.secrets.to_dict()
    there = [path for path in st.get_option("secrets.files") if Path(path).exists()]
    if there:
        raise PeopleError(f"{there[0]} cannot be read as TOML: check it, as nobody can be let in by it")
    return {}


def returns_to() -> str:
    """Where the provider sends readers back to; empty where nobody signs in. Raises PeopleError like `settings`.

    Cookies count there alone, so it is the address to open.
    """
    return str(settings().get(SIGN_IN, {}).get("redirect_uri", ""))


def insist() -> None:
    """From now on, whatever becomes of the secrets file, nobody is let in without a sign-in."""
    _INSISTS.set()


def configured() -> bool:
    """Whether readers of this server sign in."""
    if not _INSISTS.is_set():
        try:
            if SIGN_IN in settings():
                insist()
        except PeopleError:
            return True
    return _INSISTS.is_set()


def carried(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the provider said of the reader whose browser sends these cookies, as Streamlit signed it; empty for nobody.

    For requests besides the socket, by which `st.user` comes.
    """
    secret = get_cookie_secret()

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, "").encode("latin-1", "replace"))

    said = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    return json.loads(said) if said else {}


def _claims(claims: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return st.user.to_dict() if claims is None else claims


def signed_in(claims: Mapping[str, Any] | None = None) -> bool:
    """Whether this reader, or the one with these claims, has signed in."""
    return _claims(claims).get("is_logged_in") is True


def needed(claims: Mapping[str, Any] | None = None) -> bool:
    """Whether this reader, or the one with these claims, has yet to sign in: then nothing but `ask` may be drawn."""
    return configured() and not signed_in(claims)


def ask() -> None:
    """The page that asks to sign in."""
    _remember(data={"waiting": True}, key="casus_asked_link")
    page_width()
    quiet("this server is for its team", heading="Casus")
    lead_paragraph("Sign in to see the data of this server. The link that you opened is kept meanwhile.")
    st.button("Sign in", type="primary", on_click=st.login)


def told_address(claims: Mapping[str, Any] | None = None) -> str | None:
    """The signed-in reader's e-mail address as the provider tells it, verified or not; None where it tells none."""
    address = _claims(claims).get("email") if configured() and signed_in(claims) else None
    return address if isinstance(address, str) and address else None


def verified_address(claims: Mapping[str, Any] | None = None) -> str | None:
    """The signed-in reader's e-mail address where the provider says that it is theirs, else None.

    Names, user names and subjects are never taken for addresses: readers choose them, at many providers. Some providers
    write the truth value as a word.
    """
    vouched = _claims(claims).get("email_verified")
    return told_address(claims) if vouched is True or vouched == "true" else None


def subject() -> tuple[str, str]:
    """What tells the signed-in reader from every other: who vouches for them, and the name they have there."""
    user = st.user.to_dict()
    return str(user.get("iss")), str(user.get("sub"))


def who() -> str | None:
    """The signed-in reader's verified address, else a name that says it is none; None where nobody signs in."""
    if not configured() or not signed_in():
        return None
    user = st.user.to_dict()
    other = next((str(user[claim]) for claim in ("email", "name", "sub") if user.get(claim)), "somebody")
    return verified_address() or f"{other} (not verified)"


def draw() -> None:
    """Who is signed in, and the way out; nothing where nobody signs in."""
    name = who()
    if name is None:
        return
    _remember(data={"waiting": False}, key="casus_asked_link")
    left, right = st.columns([2, 1], vertical_alignment="center")
    with left:
        quiet(f"Signed in: {name}")
    right.button("Sign out", type="tertiary", on_click=st.logout)
