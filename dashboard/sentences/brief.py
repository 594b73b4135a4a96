"""The words of a brief. Likelihood and confidence never meet in a sentence; what sources allege is worded as said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from dashboard.likelihood import Confidence
from dashboard.sentences.words import capital, day, plural, short_day, signed, the
from dashboard.state import View

PARTS = {
    "entered": "dated since then",
    "newly_known": "dated before and published since",
    "decayed": "faded",
    "reweighted": "other weights",
}
NO_LIKELIHOOD = (
    "No likelihood is stated. The risk index is an index, not a probability, and this brief holds no forecast; words "
    "such as “likely” are kept for probabilities that were measured."
)
CAVEATS = (
    "Who did something, who sponsors whom and what answers what are allegations of the named sources; none is "
    "established here.",
    "Events were read from texts or coded records by machine; nobody verified that they happened. Reports can be "
    "false, planted or copied from each other.",
    "The sources are mostly in English. More reporting gives more events: a rise can be a rise of attention.",
    "Weights are judgements. A ranking that turns over under other weights is no finding.",
    "Not for targeting, sanctions listings, asylum or visa decisions, or automated decisions.",
)


def title(actor: str, role: str, end: date) -> str:
    """The heading: who, and the day."""
    whose = {"exposure": f"Pressure on {the(actor)}", "conduct": f"Risk from {the(actor)}"}.get(role, actor)
    return f"{whose}, {day(end)}"


def nothing(data: str, start: date, end: date) -> str:
    """What stands where there is nothing to brief on."""
    return f"There are no dated events of {data} between {day(start)} and {day(end)}, so there is nothing to report."


def figures(values: Mapping[str, float], pressure: float, end: date, level: float) -> list[tuple[str, str, str]]:
    """Key figures: what, value, unit and as of."""
    as_of = f"as of {short_day(end)}"
    known = not pd.isna(values.get("low", float("nan")))
    band = f"{values['low']:.0f} to {values['high']:.0f}" if known else "none"
    unit = f"index points, {level:.0%} interval".replace("%", " %") if known else "too few sure events for an interval"
    year = values["percentile"]
    return [
        ("Risk index", f"{values['index']:.0f}", f"index points, {as_of}"),
        ("Interval", band, unit),
        ("In 7 days", signed(values["week"]), f"index points to {short_day(end)}"),
        ("In 30 days", signed(values["month"]), f"index points to {short_day(end)}"),
        ("Own past year", "–" if pd.isna(year) else f"{year:.0f} %", "of its days stood lower"),
        ("Pressure", f"{pressure:.2f}", f"points per day, {as_of}"),
        ("Events", f"{values['n_events']:.0f}", "within three half-lives"),
    ]


def changed(since: date, before: float, after: float, end: date, parts: Mapping[str, float]) -> str:
    """What the pressure was made of then and now: a sentence whose parts add up."""
    verb = "rose" if after > before else "fell"
    moved = f"Pressure {verb} from {before:.2f} points per day, as known on {day(since)}, to {after:.2f} on {day(end)}"
    if abs(after - before) < 0.005:
        moved = f"Pressure stands at {after:.2f} points per day on {day(end)}, as it was known to do on {day(since)}"
    told = [f"{_signed(value)} {PARTS[part]}" for part, value in parts.items()]
    return f"{moved}: {'; '.join(told)}." if told else f"{moved}."


def changed_line(row: pd.Series) -> str:
    """One event that moved the number."""
    late = " (dated before, published since)" if row["part"] == "newly_known" else ""
    return f"{short_day(row['date'])} · {row['line']}, {_signed(row['pressure'])} points per day{late}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def how_sure(found: Confidence) -> str:
    """The level of confidence in the sources, and why."""
    reasons = "; ".join(found.reasons)
    return f"{capital(found.level)} confidence in the record behind the index: {reasons}."


def evidence_note(listed: int, share: float) -> str:
    """How much of the number the listed events carry."""
    part = f"{share:.0%}".replace("%", " %")
    return f"The {plural(listed, 'event')} that carry most of the pressure ({part} of it), the heaviest first."


def said_by(source: object, claimant: object, reports: float) -> str:
    """Who tells of an event: `Headline, 2021-06-28; toll or act as told by the Syrian Observatory; 2 reports`."""
    parts = [str(source) if isinstance(source, str) else "source not recorded"]
    if isinstance(claimant, str):
        parts.append(f"according to {the(claimant)}")
    if reports > 1:
        parts.append(plural(reports, "report"))
    return "; ".join(parts)


def when(value: pd.Timestamp, precision: str) -> str:
    """A day as exactly as it is known."""
    rough = {"week": "week to ", "month": "in the month of ", "year": "in the year of "}
    return f"{rough.get(precision, '')}{short_day(value)}"


def weights_line(preset: str | None, changed_: Sequence[str]) -> str:
    """Which weights, and how they differ from the default."""
    name = f"preset {preset}" if preset else "own weights"
    differing = f"; differing from the default: {', '.join(changed_)}" if changed_ else ""
    return f"{capital(name)}{differing}"


def data_line(name: str, events: int, first: str | None, last: str | None, known: str | None) -> str:
    """Which data, of which days, as known when."""
    days = f", {first} to {last}" if first else ""
    return f"{name}: {plural(events, 'event')}{days}, as known {f'on {known}' if known else 'now'}"


PREVIEW = "Preview of the brief"
HOW_TO_PRINT = (
    "One file without scripts that opens without a network; print it from the browser (A4 or Letter, one to three "
    "sheets). Every download names data, weights and version."
)
SHORT_HELP = "Keeps this view on the server under a code, and puts the short address into the brief."
EXPORT_HELP = {
    "CSV": "A zip: events, contributions, risk series and ranking of this view, and about.json on what they rest on. "
    "Text that a spreadsheet would run as a formula has an apostrophe in front.",
    "Parquet": "The same tables with their types; what they rest on also stands in the metadata of each file.",
}


def file_name(view: View, what: str, ending: str) -> str:
    """`casus-us-iran-2019-2021-2021-06-29-brief.html`."""
    return f"casus-{view.data}-{view.end:%Y-%m-%d}-{what}.{ending}"


def brief_header(view: View) -> str:
    """The line above the page."""
    known = f" · as known on {short_day(view.as_known)}" if view.as_known else ""
    return f"{view.data} · {short_day(view.start)} to {short_day(view.end)}{known} · what this view shows, on paper"
