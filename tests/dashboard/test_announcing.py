"""What a server says at its start, on which settings it refuses to, and who can reach it."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import announcing, cli, listening, sign_in
from dashboard.output import InputError

ROOT = Path(announcing.__file__).parents[1]
AUTH = {"redirect_uri": "https://casus.example.org/oauth2callback"}
HERE = {"redirect_uri": "http://127.0.0.1:8501/oauth2callback"}


@pytest.fixture
def started(monkeypatch):
    """What a server says that starts with these settings and options."""
    monkeypatch.setattr(sign_in, "_INSISTS", type(sign_in._INSISTS)())
    monkeypatch.setattr(listening, "own_address", lambda host: "192.0.2.7")

    def start(settings, host="127.0.0.1", base="", cert=None, allowed=()) -> str:
        options = {
            "server.address": host, "server.port": 8501, "server.baseUrlPath": base, "server.sslCertFile": cert,
            "server.allowedHosts": allowed,
        }  # fmt: skip
        monkeypatch.setattr(announcing.st, "get_option", options.__getitem__)
        monkeypatch.setattr(sign_in, "settings", lambda: settings)
        return ". ".join(announcing.begin())

    return start


@pytest.mark.parametrize(
    ("settings", "options", "said"),
    [
        ({}, {}, "Casus is at http://127.0.0.1:8501/, for this machine only"),
        ({}, {"host": "::1", "base": "/casus/"}, "Casus is at http://[::1]:8501/casus/, for this machine only"),
        ({}, {"host": "0.0.0.0"}, "Casus is at http://192.0.2.7:8501/. Nobody signs in: anyone who can reach this "
                                  "address can read everything and add, correct and dismiss"),
        ({}, {"host": None, "cert": "c.pem"}, "Casus is at https://192.0.2.7:8501/. Nobody signs in: anyone who can "
                                              "reach this address can read everything and add, correct and dismiss"),
        ({}, {"allowed": ["localhost", "127.0.0.1", "casus.example.org"]},
         "Casus is at http://127.0.0.1:8501/. Nobody signs in: anyone who can reach a proxy of a name in "
         "server.allowedHosts can read everything and add, correct and dismiss"),
        ({}, {"allowed": ["localhost", "::1"]}, "Casus is at http://127.0.0.1:8501/, for this machine only"),
        ({"auth": AUTH}, {}, "Casus is at https://casus.example.org/. Those who sign in can read; nobody may add or "
                             "correct, as [people] names no editors"),
        ({"auth": AUTH, "people": {"editors": ["a@b.c"], "admins": ["d@e.f"]}}, {"host": "0.0.0.0"},
         "Casus is at https://casus.example.org/. Those who sign in can read; a@b.c and d@e.f may add and correct"),
        ({"auth": HERE, "people": {"editors": "*"}}, {"host": "0.0.0.0"},
         "Casus is at http://127.0.0.1:8501/. Those who sign in can read and may add and correct. The address to "
         "return to after the sign-in (redirect_uri) is on loopback: from other machines nobody can sign in"),
    ],
)  # fmt: skip
def test_the_start_says_where_it_is_and_who_may_read_and_add(started, settings, options, said):
    assert started(settings, **options) == said
    assert sign_in._INSISTS.is_set() == bool(settings)


def test_a_machine_without_a_network_is_told_so(started, monkeypatch):
    monkeypatch.setattr(listening, "own_address", lambda host: None)
    assert "nobody else can open it" in started({}, host="0.0.0.0")


def test_the_own_address_is_asked_of_the_system_without_sending_anything(monkeypatch):
    sent = []
    monkeypatch.setattr(socket.socket, "send", lambda *given: sent.append(given))
    monkeypatch.setattr(socket.socket, "sendto", lambda *given: sent.append(given))
    found = listening.own_address("0.0.0.0")
    assert not sent and (found is None or not listening.is_loopback(found))


@pytest.mark.parametrize(
    ("host", "share", "address"),
    [
        (None, False, "127.0.0.1"), (None, True, "0.0.0.0"), ("127.0.0.2", False, "127.0.0.2"), ("::1", False, "::1"),
        ("localhost", False, "localhost"), ("192.0.2.7", True, "192.0.2.7"), ("::", True, "::"),
    ],
)  # fmt: skip
def test_where_it_listens(host, share, address):
    assert cli._host(host, share) == address


@pytest.mark.parametrize(
    ("host", "share", "said"),
    [
        ("0.0.0.0", False, "add --share"), ("192.0.2.7", False, "add --share"), ("example.org", False, "add --share"),
        ("127.0.0.1", True, "leave one out"), ("localhost", True, "leave one out"),
    ],
)  # fmt: skip
def test_only_share_opens_it_to_others(host, share, said):
    with pytest.raises(InputError, match=said):
        cli._host(host, share)


@pytest.mark.slow
def test_no_server_starts_on_secrets_that_say_nothing_certain(tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth\n")  # which Streamlit takes for no sign-in
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", f"--secrets.files={secrets}"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        command.append(f"--server.port={free.getsockname()[1]}")
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode != 0 and "Traceback" not in run.stderr
    assert f"casus: {secrets} cannot be read as TOML" in run.stderr
