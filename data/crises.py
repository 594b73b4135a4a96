"""The crises of a bundled case: the days on which they came to force, and those on which they did not.

`crises.csv` was written from the bundled dispatches alone, and before any index was read off for its days:

* `peak`: an armed attack on or by the United States, Iran or a group that is said to be close to Iran, which killed
  people, or which both sides say the forces of one state made on those of another, or which halved a country's output
  of oil. `day` is that of the attack.
* `fizzled`: the headline of a dispatch tells of a threat of force, a vow to answer, a strike called off, troops or
  orders, warning shots, an interception or the capture of a ship, and no peak follows within SIX_WEEKS. `day` is that
  of the threat or act.

`acting` is who acted, threatened or is publicly accused (`reason` says so where it is denied), `hit` who it was aimed
at; empty where the dispatch names nobody that the table of actors knows. `documents` names the dispatches, by
`document_id`, between `|`. The records accuse; that a row stands here is no finding.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

KINDS = ("peak", "fizzled")
SIX_WEEKS = 42  # days: the longest that violence echoed for in the study that the half-life is taken from
COLUMNS = ("dataset", "day", "kind", "acting", "hit", "what", "reason", "documents")
_FILE = Path(__file__).parent / "crises.csv"


def crises(dataset: str) -> pd.DataFrame:
    """COLUMNS of one dataset in order of days (datetime64, the others text, null where empty); no rows for others."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["dataset"] == dataset]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str").replace("", None)
    frame["day"] = pd.to_datetime(frame["day"], format="ISO8601").astype("datetime64[us]")
    return frame.sort_values("day", kind="stable", ignore_index=True)
