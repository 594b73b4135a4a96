"""Agreements and access arrangements as states over time, and the points that a lapsed or refused one adds every day.

An arrangement is in force, extended, limited, refused or lapsed until an event changes it. Which one a sentence is
about is read from its words: the noun with the words before it ("technical understanding", "safeguards agreement") and
the parties of the event. Where the change, the arrangement or its parties are not certain, no state changes: two
changes or two arrangements in one clause, recalled or conditional ones, several that could be meant. Coded events
without a sentence name no arrangement and change none. A planned expiry changes nothing; only an event that says it
happened does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from scoring.arrangements import NOUN, told

STATES = ("in force", "extended", "limited", "refused", "lapsed")
_LIMITING = ("limited", "refused", "lapsed")
PRESSING = ("refused", "lapsed")  # while they hold, the indicator of their kind adds its points
INDICATOR = {"agreement": "agreement_lapsed", "access": "inspection_refused"}  # kind -> indicator

# What each later day of such a state adds, as a share of the points of the event that began it: it counts as if it were
# told anew once a week, and its pressure tends to a seventh of weight x intensity, whatever the half-life. With a whole
# share, an arrangement to keep cameras running would stand, two months after it lapsed and until it is renewed, where
# the United States stood after a night of air strikes (index 50 and 52 in the bundled case), and drown all else.
DAILY_SHARE = 1 / 7

COLUMNS = ("instrument", "kind", "parties", "state", "since", "until", "event_id", "quote")
# PLOVER types that can bring a state about: a threat to leave, a demand to extend or a breach by force changes nothing
_BETTER = ("AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "RETREAT")
_WORSE = {"agreement": ("REJECT", "SANCTION"), "access": ("REJECT", "SANCTION", "COERCE")}
_READ = (
    "event_id", "date", "date_precision", "type", "quote", "source", "target", "source_text", "target_text",
)  # fmt: skip
_DAY = pd.Timedelta(days=1)
_TWO = 2  # parties of an arrangement that ends when one of them leaves
# what `scoring.cube.entities` reads of an event
_COUNTED = ("event_id", "date", "date_precision", "realis", "source", "target", "country")


@dataclass(frozen=True)
class _Reading:
    """What one event says of one arrangement."""

    kind: str
    form: str
    words: frozenset[str]
    parties: frozenset[str]
    state: str
    left: bool  # its source left it
    since: pd.Timestamp
    event_id: str
    quote: str


@dataclass
class _Instrument:
    kind: str
    form: str
    words: frozenset[str]
    parties: frozenset[str]
    spells: list[_Reading] = field(default_factory=list)
    contested: pd.Timestamp | None = None

    @property
    def name(self) -> str:
        return " ".join([*sorted(self.words), self.form])


def states(events: pd.DataFrame, measures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Spells of arrangements: COLUMNS, in order of `since`; one row a spell.

    `instrument` is named by its own words and form, `kind` is agreement or access, `parties` a tuple of actor ids,
    `state` one of STATES. `since` is the day of the event, or the last day of the week, month or year it is known to;
    `until` the day on which another event changed the state, null while it holds. `event_id` and `quote` are the
    evidence. With `measures` (of `scoring.indicators.measure`) a state that presses must also carry its indicator.
    Events as known on a day give the states as known then; later events change no earlier day.
    """
    rows = []
    for one in _instruments(events, measures):
        untils = [spell.since for spell in one.spells[1:]] + [pd.NaT]
        for spell, until in zip(one.spells, untils, strict=True):
            parties = tuple(sorted(one.parties))
            rows.append((one.name, one.kind, parties, spell.state, spell.since, until, spell.event_id, spell.quote))
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    out[["since", "until"]] = out[["since", "until"]].astype("datetime64[us]")
    return out.sort_values(["since", "instrument", "event_id"], ignore_index=True)


