"""The only place that keeps anything between runs. All tables are shared between sessions and must not be changed.

`cache_resource` hands out the same object each time; `cache_data` would copy 200,000 rows at every hit.
"""

from __future__ import annotations

import gc
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

import data
import data.corrections
from dashboard import (
    alerting,
    brief_page,
    coded_files,
    contrast,
    event_rows,
    exchanges,
    exports,
    gaps,
    presets,
    provenance,
    reckoning,
    standoff,
    summary,
    ties,
)
from dashboard import base_rates as rates
from dashboard import brief as briefs
from dashboard import since as sinces
from dashboard.alert_rows import Used
from dashboard.coded_files import Incoming
from dashboard.contrast import Change, Sensitivity, Side
from dashboard.event_rows import Listing
from dashboard.exchanges import Exchanges
from dashboard.gaps import Record
from dashboard.origins import origins as came_from
from dashboard.places import Places
from dashboard.places import places as places_of
from dashboard.since import Since
from dashboard.standing import Standing, stand
from dashboard.standoff import Standoff
from dashboard.state import View
from dashboard.summary import Situation
from dashboard.watching import Known
from data import sources
from data.actors import PATRON
from data.extraction import extract, extract_with_mentions, mentions_with_claims
from data.sources import parties, table
from data.store import Store
from scoring import cube as cubes
from scoring import states
from scoring.cube import PAIR, Cube, SparseCube
from scoring.indicators import measure

DATASETS_KEPT = 8  # tables of a dataset are a few MB; with and without added articles
SELECTIONS_KEPT = 24  # one a combination of dataset, day of knowledge and confidence
SITUATIONS_KEPT = 64  # one a combination of settings, under 1 MB each; Back and shared links find theirs
_NOT_IN_SITUATION = (
    "page", "types", "indicators", "realis", "actor", "text", "event", "origin",
    "order", "area", "place", "against",
)  # fmt: skip
_NOT_IN_STANDOFF = (*_NOT_IN_SITUATION, "since")
_NOT_IN_RATES = (*_NOT_IN_STANDOFF, "start", "half_life", "weights", "sponsorship")
# what decides which events a table lists, besides the weights that may order them
_IN_LISTING = (
    "data", "added", "as_known", "confidence", "start", "end", "types", "indicators", "realis", "actor", "text",
    "origin", "order",
)  # fmt: skip
LISTINGS_KEPT = 32  # ids of up to 100,000 events, under 1 MB each: they share their text with the events
READINGS_KEPT = 16
BRIEFS_KEPT = 16  # some 50 KB each
EXPORT_FORMS = tuple(exports.FORMS)
RULES_SECONDS = 30  # within which a server sees a rule that was made on another one with the same store
TRIALS_KEPT = 64  # a year of values of a rule each: 365 days x the actors it watches
INCOMING_KEPT = 2  # uploads read and not yet added, up to some 500 MB each
PRESETS_SECONDS = 10  # until what another server on the same store keeps is seen here; reading them takes 25 ms
CUBES_KEPT = 48  # one more for each role and half-life: the largest tables, 30 actors x 1,000 days x 26 = 6 MB


