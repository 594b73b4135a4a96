"""Events summed, and the dense cube of what is on screen."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import reckoning, summary
from dashboard.cache.limits import SELECTIONS_KEPT
from dashboard.cache.stored import events, known, measures
from dashboard.state import View
from scoring.cube import Cube, SparseCube

CUBES_KEPT = 48  # one more for each role and half-life: the largest tables, 30 actors x 1,000 days x 26 = 6 MB


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner="Summing events …")
def sums(name: str, added: bool, as_known: date | None, confidence: float, by: str) -> SparseCube:
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    return reckoning.summed(rows, intensities, by, reckoning.first_day(events(name, added, as_known)))


@st.cache_resource(max_entries=CUBES_KEPT, show_spinner=False)
def cube(
    name: str, added: bool, as_known: date | None, confidence: float, by: str, half_life: int,
    entities: tuple[str, ...] | None = None,
) -> Cube:  # fmt: skip
    """The decayed cube of some entities of a selection (None: all): new weights then cost one small matrix product."""
    summed = sums(name, added, as_known, confidence, by)
    return summed.pick(summed.entities if entities is None else entities).decayed(half_life)


def on_screen(view: View) -> tuple[Cube, Cube | None]:
    """The decayed cube of what a view draws and ranks, and that of alleged clients where a share of it counts."""
    chosen, by = (view.data, view.added, view.as_known, view.confidence), summary.roles(view)
    roles = (by, "sponsorship") if view.sponsorship and by == "conduct" else (by,)
    summed = [sums(*chosen, role) for role in roles]
    entities = summary.on_screen(summed, view)
    # all are named None: a key of hundreds of names takes longer to hash than the cube to weigh
    asked = None if len(entities) == len({entity for part in summed for entity in part.entities}) else entities
    main, *rest = (cube(*chosen, role, view.half_life, asked) for role in roles)
    return main, next(iter(rest), None)


def undated(view: View) -> int:
    """Realised events of a view that no day, week, month or year is known for."""
    return sums(view.data, view.added, view.as_known, view.confidence, view.role).undated


OF_EVENTS = (sums, cube)  # to be worked out anew when the events change
