"""The dashboard as a child of this process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90  # imports take a few seconds, several times that on a busy machine
STOP_SECONDS = 10


class Server(NamedTuple):
    """A running dashboard: its address without a slash at the end, the file it logs to, and its process id."""

    url: str
    log: Path
    pid: int


@contextmanager
def serving(folder: Path, port: int | None = None, store: str | None = None, **options: object) -> Generator[Server]:
    """Run the dashboard on a port (None: a free one), with its log and (or at `store`) its store in `folder`.

    It runs until the block ends. `options` are Streamlit's, a dot written as two underscores: `secrets__files=...`.

    Raises RuntimeError with the end of the log where it does not come up.
    """
    port, log = port or free_port(), folder / "server.log"
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py"),
        "--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true",
        *(f"--{name.replace('__', '.')}={value}" for name, value in options.items()),
    ]  # fmt: skip
    environment = os.environ | {"CASUS_STORE": store or str(folder / "casus.sqlite"), "OMP_NUM_THREADS": "1"}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
        )
    try:
        come_up(process, f"http://127.0.0.1:{port}", log)
        yield Server(f"http://127.0.0.1:{port}", log, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answering(process: subprocess.Popen, url: str, seconds: float = START_SECONDS) -> None:
    """Wait until the child answers at `url`; raises RuntimeError where it ends or does not come up in time."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer within {seconds} s")


def come_up(process: subprocess.Popen, url: str, log: Path, seconds: float = START_SECONDS) -> None:
    """Wait until the child is a dashboard that is well; raises RuntimeError with the end of its log where it is not."""
    try:
        answering(process, f"{url}/_stcore/health", seconds)
    except RuntimeError as error:
        raise RuntimeError(f"the dashboard did not come up:\n{log.read_text()[-3000:]}") from error