@st.cache_resource(show_spinner=False)
def freeze_imports() -> None:
    """Leave everything imported so far out of garbage collection: collecting it after each run costs about 100 ms."""
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The articles that were added on this server."""
    return Store()


def datasets() -> list[str]:
    """Names of all datasets, the bundled ones first."""
    return data.available(store())


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def events(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """All events of a dataset, with articles added on this server if `added`, as known at the end of a day (None: now).

    Added articles are read together with the others, so that an event in two of them is one event; later ones are not
    read at all, so that a toll of tomorrow does not stand behind a number of today. What people corrected is applied
    whether `added` or not, and whenever it was made: it is a better reading of the same documents.
    """
    return data.corrections.apply(uncorrected(name, added, as_known), corrections(name))


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner="Reading the dataset …")
def uncorrected(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """The same events as they were read: kept apart, so that a correction costs no reading."""
    return data.uncorrected(name, store(), as_known, added)


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def corrections(name: str) -> pd.DataFrame:
    """What people corrected in a dataset, the oldest first, as data.store keeps it."""
    return store().corrections(name)


def _store_of(name: str, added: bool) -> Store | None:
    # what the program does not bring is in the store alone
    return store() if added or name not in data.available() else None


@dataclass(frozen=True)
class Reading:
    """An article read on its own and together with a dataset.

    alone: its events; together: those of the dataset with it; found: the rows of `together` that it reports; known:
    how many of these the dataset had already; measures: of `together`; mentions: its sentences that tell of events;
    dismissed: how many of them a person dismissed. All but `alone` are as people corrected them.
    """

    alone: pd.DataFrame
    together: pd.DataFrame
    found: pd.DataFrame
    known: int
    measures: pd.DataFrame
    mentions: pd.DataFrame
    dismissed: int = 0


def reading(name: str, added: bool, article: pd.DataFrame) -> Reading:
    """Read one article (a documents frame with one row) with a dataset; kept by the article's text and date."""
    row = article.iloc[0]
    return _reading(name, added, row["document_id"], str(row["published"]), article)


@st.cache_resource(max_entries=READINGS_KEPT, show_spinner=False)
def _reading(name: str, added: bool, document_id: str, published: str, _article: pd.DataFrame) -> Reading:
    alone, read, told = _read_with(name, added, document_id, published, _article)
    together = data.corrections.apply(read, corrections(name))
    found = together[together["event_id"].isin(told["event_id"])]
    before = uncorrected(name, added)["event_id"]
    known = found.loc[found["event_id"].isin(before), "event_id"].nunique()
    dismissed = len(set(told["event_id"]) - set(found["event_id"]))
    return Reading(alone, together, found, known, measure(together), told, dismissed)


@st.cache_resource(max_entries=READINGS_KEPT, show_spinner="Reading the article …")
def _read_with(
    name: str, added: bool, document_id: str, published: str, _article: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """An article's events alone, all events with it, and its mentions of them, before correction."""
    base = documents(name, added).reset_index(drop=True)
    base = base[base["document_id"] != document_id]
    both = pd.concat([base[list(_article.columns)], _article], ignore_index=True)
    together, told = extract_with_mentions(both)
    return extract(_article), together.assign(dataset=name), told[told["document_id"] == document_id]


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def documents(name: str, added: bool) -> pd.DataFrame:
    """The documents of a dataset, index document_id."""
    return data.documents_of(name, _store_of(name, added)).set_index("document_id", drop=False)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner="Reading the events' indicators …")
