"""What the server writes to its log: one line a happening, as JSON or text, without a word that people read or typed.

Messages of errors and of libraries may quote articles, names and addresses. So a line tells of an error its type, its
place and a number that the page shows, too; and of a message only what stands so in the source of a program. At level
debug, which is asked for, it has the messages as well.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import secrets
import sys
import threading
import traceback
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from dashboard import metrics
from dashboard.arguments import LOG_LEVEL_VARIABLE, log_style

ROOMS = ("dashboard", "data", "scoring")
FAULTS_KEPT = 50  # errors that the page Server lists; the log has all
FRAMES_TOLD = 40  # calls of a stack, the innermost last; a page has some 30
PLAIN = "%(message)s"  # a line is whole in itself: handlers add nothing to it

_NUMBER = "casus_number"  # attribute of an error that was told
_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = "site-packages"


class Fault(NamedTuple):
    """An error as the log has it: when (UTC, ISO 8601), its number, what went wrong, type and place."""

    at: str
    number: str
    event: str
    type: str
    place: str


_faults: deque[Fault] = deque(maxlen=FAULTS_KEPT)


def begin() -> None:
    """Write all of this process's log so, whichever library tells it; once, before the server does anything.

    Style and level are those of $CASUS_LOG and $CASUS_LOG_LEVEL, else text on a terminal and JSON elsewhere, and info.
    """
    logging.setLogRecordFactory(Line)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # else what a handler fails to write goes to standard error as it is
    # instead of what the shell that serves began with
    logging.basicConfig(format=PLAIN, level=logging.WARNING, force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.INFO)
    for module, hook, told in ((sys, "excepthook", _whole), (sys, "unraisablehook", _parts),
                               (threading, "excepthook", _parts)):  # fmt: skip
        setattr(module, hook, told)


def adopt(name: str) -> None:
    """Take the handlers of a logger away that would put words of their own around a line."""
    logger = logging.getLogger(name)
    logger.handlers.clear()
    logger.propagate = True


def number(error: BaseException) -> str:
    """The number of an error, by which the page and the log name it: the same each time."""
    if not hasattr(error, _NUMBER):
        setattr(error, _NUMBER, secrets.token_hex(4))
    return getattr(error, _NUMBER)


def faults() -> list[Fault]:
    """The last errors since the start, the latest first, each once."""
    return list({fault.number: fault for fault in _faults}.values())[::-1]


def about(error: BaseException) -> dict[str, Any]:
    """Type, place, code and stack of an error and of what caused it, without messages, values and lines of source."""
    told = {"type": _kind(error), "at": _place(error), "code": _code(error), "stack": _stack(error.__traceback__)}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    causes = []
    seen = {id(error)}
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        causes.append({"type": _kind(cause), "at": _place(cause), "code": _code(cause)})
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return _without_empty(told | {"causes": [_without_empty(one) for one in causes]})


class Line(logging.LogRecord):
    """A record that any handler writes as one line of ours.

    `extra={"told": {...}}` of a call gives its fields: counts, seconds, names of datasets; never text of people.
    """

    def __init__(self, name: str, level: int, pathname: str, lineno: int, msg: object, args: Any, exc_info: Any,
                 func: str | None = None, sinfo: str | None = None, **more: Any) -> None:  # fmt: skip
        super().__init__(name, level, pathname, lineno, msg, args, None, func, None, **more)
        self.error: BaseException | None = exc_info[1] if exc_info else None
        self.event = msg if isinstance(msg, str) and _stands_in_source(msg, pathname) else None
        own = (name or "").split(".")[0] in ROOMS
        metrics.LINES.labels(self.levelname.lower(), (self.event or "other") if own else "library").inc()
        if self.error is not None and level >= logging.ERROR:
            fault = Fault(_time(self), number(self.error), self.event or name, _kind(self.error), _place(self.error))
            _faults.append(fault)

    def getMessage(self) -> str:
        """The line."""
        fields = {"time": _time(self), "level": self.levelname.lower(), "logger": self.name, "event": self.event}
        if self.event is None or self.levelno >= logging.WARNING:
            fields["at"] = f"{_short(self.pathname)}:{self.lineno}"
        fields |= self.__dict__.get("told", {})
        if self.error is not None:
            fields["error"] = {"number": number(self.error)} | about(self.error)
        if os.environ.get(LOG_LEVEL_VARIABLE) == "debug":
            fields["message"] = super().getMessage()
            fields["trace"] = "".join(traceback.format_exception(self.error)) if self.error is not None else None
        return _WRITERS[log_style()](_without_empty(fields))


def _as_json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, default=str)


def _as_text(fields: dict[str, Any]) -> str:
    """The same for people: time, level, logger and event, then the fields; an error with its stack below it."""
    fields = dict(fields)
    error, trace = fields.pop("error", {}), fields.pop("trace", "")
    stack = error.pop("stack", [])
    head = [str(fields.pop(name, "-")) for name in ("time", "level", "logger", "event")]
    rest = [f"{name}={json.dumps(told, ensure_ascii=False, default=str)}" for name, told in (fields | error).items()]
    return "\n".join([" ".join(head + rest), *(f"    {call}" for call in stack), *trace.splitlines()])


_WRITERS = {"json": _as_json, "text": _as_text}


def _stands_in_source(message: str, path: str) -> bool:
    """Whether the function that logs has the message as it is in its source: not put together from anything."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != path:
        frame = frame.f_back
    return frame is not None and message in frame.f_code.co_consts


def _whole(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An error that ends the program."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(__name__).critical("the program ends by an error", exc_info=(kind, error, trace))


def _parts(hooked: Any) -> None:
    """An error that ends a thread, or that Python could raise nowhere."""
    if hooked.exc_value is not None and not isinstance(hooked.exc_value, SystemExit):
        logging.getLogger(__name__).error("an error that nobody took", exc_info=hooked.exc_value)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _code(error: BaseException) -> str | None:
    """What a database or the system calls it: `SQLITE_FULL`, `28P01`, `ENOSPC`."""
    named = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return named or (errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None)


def _calls(trace: TracebackType | None) -> list[tuple[str, int, str]]:
    return [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in traceback.walk_tb(trace)]


def _stack(trace: TracebackType | None) -> list[str]:
    return [f"{_short(path)}:{line} {name}" for path, line, name in _calls(trace)[-FRAMES_TOLD:]]


def _place(error: BaseException) -> str:
    """The innermost call in our own code, else the innermost of all."""
    calls = _calls(error.__traceback__)
    own = [call for call in calls if _is_own(call[0])]
    return next((f"{_short(path)}:{line} {name}" for path, line, name in reversed(own or calls)), "")


def _is_own(path: str) -> bool:
    return any(path.startswith(f"{_ROOT / room}{os.sep}") for room in ROOMS)


def _short(path: str) -> str:
    """A file of ours below the project, one of a package below its folder, else its name alone."""
    if _is_own(path):
        return str(Path(path).relative_to(_ROOT))
    inside = path.rpartition(f"{_PACKAGES}{os.sep}")
    return inside[2] if inside[1] else Path(path).name


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in fields.items() if told not in (None, "", [])}
