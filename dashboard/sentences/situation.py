"""Titles, notes and short lists of the first screen."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.sentences.lead import STEADY
from dashboard.sentences.words import capital, plural, quoted, short_day, the

INDEX_NOTE = "index, not a probability: ten points are a doubling of pressure"
GUIDE = (
    "The risk index sums up how heavy an actor's recent acts are: each event scores points by what was done, with the "
    "weights at the left, and counts half as much after every half-life. It is an index, not a probability: 0 is "
    "quiet, ten points more are about twice the pressure, and it has no ceiling. The band is a 90 % interval: where it "
    "is wide or missing, few or unsure events stand behind the line, and a click on a marker opens the sentence it "
    "rests on."
)
VISIBLE = 0.05  # points per day: less shows as 0.0


def header(dataset: str, end: date, last: date | None, events: int, undated: int, as_known: date | None) -> str:
    """The line above the first screen: what the numbers stand on."""
    parts = [dataset, f"as of {short_day(end)}"]
    if as_known:
        parts.append(f"as known on {short_day(as_known)}")
    parts.append(f"data to {short_day(last)}" if last else "no dated events")
    parts.append(plural(events, "event"))
    if undated:
        parts.append(f"{undated:,} without a date, left out")
    return " · ".join(parts)


def footnote(gaps: str, coverage: str) -> str:
    """What must be known of every number on the page, the gaps of its data first."""
    always = f"{capital(INDEX_NOTE)} (points per day). Attributions are the sources', not ours."
    return " ".join(part for part in (gaps, always, coverage) if part)


def risk_title(actor: str, change: float | None, days: int, others: int, role: str) -> str:
    """What the lines show."""
    whose = {"exposure": f"Pressure on {the(actor)}", "conduct": f"Risk from {the(actor)}"}.get(role, actor)
    if change is None or pd.isna(change):
        return f"{whose}: too few events to draw a trend"
    verb = "rose" if change > 0 else "fell"
    moved = "is steady" if abs(change) < STEADY else f"{verb} {abs(round(change))} index points"
    return f"{whose} {moved} in {days} days" + (f"; {plural(others, 'other')} for comparison" if others else "")


def risk_note(end: date, n_events: float, least: int, banded: bool) -> str:
    """Unit, day and band of the risk chart; where it has none, the confidences of its events come to under `least`."""
    few = f"{plural(round(n_events), 'event')} within three half-lives: no interval below {least} sure ones"
    band = "band: 90 % interval" if banded else few
    return f"risk index as of {short_day(end)} · {band} · dotted: too few · a click opens a point"


def tracks_title(actor: str, now: dict[str, float], then: dict[str, float], days: int) -> str:
    """Which track moved, and whether relief goes on beside it. `now` and `then`: pressure by track, points per day."""
    moves = {track: now[track] - then.get(track, 0.0) for track in now if track != "relief"}
    if not moves or max(now.values()) == 0:
        return f"No pressure by track for {the(actor)} on this day"
    track, move = max(moves.items(), key=lambda item: abs(item[1]))
    verb = "rose" if move > 0 else "fell"
    first = f"{capital(track)} pressure {verb} from {then.get(track, 0.0):.1f} to {now[track]:.1f} in {days} days"
    if abs(move) < VISIBLE:
        first = f"No track moved in {days} days"
    if now.get("relief", 0.0) > VISIBLE:
        contrast = "while relief goes on" if move > 0 else "and relief goes on"
        return f"{first} {contrast} ({now['relief']:.1f})"
    return f"{first}; no relief beside it"


def contributions_note(end: date, slight: int) -> str:
    """What the bars are; `slight` indicators add too little to be drawn."""
    rest = f" · {plural(slight, 'more indicator')} add less than 0.01 together" if slight > 1 else ""
    rest = " · 1 more indicator adds less than 0.01" if slight == 1 else rest
    return f"by indicator, what is left of each event after decay · as of {short_day(end)}{rest}"


def contributions_title(actor: str, pressure: float) -> str:
    """What the bars add up to."""
    return f"Why this number: {actor}, {pressure:.2f} points per day"


def planned_lines(planned: pd.DataFrame) -> list[str]:
    """What was announced and has not come yet: columns words, due, announced, quote."""
    return [
        f"{short_day(row.announced)} · {capital(row.words)}, "
        f"{'due ' + short_day(row.due) if not pd.isna(row.due) else 'no day given'}{quoted(row.quote)}"
        for row in planned[["words", "due", "announced", "quote"]].itertuples()
    ]


def contrary_lines(against: pd.DataFrame) -> list[str]:
    """The strongest contrary evidence, one line an event."""
    return [
        f"{short_day(row.date)} · {'Denied: ' if row.realis == 'denied' else ''}{row.line}{quoted(row.quote)}"
        for row in against.itertuples()
    ]
