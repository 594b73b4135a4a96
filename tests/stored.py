"""Invented documents and coded events for the tests of the store."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from data import documents
from data.events import event_id, validate
from data.sources.coding import joined, reject

SPECIAL = 'O\'Hara; DROP TABLE events; -- said the "Front" – no'


def one_document(number: int = 1) -> pd.DataFrame:
    text = f"Aircraft of Varenia struck depot {number} of the Ostrel Front on Monday, and its envoy left. {SPECIAL}"
    return documents.from_text(text, title=f"Depot {number}", published="2021-03-04")


def its_events(document: pd.DataFrame, joint: bool = True) -> pd.DataFrame:
    key = document["document_id"][0]
    common = {
        "event_id": event_id(key, 0, 5), "dataset": "articles", "origin": "extracted", "document_id": key,
        "quote": SPECIAL, "span_start": 0, "span_end": 12, "date": pd.Timestamp("2021-03-01"),
        "date_precision": "day", "published": pd.Timestamp("2021-03-04"), "source": "varenia", "type": "ASSAULT",
        "realis": "realised", "killed_best": 3, "reports": 1, "confidence": 0.8,
    }  # fmt: skip
    rows = [{**common, "target": "ostrel-front"}]
    if joint:
        rows.append({**common, "target": "kalmar-council"})
    rows.append({**common, "event_id": event_id(key, 40, 50), "date": None, "date_precision": "unknown"})
    return validate(pd.DataFrame(rows))


def coded(first: int, last: int, **changed: object) -> pd.DataFrame:
    """Coded events with native ids from `first` to before `last`, every fifth done by two; `changed` columns of all."""
    numbers = [number for number in range(first, last) for _ in range(2 if number % 5 == 0 else 1)]
    seconds = pd.Series(numbers).duplicated()
    frame = pd.DataFrame({"native_id": [str(number) for number in numbers]})
    frame["event_id"] = [event_id("invented", number) for number in numbers]
    told = {
        "dataset": "invented", "origin": "coded", "native_code": "190", "date_precision": "day", "realis": "realised",
        "target": "ostrel-front", "target_text": "Ostrel Front", "type": "ASSAULT", "mode": "aerial", "reports": 1,
        "confidence": 1.0, "date": pd.Timestamp("2021-03-01") + pd.to_timedelta(pd.Series(numbers) % 30, unit="D"),
        "source": seconds.map({True: "kesh", False: "varenia"}), "source_text": "Government of Varenia",
        "killed_best": pd.Series(numbers) % 7, "place": None,
    }  # fmt: skip
    return validate(frame.assign(**{**told, **changed}))


def remarks(*lines: int) -> pd.DataFrame:
    """A reject on each line; those of even number were kept."""
    return joined([reject([line], "best", SPECIAL, "not a number: left empty", kept=line % 2 == 0) for line in lines])


def chunks(rows: int, size: int, **changed: object) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Chunks of (events, rejects) as a source yields them, one reject a chunk."""
    for start in range(0, rows, size):
        yield coded(start, min(start + size, rows), **changed), remarks(start + 2)


def foretold(as_of: str = "2021-03-01") -> pd.DataFrame:
    """Forecasts of three actors as `scoring.forecast.forecast` gives them: the last has none."""
    return pd.DataFrame(
        {
            "unit": ["varenia", "kesh", SPECIAL], "target": "assault", "horizon": 30, "as_of": pd.Timestamp(as_of),
            "probability": [0.7, 0.2, None], "low": [0.5, 0.1, None], "climatology": [0.6, 0.3, 0.1],
            "reason": [None, None, "too short"],
            "reasons": [[{"group": "acts", "value": 2.0, "log_odds": 0.4}], [], None],
        }
    )  # fmt: skip
