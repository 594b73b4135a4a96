"""Who answered whom, as rows to draw and to read: chains of acts by one side and by others, day by day. Pure.

A link is a claim of its source, or inferred from the order of acts here; both are marked as what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

import pandas as pd

from dashboard.event_rows import Told, told
from dashboard.state import View
from data.actors import PATRON, UMBRELLA
from scoring import chains as linked
from scoring import cycles, reciprocity
from scoring.chains import WITHIN
from scoring.mirror import look_up, when

_TOLD = ("date", "date_precision", "by", "line", "points")  # of an event in words, from its digest
_WEIGHED = ("line", "points")  # those of them that weights decide
SHOWN = 12  # chains drawn, the latest: a screen of them


_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Exchanges:
    """Chains within the dates, the latest first.

    chains: those of `scoring.cycles.cycles` and row (0 is the latest), last_x and last_mine (of the last act), tail
    (days from its start to the last day for an answer). acts: chain, row, event_id, step, x (days after
    the first act, null where its day or week is unknown), wide (days either way), mine (by the actor), date,
    date_precision, by, line, points. answers: the links of `scoring.chains.link` and chain, row, step, date, state,
    and from_/to_ x, mine, line and points of the act and its answer. left_out: chains within the dates not drawn.
    """

    chains: pd.DataFrame = field(default_factory=pd.DataFrame)
    acts: pd.DataFrame = field(default_factory=pd.DataFrame)
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: int = 0


class Stood(NamedTuple):
    """Acts of `scoring.cycles.chains`, chains of `scoring.cycles.cycles`, and the links known by the day."""

    members: pd.DataFrame
    chains: pd.DataFrame
    links: pd.DataFrame


def links(events: pd.DataFrame) -> pd.DataFrame:
    """All links of the events, without their ratio of points, which weights decide (`weighed`)."""
    return linked.link(events, pd.Series(dtype="float64"), WITHIN, UMBRELLA, PATRON)


def standing(events: pd.DataFrame, found: pd.DataFrame, end: pd.Timestamp) -> Stood:
    """Chains of `links` as they stand on a day, whatever the weights: their acts, the chains, and the links by then."""
    own = events[events["event_id"].isin(pd.concat([found["earlier"], found["later"]]))]
    last = when(own)["high"]
    known = found[~(look_up(found["later"], last) > end) & ~(look_up(found["earlier"], last) > end)]
    return Stood(cycles.chains(known, own), cycles.cycles(known, own, end), known)


def weighed(found: pd.DataFrame, points: pd.Series) -> pd.DataFrame:
    """Links with `intensity_ratio`: points of the answer over those of the act, null where that has none."""
    later, earlier = (look_up(found[end], points).astype("float64") for end in ("later", "earlier"))
    return found.assign(intensity_ratio=later / earlier.where(earlier > 0))


@dataclass(frozen=True)
class Chained:
    """`Exchanges` before weights: their lines are empty and their points 0, and `told` has the acts in words."""

    unweighed: Exchanges
    told: Told

    def weighed(self, weights: Mapping[str, float]) -> Exchanges:
        """The chains under these weights."""
        said = self.told.weighed(weights).set_index("event_id")
        chains, acts, answers, left_out = (getattr(self.unweighed, one.name) for one in fields(Exchanges))
        answers = weighed(answers, said["points"])
        for end, name in (("earlier", "from"), ("later", "to")):
            answers = answers.assign(**{f"{name}_{part}": look_up(answers[end], said[part]) for part in _WEIGHED})
        acts = acts.assign(**{part: look_up(acts["event_id"], said[part]) for part in _WEIGHED})
        return Exchanges(chains, acts, answers, left_out)


def chained(
    events: pd.DataFrame, measures: pd.DataFrame, stood: Stood, actor: str, other: str | None, start: date
) -> Chained:
    """The chains with an act between `actor` and `other` (None: with an act by or on the actor) from `start` on.

    `stood` is `standing` on the last day: later acts are no part of a chain.
    """
    members, chains, known = stood
    own = events[events["event_id"].isin(members["event_id"])]
    theirs = members.loc[members["event_id"].isin(_involving(own, actor, other)), "chain"]
    chains = chains[chains["chain"].isin(theirs) & ~(chains["ended"] < pd.Timestamp(start))]
    chains = chains.sort_values(["ended", "chain"], ascending=[False, True], kind="stable", na_position="last")
    drawn = chains.head(SHOWN).reset_index(drop=True).assign(row=range(min(SHOWN, len(chains))))
    members = members[members["chain"].isin(drawn["chain"])]
    found = told(own[own["event_id"].isin(members["event_id"])], measures)
    words = found.rows.set_index("event_id").assign(line="", points=0.0)
    by_actor = set(own.loc[own["source"] == actor, "event_id"])
    acts = _acts(members, drawn, words, by_actor)
    place = acts.set_index("event_id")
    drawn = drawn.assign(
        tail=(drawn["closes"] - drawn["began"]) / _DAY,
        last_x=look_up(drawn["last"], place["x"]),
        last_mine=look_up(drawn["last"], place["mine"]),
    )
    answers = _answers(weighed(known, words["points"]), acts, drawn)
    return Chained(Exchanges(drawn, acts, answers, len(chains) - len(drawn)), found)


def exchanges(
    events: pd.DataFrame, measures: pd.DataFrame, stood: Stood, actor: str, other: str | None, view: View
) -> Exchanges:
    """The chains of `chained` within the dates of a view, under its weights; `stood` is on its last day."""
    return chained(events, measures, stood, actor, other, view.start).weighed(view.weight_of)


def returned(events: pd.DataFrame, actor: str, other: str, end: pd.Timestamp) -> pd.DataFrame:
    """How often each of two answers the other up to a day (`scoring.reciprocity.reciprocity`): a row a direction."""
    past = events[~(events["date"] > end)]
    return reciprocity.reciprocity(past, WITHIN, pairs=[(actor, other), (other, actor)])


def _involving(events: pd.DataFrame, actor: str, other: str | None) -> pd.Series:
    acts, suffers = events["source"] == actor, events["target"] == actor
    if other:
        acts, suffers = acts & (events["target"] == other), suffers & (events["source"] == other)
    return events.loc[acts | suffers, "event_id"]


def _acts(members: pd.DataFrame, drawn: pd.DataFrame, told: pd.DataFrame, by_actor: set[str]) -> pd.DataFrame:
    acts = members.merge(drawn[["chain", "row", "began"]], on="chain").sort_values(["row", "step", "low", "event_id"])
    half = (acts["high"] - acts["low"]) / 2
    acts = acts.assign(
        x=(acts["low"] + half - acts["began"]) / _DAY,
        wide=half / _DAY,
        mine=acts["event_id"].isin(by_actor),
        **{column: look_up(acts["event_id"], told[column]) for column in _TOLD},
    )
    return acts[["chain", "row", "event_id", "step", "x", "wide", "mine", *_TOLD]].reset_index(drop=True)


def _answers(known: pd.DataFrame, acts: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """The links of the chains drawn, the latest chain first, each chain in the order of its answers."""
    place = acts.set_index("event_id")
    own = known[known["later"].isin(acts["event_id"])]
    own = own.assign(**{column: look_up(own["later"], place[column]) for column in ("chain", "row", "step", "date")})
    for end, name in (("earlier", "from"), ("later", "to")):
        told = {f"{name}_{column}": look_up(own[end], place[column]) for column in ("x", "mine", "line", "points")}
        own = own.assign(**told)
    own["state"] = look_up(own["chain"], drawn.set_index("chain")["state"])
    return own.sort_values(["row", "step", "later", "earlier"], kind="stable", ignore_index=True)