def measures(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """Indicator intensities by event, as known at the end of a day (None: now)."""
    return measure(events(name, added, as_known))


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def known(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """Events as known at the end of a day (None: now) with at least this confidence."""
    rows = events(name, added, as_known)
    return rows[rows["confidence"] >= confidence]


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner="Summing events …")
def _sums(name: str, added: bool, as_known: date | None, confidence: float, by: str) -> SparseCube:
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    made = cubes.summed([(rows, intensities)], by, PATRON, _first(name, added, as_known), dtype=np.float64)
    return cubes.with_states(made, rows, intensities, PATRON)


@st.cache_resource(max_entries=CUBES_KEPT, show_spinner=False)
def cube(
    name: str, added: bool, as_known: date | None, confidence: float, by: str, half_life: int,
    entities: tuple[str, ...] | None = None,
) -> Cube:  # fmt: skip
    """The decayed cube of some entities of a selection (None: all): new weights then cost one small matrix product."""
    sums = _sums(name, added, as_known, confidence, by)
    return sums.pick(sums.entities if entities is None else entities).decayed(half_life)


def situation(view: View) -> Situation:
    """The first screen of a view; what does not change it (page, event filters) shares one entry."""
    plain = _plain(view)
    return _situation(repr(plain), plain)  # Streamlit would take as long to hash the view as all the rest takes


def _plain(view: View, without: tuple[str, ...] = _NOT_IN_SITUATION) -> View:
    """The view with what does not change an answer as it is by default, so that all views alike share one entry."""
    plain = View()
    return replace(view, **{name: getattr(plain, name) for name in without})


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _situation(key: str, _view: View) -> Situation:
    view = _view
    chosen = (view.data, view.added, view.as_known, view.confidence)
    by = summary.roles(view)
    roles = (by, "sponsorship") if view.sponsorship and by == "conduct" else (by,)
    sums = [_sums(*chosen, role) for role in roles]
    entities = summary.on_screen(sums, view)
    # all are named None: a key of hundreds of names takes longer to hash than the cube to weigh
    asked = None if len(entities) == len({entity for part in sums for entity in part.entities}) else entities
    main, *rest = (cube(*chosen, role, view.half_life, asked) for role in roles)

    def keep(_events: pd.DataFrame, _measures: pd.DataFrame, *asked: object) -> Standing:
        return _stand(*chosen, *asked)

    intensities = measures(view.data, view.added, view.as_known)
    return summary.situation(known(*chosen), intensities, main, view, next(iter(rest), None), keep)


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _stand(
    name: str, added: bool, as_known: date | None, confidence: float,
    by: str, half_life: float, share: float, focus: str, end: pd.Timestamp,
    start: pd.Timestamp,
) -> Standing:  # fmt: skip
    """What the weights do not change of one entity's first screen."""
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    return stand(rows, intensities, by, half_life, share, focus, end, start)


def since(view: View, found: Situation) -> Since:
    """What weights do not change of what changed since a day, for the entities drawn in the situation of a view."""
    chosen = (view.data, view.added, view.as_known, view.confidence)
    by = summary.roles(view)
    share = view.sponsorship if by == "conduct" else 0.0
    drawn, start = tuple(found.lines["entity"].unique()), _sums(*chosen, by).start
    return _since(*chosen, drawn, by, view.half_life, share, sinces.day_before(view.since, found.end), found.end, start)


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _since(
    name: str, added: bool, as_known: date | None, confidence: float,
    drawn: tuple[str, ...], by: str, half_life: float, share: float, day: date,
    end: pd.Timestamp, start: pd.Timestamp,
) -> Since:  # fmt: skip
    rows, intensities = known(name, added, as_known, confidence), measures(name, added, as_known)
    return sinces.compare(rows, intensities, drawn, by, half_life, share, day, end, start)


def record(view: View) -> Record:
    """Events, those reviewed by a person, and gaps within the dates of a view."""
    return _record(view.data, view.added, view.as_known, view.confidence, view.start, view.end)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def _record(
    name: str, added: bool, as_known: date | None, confidence: float, start: date, end: date
) -> Record:
    rows = known(name, added, as_known, confidence)
    return gaps.record(rows, corrections(name), start, end)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def checksum(name: str, added: bool, as_known: date | None) -> str:
    """The checksum of a dataset's events as known on a day (see `provenance.checksum`)."""
    return provenance.checksum(events(name, added, as_known))


@st.cache_resource(max_entries=BRIEFS_KEPT, show_spinner="Writing the brief …")
def brief(view: View, address: str) -> str:
    """The brief of a view as HTML, with the address that leads back to it."""
    found, chosen = situation(view), (view.data, view.added, view.as_known)
    since = briefs.since(view, found.end).date()
    then = (view.data, view.added, min(since, view.as_known or since))
    source = provenance.of_view(view, events(*chosen), checksum(*chosen))
    known_now = (known(*chosen, view.confidence), measures(*chosen))
    texts = documents(view.data, view.added)
    earlier = (events(*then), measures(*then))
    made = briefs.gather(view, found, known_now, earlier, texts, source, address, undated(view))
    return brief_page.page(made)


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner="Counting the past …")
def _base_rates(view: View, shown: tuple[str, ...], focus: str) -> pd.DataFrame:
    return rates.rates(view, known(view.data, view.added, view.as_known, view.confidence), shown, focus)


