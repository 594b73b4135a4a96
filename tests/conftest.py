"""What holds for all tests: nothing of the reader's own is touched, and browser tests may not vanish unseen."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Server, serving
from tests.environment import is_set

# no test asserts a time: two cores are shared, and the first example of a test may import half the program
settings.register_profile("casus", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casus")

# who starts the tests in the background may have Ctrl+C ignored, by all that they start as well
signal.signal(signal.SIGINT, signal.default_int_handler)

# two workers keep two cores busy: threads of what computes would only wait for each other
os.environ.setdefault("OMP_NUM_THREADS", "1")

REQUIRED_BY = ("CASUS_REQUIRE_BROWSER", "CI")


def browser_required() -> str | None:
    """The environment variable that forbids browser tests to be skipped, if one does."""
    return next(filter(is_set, REQUIRED_BY), None)


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Articles that a test adds go to a temporary file, never to the store of whoever runs the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("CASUS_STORE", str(tmp_path_factory.mktemp("store") / "casus.sqlite"))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def postgresql() -> Generator[Server]:
    """A real PostgreSQL for the session. Tests that use it are in one group of xdist, so that one server does."""
    with serving() as server:
        yield server


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.xdist_group("postgresql"), pytest.mark.slow])]
)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """Where an empty store may be made: a test that asks for it runs on a file, and slowly on PostgreSQL."""
    if request.param == "sqlite":
        yield str(tmp_path / "folder" / "store.sqlite")
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database() as url:
        yield url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a browser test into a failure where the environment requires the browser."""
    report = yield
    required_by = browser_required()
    if report.skipped and required_by and item.get_closest_marker("browser"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}\n{required_by} is set, so browser tests must run: install Chromium, or unset it."
    return report
