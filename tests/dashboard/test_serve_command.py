"""`casus serve`: one process that says where it is, and is gone with its port once it is stopped, however that is."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys

import pytest

from tests.browser.server import come_up, free_port

START_SECONDS = 40


@pytest.mark.parametrize(
    ("by", "code", "last"),
    [
        (signal.SIGTERM, 0, ["stopped"]),
        pytest.param(signal.SIGKILL, -9, [], marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 130, ["stopped"], marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_the_dashboard_is_served_here_until_it_is_stopped_and_leaves_nothing_behind(tmp_path, by, code, last):
    port = free_port()
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port), "--log", "json"]
    asked = {"stdout": subprocess.PIPE, "cwd": tmp_path, "text": True}
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stderr=log, **asked) as server:
        try:
            come_up(server, f"http://127.0.0.1:{port}", tmp_path / "log", START_SECONDS)
        finally:
            server.send_signal(by)
        said, _ = server.communicate(timeout=20)  # to the end of all that hold its output
        assert server.returncode == code
    assert said == f"casus: Casus is at http://127.0.0.1:{port}/, for this machine only\n"
    told = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]  # nothing else is written
    assert [line["event"] for line in told] == ["starting", "started", *last] and told[0]["port"] == port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
