"""All numbers of a view worked out at once, without a cache: what the shell needs for a page of the dashboard. Pure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard import summary
from dashboard.state import View
from dashboard.summary import Situation
from data.actors import PATRON
from scoring import cube as cubes
from scoring import risk as risks
from scoring.cube import Cube, SparseCube


class Reckoned(NamedTuple):
    """The first screen of a view, the risk frame of the entities on it, and the events that it counts."""

    situation: Situation
    risk: pd.DataFrame
    known: pd.DataFrame


def reckon(view: View, events: pd.DataFrame, measures: pd.DataFrame) -> Reckoned:
    """The numbers that the dashboard shows for a view. `events` are all of its dataset as known, with measures."""
    known = events[events["confidence"] >= view.confidence]
    start = first_day(events)
    by = summary.roles(view)
    roles = (by, "sponsorship") if view.sponsorship and by == "conduct" else (by,)
    sums = [summed(known, measures, role, start) for role in roles]
    entities = summary.on_screen(sums, view)
    main, *rest = (one.pick(entities).decayed(view.half_life) for one in sums)
    sponsored = next(iter(rest), None)
    return Reckoned(summary.situation(known, measures, main, view, sponsored), series(view, main, sponsored), known)


def series(view: View, cube: Cube, sponsored: Cube | None = None) -> pd.DataFrame:
    """The risk frame of a view's cubes within its dates (see `scoring.risk.risk`)."""
    frame = risks.risk(cube, view.weight_of, view.half_life, sponsored, view.sponsorship)
    return frame[frame["date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))].reset_index(drop=True)


def first_day(events: pd.DataFrame) -> pd.Timestamp | None:
    """The first day of sums: the first event known to the day; one known to the year only reaches back no further."""
    exact = events[(events["realis"] == "realised") & (events["date_precision"] == "day")]
    first = exact["date"].min()
    return None if pd.isna(first) else first.normalize()


def summed(known: pd.DataFrame, measures: pd.DataFrame, role: str, start: pd.Timestamp | None) -> SparseCube:
    """The sums of known events in one role, with the days of states, from `start` (see `first_day`).

    Every role gets the same start, or a share of sponsorship could not be added to conduct.
    """
    made = cubes.summed([(known, measures)], role, PATRON, start, dtype=np.float64)
    return cubes.with_states(made, known, measures, PATRON)
