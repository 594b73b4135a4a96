"""A page of UCDP's API: whether a body is one, and whether it continues the pages before it.

{"TotalCount", "TotalPages", "PreviousPageUrl", "NextPageUrl", "Result": [...]}; pages count from 0.
"""

from __future__ import annotations

import json
import re
from math import ceil
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from data.retrying import FetchError, PassingFault

DOCUMENTATION = "https://ucdp.uu.se/apidocs/"

_OPENS_MARKUP = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<")
_AGAIN = "Nothing of it is kept; run the same command again, or with --refresh to start over"


class Page(NamedTuple):
    """What is kept of a page; its links are not, as we count ourselves."""

    total: int
    rows: list[dict[str, Any]]


def read(body: bytes, number: int, host: str) -> Page:
    """The page in a body. Raises FetchError for what is no page of UCDP or another page than `number`.

    JSON that ends too early is what a cut connection leaves: PassingFault, so that it is asked for again.
    """
    name = f"page {number + 1}"
    if _OPENS_MARKUP.match(body):
        raise FetchError(
            f"{name}: a web page came instead of data, as from a login of your network or a notice of maintenance; "
            f"open {host} in a browser, then run the same command again"
        )
    try:
        answer = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise PassingFault(f"{name} is no JSON, or is cut off") from None
    total, rows = (answer.get("TotalCount"), answer.get("Result")) if isinstance(answer, dict) else (None, None)
    if type(total) is not int or total < 0 or not isinstance(rows, list):
        raise FetchError(f"{name} is no page of UCDP, which has TotalCount and Result; see {DOCUMENTATION} for changes")
    if not all(isinstance(row, dict) and type(row.get("id")) is int and _flat(row) for row in rows):
        raise FetchError(f"{name} holds rows that are no events of UCDP, which have a number as id and plain cells")
    for link, expected in (("NextPageUrl", number + 1), ("PreviousPageUrl", number - 1)):
        stated = _page_of(answer.get(link))
        if stated is not None and stated != expected:
            raise FetchError(
                f"{name} was asked for; by its {link} page {stated + number - expected + 1} came. {_AGAIN}"
            )
    return Page(total, rows)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number in JSON")


def _flat(row: dict[str, Any]) -> bool:
    return not any(isinstance(cell, (dict, list)) for cell in row.values())


def _page_of(link: Any) -> int | None:
    """The page number in a link, for comparison only: links are not followed, wherever they lead."""
    try:
        query = parse_qs(urlsplit(link).query) if isinstance(link, str) else {}
    except ValueError:
        return None
    stated = {name.lower(): values[0] for name, values in query.items()}.get("page", "")
    return int(stated) if stated.isascii() and stated.isdecimal() else None


class Order:
    """What pages have in common: the number of rows, ids that come once, and the columns found."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.total: int | None = None
        self.columns: dict[str, None] = {}
        self._page_of_id: dict[int, int] = {}

    @property
    def pages(self) -> int:
        """Number of pages; one until the first has told the number of rows, as one is needed to know."""
        return max(1, ceil((self.total or 0) / self.size))

    def add(self, number: int, page: Page) -> None:
        """Take the next page, or raise FetchError if it does not continue those before it."""
        name = f"page {number + 1}"
        total = page.total if self.total is None else self.total
        if page.total != total:
            raise FetchError(
                f"{name} speaks of {page.total:,} events, the pages before it of {total:,}: the data have changed "
                "on the way. Run the same command with --refresh to start over"
            )
        expected = min(self.size, total - number * self.size)
        if len(page.rows) != expected:
            raise FetchError(f"{name} holds {len(page.rows)} events where {expected} are expected. {_AGAIN}")
        ids = [row["id"] for row in page.rows]
        again = next((one for one in ids if one in self._page_of_id), None)
        if again is not None:
            raise FetchError(
                f"{name} repeats event {again} of page {self._page_of_id[again] + 1}: another page came than the one "
                f"asked for. {_AGAIN}"
            )
        if len(set(ids)) < len(ids):
            raise FetchError(f"{name} holds an event twice. {_AGAIN}")
        self.total = total
        self._page_of_id |= dict.fromkeys(ids, number)
        self.columns |= dict.fromkeys(name for row in page.rows for name in row)
