"""One event in words: what it is, who says so, what it scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from dashboard.sentences.words import capital, day, plural, short_day, the
from dashboard.state import View


def deed_line(row: pd.Series) -> str:
    """One event in a line: who, what, to whom, where. `row` as in `event_rows.digest`."""
    parties = " → ".join(part for part in (row["by"], row["to"]) if part) or "Actor not named"
    place = f", {row['place']}" if isinstance(row["place"], str) and row["place"] else ""
    return f"{parties}: {row['deed']}{place}"


def waterfall_title(deed: str, points: float) -> str:
    """What one event's score is made of."""
    return f"{capital(deed)} scores {points:.1f} points"


def event_facts(row: pd.Series, display: Callable[[str], str]) -> str:
    """Day, realis, tolls with their claimant, reports and confidence of one event, as in `event_rows.digest`."""
    precision = {"week": "in the week of ", "month": "in the month of ", "year": "in the year of "}
    when = "day not known" if pd.isna(row["date"]) else f"{precision.get(row['date_precision'], '')}{day(row['date'])}"
    parts = [when, row["realis"]]
    tolls = [
        toll(row[f"{word}_low"], row[f"{word}_best"], row[f"{word}_high"], word)
        for word in ("killed", "wounded")
        if word == "killed" or not pd.isna(row[f"{word}_best"])
    ]
    if row["type"] == "ASSAULT":
        stated = not all("not stated" in words for words in tolls) and not pd.isna(row["claimant"])
        said = f" according to {the(display(row['claimant']))}" if stated else ""
        parts.append(", ".join(tolls) + said)
    parts += [plural(row["reports"], "report"), f"confidence {row['confidence']:.2f}"]
    return " · ".join(parts)


def answers(row: pd.Series, cause: str, cause_day: date) -> str:
    """Who says that an event answers another: a claim of the text, never ours."""
    cue = f" (“{row['response_cue']}”)" if not pd.isna(row["response_cue"]) else ""
    return f"Said to answer{cue}: {short_day(cause_day)}, {cause}. The link is a claim of the source."


def no_points(realis: str) -> str:
    """Why an event scores nothing."""
    return {
        "planned": "Announced, not done: it scores nothing until it happens.",
        "hypothetical": "Only thought of: it scores nothing.",
        "denied": "Denied by its source: it scores nothing and is shown as contrary evidence.",
        "background": "Recalled, not new: it scores nothing, or the past would count twice.",
    }.get(realis, "No indicator applies to it: it scores nothing.")


def toll(low: float, best: float, high: float, word: str) -> str:
    """`5 killed`, `4 to 7 killed`, `killed: not stated`."""
    known = [value for value in (low, best, high) if not pd.isna(value)]
    if not known:
        return f"{word}: not stated"
    if min(known) == max(known):
        return f"{known[0]:.0f} {word}"
    return f"{min(known):.0f} to {max(known):.0f} {word}"


def alleged(client: str, patron: str, source_note: str) -> str:
    """By whose word an act of a client is counted as sponsored."""
    return f"Alleged sponsorship: {client} by {patron} ({source_note}). Alleged, not established here."


def standing(instrument: str, kind: str, state: str, since: date, until: date | None, share: float) -> str:
    """What became of an arrangement with an event, until when, and what that adds each day."""
    words = "access of inspectors" if kind == "access" else instrument
    end = f"until {short_day(until)}" if until else "and still"
    held = f"{capital(words)}: {state} since {short_day(since)}, {end}"
    return f"{held}. Each day of it adds {share:.2f} of the points." if share else f"{held}."


def events_header(shown: int, known: int, undated: int, view: View) -> str:
    """How much of the data the table holds; `undated` of those shown have no day."""
    known_on = f" · as known on {short_day(view.as_known)}" if view.as_known else ""
    span = f"{short_day(view.start)} to {short_day(view.end)}"
    without = f", {undated:,} without a day at the end" if undated else ""
    return f"{view.data} · {span}{known_on} · {shown:,} of {plural(known, 'event')}{without} · a row opens its sentence"


def nothing_found(view: View) -> str:
    """What to do where the filters leave nothing."""
    return (
        f"No event fits these filters between {day(view.start)} and {day(view.end)}. "
        "Remove a filter, widen the dates or lower the least confidence."
    )
