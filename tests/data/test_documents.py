"""Files, pages and pasted text as documents; what cannot be read says so in a sentence."""

from __future__ import annotations

import contextlib
import http.server
import io
import random
import threading
import unicodedata

import pandas as pd
import pypdf
import pytest

from data import documents
from data.documents import DocumentError
from data.formats import html, plain
from data.formats import pdf as pdfs

ARTICLE = (
    "Aircraft of the Varenian army struck two depots of the Ostrel Front near the border on Monday, the defence "
    "ministry said.\n\nThe front said that three of its fighters had been killed and that it would answer. Talks "
    "between the two sides were to be held in the capital on Friday, but an envoy said they could be put off."
)
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Depots struck - The Kalmar Post</title>
<meta property="og:title" content="Depots struck near the border">
<meta property="article:published_time" content="2021-03-04T08:15:00+01:00">
<script>window.stolen = document.cookie</script><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Depots struck near the border</h1>{paragraphs}
<p onclick="alert('handler')">More was expected in the coming days, an officer of the border guard said.</p>
<script>alert("inline")</script><iframe src="https://example.org/frame">frame</iframe></article>
<footer>All rights reserved</footer></body></html>"""
HTML = PAGE.format(paragraphs="".join(f"<p>{part}</p>" for part in ARTICLE.split("\n\n")))

OTHER_LANGUAGES = {
    "German": (
        "Bei einem Angriff auf einen Stützpunkt im Norden des Landes sind am Montag nach Angaben des Ministeriums fünf "
        "Soldaten getötet worden. Die Regierung machte eine von den Nachbarn unterstützte Miliz für den Angriff "
        "verantwortlich und kündigte Vergeltung an. Der Sprecher war in der Nacht nicht zu erreichen, hatte aber am "
        "Abend zuvor von einer neuen Runde der Gespräche in Wien berichtet."
    ),
    "Dutch": (
        "Bij een aanval op een basis in het noorden van het land zijn maandag volgens het ministerie vijf soldaten "
        "gedood. De regering hield een door de buren gesteunde militie verantwoordelijk en kondigde vergelding aan. "
        "Het is de tweede keer dat er wapens of raketten over de grens zijn gebracht, en de woordvoerder was in de "
        "nacht niet te bereiken voor een antwoord op vragen daarover."
    ),
    "French": (
        "Cinq soldats ont été tués lundi dans une attaque contre une base située dans le nord du pays, selon le "
        "ministère. Le gouvernement a accusé une milice soutenue par ses voisins et a promis des représailles. On "
        "attend une nouvelle série de pourparlers à Vienne, a indiqué le porte-parole, qui a refusé d'en dire plus."
    ),
    "Danish": (
        "Fem soldater blev dræbt mandag i et angreb på en base i det nordlige land, ifølge ministeriet. Regeringen "
        "sagde, at en milits, som naboerne støtter, stod bag, og at den vil have hævn for angrebet. Der ventes en ny "
        "runde af samtaler i Wien, og det er for at undgå, at de to lande skal gå i krig med hinanden under vinteren."
    ),
    "Russian": "В понедельник в результате нападения на базу на севере страны погибли пять солдат.",
    "Persian": "در پی حمله به پایگاهی در شمال کشور پنج سرباز کشته شدند.",
}


def pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with one page for each text; an empty text makes a page without a text layer, like a scan."""
    writer = pypdf.PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=595, height=842)
        lines = "".join(f"({line.replace('(', '[').replace(')', ']')}) Tj T* " for line in text.splitlines())
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(f"BT /F1 10 Tf 12 TL 40 800 Td {lines}ET".encode("cp1252") if text else b"")
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
        name = pypdf.generic.NameObject
        font = pypdf.generic.DictionaryObject({name(key): name(value) for key, value in font.items()})
        fonts = pypdf.generic.DictionaryObject({name("/F1"): writer._add_object(font)})
        page[name("/Resources")] = pypdf.generic.DictionaryObject({name("/Font"): fonts})
        page[name("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pasted_text_becomes_one_row_in_the_agreed_columns():
    frame = documents.from_text(ARTICLE, published="2021-03-04")
    assert list(frame.columns) == list(documents.COLUMNS)
    row = frame.iloc[0]
    assert row["text"] == ARTICLE
    assert row["published"] == pd.Timestamp("2021-03-04")
    assert frame["published"].dtype == "datetime64[us]"
    assert row["title"].startswith("Aircraft of the Varenian army") and row["title"].endswith("…")
    assert pd.isna(row["url"])


def test_the_id_is_of_the_text_alone():
    pasted = documents.from_text(ARTICLE, title="One")
    uploaded = documents.from_bytes("note.txt", ARTICLE.replace("\n", "\r\n").encode("utf-8-sig"), "2021-03-04")
    other = documents.from_text(ARTICLE + " So it went.")
    assert pasted["document_id"][0] == uploaded["document_id"][0] != other["document_id"][0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"One line\r\nand the next\rand on", "One line\nand the next\nand on", id="line breaks"),
        pytest.param("The cafe\u0301 of the town".encode(), "The café of the town", id="composed"),
        pytest.param("\ufeffThe text".encode(), "The text", id="byte order mark"),
        pytest.param("The “Front” said".encode("utf-16"), "The “Front” said", id="utf-16"),
        pytest.param("The Front’s café".encode("cp1252"), "The Front’s café", id="windows-1252"),
        pytest.param(b"page one of it\x0cpage two of it", "page one of it\npage two of it", id="form feed"),
        pytest.param(b"  two  spaces \n\n\n and\tthe tab  ", "two  spaces \n\n\n and\tthe tab", id="inner space kept"),
    ],
)
def test_text_is_decoded_and_only_line_breaks_and_composition_are_normalised(content, expected):
    text = documents.from_bytes("note.txt", content)["text"][0]
    assert text == expected
    assert unicodedata.is_normalized("NFC", text)


