"""Two sides in words: how they stand, what was known when, who answered whom and who says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from dashboard.sentences.words import capital, day, listed, plural, possessive, short_day, the

RETURNED = "Do answers come?"
STEP_HELP = (
    "The last day before, or the first after, on which something about them was published; the as-of day moves too."
)
FOOT = (
    "Who did what, and in answer to what, is what sources say. Points compare scores by the weights at the left; they "
    "judge neither side. Index, not a probability: ten points are a doubling of pressure."
)
CLAIMED, INFERRED = "claimed", "inferred"


def actors_header(dataset: str, last: date | None, view_end: date, as_known: date | None) -> str:
    """The line above the page: what the numbers stand on."""
    parts = [dataset, f"as of {short_day(last or view_end)}"]
    parts.append(f"as known on {short_day(as_known)}" if as_known else "all that is known now")
    return " · ".join(parts)


def nobody(dataset: str) -> str:
    """No actor at all."""
    return f"No realised event in {dataset} names an actor. Lower the least confidence, or choose other data."


def no_days(dataset: str, first: date, last: date) -> str:
    """No data within the dates."""
    return (
        f"There are no data for these dates. {dataset} covers {day(first)} to {day(last)}; move the dates at the left, "
        "or clear the day of knowledge."
    )


def everyone(most: str) -> str:
    """The choice of no pair: all that the actor does, set against the one that it acts on most."""
    return f"everyone (most: {most})" if most else "everyone"


def step_label(label: str, to: date | None) -> str:
    """`Later news: 29 Jun 2021`; the label alone where there is none."""
    return f"{label}: {short_day(to)}" if to else label


def subject(actor: str, other: str, role: str) -> str:
    """Whose pressure the layers make up."""
    if other:
        return f"{actor} → {other}"
    return f"Done to {the(actor)}" if role == "exposure" else f"{capital(possessive(actor))} conduct"


def standing_lead(
    actor: str,
    other: str,
    roles: dict[str, float | None],
    levels: tuple[float | None, float | None],
    counts: tuple[int, int],
    days: int,
    least: int,
) -> str:
    """How an actor stands, and how it and the other side stand to each other.

    `roles`: index of conduct and exposure, `levels`: of both directions (None: fewer than `least` events), `counts`:
    events in both directions within `days`, three half-lives.
    """
    alone = "conduct {} and exposure {} on the risk index".format(
        *("with too few events for a level" if roles.get(role) is None else f"at {roles[role]:.0f}"
          for role in ("conduct", "exposure"))
    )  # fmt: skip
    first = f"{capital(the(actor))}: {alone}."
    if not other:
        return (
            f"{first} No act in these dates names both it and another party, so there is no pair to set side by side."
        )
    if levels == (None, None):
        return (
            f"{first} Between it and {the(other)}: {plural(counts[0], 'act')} by it and {counts[1]} by the other side "
            f"within {plural(days, 'day')}, too few for a level of the pair ({least} are needed)."
        )
    told_ = [
        f"{words} " + (f"only {plural(count, 'act')}, too few for a level" if level is None else f"at {level:.0f}")
        for words, level, count in zip(
            (f"Towards {the(other)} it stands", f"{the(other)} towards it"), levels, counts, strict=True
        )
    ]
    return f"{first} {'; '.join(told_)}."


def known_line(day_: date | None, later: int, about: str) -> str:
    """Which day's knowledge is shown."""
    if day_ is None:
        return f"Shown with all that is known now about {about}, hindsight included."
    if not later:
        return f"Shown as known on {day(day_)}: nothing about {about} was published after it in these data."
    verb = "was" if later == 1 else "were"
    return (
        f"Shown as known on {day(day_)}, without {plural(later, 'event')} about {about} that {verb} published after it."
    )


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


def key_entry(name: str, value: float) -> str:
    """One layer's name with its value on the last day."""
    return f"{name} {value:.2f}"


def no_layers(subject: str) -> str:
    """Where nothing presses."""
    return f"{subject}: no pressure in these dates under these weights."


