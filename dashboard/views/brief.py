"""The brief of the view: to look through, to print, to send on; and its tables for other programs."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from dashboard import boundary, cache, link, session
from dashboard.paper import paper
from dashboard.sentences import brief as words
from dashboard.sentences import escape_markdown
from dashboard.state import View
from dashboard.style import page_width, quiet
from data.store import StoreError

TITLE = "Brief"
PREVIEW_WIDTH = 840  # px: the page at its own width
_SHORT = "casus_brief_short"


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        quiet(words.brief_header(view), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    short = st.session_state.get(_SHORT, False)
    page = cache.brief(view, _address(view, short))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download the brief", page, words.file_name(view, "brief", "html"), "text/html", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        for form in cache.EXPORT_FORMS:
            st.download_button(
                f"Tables as {form}", lambda form=form: cache.export(view, form),
                words.file_name(view, form.lower(), "zip"), "application/zip", on_click="ignore",
                key=f"export_{form}", help=words.EXPORT_HELP[form],
            )  # fmt: skip
        st.toggle("Short link in it", key=_SHORT, help=words.SHORT_HELP)
    st.caption(words.HOW_TO_PRINT)
    with st.container(width=PREVIEW_WIDTH):
        paper(page, words.PREVIEW, key="brief_preview")


def _address(view: View, short: bool) -> str:
    """Where the brief says its view is found: the first screen with all settings, or the code of a kept link."""
    start = f"{(st.context.url or '').rsplit('/', 1)[0]}/"
    if short:
        try:
            return f"{start}?s={session.keep_link(replace(view, page='situation'))}"
        except StoreError as error:
            st.warning(escape_markdown(boundary.said(error)), icon=":material/link_off:")
    return f"{start}?{urlencode(session.link(view))}"