def base_rates(view: View) -> pd.DataFrame:
    """How often those on the first screen of a view assaulted before (see `dashboard.base_rates`)."""
    found = situation(view)
    shown = tuple(dict.fromkeys(found.lines["entity"])) if len(found.lines) and not view.pair else ()
    return _base_rates(_plain(view, _NOT_IN_RATES), shown, found.focus)


def export(view: View, form: str) -> bytes:
    """The tables of a view in one of EXPORT_FORMS, zipped."""
    chosen = (view.data, view.added, view.as_known)
    rows, intensities, found = known(*chosen, view.confidence), measures(*chosen), situation(view)
    by = summary.roles(view)
    roles = (by, "sponsorship") if view.sponsorship and by == "conduct" else (by,)
    entities = summary.on_screen([_sums(*chosen, view.confidence, role) for role in roles], view)
    main, *rest = (cube(*chosen, view.confidence, role, view.half_life, entities) for role in roles)
    series = reckoning.series(view, main, next(iter(rest), None))
    filtered = event_rows.filtered(rows, intensities, view)
    made = exports.of_view(filtered, intensities, view.weight_of, found, series)
    return exports.FORMS[form](made, provenance.of_view(view, events(*chosen), checksum(*chosen)))


def spells(view: View) -> pd.DataFrame:
    """What holds for how long among the arrangements of a view: see `scoring.states.states`."""
    return arrangements(view.data, view.added, view.as_known, view.confidence)


def standoff_of(view: View) -> Standoff:
    """The actor and pair of a view; what does not change them (page, event filters) shares one entry."""
    return _standoff(_plain(view, _NOT_IN_STANDOFF))


