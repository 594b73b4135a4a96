"""Files as text with title and date: one module a kind, each with `read(name, content) -> Content`."""

from __future__ import annotations

from typing import Any, NamedTuple

MAX_CHARACTERS = 200_000  # some 30,000 words, a long report: a book would keep the screen waiting and bury its events
ACCEPTED = "Casus reads plain text (.txt, .md), web pages (.html, .htm), PDF (.pdf) and mail (.eml)"


class DocumentError(ValueError):
    """A document that cannot be read; the message says which, why and what is accepted."""


class Content(NamedTuple):
    """What a file holds: its text, its title and when it was published, where it says so; `note` on what was left."""

    text: str
    title: str | None = None
    published: Any = None
    note: str | None = None
