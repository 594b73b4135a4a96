"""A page of HTML shown inside the dashboard as a sheet: in a sandbox that runs no script and opens nothing.

`allow-same-origin` alone lets the dashboard measure how tall the sheet is; without `allow-scripts` nothing in it runs,
and the page's own policy forbids it again.
"""

from __future__ import annotations

import streamlit as st

_HTML = '<iframe sandbox="allow-same-origin" referrerpolicy="no-referrer"></iframe>'
_CSS = """
iframe { display: block; width: 100%; height: 600px; background: #fff; border: 1px solid var(--st-border-color); }
iframe:focus-visible { outline: 2px solid var(--st-primary-color); }
"""
_JS = """
export default function ({ data, parentElement }) {
  const frame = parentElement.querySelector("iframe");
  if (frame.title === data.title && frame.srcdoc === data.page) { return; }
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) { frame.style.height = page.scrollHeight + 4 + "px"; }
  };
  frame.title = data.title;
  frame.onload = fit;
  frame.srcdoc = data.page;
  if (!frame.watched) { frame.watched = new ResizeObserver(fit); frame.watched.observe(frame); }
}
"""

_mount = st.components.v2.component("casus_paper", html=_HTML, css=_CSS, js=_JS)


def paper(page: str, title: str, key: str) -> None:
    """Draw a whole HTML page as a sheet; `title` names it to those who do not see it."""
    _mount(data={"page": page, "title": title}, key=key)
