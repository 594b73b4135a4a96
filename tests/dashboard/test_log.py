"""A line of the log tells where and what, and no word that a person wrote, whoever logs it and however."""

from __future__ import annotations

import gc
import json
import logging
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest

from dashboard import boundary, log, metrics
from dashboard.arguments import LOG_LEVEL_VARIABLE, LOG_STYLES, LOG_VARIABLE

WORD = "zanzibarite"
PATIENCE = 60.0  # seconds: a thread that has not ended by then hangs
_LOG = logging.getLogger("dashboard.invented")
_LIBRARY = logging.getLogger("some.library")


@pytest.fixture
def lines(monkeypatch) -> Iterator[list[str]]:
    """What loggers write while the server's records are made; the process's own factory comes back afterwards."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    before, handler = logging.getLogRecordFactory(), Kept()
    monkeypatch.setenv(LOG_VARIABLE, "json")
    logging.setLogRecordFactory(log.Line)
    logging.getLogger().addHandler(handler)
    logging.captureWarnings(True)
    yield written
    logging.captureWarnings(False)
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(before)


def fail(word: str = WORD) -> None:
    try:
        json.loads(f"[{word}]")
    except ValueError as error:
        local = word  # no line shows values
        raise KeyError(local) from error


def caught(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError("it did not fail")


def with_error() -> None:
    try:
        fail()
    except KeyError:
        _LOG.exception("a page could not be drawn")


CALLS: dict[str, Callable[[], object]] = {
    "arguments": lambda: _LIBRARY.warning("no value %s", WORD),
    "put together": lambda: _LIBRARY.error(f"no value {WORD}"),
    "an object": lambda: _LIBRARY.error(ValueError(WORD)),
    "bad arguments": lambda: _LIBRARY.error("two %s %s", WORD),
    "an error": with_error,
    "an error and words": lambda: _LIBRARY.error(WORD + "!", exc_info=caught(fail)),
    "a stack": lambda: _LIBRARY.error("here", stack_info=True),
    "a warning of Python": lambda: warnings.warn(f"odd: {WORD}", UserWarning, stacklevel=1),
    "an error of a thread": lambda: log._parts(type("", (), {"exc_value": caught(fail)})),
    "an error of the program": lambda: log._whole(KeyError, caught(fail), None),
}


@pytest.mark.parametrize("style", LOG_STYLES)
@pytest.mark.parametrize("how", CALLS)
def test_no_word_of_people_reaches_the_log_unless_it_is_asked_for(lines, monkeypatch, how, style):
    monkeypatch.setenv(LOG_VARIABLE, style)
    warnings.simplefilter("always")
    CALLS[how]()
    assert len(lines) == 1 and WORD not in lines[0]
    if how in ("a stack", "bad arguments"):  # which has no word to show, and which cannot be put together
        return
    monkeypatch.setenv(LOG_LEVEL_VARIABLE, "debug")
    CALLS[how]()
    assert WORD in lines[1]


def test_a_line_tells_when_who_what_and_the_fields(lines):
    _LOG.warning("a slow run", extra={"told": {"page": "events", "seconds": 6.5}})
    told = json.loads(lines[0])
    assert told.pop("time").endswith("Z") and told.pop("at").startswith("tests/") is False
    assert told == {
        "level": "warning", "logger": "dashboard.invented", "event": "a slow run", "page": "events", "seconds": 6.5,
    }  # fmt: skip


def test_what_a_library_says_in_so_many_words_is_kept_and_the_rest_has_its_place(lines):
    _LIBRARY.error("two of %s", 2)
    _LIBRARY.error(f"two of {2}")
    first, second = map(json.loads, lines)
    assert first["event"] == "two of %s" and "event" not in second
    assert second["at"].startswith("test_log.py:")


def test_an_error_is_told_by_type_place_stack_and_cause(lines):
    with_error()
    error = json.loads(lines[0])["error"]
    assert error["type"] == "KeyError" and error["stack"][-1].endswith(" fail")
    assert [cause["type"] for cause in error["causes"]] == ["json.decoder.JSONDecodeError"]
    assert error["number"] == log.faults()[0].number and log.faults()[0].event == "a page could not be drawn"


def test_what_the_system_and_databases_call_an_error_is_told(tmp_path):
    with sqlite3.connect(":memory:") as connection:
        of_sqlite = caught(lambda: connection.execute("SELECT * FROM nowhere"))
    assert log.about(of_sqlite)["code"] == "SQLITE_ERROR"
    assert log.about(caught(lambda: (tmp_path / "no").open()))["code"] == "ENOENT"


def test_errors_that_cause_each_other_come_to_an_end():
    first, second = ValueError(WORD), TypeError(WORD)
    first.__cause__, second.__cause__ = second, first
    assert [cause["type"] for cause in log.about(first)["causes"]] == ["TypeError"]


def test_the_page_and_the_log_give_an_error_one_number(lines, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(boundary.st, "error", lambda text, **_: said.append(text))
    with boundary.calm():
        fail()
    error = caught(fail)
    _LIBRARY.error("Uncaught app execution", exc_info=error)  # as Streamlit tells it
    assert boundary.uncaught(error)
    for sentence, line in zip(said, lines, strict=True):
        assert f"(error {json.loads(line)['error']['number']})" in sentence and WORD not in sentence
    assert len({fault.number for fault in log.faults()[:2]}) == 2


def test_a_line_break_cannot_begin_a_line_of_its_own(lines, monkeypatch):
    monkeypatch.setenv(LOG_VARIABLE, "text")
    _LOG.warning("a slow run", extra={"told": {"page": "x\n2026-01-01T00:00:00Z error forged"}})
    assert "\n" not in lines[0]


def test_lines_are_counted_by_what_happened_here_and_by_no_word_from_elsewhere(lines):
    def counted(event: str) -> float:
        return metrics.REGISTRY.get_sample_value("casus_log_lines_total", {"level": "warning", "event": event}) or 0

    before = {event: counted(event) for event in ("a slow run", "other", "library")}
    _LOG.warning("a slow run")
    _LOG.warning(f"a slow run of {WORD}")
    _LIBRARY.warning("a slow run")
    assert {event: counted(event) - was for event, was in before.items()} == dict.fromkeys(before, 1)


class Logs:
    """Is thrown away only by a collection, as it holds itself, and logs then: as a task of asyncio that failed."""

    def __init__(self) -> None:
        self.own = self

    def __del__(self) -> None:
        _LIBRARY.error("ended")


def test_what_logs_as_it_is_thrown_away_keeps_no_thread_that_logs(lines, monkeypatch):
    counted = metrics.Lines()
    monkeypatch.setattr(metrics, "LINES", counted)

    def work() -> None:
        for number in range(500):
            gc.set_threshold(1 + number % 50, 1000, 1000)  # the collection comes now here, now there
            Logs()
            counted.note("info", f"event {number}")
            list(counted.collect())

    before = gc.get_threshold()
    try:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(PATIENCE)
    finally:
        gc.set_threshold(*before)
    assert not thread.is_alive()
    assert len(lines) > 400 and counted._counts["error", "library"] == len(lines)


def test_faults_are_told_while_others_come(lines):
    def work() -> None:
        for _ in range(200):
            with_error()

    thread, before = threading.Thread(target=work, daemon=True), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the other one comes in the middle of everything
    try:
        thread.start()
        while thread.is_alive():
            assert len(log.faults()) <= log.FAULTS_KEPT
    finally:
        sys.setswitchinterval(before)
        thread.join(PATIENCE)
