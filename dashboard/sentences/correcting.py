"""What people said of events, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from dashboard.sentences.words import capital, plural, short_day

UNNAMED = "somebody unnamed"
COLUMN_WORDS = {
    "type": "type", "mode": "mode", "realis": "realis", "source": "who", "target": "to whom", "date": "day",
    "place": "place", "killed_best": "killed", "wounded_best": "wounded", "claimant": "claimant", "review": "review",
}  # fmt: skip
_NONE = "none"


def said_so_far(told: pd.DataFrame, display: Callable[[str], str]) -> str:
    """What people said of one event, the latest of each column; empty where nobody did."""
    last = told.drop_duplicates("what", keep="last")
    last = last[(last["what"] != "review") | last["new"].notna()]
    return capital("; ".join(f"{_change(row, display)} by {_who(row)}, {_when(row)}" for _, row in last.iterrows()))


def correction_rows(
    told: pd.DataFrame, lost: set[str], quotes: Mapping[str, str], display: Callable[[str], str]
) -> pd.DataFrame:
    """Corrections as a table, the latest first: When, Who, What, Was, Is, Effect, Event (its sentence, else its id).

    `lost` are the ids that are not found in the data, `quotes` the sentences by id.
    """
    rows = [
        {
            "When": _when(row), "Who": _who(row), "What": COLUMN_WORDS.get(row["what"], row["what"]),
            "Was": _value(row["what"], row["old"], display), "Is": _value(row["what"], row["new"], display),
            "Effect": "kept, its event is not found" if row["subject_id"] in lost else "applied",
            "Event": quotes.get(row["subject_id"], row["subject_id"]),
        }
        for _, row in told[::-1].iterrows()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["When", "Who", "What", "Was", "Is", "Effect", "Event"])


def corrections_lead(events: int, reviewed: int, corrections: int, lost: int, dataset: str) -> str:
    """How much of a dataset people looked at, and how many corrections wait for their event."""
    if not corrections:
        return f"Nobody has confirmed, corrected or dismissed an event of {dataset} on this server yet."
    share = f"{plural(reviewed, 'event')} of {events:,} in {dataset} looked at by a person"
    waiting = (
        f"; {plural(lost, 'correction waits', 'corrections wait')} for an event that is not in the data now (the "
        "article was not added, its text changed, or an earlier report of the event was added)"
        if lost
        else ""
    )
    return f"{share}, {plural(corrections, 'correction')} kept{waiting}. A later one takes the place of an earlier one."


def fetching(address: str, seconds: int) -> str:
    """What is being waited for."""
    return f"Asking {address} … {seconds} s"


def fetched(read: int, refused: int, asked: int, linked: int) -> str:
    """How many articles of a feed were read; `asked` of those that it links to were meant to be."""
    parts = [f"{read} of {plural(linked, 'article')} in this feed read"]
    if linked > asked:
        parts.append(f"only the first {asked} are asked for")
    if refused:
        parts.append(f"{refused} could not be read")
    if read + refused < asked:
        parts.append("stopped before the end")
    return f"{'; '.join(parts)}."


def _change(row: pd.Series, display: Callable[[str], str]) -> str:
    if row["what"] == "review":
        return str(row["new"])
    was, now = (_value(row["what"], row[name], display) for name in ("old", "new"))
    return f"{COLUMN_WORDS.get(row['what'], row['what'])} {now} instead of {was}"


def _value(what: str, text: object, display: Callable[[str], str]) -> str:
    if not isinstance(text, str):
        return _NONE
    return ", ".join(map(display, text.split("|"))) if what in ("source", "target", "claimant") else text


def _who(row: pd.Series) -> str:
    return row["who"] if isinstance(row["who"], str) and row["who"] else UNNAMED


def _when(row: pd.Series) -> str:
    return short_day(pd.Timestamp(row["at"]))
