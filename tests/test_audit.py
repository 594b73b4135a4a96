"""The audit of the lock fails on a finding, and passes with a word where nobody answers: a service on loopback."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread
from types import ModuleType

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit.py"
CLEAN, SICK, BROKEN, MUTE = "sound", "unsound", "refused", "unanswered"  # packages of nobody, by what is said of them
FINDING = {
    "vulns": [
        {
            "id": "INVENTED-1", "summary": "an invented fault", "affected": [
                {
                    "package": {"name": SICK, "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
                }
            ],
        }
    ]
}  # fmt: skip


class Service(BaseHTTPRequestHandler):
    """Knows one fault, in one package, as OSV tells it."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        if asked == MUTE:
            time.sleep(3)  # longer than is waited below
            return
        body = json.dumps(FINDING if asked == SICK else {}).encode()
        self.send_response(503 if asked == BROKEN else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = spec_from_file_location("audit", AUDIT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(audit: ModuleType, folder: Path, names: tuple[str, ...], service: str) -> int:
    lock = folder / "small.lock"
    lock.write_text("".join(f"{name}==1.0 \\\n    --hash=sha256:{'0' * 64}\n" for name in names))
    return audit.main([str(lock), "--vulnerability-service=osv", f"--osv-url={service}", "--timeout=1"])


def test_a_finding_fails(audit, tmp_path, service, capsys):
    assert asked(audit, tmp_path, (CLEAN, SICK), service) == 1
    out = capsys.readouterr().out
    assert "INVENTED-1" in out and SICK in out and "1.1" in out


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "no known vulnerability in 1 packages"),
        ([{"name": "a", "skip_reason": "not found"}], 0, "not audited: what answers knows none of the packages"),
        (
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}],
            0, "no known vulnerability in 1 packages; not audited, as nothing is known of them: b",
        ),
        (
            [
                {"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]},
                {"name": "b", "skip_reason": "not found"},
            ],
            1, "known vulnerabilities:\na 1: X-1, mended in no version",
        ),
    ],
)  # fmt: skip
def test_a_report_is_judged_by_what_was_audited(audit, packages, code, said):
    assert audit.judged(packages) == (code, said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "code", "said"),
    [
        ((CLEAN,), 0, "no known vulnerability in 1 packages"),
        ((CLEAN, BROKEN), 0, "not audited: "),
        ((MUTE,), 0, "not audited: "),
        (("no name!",), 2, "cannot be read: "),
    ],
)
def test_what_else_may_come_is_told_in_a_line(audit, tmp_path, service, capsys, names, code, said):
    assert asked(audit, tmp_path, names, service) == code
    out = capsys.readouterr().out
    assert said in out and len(out.splitlines()) == 1


@pytest.mark.slow
def test_nobody_there_is_told_in_a_line(audit, tmp_path, capsys):
    with socket.socket() as taken:  # a port on which nobody listens
        taken.bind(("127.0.0.1", 0))
        assert asked(audit, tmp_path, (CLEAN,), f"http://127.0.0.1:{taken.getsockname()[1]}") == 0
    out = capsys.readouterr().out
    assert out.startswith("not audited: ") and len(out.splitlines()) == 1


@pytest.mark.parametrize("answered", [0, 1])
def test_it_ends_in_any_case(audit, tmp_path, service, capsys, monkeypatch, answered):
    """Whether pip-audit takes too long to ask, or afterwards to read the lock."""
    run, before = audit._run, iter([CompletedProcess("", 1, "", "nobody is there")] * answered)
    monkeypatch.setattr(audit, "_run", lambda *command: next(before, None) or run(*command))
    monkeypatch.setattr(audit, "LONGEST", 0.1)  # less than it takes to start
    assert asked(audit, tmp_path, (CLEAN,), service) == 0
    assert capsys.readouterr().out == "not audited: no full answer within 0.1 seconds\n"
