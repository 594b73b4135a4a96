"""Events of documents as frames in the schema."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import product
from multiprocessing import get_context

import pandas as pd

from data import actors
from data.events import COLUMNS, MENTION_COLUMNS, empty, event_id, validate
from data.extraction.acts import Models
from data.extraction.coding import candidates
from data.extraction.merging import Candidate, Event, merge, more_special
from data.extraction.names import Cast
from data.extraction.reports import Report, fold
from data.extraction.tolls import Toll

Progress = Callable[[int, int], None]  # documents read so far, and all
BATCH = 500  # documents from which on further processes save more time than their start costs
_CHUNK = 20  # documents handed to a process at once
_KEPT = 500  # documents kept as read, some 14 KB each for a page of text: a dataset read with others, or to another day
CLAIM_COLUMNS = (*MENTION_COLUMNS, "claimant", "kind", "low", "best", "high")
DATASET = "articles"  # the dataset name of events read from text


def extract(documents: pd.DataFrame, workers: int = 1, progress: Progress | None = None) -> pd.DataFrame:
    """The events of `documents` (document_id, url, title, published, text) in the schema of data.events, in text order.

    `published` may be missing: relative dates then stay unknown. A column `cast` may list actors beyond those of
    data.actors for each document, as (spelling, actor id, whether it is an adjective). Joint actors give several rows
    with one event_id; an event that several documents report is one event, quoted from the earliest. Quotes are exact:
    text[span_start:span_end] == quote.

    Batches of at least BATCH documents are read by so many processes at once (`workers`), with the same result;
    `progress` is called with the number of documents read and their total.
    """
    return _events(*_read(documents, workers=workers, progress=progress))


def mentions(documents: pd.DataFrame) -> pd.DataFrame:
    """Every sentence that mentions an event: event_id, document_id, span_start, span_end, quote."""
    return _mentions(*_read(documents))


def mentions_with_claims(documents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `mentions` gives, and the tolls that these sentences claim, from one reading.

    Claims are CLAIM_COLUMNS: one row a number that a sentence gives, with its actor id (null where the sentence names
    none), kind (killed or wounded) and bounds (null where they are not told). The toll of an event spans its claims.
    """
    read, groups = _read(documents)
    return _mentions(read, groups), _claims(read, groups)


