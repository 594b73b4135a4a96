"""What strangers sent is read in a process of its own, which may take only so much time and memory.

What takes a file apart knows no bounds, and cannot be stopped but by ending its process. So that process is not the
server: it is given the file and none of the server's secrets, and whoever asks takes a bounded answer from it.
"""

from __future__ import annotations

import importlib
import io
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WAITING = 3  # times as long as it may compute, at most by the clock, as others may want the same processors

_POLL = getattr(selectors, "PollSelector", None)  # any number of files; Windows, which has none, waits for pipes alone
_PR_SET_PDEATHSIG = 1  # in Linux's prctl.h

_ROOT = Path(__file__).parents[1]
# what Python may need to start, where it is not installed as usual; the rest may hold the password of the store
PASSED = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
# One thread, and no allocator that reserves more than it uses: else a bound on address space counts a gigabyte that
# nobody touched, and more with each processor of the machine.
PLAIN = {"OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1"}


class OccupiedError(Exception):
    """Others keep all places for longer than whoever asks would wait."""


@contextmanager
def place(free: threading.BoundedSemaphore, patience: float) -> Iterator[None]:
    """One of the places that are `free`. Raises OccupiedError after so many seconds without one."""
    if not free.acquire(timeout=patience):
        raise OccupiedError
    try:
        yield
    finally:
        free.release()


@contextmanager
def process(module: str, question: bytes, seconds: int, memory: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs `answer()` of `module`: it is asked the question on its stdin and answers on its stdout.

    It is ended with the block, and before that once it has computed for so many seconds, wants more bytes of address
    space than `memory`, or has taken WAITING times the seconds by the clock. Its answer then just ends, also where
    processes that it has begun hold on to its stdout. On Linux it ends with the server, too, however that ends.
    """
    with subprocess.Popen(
        [sys.executable, "-m", __name__, module, str(seconds), str(memory), str(os.getpid())], cwd=_ROOT,
        env={key: os.environ[key] for key in PASSED if key in os.environ} | PLAIN,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as begun:  # fmt: skip
        end = threading.Timer(seconds * WAITING, begun.kill)
        end.start()
        if _POLL:
            begun.stdout = io.BufferedReader(_UntilClock(begun.stdout.detach(), seconds * WAITING))
        try:
            with suppress(OSError), begun.stdin as asked:  # it may be gone already
                asked.write(question)
            yield begun
        finally:
            end.cancel()
            begun.kill()


class _UntilClock(io.RawIOBase):
    """A pipe that has ended once so many seconds are over, whoever may still write to it."""

    def __init__(self, pipe: io.FileIO, seconds: float) -> None:
        self._pipe, self._until = pipe, time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        with _POLL() as waits:
            waits.register(self._pipe, selectors.EVENT_READ)
            ready = waits.select(max(0.0, self._until - time.monotonic()))
        return self._pipe.readinto(buffer) if ready else 0

    def close(self) -> None:
        self._pipe.close()
        super().close()


def _end_with(server: int) -> None:
    """Ask Linux to end this process once the thread of the `server` that waits for it is gone."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:  # gone before it was asked
        os._exit(1)


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows knows no such limits: there the clock alone ends it
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _end_with(int(sys.argv[4]))
    _limit(int(sys.argv[2]), int(sys.argv[3]))
    importlib.import_module(sys.argv[1]).answer()
