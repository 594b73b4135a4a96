"""What new weights do not change of the first screen: worked out once for one entity and day, then weighed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import notes
from dashboard.deeds import cause, deed
from dashboard.names import display
from dashboard.sentences import deed_line
from data.actors import PATRON
from scoring import risk as risks
from scoring.indicators import BY_ID
from scoring.prepared import Prepared, prepare
from scoring.score import vector

# what counting an event reads: rows of all columns would cost more to filter than the rest does
_COUNTED = [
    "event_id", "source", "target", "country", "date", "date_precision", "published", "origin", "realis",
    "killed_low", "killed_high", "confidence", "type", "quote", "source_text", "target_text",
]  # fmt: skip
_FACTS = ["event_id", "date", "date_precision", "realis", "type", "mode", "place", "quote", "responds_to"]


@dataclass(frozen=True)
class Side:
    """Who stands on one side of the acts: place in `names` of each act's party (`act`, `of`), one row a party."""

    act: np.ndarray
    of: np.ndarray
    names: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """What weights are applied to for one entity on one day.

    left: `scoring.risk.remaining`, with `act`, the row in acts. interval: `scoring.prepared`. planned:
    `notes.upcoming`. acts: one row an event behind the number or that may speak against it (event_id, date, realis,
    to_the_day, by, to, place, type, mode, quote, answers, eased, denied); measures: their intensities (act x
    indicator). sides: who acts (source) and on whom (target). states: the place in `indicators` of what each row of
    `left` holds; -1 for none.
    """

    left: pd.DataFrame
    interval: Prepared
    planned: pd.DataFrame
    acts: pd.DataFrame
    words: list[dict[str, object]]  # the acts again, as `deed_line` reads them
    measures: np.ndarray
    indicators: tuple[str, ...]
    sides: dict[str, Side]
    states: np.ndarray

    def weighed(self, weights: Mapping[str, float]) -> Weighed:
        """The acts under these weights."""
        weight = vector(weights, self.indicators)
        points = self.measures * weight
        eases = np.array([BY_ID[name].track == "relief" for name in self.indicators])
        pressing, relieving = points[:, ~eases].sum(axis=1), points[:, eases].sum(axis=1)
        top = np.where(points.max(axis=1, initial=0.0) > 0, points.argmax(axis=1) if points.size else 0, -1)
        at, each = self.left["act"].to_numpy(), self.left["left"].to_numpy()
        held = self.left["held"].to_numpy() * np.append(weight, 0.0)[self.states]
        pressure = each * pressing[at] + held
        order = np.lexsort((self.left["event_id"].to_numpy(), -pressure))
        facts = {name: self.left[name].to_numpy()[order] for name in ("event_id", "date", "act")}
        behind = pd.DataFrame(facts | {"pressure": pressure[order], "relief": (each * relieving[at])[order]})
        return Weighed(self, behind, pressing, relieving, top)


@dataclass(frozen=True)
class Weighed:
    """Acts under weights: `behind` as `scoring.risk.weighed` gives it, with `act`; points, relief and top by act."""

    of: Standing
    behind: pd.DataFrame
    points: np.ndarray
    relief: np.ndarray
    top: np.ndarray  # place of the indicator that adds most; -1 for none

    def told(self, acts: np.ndarray) -> pd.DataFrame:
        """Some acts in words: event_id, date, realis, quote, track, line."""
        rows = [dict(self.of.words[act]) for act in acts]
        for row, top in zip(rows, self.top[acts], strict=True):
            known = BY_ID[self.of.indicators[top]] if top >= 0 else None
            row["deed"] = known.name.lower() if known else deed(row["type"], row["mode"])
            row["track"] = known.track if known else None
            row["line"] = deed_line(row)
        return pd.DataFrame(rows, columns=["event_id", "date", "realis", "quote", "track", "line"])


def stand(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    by: str,
    half_life: float,
    share: float,
    focus: str,
    end: pd.Timestamp,
    start: pd.Timestamp,
) -> Standing:
    """What is left on `end` of each event behind one entity, and what stands beside it. Arguments as in `risk`."""
    rows = events[_COUNTED]
    left = risks.remaining(rows, measures, half_life, focus, end, by, PATRON, share, start)
    interval = prepare(rows, measures, by, [focus], half_life, PATRON, share, start, end)
    planned = notes.upcoming(events, end, None if by == "pair" else focus)
    eased, denied = notes.recent(events, end, half_life)
    kept = eased | denied | events["event_id"].isin(left["event_id"])
    own = events.loc[kept, [*_FACTS, "source", "target"]].assign(eased=eased[kept], denied=denied[kept])
    acts, parties = worded(own)
    acts["answers"] = _answers(events, acts["responds_to"])
    for name in ("eased", "denied"):
        acts[name] = acts["event_id"].isin(own.loc[own[name], "event_id"])
    ids = pd.Index(acts["event_id"])
    left["act"] = ids.get_indexer(left["event_id"])
    intensities = measures.reindex(ids).fillna(0.0).to_numpy()
    words = acts.to_dict("records")
    sides = {column: _side(parties, column) for column in ("source", "target")}
    states = measures.columns.get_indexer(left["indicator"])
    return Standing(left, interval, planned, acts, words, intensities, tuple(measures.columns), sides, states)


def worded(events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row an event with who takes part by name (`by`, `to`) and whether its day is known (`to_the_day`).

    And their ids: act (that row), source, target.
    """
    acts = events[_FACTS].drop_duplicates("event_id").reset_index(drop=True)
    at = pd.Index(acts["event_id"]).get_indexer(events["event_id"])
    parties = events[["source", "target"]].assign(act=at).drop_duplicates()
    acts["to_the_day"] = acts["date_precision"] == "day"
    acts["by"], acts["to"] = (_named(parties, column, len(acts)) for column in ("source", "target"))
    return acts, parties


def _side(parties: pd.DataFrame, column: str) -> Side:
    pairs = parties[["act", column]].dropna().drop_duplicates()
    codes, names = pd.factorize(pairs[column])
    return Side(pairs["act"].to_numpy(), codes, tuple(map(str, names)))


def _named(parties: pd.DataFrame, column: str, acts: int) -> pd.Series:
    pairs = parties[["act", column]].dropna().drop_duplicates()
    shown = pairs[column].map({actor: display(actor) for actor in pairs[column].unique()})
    return shown.groupby(pairs["act"]).agg(", ".join).reindex(range(acts)).fillna("")


def _answers(events: pd.DataFrame, causes: pd.Series) -> list[str | None]:
    """What each act is said to answer, in words."""
    found = events[events["event_id"].isin(causes.dropna())].drop_duplicates("event_id").set_index("event_id")
    words = {event_id: cause(row) for event_id, row in found.iterrows()}
    return [words.get(event_id) for event_id in causes.astype(object)]
