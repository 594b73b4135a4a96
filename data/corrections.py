"""What people corrected: `apply` lays it over events, `check` refuses what would break the schema.

A correction belongs to an event by its id, which says where an event was told and never how it was coded. So it holds
when a text is read anew, also by other models, and whatever day's knowledge is asked for: it is a better reading of the
same document, no later news. One whose event is no longer found changes nothing and is kept (`unmatched`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.correctable import ALLOWED, COLUMNS, JOINT, PARTIES, fits, laid
from data.events import validate
from data.ontology import MODES

if TYPE_CHECKING:
    from data.store import Store

REVIEW = "review"  # what a person said of the event as a whole; null takes it back
CONFIRMED, DISMISSED = "confirmed", "dismissed"
CODING = ("type", "mode")  # what the act is: where a person says it, the event is the analyst's coding
CHECKED = 1.0  # confidence of an extracted event that a person compared with its sentence: the reading is not in doubt


class CorrectionError(ValueError):
    """A correction that would break the schema; the message says what was found and what is allowed."""


def apply(events: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """`events` (in the schema) as corrected; the same object where none of the corrections is of any of them.

    `corrections` as `Store.corrections` gives them, the oldest first. The last correction of a column counts. Events
    that were dismissed are left out, and nothing answers them. Corrected ones keep their id, quote and native code;
    `origin` becomes `analyst` where type or mode was corrected: the coding is a person's then, and the rules on columns
    measure it instead of a model that weighs the words. A confirmed event that was read from text has confidence
    CHECKED. What the schema would not allow (from another version) is passed over.
    """
    told = _latest(corrections)
    told = told[told["subject_id"].isin(events["event_id"])]
    if told.empty:
        return events
    new = {what: rows.set_index("subject_id")["new"] for what, rows in told.groupby("what", sort=False)}
    review = new.pop(REVIEW, pd.Series(dtype="str"))
    dismissed = review.index[review == DISMISSED]
    touched = events["event_id"].isin(told["subject_id"])
    rows = events[touched & ~events["event_id"].isin(dismissed)]
    sure = rows["event_id"].isin(review.index[review == CONFIRMED]) & (rows["origin"] == "extracted")
    # as objects until they are validated: a correction may fill a column that was null throughout
    rows = rows.astype(object).where(rows.notna(), None).assign(confidence=rows["confidence"].mask(sure, CHECKED))
    for what in COLUMNS:
        if what in new:
            rows = laid(rows, what, new[what])
    rows.loc[rows["event_id"].isin(_ids(new, CODING)), "origin"] = "analyst"
    odd = [kind not in MODES or mode not in MODES[kind] for kind, mode in zip(rows["type"], rows["mode"], strict=True)]
    rows.loc[rows["event_id"].isin(_ids(new, CODING)) & np.array(odd, bool), "mode"] = None
    labels = rows.index
    out = pd.concat([events[~touched], validate(rows).set_axis(labels)]).sort_index(kind="stable")
    out["responds_to"] = out["responds_to"].mask(out["responds_to"].isin(dismissed), None)
    return out.reset_index(drop=True)


def check(rows: pd.DataFrame, changes: Mapping[str, object]) -> dict[str, str | None]:
    """What of `changes` (column -> value) differs from one event's `rows`, as the store keeps it.

    Joint actors are ids between JOINT or a list, days YYYY-MM-DD, tolls whole numbers; empty is null. Raises
    CorrectionError for what the schema does not allow.
    """
    now = present(rows)
    unknown = [what for what in changes if what not in COLUMNS]
    if unknown:
        raise CorrectionError(f"{', '.join(unknown)} cannot be corrected; allowed: {', '.join(COLUMNS)}")
    wanted = {what: text for what, value in changes.items() if (text := _text(value)) != now[what]}
    for what, text in wanted.items():
        if not fits(what, text):
            raise CorrectionError(f"{what}: {text or 'nothing'} is not allowed; allowed: {ALLOWED[what]}")
    kind, mode = wanted.get("type", now["type"]), wanted.get("mode", now["mode"])
    if "mode" in wanted and mode and mode not in MODES.get(kind, ()):
        raise CorrectionError(f"{kind} has no mode {mode}; allowed: {', '.join(MODES.get(kind, ())) or 'none'}")
    return wanted


def correct(store: Store, dataset: str, rows: pd.DataFrame, changes: Mapping[str, object], who: str | None) -> int:
    """Note the changes of one event (its `rows`) in the store and return how many columns they change.

    Raises CorrectionError, and then nothing is noted.
    """
    now, wanted = present(rows), check(rows, changes)
    changes = {what: (now[what], text) for what, text in wanted.items()}
    if changes:
        store.correct_all(dataset, "event", str(rows["event_id"].iloc[0]), changes, who)
    return len(wanted)


def review(store: Store, dataset: str, event_id: str, said: str | None, who: str | None) -> None:
    """Note that a person confirmed or dismissed an event; None takes back what was said. Raises CorrectionError."""
    if said not in (CONFIRMED, DISMISSED, None):
        raise CorrectionError(f"a review is {CONFIRMED} or {DISMISSED}, not {said!r}")
    store.correct(dataset, "event", event_id, REVIEW, verdict(store.corrections(dataset), event_id), said, who)


def present(rows: pd.DataFrame) -> dict[str, str | None]:
    """What the COLUMNS of one event say now, as the store keeps it."""
    first = rows.iloc[0]
    out = {what: _text(first[what]) for what in COLUMNS}
    return out | {party: _text(rows[party].dropna().drop_duplicates().tolist()) for party in PARTIES}


def verdicts(corrections: pd.DataFrame) -> pd.Series:
    """What was last said of events as a whole, by id: CONFIRMED or DISMISSED; none where that was taken back."""
    told = _latest(corrections)
    return told[told["what"] == REVIEW].set_index("subject_id")["new"]


def verdict(corrections: pd.DataFrame, event_id: str) -> str | None:
    """What was last said of an event as a whole: CONFIRMED, DISMISSED or None."""
    return verdicts(corrections[corrections["subject_id"] == event_id]).get(event_id)


def reviewed(corrections: pd.DataFrame) -> set[str]:
    """Ids of the events that a person confirmed, corrected or dismissed. The last word counts, as in `apply`.

    So one of which a verdict was taken back, and nothing else said, is not among them.
    """
    return set(_latest(corrections)["subject_id"])


def unmatched(events: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Corrections of events that are not among `events` (before correction): kept, but without effect."""
    of_events = corrections[corrections["subject"] == "event"]
    return of_events[~of_events["subject_id"].isin(events["event_id"])].reset_index(drop=True)


def _latest(corrections: pd.DataFrame) -> pd.DataFrame:
    told = corrections[corrections["subject"] == "event"]
    told = told.assign(new=told["new"].astype(object).where(told["new"].notna(), None))
    usable = [
        text in (CONFIRMED, DISMISSED, None) if what == REVIEW else what in COLUMNS and fits(what, text)
        for what, text in zip(told["what"], told["new"], strict=True)
    ]
    told = told[np.array(usable, bool)].drop_duplicates(["subject_id", "what"], keep="last")
    return told[(told["what"] != REVIEW) | told["new"].notna()]


def _ids(new: Mapping[str, pd.Series], columns: Iterable[str]) -> list[str]:
    return [event_id for what in columns if what in new for event_id in new[what].index]


def _text(value: object) -> str | None:
    if isinstance(value, (list, tuple)):
        return JOINT.join(str(one).strip() for one in value) or None
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, date):  # pandas' own days are among them
        return value.strftime("%Y-%m-%d")
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip() or None
