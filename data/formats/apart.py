"""Web pages, PDFs and mails, read in a process of their own that may take only so much time and memory.

What takes them apart knows no bounds: 2 MB of links keep the best of them busy for minutes, 20 kB of a packed PDF for
as long, and neither can be stopped but by ending its process. So that process is not the server: it is given the
document and none of the server's secrets, and all that comes back of it is a bounded answer.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.formats import MAX_CHARACTERS, Content, DocumentError
from data.formats.plain import clean

SECONDS = 20  # of computing; a long report takes three, an article half of one
WAITING = 3  # times as long at most by the clock, as others may want the same processors
# bytes of address space: the program itself takes 430 MB of it, and no page or report that was measured 100 MB more
MEMORY = 1 << 30
AT_ONCE = 4  # processes, so that all of them together stay below what a small server has
PATIENCE_SECONDS = 20  # to wait for one of them: four documents take three, and who waits longer takes it for broken
MOST_ANSWER = 20 * MAX_CHARACTERS  # bytes: a character takes twelve of them at most, and the title is far shorter

_ROOT = Path(__file__).parents[2]
# what Python may need to start, where it is not installed as usual; the rest may hold the password of the store
_PASSED = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_free = threading.BoundedSemaphore(AT_ONCE)


def read(kind: str, name: str, content: bytes) -> Content:
    """What the module `kind` of data.formats reads in `content`, or its DocumentError.

    Raises DocumentError too where that takes more than SECONDS, MEMORY or MOST_ANSWER, or nobody is free to begin.
    """
    with _place(name):
        answer = _asked(kind, json.dumps(name).encode() + b"\n" + content)
    try:
        told = json.loads(answer.splitlines()[-1])
    except (IndexError, ValueError):  # it was ended, or ended without a word
        raise _too_much(name) from None
    if "error" in told:
        raise DocumentError(told["error"])
    return Content(**told)


@contextmanager
def _place(name: str) -> Iterator[None]:
    """One of AT_ONCE. Raises DocumentError where others keep all of them for longer than PATIENCE_SECONDS."""
    if not _free.acquire(timeout=PATIENCE_SECONDS):
        raise DocumentError(f"{name} was not read: others are reading documents now. Try again in a moment.")
    try:
        yield
    finally:
        _free.release()


def _asked(kind: str, question: bytes) -> bytes:
    """What the process says, up to MOST_ANSWER; in part or nothing where it was ended."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__, kind, str(SECONDS), str(MEMORY)], cwd=_ROOT,
        env={key: os.environ[key] for key in _PASSED if key in os.environ},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        end = threading.Timer(SECONDS * WAITING, process.kill)
        end.start()
        try:
            with suppress(OSError), process.stdin as asked:  # it may be gone already
                asked.write(question)
            return process.stdout.read(MOST_ANSWER)
        finally:
            end.cancel()
            process.kill()


def _too_much(name: str) -> DocumentError:
    return DocumentError(
        f"{name} takes more than {SECONDS} seconds or {MEMORY >> 20} MB to take apart, far more than articles and "
        "reports do: it is damaged, or made to harm. Paste its text instead."
    )


def _answer(kind: str, seconds: int, memory: int) -> None:
    _limit(seconds, memory)
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    name = json.loads(head)
    try:
        found = importlib.import_module(f"data.formats.{kind}").read(name, content)
        told = found._replace(text=clean(name, found.text))._asdict()  # a text without end ends here
    except DocumentError as error:
        told = {"error": str(error)}
    print("\n" + json.dumps(told, default=str))  # days as they are written; ASCII, so that any sign comes through


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows knows no such limits: there the clock alone ends it
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _answer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
