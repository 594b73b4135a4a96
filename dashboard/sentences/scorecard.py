"""The words of how forecasts did, where ours lost as well."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.names import name
from dashboard.scorecard import AHEAD, BACK, UNDER_WAY
from dashboard.sentences.words import listed, plural, short_day
from scoring.backtest import FORECASTERS, OURS
from scoring.climatology import LEVEL
from scoring.targets import BY_ID

PAST_HEADING = "Scorecard of past forecasts"
KEPT_HEADING = "Scorecard of kept forecasts"
FORECASTER_NAMES = {OURS: "Ours"} | {one: one.capitalize() for one in FORECASTERS if one != OURS}
METRIC_NAMES = {
    "brier": "Brier score (lower is better)",
    "log_score": "Log score, nats (lower is better)",
    "average_precision": "Average precision (higher is better)",
    "onset_average_precision": "Average precision, onsets (higher is better)",
}
WHAT = (
    "Forecasts as they would have been made on each of these past days from what was published by then, beside three "
    "that need no model. A higher or lower score is told for everybody, and the best is named in each row. Articles "
    "are read together here: a later report may have changed the toll of an event that was known before; casus "
    "backtest reads each day's articles alone."
)
NOT_RUN = (
    "The past forecasts of this dataset have not been worked out on this server since its events last changed. Each "
    "past day takes about a second, or several in data of many actors; it can be cancelled, and other pages stay free."
)
SCORES = (
    "Brier: mean squared error of the probability, 0 to 1. Log score: mean surprise at what came, in nats. Average "
    "precision: how far up those that came were ranked, 0 to 1; onsets: only those whose last window had not reached "
    "the target. With few that came, the order of forecasters is chance: see the counts."
)
NOTHING_SCORED = (
    "Nothing could be scored: on no past day of these data was there a forecast of ours with a known outcome."
)
NOTHING_KEPT = (
    "No forecast of this dataset has been kept on this server. A kept forecast stays as it was said, and is scored "
    "when its window is over, also where it was wrong."
)
KEPT_WHAT = (
    "Kept as they were said, and scored on the first visit after the data cover their window. Those kept afterwards "
    "are told apart: whoever kept them could know what came."
)
CAME = {1.0: "came", 0.0: "did not come"}
WHEN = {
    AHEAD: "before its window", UNDER_WAY: "while it ran", BACK: "afterwards",
}  # fmt: skip


def progress(done: int, total: int, day: str, seconds: int) -> str:
    """What stands over the bar."""
    at = f"standing on {day}" if day else "reading the events"
    return f"{min(done, total)} of {total} past days: {at} … {seconds} s"


def summary(table: pd.DataFrame, won: Mapping[str, int], cells: pd.DataFrame) -> str:
    """Who won how many rows, ours first, and what the scores rest on."""
    others = [f"{FORECASTER_NAMES[one].lower()} in {won[one]}" for one in FORECASTERS if one != OURS and won[one]]
    if won["shared"]:
        others.append(f"none alone in {won['shared']}")
    if won["unscored"]:
        others.append(f"nobody can be scored in {won['unscored']}, as nothing came")
    first, last = cells["cutoff"].min(), cells["cutoff"].max()
    told = f"; {listed(others)}" if others else ""
    return (
        f"Ours is best in {won[OURS]} of {plural(len(table), 'row')}{told}. "
        f"{plural(cells['cutoff'].nunique(), 'past day')} from {short_day(first)} to {short_day(last)}."
    )


def abstained(cells: pd.DataFrame) -> str:
    """How many forecasts of the past were not made, by reason."""
    counted = cells["reason"].dropna().value_counts()
    if counted.empty:
        return "There was a forecast in every case."
    told = listed([f"{count:,} {reason}" for reason, count in counted.items()])
    return f"No forecast was made in {counted.sum():,} of {len(cells):,} cases: {told}. Nobody is scored on these."


def score_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Scores for reading: names in words, four decimals."""
    out = pd.DataFrame({
        "target": [BY_ID[one].words for one in table["target"]],
        "days": table["horizon"].astype(int).to_numpy(),
        "metric": [METRIC_NAMES.get(one, one) for one in table["metric"]],
        **{one: table[one].astype(float).to_numpy() for one in FORECASTERS},
        "best": [best_name(one) for one in table["best"]],
        "cells": table["cells"].to_numpy(), "hits": table["hits"].to_numpy(),
    })  # fmt: skip
    if "kept" in table:
        out.insert(0, "kept", [WHEN[one] for one in table["kept"]])
    return out


