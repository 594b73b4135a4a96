"""What a reader brings to the page Read."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.formats import apart

TEXT = "The officials said that the aircraft of the army had struck two of their depots near the border on Monday. "


def forms() -> AppTest:
    def script() -> None:
        import streamlit as st

        from dashboard import incoming_articles

        article = incoming_articles.chosen()
        st.text("nothing" if article is None else article["text"].iloc[0])
        st.slider("a weight", 0, 10, key="weight")

    return AppTest.from_function(script, default_timeout=60).run()


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].upload(name, content)
    return next(button for button in app.button if button.label == "Read it").click().run()


@pytest.fixture
def taken_apart(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files for which a process was started."""
    names, real = [], apart.read
    monkeypatch.setattr(apart, "read", lambda kind, name, content: names.append(name) or real(kind, name, content))
    return names


def test_a_file_is_taken_apart_when_it_is_asked_for_and_not_at_each_click(taken_apart: list[str]) -> None:
    first = f"<html><body><article><p>{TEXT * 9}"
    app = upload(forms(), "a.html", first.encode())
    for value in (1, 2):
        app.slider[0].set_value(value).run()
        assert TEXT.strip() in app.text[0].value
    app = upload(app, "b.pdf", b"%PDF-1.4 broken")
    for value in (3, 4):
        app.slider[0].set_value(value).run()
        assert app.text[0].value == "nothing" and "b.pdf cannot be read" in app.warning[0].value
    upload(app, "b.pdf", first.encode())
    assert TEXT.strip() in app.text[0].value and not app.warning
    assert taken_apart == ["a.html", "b.pdf", "b.pdf"]
