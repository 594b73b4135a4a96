"""Chains of answers: acts joined by links, and whether the last word is still open."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix

from scoring.chains import WITHIN
from scoring.mirror import look_up, when

STATES = ("open", "closed")


def chains(links: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The acts of every chain, one row an act: chain, step, event_id, low, high.

    A chain is all acts that links (of `chains.link`) join, one way or another; it is named by its first act. `step`
    counts answers from an act that answers nothing in the chain (0), by the longest way; an act answered twice has both
    answers at the next step. `low` and `high` are the first and last day that the act may have been on, null where its
    date is coarser than a week. Rows are in order of chain, step, day and id.
    """
    from scipy.sparse.csgraph import connected_components  # with all of linear algebra, which nothing else here needs

    acts = pd.Index(pd.unique(pd.concat([links["earlier"], links["later"]])), name="event_id").sort_values()
    earlier, later = acts.get_indexer(links["earlier"]), acts.get_indexer(links["later"])
    joined = coo_matrix((np.ones(len(links)), (earlier, later)), shape=(len(acts), len(acts)))
    step = np.zeros(len(acts), int)
    for _ in range(len(acts)):  # as many rounds as the longest chain has answers; a ring of claims ends here too
        further = step.copy()
        np.maximum.at(further, later, step[earlier] + 1)
        if (further == step).all():
            break
        step = further
    found = (
        when(events).reindex(acts).assign(step=step, part=connected_components(joined, directed=False)[1]).reset_index()
    )
    found = found.sort_values(["part", "step", "low", "event_id"], kind="stable")
    found["chain"] = found.groupby("part")["event_id"].transform("first")
    began = found.groupby("part")["low"].transform("min")
    found = found.assign(began=began).sort_values(["began", "chain", "step", "low", "event_id"], kind="stable")
    return found[["chain", "step", "event_id", "low", "high"]].reset_index(drop=True)


def cycles(links: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp | str, within: int = WITHIN) -> pd.DataFrame:
    """Chains as they stand on `as_of`, one row a chain: chain, last, acts, answers, began, ended, state, closes.

    Only acts dated by `as_of` count, so that a later answer changes nothing about an earlier day. `last` is the latest
    act, `answers` the longest row of answers, `began` and `ended` the days of the first act and the last. A cycle is
    closed once its last act has stayed unanswered for more than `within` days, and open until then: `closes` is the
    last day on which an answer would still fall in the window. Null where the last act has no day or week.
    """
    day = pd.Timestamp(as_of).normalize()
    last = when(events)["high"]
    known = links[~(look_up(links["later"], last) > day) & ~(look_up(links["earlier"], last) > day)]
    acts = chains(known, events)
    by_chain = acts.sort_values(["high", "step", "event_id"], kind="stable", na_position="first").groupby("chain")
    out = by_chain.agg(
        last=("event_id", "last"), acts=("event_id", "size"), answers=("step", "max"),
        began=("low", "min"), ended=("high", "max"),
    )  # fmt: skip
    out["closes"] = out["ended"] + pd.Timedelta(days=within)
    out["state"] = pd.Series(np.where(out["closes"] >= day, *STATES), index=out.index).where(out["closes"].notna())
    out = out.reset_index().sort_values(["began", "chain"], kind="stable")
    return out[["chain", "last", "acts", "answers", "began", "ended", "state", "closes"]].reset_index(drop=True)
