"""Copy the address of exactly this view, whole or short, without any network and without a secure context.

Also fills in the address that a click on the navigation leaves bare.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from dashboard import boundary, session
from data.store import StoreError

_SHORT, _TROUBLE = "casus_short_link", "casus_short_link_trouble"

_HTML = """
<div class="row">
  <span class="pair">
    <button type="button" class="whole" title="Copies the address of exactly this view">Copy link</button><button
      type="button" class="short" aria-label="Short link"
      title="Keeps this view on the server under a code, and copies the short address">Short</button>
  </span>
  <input type="text" readonly hidden aria-label="Address of this view">
  <span class="trouble" role="status" hidden></span>
</div>
"""
_CSS = """
.row { display: flex; flex-wrap: wrap; gap: .3rem .5rem; align-items: center; justify-content: flex-end; }
.pair { display: inline-flex; }
button {
  font: 500 .86rem var(--st-font); color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); padding: .22rem .5rem; white-space: nowrap;
}
button.whole {
  min-width: 5.7rem; border-radius: var(--st-button-radius) 0 0 var(--st-button-radius);
}
button.short {
  min-width: 3.5rem; margin-left: -1px; border-radius: 0 var(--st-button-radius) var(--st-button-radius) 0;
}
button:hover, button:focus-visible {
  border-color: var(--st-primary-color); color: var(--st-primary-color); position: relative;
}
input { font: .8rem var(--st-code-font); flex: 1; min-width: 4rem; color: inherit; background: transparent; }
.trouble { font: .8rem var(--st-font); color: var(--st-text-color); }
"""
# navigator.clipboard exists only on https and localhost; elsewhere the older command, and at last the address itself
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector);
  const field = find("input"), trouble = find(".trouble");
  const address = (query) => location.origin + location.pathname + "?" + query;
  const say = (button, text) => {
    button.rest ??= button.textContent;
    button.textContent = text;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = button.rest; }, 2000);
  };
  const byHand = (button, text, done) => {
    field.hidden = false;
    field.value = text;
    field.focus();
    field.select();
    let copied = false;
    try { copied = document.execCommand("copy"); } catch (error) { copied = false; }
    if (copied) { field.hidden = true; say(button, done); } else { say(button, "Copy by hand"); }
  };
  const copy = (button, query, done) => {
    const text = address(query);
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(() => say(button, done), () => byHand(button, text, done));
    } else {
      byHand(button, text, done);
    }
  };
  const whole = find(".whole"), short = find(".short");
  const copyShort = () => copy(short, "s=" + data.short, "Copied");
  whole.onclick = () => copy(whole, data.query, "Link copied");
  short.onclick = () => {
    if (data.short) { copyShort(); } else { short.asked = true; setTriggerValue("short", true); }
  };
  trouble.hidden = !data.trouble;
  trouble.textContent = data.trouble;
  if (short.asked && data.short) { short.asked = false; copyShort(); }
}
"""
# replaceState and not pushState: the click made its step in the history already
_FILL_JS = """
export default function ({ data }) {
  if (!location.search) { history.replaceState(history.state, "", location.pathname + "?" + data.query); }
}
"""

_mount = st.components.v2.component("casus_copy_link", html=_HTML, css=_CSS, js=_JS)
_fill = st.components.v2.component("casus_fill_address", html="<span hidden></span>", js=_FILL_JS)


def copy_button(parameters: Mapping[str, str]) -> None:
    """Draw the buttons for the page shown with these parameters; the store is written only when a short link is asked.

    A store that cannot be written is said beside the buttons.
    """
    query = urlencode(parameters)
    state = st.session_state
    told = {"short": state.get(_SHORT), "trouble": state.get(_TROUBLE)}
    shown = {name: kept[1] if kept and kept[0] == (session.view().page, query) else "" for name, kept in told.items()}
    _mount(data={"query": query, **shown}, key="copy_link", on_short_change=lambda: _shorten(query))


def fill_address() -> None:
    """Write this view into an address that a click on the navigation emptied, without another step of Back."""
    if session.bare_address():
        _fill(data={"query": urlencode(session.link(session.view()))}, key="fill_address")


def _shorten(query: str) -> None:
    drawn = (session.view().page, query)
    try:
        st.session_state[_SHORT] = (drawn, session.short_link())
        st.session_state.pop(_TROUBLE, None)
    except StoreError as error:
        st.session_state[_TROUBLE] = (
            drawn,
            f"No short link: {boundary.said(error)}. The whole link works without the store.",
        )