def best_name(best: str) -> str:
    """`Climatology`; `Ours and persistence`; a dash where nothing came."""
    return listed([FORECASTER_NAMES[one] for one in best.split(", ")]) if best else "–"


def calibration_title(found: pd.DataFrame, horizon: int) -> str:
    """What is seen: in how many groups what was said lies in the interval of what came."""
    ours = found[found["forecaster"] == OURS]
    if ours.empty:
        return f"No past forecasts within {horizon} days to compare with what came"
    held = int(((ours["said"] >= ours["low"]) & (ours["said"] <= ours["high"])).sum())
    return (
        f"In {held} of {plural(len(ours), 'group')} of past forecasts within {horizon} days, what was said lies "
        "in the interval of what came"
    )


def calibration_note(found: pd.DataFrame, target: str) -> str:
    """Unit, interval and counts."""
    count = found.loc[found["forecaster"] == OURS, "cells"].sum()
    level = f"{LEVEL:.0%}".replace("%", " %")
    return (
        f"{BY_ID[target].words}: share that came by what was said, %; bars: {level} interval (Wilson), of forecasts "
        f"taken as apart; dots: ours, diamonds: climatology; {plural(count, 'forecast')}"
    )


def kept_rows(settled: pd.DataFrame, open_: pd.DataFrame, when: list[str]) -> pd.DataFrame:
    """Kept forecasts for reading, the latest first, settled and open; `when` for both in this order."""
    both = pd.concat([settled, open_], ignore_index=True) if len(open_) else settled
    if both.empty:
        return both
    came = both["came"] if "came" in both else pd.Series(float("nan"), index=both.index)
    done = [True] * len(settled) + [False] * len(open_)
    out = pd.DataFrame({
        "number": both["number"].astype(int),
        "who": [name(unit) for unit in both["unit"]],
        "target": [BY_ID[one].words if one in BY_ID else one for one in both["target"]],
        "as_of": both["as_of"], "due": both["due"],
        "said": both["probability"].astype(float) * 100,
        "climatology": [float(told["climatology"]) * 100 if told.get("climatology") is not None else float("nan")
                        for told in both["told"]],
        "came": [_came(value, over) for value, over in zip(came, done, strict=True)],
        "kept": [WHEN[one] for one in when],
        "at": [str(at)[:10] for at in both["at"]],
        "by": [told.get("kept_by") or "unnamed" for told in both["told"]],
    })  # fmt: skip
    order = out.sort_values(["as_of", "due", "said", "number"], ascending=[False, True, False, True], kind="stable")
    return order.drop(columns="number").reset_index(drop=True)


def _came(value: float, over: bool) -> str:
    return CAME.get(value, "nobody can say") if over else "open"


def kept_summary(settled: pd.DataFrame, open_: pd.DataFrame) -> str:
    """How many are kept, open, settled, and what came."""
    spoke = settled[settled["probability"].notna()] if len(settled) else settled
    came = int((spoke["came"] == 1).sum()) if len(spoke) else 0
    silent = len(settled) - len(spoke)
    told = (
        f"{plural(len(settled) + len(open_), 'forecast')} kept: {len(open_)} open, {len(spoke)} settled with a "
        f"probability, of which {came} came true"
    )
    return f"{told}; {silent} settled without one, as there was no forecast." if silent else f"{told}."


def kept_now(new: int, asked: int) -> str:
    """What a press of the button did."""
    if not new:
        return "These forecasts were kept already, as they were said first."
    again = "" if new == asked else f"; {asked - new} were there already"
    return f"{plural(new, 'forecast')} kept, abstentions among them{again}."