def test_the_article_of_a_page_survives_and_its_scripts_do_not():
    row = documents.from_bytes("page.html", HTML.encode()).iloc[0]
    for part in ARTICLE.split("\n\n"):
        assert part in row["text"]
    for gone in ("alert", "stolen", "cookie", "script", "color", "<", "Sport", "handler", "iframe"):
        assert gone not in row["text"]
    assert row["title"] == "Depots struck near the border"
    assert row["published"] == pd.Timestamp("2021-03-04")


@pytest.mark.parametrize("year", ["0120", "0620", "9999"])
def test_a_day_that_no_article_is_of_counts_as_none(year):
    row = documents.from_bytes("page.html", HTML.replace("2021-03-04T", f"{year}-03-04T").encode()).iloc[0]
    assert pd.isna(row["published"])
    mail = f"From: a@b.example\nSubject: Depots\nDate: Thu, 4 Mar {year} 10:00:00 +0000\n\n{ARTICLE}"
    assert pd.isna(documents.from_bytes("a.eml", mail.encode())["published"][0])


def test_a_date_that_is_passed_goes_before_the_date_of_the_page():
    assert documents.from_bytes("page.html", HTML.encode(), "2021-03-09")["published"][0] == pd.Timestamp("2021-03-09")


def test_a_page_is_known_by_its_content_whatever_its_ending():
    assert "Varenian" in documents.from_bytes("page.php", HTML.encode())["text"][0]
    assert "<" not in documents.from_bytes("page.txt", HTML.encode())["text"][0]


def test_a_page_in_its_declared_encoding():
    page = HTML.replace("utf-8", "iso-8859-2").replace("Varenian", "Łodzian").encode("iso-8859-2")
    assert "Łodzian" in documents.from_bytes("page.html", page)["text"][0]


def test_pdf_pages_are_joined_and_their_lines_unwrapped():
    content = pdf(
        "Aircraft of the Varenian army struck two depots of the Ostrel\n"
        "Front near the border on Monday, the defence minis-\n"
        "try said.\n"
        "The front said that three of its fighters had been killed and\n"
        "that it would answer.",
        "Talks were to be held in the capital on Friday.",
    )
    row = documents.from_bytes("report.pdf", content).iloc[0]
    assert row["text"] == (
        "Aircraft of the Varenian army struck two depots of the Ostrel Front near the border on Monday, the defence "
        "ministry said.\nThe front said that three of its fighters had been killed and that it would answer.\n\n"
        "Talks were to be held in the capital on Friday."
    )
    assert pd.isna(row["published"])


def test_a_pdf_that_opens_without_a_password_is_read():
    assert "depots" in documents.from_bytes("r.pdf", pdf("The two depots were struck.", password=""))["text"][0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("note.txt", b"", "note.txt is empty", id="empty"),
        pytest.param("note.txt", b" \r\n\t ", "note.txt is empty", id="blank"),
        pytest.param("note.txt", b"1234 5678 -- 90", "holds no words", id="numbers"),
        pytest.param("note.txt", bytes(range(256)) * 8, "binary data", id="binary"),
        pytest.param("photo", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary data", id="image without an ending"),
        pytest.param("note.txt", b"a" * 10_000_000, "more than 2 MB", id="ten megabytes"),
        pytest.param("note.txt", b"the word " * 30_000, "more than 200,000 characters", id="too long"),
        pytest.param("report.docx", b"PK\x03\x04 the and", "another kind (.docx)", id="word processor"),
        pytest.param("page.html", b"<html><body><a href='/'>Home</a></body></html>", "no article", id="no article"),
        pytest.param("page.html", b"<html><script>var the = 'article'</script></html>", "no article", id="only script"),
        pytest.param("scan.pdf", pdf("", ""), "holds no text", id="scan"),
        pytest.param("locked.pdf", pdf("The text", password="secret"), "locked with a password", id="encrypted"),
        pytest.param("cut.pdf", pdf("The text")[:200], "damaged or cut off", id="cut pdf"),
        pytest.param("false.pdf", b"the text is no pdf", "damaged or cut off", id="false pdf"),
    ],
)
def test_what_cannot_be_read_says_why(name, content, said):
    with pytest.raises(DocumentError) as caught:
        documents.from_bytes(name, content)
    assert said in str(caught.value)
    assert str(caught.value).startswith(name)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_other_languages_are_refused(language):
    with pytest.raises(DocumentError, match="Casus reads English only"):
        documents.from_text(OTHER_LANGUAGES[language])


