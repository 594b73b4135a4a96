"""Events of documents as frames in the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pandas as pd

from data.events import COLUMNS, MENTION_COLUMNS, empty, event_id, validate
from data.extraction.coding import candidates
from data.extraction.merging import Event, merge
from data.extraction.tolls import Toll

DATASET = "articles"  # the dataset name of events read from text


def extract(documents: pd.DataFrame) -> pd.DataFrame:
    """The events of `documents` (document_id, url, title, published, text), in text order, in the schema of data.events.

    `published` may be missing: relative dates then stay unknown. Joint actors give several rows with one event_id.
    Quotes are exact: text[span_start:span_end] == quote.
    """
    rows = [row for document in _each(documents) for row in _rows(document)]
    return validate(pd.DataFrame(rows, columns=list(COLUMNS))) if rows else empty()


def mentions(documents: pd.DataFrame) -> pd.DataFrame:
    """Every sentence that mentions an event: event_id, document_id, span_start, span_end, quote."""
    rows = []
    for document in _each(documents):
        for event in document.events:
            identity = _identity(document, event)
            for number in sorted({mention.number for mention in event.mentions}):
                sentence = next(m.sentence for m in event.mentions if m.number == number)
                rows.append((identity, document.id, sentence.start, sentence.end, document.text[sentence.start : sentence.end]))
    return pd.DataFrame(rows, columns=list(MENTION_COLUMNS))


class _Document:
    def __init__(self, identity: str, text: str, published: dt.date | None) -> None:
        self.id, self.text, self.published = identity, text, published
        self.candidates = candidates(text, published)
        self.events = merge(self.candidates)


def _each(documents: pd.DataFrame) -> Iterator[_Document]:
    published = pd.to_datetime(documents["published"])
    for identity, text, day in zip(documents["document_id"], documents["text"], published, strict=True):
        yield _Document(str(identity), text, None if pd.isna(day) else day.date())


def _identity(document: _Document, event: Event) -> str:
    """Where the event was first told, never how it is coded: the same text gives the same id on every machine."""
    trigger = event.first.trigger
    tokens = event.first.sentence.tokens
    return event_id(document.id, tokens[trigger.start].start, tokens[trigger.end - 1].end)


def _main(event: Event):
    """The mention that says most: both actors named, then dated, then earliest."""
    return max(
        event.mentions,
        key=lambda m: (bool(m.sources) + bool(m.targets), not m.sentence.heading, bool(m.when), bool(m.tolls), -m.number),
    )


def _rows(document: _Document) -> Iterator[dict]:
    owner = {id(candidate): event for event in document.events for candidate in event.mentions}
    for event in document.events:
        main = _main(event)
        sentence = main.sentence
        day, precision = _date(document, event)
        answers, cue = _answers(document, event, owner)
        row = {
            "event_id": _identity(document, event), "dataset": DATASET, "origin": "extracted", "document_id": document.id,
            "quote": document.text[sentence.start : sentence.end], "span_start": sentence.start, "span_end": sentence.end,
            "date": day, "date_precision": precision, "published": document.published,
            "source_text": event.source_text, "target_text": event.target_text, "type": event.type, "mode": event.mode,
            "realis": event.first.realis, "responds_to": answers, "response_cue": cue, "reports": 1,
            "confidence": round(max(m.confidence for m in event.mentions), 3), **_place(event), **_tolls(event),
        }  # fmt: skip
        for source, target in product(event.sources or (None,), event.targets or (None,)):
            yield {**row, "source": source, "target": target}


def _date(document: _Document, event: Event) -> tuple[dt.date | None, str]:
    if event.when is not None:
        return event.when.day, event.when.precision
    if document.published is None or all(mention.undated for mention in event.mentions) or event.first.realis != "realised":
        return None, "unknown"
    return document.published, "week"  # undated news is news of the seven days up to publication


def _place(event: Event) -> dict[str, object]:
    place = event.place
    if place is None:
        return {}
    return {"place": place.name, "country": place.country, "lat": place.lat, "lon": place.lon, "place_precision": place.precision}


def _answers(document: _Document, event: Event, owner: dict[int, Event]) -> tuple[str | None, str | None]:
    for mention in event.mentions:
        if mention.link is None:
            continue
        index, cue = mention.link
        other = owner.get(id(document.candidates[index]))
        if other is None:
            return None, cue
        if other is not event:
            return _identity(document, other), cue
    return None, None


def _tolls(event: Event) -> dict[str, object]:
    """Claims of one toll are never summed: the best is the first sourced one, the bounds span all claims."""
    out: dict[str, object] = {}
    claims: dict[str, list[tuple[Toll, str | None]]] = {"killed": [], "wounded": []}
    for mention in event.mentions:
        for toll in mention.tolls:
            claims[toll.kind].append((toll, mention.claimant))
    for kind, listed in claims.items():
        if not listed:
            continue
        numbers = [toll.number for toll, _ in listed]
        best = next((toll.number.best for toll, says in listed if says and toll.number.best is not None), None)
        if best is None:
            best = next((number.best for number in numbers if number.best is not None), None)
        lows = [value for number in numbers for value in (number.low, number.best) if value is not None]
        highs = [value for number in numbers for value in (number.high, number.best) if value is not None]
        out[f"{kind}_low"], out[f"{kind}_best"] = (min(lows) if lows else None), best
        unbounded = any(number.high is None for number in numbers) and len(numbers) == 1
        out[f"{kind}_high"] = None if unbounded or not highs else max(highs)
    said = [says for listed in claims.values() for _, says in listed if says]
    out["claimant"] = said[0] if said else event.first.claimant
    return out
