"""Two sides in words: how they stand, what was known when, who answered whom and who says so."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.sentences.words import capital, day, listed, plural, possessive, short_day, the

NOT_NAMED = "Not named"
CLAIMED, INFERRED = "claimed", "inferred"


def act_line(by: str, to: str, deed: str, place: object) -> str:
    """One act in a line; who did it stands first even where no source names it."""
    where = f", {place}" if isinstance(place, str) and place else ""
    return f"{by or NOT_NAMED}{f' → {to}' if to else ''}: {deed}{where}"


def actors_header(dataset: str, last: date | None, view_end: date, as_known: date | None) -> str:
    """The line above the page: what the numbers stand on."""
    parts = [dataset, f"as of {short_day(last or view_end)}"]
    parts.append(f"as known on {short_day(as_known)}" if as_known else "all that is known now")
    return " · ".join(parts)


def standing_lead(actor: str, other: str, out: float | None, back: float | None, days: int) -> str:
    """How both directions stand; None where fewer events stand behind one than a level needs.

    `days` are three half-lives, within which the events are counted.
    """
    if not other:
        return f"No act in these data names both {the(actor)} and another party, so there is no pair to set side by side."
    levels = [
        f"{possessive(first)} acts on {the(second)} "
        + ("are too few for a level" if level is None else f"stand at {level:.0f}")
        for first, second, level in ((actor, other, out), (other, actor, back))
    ]
    if out is None and back is None:
        return (
            f"Too few acts between {the(actor)} and {the(other)} within {plural(days, 'day')} (three half-lives) to "
            "give either direction a level. The dotted line is what is left of them."
        )
    return f"{capital(levels[0])} on the risk index; {levels[1]}."


def known_line(day_: date | None, later: int, about: str) -> str:
    """Which day's knowledge is shown."""
    if day_ is None:
        return f"Shown with all that is known now about {about}, hindsight included."
    if not later:
        return f"Shown as known on {day(day_)}: nothing about {about} was published after it in these data."
    verb = "was" if later == 1 else "were"
    return f"Shown as known on {day(day_)}, without {plural(later, 'event')} about {about} that {verb} published after it."


def mirror_title(actor: str, other: str) -> str:
    """What the mirror chart shows."""
    return f"{capital(the(actor))} towards {the(other)} above the line, {the(other)} towards {the(actor)} below"


def mirror_note(last: date) -> str:
    """Unit and day of the mirror chart."""
    return f"risk index, one scale both ways · as of {short_day(last)} · dotted: too few events · a click opens a point"


def layers_title(subject: str, pressure: float, largest: str) -> str:
    """What the stacked area is made of on its last day."""
    first = f"; the largest part is {largest.lower()}" if largest else ""
    return f"{subject}: {pressure:.2f} points per day{first}"


def layers_note(last: date) -> str:
    """Unit and day of the stacked area."""
    return f"pressure by indicator, points per day; the layers sum to it, relief apart · as of {short_day(last)}"


def no_layers(subject: str) -> str:
    """Where nothing presses."""
    return f"{subject}: no pressure in these dates under these weights."


def panels_title(actor: str, now: dict[str, float | None]) -> str:
    """Conduct and exposure of one actor on the last day."""
    done, suffered = now.get("conduct"), now.get("exposure")
    if done is None or suffered is None:
        return f"{capital(the(actor))}: what it does, what is done to it, and what it is alleged to sponsor"
    more = "more is done to it than it does" if suffered > done else "it does more than is done to it"
    return f"{capital(the(actor))}: {more}"


def panels_note(last: date) -> str:
    """Unit of the three panels, and why they are apart."""
    return f"risk index, one scale, never added up · as of {short_day(last)} · dotted: too few events"


def tie_lines(ties: pd.DataFrame, display) -> list[str]:
    """Ties of alleged sponsorship, one a line with who alleges them: client, patron, since, source_note, acts."""
    return [
        f"{capital(the(display(row.patron)))} is alleged to sponsor {the(display(row.client))}, "
        f"{plural(row.acts, 'act')} in these dates. Alleged by: {row.source_note}"
        for row in ties.itertuples()
    ]


