"""What is on screen, as one frozen value, and its exact translation to and from the parameters of a link.

`encode` writes every value, so a link keeps its meaning when a default moves. `decode` never raises: what it cannot use
it leaves at the default and reports, so that a broken link is announced and not silently half obeyed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from dashboard.migrations import VERSION, migrate, newer_indicators, trouble
from data.events import FIRST_DAY, LAST_DAY, REALIS, TYPES
from scoring.climatology import WINDOWS
from scoring.cube import PAIR
from scoring.score import WEIGHTS
from scoring.targets import TARGETS

PAGES = (
    "situation", "actors", "agreements", "map", "events", "read", "data",
    "compare", "forecast", "alerts", "brief", "method", "server",
)  # fmt: skip
ROLES = ("conduct", "exposure")
ORDERS = ("day", "points", "relief")  # of events in a table: the latest first, or the heaviest
AREAS = ("fit", "world", "europe", "middle-east", "africa", "asia", "americas")  # what the map shows
TARGET_IDS = tuple(target.id for target in TARGETS)  # of what is forecast, the first to open on

HALF_LIFE_DAYS = (1, 90)  # below a day nothing is smoothed; above a quarter a war and a truce look alike
WEIGHT_RANGE = (0.0, 30.0)  # presets multiply up to three times; never negative: relief is summed apart, not netted
UNIT_RANGE = (0.0, 1.0)
MOST_ACTORS = 10  # more lines than this cannot be told apart
TEXT_LENGTH = 120
ID_LENGTH = 80
OPENING_SPAN_DAYS = 180  # what the first screen of a dataset shows before its last day

# A dataset whose last day is not the day to open on: the case opens the day after the strikes were reported, so that
# the first screen shows what was known of them, and not the two quieter months that follow.
# It also opens as known on that day, or later accounts of the strikes would colour the weeks before them.
OPENING = {"us-iran-2019-2021": (date(2021, 1, 1), date(2021, 6, 29))}

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class View:
    """Everything that decides what a reader sees. Field name = widget key = link parameter (weights: `w.<indicator>`).

    Empty `actors` means those with the highest index; empty `focus` the first of them. `pair` is (who acts, on whom).
    `as_known` shows only what was published by that day; None shows all that is known now. `sponsorship` is the share
    of the conduct of alleged clients that is added to a patron's own. `half_life` in days. `since` is the day that
    changes are told from; None is a week before the end. `origin` is where events come from (a dataset's provider or
    the site of an article), `order` how events are sorted, `area` and `place` what the map shows and which place
    of it is open, `against` the code of a kept link to compare this view with. `target`, `horizon` (days) and `unit`
    are of the forecast: what, within how long, and whose reasons are told, an actor or a pair `A>B`; None is the
    horizon that the data allow, and an empty unit the one in focus.
    """

    page: str = "situation"
    data: str = ""
    actors: tuple[str, ...] = ()
    focus: str = ""
    start: date = date(2021, 1, 1)
    end: date = date(2021, 6, 29)
    as_known: date | None = None
    since: date | None = None
    role: str = "conduct"
    pair: tuple[str, str] | None = None
    half_life: int = 7
    sponsorship: float = 0.0
    confidence: float = 0.0
    weights: tuple[tuple[str, float], ...] = tuple(WEIGHTS.items())
    types: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    realis: tuple[str, ...] = ()
    actor: str = ""
    text: str = ""
    event: str = ""
    origin: str = ""
    order: str = "day"
    area: str = "fit"
    place: str = ""
    against: str = ""
    target: str = TARGET_IDS[0]
    horizon: int | None = None
    unit: str = ""
    added: bool = False

    @property
    def weight_of(self) -> dict[str, float]:
        """Indicator id -> weight."""
        return dict(self.weights)


class Rejected(NamedTuple):
    """One part of a link that was not used as written."""

    key: str
    value: str
    reason: str


class _Refused(ValueError):
    """A value that cannot be used at all."""


class _Adjusted(Exception):
    """A value that can be used after a change: `args` are the value used and what was done."""


def opening(data: str, first: date, last: date) -> View:
    """The view a dataset opens with when the link says nothing; `first` and `last` are the days of its events."""
    if data in OPENING:
        start, end = OPENING[data]
        return View(data=data, start=start, end=end, as_known=end)
    return View(data=data, start=max(first, last - timedelta(days=OPENING_SPAN_DAYS)), end=last)


def encode(view: View) -> dict[str, str]:
    """All values of the view as flat text, with the version of the format."""
    flat = {"v": VERSION}
    for name, (write, _) in _CODECS.items():
        flat[name] = write(getattr(view, name))
    return flat | {f"w.{indicator}": _write_number(weight) for indicator, weight in view.weights}


def decode(flat: Mapping[str, str], default: View | None = None) -> tuple[View, list[Rejected]]:
    """The view that the flat parameters describe, and what in them was ignored or changed, each with a reason.

    What is missing keeps the value of `default`; in a link of an older version it has the value of that version, and
    indicators that are newer than the link weigh nothing. Never raises.
    """
    default = default or View()
    found: dict[str, Any] = {}
    weights = dict(default.weights)
    rejected: list[Rejected] = []
    newer = newer_indicators(flat, weights)
    if newer:
        weights |= dict.fromkeys(newer, 0.0)
        reason = "newer than the link: weighs nothing here, so that the numbers are those that were sent"
        rejected.append(Rejected(", ".join(f"w.{name}" for name in newer), "", reason))
    for key, text in migrate(flat).items():
        text = text if isinstance(text, str) else str(text)
        try:
            if key == "v":
                _read_version(text)
            elif key.startswith("w.") and key[2:] in weights:
                weights[key[2:]] = _read_number(*WEIGHT_RANGE, places=3)(text)
            elif key in _CODECS:
                found[key] = _CODECS[key][1](text)
            else:
                raise _Refused("this version knows no such setting")
        except _Adjusted as change:
            value, reason = change.args
            if key.startswith("w."):
                weights[key[2:]] = value
            else:
                found[key] = value
            rejected.append(Rejected(_short(key), _short(text), reason))
        except _Refused as refusal:
            rejected.append(Rejected(_short(key), _short(text), str(refusal)))
    view = replace(default, **found, weights=tuple(weights.items()))
    if view.start > view.end:
        rejected.append(Rejected("start", view.start.isoformat(), "it is after the end, so the two were exchanged"))
        view = replace(view, start=view.end, end=view.start)
    return view, rejected


def tidy(view: View) -> View:
    """The view with every value inside its bounds (widget bounds are kept by the browser only)."""
    return decode(encode(view), view)[0]


def fit(view: View, datasets: Collection[str], actors: Collection[str]) -> tuple[View, list[Rejected]]:
    """The view with only what this server has; `datasets` in order of preference, `actors` of the view's dataset."""
    rejected = []
    if view.data not in datasets:
        first = next(iter(datasets), "")
        if view.data:
            rejected.append(Rejected("data", _short(view.data), f"not on this server; shown is {first}"))
        view = replace(view, data=first)
    known = tuple(actor for actor in view.actors if actor in actors)
    if known != view.actors:
        lost = ",".join(actor for actor in view.actors if actor not in actors)
        rejected.append(Rejected("actors", _short(lost), "no events of theirs in these data"))
        view = replace(view, actors=known)
    if view.pair and not set(view.pair) <= set(actors):
        rejected.append(Rejected("pair", _short(PAIR.join(view.pair)), "no events of theirs in these data"))
        view = replace(view, pair=None)
    for field in ("focus", "actor"):
        if getattr(view, field) and getattr(view, field) not in actors:
            rejected.append(Rejected(field, _short(getattr(view, field)), "no events of theirs in these data"))
            view = replace(view, **{field: ""})
    if view.unit and not set(view.unit.split(PAIR)) <= set(actors):
        rejected.append(Rejected("unit", _short(view.unit), "no events of theirs in these data"))
        view = replace(view, unit="")
    return view, rejected


