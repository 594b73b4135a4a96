"""The quiet line on every page while rules of this server fire. It can be put away until another rule fires."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, session
from dashboard.alert_rows import Used
from dashboard.sentences import alerts as words
from dashboard.state import View
from dashboard.style import quiet

_AWAY = "casus_alerts_away"  # what was put away: (rule, last day it fired)


def draw(view: View, page: st.Page) -> None:
    """The line with its way to the page of alerts; nothing where no rule fires or the reader put it away."""
    if view.page == page.url_path:
        return
    away = st.session_state.get(_AWAY, frozenset())
    loud = [one for one in cache.used_rules(view) if one.loud and _mark(one) not in away]
    if not loud:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="alert_line"):
        with st.container(width="stretch"):
            quiet(words.line([one.name for one in loud], view.end))
        st.page_link(page, label="Alerts", query_params=session.link(view), width="content")
        marks = frozenset(_mark(one) for one in loud)
        st.button("Put away", key="alert_away", type="tertiary", on_click=_put_away, args=(marks,))


def _mark(one: Used) -> tuple[str, object]:
    return one.name, one.trial.last if one.trial else None


def _put_away(marks: frozenset) -> None:
    st.session_state[_AWAY] = st.session_state.get(_AWAY, frozenset()) | marks
