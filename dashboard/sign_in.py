"""Signing in with the team's own provider (OpenID Connect), where the server is set up for it; else nobody need.

The provider sends a reader back to the first page. The link that was asked for waits in the reader's own tab meanwhile.
"""

from __future__ import annotations

import streamlit as st

from dashboard.style import lead_paragraph, page_width, quiet

_SECTION = "auth"  # of the secrets file: whether and with whom to sign in is decided there
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


def configured() -> bool:
    """Whether readers of this server sign in."""
    return st.secrets.load_if_toml_exists() and _SECTION in st.secrets


def needed() -> bool:
    """Whether this reader has yet to sign in: then nothing but `ask` may be drawn."""
    return configured() and not st.user.is_logged_in


def ask() -> None:
    """The page that asks to sign in."""
    _remember(data={"waiting": True}, key="casus_asked_link")
    page_width()
    quiet("this server is for its team", heading="Casus")
    lead_paragraph("Sign in to see the data of this server. The link that you opened is kept meanwhile.")
    st.button("Sign in", type="primary", on_click=st.login)


def who() -> str | None:
    """The signed-in reader's address or name; None where nobody signs in."""
    if not configured() or not st.user.is_logged_in:
        return None
    return st.user.get("email") or st.user.get("name") or st.user.get("sub")


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
