"""The first screen of a view, and what weights do not change of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard import gaps, summary
from dashboard import since as sinces
from dashboard.cache.cubes import on_screen, sums
from dashboard.cache.limits import SELECTIONS_KEPT, SITUATIONS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.stored import corrections, known, measures
from dashboard.gaps import Record
from dashboard.since import Since
from dashboard.standing import Standing, stand
from dashboard.state import View
from dashboard.summary import Situation

NOT_IN_SITUATION = (
    "page", "types", "indicators", "realis", "actor", "text", "event", "origin",
    "order", "area", "place", "against", "target", "horizon", "unit",
)  # fmt: skip


def situation(view: View) -> Situation:
    """The first screen of a view; what does not change it (page, event filters) shares one entry."""
    asked = plain(view)
    return _situation(repr(asked), asked)  # Streamlit would take as long to hash the view as all the rest takes


def plain(view: View, without: tuple[str, ...] = NOT_IN_SITUATION) -> View:
    """The view with what does not change an answer as it is by default, so that all views alike share one entry."""
    plain = View()
    return replace(view, **{name: getattr(plain, name) for name in without})


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _situation(key: str, _view: View) -> Situation:
    view = _view
    chosen = (view.data, view.added, view.as_known, view.confidence)
    main, sponsored = on_screen(view)

    def keep(_events: pd.DataFrame, _measures: pd.DataFrame, *asked: object) -> Standing:
        return _stand(*chosen, *asked)

    intensities = measures(view.data, view.added, view.as_known)
    return summary.situation(known(*chosen), intensities, main, view, sponsored, keep)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _stand(
    name: str, added: bool, as_known: date | None, confidence: float,
    by: str, half_life: float, share: float, focus: str, end: pd.Timestamp,
    start: pd.Timestamp,
) -> Standing:  # fmt: skip
    """What the weights do not change of one entity's first screen."""
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    return stand(rows, intensities, by, half_life, share, focus, end, start)


def since(view: View, found: Situation) -> Since:
    """What weights do not change of what changed since a day, for the entities drawn in the situation of a view."""
    chosen = (view.data, view.added, view.as_known, view.confidence)
    by = summary.roles(view)
    share = view.sponsorship if by == "conduct" else 0.0
    drawn, start = tuple(found.lines["entity"].unique()), sums(*chosen, by).start
    return _since(*chosen, drawn, by, view.half_life, share, sinces.day_before(view.since, found.end), found.end, start)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _since(
    name: str, added: bool, as_known: date | None, confidence: float,
    drawn: tuple[str, ...], by: str, half_life: float, share: float, day: date,
    end: pd.Timestamp, start: pd.Timestamp,
) -> Since:  # fmt: skip
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    return sinces.compare(rows, intensities, drawn, by, half_life, share, day, end, start)


def record(view: View) -> Record:
    """Events, those reviewed by a person, and gaps within the dates of a view."""
    return _record(view.data, view.added, view.as_known, view.confidence, view.start, view.end)


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def _record(name: str, added: bool, as_known: date | None, confidence: float, start: date, end: date) -> Record:
    rows = known(name, added, as_known, confidence)
    return gaps.record(rows, corrections(name), start, end)
