"""Events summed, and the dense cube of what is on screen."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.cache.limits import SELECTIONS_KEPT
from dashboard.cache.stored import events, known, measures
from dashboard.state import View
from data.actors import PATRON
from scoring import cube as cubes
from scoring.cube import Cube, SparseCube

CUBES_KEPT = 48  # one more for each role and half-life: the largest tables, 30 actors x 1,000 days x 26 = 6 MB


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner="Summing events …")
def sums(name: str, added: bool, as_known: date | None, confidence: float, by: str) -> SparseCube:
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    made = cubes.summed([(rows, intensities)], by, PATRON, first_day(name, added, as_known), dtype=np.float64)
    return cubes.with_states(made, rows, intensities, PATRON)


@st.cache_resource(max_entries=CUBES_KEPT, show_spinner=False)
def cube(
    name: str, added: bool, as_known: date | None, confidence: float, by: str, half_life: int,
    entities: tuple[str, ...] | None = None,
) -> Cube:  # fmt: skip
    """The decayed cube of some entities of a selection (None: all): new weights then cost one small matrix product."""
    summed = sums(name, added, as_known, confidence, by)
    return summed.pick(summed.entities if entities is None else entities).decayed(half_life)


def undated(view: View) -> int:
    """Realised events of a view that no day, week, month or year is known for."""
    return sums(view.data, view.added, view.as_known, view.confidence, view.role).undated


def first_day(name: str, added: bool, as_known: date | None) -> pd.Timestamp | None:
    # every role gets the same first day, or a share of sponsorship could not be added to conduct
    realised = events(name, added, as_known)
    realised = realised[(realised["realis"] == "realised") & (realised["date_precision"] == "day")]
    first = realised["date"].min()
    return None if pd.isna(first) else first.normalize()


OF_EVENTS = (sums, cube)  # to be worked out anew when the events change
