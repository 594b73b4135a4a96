"""What a reader brings to the page Read: pasted, uploaded, or fetched from an address that may be a feed."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from dashboard import sentences
from dashboard.patience import patiently
from dashboard.state import FIRST_DAY, LAST_DAY
from data import documents as texts

FILE_KINDS = ["txt", "md", "html", "htm", "pdf", "eml"]
MOST_MEGABYTES = texts.MAX_BYTES // 1_000_000
BOX_HEIGHT = 120
ADDRESS_LENGTH = 2000  # characters; browsers and servers take little more
_ARTICLE, _FETCHED = "casus_article", "casus_fetched"
_FILE_ICON, _LINK_ICON = ":material/description:", ":material/link:"


def chosen() -> pd.DataFrame | None:
    """Draw the forms; the article to read (a documents frame with one row), None while there is none."""
    asked, address = _form(), _address()
    if asked:
        st.session_state[_ARTICLE] = asked
        st.session_state.pop(_FETCHED, None)
    if address:
        st.session_state.pop(_ARTICLE, None)
        _fetch(address)
    if _FETCHED in st.session_state:
        return _of_feed(st.session_state[_FETCHED])
    asked = st.session_state.get(_ARTICLE)
    return None if asked is None else _read(asked)


def _read(asked: dict) -> pd.DataFrame | None:
    """What was asked for, read once and kept with it: a file made to harm costs 20 s, and not at each click."""
    if "read" not in asked:
        try:
            asked["read"] = _document(asked)
        except texts.DocumentError as error:
            asked["read"] = str(error)
    if isinstance(asked["read"], str):
        _warn(asked["read"])
        return None
    return asked["read"]


def _form() -> dict | None:
    with st.form("article", border=False):
        left, right = st.columns([2, 1], gap="medium")
        text = left.text_area("Paste an article", height=BOX_HEIGHT, max_chars=texts.MAX_CHARACTERS)
        published = right.date_input(
            "Published on", key="published_on", value=None, format="YYYY-MM-DD",
            min_value=FIRST_DAY, max_value=LAST_DAY,
            help="Words such as “on Monday” are read from this day. Without it, such days stay unknown.",
        )  # fmt: skip
        upload = right.file_uploader("or choose a file", type=FILE_KINDS, max_upload_size=MOST_MEGABYTES)
        if not left.form_submit_button("Read it"):
            return None
    if upload is None and not text.strip():
        st.info("Paste an article or choose a file first.", icon=_FILE_ICON)
        return None
    content = upload.getvalue() if upload else None
    return {"name": upload.name if upload else None, "content": content, "text": text, "published": published}


def _document(asked: dict) -> pd.DataFrame:
    if asked["content"] is not None:
        return texts.from_bytes(asked["name"], asked["content"], asked["published"])
    return texts.from_text(asked["text"], published=asked["published"])


def _address() -> str | None:
    with st.form("address", border=False):
        left, right = st.columns([5, 1], gap="small", vertical_alignment="bottom")
        address = left.text_input(
            "or the address of an article or a feed (RSS, Atom)", max_chars=ADDRESS_LENGTH, placeholder="https://",
            help="This server asks for it only when you press the button, and never on private networks.",
        )  # fmt: skip
        pressed = right.form_submit_button("Fetch it", width="stretch")
    if not pressed:
        return None
    if not address.strip():
        st.info("Enter an address first.", icon=_LINK_ICON)
        return None
    return address.strip()


def _fetch(address: str) -> None:
    """Fetch what lies at an address, article by article; what is there is kept when the reader cancels."""
    state = st.session_state
    state[_FETCHED] = kept = {"articles": [], "refused": [], "linked": 0}
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center", key="fetching"):
        bar = st.progress(0.0, width="stretch")
        st.button("Cancel", key="cancel_fetch")  # any click ends this run
    try:
        host = urlsplit(address).hostname or address
        found, items = patiently(
            lambda: texts.linked(address),
            lambda seconds: bar.progress(0.0, sentences.escape_markdown(sentences.fetching(host, seconds))),
        )
    except (texts.DocumentError, ValueError) as error:
        state.pop(_FETCHED)
        _warn(error)
        items = []
    else:
        kept["articles"] += [found] * len(found)
        kept["linked"] = len(items)
    asked = items[: texts.MOST_ITEMS]
    for number, item in enumerate(asked):
        title = sentences.escape_markdown(item.title or item.url)
        try:
            kept["articles"].append(
                patiently(
                    lambda item=item: texts.of_item(item),
                    lambda seconds, number=number, title=title: bar.progress(
                        number / len(asked), f"{number + 1} of {len(asked)}: {title} … {seconds} s"
                    ),
                )
            )
        except texts.DocumentError as error:
            kept["refused"].append(str(error))
    place.empty()


def _of_feed(fetched: dict) -> pd.DataFrame | None:
    articles, refused, linked = fetched["articles"], fetched["refused"], fetched["linked"]
    if linked:
        asked = min(linked, texts.MOST_ITEMS)
        st.caption(sentences.fetched(len(articles), len(refused), asked, linked))
        if refused:
            with st.expander(f"What could not be read ({len(refused)})"):
                for reason in refused:
                    st.caption(sentences.escape_markdown(reason))
    if len(articles) < 2:
        return articles[0] if articles else None
    number = st.selectbox(
        "Article of the feed", range(len(articles)), format_func=lambda at: articles[at]["title"].iloc[0]
    )
    return articles[number]


def _warn(error: Exception | str) -> None:
    st.warning(sentences.escape_markdown(str(error)), icon=_FILE_ICON)
