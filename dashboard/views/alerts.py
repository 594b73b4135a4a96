"""Alerts: the rules in use and how they stand, a form that makes one, and what was told."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import alert_rows, cache, permissions, rule_examples, rule_form, sentences, session
from dashboard.alert_rows import Used
from dashboard.grid import grid
from dashboard.sentences import alerts as words
from dashboard.state import View
from dashboard.style import lead_paragraph, page_width, quiet

TITLE = "Alerts"
ROW, HEAD = 29, 37  # px
MOST_ROWS = 8  # rules that the table shows without scrolling
TOLD_ROWS = 200  # the latest alerts; the store keeps all


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    used = cache.used_rules(view)
    quiet(words.header(len(used), view.end, view.as_known), heading=TITLE)
    lead_paragraph(words.lead([(one.name, one.state) for one in used], permissions.may_change()))
    if said := st.session_state.pop(rule_form.SAID, None):
        st.success(sentences.escape_markdown(said), icon=":material/check:")
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        if used:
            _rules(used, view)
        else:
            rule_examples.draw(view)
        _told()
    with right:
        rule_form.draw(view)


def _rules(used: list[Used], view: View) -> None:
    st.markdown("#### Rules in use")
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.session_state["alerts_listed"] = [one.name for one in used]
    grid(
        alert_rows.standing(used),
        hide_index=True,
        height=HEAD + ROW * min(len(used), MOST_ROWS),
        row_height=ROW,
        placeholder="–",
        key="alerts_rules",
        on_select=_pick,
        selection_mode="single-cell",
        alt="Alert rules in use and how they stand; a click on a row shows the rule below",
        column_config={
            "name": text("Rule", width=150),
            "state": text("State", width=132, help="On the day at the left: fires, told within the last week or to be "
                          "told by the next casus alert; still holds, silent since it was told; or quiet."),
            "who": text("Stands highest", width=112),
            "value": number("Value", format="%.1f", width=52, help="Of the one that stands highest, on that day"),
            "threshold": number("Fires at", format="%.0f", width=58),
            "unit": text("Unit", width=96),
            "until": st.column_config.DateColumn("Silent until", format="YYYY-MM-DD", width=84, help="In days of the "
                                                 "data, counted from what casus alert told: the first day on which it "
                                                 "may fire for this one again"),
            "times": number("Year", format="%.0f×", width=44, help="Times it fires in the year up to the day, judged "
                            "on each day of it"),
            "watches": text("Watches", width=420),
        },
    )  # fmt: skip
    chosen = next((one for one in used if one.name == st.session_state.get(rule_form.CHOSEN)), None)
    _one(chosen or next((one for one in used if one.loud), used[0]), view)


def _pick() -> None:
    cells = st.session_state["alerts_rules"].selection.cells
    listed = st.session_state["alerts_listed"]
    if cells and cells[0][0] < len(listed):
        st.session_state[rule_form.CHOSEN] = listed[cells[0][0]]


def _one(used: Used, view: View) -> None:
    st.markdown(f"**{sentences.escape_markdown(used.name)}**")
    if used.rule is None or used.trial is None:
        told = words.unusable(used.trouble, permissions.may_change())
        st.warning(sentences.escape_markdown(told), icon=":material/rule:")
    else:
        kept = used.rule.view
        under = words.judged_under(
            alert_rows.weights_of(used.rule), kept.half_life, kept.confidence, kept.sponsorship, kept.data, kept.added
        )
        quiet(f"{alert_rows.watches(used.rule)}. {under}")
        rule_form.plot(used.trial, "alert_chosen")
        _last(used, view)
    if not permissions.may_change():
        return
    st.button(
        "Take out of use", key="alert_out", on_click=_take_out, args=(used.name,), type="tertiary",
        help="It is judged no more, for everyone on this server. Alerts that it told stay.",
    )  # fmt: skip


def _last(used: Used, view: View) -> None:
    found = used.trial.shown
    if found is None:
        quiet("It fired on no day of the year up to this one.")
        return
    last = cache.alert(used.name, used.rule, view.as_known, used.trial.subject, *found)
    shown, evidence = alert_rows.addresses(last)
    st.markdown(f"{sentences.escape_markdown(last.sentence)} [Its day]({shown}) · [Its evidence]({evidence})")


def _take_out(called: str) -> None:
    if rule_form.save(called, None):
        st.session_state[rule_form.SAID] = f"“{called}” is out of use."


def _told() -> None:
    st.markdown("#### Alerts told")
    rows = alert_rows.told(cache.noted())
    if rows.empty:
        st.caption(words.NOTHING_TOLD)
        return
    st.caption(words.told_caption(len(rows), TOLD_ROWS))
    _table(rows.head(TOLD_ROWS))


def _table(rows: pd.DataFrame) -> None:
    text, address = st.column_config.TextColumn, st.column_config.LinkColumn
    grid(
        rows,
        hide_index=True,
        height=HEAD + ROW * min(len(rows), MOST_ROWS),
        row_height=ROW,
        placeholder="–",
        key="alerts_told",
        alt="Alerts that casus alert told, the latest first",
        column_config={
            "day": text("Day", width=84, help="Of the data"),
            "rule": text("Rule", width=130),
            "who": text("For", width=104),
            "sentence": text("What it says", width=380),
            "on": text("Told on", width=84, help="Day in UTC"),
            "posted": text("Webhook", width=70),
            "view": address("Day shown", display_text="Open", width=72),
            "evidence": address("Evidence", display_text="Open", width=68),
        },
    )
