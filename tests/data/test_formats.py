"""Mail and feeds: what is taken of them, what is left and said, and what is refused."""

from __future__ import annotations

import http.server
import threading
from email.message import EmailMessage

import pandas as pd
import pytest

from data import documents
from data.documents import DocumentError
from data.formats import feed

TEXT = (
    "Aircraft of the Varenian army struck two depots of the Ostrel Front near the border on Monday, the defence "
    "ministry said. The front said that three of its fighters had been killed and that it would answer."
)
PAGE = f"<!doctype html><html><head><title>Depots struck</title></head><body><p>{TEXT}</p></body></html>"


def mail(plain: str | None = TEXT, html: str | None = None, attached: int = 0, charset: str = "utf-8") -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"] = "Depots struck near the border", "desk@example.org"
    made["Date"] = "Thu, 04 Mar 2021 23:15:00 -0500"
    if plain is not None:
        made.set_content(plain, charset=charset)
    if html is not None:
        (made.add_alternative if plain is not None else made.set_content)(html, subtype="html")
    for number in range(attached):
        made.add_attachment(b"secret words", maintype="application", subtype="pdf", filename=f"report-{number}.pdf")
    return made.as_bytes()


def test_a_mail_gives_its_text_subject_and_day():
    frame = documents.from_bytes("note.eml", mail())
    row = frame.iloc[0]
    assert (row["text"], row["title"]) == (TEXT, "Depots struck near the border")
    assert row["published"] == pd.Timestamp("2021-03-04")  # on the calendar of whoever sent it
    assert frame.attrs["left_out"] is None


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_mail_in_its_stated_encoding(charset):
    assert (
        "café of the"
        in documents.from_bytes("a.eml", mail(f"The café of the town. {TEXT}", charset=charset))["text"][0]
    )


def test_of_a_mail_with_both_the_plain_text_is_taken_and_html_where_it_is_alone():
    both = documents.from_bytes("a.eml", mail(TEXT, PAGE.replace("Monday", "Friday")))["text"][0]
    alone = documents.from_bytes("a.eml", mail(None, PAGE.replace("Monday", "Friday")))["text"][0]
    assert "Monday" in both and "Friday" in alone and "<" not in alone


def test_attachments_are_not_read_and_named():
    frame = documents.from_bytes("note.eml", mail(attached=4))
    assert "secret" not in frame["text"][0]
    assert frame.attrs["left_out"] == (
        "4 attachments were not read: report-0.pdf, report-1.pdf, report-2.pdf and 1 more"
    )


@pytest.mark.parametrize(
    "content",
    [mail(None, attached=1), mail(" "), b"", b"Subject: \xff\xfe\r\nContent-Type: ;;\r\n\r\n", b"Date: soon\n\n"],
)
def test_a_mail_without_a_text_is_refused_in_a_sentence(content):
    with pytest.raises(DocumentError, match=r"note\.eml"):
        documents.from_bytes("note.eml", content)


RSS = """<?xml version="1.0"?><!-- made --><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Desk</title><link>https://example.org/</link>
<item><title>One</title><link>/one</link><pubDate>Thu, 04 Mar 2021 10:00:00 GMT</pubDate></item>
<item><title>Two &amp; more</title><link>https://example.org/two</link><dc:date>2021-03-05</dc:date></item>
<item><title>Again</title><link>/one</link></item><item><title>Nowhere</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title>
<entry><title>One</title><link rel="self" href="/feed"/><link href="/one"/><updated>2021-03-06T00:00:00Z</updated>
<published>2021-03-04T10:00:00Z</published></entry></feed>"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            RSS,
            [("https://example.org/one", "One", "2021-03-04"), ("https://example.org/two", "Two & more", "2021-03-05")],
        ),
        (ATOM, [("https://example.org/one", "One", "2021-03-04")]),
        ("<feed/>", []),
    ],
)
def test_a_feed_tells_where_its_articles_are(content, expected):
    assert feed.is_feed(content.encode())
    found = feed.items("https://example.org/feed", content.encode())
    assert [(one.url, one.title, one.published and f"{one.published:%Y-%m-%d}") for one in found] == expected


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{BOMB}<rss><channel><item><link>&b;</link></item></channel></rss>", "document type"),
        ('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hosts">]><rss><channel>&a;</channel></rss>', "document type"),
        ("<!DOCTYPE rss><rss/>", "document type"),
        ("<rss><channel><item></rss>", "broken feed"),
        ("<rss>&unknown;</rss>", "broken feed"),
        ("<feed>" * 50, "broken feed"),
    ],
)
def test_a_feed_that_is_broken_or_could_harm_is_refused(content, said):
    assert feed.is_feed(content.encode())
    with pytest.raises(DocumentError, match=said):
        feed.items("https://example.org/feed", content.encode())


@pytest.mark.parametrize("opening", [b"<!---->" * 580, b"<?a?>" * 800, b"<!DOCTYPE a>" * 300, b" " * 4000])
def test_a_hostile_opening_takes_no_time_to_refuse(opening):
    assert not feed.is_feed(opening + b"<p>")  # by trying every way to read it, this would not end
    assert not documents._OPENS_HTML.match(opening + b"<p>")


@pytest.fixture
def site():
    """A site with a feed of two articles, of which one is a menu, and a feed of a feed; its address."""
    pages = {
        "/feed": ("application/rss+xml", RSS.replace("https://example.org/two", "/menu")),
        "/feeds": ("application/rss+xml", RSS.replace("/one", "/feed").replace("https://example.org/two", "/menu")),
        "/bomb": ("application/rss+xml", f"{BOMB}<rss/>"),
        "/empty": ("application/atom+xml", "<feed/>"), "/one": ("text/html", PAGE),
        "/menu": ("text/html", "<html></html>"),
    }  # fmt: skip

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            mime, content = pages[self.path]
            self.send_response(200)
            self.send_header("Content-Type", mime)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_the_articles_of_a_feed_are_read_with_the_day_that_it_states(site):
    frame = documents.read(f"{site}/feed", private=True)
    assert frame["text"].tolist() == [TEXT]
    assert frame["published"].tolist() == [pd.Timestamp("2021-03-04")]
    assert frame["url"].tolist() == [f"{site}/one"]


def test_a_feed_is_told_from_an_article(site):
    document, items = documents.linked(f"{site}/feed", private=True)
    assert document.empty and [one.title for one in items] == ["One", "Two & more"]
    document, items = documents.linked(f"{site}/one", private=True)
    assert len(document) == 1 and items == []


@pytest.mark.parametrize(
    ("path", "said"), [("/feeds", "none of the articles"), ("/empty", "without articles"), ("/bomb", "document type")]
)
def test_feeds_that_give_nothing_say_why(site, path, said):
    with pytest.raises(DocumentError, match=said):
        documents.read(f"{site}{path}", private=True)


def test_a_feed_on_a_private_network_is_not_read(site):
    for read in (documents.read, documents.linked):
        with pytest.raises(DocumentError, match="private network"):
            read(f"{site}/feed")
