"""What changed since a day, as one sentence an actor, and how far the data can be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from dashboard.sentences.words import capital, day, plural, short_day, the

VISIBLE = 0.005  # points per day: less shows as 0.00

# part of a change -> its words after the number of points and events
_PARTS = {
    "entered": "from {events} dated since",
    "newly_known": "from {events} dated before and published since",
    "reweighted": "from other weights",
    "decayed": "as earlier ones faded",
}


def changed(row: Mapping[str, object], name: str, since: date) -> str:
    """One actor's change: `the row` has before, after, and each part with its number of events, in points per day."""
    who = name if "→" in name else capital(the(name))
    moved = f"{who}: pressure {row['before']:.2f} → {row['after']:.2f} points per day"
    parts = [
        f"{_signed(row[part])} {words.format(events=plural(row[f'n_{part}'], 'event'))}"
        for part, words in _PARTS.items()
        if abs(row[part]) >= VISIBLE
    ]
    return f"{moved} since {day(since, year=False)}" + (f": {', '.join(parts)}." if parts else ", as before.")


def changed_event(row: Mapping[str, object], name: str) -> str:
    """One event behind a change, to choose from a list."""
    return f"{name} · {_signed(row['pressure'])} · {short_day(row['date'])} · {row['line']}"


def reviewed(count: int, events: int) -> str:
    """`12 % reviewed by a person`; one event of many is not rounded to none."""
    share = 100 * count / events if events else 0.0
    shown = "under 1" if 0 < share < 1 else f"{share:.0f}" if count < events or not events else "100"
    return f"{shown} % reviewed by a person"


def gaps(rows: pd.DataFrame, usual: int) -> str:
    """Days on which the sources are silent for longer than they usually are; empty where there are none."""
    if rows.empty:
        return ""
    longest = rows.loc[rows["days"].idxmax()]
    span = f"{short_day(longest['first'])} to {short_day(longest['last'])}, {longest['days']} days"
    which = f"{plural(len(rows), 'gap')}, the longest" if len(rows) > 1 else "1 gap"
    return (
        f"{which} without any event in these data: {span} (nine pauses in ten last {plural(usual, 'day')} or less). "
        "The data cannot tell calm from silence of the sources."
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{abs(value):.2f}"
