"""Read an article: what was found in it, how it would move the risk, and adding it to the data of this server."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import cache, comparison, event_rows, evidence, figures, sentences, session
from dashboard.state import FIRST_DAY, LAST_DAY, View
from dashboard.style import chart, dark, lead_paragraph, page_width, quiet
from data import documents as texts
from data.store import StoreError

TITLE = "Read"
FILE_KINDS = ["txt", "md", "html", "htm", "pdf"]
MOST_MEGABYTES = texts.MAX_BYTES // 1_000_000
BOX_HEIGHT = 190
ARTICLE_HEIGHT = 560


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    quiet(sentences.read_header(view.data, texts.MAX_BYTES), heading=TITLE)
    asked = _form()
    if asked:
        st.session_state["casus_article"] = asked
    document = st.session_state.get("casus_article")
    if document is None:
        return
    try:
        article = _document(document)
        reading = cache.reading(view.data, view.added, article)
    except texts.DocumentError as error:
        st.warning(sentences.escape_markdown(str(error)), icon=":material/description:")
        return
    _result(view, article, reading)


def _form() -> dict | None:
    with st.form("article", border=False):
        left, right = st.columns([2, 1], gap="medium")
        text = left.text_area("Paste an article", height=BOX_HEIGHT, max_chars=texts.MAX_CHARACTERS)
        upload = right.file_uploader("or choose a file", type=FILE_KINDS, max_upload_size=MOST_MEGABYTES)
        published = right.date_input(
            "Published on", key="published_on", value=None, format="YYYY-MM-DD",
            min_value=FIRST_DAY, max_value=LAST_DAY,
            help="Words such as “on Monday” are read from this day. Without it, such days stay unknown.",
        )  # fmt: skip
        if not st.form_submit_button("Read it"):
            return None
    if upload is None and not text.strip():
        st.info("Paste an article or choose a file first.", icon=":material/description:")
        return None
    content = upload.getvalue() if upload else None
    return {"name": upload.name if upload else None, "content": content, "text": text, "published": published}


def _document(asked: dict) -> pd.DataFrame:
    if asked["content"] is not None:
        return texts.from_bytes(asked["name"], asked["content"], asked["published"])
    return texts.from_text(asked["text"], published=asked["published"])


def _result(view: View, article: pd.DataFrame, reading: cache.Reading) -> None:
    lead_paragraph(sentences.reading_lead(reading.found, reading.known, article["published"].iloc[0]))
    left, right = st.columns([1, 1.2], gap="medium")
    with left:
        row = article.iloc[0]
        st.caption(sentences.escape_markdown(sentences.article_facts(row["title"], row["published"])))
        spans = reading.mentions[["span_start", "span_end"]].dropna().itertuples(index=False, name=None)
        evidence.article(evidence.highlighted(row["text"], spans), ARTICLE_HEIGHT)
    with right:
        if reading.found["event_id"].nunique():
            _events(view, reading)
            _moved(view, article, reading)
            _add(view, article, reading)


def _events(view: View, reading: cache.Reading) -> None:
    rows = event_rows.digest(reading.found, reading.measures, view.weight_of)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        rows[["date", "by", "deed", "to", "points", "relief", "realis", "confidence"]],
        hide_index=True,
        row_height=29,
        placeholder="–",
        alt="Events read from the article",
        column_config={
            "date": st.column_config.DateColumn("Day", format="YYYY-MM-DD", width=80),
            "by": text("Who", width=104),
            "deed": text("Did what", width=124),
            "to": text("To whom", width=104),
            "realis": text("Realis", width=74),
            "points": number("Points", format="%.1f", width=48),
            "relief": number("Relief", format="%.1f", width=52),
            "confidence": number("Conf.", format="%.2f", width=48),
        },
    )


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
    st.caption("Check the events against the text first. Everyone who uses this server can then show added articles.")
    if st.button("Add to this server's data"):
        try:
            added = cache.store().add(article, reading.alone, view.data)
        except (StoreError, OSError) as error:
            st.warning(f"It could not be added: {sentences.escape_markdown(str(error))}", icon=":material/description:")
            return
        cache.forget_added()
        st.success(sentences.added(added, view.data), icon=":material/check:")
