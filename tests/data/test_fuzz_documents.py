"""Any page, mail, PDF, feed, model or archive at all: read, or refused in a sentence. Never else."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import archive, documents, ucdp_pages
from data.database import StoreError
from data.formats import DocumentError, feed, html, mail, pdf, plain
from data.retrying import FetchError, PassingFault
from data.store import Store
from scoring import model_file
from scoring.classifier import MODEL_FILE, ModelError
from tests.data.test_archive import filled
from tests.data.test_documents import ARTICLE, HTML
from tests.data.test_documents import pdf as made_pdf
from tests.data.test_formats import ATOM, RSS
from tests.data.test_formats import mail as made_mail
from tests.fuzzing import budget, cells, damaged

_FOLDER = Path(tempfile.mkdtemp(prefix="casus-fuzz-"))
WHOLE: dict[str, tuple[Callable, bytes]] = {
    "page": (html.read, HTML.encode()),
    "mail": (mail.read, made_mail(ARTICLE, HTML, attached=2)),
    "mail of a page": (mail.read, made_mail(None, HTML)),
    "pdf": (pdf.read, made_pdf(ARTICLE, ARTICLE)),
    "text": (plain.read, ARTICLE.encode()),
}


def check(read: Callable, content: bytes) -> None:
    """All that must hold of what a reader makes of bytes."""
    try:
        found = read("any", content)
        text = plain.clean("any", found.text)
    except DocumentError as error:
        assert str(error)
        return
    assert text and unicodedata.is_normalized("NFC", text) and text.encode()
    assert documents._row("any", found._replace(text=text), None, None)["title"] is not None


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_documents(name: str) -> None:
    read, whole = WHOLE[name]

    @budget(12)
    @given(damaged(whole))
    def run(content: bytes) -> None:
        check(read, content)

    run()


@budget(20)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(cells, max_size=12).map(lambda parts: " ".join(parts).encode("utf-8", "replace")),
    )
)
def test_any_document(content: bytes) -> None:
    for read, _ in WHOLE.values():
        check(read, content)


def check_feed(content: bytes) -> None:
    feed.is_feed(content)
    try:
        found = feed.items("https://example.org/feed", content)
    except DocumentError as error:
        assert str(error)
        return
    assert all(isinstance(one.url, str) and one.url for one in found)


@budget(60)
@given(st.one_of(damaged(RSS.encode()), damaged(ATOM.encode()), st.binary(max_size=100)))
def test_any_feed(content: bytes) -> None:
    check_feed(content)


@budget(30)
@given(cells, cells)
def test_feeds_with_any_link_and_day(link: str, day: str) -> None:
    from xml.sax.saxutils import escape

    check_feed(
        f"<rss><item><link>{escape(link)}</link><pubDate>{escape(day)}</pubDate></item></rss>".encode(
            "utf-8", "replace"
        )
    )


def check_page(content: bytes) -> None:
    try:
        page = ucdp_pages.read(content, 0, "example.org")
    except (FetchError, PassingFault) as error:
        assert str(error)
        return
    assert page.total >= 0


PAGE = b'{"TotalCount": 1, "TotalPages": 1, "NextPageUrl": "http://x/?page=1", "Result": [{"id": 7, "best": 1}]}'


@budget(60)
@given(st.one_of(damaged(PAGE), st.binary(max_size=60)))
def test_any_answer_of_ucdp(content: bytes) -> None:
    check_page(content)


def check_model(content: bytes) -> None:
    path = _FOLDER / "any.skops"
    path.write_bytes(content)
    try:
        model_file.read(path)
    except ModelError as error:
        assert str(error)


@budget(6)
@given(damaged(MODEL_FILE.read_bytes()))
def test_any_model_file(content: bytes) -> None:
    check_model(content)


def check_archive(content: bytes) -> None:
    path, place = _FOLDER / "any.casus", _FOLDER / "store.sqlite"
    path.write_bytes(content)
    for file in _FOLDER.glob("store.sqlite*"):
        file.unlink()
    archive.is_archive(path)
    store = Store(place)
    try:
        archive.restore(store, path)
    except StoreError as error:
        assert str(error)
        assert store.datasets() == [] and store.views().empty and store.actor_mappings() == {}


@pytest.fixture(scope="module")
def whole_archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    archive.backup(filled(str(folder / "whole.sqlite")), folder / "whole.casus")
    return (folder / "whole.casus").read_bytes()


def test_any_archive(whole_archive: bytes) -> None:
    @budget(10)
    @given(damaged(whole_archive))
    def run(content: bytes) -> None:
        check_archive(content)

    run()
