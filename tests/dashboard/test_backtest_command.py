"""`casus backtest`: a table with the simple forecasts in it, the same as JSON, and a sentence for whatever is wrong."""

from __future__ import annotations

import argparse
import datetime
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

import data
from dashboard import asked, cli
from dashboard.arguments import STEP
from scoring import backtest, counts
from scoring.comparators import COMPARATORS
from scoring.cube import known_on
from scoring.metrics import METRICS
from scoring.probability import VERSION
from tests.scoring.fighting import FIRST, war

FEW = """\
event_id,dataset,origin,date,date_precision,source,target,type,realis
a,made,coded,2021-03-01,day,varenia,ostrel-front,ASSAULT,realised
b,made,coded,2021-03-09,day,ostrel-front,varenia,ASSAULT,realised
"""


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in this process, in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as ended:  # argparse
            code = ended.code
        out, err = capsys.readouterr()
        return code, out, err

    return once


@pytest.fixture
def events(tmp_path) -> str:
    path = tmp_path / "war.csv"
    war(300).to_csv(path, index=False)
    return str(path)


def test_the_table_holds_every_simple_forecast_and_the_file_what_it_rests_on(run, events):
    asked = ("backtest", "--data", events, "--target", "assault", "--horizon", "7", "--step", "60")
    code, out, err = run(*asked, "--out", "back.json")
    assert code == 0
    head = out.splitlines()[0].split()
    assert head == [
        "target",
        "horizon",
        "metric",
        "ours",
        *(one.id for one in COMPARATORS),
        "cells",
        "hits",
        "unknown",
        "unforeseen",
    ]
    assert len(out.splitlines()) == 1 + len(METRICS) + len(counts.WORDS)
    judged = len(METRICS) + 1  # coverage is right or not, and none is better than it
    assert "a simple forecast is better than ours in" in err and f"of {judged} rows" in err
    made = json.loads(Path("back.json").read_text(encoding="utf-8"))
    assert made["about"]["model"] == VERSION and len(made["about"]["data"]["sha256"]) == 64
    assert made["about"]["packages"]["scikit-learn"] and made["about"]["settings"]["step_days"] == 60
    assert made["cutoffs"] == ["2020-04-30", "2020-06-29", "2020-08-28"]
    assert {row["metric"] for row in made["table"]} == set(made["metrics"])
    assert {row["forecaster"] for row in made["calibration"]} == set(backtest.FORECASTERS)
    code, out, _ = run(*asked, "--format", "json")
    assert code == 0 and json.loads(out) == made["table"]


@pytest.mark.slow
def test_what_is_not_forecast_is_said_with_its_reason(run, events):
    code, out, err = run("backtest", "--data", events, "--target", "deaths_100", "--horizon", "7", "--step", "60")
    assert code == 0 and "deaths_100" not in out and "crps" in out  # how many is forecast all the same
    assert "deaths_100 within 7 days: no forecast for 15 cells, as fewer than 10 past windows" in err


def test_too_little_data_is_said(run, tmp_path):
    (tmp_path / "few.csv").write_text(FEW)
    code, out, err = run("backtest", "--data", "few.csv", "--out", "few.json")
    assert code == 0 and out == "" and "the data cover too few days" in err
    assert json.loads(Path("few.json").read_text())["table"] == []


def test_articles_are_read_as_they_were_known_on_the_day():
    """A report of February tells of the dead of January: on 27 January nobody had read it."""
    chosen = argparse.Namespace(data="us-iran-2019-2021", added=False, known_on=None)
    day = pd.Timestamp("2020-01-27")
    then = asked.reader(chosen)(day)
    now = known_on(data.load(chosen.data), day)
    both = then.merge(now, on=["event_id", "source", "target"])
    told = both["killed_best_x"].fillna(0) != both["killed_best_y"].fillna(0)
    assert told.any() and then.equals(data.load(chosen.data, known_on=day))
    early = argparse.Namespace(**vars(chosen) | {"known_on": datetime.date(2019, 9, 1)})
    assert asked.reader(early)(day)["published"].max() < pd.Timestamp("2019-09-02")


