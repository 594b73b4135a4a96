"""One run of the screen: state, navigation, the page, and the sidebar beside it."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from dashboard import ahead, alert_line, boundary, cache, link, permissions, runs, session, sidebar, sign_in, turns
from dashboard.sentences import escape_markdown, ignored
from dashboard.state import PAGES

FOR_ADMINISTRATORS = ("server",)  # pages that the navigation shows to nobody else; they refuse others by themselves
VIEWS = {name: import_module(f"dashboard.views.{name}") for name in PAGES}


def draw() -> None:
    """Draw what the reader's address and widgets ask for.

    The page comes before the sidebar, which stands beside it all the same: who moves a weight waits for the chart.
    """
    cache.freeze_imports()
    stranger = sign_in.needed()
    hidden = () if not stranger and permissions.administers() else FOR_ADMINISTRATORS
    pages = {
        name: st.Page(
            module.show, title=module.TITLE, url_path=name, default=name == "situation",
            visibility="hidden" if name in hidden else "visible",
        )
        for name, module in VIEWS.items()
    }  # fmt: skip
    page = st.navigation(list(pages.values()), position="hidden" if stranger else "top")
    st.set_page_config(page_title=f"{page.title} - Casus", layout="wide", initial_sidebar_state=300)
    current = page.url_path or "situation"
    with runs.timed(current), turns.PAGES.taken(), boundary.calm() as told:
        if stranger:
            sign_in.ask()
            st.stop()
        if session.asked_page() in VIEWS.keys() - {current}:
            st.switch_page(pages[session.asked_page()], query_params=session.rest_of_link())
        view, rejected = session.begin(current)
        if rejected:
            st.info(escape_markdown(ignored(rejected)), icon=":material/link_off:")
        try:
            with boundary.calm(told):
                alert_line.draw(view, pages["alerts"])
                page.run()
        finally:
            sidebar.draw(view)
            with st.sidebar:
                link.fill_address()
            session.end()
            ahead.end()
