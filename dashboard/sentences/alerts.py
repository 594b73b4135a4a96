"""What alert rules watch, how they stand and what they told, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from dashboard.sentences.words import capital, day, listed, plural, possessive, short_day, the

WHOSE = 3  # names of watched actors in a sentence; the rest are counted
LINE = 2  # rules named in the line that stands on every page
WHAT_RULES_DO = (
    "A rule asks one question of every day of the data: of one actor, of a pair or of anyone. Where the answer is yes "
    "it fires: a line says so on every page, and casus alert tells it once and is then silent for some days. It keeps "
    "the weights and the half-life that it was made with, whatever readers change."
)
NOTHING_TOLD = (
    "None yet. casus alert judges these rules, prints what fires and posts it to a webhook: run it from cron, for "
    "instance every morning (casus alert --help)."
)


class Firing(NamedTuple):
    """A rule that fired. `told` is what its kind adds: names of indicators, numbers of answers, the index reached."""

    kind: str
    who: str
    role: str
    day: date
    value: float
    threshold: float
    days: int
    told: Mapping[str, Any]


def conduct_of(who: str, role: str) -> str:
    """`the United States' conduct`, `pressure on Iran`; a pair as it is."""
    return {"conduct": f"{possessive(who)} conduct", "exposure": f"pressure on {the(who)}"}.get(role, who)


def alert(firing: Firing) -> str:
    """What an alert says, in one sentence. Answers are told as said by the sources, or as inferred."""
    return _TOLD[firing.kind](firing)


def _level(f: Firing) -> str:
    return f"The index of {conduct_of(f.who, f.role)} was {f.value:.1f} on {day(f.day)}, at or above {f.threshold:g}."


def _jump(f: Firing) -> str:
    reached = f", to {f.told['index']:.1f}" if "index" in f.told else ""
    return (
        f"The index of {conduct_of(f.who, f.role)} rose {f.value:.1f} points in the {f.days} days to {day(f.day)}"
        f"{reached}; the rule asks for {f.threshold:g}."
    )


def _new(f: Firing) -> str:
    names = capital(listed(f.told.get("indicators", ()))) or plural(f.value, "new indicator")
    return f"{names} scored in {conduct_of(f.who, f.role)} on {day(f.day)}, for the first time in {f.days} days."


def _chain(f: Firing) -> str:
    claimed, inferred = f.told.get("explicit", 0), f.told.get("inferred", 0)
    parts = [
        f"{plural(claimed, 'act')} {'is' if claimed == 1 else 'are'} said to answer an earlier one" if claimed else "",
        f"{plural(inferred, 'act')} can be inferred to, which nobody claims" if inferred else "",
    ]
    return f"{capital(conduct_of(f.who, f.role))} on {day(f.day)}: {listed(parts) or plural(f.value, 'new answer')}."


_TOLD: dict[str, Callable[[Firing], str]] = {"level": _level, "jump": _jump, "new_indicator": _new, "chain": _chain}


def watched(kind: str, who: Sequence[str], role: str, threshold: float, days: int, cooldown: int) -> str:
    """What a rule watches, in one line. No names: any actor of its data."""
    names = [*who[:WHOSE], *([f"{len(who) - WHOSE} more"] if len(who) > WHOSE else [])]
    any_of = "any of " if len(who) > 1 else ""
    whose = conduct_of(any_of + listed(names, "or"), role) if who else conduct_of("any actor", role)
    what = {
        "level": f"index of {whose} at {threshold:g} or above",
        "jump": f"index of {whose} up {threshold:g} points or more in {plural(days, 'day')}",
        "new_indicator": f"{plural(threshold, 'indicator')} or more scoring in {whose} for the first time in "
        f"{plural(days, 'day')}",
        "chain": f"{plural(threshold, 'answer')} or more on one day in {whose}, inferred within {plural(days, 'day')}",
    }[kind]
    return f"{capital(what)}; then silent for {plural(cooldown, 'day')}"


def judged_under(weights: str, half_life: int, confidence: float, sponsorship: float, data: str, added: bool) -> str:
    """The settings that a rule keeps."""
    parts = [data + (" with added articles" if added else ""), weights, f"half-life {plural(half_life, 'day')}"]
    if confidence:
        parts.append(f"confidence from {confidence:g}")
    if sponsorship:
        parts.append(f"{sponsorship:.0%} of alleged clients' conduct")
    return " · ".join(parts)


def would_have(times: int, days: int, subjects: int, end: date, held: int, judged: int, anyone: bool) -> str:
    """How often a rule would have fired in the `days` up to `end`; what it asks held on `held` of them.

    On `judged` of them something could be said at all.
    """
    span = f"in the {plural(days, 'day')} to {day(end)}"
    if not judged:
        return f"On these data nothing can be judged {span}: too few events."
    unseen = f" {plural(days - judged, 'day')} could not be judged: too few events." if judged < days else ""
    if not times:
        return f"On these data it would not have fired {span}.{unseen}"
    who = f", for {plural(subjects, 'actor')}" if anyone else ""
    return (
        f"On these data it would have fired {_times(times)} {span}{who}; what it asks held on {plural(held, 'day')}."
        f"{unseen}"
    )


def other_thresholds(rows: Iterable[tuple[float, int]], unit: str) -> str:
    """How often other thresholds would have fired."""
    told = " · ".join(f"{threshold:g}: {times}×" for threshold, times in rows)
    return f"Times it would have fired, by threshold ({unit}): {told}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def state(kind_of: str, fired_on: date | None, until: date | None) -> str:
    """How a rule stands: `kind_of` is one of dashboard.trying.STATES."""
    return {
        "fires": f"Fired {short_day(fired_on)}",
        "cooling": f"Holds; fired {short_day(fired_on)}",
        "quiet": f"Quiet since {short_day(fired_on)}" if fired_on else "Quiet all year",
        "blind": "Nothing to judge",
        "broken": "Cannot be judged",
    }[kind_of]


def header(rules: int, end: date, as_known: date | None) -> str:
    """The line above the page."""
    known = f" · as known on {short_day(as_known)}" if as_known else ""
    return f"{plural(rules, 'rule')} in use on this server · as of {short_day(end)}{known}"


def lead(states: Sequence[tuple[str, str]], may_make: bool = True) -> str:
    """Which rules fire: (name, one of dashboard.trying.STATES) each. `may_make`: the reader may put one to use."""
    if not states:
        try_it = "Make one, and see first how often it would have fired" if may_make else "Try how often one would fire"
        return f"No rule is in use. {try_it}."
    of = {state: [f"“{name}”" for name, kind in states if kind == state] for state in ("fires", "cooling", "broken")}
    parts = [
        f"{_few(of['fires'])} fired within the last week" if of["fires"] else "",
        f"what {_few(of['cooling'])} asks still holds" if of["cooling"] else "",
        f"{_few(of['broken'])} cannot be judged" if of["broken"] else "",
    ]
    return capital(f"{listed(parts) or 'no rule fires'}.")


def _few(names: Sequence[str]) -> str:
    more = len(names) - LINE
    return listed([*names[:LINE], *([f"{more} more"] if more > 0 else [])])


def unusable(trouble: str, may_change: bool) -> str:
    """Why a rule cannot be judged, and what to do."""
    todo = "Bring back what it needs, or take it out of use" if may_change else "Ask those who may add to mend it"
    return f"It cannot be judged: {trouble}. {todo}."


def told_caption(count: int, most: int) -> str:
    """How many alerts the table holds."""
    return f"{plural(count, 'alert')}, the latest first" + (f"; the first {most} are shown" if count > most else "")


def line(names: Sequence[str], end: date | None) -> str:
    """The quiet line on every page while rules of this server fire."""
    when = f" as of {short_day(end)}" if end else ""
    shown = _few([f"“{name}”" for name in names])
    return f"{plural(len(names), 'alert')}{when}: {shown}"


def watched_title(who: str, kind: str, role: str, days: int, threshold: float, times: int) -> str:
    """What the chart of a rule shows."""
    what = {
        "level": f"Index of {conduct_of(who, role)}",
        "jump": f"Rise in {plural(days, 'day')} of the index of {conduct_of(who, role)}",
        "new_indicator": f"New indicators in {conduct_of(who, role)}",
        "chain": f"Answers in {conduct_of(who, role)}",
    }[kind]
    if not times:
        return f"{what} fires nowhere in these days: the rule asks for {threshold:g}"
    return f"{what} fires {_times(times)} in these days: at {threshold:g} or more"


def watched_note(unit: str, end: date, others: int) -> str:
    """Unit and day of that chart."""
    rest = f" · {plural(others, 'other')} watched, not drawn" if others else ""
    return f"{unit} as of {short_day(end)} · dashed: the threshold · dots: days on which it fires{rest}"
