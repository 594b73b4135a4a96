"""Web pages, PDFs and mails, read in a process of their own that may take only so much time and memory.

What takes them apart knows no bounds: 2 MB of links keep the best of them busy for minutes, 20 kB of a packed PDF for
as long, and neither can be stopped but by ending its process (`data.confined`).
"""

from __future__ import annotations

import importlib
import json
import sys
import threading

from data import confined
from data.formats import MAX_CHARACTERS, Content, DocumentError
from data.formats.plain import clean

SECONDS = 20  # of computing; a long report takes three, an article half of one
# bytes of address space: an article takes 50 MB of it, and no page or report that was measured more than 530
MEMORY = 1 << 30
AT_ONCE = 4  # processes, so that all of them together stay below what a small server has
PATIENCE_SECONDS = 20  # to wait for one of them: four documents take three, and who waits longer takes it for broken
MOST_ANSWER = 20 * MAX_CHARACTERS  # bytes: a character takes twelve of them at most, and the title is far shorter

_free = threading.BoundedSemaphore(AT_ONCE)


def read(kind: str, name: str, content: bytes) -> Content:
    """What the module `kind` of data.formats reads in `content`, or its DocumentError.

    Raises DocumentError too where that takes more than SECONDS, MEMORY or MOST_ANSWER, or nobody is free to begin.
    """
    try:
        with confined.place(_free, PATIENCE_SECONDS):
            said = _asked(json.dumps([kind, name]).encode() + b"\n" + content)
    except confined.OccupiedError:
        raise DocumentError(f"{name} was not read: others are reading documents now. Try again in a moment.") from None
    try:
        told = json.loads(said.splitlines()[-1])
    except (IndexError, ValueError, RecursionError):  # it was ended, or ended without a word
        raise _too_much(name) from None
    match told:  # which the document may have written itself
        case {"error": str(sentence)}:
            raise DocumentError(sentence)
        case {
            "text": str(text), "title": str() | None as title, "published": str() | None as published,
            "note": str() | None as note,
        }:  # fmt: skip
            return Content(text, title, published, note)
    raise _too_much(name)


def _asked(question: bytes) -> bytes:
    """What the process says, up to MOST_ANSWER; in part or nothing where it was ended."""
    with confined.process(__name__, question, SECONDS, MEMORY) as process:
        return process.stdout.read(MOST_ANSWER)


def _too_much(name: str) -> DocumentError:
    return DocumentError(
        f"{name} takes more than {SECONDS} seconds or {MEMORY >> 20} MB to take apart, far more than articles and "
        "reports do: it is damaged, or made to harm. Paste its text instead."
    )


def answer() -> None:
    """What the process does: see `data.confined`."""
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    kind, name = json.loads(head)
    try:
        found = importlib.import_module(f"data.formats.{kind}").read(name, content)
        told = found._replace(text=clean(name, found.text))._asdict()  # a text without end ends here
    except DocumentError as error:
        told = {"error": str(error)}
    print("\n" + json.dumps(told, default=str))  # days as they are written; ASCII, so that any sign comes through