def test_coded_events_stand_as_they_are(events):
    assert asked.reader(argparse.Namespace(data=events)) is None


@pytest.mark.slow
def test_hits_of_units_that_nobody_knew_are_said(run, tmp_path):
    made = war(300)
    made.loc[made["source"] == "actor-2", "source"] = None
    one = made[made["source"].isna() & (made["date"] > FIRST + pd.Timedelta(days=245))].index[0]
    made.loc[one, ["source", "date"]] = ["newcomer", FIRST + pd.Timedelta(days=242)]
    made.to_csv("new.csv", index=False)
    asked = ("--data", "new.csv", "--target", "assault", "--horizon", "7", "--step", "60")
    code, _, err = run("backtest", *asked)
    assert code == 0 and "hits are of units of which nothing was known then" in err
    assert "assault within 7 days: 1 of " in err


@pytest.mark.slow
def test_few_events_known_at_a_cutoff_are_said_and_no_fault(run, tmp_path):
    made = war(300)
    old = made["date"] < FIRST + pd.Timedelta(days=118)
    made.assign(published=made["date"].mask(old, FIRST + pd.Timedelta(days=200))).to_csv("late.csv", index=False)
    asked = ("--data", "late.csv", "--target", "assault", "--horizon", "7", "--step", "30")
    code, out, err = run("backtest", *asked, "--format", "json")
    silent = {row["metric"]: row["abstained"] for row in json.loads(out)}
    assert code == 0 and silent["crps"] == silent["brier"] > 0 and "fewer than 10 windows" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--target", "peace"), "there is no target 'peace'; available: assault"),
        (("--data", "nowhere"), "there is no dataset 'nowhere'"),
        (("--data", "missing.csv"), "missing.csv cannot be opened"),
        (("--horizon", "0"), "'0' is not a number of days from 1 to 365"),
        (("--step", "0"), "'0' is not a number of days"),
        (("--by", "planet"), "invalid choice: 'planet'"),
        (("--known-on", "soon"), "'soon' is not a day"),
    ],
)
def test_what_cannot_be_used_is_exit_2_with_a_sentence(run, arguments, words):
    code, out, err = run("backtest", *arguments)
    assert code == 2 and out == "" and words in err and "Traceback" not in err


def test_a_file_that_cannot_be_written_is_said(run, events):
    code, _, err = run("backtest", "--data", events, "--target", "assault", "--horizon", "7", "--step", "200",
                       "--out", "no/folder/back.json")  # fmt: skip
    assert code == 2 and "no/folder/back.json cannot be written" in err


# every argument but the help's, in a few runs: whoever adds one adds it here
USED = (
    ("--format", "table", "--step", "60", "--added"),
    ("--format", "csv", "--by", "exposure", "--known-on", "2020-10-10", "--step", "60"),
    ("--format", "json", "--by", "pair", "--out", "back.json", "--step", "60"),
)


@pytest.mark.slow
def test_no_argument_leaves_the_simple_forecasts_out(run, events):
    simple, fixed = [one.id for one in COMPARATORS], ("--data", events, "--target", "assault", "--horizon", "7")
    _, told, _ = run("backtest", "--help")
    named = set(re.findall(r"^  (--[a-z-]+)", told, re.MULTILINE))
    assert named == {word for words in (fixed, *USED) for word in words if word.startswith("--")}
    for words in USED:
        code, out, _ = run("backtest", *fixed, *words)
        assert code == 0
        if "json" in words:
            written = [pd.DataFrame(json.loads(out)), pd.DataFrame(json.loads(Path("back.json").read_text())["table"])]
        else:
            written = [pd.read_csv(io.StringIO(out), sep="," if "csv" in words else r"\s+")]
        for table in written:
            brier = table[table["metric"] == "brier"]
            assert len(brier) and brier[["ours", *simple]].notna().all(axis=None)


def test_the_help_tells_the_step_of_the_engine():
    assert STEP == backtest.STEP
