"""Alerts sent to a webhook: one POST of JSON for all that wait, tried again after passing faults."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from dashboard.output import InputError, printable

WEBHOOK_VARIABLE = "CASUS_WEBHOOK"
TRIES = 4  # with their waits some ten seconds: cron comes again, and what was not taken waits for it
TIMEOUT_SECONDS = 10.0
_MOST_ANSWERED = 10_000_000  # bytes of an answer, which nobody reads
# what chat services take for a mention of everyone, a link or a picture, drawn by signs that look alike
_HARMLESS = str.maketrans("<>@[]", "‹›＠［］")
_REFUSED = {
    400: "cannot use what it was sent", 401: "wants a sign-in", 403: "does not allow it",
    404: "knows no such address", 405: "takes no POST there", 410: "says that the address is gone",
    413: "says that it is too much at once",
}  # fmt: skip


def longest_seconds() -> float:
    """How long `post` may take at most: each try a whole answer, and each wait as long as a service may ask for."""
    from data import retrying

    return TRIES * (retrying.DEADLINE_SECONDS + retrying.LONGEST_ASKED)


def checked(url: str) -> str:
    """The address of a webhook, which whoever runs the command named: any host, loopback too. Raises InputError."""
    import httpx

    try:
        parts, asked = urlsplit(url), httpx.URL(url)  # each refuses what the other takes
        asked.raw_host.decode().encode("idna")  # as it is looked up
        usable = parts.scheme in ("http", "https") and parts.hostname
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable:
        # the address itself is not told: it may hold a secret
        raise InputError("the webhook is no address such as https://chat.example/hooks/NAME")
    return url


def payload(alerts: Sequence[Mapping[str, Any]], version: str) -> dict[str, Any]:
    """What is posted: `text` (the sentences, which chat services show), `alerts`, and the version of Casus.

    Names of rules and actors come from outside: in the text each alert is one line, and nobody is called by it.
    """
    text = "\n".join(printable(f"{alert['rule']}: {alert['sentence']}").translate(_HARMLESS) for alert in alerts)
    return {"text": text, "alerts": list(alerts), "casus": version}


def post(
    url: str,
    content: Mapping[str, Any],
    note: Callable[[str], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Post JSON, up to TRIES times. Raises data.retrying.FetchError where it was not taken; redirects are not followed.

    A receiver that took it and could not say so gets it again: each alert has an `id` to tell it by.
    """
    from data import retrying

    host = urlsplit(url).hostname or ""
    refusals = {status: f"{host} answered {status}: it {words}" for status, words in _REFUSED.items()}
    body = json.dumps(content, allow_nan=False).encode()
    with retrying.client({"Content-Type": "application/json"}, _is_loopback(host), TIMEOUT_SECONDS) as client:
        retrying.ask(client, url, {}, bool, _MOST_ANSWERED, refusals, sleep=sleep, note=note, content=body, tries=TRIES)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