def no_ties(actor: str) -> str:
    """Where no source on record alleges a tie with acts in these dates."""
    return f"No tie of {the(actor)} with acts in these dates is on record. That is no finding that it has none."


def chains_title(chains: pd.DataFrame, actor: str, other: str | None) -> str:
    """How many exchanges there are, and how many still wait for an answer."""
    whom = f"between {the(actor)} and {the(other)}" if other else f"that involve {the(actor)}"
    waiting = int((chains["state"] == "open").sum())
    verb = "is" if waiting == 1 else "are"
    rest = f"; {waiting} {verb} open" if waiting else "; none is open"
    return f"{plural(len(chains), 'exchange')} {whom}{rest}"


def chains_note(last: date, left_out: int, within: int) -> str:
    """How to read the exchanges."""
    more = f" · {plural(left_out, 'earlier one', 'earlier ones')} not drawn" if left_out else ""
    return (
        f"days after the first act, the latest exchange on top · solid: a source claims the answer, dashed: inferred "
        f"from order · ×: points of the answer over those of the act · open: answered within {within} days or not yet "
        f"past · as of {short_day(last)}{more}"
    )


def no_chains(actor: str, other: str | None) -> str:
    """Where nobody is said or seen to answer."""
    whom = f"between {the(actor)} and {the(other)}" if other else f"that involves {the(actor)}"
    return (
        f"No exchange {whom} in these dates: no source says that one act answers another, and none can be inferred, "
        "which takes a deed and exactly one that it can answer."
    )


def ratio(value: float | None) -> str:
    """How much harder an answer is, in points: `× 1.5`; `no points` for words that score nothing, a dash if unknown."""
    if value is None or pd.isna(value):
        return "–"
    return f"× {value:.1f}" if value > 0 else "no points"


def lag(days: float | None) -> str:
    """`2 days`, `same day`; unknown where either act has no day."""
    if days is None or pd.isna(days):
        return "day not known"
    return "same day" if days == 0 else plural(days, "day")


def said_by(kind: str, claimant: object, through: object, display) -> str:
    """Who claims that one act answers another, or that nobody does and it was inferred here."""
    if kind != "explicit":
        stand_in = f", through an {through}" if isinstance(through, str) else ""
        return f"{INFERRED}{stand_in}"
    known = isinstance(claimant, str)
    who = claimant if known and claimant.startswith("the ") else the(display(claimant)) if known else "the source"
    return f"{CLAIMED} by {who}"


def returned_line(row: pd.Series, display, within: int, least: int) -> str:
    """How often one side answered the other, with interval, rounds and what chance gives; silent below `least`."""
    actor, responder = the(display(row["actor"])), the(display(row["responder"]))
    if row["reason"] == "too few":
        return (
            f"{capital(actor)} acted on {responder} in {plural(row['rounds'], 'round')}: no share of answers is given "
            f"below {least}."
        )
    share = (
        f"{capital(responder)} answered {row['answered']:.0f} of {row['rounds']:.0f} rounds of {actor} within {within} "
        f"days: {row['share']:.0%} (90 % interval {row['low']:.0%} to {row['high']:.0%})"
    )
    if row["reason"] == "too short":
        return f"{share}; the data are too short to say what chance would give."
    waited = f", after {plural(row['median_lag'], 'day')} at the median" if pd.notna(row["median_lag"]) else ""
    return (
        f"{share}{waited}. With the timing shuffled it would be {row['chance']:.0%} ({row['chance_low']:.0%} to "
        f"{row['chance_high']:.0%}); at least as many in {row['p_value']:.1%} of shuffles."
    )


def no_rounds(actor: str, other: str) -> str:
    """Where a side has no deeds to answer."""
    return f"No deeds between {the(actor)} and {the(other)} that could be answered."


def mirror_words(marks: pd.DataFrame) -> str:
    """The marked events for those who cannot see the chart: date and text, the latest first."""
    rows = marks.sort_values("date", ascending=False)
    return listed([f"{short_day(row.date)}: {row.text}" for row in rows.itertuples()])
