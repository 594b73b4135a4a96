"""The words of what may come: probabilities with their word, abstentions, reasons and paths of counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from dashboard import likelihood
from dashboard.chances import LEAST_WEEKS, SMALL, WEEKS, Fan, Outlook
from dashboard.names import name
from dashboard.sentences.words import capital, listed, plural, short_day, the
from scoring.climatology import LEVEL, MIN_WINDOWS, WINDOWS
from scoring.probability import MIN_CASES, MIN_HITS, STOPPED, TOO_RARE, TOO_SHORT
from scoring.targets import ACTS, BY_ID, TARGETS

TARGET_LABELS = {
    target.id: target.words.replace("at least 1 ", "≥ 1 ").replace("at least one ", "≥ 1 ").replace("at least ", "≥ ")
    for target in TARGETS
}
COUNTED = {"acts": "uses of force", "deaths": "deaths reported"}
DOING = {
    "conduct": "by each actor, on anyone",
    "exposure": "to each actor, by anyone",
    "pair": "by one of the pair on the other",
}
NO_WEIGHT = (
    "No weight moves a probability, and no half-life or confidence filter of the sidebar: the forecast reads events, "
    "not the score."
)
HOW_TO_READ = (
    "Large: the probability, and its word of likelihood in ICD 203 (none below 1 % and above 99 %). The word says how "
    "likely, not how sure: confidence in the sources is another judgement, which the brief states. “Came true”: of "
    "past forecasts with odds within a factor of two, made before their window, so many did, with Wilson's "
    f"{LEVEL:.0%} interval of that share. It tells whether such probabilities held, and is no interval of this "
    "probability. “Climatology”: the share of all past windows, drawn slightly to that of all units."
).replace("90%", "90 %")
NOBODY = "Nobody in these data had acted, or been acted on, by this day, so there is nothing to forecast for."
NOTHING_CHANGES = f"No single reason moves the odds by a twentieth ({SMALL} log-odds)."
ALONE = (
    "Each line changes one thing and leaves the others as they are; in the world they move together. It says what the "
    "model would say, not what would happen."
)
_DECIMALS = 2  # of log-odds: a hundredth moves a probability by a quarter of a per cent at most
_GROUPS = {  # words of the model's groups, as they stand beside a bar
    "rate_persistence": "its last window",
    "rate_climatology": "its share of all windows",
    "rate_conflictology": "its share of last year's windows",
    "acts": "its uses of force lately",
    "deaths": "its deaths lately",
    "others": "force lately over all units",
    "since": "days since its last use of force",
}


def header(data: str, made: date, known: date | None, last: date) -> str:
    """The line above the page."""
    hindsight = "" if made >= last else f" · the data go on to {short_day(last)}, of which nothing is read here"
    as_known = f" · as known on {short_day(known)}" if known and known <= made else ""
    return f"{data} · forecast as of {short_day(made)}{as_known}{hindsight}"


def percent(probability: float) -> str:
    """`6.8 %`, `34 %`, `97.2 %`, `under 0.1 %`: a decimal where a whole per cent would be coarse."""
    if pd.isna(probability):
        return "–"
    if not 0.001 <= probability <= 0.999:
        return "under 0.1 %" if probability < 0.5 else "over 99.9 %"
    return f"{probability:.0%}".replace("%", " %") if 0.1 <= probability <= 0.9 else f"{probability * 100:.1f} %"


def said(probability: float) -> str:
    """`6.8 %, very unlikely`: the number and its word; the number alone where ICD 203 has none."""
    word = likelihood.term(probability)
    return f"{percent(probability)}, {word.likelihood}" if word else percent(probability)


def within(horizon: int) -> str:
    """What one column shows."""
    return f"Within {horizon} days"


def of_target(target: str, by: str) -> str:
    """`at least 25 deaths, by each actor, on anyone`."""
    return f"{BY_ID[target].words}, {DOING[by]}" if by in DOING else BY_ID[target].words


def caption(found: Outlook) -> str:
    """The title of the table: what is given, for whom, as of when."""
    return f"Probability of {of_target(found.target, found.by)}, as of {short_day(found.as_of)}"


def cell(found: Outlook, unit: str, horizon: int) -> tuple[str, ...]:
    """One cell of the table: the forecast first, then what became of its like, then climatology."""
    row = found.row(unit, horizon)
    if row is None:
        return ("–", "nothing known of it by then")
    usual = f"climatology {percent(row['climatology'])}"
    if pd.isna(row["probability"]):
        return ("no forecast", str(row["reason"]), usual)
    return (said(row["probability"]), cases(row), usual)


def cases(row: pd.Series) -> str:
    """What became of past forecasts like it."""
    if pd.isna(row["case_low"]):
        few = f"only {plural(row['cases'], 'past forecast')}" if row["cases"] else "no past forecast"
        return f"{few} like it: {MIN_CASES} are needed"
    bounds = f"{percent(row['case_low'])} to {percent(row['case_high'])}".replace(" % to", " to")
    return f"of {plural(row['cases'], 'past forecast')} like it {row['case_hits']:.0f} came true ({bounds})"


def abstains(found: Outlook, needs: Mapping[int, Mapping[str, float]]) -> list[str]:
    """Why there is no forecast within some horizons, and what would be needed: one sentence each."""
    lines = []
    for horizon in WINDOWS:
        reason, need = found.silent(horizon), needs[horizon]
        if reason:
            lines.append(f"No forecast within {horizon} days: {_WHY[reason](horizon, need, found)}")
    return lines


_WHY = {
    TOO_SHORT: lambda horizon, need, found: (
        f"too short. The data cover {plural(need['windows'], 'window')} of {horizon} days up to this day, and "
        f"{MIN_WINDOWS} are needed: {plural(MIN_WINDOWS * horizon - need['days'], 'more day')} of data."
    ),
    TOO_RARE: lambda horizon, need, found: (
        f"too rare. {capital(BY_ID[found.target].words)} came in {plural(need['reached'], 'past window')} over all "
        f"units, and {MIN_HITS} are needed before a model may learn from them; choose a lower target, or add a "
        "dataset that covers more."
    ),
    STOPPED: lambda horizon, need, found: (
        f"data stopped. The last event or article is {plural(need['gap'], 'day')} old, and {need['most_gap']} are "
        "allowed: silence of the data is not quiet. Choose an earlier day, or add newer data."
    ),
}


def lead(found: Outlook, unit: str, horizon: int) -> str:
    """The sentence that answers the page's question for the unit in focus."""
    row = found.row(unit, horizon) if unit else None
    if row is None:
        return (
            NOBODY if not unit else f"Nothing is known of {the(name(unit))} by {short_day(found.as_of)}: no forecast."
        )
    what = f"{BY_ID[found.target].words} within {horizon} days of {short_day(found.as_of)}"
    if pd.isna(row["probability"]):
        return f"{_whose(unit)}, {what}: no forecast, as {_SHORT[row['reason']]}."
    return f"{_whose(unit)}, {what}: {said(row['probability'])}; {_beside(row['probability'], row['climatology'])}."


