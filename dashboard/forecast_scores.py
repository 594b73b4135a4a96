"""The two scorecards of the Forecast page: of a backtest, run on demand beside the page, and of kept forecasts.

Nothing decides whether they are drawn: no setting hides them, and where there is nothing to score they say so.
"""

from __future__ import annotations

import threading

import pandas as pd
import streamlit as st

from dashboard import boundary, cache, correcting, figures, permissions, scorecard, sentences
from dashboard.chances import Outlook
from dashboard.grid import grid
from dashboard.patience import patiently
from dashboard.sentences import scorecard as words
from dashboard.state import View
from dashboard.style import chart, dark, lead_paragraph, quiet
from data.store import StoreError
from scoring.backtest import FORECASTERS
from scoring.climatology import WINDOWS

ROW, HEAD = 29, 37  # px
MOST_ROWS = 12  # that a table shows without scrolling
_SAID = "forecast_kept_said"


class _Left(Exception):
    """The reader went elsewhere: the work ends at the next cutoff."""


def past(view: View, target: str, horizon: int) -> None:
    """The backtest of the view's data: what was kept of it, or a button that runs it."""
    quiet(words.WHAT, heading=words.PAST_HEADING, level=2)
    done, key = cache.backtests(), cache.backtest_key(view)
    if key not in done:
        place = st.empty()
        with place.container():
            st.caption(words.NOT_RUN)
            asked = st.button("Score past forecasts", key="backtest_run", icon=":material/history:")
        if not asked:
            return
        place.empty()
        cache.keep_backtest(done, view, _run(view))
    cells = done[key]
    table = scorecard.rows(cells)
    if table.empty:
        st.info(words.NOTHING_SCORED, icon=":material/rule:")
        if len(cells):
            st.caption(words.abstained(cells))
        return
    lead_paragraph(words.summary(table, scorecard.won(table), cells))
    _scores(words.score_rows(table), "scores_past")
    left, right = st.columns([1, 1], gap="medium")
    with right:
        quiet(words.abstained(cells))
        quiet(words.SCORES)
    with left:
        found = scorecard.calibration(cells, target, horizon)
        title, note = words.calibration_title(found, horizon), words.calibration_note(found, target)
        if found.empty:
            quiet(title)
        else:
            chart(figures.calibration(found, title, note, dark()), "calibration", f"{title}. {note}")


def _run(view: View) -> pd.DataFrame:
    """Work it out beside the page, with a bar and a way out; any click ends the run of the page, and so the work."""
    rows = cache.events(view.data, view.added, view.as_known)
    by, total = cache.backtest_key(view)[-1], scorecard.cutoffs(rows, WINDOWS)
    at, left = {"done": 0, "day": ""}, threading.Event()

    def tell(day: pd.Timestamp) -> None:
        if left.is_set():
            raise _Left
        at.update(done=at["done"] + 1, day=f"{day:%Y-%m-%d}")

    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center", key="backtesting"):
        bar = st.progress(0.0, width="stretch")
        st.button("Cancel", key="backtest_cancel")
    try:
        cells = patiently(
            lambda: scorecard.of_the_past(rows, by, tell),
            lambda seconds: bar.progress(
                min(max(at["done"] - 1, 0) / max(total, 1), 1.0),
                words.progress(max(at["done"] - 1, 0), total, at["day"], seconds),
            ),
        )
    finally:
        left.set()
    place.empty()
    return cells


def kept(view: View, found: Outlook, units: list[str]) -> None:
    """Keep the forecast on screen, and how those kept earlier did."""
    quiet(words.KEPT_WHAT, heading=words.KEPT_HEADING, level=2)
    if permissions.may_change():
        _ask(view, found, units)
    else:
        quiet(permissions.refusal())
    if told := st.session_state.pop(_SAID, None):
        st.success(sentences.escape_markdown(told), icon=":material/check:")
    try:
        settled, open_ = cache.kept_forecasts(view.data)
    except StoreError as error:
        st.warning(
            f"Kept forecasts cannot be read: {sentences.escape_markdown(boundary.said(error))}", icon=":material/rule:"
        )
        return
    if settled.empty and open_.empty:
        st.caption(words.NOTHING_KEPT)
        return
    lead_paragraph(words.kept_summary(settled, open_))
    if len(settled):
        table = scorecard.of_kept(settled)
        if len(table):
            _scores(words.score_rows(table), "scores_kept")
    both = pd.concat([settled, open_], ignore_index=True) if len(open_) else settled
    _listed(words.kept_rows(settled, open_, scorecard.when(both)))


def _ask(view: View, found: Outlook, units: list[str]) -> None:
    who, button = st.columns([2, 3], vertical_alignment="bottom")
    with who:
        correcting.ask_name()
    if button.button(
        "Keep this forecast", key="forecast_keep", icon=":material/bookmark_add:", disabled=not units,
        help="All rows of the table above, with today's date and your name. Nothing takes it back.",
    ):  # fmt: skip
        _keep(view, found, units)


def _keep(view: View, found: Outlook, units: list[str]) -> None:
    try:
        new = cache.keep_forecast(permissions.writing(), view, found, units, correcting.who())
    except StoreError as error:
        st.warning(f"It could not be kept: {sentences.escape_markdown(boundary.said(error))}", icon=":material/rule:")
        return
    st.session_state[_SAID] = words.kept_now(new, int(found.rows["unit"].isin(units).sum()))


def _scores(rows: pd.DataFrame, key: str) -> None:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    grid(
        rows, key=key, hide_index=True, row_height=ROW, height=HEAD + ROW * min(len(rows), MOST_ROWS), placeholder="–",
        alt="Scores of ours and of three forecasters that need no model, with the best of each row",
        column_config={
            "kept": text("Kept", width=110), "target": text("Target", width=124), "days": number("Days", width=44),
            "metric": text("Score", width=236),
            **{one: number(words.FORECASTER_NAMES[one], format="%.4f", width=84) for one in FORECASTERS},
            "best": text("Best", width=110),
            "cells": number("Forecasts", width=68, help="Unit and day together; for onsets those whose last window "
                            "had not reached the target"),
            "hits": number("Came", width=48),
        },
    )  # fmt: skip


def _listed(rows: pd.DataFrame) -> None:
    text, number, day = st.column_config.TextColumn, st.column_config.NumberColumn, st.column_config.DateColumn
    grid(
        rows, key="forecasts_kept", hide_index=True, row_height=ROW, height=HEAD + ROW * min(len(rows), MOST_ROWS),
        placeholder="–", alt="Kept forecasts, the latest first, with what came",
        column_config={
            "who": text("Who", width=190), "target": text("Target", width=130),
            "as_of": day("As of", format="YYYY-MM-DD", width=86), "due": day("Due", format="YYYY-MM-DD", width=86),
            "said": number("Said", format="%.2f %%", width=62, help="None where there was no forecast"),
            "climatology": number("Climatology", format="%.2f %%", width=84), "came": text("What came", width=106),
            "kept": text("Kept", width=110), "at": text("On", width=86, help="Day in UTC"),
            "by": text("By", width=100),
        },
    )  # fmt: skip
