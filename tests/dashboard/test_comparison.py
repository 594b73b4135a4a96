"""What one article changes, from small invented frames."""

import pandas as pd

from dashboard import comparison
from data import events as schema
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import END, event


def test_an_article_moves_only_whom_it_tells_of(events):
    more = schema.validate(pd.concat([events, pd.DataFrame([event(95, "2024-03-30", "TAM", "VAR")])]))
    moved = comparison.moved(events, measure(events), more, measure(more), END, WEIGHTS, 7)
    assert moved["name"].tolist() == ["TAM"]
    assert moved["after"].iloc[0] > moved["before"].iloc[0]
    assert comparison.moved(events, measure(events), events, measure(events), END, WEIGHTS, 7).empty