_SHORT = {
    TOO_SHORT: "the history is too short",
    TOO_RARE: "too few past windows reached it to learn from",
    STOPPED: "the data have stopped",
}


def _whose(unit: str) -> str:
    return capital(the(name(unit)))


def _beside(probability: float, usual: float) -> str:
    if percent(probability) == percent(usual):
        return f"that is what climatology says, {percent(usual)}"
    return f"climatology says {percent(usual)}"


def reason_name(group: str, words: str) -> str:
    """A group of the model as it stands beside its bar."""
    return _GROUPS.get(group, words)


def reasons_title(row: pd.Series, reasons: pd.DataFrame) -> str:
    """What is seen: the strongest reasons."""
    if not len(reasons) or not reasons["log_odds"].abs().max() > 0:
        return f"Nothing sets {the(name(row['unit']))} apart from the average window"
    first = reasons.iloc[0]
    way = "raises" if first["log_odds"] > 0 else "lowers"
    return f"{capital(reason_name(first['group'], first['words']))} {way} it most for {the(name(row['unit']))}"


def reasons_note(row: pd.Series) -> str:
    """Unit of the bars, horizon and day."""
    return (
        f"log-odds added to those of the average window learnt from; within {row['horizon']} days, as of "
        f"{short_day(row['as_of'])}"
    )


