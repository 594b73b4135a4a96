"""The crises of a bundled case: the days on which they came to force, and those on which they did not.

`crises.csv` was written from the bundled dispatches alone, by rules that ask for no index. It was first written before
any index was read off for its days; the actors or days of seven rows were mended by the same rules afterwards:

* `peak`: an armed attack on or by the United States, Iran or a group that is said to be close to Iran, which killed
  people, or which both sides say the forces of one state made on those of another, or which halved a country's output
  of oil. `day` is that of the attack.
* `fizzled`: the headline of a dispatch tells of a threat of force, a vow to answer, a strike called off, troops or
  orders, warning shots, an interception or the capture of a ship, and no peak follows within SIX_WEEKS. `day` is that
  of the threat or act.

`acting` is the actor that, as the dispatches under `documents` tell, both sides agree acted or threatened; else the one
that a party publicly accuses of this act; else the one that claims it or that it is attributed to. `reason` says which,
and where it is denied. `hit` is who it was aimed at. Of several the first named is taken, and the column is empty where
the dispatches name nobody that the table of actors knows: an act that is still being looked into accuses nobody.
`documents` names the dispatches, by `document_id`, between `|`. A day that no dispatch gives is taken from the report
that `reason` names. Those who were killed are called by their office. The records accuse; that a row stands here is no
finding.
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
