"""A file, a page or pasted text becomes documents: one row each, with the text that every quote is an offset into.

Reads plain text, HTML (the article in it) and PDF (its text layer). The network is used only for an address that the
caller passes. What cannot be read raises DocumentError with a sentence for the person who passed it; nothing is
returned in part.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import io
import ipaddress
import re
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pandas as pd

COLUMNS = ("document_id", "url", "title", "published", "text")

MAX_BYTES = 2_000_000  # an article with its page is below 1 MB; more is a data set or a film, and slow to take apart
MAX_CHARACTERS = 200_000  # some 30,000 words, a long report: a book would keep the screen waiting and bury its events
MIN_ARTICLE_WORDS = 20  # a page with less running text is a menu, a cookie notice or a paywall
MAX_CONTROL_SHARE = 0.01  # of the characters: text has next to none, compressed or binary content several times that
TIMEOUT_SECONDS = 15  # for each answer of a server; a page that takes longer will not come
DEADLINE_SECONDS = 30  # for a whole page, so that a server that drips bytes cannot hold the reader
TITLE_LENGTH = 120  # characters of the first line that stand in for a missing title

# Function words that English has and its neighbours lack; "in", "was", "on", "for", "at", "is", "had" are left out, as
# they are words of German, French, Danish or Dutch too.
_ENGLISH = """
    the and to that with are were been by from has its it this these those which who whose their they his her she said
    would could should will not but after before about against into between during when where while of as be than other
    there what some any each both out up down also only more most
"""
ENGLISH_WORDS = frozenset(_ENGLISH.split())
# (words from which on, fewest of 100 that are among them): English dispatches have 20 to 33, the tersest headlines in a
# row 11, other languages in Latin letters below 4; a sentence may hold but one such word, a headline none
ENGLISH_BARS = ((20, 2), (50, 9))
MIN_LATIN_SHARE = 0.5  # of the letters

_USER_AGENT = "casus (conflict-event reader; one page at a time)"
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSET_WITHIN = 4096  # bytes of a page in which its encoding is declared; HTML asks for the first 1024
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OPENS_HTML = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_OPENS_PDF = b"%PDF-"
_KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", "": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf",
}  # fmt: skip
_KIND_OF_MIME = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text"}
_ACCEPTED = "Casus reads plain text (.txt, .md), web pages (.html, .htm) and PDF (.pdf)"


class DocumentError(ValueError):
    """A document that cannot be read; the message says which, why and what is accepted."""


class _Content(NamedTuple):
    text: str
    title: str | None = None
    published: Any = None


class _Page(NamedTuple):
    url: str
    content: bytes
    mime: str


def empty() -> pd.DataFrame:
    """No documents: COLUMNS as text, `published` as datetime64."""
    return _frame([])


def read(paths_or_urls: Any, private: bool = False) -> pd.DataFrame:
    """Documents of files and http(s) addresses: a DataFrame of COLUMNS, one row a text, in the order given.

    Takes one path or address, or several; a text that comes twice is kept once. `published` is the date that a page
    states and null for plain text and PDF. Addresses that lead to a private or local network are refused unless
    `private`, so that a dashboard on a server does not read what only the server can see. Raises DocumentError for the
    first one that cannot be read and returns nothing then.
    """
    listed = [paths_or_urls] if isinstance(paths_or_urls, (str, Path)) else list(paths_or_urls)
    frames = [_one(item, private) for item in listed]
    return _joined(frames)


def from_bytes(name: str, content: bytes, published: Any = None) -> pd.DataFrame:
    """One document of an uploaded file: a DataFrame of COLUMNS with one row.

    `name` tells the kind by its ending unless the content does; `published` (a date or YYYY-MM-DD) goes before the
    date that the page states. Raises DocumentError.
    """
    return _document(name, content, published, url=None, kind=None)


def from_text(text: str, title: str | None = None, published: Any = None) -> pd.DataFrame:
    """One document of pasted text: a DataFrame of COLUMNS with one row. Without a title its first line stands in.

    Raises DocumentError.
    """
    name = "The text"
    clean = _clean(name, text)
    return _frame([_row(name, _Content(clean, title), published, url=None)])


def document_id(text: str) -> str:
    """A stable 16-digit hexadecimal id of a text: the same text has the same id wherever it comes from."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def english_per_100(text: str) -> float:
    """How many of 100 words of `text` are in ENGLISH_WORDS (0 for a text without words)."""
    words = _WORD.findall(text.lower())
    return 100 * sum(word in ENGLISH_WORDS for word in words) / max(len(words), 1)


def _one(item: Any, private: bool) -> pd.DataFrame:
    name = str(item)
    scheme = name.partition("://")[0].lower() if "://" in name else None
    if scheme is None:
        return _document(Path(name).name, _file(Path(name)), None, url=None, kind=None)
    if scheme not in ("http", "https"):
        raise DocumentError(f"{name}: addresses are read over http and https only.")
    page = _fetch(name, private)
    return _document(page.url, page.content, None, url=page.url, kind=_KIND_OF_MIME.get(page.mime))


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise DocumentError(f"{path} is a folder; pass the files in it.") from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be opened: {error.strerror}.") from None


