"""What is announced to come and what speaks against escalation, from small invented frames."""

import pandas as pd

from dashboard import notes
from dashboard.standing import stand
from data import events as schema
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import END, VIEW, event


def test_contrary_evidence_of_the_counterpart_is_listed_the_latest_first(events):
    more = [
        event(40, "2024-03-12", "KSH", "TAM", "RETREAT", "release"),
        event(41, "2024-01-05", "KSH", "VAR", "RETREAT", "release"),  # longer ago than counts
        event(42, "2024-03-13", "OST", "TAM", "RETREAT", "release"),  # of others
    ]
    rows = schema.validate(pd.concat([events, pd.DataFrame(more)]))
    measures = measure(rows)
    weighed = stand(rows, measures, "conduct", VIEW.half_life, 0.0, "VAR", END, rows["date"].min()).weighed(WEIGHTS)
    against = notes.contrary(weighed, {"VAR", "KSH"})
    assert weighed.of.acts["event_id"].iloc[against].tolist() == ["e30", "e40", "e31"]


def test_announcements_are_listed_newest_first_with_parties_and_place(events):
    more = [
        event(50, None, "VAR", "KSH", "CONSULT", "multilateral", "planned", published="2024-03-25", place="Ostrel"),
        event(51, None, "TAM", None, "MOBILIZE", "troops", "planned", published="2024-02-05"),
        event(52, None, "TAM", None, "AID", None, "planned", published="2024-01-05"),  # too long ago
        event(53, None, "TAM", None, "AID", None, "planned", published="2024-04-01"),  # not known yet
    ]
    undated = pd.DataFrame(more).assign(date_precision="unknown")
    planned = notes.upcoming(schema.validate(pd.concat([events, undated])), END, "VAR")
    assert planned["event_id"].tolist() == ["e50", "e51"]  # e50 takes the place of e32: the same act, announced again
    assert planned["words"].iloc[0] == "talks between VAR and KSH in Ostrel"
    assert planned["words"].iloc[1] == "deployment of troops by TAM"
