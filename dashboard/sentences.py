"""Numbers become sentences. Pure functions: text in plain words, no markup, no Streamlit.

What a source alleges is worded as said, never as fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.state import Rejected, View

# names that read as "the ..." inside a sentence
_WITH_ARTICLE = re.compile(
    r"(?:United |European |International |Islamic State|Islamic Resistance|Popular |African Union|Arab League|Gulf |"
    r"Syrian Observatory|Netherlands|Philippines|Houthis|Taliban|Democratic Republic|Central African|Dominican|Gambia|"
    r"Palestinian |Lebanese Armed|Kurdistan |Organi[sz]ation |Red C|World |G7|Quint|E3)"
)
INDEX_NOTE = "index, not a probability: ten points are a doubling of pressure"
STEADY = 2.0  # index points: a smaller change in 7 days is called steady
SMALL_RATIO = 1.3  # a smaller multiple of pressure says nothing that the index points do not
VISIBLE = 0.05  # points per day: less shows as 0.0
NOTICES = 4  # rejected parts named in a notice; more would be a list, not a notice
NOTABLE_GAP_DAYS = 60  # "its highest since" is worth saying from two months on
QUOTED = 150  # characters of a sentence in a list: one or two lines; the rest stands in the evidence


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


def plural(count: float, one: str, many: str | None = None) -> str:
    """`3 events`, `1 event`; thousands with a comma."""
    word = one if count == 1 else (many or one + "s")
    return f"{count:,.0f} {word}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    parts = [part for part in parts if part]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def day(value: date | pd.Timestamp | None, year: bool = True) -> str:
    """`29 June 2021`, without leading zero; a dash where it is unknown."""
    return "–" if value is None or pd.isna(value) else f"{value.day} {value:%B}{f' {value.year}' if year else ''}"


def short_day(value: date | pd.Timestamp | None, year: bool = True) -> str:
    """`29 Jun 2021`."""
    return "–" if value is None or pd.isna(value) else f"{value.day} {value:%b}{f' {value.year}' if year else ''}"


def the(name: str) -> str:
    """The name as it stands inside a sentence: `the United States`, `Iran`."""
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def possessive(name: str) -> str:
    """`Iran's`, `the United States'`."""
    name = the(name)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def escape_markdown(text: str) -> str:
    """Text that a Streamlit label shows as it is: Markdown, LaTeX, colour and icon directives lose their meaning."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~$:<>^=-])", r"\\\1", text.replace("\n", " "))


def signed(value: float | None) -> str:
    """`+18`, `−3`, `0`; a dash where unknown."""
    if value is None or pd.isna(value):
        return "–"
    rounded = round(value)
    return "0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded)}"


def ordinal(number: float) -> str:
    """`1st`, `22nd`, `13th`."""
    whole = round(number)
    ending = "th" if whole % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{ending}"


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


def risk_title(actor: str, change: float | None, days: int, others: int, role: str) -> str:
    """What the lines show."""
    whose = {"exposure": f"Pressure on {the(actor)}", "conduct": f"Risk from {the(actor)}"}.get(role, actor)
    if change is None or pd.isna(change):
        return f"{whose}: too few events to draw a trend"
    verb = "rose" if change > 0 else "fell"
    moved = "is steady" if abs(change) < STEADY else f"{verb} {abs(round(change))} index points"
    return f"{whose} {moved} in {days} days" + (f"; {plural(others, 'other')} for comparison" if others else "")


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


def waterfall_title(deed: str, points: float) -> str:
    """What one event's score is made of."""
    return f"{capital(deed)} scores {points:.1f} points"


def deed_line(row: pd.Series) -> str:
    """One event in a line: who, what, to whom, where. `row` as in `event_rows.digest`."""
    parties = " → ".join(part for part in (row["by"], row["to"]) if part) or "Actor not named"
    place = f", {row['place']}" if isinstance(row["place"], str) and row["place"] else ""
    return f"{parties}: {row['deed']}{place}"


def risk_note(end: date, n_events: float, least: int, banded: bool) -> str:
    """Unit, day and band of the risk chart; where it has none, the confidences of its events come to under `least`."""
    few = f"{plural(round(n_events), 'event')} within three half-lives: no interval below {least} sure ones"
    band = "band: 90 % interval" if banded else few
    return f"risk index as of {short_day(end)} · {band} · dotted: too few · a click opens a point"


