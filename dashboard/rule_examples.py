"""What stands on the page of alerts while no rule is in use: what rules do, and one of each kind to take over."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import alert_rows, alerting, cache, rule_form, sentences
from dashboard.sentences import alerts as words
from dashboard.state import View
from dashboard.watching import KINDS


def draw(view: View) -> None:
    """The sentence, and the kinds of rules with their usual numbers, each as it would have fired on the data shown."""
    st.markdown("#### What a rule does")
    st.markdown(words.WHAT_RULES_DO)
    st.markdown("#### One of each kind")
    for kind in KINDS:
        _example(kind, view)


def _example(kind: str, view: View) -> None:
    rule = alerting.usual(kind, replace(view, actors=(), pair=None))
    trial = cache.trial(rule, view.end, view.as_known)
    with st.container(border=True, gap="small"):
        st.markdown(sentences.escape_markdown(f"{alert_rows.watches(rule)}."))
        if trial.end is not None:
            times, subjects = len(trial.fired), trial.fired["entity"].nunique()
            told = words.would_have(times, len(trial.values), subjects, trial.end, trial.held, trial.judged, True)
            st.caption(sentences.escape_markdown(told))
        st.button(
            f"Take over “{KINDS[kind].name}”", key=f"alert_example_{kind}", on_click=rule_form.fill, args=(rule,),
            help="Fills the form, where its numbers and whom it watches can be changed before it is kept.",
        )  # fmt: skip
