"""Answers inferred from order: A acts on B, then B on A, and nothing else can be what is answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.ontology import QUAD
from scoring.cube import SPANS
from scoring.sides import NEARNESS, seen_as

DEEDS = tuple(name for name, quad in QUAD.items() if quad == "material conflict")
# Like answers like: people in the streets or under arms, or pressure short of that. A sanction after a raid may well be
# an answer to it, but that is for somebody to say.
FORCE = ("ASSAULT", "PROTEST")
_DAY = pd.Timedelta(days=1)


def spans(events: pd.DataFrame) -> pd.DataFrame:
    """First and last day (low, high; midnight) that each row may have been on; null for a month, a year or unknown.

    An event known to the week lies in the seven days up to its date. Coarser dates leave the order of an exchange open.
    """
    day = events["date"].dt.normalize()
    high = day.where(events["date_precision"].isin(("day", "week")))
    back = (SPANS["week"] - 1) * _DAY
    return pd.DataFrame({"low": high.where(events["date_precision"] != "week", high - back), "high": high})


def when(events: pd.DataFrame) -> pd.DataFrame:
    """`spans` by event_id."""
    return spans(events).groupby(events["event_id"].to_numpy()).agg({"low": "min", "high": "max"})


def look_up(ids: pd.Series, values: pd.Series) -> pd.Series:
    """What `values` holds for each id, of the same type; null where it has none (`map` fails on no dates at all)."""
    return pd.Series(values.reindex(ids).array, index=ids.index)


def deeds(events: pd.DataFrame) -> pd.DataFrame:
    """Realised material conflict on known days, a row an event and pair: event_id, source, target, force, low, high."""
    events = events.reset_index(drop=True)
    acts = events[["event_id", "source", "target"]].assign(force=events["type"].isin(FORCE)).join(spans(events))
    acts = acts[(events["realis"] == "realised") & events["type"].isin(DEEDS) & acts["high"].notna()]
    return acts.drop_duplicates(["event_id", "source", "target"]).sort_values("event_id", kind="stable")


def infer(
    events: pd.DataFrame,
    within: int,
    relations: pd.DataFrame,
    answered: pd.Series,
    spoken_for: pd.Index,
) -> pd.DataFrame:
    """Inferred answers: earlier, later, through; at most one for each answer.

    B's deed on A answers A's deed on B where both are of one kind (FORCE or not), their order is certain, they are at
    most `within` days apart, and it is the only deed that B can have answered: any other that A's side, or somebody
    unnamed, may have done to B's side in the window (the same day included) leaves it open, unless B is known to have
    answered that one before. Only B's deeds on the first day after are its answer. `answered` is the last day of the
    first explicit answer by event_id; `spoken_for` are events of which the text says what they answer: nothing is
    inferred for them. Deeds are PLOVER's material conflict; parties are compared as `sides.seen_as` says.
    """
    acts = deeds(events)
    answers = acts[acts["source"].notna() & acts["target"].notna() & (acts["source"] != acts["target"])]
    answers = answers[~answers["event_id"].isin(spoken_for)]
    provocations = seen_as(acts[acts["target"].notna()], relations)
    ends = provocations["high"] + within * _DAY
    known = look_up(provocations["event_id"], answered)
    provocations["end"] = ends.where(known.isna() | (known > ends), known.clip(lower=provocations["low"]))
    named, unnamed = provocations["source"].notna(), provocations["source"].isna()
    alive = _alive(provocations[named], answers, ("source", "target"), ("target", "source"))
    open_to = _alive(provocations[unnamed], answers, ("target",), ("source",))
    pairs = answers.assign(candidates=alive["count"], at=alive["sum"], rivals=open_to["count"])
    found = _certain(pairs, provocations, within)
    claimed = look_up(found["earlier"], answered)
    return found[~(claimed <= found["high"])][["earlier", "later", "through"]]  # it is said to be answered already


def _alive(
    acts: pd.DataFrame, answers: pd.DataFrame, parties: tuple[str, ...], mirrored: tuple[str, ...]
) -> dict[str, np.ndarray]:
    """How many `acts` may lie before each answer and not be over yet, and the sum of their row numbers.

    Counts starts less ends by two binary searches, so that no pair of events is formed: millions of rows stay cheap.
    """
    both = pd.concat(
        [acts[list(parties)].set_axis(range(len(parties)), axis=1),
         answers[list(mirrored)].set_axis(range(len(parties)), axis=1)],
        ignore_index=True,
    )  # fmt: skip
    code = both.groupby(list(both.columns), sort=False).ngroup().to_numpy()
    mine, theirs = code[: len(acts)], code[len(acts) :]
    starts, ends = _keys(mine, acts["low"]), _keys(mine, acts["end"])
    begun = np.searchsorted(np.sort(starts), _keys(theirs, answers["high"]), side="right")
    over = np.searchsorted(np.sort(ends), _keys(theirs, answers["low"]), side="left")
    rows = acts.index.to_numpy()
    sums = [np.concatenate([[0], np.cumsum(rows[np.argsort(keys, kind="stable")])]) for keys in (starts, ends)]
    return {"count": begun - over, "sum": sums[0][begun] - sums[1][over]}


def _keys(code: np.ndarray, day: pd.Series) -> np.ndarray:
    """One number that sorts by pair, then by day."""
    return code.astype("int64") * 1_000_000 + (day - pd.Timestamp("1678-01-01")).dt.days.to_numpy()


def _certain(pairs: pd.DataFrame, provocations: pd.DataFrame, within: int) -> pd.DataFrame:
    """The answers whose only candidate certainly lies before them in the window, the first for each candidate."""
    most = pairs.groupby("event_id")[["candidates", "rivals"]].transform("max")
    single = pairs[(most["candidates"] == 1) & (most["rivals"] == 0) & (pairs["candidates"] == 1)]
    before = provocations[["event_id", "force", "low", "high", "through"]]
    found = single.merge(before, left_on="at", right_index=True, suffixes=("", "_before"))
    found = found[found.groupby("event_id")["event_id_before"].transform("nunique") == 1]
    found = found.assign(order=found["through"].map(NEARNESS).fillna(0)).sort_values("order", kind="stable")
    found = found.drop_duplicates("event_id").rename(columns={"event_id_before": "earlier", "event_id": "later"})
    near = (found["high"] - found["low_before"]).dt.days <= within
    found = found[(found["high_before"] < found["low"]) & near & (found["force"] == found["force_before"])]
    found = found[found["low"] <= found.groupby("earlier")["high"].transform("min")]  # those that may be the first
    days = found.groupby("earlier")[["low", "high"]].transform("nunique")
    return found[(days["low"] == 1) & (days["high"] == 1)]
