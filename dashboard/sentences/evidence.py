"""One event in words: what it is, who says so, what it scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from dashboard.sentences.words import capital, day, listed, plural, short_day, the
from dashboard.state import View

NOT_NAMED = "Not named"


def act_line(by: str, to: str, deed: str, place: object) -> str:
    """One act in a line; who did it stands first even where no source names it, or the victim would look like it."""
    where = f", {place}" if isinstance(place, str) and place else ""
    return f"{by or NOT_NAMED}{f' → {to}' if to else ''}: {deed}{where}"


def deed_line(row: Mapping[str, object] | pd.Series) -> str:
    """One event in a line: who, what, to whom, where. `row` as in `event_rows.digest`."""
    return act_line(row["by"], row["to"], row["deed"], row["place"])


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


def bounds(low: float | None, best: float | None, high: float | None) -> str:
    """A count with its bounds, for a table: `5`, `4–5–9` (least, best, most), `4–9` without a best; `–` for none."""
    known = [value for value in (low, best, high) if value is not None and not pd.isna(value)]
    if not known:
        return "–"
    middle = [] if best is None or pd.isna(best) or best in (min(known), max(known)) else [best]
    ends = [min(known)] if min(known) == max(known) else [min(known), *middle, max(known)]
    return "–".join(f"{value:,.0f}" for value in ends)


def tolls_note(row: pd.Series, claims: int) -> str:
    """What the product counts of an event's toll where claims differ."""
    spans = [
        f"{bounds(row[f'{kind}_low'], row[f'{kind}_best'], row[f'{kind}_high'])} {kind}"
        for kind in ("killed", "wounded")
        if not pd.isna(row[f"{kind}_best"]) or not pd.isna(row[f"{kind}_low"])
    ]
    span = listed(spans)
    key = " (least–best–most)" if "–" in span else ""
    rival = " Rival counts widen the range; they are never added up." if claims > 1 else ""
    return f"Counted as {span}{key}.{rival}"


def provenance(row: pd.Series, origins: Sequence[str]) -> str:
    """Where an event was told, and the record and code of a provider."""
    parts = [f"Source: {listed(origins)}"] if len(origins) else []
    if isinstance(row["native_code"], str):
        parts.append(f"coded there as {row['native_code']}")
    if isinstance(row["native_id"], str):
        parts.append(f"record {row['native_id']}")
    return ", ".join(parts)


def how_sure(row: pd.Series) -> list[str]:
    """How sure an event is and why: its confidence and what that measures, its reports, what of it is only roughly
    known. `row` as in `event_rows.digest`."""
    told = {
        "extracted": "how far the reading of its sentences is trusted, the best of them counting",
        "coded": "the share of this provider's records that checks found right"
        if row["confidence"] < 1
        else "a coded record, for which its provider publishes no share of errors",
        "analyst": "set by a person",
    }
    means = f"Confidence {row['confidence']:.2f}: {told[row['origin']]}"
    lines = [f"{means}. It says nothing of whether the source is true."]
    lines.append(
        f"{plural(row['reports'], 'document')} {'tells' if row['reports'] == 1 else 'tell'} of it; "
        "copies of one report are not told apart from independent ones."
    )
    unknown = row["date_precision"] == "unknown"
    rough = {
        "its day" if unknown else f"its day (known to the {row['date_precision']})": row["date_precision"] != "day",
        "who acted": not row["by"],
        "whom it was aimed at": not row["to"],
        "where it took place": pd.isna(row["place"]) and pd.isna(row["country"]),
    }
    if any(rough.values()):
        lines.append(f"Not known for certain: {listed([what for what, missing in rough.items() if missing])}.")
    return lines


def answered_by(row: pd.Series, deed: str, when: date) -> str:
    """A later event that is said to answer this one: a claim of the text, never ours. `row` is the answer."""
    cue = f" (“{row['response_cue']}”)" if not pd.isna(row["response_cue"]) else ""
    return f"Said to be answered by{cue}: {short_day(when)}, {deed}. The link is a claim of the source."


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
    without = f", {undated:,} without a day at the end" if undated and view.order == "day" else ""
    sure = f" · confidence of at least {view.confidence:g}" if view.confidence else ""
    return f"{view.data} · {span}{known_on}{sure} · {shown:,} of {plural(known, 'event')}{without}"


def page_of_rows(first: int, count: int, all_: int) -> str:
    """Which rows of how many are in the table: `Rows 501 to 1,000 of 100,000`."""
    return f"Rows {first + 1:,} to {first + count:,} of {all_:,}"


SURE_HINT = "A row opens its sentence · least confidence: in the sidebar"


def nothing_found(view: View) -> str:
    """What to do where the filters leave nothing."""
    return (
        f"No event fits these filters between {day(view.start)} and {day(view.end)}. "
        "Remove a filter, widen the dates or lower the least confidence."
    )