def planned_lines(planned: pd.DataFrame) -> list[str]:
    """What was announced and has not come yet: columns words, due, announced, quote."""
    return [
        f"{short_day(row.announced)} · {capital(row.words)}, "
        f"{'due ' + short_day(row.due) if not pd.isna(row.due) else 'no day given'}{quoted(row.quote)}"
        for row in planned.itertuples()
    ]


def contrary_lines(against: pd.DataFrame) -> list[str]:
    """The strongest contrary evidence, one line an event."""
    return [
        f"{short_day(row.date)} · {'Denied: ' if row.realis == 'denied' else ''}{row.line}{quoted(row.quote)}"
        for row in against.itertuples()
    ]


def quoted(words: object) -> str:
    """The source's words in quotation marks, cut at a word, to stand behind a line; nothing where there are none."""
    if not isinstance(words, str) or not words.strip():
        return ""
    text = " ".join(words.replace("“", "‘").replace("”", "’").replace('"', "'").split())
    if len(text) > QUOTED:
        text = text[:QUOTED].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
    return f": “{text}”"


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


def read_header(dataset: str, most_bytes: int) -> str:
    """What the page takes, and what it does with it."""
    return (
        f"one English article at a time: pasted, or a .txt, .html or .pdf file up to {most_bytes / 1e6:.0f} MB · "
        f"compared with {dataset} · nothing is kept unless you add it"
    )


def reading_lead(found: pd.DataFrame, known: int, published: pd.Timestamp | None) -> str:
    """How many events an article tells of, and how many of them are news."""
    events = found.drop_duplicates("event_id")
    if events.empty:
        return (
            "No events were found in this text. Casus reads English sentences that say who did what to whom; opinion, "
            "analysis and lists often have none."
        )
    done = int((events["realis"] == "realised").sum())
    rest = len(events) - done
    parts = [f"{plural(len(events), 'event')} found: {done} realised"]
    if rest:
        parts.append(f"{rest} planned, denied, hypothetical or recalled, which score nothing")
    news = "none of them was in the data before" if known == 0 else f"{known} of them the data had already"
    undated = (
        " Its day of publication is not known, so days such as Monday cannot be placed; events without a day score "
        "nothing. Enter the day above."
        if pd.isna(published)
        else ""
    )
    return f"{', '.join(parts)}; {news}.{undated} One article is not a situation: read it beside the others."


def article_facts(title: str | None, published: pd.Timestamp | None) -> str:
    """Title and day of publication of an article."""
    when = "publication day not known" if pd.isna(published) else f"published {short_day(published)}"
    return f"{title} · {when}" if isinstance(title, str) else when


def moved_title(moved: pd.DataFrame, dataset: str) -> str:
    """Whom an article moves most: name, before, after."""
    if moved.empty:
        return f"This article moves nobody's index in {dataset}: it adds nothing that scores, or nothing new."
    top = moved.iloc[0]
    change = abs(round(top["after"] - top["before"]))
    verb = "raises" if top["after"] > top["before"] else "lowers"
    return f"This article {verb} the index of {the(top['name'])} most, by {plural(change, 'point')}"


def added(count: int, dataset: str) -> str:
    """What adding did."""
    if count == 0:
        return f"{dataset} has this article already; nothing was added."
    return f"Added to {dataset} on this server. Switch on “With articles added on this server” at the left to count it."


def alleged(client: str, patron: str, source_note: str) -> str:
    """By whose word an act of a client is counted as sponsored."""
    return f"Alleged sponsorship: {client} by {patron} ({source_note}). Alleged, not established here."


def standing(instrument: str, kind: str, state: str, since: date, until: date | None, share: float) -> str:
    """What became of an arrangement with an event, until when, and what that adds each day."""
    words = "access of inspectors" if kind == "access" else instrument
    end = f"until {short_day(until)}" if until else "and still"
    held = f"{capital(words)}: {state} since {short_day(since)}, {end}"
    return f"{held}. Each day of it adds {share:.2f} of the points." if share else f"{held}."


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


def ignored(rejected: Iterable[Rejected]) -> str:
    """The calm notice about a link that could not be used as written."""
    rejected = list(rejected)
    parts = [f"{r.key} = “{r.value}” ({r.reason})" if r.value else f"{r.key} ({r.reason})" for r in rejected]
    shown = parts[:NOTICES]
    more = f" and {len(parts) - NOTICES} more" if len(parts) > NOTICES else ""
    return f"Part of the link was ignored or changed: {'; '.join(shown)}{more}. Everything else is as the link says."
