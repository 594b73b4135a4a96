"""Two views side by side: what sets them apart, how their numbers differ and why, and what hangs on the weights."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import boundary, cache, contrast, figures, link, presets, session
from dashboard.contrast import Change, Side
from dashboard.pasted import SHORT, PastedError, pasted
from dashboard.sentences import compare as said
from dashboard.sentences import escape_markdown, ignored, lead
from dashboard.state import View
from dashboard.style import aligned_table, chart, dark, lead_paragraph, page_width, quiet, small_head
from data.store import StoreError
from scoring.score import WEIGHTS

TITLE = "Compare"
HERE, THERE = "This view", "The other view"
EARLIER_DAYS = 7  # of the ready-made comparison: a week, as the changes on the first screen
RANKED = 15  # rows of both rankings: what stands beside the charts
_SAID = "casus_compare_said"


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    with button:
        link.copy_button(session.link(view))
    other, troubles = session.kept_link(view.against) if view.against else (None, [])
    with head:
        quiet("this view, with the settings at the left, beside another one", heading=TITLE)
    _choose(view, other)
    if troubles:
        st.info(escape_markdown(ignored(troubles)), icon=":material/link_off:")
    if other is None:
        quiet("Nothing is compared yet. Paste a link that someone sent you, or take one of the three ready-made ones.")
    else:
        _compare(view, other)
    _sensitivity(view)
    _weight_sets(view, other)


def _choose(view: View, other: View | None) -> None:
    with st.form("compare_form", border=False):
        field, button = st.columns([5, 1], vertical_alignment="bottom")
        field.text_input("Link to compare with, whole or short", key="compare_link", placeholder="https://… or a code")
        button.form_submit_button("Compare", on_click=_paste, width="stretch")
    trouble = st.session_state.pop(_SAID, "")
    if trouble:
        st.warning(escape_markdown(trouble))
    with st.container(horizontal=True):  # buttons in a row that wraps on a phone
        for label, reason, to in _ready(view):
            st.button(label, help=reason, on_click=_against, args=(to,))
        if other is not None:
            st.button("Exchange the two", on_click=_exchange, args=(view, other))
            st.button("Compare nothing", on_click=session.change, kwargs={"against": ""})


def _ready(view: View) -> list[tuple[str, str, View]]:
    """Ready-made comparisons: label, reason, the view to compare with."""
    default = replace(view, weights=tuple(WEIGHTS.items()))
    before = contrast.earlier(view, EARLIER_DAYS)
    return [
        ("Keep this view", "Change settings afterwards: the view as it is now stays beside them.", view),
        ("A week earlier", "The same settings, as of and as known seven days before.", before),
        ("Default weights", "The same settings under the weights of the codebook.", default),
    ]


def _paste() -> None:
    try:
        flat = pasted(st.session_state["compare_link"])
    except PastedError as error:
        st.session_state[_SAID] = str(error)
        return
    if SHORT in flat:
        session.change(against=flat[SHORT])
        return
    other, troubles = session.read_link(flat)
    if troubles:
        st.session_state[_SAID] = ignored(troubles)
    _against(other)


def _against(other: View) -> None:
    try:
        session.change(against=session.keep_link(replace(other, against="")))
    except StoreError as error:
        st.session_state[_SAID] = f"The other view could not be kept: {boundary.said(error)}"


def _exchange(view: View, other: View) -> None:
    try:
        session.replace_all(replace(other, against=session.keep_link(replace(view, against=""))))
    except StoreError as error:
        st.session_state[_SAID] = f"This view could not be kept: {boundary.said(error)}"


def _compare(view: View, other: View) -> None:
    here = cache.side(view)
    # both sides look at one actor, so that its lines and numbers can be set beside each other
    sought = contrast.looking_at(other, here.found.focus, cache.entities(other))
    there = cache.side(sought)
    for box, label, side in zip(st.columns(2, gap="medium"), (HERE, THERE), (here, there), strict=True):
        with box:
            _headline(label, side)
    fields, weights = contrast.differing(view, other), contrast.weights_between(view, other)
    rows = said.settings_rows(fields, weights, view, other)
    if rows:
        aligned_table(("Setting", HERE, THERE), rows, "What differs")
    else:
        quiet("The two views have the same settings; change one at the left to see what it does.")
    if here.found.end is None or there.found.end is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _lines(here, there)
        changed = _steps(here, there, sought)
    with right:
        _rankings(here, there)
        if changed is not None:
            lines = said.change_lines(changed.behind)
            small_head("What makes most of it", lines, "No event stands behind the difference.")


def _headline(label: str, side: Side) -> None:
    quiet(said.compared_header(side.view, side.found.end), heading=label, level=2)
    lead_paragraph(lead(side.found.lead) if side.found.lead else said.no_data(side.view))


def _lines(here: Side, there: Side) -> None:
    title = said.lines_title(
        here.found.focus, here.found.lead.index, there.found.lead.index, there.found.focus,
    )  # fmt: skip
    note = said.lines_note(here.found.end, there.found.end)
    names = {"here": "this view", "there": "the other"}
    drawn = figures.two_lines(contrast.lines(here.found, there.found), names, title, note, dark())
    chart(drawn, "compare_lines", f"{title}. {note}")


def _steps(here: Side, there: Side, sought: View) -> Change | None:
    unlike = contrast.unlike(here.view, there.view)
    changed = cache.change(here.view, sought)
    if unlike or changed is None:
        reason = said.not_in_parts(unlike) if unlike else said.other_actor(here.found.focus, there.found.focus)
        quiet(reason)
        return None
    title = said.change_title(changed.entity, changed.before, changed.after)
    note = said.change_note(here.found.end, there.found.end)
    chart(figures.steps(contrast.as_steps(changed, said.STEP_LABELS), title, note, dark()), "compare_steps", title)
    return changed


def _rankings(here: Side, there: Side) -> None:
    rows = contrast.rankings(here.found, there.found)
    heads = ("Actor", "Index", "there", "Change", "Rank", "there")
    aligned_table(heads, said.ranking_rows(rows.head(RANKED)), said.rankings_title(rows))
    quiet(said.rankings_note(here.found.end, there.found.end, len(rows), RANKED))


def _sensitivity(view: View) -> None:
    found, told = cache.situation(view), cache.sensitivity(view)
    if found.end is None or told is None:
        quiet("No actor has enough events on this day for a ranking that weights could change.")
        return
    left, right = st.columns(2, gap="medium")
    agreed = told.agreement
    title = said.ranks_title(agreed.ranked, agreed.tau, agreed.top)
    note = said.ranks_note(found.end, told.draws, told.seed)
    with left:
        chart(figures.rank_ranges(contrast.first_ranks(told.ranges), title, note, dark()), "compare_ranks", title)
    with right:
        aligned_table(
            ("Actor", "Weight", "Without it", "Doubled"), said.mover_rows(told.movers),
            "Which weight moves which actor, in index points", figures_from=2,
        )  # fmt: skip


def _weight_sets(view: View, other: View | None) -> None:
    known = {HERE: view.weight_of} | ({THERE: other.weight_of} if other else {}) | cache.weight_sets()
    names = list(known)
    left, right = st.columns(2, gap="medium")
    first = left.selectbox("Weights of", names, key="compare_first")
    second = right.selectbox("beside those of", names, index=1, key="compare_second")
    apart = presets.difference(known[first], known[second])
    summary = said.weights_apart(first, second, apart, len(WEIGHTS))
    if apart.empty:
        quiet(summary)
    else:
        aligned_table(("Indicator", first, second, "Change"), said.weight_rows(apart), summary)