def reasons_sum(row: pd.Series, reasons: pd.DataFrame) -> str:
    """The sum, start included.

    What is shown sums. Start and total are rounded each by itself, as whoever checks the probability needs the total;
    the reasons, which nobody sees by themselves, take the hundredth that rounding may leave.
    """
    start = round(row["start"], _DECIMALS)
    total = round(row["start"] + reasons["log_odds"].sum(), _DECIMALS)
    return (
        f"Start {_signed(start)}, reasons {_signed(total - start)}: together {_signed(total)} log-odds, which is "
        f"{percent(row['probability'])}. Log-odds are ln p / (1 − p); +0.69 doubles the odds."
    )


def _signed(value: float) -> str:
    return f"{value:+.{_DECIMALS}f}".replace("-", "−")


def changes(row: pd.Series, reasons: pd.DataFrame, most: int) -> list[str]:
    """What the model would say with each of the strongest reasons as in the average window, by itself."""
    return [
        f"Were {reason_name(one['group'], one['words'])} ({_value(one)}) as in the average window learnt from, it "
        f"would say {percent(one['without'])} instead of {percent(row['probability'])}."
        for _, one in reasons[reasons["log_odds"].abs() >= SMALL].head(most).iterrows()
    ]


def _value(one: pd.Series) -> str:
    if one["unit"] == "probability":
        return f"now {percent(one['value'])}"
    number = f"{one['value']:,.0f}" if one["unit"] == "days" else f"{one['value']:.2g}"
    return f"now {number} {one['unit']}" if one["unit"] else f"now {number}"


def fan_title(unit: str, found: Fan, quantity: str) -> str:
    """What is seen: the range over all weeks ahead."""
    counted = COUNTED[quantity]
    if not found.total:
        return f"{_whose(unit)}: {counted} by week, and no paths ahead"
    low, middle, high = (found.total[level] for level in (0.05, 0.5, 0.95))
    half = f"at most {middle:,.0f}" if middle else "none"
    return (
        f"{_whose(unit)}: {low:,.0f} to {high:,.0f} {counted} over the next {WEEKS} weeks in nine paths of ten; in "
        f"half of all paths {half}"
    )


def fan_note(found: Fan, as_of: pd.Timestamp, quantity: str) -> str:
    """Unit, bands, day, and what is missing."""
    parts = [f"{COUNTED[quantity]} a week"]
    if found.total:
        parts.append("dotted: median of the week; bands: middle 50 and 90 % of paths")
    parts.append(f"as of {short_day(as_of)}")
    return " · ".join(parts)


def no_fan(found: Fan) -> str:
    """Why there are no paths ahead."""
    if found.stopped:
        return "No paths: the data have stopped, and silence of the data is not quiet."
    return (
        f"No paths: {plural(found.weeks, 'week')} of history, and {LEAST_WEEKS} are needed, twice what is looked ahead."
    )


def fan_limits(quantity: str) -> str:
    """What the paths do and do not tell."""
    tolls = "" if quantity == ACTS else " A toll that nobody states adds nothing."
    return (
        "Paths are drawn from what followed like states of all units, and from the unit's own last weeks; the bands "
        f"are ranges of counts, apart from the probabilities above, which come from another model.{tolls}"
    )


def groups_listed(reasons: pd.DataFrame) -> str:
    """All bars in words, for those who do not see them."""
    return listed([f"{reason_name(one.group, one.words)} {_signed(one.log_odds)}" for one in reasons.itertuples()])


def not_listed(asked: str, unit: str) -> str:
    """Where the view asks for a unit that the table does not hold."""
    return f"{_whose(asked)} is not in the table above: told here is {the(name(unit))}."


def no_reasons(horizon: int) -> str:
    """Beside a row without a forecast."""
    return f"Without a forecast within {horizon} days there are no reasons to tell; choose another horizon or target."