def _document(name: str, content: bytes, published: Any, url: str | None, kind: str | None) -> pd.DataFrame:
    if len(content) > MAX_BYTES:
        raise DocumentError(
            f"{name} is too large: more than {MAX_BYTES / 1e6:g} MB. Articles and reports are far smaller; "
            "pass the text alone, or a part of it."
        )
    if not content.strip():
        raise DocumentError(f"{name} is empty.")
    taken = _READERS[_kind(name, content, kind)](name, content)
    return _frame([_row(name, taken._replace(text=_clean(name, taken.text)), published, url)])


def _kind(name: str, content: bytes, kind: str | None) -> str:
    if content.lstrip()[: len(_OPENS_PDF)] == _OPENS_PDF:
        return "pdf"
    if _OPENS_HTML.match(content[:_CHARSET_WITHIN]):
        return "html"
    if kind:
        return kind
    suffix = Path(unquote(urlsplit(name).path) if "://" in name else name).suffix.lower()
    if suffix not in _KINDS:
        raise DocumentError(f"{name} is of another kind ({suffix}). {_ACCEPTED}.")
    return _KINDS[suffix]


def _plain(name: str, content: bytes) -> _Content:
    return _Content(_decode(name, content))


def _html(name: str, content: bytes) -> _Content:
    import trafilatura  # half a second to import: only pages need it

    page = _decode(name, content, declared=True)
    found = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,  # readers' comments are not the report
        include_tables=False,
        date_extraction_params={"original_date": True, "extensive_search": False},  # a stated date, no guess
    )
    text = (found.text or "") if found else ""
    if len(_WORD.findall(text)) < MIN_ARTICLE_WORDS:
        raise DocumentError(
            f"{name}: no article was found in this page (a login, a notice or a list of links?). "
            "Paste the text of the article instead."
        )
    paragraphs = "\n\n".join(line for line in text.splitlines() if line.strip())
    return _Content(paragraphs, found.title, found.date)


def _pdf(name: str, content: bytes) -> _Content:
    import pypdf  # only PDFs need it
    from pypdf.errors import DependencyError, PyPdfError

    try:
        file = pypdf.PdfReader(io.BytesIO(content))
        if file.is_encrypted and not file.decrypt(""):
            raise DocumentError(f"{name} is locked with a password; save it without one, or paste its text.")
        pages, length = [], 0
        for page in file.pages:
            pages.append(_unwrapped(page.extract_text()))
            length += len(pages[-1])
            if length > MAX_CHARACTERS:  # enough to be refused for its length
                break
        title = file.metadata.title if file.metadata else None
    except DocumentError:
        raise
    except DependencyError:
        raise DocumentError(f"{name} is encrypted in a way Casus cannot open; paste its text.") from None
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, RecursionError):
        # broken files fail anywhere in the parser, seldom with its own error
        raise DocumentError(f"{name} cannot be read as a PDF: it is damaged or cut off.") from None
    text = "\n\n".join(page for page in pages if page)
    if not _WORD.search(text):
        raise DocumentError(
            f"{name} holds no text: it is probably a scan. Run a text recognition over it, or paste its text."
        )
    return _Content(text, title.strip() or None if title else None)  # its dates are of the file, not of publication


_READERS: dict[str, Callable[[str, bytes], _Content]] = {"text": _plain, "html": _html, "pdf": _pdf}

_FULL_LINE = 0.7  # of the longest line of a page: a shorter one ends its paragraph


def _unwrapped(page: str) -> str:
    """The lines of a PDF page as paragraphs: a sentence runs on over full lines, words broken at the end are joined."""
    lines = [line.strip() for line in page.splitlines()]
    full = _FULL_LINE * max(map(len, lines), default=0)
    out = ""
    for line in lines:
        if out.endswith("-") and out[-2:-1].isalpha() and line[:1].islower():
            out = out[:-1] + line
        elif out and not out.endswith("\n"):
            out += " " + line if line else "\n"
        else:
            out += line
        if line and len(line) < full:
            out += "\n"
    return out.strip()


def _decode(name: str, content: bytes, declared: bool = False) -> str:
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    stated = _CHARSET.search(content[:_CHARSET_WITHIN]) if declared else None
    # Windows-1252 last: it is what older newsrooms and desktop programs write, and takes nearly any byte
    for encoding in (marked, "utf-8", stated and stated.group(1).decode("ascii", "ignore"), "cp1252"):
        if encoding is None:
            continue
        try:
            return _checked(name, content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    raise _binary(name)


def _checked(name: str, text: str) -> str:
    control = len(_CONTROL.findall(text))
    if "\x00" in text or control > MAX_CONTROL_SHARE * len(text):
        raise _binary(name)
    return text


def _binary(name: str) -> DocumentError:
    return DocumentError(f"{name} holds binary data, not text. {_ACCEPTED}.")


def _clean(name: str, text: str) -> str:
    """The text that quotes are offsets into: NFC, line feeds, no marks around it; otherwise as written."""
    if not isinstance(text, str):
        raise DocumentError(f"{name} is {type(text).__name__}, not text.")
    text = _SURROGATE.sub("\ufffd", _LINE_BREAKS.sub("\n", _checked(name, text)))
    text = unicodedata.normalize("NFC", text).strip().strip("\ufeff").strip()
    if not text:
        raise DocumentError(f"{name} is empty.")
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            f"{name} is too long: more than {MAX_CHARACTERS:,} characters of text, some 30,000 words. "
            "Pass it in parts, a chapter or an article each."
        )
    _must_be_english(name, text)
    return text