def extract_with_mentions(documents: pd.DataFrame, models: Models | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `extract` and `mentions` give, from one reading; `models` are those of Casus if not given."""
    read, groups = _read(documents, models)
    return _events(read, groups), _mentions(read, groups)


def _read(
    documents: pd.DataFrame, models: Models | None = None, workers: int = 1, progress: Progress | None = None
) -> tuple[list[_Document], list[list[Report]]]:
    read: list[_Document] = []
    for document in _each(documents, models, workers):
        read.append(document)
        if progress is not None:
            progress(len(read), len(documents))
    return read, _fold(read)


def _events(read: list[_Document], groups: list[list[Report]]) -> pd.DataFrame:
    identity = {report.identity: group[0].identity for group in groups for report in group}
    rows = [row for group in groups for row in _rows(read, group, identity)]
    return validate(pd.DataFrame(rows, columns=list(COLUMNS))) if rows else empty()


def _mentions(read: list[_Document], groups: list[list[Report]]) -> pd.DataFrame:
    rows = []
    for group in groups:
        for report in group:
            document = read[report.document]
            sentences = {mention.number: mention.sentence for mention in report.event.mentions}
            for number in sorted(sentences):
                start, end = sentences[number].start, sentences[number].end
                rows.append((group[0].identity, document.id, start, end, document.text[start:end]))
    return pd.DataFrame(rows, columns=list(MENTION_COLUMNS))


def _claims(read: list[_Document], groups: list[list[Report]]) -> pd.DataFrame:
    rows = []
    for group in groups:
        for report in group:
            document = read[report.document]
            for mention in report.event.mentions:
                start, end = mention.sentence.start, mention.sentence.end
                where = (group[0].identity, document.id, start, end, document.text[start:end])
                for toll in mention.tolls:
                    number = toll.number
                    rows.append((*where, mention.claimant, toll.kind, number.low, number.best, number.high))
    numbers = {"low": "float64", "best": "float64", "high": "float64", "claimant": "str"}
    return pd.DataFrame(rows, columns=list(CLAIM_COLUMNS)).astype(numbers).drop_duplicates(ignore_index=True)


class _Document:
    def __init__(self, identity: str, text: str, published: dt.date | None, cast: Cast, models: Models | None) -> None:
        self.id, self.text, self.published = identity, text, published
        self.candidates = candidates(text, published, cast, models)
        self.events = merge(self.candidates)
        for event in self.events:
            first = event.first
            event.told_at = first.sentence.span(text, first.trigger.start, first.trigger.end)

    def light(self) -> _Document:
        """The document without what only its reading needed, to be sent to another process."""
        for candidate in self.candidates:
            candidate.trigger = None
            candidate.sentence.clear()
        return self


def _each(documents: pd.DataFrame, models: Models | None, workers: int) -> Iterator[_Document]:
    published = pd.to_datetime(documents["published"])
    casts = documents["cast"] if "cast" in documents else [()] * len(documents)
    rows = [
        # the first and the last year stand for no date, and leave no day before or after
        (str(identity), text, None if pd.isna(day) or day.year in (1, 9999) else day.date(), cast, models)
        for identity, text, day, cast in zip(documents["document_id"], documents["text"], published, casts, strict=True)
    ]
    if workers < 2 or len(rows) < BATCH:
        yield from (_Document(*row) if row[3] or models is not None else _kept(*row[:3]) for row in rows)
        return
    # a fresh interpreter for each worker: forking a process that has threads may hang
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_document, rows, chunksize=_CHUNK)


def _document(row: tuple) -> _Document:
    return _Document(*row).light()


@lru_cache(_KEPT)
def _kept(identity: str, text: str, published: dt.date | None) -> _Document:
    """A document read by itself, as the shipped models read it: what others tell changes nothing in it."""
    return _document((identity, text, published, (), None))


def _fold(read: list[_Document]) -> list[list[Report]]:
    return fold(
        [
            Report(
                _identity(document, event),
                number,
                document.published,
                *_date(document, event),
                event.first.realis,
                event,
            )
            for number, document in enumerate(read)
            for event in document.events
        ]
    )


def _identity(document: _Document, event: Event) -> str:
    """Where the event was first told, never how it is coded: the same text gives the same id on every machine."""
    return event_id(document.id, *event.told_at)


def _main(event: Event):
    """The mention that says most: both actors named, then dated, then earliest."""
    return max(
        event.mentions,
        key=lambda m: (
            bool(m.sources) + bool(m.targets),
            not m.sentence.heading,
            bool(m.when),
            bool(m.tolls),
            -m.number,
        ),
    )


def _rows(read: list[_Document], group: list[Report], identity: dict[str, str]) -> Iterator[dict]:
    report = group[0]
    document, event = read[report.document], report.event
    main = _main(event)
    sentence = main.sentence
    answers, cue = next((found for r in group if (found := _answers(read[r.document], r.event))[1]), (None, None))
    answers = identity.get(answers) if answers else None
    sources, targets = event.sources, event.targets
    for later in group[1:]:
        sources, targets = more_special(sources, later.event.sources), more_special(targets, later.event.targets)
    told = [mention for r in group for mention in r.event.mentions]
    row = {
        "event_id": report.identity, "dataset": DATASET, "origin": "extracted", "document_id": document.id,
        "quote": document.text[sentence.start : sentence.end], "span_start": sentence.start, "span_end": sentence.end,
        "date": report.day, "date_precision": report.precision, "published": document.published,
        "source_text": event.source_text, "target_text": event.target_text, "type": event.type,
        "mode": next((r.event.mode for r in group if r.event.mode), None), "realis": report.realis,
        "responds_to": None if answers == report.identity else answers, "response_cue": cue,
        "reports": len({r.document for r in group}), "confidence": max(m.confidence for m in told),
        **_place(next((r.event for r in group if r.event.place), event)), **_tolls(told),
    }  # fmt: skip
    for source, target in product(sources or (None,), targets or (None,)):
        yield {**row, "source": source, "target": target}


def _date(document: _Document, event: Event) -> tuple[dt.date | None, str]:
    if event.when is not None:
        return event.when.day, event.when.precision
    if (
        document.published is None
        or all(mention.undated for mention in event.mentions)
        or event.first.realis != "realised"
    ):
        return None, "unknown"
    return document.published, "week"  # undated news is news of the seven days up to publication


def _place(event: Event) -> dict[str, object]:
    place = event.place
    if place is None:
        return {}
    return {
        "place": place.name,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "place_precision": place.precision,
    }


def _answers(document: _Document, event: Event) -> tuple[str | None, str | None]:
    """The event of the same document that this one is said to answer, and the cue."""
    owner = {id(candidate): other for other in document.events for candidate in other.mentions}
    for mention in event.mentions:
        if mention.link is None:
            continue
        index, cue = mention.link
        other = owner.get(id(document.candidates[index]))
        if other is not event:
            return (None if other is None else _identity(document, other)), cue
    return None, None


def _best(claims: list[tuple[float, str | None]]) -> float | None:
    """The highest count of a monitor (who adds victims as they are confirmed), else the count that most claims share,
    else the lower median of all claims: neither the highest claim of a party nor the lowest decides."""
    monitors = [number for number, says in claims if actors.KIND.get(says) in _MONITORS]
    if monitors:
        return max(monitors)
    numbers = sorted(number for number, _ in claims)
    shared = Counter(numbers).most_common(2)
    if shared and shared[0][1] > 1 and (len(shared) < 2 or shared[0][1] > shared[1][1]):
        return shared[0][0]
    return numbers[(len(numbers) - 1) // 2] if numbers else None


_MONITORS = ("ngo", "igo")


def _tolls(told: list[Candidate]) -> dict[str, object]:
    """Claims of one toll are never summed: the bounds span all claims, and `_best` chooses among them."""
    out: dict[str, object] = {}
    claims: dict[str, list[tuple[Toll, str | None]]] = {"killed": [], "wounded": []}
    for mention in told:
        for toll in mention.tolls:
            claims[toll.kind].append((toll, mention.claimant))
    for kind, listed in claims.items():
        if not listed:
            continue
        numbers = [toll.number for toll, _ in listed]
        best = _best([(toll.number.best, says) for toll, says in listed if toll.number.best is not None])
        lows = [value for number in numbers for value in (number.low, number.best) if value is not None]
        highs = [value for number in numbers for value in (number.high, number.best) if value is not None]
        out[f"{kind}_low"], out[f"{kind}_best"] = (min(lows) if lows else None), best
        unbounded = any(number.high is None for number in numbers) and len(numbers) == 1
        out[f"{kind}_high"] = None if unbounded or not highs else max(highs)
    said = [says for listed in claims.values() for _, says in listed if says]
    out["claimant"] = said[0] if said else told[0].claimant
    return out
