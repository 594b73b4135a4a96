"""Read an article: what was found in it, what people say of that, how it would move the risk, and adding it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import (
    boundary,
    cache,
    comparison,
    correcting,
    event_rows,
    evidence,
    figures,
    incoming_articles,
    numbered,
    permissions,
    review,
    sentences,
    session,
)
from dashboard.names import display
from dashboard.state import View
from dashboard.style import chart, dark, lead_paragraph, page_width, quiet
from data import documents as texts
from data.store import StoreError

TITLE = "Read"
ARTICLE_HEIGHT = 620
BESIDE_ARTICLE = 4  # events that take about the height of an article; more are scrolled to
SHOWN_AT_ONCE = 20  # events with their buttons: a long report has hundreds, and the screen would wait for them


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    quiet(sentences.read_header(view.data, texts.MAX_BYTES, permissions.may_change()), heading=TITLE)
    article = incoming_articles.chosen()
    if article is None:
        review.draw(view)
        return
    reading = cache.reading(view.data, view.added, article)
    _result(view, article, reading)
    review.draw(view, reading.mentions)


def _result(view: View, article: pd.DataFrame, reading: cache.Reading) -> None:
    published = article["published"].iloc[0]
    lead_paragraph(sentences.reading_lead(reading.found, reading.known, published, reading.dismissed))
    left, right = st.columns([1, 1.2], gap="medium")
    number_of = numbered.numbers(reading.found, reading.mentions)
    with left:
        row = article.iloc[0]
        st.caption(sentences.escape_markdown(sentences.article_facts(row["title"], row["published"])))
        if article.attrs.get("left_out"):
            st.caption(sentences.escape_markdown(sentences.capital(article.attrs["left_out"])))
        evidence.article(numbered.html(row["text"], reading.mentions, number_of), ARTICLE_HEIGHT)
    if not number_of:
        return
    with right:
        correcting.ask_name()
        _events(view, reading, number_of)
    left, right = st.columns([1, 1.2], gap="medium")
    with left:
        _add(view, article, reading)
    with right:
        _moved(view, article, reading)


def _events(view: View, reading: cache.Reading, number_of: dict[str, int]) -> None:
    rows = event_rows.digest(reading.found, reading.measures, view.weight_of)
    rows = rows.assign(number=rows["event_id"].map(number_of)).sort_values("number")
    shown = rows
    if len(rows) > SHOWN_AT_ONCE:
        parts = list(range(0, len(rows), SHOWN_AT_ONCE))
        first = st.segmented_control(
            "Events", parts, default=0, required=True, key="casus_part",
            format_func=lambda at: f"{at + 1}–{min(at + SHOWN_AT_ONCE, len(rows))}",
        )  # fmt: skip
        shown = rows.iloc[first : first + SHOWN_AT_ONCE]
    height = ARTICLE_HEIGHT if len(shown) > BESIDE_ARTICLE else "content"
    with st.container(height=height, border=False, key="events_found"):
        for _, row in shown.iterrows():
            with st.container(border=True, gap="small"):
                line = sentences.escape_markdown(sentences.capital(row["line"]))
                st.markdown(f"**{row['number']:.0f}**  {line}")
                facts = sentences.event_facts(row, display)
                st.caption(sentences.escape_markdown(f"{facts} · {sentences.scores(row['points'], row['relief'])}"))
                own = reading.found[reading.found["event_id"] == row["event_id"]]
                correcting.draw(own, view, f"read_{row['event_id']}", ask=False)


def _moved(view: View, article: pd.DataFrame, reading: cache.Reading) -> None:
    day = comparison.reading_day(article, reading.found, view)
    moved = comparison.moved(
        cache.events(view.data, view.added), cache.measures(view.data, view.added), reading.together, reading.measures,
        day, view.weight_of, view.half_life,
    )  # fmt: skip
    title = sentences.moved_title(moved, view.data)
    if len(moved):
        note = f"risk index (conduct) without → with this article · as of {sentences.short_day(day)}"
        chart(figures.before_after(moved, title, note, dark()), "moved", f"{title}. {note}")
    else:
        st.caption(sentences.escape_markdown(title))


def _add(view: View, article: pd.DataFrame, reading: cache.Reading) -> None:
    if not permissions.may_change():
        quiet(f"Nothing of this is kept. {permissions.refusal()}")
        return
    st.caption(
        "Check the events against the text first. Everyone who uses this server can then show added articles. "
        "What you confirm, correct or dismiss is kept at once, and counts for the article as soon as it is added."
    )
    if st.button("Add to this server's data"):
        try:
            added = permissions.writing().add(article, reading.alone, view.data, correcting.who())
        except (StoreError, OSError) as error:
            st.warning(
                f"It could not be added: {sentences.escape_markdown(boundary.said(error))}",
                icon=":material/description:",
            )
            return
        cache.forget_added()
        st.success(sentences.added(added, view.data), icon=":material/check:")