def exchanges_of(view: View) -> Exchanges:
    """The chains of answers of a view's actor or pair."""
    return _exchanges(_plain(view, _NOT_IN_STANDOFF))


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _standoff(view: View) -> Standoff:
    chosen = (view.data, view.added, view.as_known, view.confidence)
    rows, intensities = known(*chosen), measures(*chosen[:3])
    actor, other = standoff.subject(view, _sums(*chosen, "conduct"), _sums(*chosen, "pair"))
    if not actor:
        return Standoff(actor, other)
    roles = [role for role in standoff.PANELS if actor in _sums(*chosen, role).entities]
    of_roles = {role: cube(*chosen, role, view.half_life, (actor,)) for role in roles}
    both = (PAIR.join((actor, other)), PAIR.join((other, actor)))
    of_pair = cube(*chosen, "pair", view.half_life, both)
    return standoff.standoff(rows, intensities, _ties(*chosen), actor, other, of_pair, of_roles, view)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def _links(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """All links of a selection, without the ratios that weights decide."""
    return exchanges.links(known(name, added, as_known, confidence))


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _standing(name: str, added: bool, as_known: date | None, confidence: float, end: date) -> exchanges.Stood:
    """The chains of a selection as they stand on a day, whatever the weights."""
    chosen = (name, added, as_known, confidence)
    return exchanges.standing(known(*chosen), _links(*chosen), pd.Timestamp(end))


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def _ties(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """The ties by which events of a selection count as alleged sponsorship."""
    return ties.ties(known(name, added, as_known, confidence))


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _exchanges(view: View) -> Exchanges:
    chosen = (view.data, view.added, view.as_known, view.confidence)
    shown = _standoff(view)
    other = shown.other if view.pair else None
    stood = _standing(*chosen, view.end)
    return exchanges.exchanges(known(*chosen), measures(*chosen[:3]), stood, shown.actor, other, view)


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def returned(
    name: str, added: bool, as_known: date | None, confidence: float, actor: str, other: str, end: date
) -> pd.DataFrame:
    """How often two actors answer each other, a row a direction."""
    return exchanges.returned(known(name, added, as_known, confidence), actor, other, pd.Timestamp(end))


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def arrangements(name: str, added: bool, as_known: date | None, confidence: float) -> pd.DataFrame:
    """Spells of agreements and access arrangements (`scoring.states.states`)."""
    return states.states(known(name, added, as_known, confidence), measures(name, added, as_known))


def side(view: View) -> Side:
    """A view with its first screen and what is known in it, to be compared with another."""
    chosen, by, found = (view.data, view.added, view.as_known, view.confidence), summary.roles(view), situation(view)
    known_in = known(*chosen), measures(view.data, view.added, view.as_known)
    if found.end is None:
        return Side(view, found, *known_in)
    return Side(view, found, *known_in, _sums(*chosen, by).dates[0])


def change(here: View, there: View) -> Change | None:
    """What leads from the pressure there to the one here, of the entity in focus here."""
    return _change(_plain(here), _plain(there))


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner=False)
def _change(here: View, there: View) -> Change | None:
    return contrast.change(side(here), side(there))


def entities(view: View) -> tuple[str, ...]:
    """Those that events count for in a view: actors in its role, or pairs."""
    return _sums(view.data, view.added, view.as_known, view.confidence, summary.roles(view)).entities


def sensitivity(view: View) -> Sensitivity | None:
    """How far the ranking of a view hangs on its weights; None without a ranking."""
    return _sensitivity(_plain(view))


@st.cache_resource(max_entries=SITUATIONS_KEPT, show_spinner="Ranking under other weights …")
def _sensitivity(view: View) -> Sensitivity | None:
    chosen, by, found = (view.data, view.added, view.as_known, view.confidence), summary.roles(view), situation(view)
    entities = contrast.ranked(found)
    if not entities:
        return None
    main = cube(*chosen, by, view.half_life, entities)
    if view.sponsorship and by == "conduct":
        main = main.plus(cube(*chosen, "sponsorship", view.half_life, entities), view.sponsorship)
    return contrast.sensitivity(main, view, found.end)


@st.cache_resource(ttl=PRESETS_SECONDS, show_spinner=False)
def kept_presets() -> pd.DataFrame:
    """Weights that readers kept on this server, as `data.store.Store.presets` gives them."""
    return store().presets()


@st.cache_resource(ttl=PRESETS_SECONDS, show_spinner=False)
def weight_sets() -> dict[str, dict[str, float]]:
    """All sets of weights by name: the built-in ones, and those that readers kept on this server."""
    return presets.sets(kept_presets())


def keep_preset(name: str, weights: dict[str, float], who: str | None) -> int:
    """Keep weights under a name and return the version of it. Raises StoreError where they cannot be kept."""
    version = store().save_preset(name, weights, who)
    kept_presets.clear()
    weight_sets.clear()
    return version


def undated(view: View) -> int:
    """Realised events of a view that no day, week, month or year is known for."""
    return _sums(view.data, view.added, view.as_known, view.confidence, view.role).undated


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def _told(name: str, added: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    return mentions_with_claims(documents(name, added).reset_index(drop=True))


def mentions(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """Mentions of the events of a dataset in its documents, those published by the end of a day (None: all)."""
    return _by(_told(name, added)[0], name, added, as_known)


def claims(name: str, added: bool, as_known: date | None = None) -> pd.DataFrame:
    """Tolls by claimant as the documents of a dataset give them, those published by the end of a day (None: all)."""
    return _by(_told(name, added)[1], name, added, as_known)


def _by(told: pd.DataFrame, name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    if as_known is None:
        return told
    published = documents(name, added)["published"]
    read = published.index[published < pd.Timestamp(as_known) + pd.Timedelta(days=1)]
    return told[told["document_id"].isin(read)]


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def origins(name: str, added: bool, as_known: date | None) -> pd.DataFrame:
    """Where each event of a dataset comes from, as known at the end of a day: see `dashboard.origins.origins`."""
    sources = {done.source for done in store().imports() if done.dataset == name and done.added}
    one = next(iter(sources), "")
    providers = one if len(sources) < 2 else pd.Series(store().providers(name))
    rows, told = events(name, added, as_known), mentions(name, added, as_known)
    return came_from(rows, told, documents(name, added), providers)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def origin_names(name: str, added: bool, as_known: date | None) -> tuple[str, ...]:
    """All origins of a dataset's events, those with the most events first."""
    return tuple(origins(name, added, as_known)["origin"].value_counts().index)


def listing(view: View) -> Listing:
    """The events that a view leaves, in its order; what does not change them shares one entry."""
    asked = {name: getattr(view, name) for name in _IN_LISTING}
    return _listing(View(**asked, weights=View().weights if view.order == "day" else view.weights))


def places(view: View) -> Places:
    """Where the events were that a view leaves."""
    asked = {name: getattr(view, name) for name in _IN_LISTING if name != "order"}
    return _places(View(**asked, weights=view.weights))


@st.cache_resource(max_entries=LISTINGS_KEPT, show_spinner="Looking up places …")
def _places(view: View) -> Places:
    chosen = (view.data, view.added, view.as_known)
    return places_of(known(*chosen, view.confidence), listing(view).ids, measures(*chosen), view.weight_of)


@st.cache_resource(max_entries=LISTINGS_KEPT, show_spinner="Filtering events …")
def _listing(view: View) -> Listing:
    chosen = (view.data, view.added, view.as_known)
    told = origins(*chosen) if view.origin else None
    return event_rows.listing(known(*chosen, view.confidence), measures(*chosen), view, told)


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def days(name: str, added: bool) -> tuple[date, date]:
    """First and last day that the dataset covers."""
    covered = cubes.span(events(name, added))
    return (covered[0].date(), covered[1].date()) if covered else (date(2021, 1, 1), date(2021, 6, 29))


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def actors(name: str, added: bool) -> tuple[str, ...]:
    """Actors of a dataset, those with the most events first."""
    rows = events(name, added)
    both = pd.concat([rows["source"], rows["target"]]).dropna()
    return tuple(both.value_counts().index)


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def pairs(name: str, added: bool) -> tuple[tuple[str, str], ...]:
    """Directed pairs of actors (who acts, on whom), those with the most realised events first."""
    rows = events(name, added)
    rows = rows[rows["realis"] == "realised"].dropna(subset=["source", "target"])
    rows = rows[rows["source"] != rows["target"]]
    return tuple(rows.value_counts(["source", "target"]).index)


@st.cache_resource(max_entries=INCOMING_KEPT, show_spinner=False)
def incoming(file: str, content: bytes, mapping: tuple[tuple[str, str], ...] | None = None) -> Incoming:
    """A file of coded events, read but not added: by its provider, or with a `mapping` of columns as a table.

    Raises data.sources.SourceError for one that cannot be read so.
    """
    with _as_file(file, content) as path:
        source = sources.recognise(path) if mapping is None else "table"
        found, rejects = sources.read(path, source) if mapping is None else table.read(path, dict(mapping))
    return Incoming(file, source, hashlib.sha256(content).hexdigest(), found, rejects, parties.unknown(found))


@st.cache_resource(max_entries=INCOMING_KEPT, show_spinner=False)
def columns(file: str, content: bytes) -> list[str] | None:
    """The columns of a file that no provider recognises, to be mapped; None for one of a provider.

    Raises data.sources.SourceError for one that is no table.
    """
    with _as_file(file, content) as path:
        names = table.columns(path)
        first = sources.head(path)[1]
    return None if any(module.recognises(names, first) for module in sources.SOURCES.values()) else names


def proposed(names: list[str]) -> dict[str, str]:
    """The mapping that was last used for these columns on this server, else the one that their names suggest."""
    return store().table_mapping(table.signature(names)) or table.guess(names)


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(name).name or 'upload'}"
        path.write_bytes(content)
        yield path


def held() -> pd.DataFrame:
    """What this server holds: one row for the articles of a dataset and one an imported file."""
    return coded_files.held(datasets(), {name: _counted(name) for name in datasets()}, store().imports())


def _counted(name: str) -> tuple[int, int]:
    if name in data.available():
        return len(documents(name, True)), events(name, True)["event_id"].nunique()
    return store().count(name)


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def unknown(name: str, added: bool) -> pd.DataFrame:
    """Names of coded events that stand for no actor we know: name, id, events."""
    rows = events(name, added)
    return parties.unknown(rows[rows["origin"] == "coded"])


@st.cache_resource(max_entries=DATASETS_KEPT, show_spinner=False)
def coverage(name: str) -> str:
    """What a day without events means in a dataset with imported files; empty for one without."""
    return coded_files.coverage(store().imports(), name)


@st.cache_resource(ttl=RULES_SECONDS, show_spinner=False)
def rules() -> dict[str, dict[str, object]]:
    """Alert rules in use, by name, as the store has them."""
    return store().rules()


@st.cache_resource(max_entries=TRIALS_KEPT, show_spinner=False)
def trial(rule: alerting.Rule, end: date, as_known: date | None) -> alerting.Trial:
    """An alert rule on the year up to a day, as known at the end of a day: under its own settings, not the reader's."""
    return alerting.trial(rule, _watched(rule, as_known), end)


@st.cache_resource(max_entries=TRIALS_KEPT, show_spinner=False)
def alert(name: str, rule: alerting.Rule, end: date, as_known: date | None) -> alerting.Alert | None:
    """The last alert of the entity that a rule shows, with its grounds; None where it did not fire within the year."""
    found = trial(rule, end, as_known)
    own = found.fired[found.fired["entity"] == found.subject]
    if own.empty:
        return None
    last = own.iloc[-1]
    return alerting.raised(name, rule, _watched(rule, as_known), last["entity"], last["date"], last["value"])


def _watched(rule: alerting.Rule, as_known: date | None) -> Known:
    view = rule.view
    chosen = (view.data, view.added, as_known, view.confidence)
    return Known(known(*chosen), measures(view.data, view.added, as_known), lambda by: _sums(*chosen, by))


def used_rules(view: View) -> list[Used]:
    """All alert rules in use, judged on the view's day with what it knows; one that cannot be is told with the reason.

    Nothing else of the view counts, so that moving a weight costs no judging.
    """
    return [_used(name, json.dumps(told), view) for name, told in rules().items()]


def _used(name: str, told: str, view: View) -> Used:
    try:
        return _judged(name, told, view.end, view.as_known)
    except ValueError as error:  # of any room: a dataset that is gone, data too large, a setting of another version
        return Used(name, trouble=str(error))


@st.cache_resource(max_entries=TRIALS_KEPT, show_spinner=False)
def _judged(name: str, told: str, end: date, as_known: date | None) -> Used:
    """By the text of the rule, which is found a hundred times as fast as its value. A failure is not kept."""
    rule = alerting.read(json.loads(told))
    return Used(name, rule, trial(rule, end, as_known))


def forget_added() -> None:
    """Read everything anew after an addition; what does not contain additions is read again, too."""
    for cached in (uncorrected, documents, _read_with, coverage):
        cached.clear()
    forget_corrected()


def forget_corrected() -> None:
    """Work everything out anew from the events after a correction, without reading any document again."""
    of_events = (known, _sums, cube, _stand, _situation, _since, _record, days, actors, pairs, unknown)
    listed = (_told, origins, origin_names, _listing, _places, arrangements)
    of_pairs = (_standoff, _ties, _links, _standing, _exchanges, returned)
    made_of_it = (trial, alert, _judged, checksum, brief, _base_rates, _change, _sensitivity)
    for cached in (corrections, events, _reading, measures, *of_events, *listed, *of_pairs, *made_of_it):
        cached.clear()


def _first(name: str, added: bool, as_known: date | None) -> pd.Timestamp | None:
    # every role gets the same first day, or a share of sponsorship could not be added to conduct
    realised = events(name, added, as_known)
    realised = realised[(realised["realis"] == "realised") & (realised["date_precision"] == "day")]
    first = realised["date"].min()
    return None if pd.isna(first) else first.normalize()
