"""Events of UCDP's API become one CSV file: pages in order, checked, kept until the file is whole.

UCDP's documentation (https://ucdp.uu.se/apidocs/): GET <api>/gedevents/<version>?pagesize=...&page=..., where Country
takes numbers of Gleditsch and Ward, StartDate and EndDate take days, and a version answers the same for ever. The
header x-ucdp-access-token has been wanted since February 2026.
"""

from __future__ import annotations

import csv
import hashlib
import ipaddress
import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from data import retrying
from data.page_cache import PageCache, atomic
from data.retrying import FetchError
from data.ucdp_pages import DOCUMENTATION, Order, Page, read

UCDP = "https://ucdpapi.pcr.uu.se/api"
TOKEN_VARIABLE = "CASUS_UCDP_TOKEN"
CACHE = "~/.casus/fetched"
PAGE_SIZE = MOST_ROWS = 1000  # the most that UCDP gives a page: the fewest requests
# a row of GED is some 2 kB of JSON, a page of 1,000 some 2 MB; long lists of sources may multiply it, not thirtyfold
MOST_BYTES = 64_000_000
PAUSE_SECONDS = 0.5  # between two pages; users report refusals after some 300 requests in a row

# UCDP's order of columns in its files; those of the API come in it, unknown ones after them
COLUMNS = tuple(
    """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
    dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources
    source_article source_office source_date source_headline source_original where_prec where_coordinates
    where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity
    date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
    """.split()
)

VERSIONS = (
    "25.1 is the release of 2025 (events to the end of 2024), 25.0.6 the candidate events of June 2025, 25.01.25.06 "
    "those of January to June 2025"
)
_VERSION = re.compile(r"\d{2}(\.\d{1,2}){1,3}", re.ASCII)
_TOKEN = re.compile(r"[!-~]{1,512}")  # what a header may hold, without blanks
# UCDP answers 400 to a filter that it does not know, and is reported to answer so to too many requests in a row: the
# latter once an earlier page of the same request has come
_BUSY = {400: "after good pages this means too many requests in a row"}

_NO_TOKEN = (
    f"UCDP answers those with a token only: ask the maintainer named at {DOCUMENTATION} for one (it is free), and set "
    f"{TOKEN_VARIABLE} to it"
)
_BAD_TOKEN = (
    "UCDP refused the token: it is mistyped, has ended or is not for these data. The maintainer named at "
    f"{DOCUMENTATION} gives a new one; set {TOKEN_VARIABLE} to it"
)


@dataclass(frozen=True)
class Request:
    """What is asked of UCDP GED: a version, countries by number of Gleditsch and Ward, first and last day."""

    version: str
    countries: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    page_size: int = PAGE_SIZE
    api: str = UCDP

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise FetchError(f"UCDP has no version {self.version!r}; versions are named like this: {VERSIONS}")
        if not 1 <= self.page_size <= MOST_ROWS:
            raise FetchError(f"pages of {self.page_size} rows cannot be had; allowed: 1 to {MOST_ROWS}")
        if self.since and self.until and self.since > self.until:
            raise FetchError(f"the first day {self.since} is after the last day {self.until}")
        if self.api != UCDP and not self.loopback:
            raise FetchError(f"{self.api} is neither {UCDP} nor an address on this machine (http://127.0.0.1:8000)")

    @property
    def address(self) -> str:
        """The address of the pages, without parameters."""
        return f"{self.api.rstrip('/')}/gedevents/{self.version}"

    @property
    def loopback(self) -> bool:
        """Whether the API is one on this machine."""
        parts = urlsplit(self.api)
        try:
            local = parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname or "").is_loopback
        except ValueError:
            return False
        return local and parts.scheme in ("http", "https")

    @property
    def key(self) -> str:
        """A stable 16-digit hexadecimal id of what is asked for, whoever asks."""
        asked = asdict(replace(self, countries=tuple(sorted(set(self.countries)))))
        return hashlib.sha256(json.dumps(asked, default=str, sort_keys=True).encode()).hexdigest()[:16]

    def parameters(self, page: int) -> dict[str, str | int]:
        """The parameters of one page, counted from 0."""
        filters = {
            "Country": ",".join(map(str, sorted(set(self.countries)))),
            "StartDate": self.since and self.since.isoformat(),
            "EndDate": self.until and self.until.isoformat(),
        }
        return {"pagesize": self.page_size, "page": page} | {name: text for name, text in filters.items() if text}


