"""The first sentence: who is escalating, against whom, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.sentences.words import capital, day, listed, plural, possessive, the

STEADY = 2.0  # index points: a smaller change in 7 days is called steady
SMALL_RATIO = 1.3  # a smaller multiple of pressure says nothing that the index points do not
NOTABLE_GAP_DAYS = 60  # "its highest since" is worth saying from two months on


@dataclass(frozen=True)
class Lead:
    """What the first sentence is made of; index points and ratios as shown in the table, days as dates."""

    actor: str
    role: str  # conduct or exposure, or pair
    end: date
    index: float | None  # None: too few events
    n_events: float
    minimum: int
    change: float | None = None  # index points within `days`
    ratio: float | None = None  # of pressures within `days`
    days: int = 7
    since: date | None = None  # the low it rose from
    peak: date | None = None  # the highest of the last days
    record_since: date | None = None  # last day before the rise that stood as high as the peak
    record_ever: date | None = None  # first day of the data, if no earlier day stood as high
    others: tuple[str, ...] = ()  # against whom, or by whom
    deeds: tuple[str, ...] = ()  # indicators that carry the pressure, largest first
    deed_days: tuple[date, ...] = ()
    answers: str | None = None
    expected: tuple[str, ...] = ()


def lead(facts: Lead) -> str:
    """Who is escalating, against whom, since when, and why; and what is still expected."""
    if facts.index is None:
        return too_few(facts)
    sentences = [f"{_movement(facts)}{_record(facts)}."]
    if facts.deeds:
        sentences.append(f"{_reasons(facts)}.")
    if facts.expected:
        sentences.append(f"Still expected: {listed(facts.expected)}.")
    return " ".join(sentences)


def too_few(facts: Lead) -> str:
    """What to say instead of a trend."""
    subject = {"conduct": f"by {the(facts.actor)}", "exposure": f"against {the(facts.actor)}"}.get(
        facts.role, f"by {facts.actor}"
    )
    found = "No events" if facts.n_events == 0 else f"Only {plural(round(facts.n_events), 'event')}"
    return (
        f"{found} {subject} in the three half-lives up to {day(facts.end)}: too few to say how the risk moves "
        f"(at least {facts.minimum} are needed). Widen the dates, choose another actor or a longer half-life."
    )


def _movement(facts: Lead) -> str:
    subject = _subject(facts)
    level = f"to {facts.index:.0f}"
    if facts.change is None:
        return f"{subject} stands at {facts.index:.0f} on the risk index on {day(facts.end)}"
    if abs(facts.change) < STEADY:
        near = f"within {plural(STEADY, 'point')} of {facts.days} days ago"
        return f"{subject} is steady at {facts.index:.0f} on the risk index, {near}"
    verb = "rose" if facts.change > 0 else "fell"
    multiple = ""
    if facts.change > 0 and facts.ratio is not None and facts.ratio >= SMALL_RATIO:
        multiple = f" (pressure × {facts.ratio:.1f})"
    since = ""
    if facts.change > 0 and facts.since and facts.since.year == facts.end.year:
        since = f", rising since {day(facts.since, year=False)}"
    elif facts.change > 0 and facts.since:
        since = f", rising since {day(facts.since)}"
    points = plural(abs(round(facts.change)), "point")
    return f"{subject} {verb} {points} in {facts.days} days {level}{multiple}{since}"


def _subject(facts: Lead) -> str:
    others = listed([the(name) for name in facts.others])
    if facts.role == "exposure":
        return f"Pressure on {the(facts.actor)}" + (f", mostly from {others}," if others else "")
    if facts.role == "pair":
        first, _, second = facts.actor.partition(" → ")
        return f"{capital(possessive(first))} conduct towards {the(second)}"
    return f"{capital(possessive(facts.actor))} conduct" + (f" towards {others}" if others else "")


def _record(facts: Lead) -> str:
    if facts.change is None or facts.change < STEADY:  # a record is told of a rise only
        return ""
    if facts.record_ever:
        since = f"the data begin on {day(facts.record_ever)}"
    elif facts.record_since and (facts.end - facts.record_since).days >= NOTABLE_GAP_DAYS:
        since = day(facts.record_since)
    else:
        return ""
    if facts.peak is not None and facts.peak < facts.end:
        return f"; on {day(facts.peak, year=False)} it was the highest since {since}"
    return f", the highest since {since}"


def _reasons(facts: Lead) -> str:
    days = list(dict.fromkeys(facts.deed_days))
    when = f", most of it from {listed([day(value, year=False) for value in days])}" if days else ""
    said = f"; it is said to answer {facts.answers}" if facts.answers else ""
    return f"What weighs most: {listed(facts.deeds)}{when}{said}"
