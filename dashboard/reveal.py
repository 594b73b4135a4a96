"""Brings what a click opened into sight where it stands below the fold: on a phone, columns lie under each other."""

from __future__ import annotations

from typing import Any

import streamlit as st

NARROW = 640  # px: below it Streamlit puts columns under each other

_HTML = '<a class="back" href="#" hidden></a>'
_CSS = """
:host { display: block; }
.back { font: 500 .86rem var(--st-font); color: var(--st-link-color, var(--st-primary-color)); padding: .3rem 0; }
"""
# each pick has a number of its own: a rerun for another reason moves nothing
_JS = f"""
let last = null;
export default function ({{ data, parentElement }}) {{
  if (!matchMedia("(max-width: {NARROW}px)").matches) return;
  const host = parentElement.host ?? parentElement;
  const back = parentElement.querySelector(".back");
  back.hidden = false;
  back.textContent = data.back;
  back.onclick = (event) => {{
    event.preventDefault();
    document.querySelector(".st-key-" + data.to)?.scrollIntoView({{ block: "start" }});
  }};
  if (data.pick && data.pick !== last) {{
    last = data.pick;
    host.style.scrollMarginTop = "4rem";
    host.scrollIntoView({{ block: "start" }});
    back.focus({{ preventScroll: true }});
  }}
}}
"""

_mount = st.components.v2.component("casus_reveal", html=_HTML, css=_CSS, js=_JS)
_PICK, _COUNT = "casus_pick", "casus_picks"


def note_pick() -> None:
    """Callback's part: something was opened, and the next run shows it."""
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_PICK] = st.session_state[_COUNT]


def here(back: str, to: str, key: str) -> Any:
    """Draw where the opened thing begins: on a narrow screen the page moves here after a pick, with a way `back` to the
    container with the key `to`."""
    return _mount(data={"pick": st.session_state.pop(_PICK, 0), "back": back, "to": to}, key=key)
