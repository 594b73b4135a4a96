"""What the number means, in three sentences beside it: open at a first visit, folded once it was read.

The browser remembers that it was read; nothing is asked of the server, and other sessions are not touched.
"""

from __future__ import annotations

import streamlit as st

from dashboard import sentences

_HTML = """
<div class="guide">
  <p hidden></p>
  <button type="button" aria-expanded="false"></button>
</div>
"""
_CSS = """
.guide { display: flex; gap: .9rem; align-items: baseline; flex-wrap: wrap; }
p { margin: 0; font: .86rem/1.4 var(--st-font); color: var(--st-text-color); flex: 1 1 20rem; max-width: 78rem;
  border-left: 3px solid var(--st-primary-color); padding-left: .7rem; }
p[hidden] { display: none; }
button { font: 500 .86rem var(--st-font); color: var(--st-link-color); background: transparent; cursor: pointer;
  border: 0; padding: 0; text-decoration: underline; text-underline-offset: 2px; }
"""
_JS = """
const READ = "casus-guide-read";
const recall = () => { try { return localStorage.getItem(READ); } catch (error) { return null; } };
const remember = () => { try { localStorage.setItem(READ, "1"); } catch (error) { /* asked again next time */ } };
export default function ({ data, parentElement }) {
  const words = parentElement.querySelector("p");
  const button = parentElement.querySelector("button");
  words.textContent = data.words;
  const show = (open) => {
    words.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Got it" : "What does this number mean?";
  };
  show(!recall());
  button.onclick = () => {
    if (!words.hidden) { remember(); }
    show(words.hidden);
  };
}
"""

_mount = st.components.v2.component("casus_guide", html=_HTML, css=_CSS, js=_JS)


def draw() -> None:
    """Draw the guide."""
    _mount(data={"words": sentences.GUIDE}, key="guide")