def _short(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= 40 else text[:39] + "…"


def _read_version(text: str) -> None:
    if reason := trouble(text):
        raise _Refused(reason)


def is_id(text: str) -> bool:
    """Whether a link can name a dataset, an actor or an event so."""
    return len(text) <= ID_LENGTH and bool(_ID.fullmatch(text))


def _read_id(text: str) -> str:
    if text and not is_id(text):
        raise _Refused("not an id: letters, digits, dots, hyphens and underscores")
    return text


def _read_ids(text: str) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(_read_id(part) for part in text.split(",") if part))
    if len(ids) > MOST_ACTORS:
        raise _Adjusted(ids[:MOST_ACTORS], f"only the first {MOST_ACTORS} are drawn")
    return ids


def _read_pair(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    parts = text.split(PAIR)
    if len(parts) != 2 or not all(parts):
        raise _Refused("a pair is two ids with > between them: who acts, on whom")
    return _read_id(parts[0]), _read_id(parts[1])


def _read_unit(text: str) -> str:
    return PAIR.join(_read_pair(text) or ()) if PAIR in text else _read_id(text)


def _read_one(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise _Refused(f"one of {', '.join(allowed)}")
        return text

    return read


def _read_some(allowed: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        parts = tuple(dict.fromkeys(part for part in text.split(",") if part))
        known = tuple(part for part in parts if part in allowed)
        if known != parts:
            raise _Adjusted(known, "unknown words in it were left out")
        return known

    return read


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Refused("a day is written YYYY-MM-DD") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _Adjusted(min(max(day, FIRST_DAY), LAST_DAY), f"days run from {FIRST_DAY} to {LAST_DAY}")
    return day


def _read_optional_day(text: str) -> date | None:
    return _read_day(text) if text else None


def _read_number(low: float, high: float, places: int = 2) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise _Refused(f"a number from {low:g} to {high:g}") from None
        if not math.isfinite(value):
            raise _Refused(f"a number from {low:g} to {high:g}")
        if not low <= value <= high:
            raise _Adjusted(min(max(value, low), high), f"it runs from {low:g} to {high:g}")
        return round(value, places) + 0.0  # + 0.0: no negative zero

    return read


def _read_whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            return int(_read_number(low, high, places=0)(text))
        except _Adjusted as change:
            raise _Adjusted(int(change.args[0]), change.args[1]) from None

    return read


def _read_text(text: str) -> str:
    clean = _CONTROL.sub(" ", text)[:TEXT_LENGTH]
    if clean != text:
        raise _Adjusted(clean, f"cut to {TEXT_LENGTH} printable characters")
    return clean


def _read_flag(text: str) -> bool:
    return _read_one(("0", "1"))(text) == "1"


def _read_horizon(text: str) -> int | None:
    return int(_read_one(tuple(map(str, WINDOWS)))(text)) if text else None


def _write_number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _write_day(value: date | None) -> str:
    return value.isoformat() if value else ""


# field -> (to text, from text)
_CODECS: dict[str, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    "page": (str, _read_one(PAGES)),
    "data": (str, _read_id),
    "actors": (",".join, _read_ids),
    "focus": (str, _read_id),
    "start": (_write_day, _read_day),
    "end": (_write_day, _read_day),
    "as_known": (_write_day, _read_optional_day),
    "since": (_write_day, _read_optional_day),
    "role": (str, _read_one(ROLES)),
    "pair": (lambda pair: PAIR.join(pair) if pair else "", _read_pair),
    "half_life": (str, _read_whole(*HALF_LIFE_DAYS)),
    "sponsorship": (_write_number, _read_number(*UNIT_RANGE)),
    "confidence": (_write_number, _read_number(*UNIT_RANGE)),
    "types": (",".join, _read_some(TYPES)),
    "indicators": (",".join, _read_some(tuple(WEIGHTS))),
    "realis": (",".join, _read_some(REALIS)),
    "actor": (str, _read_id),
    "text": (str, _read_text),
    "event": (str, _read_id),
    "origin": (str, _read_text),
    "order": (str, _read_one(ORDERS)),
    "area": (str, _read_one(AREAS)),
    "place": (str, _read_text),
    "against": (str, _read_id),
    "target": (str, _read_one(TARGET_IDS)),
    "horizon": (lambda days: str(days or ""), _read_horizon),
    "unit": (str, _read_unit),
    "added": (lambda flag: "1" if flag else "0", _read_flag),
}
