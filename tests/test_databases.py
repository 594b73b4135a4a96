"""Tests on PostgreSQL may not vanish unseen, and their server does not outlive them."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import databases


def test_without_postgresql_tests_are_skipped_unless_it_is_required(monkeypatch):
    monkeypatch.setattr(databases, "programs", lambda: None)
    for name in databases.REQUIRED_BY:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install postgresql"), databases.serving():
        pass
    for name in databases.REQUIRED_BY:
        monkeypatch.setenv(name, "1")
        with pytest.raises(pytest.fail.Exception, match=f"{name} is set"), databases.serving():
            pass
        monkeypatch.setenv(name, "0")


@pytest.mark.xdist_group("postgresql")
def test_the_server_ends_with_the_tests_even_if_they_are_killed(postgresql):
    script = (
        "import os, signal\n"
        "from tests.databases import serving\n"
        "with serving() as server:\n"
        "    print(server.port, server.folder, flush=True)\n"
        "    os.kill(os.getpid(), signal.{})"
    )
    for name in ("SIGINT", "SIGKILL"):
        ended = subprocess.run(
            [sys.executable, "-c", script.format(name)], cwd=Path(__file__).parents[1], capture_output=True, text=True
        )
        assert ended.returncode == -getattr(signal, name), ended.stderr
        port, folder = ended.stdout.split()
        deadline = time.monotonic() + databases.START_SECONDS
        while listens(int(port)):
            assert time.monotonic() < deadline, f"a server still listens on {port} after {name}"
            time.sleep(0.05)
        shutil.rmtree(folder, ignore_errors=True)  # who is killed leaves it


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
