"""Agreements and access arrangements in words: what each is now, since when, and what is not known."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.sentences.words import day, listed, plural, short_day

STILL = "still"  # of a state that nothing has changed yet
NAMED = 3  # arrangements that the first sentence names


def agreements_header(dataset: str, end: date, as_known: date | None, count: int, parties: str) -> str:
    """The line above the page: what it stands on; `parties` are those that the view is limited to."""
    parts = [dataset, f"as of {short_day(end)}"]
    parts.append(f"as known on {short_day(as_known)}" if as_known else "all that is known now")
    parts.append(plural(count, "arrangement") + (f" with {parties}" if parties else ""))
    return " · ".join(parts)


def agreements_lead(now: pd.DataFrame, end: date) -> str:
    """How many arrangements are refused or lapsed on a day, and which: name, parties, state, since, adds."""
    gone = now[now["state"].isin(("refused", "lapsed"))]
    limited = int((now["state"] == "limited").sum())
    if gone.empty:
        rest = f"; {limited} of them {'is' if limited == 1 else 'are'} limited" if limited else ""
        return f"On {day(end)} none of {plural(len(now), 'arrangement')} on record is refused or lapsed{rest}."
    named = [f"{row.name.lower()} ({row.parties}), {row.state} since {day(row.since)}" for row in
             gone.head(NAMED).itertuples(index=False)]  # fmt: skip
    more = f", and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
    verb = "is" if len(gone) == 1 else "are"
    count = f"{len(gone)} of {plural(len(now), 'arrangement')} on record"
    return f"On {day(end)} {count} {verb} refused or lapsed: {'; '.join(named)}{more}."


def nothing_told(dataset: str, end: date, parties: str) -> str:
    """The empty page: why nothing is shown, and what to do."""
    of = f" with {parties}" if parties else ""
    return (
        f"No event in {dataset} up to {day(end)} tells what became of an agreement or of inspectors' access{of}. "
        "Arrangements are read from sentences, so coded records without text name none. Move the dates, take out "
        "actors at the left, lower the least confidence, or read articles that tell of one."
    )


def spans_title(now: pd.DataFrame) -> str:
    """What the bars show, by state: `1 in force, 1 lapsed`."""
    counts = now["state"].value_counts()
    order = [state for state in ("in force", "extended", "limited", "refused", "lapsed") if state in counts]
    return f"{plural(len(now), 'arrangement')} over time: {listed([f'{counts[state]} {state}' for state in order])}"


def spans_note(end: date) -> str:
    """How to read the bars."""
    return (
        f"state by day, until an event changes it · before the first event: unknown · a click on a diamond opens it · "
        f"as of {short_day(end)}"
    )


def span_text(name: str, state: str, since: date | None, until: date | None) -> str:
    """One bar in words."""
    if since is None:
        return f"{name}: not known before {short_day(until)}"
    end = f"until {short_day(until)}" if until is not None and not pd.isna(until) else "and still"
    return f"{name}: {state} since {short_day(since)}, {end}"


def agreements_foot(share: float) -> str:
    """What is behind the numbers, and what the page cannot know."""
    return (
        f"While an arrangement is refused or lapsed, each further day adds {share:.0%} of the points of the event that "
        "began it. A sentence changes a state only where arrangement, change and parties are certain; what no article "
        "tells is not here, and an agreement that nobody reports on is unknown, not in force."
    )