class Fetched(NamedTuple):
    """A finished download: its file, the number of its rows and pages, and how many pages were asked for now."""

    path: Path
    rows: int
    pages: int
    asked: int


def ucdp(
    request: Request,
    out: Path,
    token: str | None = None,
    cache: Path | None = None,
    refresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
    note: Callable[[str], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """All events that `request` asks for, as the CSV file `out` with UCDP's columns in UCDP's order.

    Finished pages are kept in a folder of the request under `cache` (~/.casus/fetched), so that a second call asks only
    for those that are missing, and for none after a complete download unless `refresh`. `progress(done, pages)` is
    called after each page. `out` appears when it is whole; until then what was there before stays. Raises FetchError
    with a sentence for what came instead of a page; pages that came before it are kept.
    """
    out = Path(out)
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise FetchError(f"{out} cannot be written: its folder is missing or it is a folder itself")
    if token is not None and not _TOKEN.fullmatch(token):
        raise FetchError(f"the token holds blanks or characters that no token has; copy it anew to {TOKEN_VARIABLE}")
    pages = PageCache(Path(cache or CACHE).expanduser() / f"ucdp-{request.version}-{request.key}")
    try:
        if refresh:
            pages.clear()
        order = Order(request.page_size)
        asked = _complete(request, token, pages, order, progress, note, sleep)
        _write(out, pages, order)
    except OSError as error:
        raise FetchError(f"{error.filename or out} cannot be read or written: {error.strerror}") from None
    return Fetched(out, order.total or 0, order.pages, asked)


def _complete(
    request: Request,
    token: str | None,
    pages: PageCache,
    order: Order,
    progress: Callable[[int, int], None] | None,
    note: Callable[[str], None] | None,
    sleep: Callable[[float], None],
) -> int:
    """Bring all pages into the cache, in order, and return how many were asked for."""
    headers = {"accept": "application/json", "user-agent": "casus (conflict-event reader)"}
    if token:
        headers["x-ucdp-access-token"] = token
    refused = _BAD_TOKEN if token else _NO_TOKEN
    gone = f"UCDP has no version {request.version}; versions are named like this: {VERSIONS}"
    bad = f"UCDP answered 400: it does not take these filters ({_filters(request)}) for version {request.version}"
    host = urlsplit(request.api).hostname or request.api
    asked = number = 0
    with retrying.client(headers, request.loopback) as client:
        while number < order.pages:
            kept = pages.get(number)
            page = Page(*kept) if kept else None
            if page is None:
                if asked:
                    sleep(PAUSE_SECONDS)
                page = retrying.ask(
                    client, request.address, request.parameters(number),
                    lambda body, number=number: read(body, number, host),
                    MOST_BYTES,
                    refusals={401: refused, 403: refused, 404: gone, 400: bad},
                    passing=retrying.PASSING | (_BUSY if number else {}),
                    sleep=sleep, note=note,
                )  # fmt: skip
                asked += 1
            order.add(number, page)
            if not kept:
                pages.put(number, page)
            number += 1
            if progress:
                progress(number, order.pages)
    return asked


def _filters(request: Request) -> str:
    shown = {name: value for name, value in request.parameters(0).items() if name not in ("page", "pagesize")}
    return ", ".join(f"{name} {value}" for name, value in shown.items()) or "none"


def _write(out: Path, pages: PageCache, order: Order) -> None:
    found = order.columns or COLUMNS
    columns = [name for name in COLUMNS if name in found] + [name for name in found if name not in COLUMNS]
    # half of a surrogate pair is no character: replaced, as no file could hold it
    with atomic(out, "w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for number in range(order.pages):
            kept = pages.get(number)
            if kept is None:
                raise FetchError("a finished page has gone or was changed meanwhile; run the same command again")
            writer.writerows([_cell(row.get(name)) for name in columns] for row in Page(*kept).rows)


def _cell(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value  # UCDP's files write 1 and 0
