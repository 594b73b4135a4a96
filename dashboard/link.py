"""A button that copies the address of exactly this view. It works without any network and without a secure context."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

_HTML = """
<div class="row">
  <button type="button" title="Copies the address of exactly this view">Copy link</button>
  <input type="text" readonly hidden aria-label="Address of this view">
</div>
"""
_CSS = """
.row { display: flex; gap: .5rem; align-items: center; justify-content: flex-end; }
button {
  font: 500 .86rem var(--st-font); color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: .22rem .7rem;
  white-space: nowrap; min-width: 6.2rem;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
input { font: .8rem var(--st-code-font); flex: 1; min-width: 4rem; color: inherit; background: transparent; }
"""
# navigator.clipboard exists only on https and localhost; elsewhere the older command, and at last the address itself
_JS = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  const address = () => location.origin + location.pathname + "?" + data.query;
  const say = (text) => {
    button.textContent = text;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = "Copy link"; }, 2000);
  };
  const byHand = () => {
    field.hidden = false;
    field.value = address();
    field.focus();
    field.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch (error) { done = false; }
    if (done) { field.hidden = true; say("Link copied"); } else { say("Copy by hand"); }
  };
  button.onclick = () => {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(address()).then(() => say("Link copied"), byHand);
    } else {
      byHand();
    }
  };
}
"""

_mount = st.components.v2.component("casus_copy_link", html=_HTML, css=_CSS, js=_JS)


def copy_button(parameters: Mapping[str, str]) -> None:
    """Draw the button for the page shown with these parameters."""
    _mount(data={"query": urlencode(parameters)}, key="copy_link")
