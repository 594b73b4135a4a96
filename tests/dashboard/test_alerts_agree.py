"""The page of alerts and `casus alert` count the silence of a rule alike: from what was told."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import alerting, cache, cli, posting
from dashboard.cache import forget
from dashboard.state import View
from data.store import Store
from tests.dashboard.test_app import check, open_at

NAME = "us-iran-2019-2021"
COOLDOWN = 14
QUIET, FIRED = 0, 10


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of this test's own, at which the dashboard looks at every run."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.delenv(posting.WEBHOOK_VARIABLE, raising=False)
    monkeypatch.setattr(forget, "LOOK_SECONDS", 0.0)
    cached = (cache.store, cache.rules, cache.noted)
    for one in cached:
        one.clear()
    yield Store()
    for one in cached:
        one.clear()


def on(day: str, *arguments: str) -> int:
    return cli.main(("alert", "--as-of", day, "--known-on", "2021-06-29", *arguments))


def row(day: str) -> pd.Series:
    return check(open_at("alerts", end=day, as_known="2021-06-29")).dataframe[0].value.iloc[0]


def test_what_the_page_calls_silent_casus_alert_does_not_tell_and_the_other_way_round(store, capsys):
    rule = alerting.rule("level", 30, 0, COOLDOWN, View(data=NAME, actors=("USA",)))
    store.save_rule("r", alerting.written(rule))
    before = row("2021-06-29")
    assert before["state"] == "Fired 29 Jun 2021" and pd.isna(before["until"])  # nobody was told
    assert on("2021-06-29", "--dry-run") == FIRED
    assert on("2021-06-28") == FIRED  # the job ran a day earlier
    capsys.readouterr()
    after = row("2021-06-29")
    assert after["state"] == "Fired 28 Jun 2021" and str(after["until"])[:10] == "2021-07-12"
    assert on("2021-06-29") == QUIET
    assert store.alerts()["day"].tolist() == ["2021-06-28"]
