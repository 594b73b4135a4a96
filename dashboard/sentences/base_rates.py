"""The words of base rates: how often it happened before, not how likely it is now."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.sentences.words import day, short_day
from scoring.climatology import LEVEL, MIN_WINDOWS, WINDOWS

HEADING = "How often it happened before"
WHAT = (
    "Not how likely it is now, but what any forecast has to beat: in how many past windows of "
    f"{WINDOWS[0]}, {WINDOWS[1]} and {WINDOWS[2]} days at least one assault was reported as done by one on the other."
)
EMPTY = "No actor of this view has a past to count in. Widen the dates, or choose an actor or a pair at the left."
NEVER = (
    "“0 %” says that none was reported in these data; it does not say that none can come. The upper bound tells how "
    "often it could have been by chance."
)


def title(length: int) -> str:
    """What one panel shows."""
    return {7: "Within a week", 30: "Within a month", 90: "Within a quarter"}.get(length, f"Within {length} days")


def too_short(rates: pd.DataFrame) -> str:
    """Why a panel has no shares."""
    one = rates.iloc[0]
    return (
        f"Too short a past: {one['windows']} windows of {one['days']} days up to here, and at least {MIN_WINDOWS} are "
        "needed for a share. The counts stand in the table."
    )


def chart_title(rates: pd.DataFrame) -> str:
    """What is seen: how often the most frequent one came within the middle window."""
    middle = WINDOWS[1]
    known = rates[(rates["days"] == middle) & rates["rate"].notna()]
    if known.empty:
        return f"Too short a past: fewer than {MIN_WINDOWS} windows of {middle} days"
    most = known.loc[known["rate"].idxmax()]
    if not most["hits"]:
        return f"No assault of these in any of {most['windows']} windows of {middle} days"
    share = f"{most['rate']:.0%}".replace("%", " %")
    return f"Most often {most['name']}: in {share} of past windows of {middle} days"


def chart_note(rates: pd.DataFrame) -> str:
    """Unit, interval, span and count."""
    first, last = rates["first"].min(), rates["last"].max()
    span = "" if pd.isna(first) else f" · windows from {short_day(first)} to {short_day(last)}"
    level = f"{LEVEL:.0%}".replace("%", " %")
    return f"share of past windows with at least one, %; bar: {level} interval (Wilson 1927){span}"


def how(first: date, last: date) -> str:
    """How the shares come about, and their limits."""
    return (
        f"Windows lie end to end, backwards from {day(last)} to {day(first)}, so each day counts once for each length. "
        "Counted are realised events of type ASSAULT (armed force of any kind) that are known to the day and had been "
        f"published by {day(last)}; what became known later changes nothing. With fewer than {MIN_WINDOWS} windows no "
        "share is given. A window without a report may be one that nobody reported on. Wars come in runs: after one "
        "assault the next is more frequent than these shares say, and in long calm less."
    )
