"""One answer of a web service, asked for politely: bounded, tried again after passing faults, never led elsewhere."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

TRIES = 7  # with the waits below they span one to two minutes: the window in which busy services count requests
FIRST_WAIT = 2.0  # seconds before the second try; doubled before each further one
LONGEST_WAIT = 60.0  # seconds between two tries, unless the service names a longer one
# a service that asks for more than five minutes means its quota of the day: better told to the user than slept through
LONGEST_ASKED = 300.0
TIMEOUT_SECONDS = 30.0  # for a connection and for each part of an answer
DEADLINE_SECONDS = 180.0  # for a whole answer, so that a service that drips bytes cannot hold the caller

# status -> what it says; faults that pass by themselves
PASSING = {
    408: "it waited too long for the request",
    429: "it has had too many requests",
    500: "it failed",
    502: "it is not reached by its own front",
    503: "it is out of service for now",
    504: "it did not answer its own front in time",
}
DELIVERED = (200, 201, 202, 204)  # what services answer to a POST that they took


class FetchError(ValueError):
    """An answer that did not come or cannot be used; the message says what came, what is expected and what to do."""


class PassingFault(Exception):
    """A fault that may pass: raised while an answer is read, so that it is asked for again. `wait`: seconds asked."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@contextmanager
def client(headers: Mapping[str, str], loopback: bool = False, timeout: float | None = None) -> Iterator[httpx.Client]:
    """A client that follows no redirect, so that no header of it reaches another host; no proxy for loopback."""
    import httpx  # a tenth of a second to import: only downloads need it

    seconds = TIMEOUT_SECONDS if timeout is None else timeout
    made = httpx.Client(headers=dict(headers), timeout=seconds, follow_redirects=False, trust_env=not loopback)
    with made:
        yield made


def ask(
    client: httpx.Client,
    address: str,
    parameters: Mapping[str, Any],
    read: Callable[[bytes], T],
    most_bytes: int,
    refusals: Mapping[int, str],
    passing: Mapping[int, str] = PASSING,
    sleep: Callable[[float], None] = time.sleep,
    note: Callable[[str], None] | None = None,
    content: bytes | None = None,
    tries: int = TRIES,
) -> T:
    """What `read` makes of the body of one GET, or of a POST of `content`, asked for up to `tries` times.

    Tried again: the statuses in `passing`, timeouts, cut connections, and whatever `read` raises PassingFault for.
    Between tries it waits exponentially longer with jitter, and at least as long as the service asks (Retry-After).
    Raises FetchError, with the sentence in `refusals` for a status that is there, for whatever is left after that, for
    a redirect, and for a body beyond `most_bytes`.
    """
    for attempt in range(1, tries + 1):
        try:
            return read(_body(client, address, parameters, most_bytes, refusals, passing, content))
        except PassingFault as fault:
            reason, asked = str(fault), fault.wait
        wait = max(backoff(attempt), asked or 0.0)
        if wait > LONGEST_ASKED:
            raise FetchError(f"{reason}, and asks to wait {wait / 60:.0f} minutes; run the same command again then")
        if attempt < tries:
            if note:
                note(f"{reason}; trying again in {wait:.0f} s (try {attempt + 1} of {tries})")
            sleep(wait)
    raise FetchError(f"{reason}, {tries} times in a row; run the same command again later")


def backoff(attempt: int) -> float:
    """Seconds to wait after a failed `attempt` (1, 2, ...): doubled each time, the half of it at random.

    The jitter keeps several clients that failed together from coming back together.
    """
    whole = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1))
    return whole * random.uniform(0.5, 1.0)


def _body(
    client: httpx.Client,
    address: str,
    parameters: Mapping[str, Any],
    most_bytes: int,
    refusals: Mapping[int, str],
    passing: Mapping[int, str],
    content: bytes | None,
) -> bytes:
    import httpx

    host = urlsplit(address).hostname
    # an address keeps the query it has where nothing is to be added
    sent = {"params": dict(parameters) or None, "content": content}
    done = (200,) if content is None else DELIVERED
    try:
        with client.stream("GET" if content is None else "POST", address, **sent) as answer:
            status = answer.status_code
            if status in passing:
                raise PassingFault(f"{host} answered {status}: {passing[status]}", _asked_wait(answer.headers))
            if status in refusals:
                raise FetchError(refusals[status])
            if answer.has_redirect_location:
                raise FetchError(
                    f"{host} answered {status} and points to {_there(answer) or host}; that is not followed, as what "
                    "is secret would go with the request. See whether the service has moved"
                )
            if status not in done:
                raise FetchError(f"{host} answered {status}, which is not expected; see if the service has changed")
            return _bounded(answer, host, most_bytes)
    except httpx.TimeoutException:
        raise PassingFault(f"{host} did not answer within {client.timeout.read:g} s") from None
    except httpx.RemoteProtocolError:
        raise PassingFault(f"{host} cut the connection in the middle of its answer") from None
    except httpx.TransportError as error:
        raise PassingFault(f"{host} cannot be reached ({type(error).__name__})") from None
    except httpx.DecodingError:
        raise PassingFault(f"{host} sent an answer that cannot be unpacked") from None


def _bounded(answer: httpx.Response, host: str | None, most_bytes: int) -> bytes:
    parts, length, end = [], 0, time.monotonic() + DEADLINE_SECONDS
    for part in answer.iter_bytes():
        length += len(part)
        if length > most_bytes:
            raise FetchError(
                f"{host} sent more than {most_bytes / 1e6:g} MB for one page, which is no page of events; nothing of "
                "it is kept. Ask for smaller pages, or tell us if these are real"
            )
        if time.monotonic() > end:
            raise PassingFault(f"{host} took more than {DEADLINE_SECONDS:.0f} s for one answer")
        parts.append(part)
    return b"".join(parts)


def _there(answer: httpx.Response) -> str | None:
    """The host that a redirect names, where it names one."""
    try:
        return urlsplit(answer.headers["location"]).hostname
    except ValueError:  # no address at all
        return None


def _asked_wait(headers: httpx.Headers) -> float | None:
    """Seconds that Retry-After asks for, a number or an HTTP date (RFC 9110, 10.2.3); None without a usable one."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal() and stated.isascii():
        return float(stated)
    try:
        until = parsedate_to_datetime(stated)
    except (ValueError, OverflowError):  # no date, or one in a zone that no number holds
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
