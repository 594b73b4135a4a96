"""A real PostgreSQL on loopback for the tests that need one, in a folder of its own and stopped with them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.environment import is_set

REQUIRED_BY = ("CASUS_REQUIRE_DATABASE", "CI")
USER, PASSWORD = "casus", "s3cret/of@tests"  # signs that a URL must escape
UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root
START_SECONDS = 60  # on a machine that is busy with other tests


def required_by() -> str | None:
    """The environment variable that forbids these tests to be skipped, if one does."""
    return next(filter(is_set, REQUIRED_BY), None)


def programs() -> Path | None:
    """The folder of the newest PostgreSQL, where Debian has it or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """PostgreSQL in the folder `folder`, on a free port of 127.0.0.1."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self._binaries = folder, binaries
        self._as: list[str] = []
        if os.getuid() == 0:
            users = {entry.pw_name for entry in pwd.getpwall()}
            user = next(name for name in UNPRIVILEGED if name in users)
            group = pwd.getpwnam(user).pw_gid
            self._as = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=INT"]
            shutil.chown(folder, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "-D", str(folder / "data"), "-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}",
                  "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip

    def start(self) -> None:
        """Run the server and wait until it answers."""
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "fsync": "off", "unix_socket_directories": ""}
        flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
        command = [*self._as, str(self._binaries / "postgres"), "-D", str(self.folder / "data"), *flags]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._ask("postgres", "SELECT 1")
                return
            except sa.exc.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server at once, cutting its connections, by its own process id.

        SIGINT is its fast shutdown, SIGQUIT its immediate one: it then comes back as from a crash.
        """
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database, which is dropped afterwards."""
        name = f"t{uuid.uuid4().hex}"
        self._ask("postgres", f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._ask("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str, password: str = PASSWORD) -> str:
        """The URL of a database, with the password."""
        url = sa.URL.create("postgresql+psycopg", USER, password, "127.0.0.1", self.port, name)
        return url.render_as_string(hide_password=False)

    def _ask(self, name: str, statement: str) -> None:
        engine = sa.create_engine(self.url(name), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._binaries / program), *arguments]
        ended = subprocess.run(command, cwd="/", capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr


@contextmanager
def serving() -> Iterator[Server]:
    """A running server; without PostgreSQL a skip that says how to get it, or a failure where it is required."""
    binaries = programs()
    if binaries is None:
        reason = "PostgreSQL is missing (Debian: apt-get install postgresql)"
        if name := required_by():
            pytest.fail(f"{reason}\n{name} is set, so tests on PostgreSQL must run: install it, or unset it.")
        pytest.skip(reason)
    # not below the folder of pytest, into which nobody but its user may look
    with tempfile.TemporaryDirectory(prefix="casus-postgresql-") as folder:
        server = Server(Path(folder), binaries)
        try:
            server.start()
            yield server
        finally:
            server.stop()
