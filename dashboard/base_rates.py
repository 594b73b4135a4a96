"""Whom the base rates of a view are asked for, and their table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import pandas as pd

from dashboard.names import display
from dashboard.state import View
from scoring import climatology
from scoring.climatology import ANYONE, Asked, acts_of, base_rates

PAIRS = 8  # rows besides those of anyone: those with the most days of assault; more are a table nobody reads


def asked(view: View, events: pd.DataFrame, shown: Sequence[str], focus: str) -> list[Asked]:
    """Who on whom: both directions of a chosen pair; else each actor shown on anyone, then pairs of the one in focus.

    By exposure, anyone on each actor. Pairs are those with assaults up to the view's last day, the most days first.
    """
    if view.pair:
        return [view.pair, (view.pair[1], view.pair[0])]
    acting = view.role != "exposure"
    whole: list[Asked] = [(one, ANYONE) if acting else (ANYONE, one) for one in shown]
    acts = acts_of(events, pd.Timestamp(view.end)).dropna(subset=["source", "target"])
    own = acts[(acts["source"] == focus) | (acts["target"] == focus)].drop_duplicates(["source", "target", "date"])
    counted = own.value_counts(["source", "target"])
    # equal counts by name, so that the same data give the same rows
    order = sorted(counted.index, key=lambda pair: (-counted[pair], pair))
    return whole + order[:PAIRS]


def rates(view: View, events: pd.DataFrame, shown: Sequence[str], focus: str) -> pd.DataFrame:
    """`scoring.climatology.base_rates` for a view, with `name` (who on whom in words) in front."""
    found = base_rates(events, asked(view, events, shown, focus), pd.Timestamp(view.end))
    source = [display(one) if isinstance(one, str) else "anyone" for one in found["source"]]
    target = [display(one) if isinstance(one, str) else "anyone" for one in found["target"]]
    found.insert(0, "name", pd.Series([f"{a} → {b}" for a, b in zip(source, target, strict=True)], dtype="str"))
    return found


def scale(found: pd.DataFrame) -> float:
    """The share up to which all charts of these rates are drawn: the highest bound, in full tenths."""
    highest = found["high"].max()
    return 1.0 if pd.isna(highest) else ceil(max(float(highest), 0.1) * 10 - 1e-9) / 10


def wide(found: pd.DataFrame) -> pd.DataFrame:
    """One row a pair for reading: name, then for each window its rate, bounds and `hits of windows`, as text."""
    out = found[["name"]].drop_duplicates().reset_index(drop=True)
    for length in climatology.WINDOWS:
        rows = found[found["days"] == length].set_index("name")
        out[f"{length} days"] = [_cell(rows.loc[one]) for one in out["name"]]
    return out


def _cell(row: pd.Series) -> str:
    counted = f"{row['hits']} of {row['windows']}"
    if pd.isna(row["rate"]):
        return f"too short ({counted})"
    return f"{row['rate']:.0%} ({row['low']:.0%} to {row['high']:.0%}), {counted}".replace("%", " %")
