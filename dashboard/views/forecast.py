"""What may come: probabilities with their reasons, paths of counts, how forecasts did, and how often it came before."""

from __future__ import annotations

import streamlit as st

from dashboard import base_rates, cache, chances, figures, forecast_scores, link, names, session
from dashboard.chances import Outlook
from dashboard.grid import grid
from dashboard.sentences import base_rates as rate_words
from dashboard.sentences import forecast as words
from dashboard.state import TARGET_IDS, View
from dashboard.style import (
    bare_chart,
    chart,
    chart_head,
    dark,
    lead_paragraph,
    lined_table,
    page_width,
    quiet,
    small_head,
)  # fmt: skip
from scoring.climatology import WINDOWS
from scoring.targets import BY_ID

TITLE = "Forecast"
TEXT_WIDTH = 900  # px of running text
MOST_CHANGES = 3  # reasons told in words: further ones move little


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        last = cache.days(view.data, view.added)[1]
        quiet(words.header(view.data, chances.as_of(view), view.as_known, last), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    top = st.container()
    st.segmented_control(
        "Target", TARGET_IDS, required=True, key="target", format_func=words.TARGET_LABELS.__getitem__,
        help="Assault: any realised use of armed force. Deaths: the best estimate of those reported, of all sides.",
    )  # fmt: skip
    found = cache.outlook(view, view.target)
    listed = chances.shown(view, found)
    if listed:
        _table(found, listed)
    unit, horizon = _chosen(view, found, listed)
    with top:
        lead_paragraph(words.lead(found, unit, horizon))
    _why(view, found, unit, horizon)
    forecast_scores.kept(view, found, [one for one in listed if found.row(one, WINDOWS[0]) is not None])
    forecast_scores.past(view, view.target, horizon)
    _base_rates(view)


def _table(found: Outlook, listed: list[str]) -> None:
    rows = [(names.name(unit), [words.cell(found, unit, horizon) for horizon in WINDOWS]) for unit in listed]
    lined_table(["", *(words.within(horizon) for horizon in WINDOWS)], rows, words.caption(found))
    needs = {horizon: chances.needed(found, horizon) for horizon in WINDOWS}
    for line in words.abstains(found, needs):
        quiet(line)
    quiet(f"{words.NO_WEIGHT} {words.HOW_TO_READ}")


def _chosen(view: View, found: Outlook, listed: list[str]) -> tuple[str, int]:
    """Whom and which horizon the reasons are told of: the fields `unit` and `horizon` of the view.

    Where a view leaves them to the data, the widgets show what that gives and the view stays as it is: hence their own
    keys.
    """
    unit, horizon = chances.focus(view, listed), view.horizon or chances.most_told(found)
    if not listed:
        return unit, horizon
    st.session_state["forecast_unit"], st.session_state["forecast_horizon"] = unit, horizon
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    left.selectbox("Why, for", listed, key="forecast_unit", format_func=names.name, on_change=_chosen_unit)
    right.segmented_control("Within days", WINDOWS, required=True, key="forecast_horizon", on_change=_chosen_horizon)
    if view.unit and view.unit != unit:
        quiet(words.not_listed(view.unit, unit))
    return unit, horizon


def _chosen_unit() -> None:
    session.change(unit=st.session_state["forecast_unit"])


def _chosen_horizon() -> None:
    session.change(horizon=st.session_state["forecast_horizon"])


def _why(view: View, found: Outlook, unit: str, horizon: int) -> None:
    row = found.row(unit, horizon) if unit else None
    if row is None:
        return
    left, right = st.columns([1, 1], gap="medium")
    with left:
        if row["reasons"] is None or not isinstance(row["reasons"], list):
            quiet(words.no_reasons(horizon))
        else:
            told = chances.reasons(row)
            title, note = words.reasons_title(row, told), words.reasons_note(row)
            few = chances.apart(told)
            drawn = few.assign(name=list(map(words.reason_name, few["group"], few["words"])))
            alt = f"{title}. {note}. {words.groups_listed(few)}"
            chart(figures.reasons(drawn, title, note, dark()), "forecast_reasons", alt)
            quiet(words.reasons_sum(row, told))
            small_head("What would change it", words.changes(row, told, MOST_CHANGES), words.NOTHING_CHANGES)
            quiet(words.ALONE)
    with right:
        _fan(view, found, unit)


def _fan(view: View, found: Outlook, unit: str) -> None:
    quantity = BY_ID[found.target].quantity
    paths = cache.fan(view, unit, found.target)
    title, note = words.fan_title(unit, paths, quantity), words.fan_note(paths, found.as_of, quantity)
    if paths.past.empty:
        quiet(words.no_fan(paths))
        return
    drawn = figures.fan(paths.past, paths.ahead, words.COUNTED[quantity], title, note, dark())
    chart(drawn, "forecast_fan", f"{title}. {note}")
    quiet(words.fan_limits(quantity) if len(paths.ahead) else words.no_fan(paths))


def _base_rates(view: View) -> None:
    """How often an assault came before: what any forecast has to beat."""
    quiet(rate_words.WHAT, heading=rate_words.HEADING, level=2)
    found = cache.base_rates(view)
    if found.empty or not found["windows"].any():
        st.info(rate_words.EMPTY, icon=":material/history_toggle_off:")
        return
    title, note = rate_words.chart_title(found), rate_words.chart_note(found)
    chart_head(title, note)
    for box, length in zip(st.columns(len(WINDOWS), gap="medium"), WINDOWS, strict=True):
        with box:
            quiet(rate_words.title(length))
            rows = found[found["days"] == length]
            if rows["rate"].isna().all():
                quiet(rate_words.too_short(rows))
                continue
            drawn = figures.base_rates(rows, rate_words.title(length), note, dark(), base_rates.scale(found))
            bare_chart(drawn, f"rates_{length}", f"{rate_words.title(length)}: {title}. {note}")
    grid(
        base_rates.wide(found), hide_index=True, row_height=29,
        alt="Share of past windows with an assault, with interval and counts",
        column_config={
            "name": st.column_config.TextColumn("Who → on whom", width=240),
            **{f"{length} days": st.column_config.TextColumn(rate_words.title(length), width=190)
               for length in WINDOWS},
        },
    )  # fmt: skip
    with st.container(width=TEXT_WIDTH):
        quiet(rate_words.how(found["first"].min(), found["last"].max()))
        quiet(rate_words.NEVER)