def held(events: pd.DataFrame, measures: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """The days up to `until` on which a lapsed or refused arrangement adds its points again, as rows of events.

    The rows of the event that began the state, once for each day after it on which the state holds, in the columns that
    `scoring.cube.entities` reads, with an `event_id` of its own and `began` (id of that event), `indicator` and
    `intensity` (DAILY_SHARE of the event's, for that indicator alone). The event's own day is not among them, so
    nothing is counted twice.
    """
    spells = states(events, measures)
    spells = spells[spells["state"].isin(PRESSING) & (spells["since"] < until)]
    last = (spells["until"] - _DAY).fillna(until).clip(upper=until)
    frames = [events.loc[[], list(_COUNTED)].assign(began="", indicator="", intensity=0.0)]
    for event_id, kind, since, end in zip(spells["event_id"], spells["kind"], spells["since"], last, strict=True):
        own = events.loc[events["event_id"] == event_id, ["realis", "source", "target", "country"]]
        intensity = DAILY_SHARE * float(measures.at[event_id, INDICATOR[kind]])
        own = own.assign(date_precision="day", began=event_id, indicator=INDICATOR[kind], intensity=intensity)
        days = pd.DataFrame({"date": pd.date_range(since + _DAY, end, unit="us")})
        days["event_id"] = f"{event_id}+" + days["date"].dt.strftime("%Y-%m-%d")
        frames.append(own.merge(days, how="cross")[list(frames[0].columns)])
    return pd.concat(frames[1:], ignore_index=True) if len(frames) > 1 else frames[0]


def _instruments(events: pd.DataFrame, measures: pd.DataFrame | None) -> list[_Instrument]:
    known: list[_Instrument] = []
    for reading in _readings(events, measures):
        for one in _meant(reading, known):
            last = one.spells[-1] if one.spells else None
            if one.contested == reading.since or (last and last.state == reading.state):
                continue
            if last and last.since == reading.since:  # one day, two stories: neither changes it
                one.contested = reading.since
                one.spells.pop()
                continue
            one.spells.append(reading)
    return [one for one in known if one.spells]


def _meant(reading: _Reading, known: list[_Instrument]) -> list[_Instrument]:
    """The known arrangements that a reading is about, or a new one; none where several could be meant."""
    alike = [one for one in known if (one.kind, one.form) == (reading.kind, reading.form)]
    alike = [one for one in alike if one.parties & reading.parties]
    same = [one for one in alike if one.words == reading.words]
    if not reading.words:
        same = same or alike  # "the understanding": the one that was spoken of
        same = [one for one in same if one.parties <= reading.parties or reading.parties <= one.parties]
    if reading.left:  # one of many leaves alone; of two, it leaves nothing in force
        same = [one for one in same if len(one.parties) <= _TWO]
    whole = [one for one in same if one.parties <= reading.parties]
    if reading.words and reading.state not in PRESSING and len(whole) > 1:
        return whole  # each had left, and they are back together
    same = whole if len(whole) == 1 else same
    if same:
        return same if len(same) == 1 else []
    if not (reading.words or len(reading.parties) >= _TWO or reading.kind == "access"):
        return []
    known.append(_Instrument(reading.kind, reading.form, reading.words, reading.parties))
    return known[-1:]


def _readings(events: pd.DataFrame, measures: pd.DataFrame | None) -> list[_Reading]:
    could = events["realis"].eq("realised") & events["quote"].notna() & events["date"].notna()
    could &= events["type"].isin({*_BETTER, *_WORSE["access"]}) & events["date_precision"].ne("unknown")
    joint: dict[str, list] = {}
    for row in events.loc[could, list(_READ)].itertuples(index=False):
        if NOUN.search(row.quote.lower()):
            joint.setdefault(row.event_id, []).append(row)
    found = []
    for event_id, own in joint.items():
        first = own[0]
        change = told(first.quote, " ".join(_texts(own, ("source_text", "target_text"))))
        if change is None:
            continue
        kind, name, state, left = change
        parties = frozenset(_texts(own, ("source",) if left else ("source", "target")))
        worse = state in _LIMITING
        if not parties or first.type not in (_WORSE[kind] if worse else _BETTER):
            continue
        if measures is not None and state in PRESSING and not _carries(measures, event_id, INDICATOR[kind]):
            continue
        *words, form = name.split()
        since = _last_day(first.date, first.date_precision)
        found.append(_Reading(kind, form, frozenset(words), parties, state, left, since, event_id, first.quote))
    return sorted(found, key=lambda one: (one.since, one.event_id))


def _texts(rows: list, columns: tuple[str, ...]) -> list[str]:
    return [value for row in rows for column in columns if isinstance(value := getattr(row, column), str)]


def _carries(measures: pd.DataFrame, event_id: str, indicator: str) -> bool:
    return event_id in measures.index and indicator in measures and measures.at[event_id, indicator] > 0


def _last_day(date: pd.Timestamp, precision: str) -> pd.Timestamp:
    spans = {"month": "M", "year": "Y"}
    return (date.to_period(spans[precision]).end_time if precision in spans else date).normalize()
