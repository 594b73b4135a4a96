"""An actor and the one it faces, who answered whom, and what arrangements hold."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import exchanges, standoff, ties
from dashboard.cache.cubes import cube, sums
from dashboard.cache.limits import SELECTIONS_KEPT, SITUATIONS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.screen import NOT_IN_SITUATION, plain
from dashboard.cache.stored import events, known, measures
from dashboard.exchanges import Exchanges
from dashboard.standoff import Standoff
from dashboard.state import View
from scoring import states
from scoring.cube import PAIR

NOT_IN_STANDOFF = (*NOT_IN_SITUATION, "since")


def standoff_of(view: View) -> Standoff:
    """The actor and pair of a view; what does not change them (page, event filters) shares one entry."""
    return _standoff(plain(view, NOT_IN_STANDOFF))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _standoff(view: View) -> Standoff:
    chosen = (view.data, view.added, view.as_known, view.confidence)
    actor, other = standoff.subject(view, sums(*chosen, "conduct"), sums(*chosen, "pair"))
    if not actor:
        return Standoff(actor, other)
    roles = [role for role in standoff.PANELS if actor in sums(*chosen, role).entities]
    of_roles = {role: cube(*chosen, role, view.half_life, (actor,)) for role in roles}
    both = (PAIR.join((actor, other)), PAIR.join((other, actor)))
    of_pair = cube(*chosen, "pair", view.half_life, both)
    ties = _alleged(*chosen, actor, view.start, view.end)
    return standoff.standoff(_acted(*chosen, actor, other), ties, actor, other, of_pair, of_roles, view)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _acted(
    name: str, added: bool, as_known: date | None, confidence: float, actor: str, other: str
) -> standoff.Acted:  # fmt: skip
    """What two actors did to each other, whatever the weights."""
    return standoff.acted(known(name, added, as_known, confidence), measures(name, added, as_known), actor, other)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _alleged(
    name: str, added: bool, as_known: date | None, confidence: float, actor: str, start: date, end: date
) -> pd.DataFrame:
    """The alleged ties of an actor that acts within some dates count by."""
    chosen = (name, added, as_known, confidence)
    return standoff.alleged(_ties(*chosen), known(*chosen), actor, start, end)


def exchanges_of(view: View) -> Exchanges:
    """The chains of answers of a view's actor or pair."""
    return _exchanges(plain(view, NOT_IN_STANDOFF))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _exchanges(view: View) -> Exchanges:
    chosen = (view.data, view.added, view.as_known, view.confidence)
    shown = _standoff(view)
    other = shown.other if view.pair else None
    return _chained(*chosen, shown.actor, other, view.start, view.end).weighed(view.weight_of)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _chained(
    name: str, added: bool, as_known: date | None, confidence: float,
    actor: str, other: str | None, start: date, end: date,
) -> exchanges.Chained:  # fmt: skip
    """The chains of an actor or pair within some dates, whatever the weights."""
    chosen = (name, added, as_known, confidence)
    stood = _standing(*chosen, end)
    return exchanges.chained(known(*chosen), measures(*chosen[:3]), stood, actor, other, start)


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def _links(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """All links of a selection, without the ratios that weights decide."""
    return exchanges.links(known(name, added, as_known, confidence))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _standing(name: str, added: bool, as_known: date | None, confidence: float, end: date) -> exchanges.Stood:
    """The chains of a selection as they stand on a day, whatever the weights."""
    chosen = (name, added, as_known, confidence)
    return exchanges.standing(known(*chosen), _links(*chosen), pd.Timestamp(end))


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def _ties(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """The ties by which events of a selection count as alleged sponsorship."""
    return ties.ties(known(name, added, as_known, confidence))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def knowledge(name: str, added: bool, parties: tuple[str, ...], as_known: date | None) -> standoff.Knowledge:
    """Days of knowledge to step to from one, for one or two parties."""
    return standoff.knowledge(events(name, added), parties, as_known)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def returned(
    name: str, added: bool, as_known: date | None, confidence: float, actor: str, other: str, end: date
) -> pd.DataFrame:
    """How often two actors answer each other, a row a direction."""
    return exchanges.returned(known(name, added, as_known, confidence), actor, other, pd.Timestamp(end))


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def arrangements(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """Spells of agreements and access arrangements (`scoring.states.states`)."""
    return states.states(known(name, added, as_known, confidence), measures(name, added, as_known))


def spells(view: View) -> pd.DataFrame:
    """What holds for how long among the arrangements of a view: see `scoring.states.states`."""
    return arrangements(view.data, view.added, view.as_known, view.confidence)