def _must_be_english(name: str, text: str) -> None:
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        raise DocumentError(f"{name} holds no words.")
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin < MIN_LATIN_SHARE * len(letters):
        raise DocumentError(f"{name} is not in English: most of its letters are not Latin. Casus reads English only.")
    words, share = len(_WORD.findall(text)), english_per_100(text)
    bar = max((share for least, share in ENGLISH_BARS if words >= least), default=0)
    if share < bar:
        raise DocumentError(
            f"{name} does not look like English: {share:.0f} of 100 words are everyday English ones (the, and, said "
            f"...), at least {bar} are expected. Casus reads English only; translate it first."
        )


def _row(name: str, content: _Content, published: Any, url: str | None) -> dict[str, Any]:
    title = " ".join(content.title.split()) if content.title else ""
    if not title:
        line = content.text.partition("\n")[0].strip()
        title = line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
    stated = content.published if published is None else published
    return {
        "document_id": document_id(content.text),
        "url": url,
        "title": title,
        "published": _day(name, stated),
        "text": content.text,
    }


def _day(name: str, published: Any) -> pd.Timestamp | None:
    if published is None or published is pd.NaT or published == "":
        return None
    try:
        if isinstance(published, str):
            published = dt.datetime.fromisoformat(published.strip())
        if not isinstance(published, dt.date):
            raise TypeError
        # the day on the calendar of whoever published it, whatever the zone
        return pd.Timestamp(published).tz_localize(None).normalize()
    except (ValueError, TypeError):
        raise DocumentError(f"{name}: the date of publication {published!r} is not a day written YYYY-MM-DD.") from None


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for column in COLUMNS:
        frame[column] = frame[column].astype("datetime64[us]" if column == "published" else "str")
    return frame


def _joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    frames = list(frames)
    if not frames:
        return empty()
    return pd.concat(frames, ignore_index=True).drop_duplicates("document_id", ignore_index=True)


class _PrivateAddress(OSError):
    pass


def _guarded(connection: type[http.client.HTTPConnection]) -> type[http.client.HTTPConnection]:
    """`connection` that hangs up on a private peer before anything is asked: names may resolve to anything."""

    class Guarded(connection):
        def connect(self) -> None:
            super().connect()
            if not ipaddress.ip_address(self.sock.getpeername()[0].partition("%")[0]).is_global:
                self.close()
                raise _PrivateAddress

    return Guarded


class _PublicHTTP(urllib.request.HTTPHandler):
    def http_open(self, req):
        return self.do_open(_guarded(http.client.HTTPConnection), req)


class _PublicHTTPS(urllib.request.HTTPSHandler):
    def https_open(self, req):
        return self.do_open(_guarded(http.client.HTTPSConnection), req, context=self._context)


def _opener(private: bool) -> urllib.request.OpenerDirector:
    # only these handlers: no file, ftp or data addresses, not even after a redirect
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler() if private else _PublicHTTP(),
        urllib.request.HTTPSHandler() if private else _PublicHTTPS(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ]
    opener = urllib.request.OpenerDirector()
    for handler in handlers:
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", _USER_AGENT), ("Accept", "text/html, application/pdf, text/plain")]
    return opener


def _fetch(url: str, private: bool) -> _Page:
    proxied = urlsplit(url).scheme.lower() in urllib.request.getproxies()  # then the proxy decides whom it may reach
    deadline = time.monotonic() + DEADLINE_SECONDS
    parts = []
    size = 0
    try:
        with _opener(private or proxied).open(url, timeout=TIMEOUT_SECONDS) as answer:
            while size <= MAX_BYTES and (part := answer.read1(1 << 16)):
                parts.append(part)
                size += len(part)
                if time.monotonic() > deadline:
                    raise TimeoutError
            return _Page(answer.url, b"".join(parts), answer.headers.get_content_type())
    except urllib.error.HTTPError as error:
        reason = f"the server answered {error.code} {error.reason}"
    except urllib.error.URLError as error:
        if isinstance(error.reason, _PrivateAddress):
            reason = "the address is on a private network"
        elif isinstance(error.reason, TimeoutError):
            reason = "the server did not answer in time"
        else:
            reason = f"the server could not be reached ({error.reason})"
    except TimeoutError:
        reason = "the server did not answer in time"
    except (OSError, http.client.HTTPException, ValueError):
        reason = "the address or the answer is broken"
    raise DocumentError(f"{url} could not be read: {reason}. Save the page and pass the file, or paste the text.")
