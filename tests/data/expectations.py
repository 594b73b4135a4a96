"""Compare the events of an article with what any analyst would log from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.extraction import extract, mentions


@dataclass
class Outcome:
    """What was found of an article's expectations: `missing` and `forbidden` are sentences for the reader of a test."""

    expected: int
    found: int
    missing: list[str]
    forbidden: list[str]
    wrong: list[str]


def read(path: Path) -> tuple[pd.DataFrame, dict]:
    """The document and the expectations of `path` (.txt beside .json); a title line first, then the body."""
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    body = text.partition("\n\n")[2] if text.startswith(told["title"]) else text
    document = {"document_id": path.stem, "url": None, "title": told["title"], "text": body}
    return pd.DataFrame([document | {"published": pd.Timestamp(told["published"])}]), told


def compare(path: Path) -> Outcome:
    """Run the extraction over an article and hold it against its expectations."""
    documents, told = read(path)
    events, heard = extract(documents), mentions(documents)
    text = documents["text"].iloc[0]
    missing, wrong, matches = [], [], {}
    for number, expected in enumerate(told["expected"]):
        found = _matching(events, heard, text, expected)
        if len(found) == 0:
            missing.append(f"{expected['who']} {expected['type']} {expected['to']}: {expected['near']}")
            continue
        matches[number] = set(found["event_id"])
        wrong += _fields(found, expected)
    for number, expected in enumerate(told["expected"]):
        if number in matches and expected.get("answers") is not None:
            rows = events[events["event_id"].isin(matches[number])]
            allowed = set().union(*(matches.get(i, set()) for i in expected.get("answers_any", [expected["answers"]])))
            if not set(rows["responds_to"].dropna()) & allowed:
                wrong.append(f"{expected['near']}: answers {expected['answers']}, not linked")
    return Outcome(len(told["expected"]), len(matches), missing, _forbidden(events, told["never"]), wrong)


def _matching(events: pd.DataFrame, heard: pd.DataFrame, text: str, expected: dict) -> pd.DataFrame:
    spots = [text.find(near) for near in [expected["near"], *expected.get("near_any", [])]]
    near = [
        row.event_id
        for row in heard.itertuples()
        if any(row.span_start <= at < row.span_end for at in spots if at >= 0)
    ]
    who = expected.get("who_any", [expected["who"]])
    to = expected.get("to_any", expected["to"])
    hit = (
        events["event_id"].isin(near)
        & events["type"].isin(expected["type"])
        & events["realis"].isin(expected["realis"])
    )
    hit &= _among(events["source"], who) if expected["who"] is not None else True
    if to is not None:
        hit &= _among(events["target"], to)
    return events[hit]


def _among(values: pd.Series, allowed: list[str | None]) -> pd.Series:
    return values.isin([a for a in allowed if a is not None]) | (values.isna() & (None in allowed))


def _fields(found: pd.DataFrame, expected: dict) -> list[str]:
    out = []
    for field in ("killed_best", "wounded_best", "claimant", "mode"):
        allowed = expected.get(f"{field}_any", [expected.get(field)])
        if allowed != [None] and not _among(found[field], allowed).any():
            out.append(f"{expected['near']}: {field} {found[field].tolist()} not in {allowed}")
    dates = expected.get("date_any", [expected.get("date")])
    if dates != [None]:
        seen = found["date"].dt.strftime("%Y-%m-%d")
        if not any((seen.isna() if d is None else seen.fillna("").str.startswith(d)).any() for d in dates):
            out.append(f"{expected['near']}: date {seen.tolist()} not in {dates}")
    return out


def _forbidden(events: pd.DataFrame, never: list[dict]) -> list[str]:
    out = []
    for rule in never:
        hit = events[events["realis"] == rule.get("realis", "realised")]
        if rule.get("who") is not None:
            hit = hit[hit["source"] == rule["who"]]
        if rule.get("type") is not None:
            hit = hit[hit["type"] == rule["type"]]
        if hit["event_id"].nunique() > rule.get("max", 0):
            out.append(f"{rule['who']} {rule['type']}: {rule['why']} ({hit['quote'].iloc[-1][:120]})")
    return out