@pytest.mark.parametrize(
    "text",
    [
        "Bomb outside Kolmani barracks kills nine troops and four passers-by",
        "Dockers at five ports walked out for 24 hours on Monday over night-shift pay, leaving a dozen car carriers "
        "at anchor.",
        ARTICLE,
        f"{ARTICLE} «{OTHER_LANGUAGES['French'][:80]}»",
    ],
)
def test_headlines_and_reports_in_english_are_accepted(text):
    assert documents.from_text(text)["text"][0] == text


@pytest.mark.parametrize("published", ["yesterday", "2021-02-30", "04/03/2021", 5, object()])
def test_a_date_that_is_none_says_so(published):
    with pytest.raises(DocumentError, match="YYYY-MM-DD"):
        documents.from_text(ARTICLE, published=published)


@pytest.mark.parametrize("name", ["report.pdf", "page.html", "note.txt"])
def test_damage_is_read_or_refused_but_breaks_nothing(name):
    whole = {"report.pdf": pdf(ARTICLE, ARTICLE), "page.html": HTML.encode(), "note.txt": ARTICLE.encode()}[name]
    reader = {"report.pdf": pdfs, "page.html": html, "note.txt": plain}[name]
    chance = random.Random(name)
    refused = 0
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.6:
                damaged[at] = chance.randrange(256)
            elif chance.random() < 0.5:
                del damaged[at : at + chance.randrange(40)]
            else:
                damaged[at:at] = chance.choice((b"<", b">", b"<script>", b"<!--", b"&#55296;", b" obj ", b"\x80"))
        try:
            assert plain.clean(name, reader.read(name, bytes(damaged)).text)  # here: a process each takes long
        except DocumentError:
            refused += 1
    assert 0 < refused < 60


def test_several_files_come_in_order_and_repeats_once(tmp_path):
    (tmp_path / "one.txt").write_text(ARTICLE)
    (tmp_path / "two.html").write_text(HTML)
    (tmp_path / "again.txt").write_text(ARTICLE + "\n")
    frame = documents.read([tmp_path / "one.txt", str(tmp_path / "two.html"), tmp_path / "again.txt"])
    assert len(frame) == 2
    assert frame["text"][0] == ARTICLE
    assert frame["title"][1] == "Depots struck near the border"


def test_nothing_is_returned_when_one_of_several_fails(tmp_path):
    (tmp_path / "one.txt").write_text(ARTICLE)
    (tmp_path / "two.txt").write_text("")
    with pytest.raises(DocumentError, match=r"two\.txt is empty"):
        documents.read([tmp_path / "one.txt", tmp_path / "two.txt"])


def test_paths_that_lead_nowhere(tmp_path):
    for path, said in ((tmp_path / "none.txt", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(DocumentError, match=said):
            documents.read(path)


def test_no_path_gives_no_documents():
    frame = documents.read([])
    assert frame.empty and list(frame.columns) == list(documents.COLUMNS)


@pytest.mark.parametrize("address", ["file:///etc/hosts", "ftp://example.org/a.txt", "data://text/plain,the"])
def test_other_schemes_are_refused(address):
    with pytest.raises(DocumentError, match="http and https only"):
        documents.read(address)


@pytest.fixture
def server():
    class Answer(http.server.BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self):
            Answer.asked += 1
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "file:///etc/hosts")
                self.end_headers()
                return
            found = {"/page": ("text/html", HTML.encode()), "/large": ("text/plain", b"the word " * 1_000_000)}
            if self.path not in found:
                self.send_error(404)
                return
            mime, content = found[self.path]
            self.send_response(200)
            self.send_header("Content-Type", mime)
            self.end_headers()
            with contextlib.suppress(OSError):  # the reader may hang up, as it should
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}", Answer
        listening.shutdown()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_an_address_is_read_when_it_is_passed(server):
    row = documents.read(f"{server[0]}/page", private=True).iloc[0]
    assert row["url"] == f"{server[0]}/page"
    assert "Varenian" in row["text"]


@pytest.mark.parametrize(
    ("path", "said"), [("/none", "answered 404"), ("/large", "more than 2 MB"), ("/away", "could not be read")]
)
def test_answers_that_are_no_document(server, path, said):
    with pytest.raises(DocumentError, match=said):
        documents.read(f"{server[0]}{path}", private=True)


def test_a_private_address_is_not_even_asked(server):
    with pytest.raises(DocumentError, match="private network"):
        documents.read(f"{server[0]}/page")
    assert server[1].asked == 0


def test_a_server_that_is_not_there():
    with pytest.raises(DocumentError, match="could not be reached"):
        documents.read("http://127.0.0.1:9/page", private=True)