def panels_title(actor: str, now: dict[str, float | None]) -> str:
    """Conduct and exposure of one actor on the last day."""
    known = [f"{role} at {level:.0f}" for role, level in now.items() if level is not None]
    return f"{capital(the(actor))}: {listed(known) if known else 'too few events in any role'}"


def panels_note(last: date) -> str:
    """Unit of the three panels, and why they are apart."""
    return f"risk index, one scale, never added up · as of {short_day(last)} · dotted: too few events"


def tie_lines(ties: pd.DataFrame, display: Callable[[str], str]) -> list[str]:
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


def chains_note(actor: str, last: date, left_out: int, within: int) -> str:
    """How to read the exchanges."""
    more = f" · {plural(left_out, 'earlier one', 'earlier ones')} not drawn" if left_out else ""
    return (
        f"filled: acts of {the(actor)}, hollow: of others · solid: a source claims the answer, dashed: inferred here · "
        f"×: points of the answer over those of the act · whiskers: known to the week · "
        f"open for {within} days after the last act · as of {short_day(last)}{more}"
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


def said_by(kind: str, claimant: object, through: object, display: Callable[[str], str]) -> str:
    """Who claims that one act answers another, or that nobody does and it was inferred here."""
    if kind != "explicit":
        stand_in = f", through an {through}" if isinstance(through, str) else ""
        return f"{INFERRED}{stand_in}"
    known = isinstance(claimant, str)
    who = claimant if known and claimant.startswith("the ") else the(display(claimant)) if known else "the source"
    return f"{CLAIMED} by {who}"


def returned_line(row: pd.Series, display: Callable[[str], str], within: int, least: int) -> str:
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


def headed(chains: pd.DataFrame) -> pd.DataFrame:
    """Exchanges with `heading`: from when to when, how many answers, and whether the last word is still open."""
    return chains.assign(heading=[_heading(row) for row in chains.itertuples()])


def told(acts: pd.DataFrame) -> pd.DataFrame:
    """Acts of exchanges with `text`: day, who did what to whom, and the points."""
    return acts.assign(
        text=[
            f"{_when(row.date, row.date_precision)}: {row.line}, {row.points:.1f} points" for row in acts.itertuples()
        ]
    )


def labelled(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers with `label`: how much harder."""
    return answers.assign(label=["" if pd.isna(value) else ratio(value) for value in answers["intensity_ratio"]])


def answer_rows(answers: pd.DataFrame, display: Callable[[str], str]) -> pd.DataFrame:
    """Answers as they are read: date, answer, to, after, points, says, words."""
    return pd.DataFrame({
        "date": answers["date"],
        "answer": answers["to_line"],
        "to": answers["from_line"],
        "after": [lag(days) for days in answers["lag_days"]],
        "points": [
            f"{ratio(row.intensity_ratio)} ({row.to_points:.1f} : {row.from_points:.1f})"
            for row in answers.itertuples()
        ],
        "says": [said_by(row.kind, row.claimant, row.through, display) for row in answers.itertuples()],
        "words": answers["evidence"],
    })  # fmt: skip


def answer_words(answers: pd.DataFrame, display: Callable[[str], str]) -> list[str]:
    """One sentence an answer, for those who cannot see the chart."""
    return [
        f"{row.answer}, after {row.after}, answers {row.to} ({row.says})"
        for row in answer_rows(answers, display).itertuples()
    ]


def _heading(row: Any) -> str:
    when = short_day(row.began)
    if pd.notna(row.ended) and row.ended != row.began:
        when = f"{when} to {short_day(row.ended)}"
    state = {"open": f"open until {short_day(row.closes)}", "closed": "closed"}.get(row.state, "end not known")
    return f"{when} · {state} · {plural(row.answers, 'answer')}"


def _when(date_: pd.Timestamp, precision: str) -> str:
    before = {"week": "week to ", "month": "month of ", "year": "year of "}
    return "day not known" if pd.isna(date_) else f"{before.get(precision, '')}{short_day(date_)}"


def mirror_words(marks: pd.DataFrame) -> str:
    """The marked events for those who cannot see the chart: date and text, the latest first."""
    rows = marks.sort_values("date", ascending=False)
    return listed([f"{short_day(row.date)}: {row.text}" for row in rows.itertuples()])
