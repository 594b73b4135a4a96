"""Events summed, and the dense cube of what is on screen."""

from __future__ import annotations

from datetime import date

from dashboard import reckoning, summary
from dashboard.cache.limits import SELECTIONS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.stored import events, known, measures
from dashboard.state import View
from scoring.cube import Cube, SparseCube

FEW = 2  # an actor, or both directions of a pair
CUBES_KEPT = 32  # of one or two: some 0.3 MB each over 1,000 days
# Of all that are ranked, one more for each role, half-life and day of knowledge: the largest tables, 7 to 18 MB of the
# bundled case and at most 50 (`summary.DENSE_NUMBERS`). One that is gone takes 10 to 30 ms to sum anew.
WIDE_KEPT = 4


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner="Summing events …")
def sums(name: str, added: bool, as_known: date | None, confidence: float, by: str) -> SparseCube:
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    return reckoning.summed(rows, intensities, by, reckoning.first_day(events(name, added, as_known)))


def cube(
    name: str, added: bool, as_known: date | None, confidence: float, by: str, half_life: int,
    entities: tuple[str, ...] | None = None,
) -> Cube:  # fmt: skip
    """The decayed cube of some entities of a selection (None: all): new weights then cost one small matrix product."""
    chosen = (name, added, as_known, confidence, by, half_life)
    return _narrow(*chosen, entities) if entities is not None and len(entities) <= FEW else _wide(*chosen, entities)


@rests_on(*EVENTS, max_entries=CUBES_KEPT, show_spinner=False)
def _narrow(
    name: str, added: bool, as_known: date | None, confidence: float, by: str, half_life: int,
    entities: tuple[str, ...],
) -> Cube:  # fmt: skip
    return sums(name, added, as_known, confidence, by).pick(entities).decayed(half_life)


@rests_on(*EVENTS, max_entries=WIDE_KEPT, show_spinner=False)
def _wide(
    name: str, added: bool, as_known: date | None, confidence: float, by: str, half_life: int,
    entities: tuple[str, ...] | None,
) -> Cube:  # fmt: skip
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
