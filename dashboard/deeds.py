"""What an act is called inside a sentence where no indicator names it: `air strike`, `talks`."""

from __future__ import annotations

import pandas as pd

from dashboard.names import display
from dashboard.sentences import the

SHORT_NAME = 40  # characters of a target's own words in a sentence; longer ones are clauses
_MODE_WORDS = {
    ("ASSAULT", "aerial"): "air strike", ("ASSAULT", "drone"): "drone attack",
    ("ASSAULT", "heavy-weapons"): "rocket or artillery attack", ("SANCTION", "withdraw"): "step away from an agreement",
    ("SANCTION", "expel"): "expulsion", ("RETREAT", "withdraw"): "withdrawal", ("RETREAT", "ceasefire"): "ceasefire",
    ("RETREAT", "release"): "release", ("RETREAT", "access"): "admission of inspectors",
    ("MOBILIZE", "troops"): "deployment of troops", ("CONSULT", "visit"): "visit", ("COERCE", "cyber"): "cyber attack",
}  # fmt: skip
# what an event is called where no indicator names it
_TYPE_WORDS = {
    "AGREE": "agreement", "SUPPORT": "backing", "CONCEDE": "concession", "COOPERATE": "cooperation", "AID": "aid",
    "CONSULT": "talks", "RETREAT": "withdrawal or easing", "REQUEST": "demand", "REJECT": "refusal",
    "ACCUSE": "accusation", "THREATEN": "threat", "PROTEST": "protest", "SANCTION": "sanction or break",
    "MOBILIZE": "deployment", "COERCE": "arrest, seizure or blocking", "ASSAULT": "attack",
}  # fmt: skip


def deed(kind: str, mode: object) -> str:
    """The words for an act of this type and mode: `air strike`; by its type alone where the mode has no words."""
    return _MODE_WORDS.get((kind, str(mode))) or _TYPE_WORDS[kind]


def cause(row: pd.Series) -> str:
    """An act that another is said to answer: `a drone attack on US personnel`."""
    what = deed(row["type"], row["mode"])
    by = f" by {the(display(row['source']))}" if isinstance(row["source"], str) else ""
    words = row["target_text"]
    # the source's own words tell troops from the state; pronouns and common nouns tell nothing without their sentence
    own = isinstance(words, str) and len(words) <= SHORT_NAME and words != words.lower()
    hit = words if own else the(display(row["target"])) if isinstance(row["target"], str) else ""
    towards = "on" if row["type"] == "ASSAULT" else "towards"
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}" + (f" {towards} {hit}" if hit else "") + by
