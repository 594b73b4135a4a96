"""Feeds (RSS 0.9x to 2.0, RDF, Atom): what they link to. A feed that declares a document type is refused.

Only a document type can declare entities, which can grow without bounds ("billion laughs") or name files of the
machine; no feed needs one. The parser is expat, which fetches nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from data.formats import DocumentError

# atomic: what comes before the first element is read in one way alone; a hostile page could offer endless others
_OPENS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)\s*)*+<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL | re.IGNORECASE,
)
_OPENS_WITHIN = 4096  # bytes in which the first element comes
_ITEMS = ("item", "entry")
_DAYS = ("published", "pubDate", "date", "updated")  # in this order: an update is no publication


class Item(NamedTuple):
    """What a feed links to: address, title and when it was published, both None where not stated."""

    url: str
    title: str | None
    published: dt.datetime | None


def is_feed(content: bytes) -> bool:
    """Whether a document is a feed, by its first element."""
    return bool(_OPENS.match(content[:_OPENS_WITHIN]))


def items(url: str, content: bytes) -> list[Item]:
    """What the feed at `url` links to, in its order and each address once. Raises DocumentError for a broken feed."""
    found: dict[str, Item] = {}
    for one in _tree(url, content).iter():
        if _name(one) not in _ITEMS:
            continue
        address = _address(one)
        if address:
            try:
                address = urljoin(url, address)
            except ValueError:  # no address at all: as if there were none
                continue
            texts = {_name(part): (part.text or "").strip() for part in one if (part.text or "").strip()}
            days = (_day(texts[name]) for name in _DAYS if name in texts)
            found.setdefault(address, Item(address, texts.get("title"), next(filter(None, days), None)))
    return list(found.values())


def _tree(url: str, content: bytes) -> Element:
    builder, parser = TreeBuilder(), expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data

    def refuse(*_: object) -> None:
        raise DocumentError(f"{url} declares a document type, as no feed needs to: it is not read. Pass an article.")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"{url} is a broken feed: {error}. Pass the address of an article in it.") from None


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _address(item: Element) -> str | None:
    links = [part for part in item if _name(part) == "link"]
    for link in links:
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return link.get("href").strip()
    return next((link.text.strip() for link in links if (link.text or "").strip()), None)


def _day(text: str) -> dt.datetime | None:
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, TypeError, IndexError):
            continue
    return None
