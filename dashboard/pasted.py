"""A link that a reader pastes: a whole address, its parameters alone, a short one, or its code. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from dashboard.state import PAGES, is_id

SHORT = "s"  # the parameter of a short link
_SETTING = re.compile(r"[a-z][a-z_.]*")
LONGEST = 8_000  # characters; a full link has some 900, and browsers and mail programs cut beyond this


class PastedError(ValueError):
    """What was pasted is no link of this program; the message says what is."""


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query string, empty ones among them; of one given twice the last."""
    return dict(parse_qsl(query, keep_blank_values=True))


def pasted(text: str) -> dict[str, str]:
    """The parameters of a pasted link, its page among them. Raises PastedError.

    Host and port are not looked at: links of a server that has moved, or of another one, are read like its own.
    """
    text = text.strip()
    if not text:
        raise PastedError("Nothing was pasted. Paste the address of a view, or a short link.")
    if len(text) > LONGEST:
        raise PastedError(f"This has {len(text):,} characters; a link has at most {LONGEST:,}. Paste the link alone.")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise PastedError("This is no address. Paste the address of a view, or a short link.") from None
    if is_id(text) and text not in PAGES:
        return {SHORT: text}
    if "=" not in text:
        raise PastedError("This has no settings in it. Copy the link of a view with the button Copy link.")
    found = {key: value for key, value in parameters(parts.query or text).items() if _SETTING.fullmatch(key)}
    if not found:
        raise PastedError("This address has no settings in it. Copy the link of a view with the button Copy link.")
    return _page_of(parts.path) | found


def _page_of(path: str) -> Mapping[str, str]:
    last = path.rstrip("/").rsplit("/", 1)[-1]
    return {"page": last} if last in PAGES else {}
