"""A server on this machine that answers as UCDP's API does, over invented events, with faults where a test wants them.

Run as a program it serves until it is killed: `python -m tests.data.ucdp_server EVENTS DELAY` prints its address.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

TOKEN = "invented-token-7f3a"
VERSIONS = ("25.1", "25.0.6")


def event(number: int) -> dict[str, Any]:
    """An invented event with the columns of UCDP GED, the awkward ones among them."""
    return {
        "id": 900_000 + number,
        "relid": f"VAR-2020-1-{number}",
        "year": 2020,
        "active_year": True,
        "code_status": "Clear",
        "type_of_violence": 1,
        "conflict_dset_id": "9001",
        "conflict_new_id": 9001,
        "conflict_name": "Varenia: Ostrel",
        "dyad_dset_id": "9002",
        "dyad_new_id": 9002,
        "dyad_name": "Government of Varenia - Ostrel Front",
        "side_a_dset_id": "9003",
        "side_a_new_id": 9003,
        "side_a": "Government of Varenia",
        "side_b_dset_id": "9004",
        "side_b_new_id": 9004,
        "side_b": "Ostrel Front",
        "number_of_sources": 1,
        "source_article": f'"Varenia Post, 2020-01-0{1 + number % 9}, ""Depot hit""";\nsecond line, {number}',
        "source_office": "Varenia Post",
        "source_date": "2020-01-01",
        "source_headline": "Depot hit — four dead",
        "source_original": "",
        "where_prec": 1,
        "where_coordinates": "Kalmar Ford",
        "where_description": "near Kalmar Ford",
        "adm_1": "Šár province",
        "adm_2": None,
        "latitude": 35.1234,
        "longitude": 36.5,
        "geom_wkt": "POINT (36.5 35.1234)",
        "priogrid_gid": 181154,
        "country": "Varenia",
        "country_id": 991 if number % 2 else 992,
        "region": "Nowhere",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": f"2020-01-0{1 + number % 9}T00:00:00",
        "date_end": f"2020-01-0{1 + number % 9}T00:00:00",
        "deaths_a": 0,
        "deaths_b": 4,
        "deaths_civilians": 0,
        "deaths_unknown": 0,
        "best": 4,
        "high": 5,
        "low": 4,
        "gwnoa": "991",
        "gwnob": None,
    }


class Answer:
    """What is about to be sent: a test changes it, cuts it, or puts another in its place."""

    def __init__(self, page: int, content: dict[str, Any]) -> None:
        self.page = page
        self.content: Any = content
        self.status = 200
        self.headers: dict[str, str] = {"Content-Type": "application/json; charset=utf-8"}
        self.body: bytes | None = None  # in place of the content
        self.cut: int | None = None  # bytes after which the connection ends
        self.endless = False


class Service:
    """The server's events, what it was asked for, and its fault: called with each answer and the number of the ask."""

    def __init__(self, count: int, delay: float = 0.0) -> None:
        self.events = [event(number) for number in range(count)]
        self.delay = delay
        self.asked: list[dict[str, str]] = []
        self.tokens: list[str | None] = []
        self.fault: Callable[[Answer, int], None] = lambda answer, ask: None
        self.address = ""

    @property
    def pages(self) -> list[int]:
        """The pages asked for, in order."""
        return [int(one["page"]) for one in self.asked]

    def answer(self, path: str, token: str | None) -> Answer:
        """What UCDP answers to an address and a token."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(asked)
        self.tokens.append(token)
        page, size = int(asked.get("page", 0)), int(asked.get("pagesize", 100))
        found = [one for one in self.events if _fits(one, asked)]
        pages = ceil(len(found) / size)

        def link(number: int) -> str:
            return f"{self.address}/gedevents/25.1?{urlencode(asked | {'page': number})}"

        content = {
            "TotalCount": len(found),
            "TotalPages": pages,
            "PreviousPageUrl": link(page - 1) if page else "",
            "NextPageUrl": link(page + 1) if page + 1 < pages else "",
            "Result": found[page * size : (page + 1) * size],
        }
        made = Answer(page, content)
        if token != TOKEN:
            made.status, made.content = 401, "API token required. Add header: x-ucdp-access-token"
        elif parts.path.rpartition("/")[2] not in VERSIONS:
            made.status, made.content = 404, {"Message": "No HTTP resource was found"}
        self.fault(made, len(self.asked))
        return made


def _fits(one: dict[str, Any], asked: dict[str, str]) -> bool:
    day = one["date_start"][:10]
    countries = asked.get("Country", str(one["country_id"])).split(",")
    return str(one["country_id"]) in countries and asked.get("StartDate", "") <= day <= asked.get("EndDate", "9999")


@contextmanager
def serving(count: int, delay: float = 0.0) -> Iterator[Service]:
    """A Service on loopback, in a thread."""
    service = Service(count, delay)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            time.sleep(service.delay)
            _send(self, service.answer(self.path, self.headers.get("x-ucdp-access-token")))

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        service.address = f"http://127.0.0.1:{server.server_address[1]}/api"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    body = json.dumps(answer.content).encode() if answer.body is None else answer.body
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if not answer.endless:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    try:
        handler.wfile.write(body[: answer.cut])
        while answer.endless:
            handler.wfile.write(b" " * 1_000_000)
    except OSError:  # the reader has had enough
        pass
    handler.close_connection = answer.cut is not None or answer.endless


if __name__ == "__main__":
    with serving(int(sys.argv[1]), float(sys.argv[2])) as running:
        print(running.address, flush=True)
        threading.Event().wait()
