"""A file, a page, a feed or pasted text becomes documents: one row each, with the text that quotes are offsets into.

Reads plain text, HTML (the article in it), PDF (its text layer), mail (its text), and the articles that an RSS or Atom
feed links to. The network is used only for an address that the caller passes. What cannot be read raises DocumentError
with a sentence for the person who passed it; nothing is returned in part.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from data.addresses import MAX_BYTES, fetch
from data.events import FIRST_DAY, LAST_DAY
from data.formats import ACCEPTED, MAX_CHARACTERS, Content, DocumentError, apart, feed, plain
from data.formats.feed import Item
from data.formats.plain import clean, english_per_100

__all__ = [
    "COLUMNS", "MAX_BYTES", "MAX_CHARACTERS", "DocumentError", "document_id", "empty", "english_per_100", "from_bytes",
    "from_text", "linked", "of_item", "read",
]  # fmt: skip

COLUMNS = ("document_id", "url", "title", "published", "text")
MOST_ITEMS = 20  # articles of a feed that are read: its newest, some ten minutes of a patient server at worst
TITLE_LENGTH = 120  # characters of the first line that stand in for a missing title

_OPENS_HTML = re.compile(rb"\s*(?:(?><!--.*?-->)\s*)*+<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_OPENS_PDF = b"%PDF-"
_KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", "": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".eml": "mail",
}  # fmt: skip
_KIND_OF_MIME = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text",
    "message/rfc822": "mail",
}  # fmt: skip


def empty() -> pd.DataFrame:
    """No documents: COLUMNS as text, `published` as datetime64."""
    return _frame([])


def read(paths_or_urls: Any, private: bool = False) -> pd.DataFrame:
    """Documents of files and http(s) addresses: a DataFrame of COLUMNS, one row a text, in the order given.

    Takes one path or address, or several; a text that comes twice is kept once. `published` is the date that a page,
    a mail or a feed states and null for plain text and PDF. Of a feed, the first MOST_ITEMS articles are read, and
    those that cannot be are left out. Addresses that lead to a private or local network are refused unless `private`,
    so that a dashboard on a server does not read what only the server can see. Raises DocumentError for the first one
    that cannot be read (a feed: of which nothing can) and returns nothing then.
    """
    listed = [paths_or_urls] if isinstance(paths_or_urls, (str, Path)) else list(paths_or_urls)
    frames = [_one(item, private) for item in listed]
    return _joined(frames)


def from_bytes(name: str, content: bytes, published: Any = None) -> pd.DataFrame:
    """One document of an uploaded file: a DataFrame of COLUMNS with one row.

    `name` tells the kind by its ending unless the content does; `published` (a date or YYYY-MM-DD) goes before the
    date that the page or mail states. What was left out of it stands in `attrs["left_out"]` (None: nothing). Raises
    DocumentError.
    """
    return _document(name, content, published, url=None, kind=None)


def from_text(text: str, title: str | None = None, published: Any = None) -> pd.DataFrame:
    """One document of pasted text: a DataFrame of COLUMNS with one row. Without a title its first line stands in.

    Raises DocumentError.
    """
    name = "The text"
    return _frame([_row(name, Content(clean(name, text), title), published, url=None)])


def document_id(text: str) -> str:
    """A stable 16-digit hexadecimal id of a text: the same text has the same id wherever it comes from."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def linked(address: str, private: bool = False) -> tuple[pd.DataFrame, list[Item]]:
    """What lies at one address: a document and no items, or no document and what a feed there links to, all of it.

    Raises DocumentError as `read` does.
    """
    if address.partition("://")[0].lower() not in ("http", "https"):
        raise DocumentError(f"{address[:TITLE_LENGTH]}: addresses are read over http and https only.")
    page = fetch(address, private)
    if not feed.is_feed(page.content):
        return _document(page.url, page.content, None, url=page.url, kind=_KIND_OF_MIME.get(page.mime)), []
    items = feed.items(page.url, page.content)
    if not items:
        raise DocumentError(f"{address} is a feed without articles.")
    return empty(), items


def of_item(item: Item, private: bool = False) -> pd.DataFrame:
    """The document that an item of a feed links to; the feed's title and date stand in where the page states none.

    Raises DocumentError, also where the item links to another feed.
    """
    document, items = linked(item.url, private)
    if items:
        raise DocumentError(f"{item.url} is a feed within a feed; pass its own address.")
    missing = document["published"].isna() & (item.published is not None)
    return document.assign(published=document["published"].mask(missing, _stated(item.url, item.published)))


def _one(item: Any, private: bool) -> pd.DataFrame:
    name = str(item)
    if "://" not in name:
        return _document(Path(name).name, _file(Path(name)), None, url=None, kind=None)
    document, items = linked(name, private)
    if not items:
        return document
    found, refused = [], None
    for one in items[:MOST_ITEMS]:
        try:
            found.append(of_item(one, private))
        except DocumentError as error:
            refused = error
    if not found and refused is not None:
        raise DocumentError(f"{name}: none of the articles of this feed could be read. The last: {refused}")
    return _joined(found)


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
    kind = _kind(name, content, kind)
    taken = plain.read(name, content) if kind == "text" else apart.read(kind, name, content)
    frame = _frame([_row(name, taken._replace(text=clean(name, taken.text)), published, url)])
    frame.attrs["left_out"] = taken.note
    return frame


def _kind(name: str, content: bytes, kind: str | None) -> str:
    if content.lstrip()[: len(_OPENS_PDF)] == _OPENS_PDF:
        return "pdf"
    if _OPENS_HTML.match(content[: plain.CHARSET_WITHIN]):
        return "html"
    if kind:
        return kind
    suffix = Path(unquote(urlsplit(name).path) if "://" in name else name).suffix.lower()
    if suffix not in _KINDS:
        raise DocumentError(f"{name} is of another kind ({suffix}). {ACCEPTED}.")
    return _KINDS[suffix]


def _row(name: str, content: Content, published: Any, url: str | None) -> dict[str, Any]:
    title = " ".join(content.title.split()) if content.title else ""
    if not title:
        line = content.text.partition("\n")[0].strip()
        title = line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
    day = _stated(name, content.published) if published is None else _day(name, published)
    return {
        "document_id": document_id(content.text),
        "url": url,
        "title": title,
        "published": day,
        "text": content.text,
    }


def _stated(name: str, published: Any) -> pd.Timestamp | None:
    """The day that a page, mail or feed states; None where it can be none, as of programs that state the year 1."""
    day = _day(name, published)
    return day if day is not None and FIRST_DAY <= day.date() <= LAST_DAY else None


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
