"""`casus validity` on files of invented events: tables, JSON, and a sentence where it cannot be measured."""

from __future__ import annotations

import argparse
import json

import numpy as np
import pandas as pd
import pytest

from dashboard import arguments, asked, cli
from scoring import half_life, validity
from scoring.indicators import measure
from scoring.precision import MEAN, POOLED, precision
from scoring.risk import HALF_LIFE
from tests.scoring.test_validity import days, echoing, made


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return made([row for seed, name in enumerate(("AAA", "BBB")) for row in days(echoing(1500, seed), actor=name)])


@pytest.fixture(scope="module")
def file(frame, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("coded") / "events.csv"
    frame.to_csv(path, index=False)
    return str(path)


@pytest.fixture(scope="module")
def run(file, tmp_path_factory):
    """The JSON that the command writes for one role."""
    out = tmp_path_factory.mktemp("out") / "validity.json"
    assert cli.main(["validity", file, "--role", "conduct", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_figures_are_those_of_the_engine(run, frame):
    past = validity.actor_days(frame, measure(frame))
    expected = precision(validity.cases(past), validity.LEVELS)
    told = pd.DataFrame(run["roles"]["conduct"]["precision"]["level"])
    assert told["predictor"].tolist() == expected["predictor"].tolist()
    for column in ("days", "hits", "base_rate", "average_precision", "low", "high", "difference"):
        np.testing.assert_allclose(told[column].astype(float), expected[column].astype(float))
    compared = half_life.compare(past)
    own = run["roles"]["conduct"]["half_lives"]
    assert (own["chosen"], own["recommended"]) == (compared.chosen, compared.recommended)
    assert own["starts"]["first"] < own["starts"]["second"] < own["starts"]["test"]
    assert run["crises"] is None and list(run["roles"]) == ["conduct"] and run["casus"]


def test_tables_give_base_rates_intervals_and_the_verdict(file, capsys):
    assert cli.main(["validity", file, "--role", "conduct", "--actors"]) == 0
    printed = capsys.readouterr()
    for words in ("own 80th percentile", "base_rate", "average_precision", "(", " to ", "better", POOLED, MEAN, "AAA"):
        assert words in printed.out
    assert "events known to no day are left out" in printed.err
    assert "nan" not in printed.out.lower()


@pytest.mark.slow
def test_periods_can_be_named(file, tmp_path):
    out = tmp_path / "validity.json"
    named = ["--second-from", "2022-01-01", "--test-from", "2023-02-01"]
    assert cli.main(["validity", file, "--role", "conduct", "--out", str(out), *named]) == 0
    starts = json.loads(out.read_text(encoding="utf-8"))["roles"]["conduct"]["half_lives"]["starts"]
    assert (starts["second"], starts["test"]) == ("2022-01-01", "2023-02-01")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--second-from", "2022-01-01"], "go together"),
        (["--second-from", "2023-01-01", "--test-from", "2022-01-01"], "in order"),
        (["--half-life", "0"], "half-life"),
        (["--source", "nobody"], "nobody"),
        (["--out", "/nowhere/at/all.json"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(more, sentence, file, capsys):
    assert cli.main(["validity", file, "--role", "conduct", *more]) == 2
    told = [line for line in capsys.readouterr().err.splitlines() if sentence in line]
    assert len(told) == 1 and told[0].startswith("casus: ")


def test_neither_dataset_nor_file(capsys):
    assert cli.main(["validity", "no-such-thing"]) == 2
    assert "there is no dataset 'no-such-thing'; available: us-iran-2019-2021" in capsys.readouterr().err


@pytest.mark.slow
def test_events_are_as_known_on_a_day(frame, tmp_path):
    known = frame.assign(published=frame["date"].mask(frame["source"] == "BBB", pd.Timestamp("2100-01-01")))
    path, out = tmp_path / "events.csv", tmp_path / "validity.json"
    known.to_csv(path, index=False)
    actors = {}
    for day in ("2100-01-02", "2099-12-31"):
        asked_for = ("validity", str(path), "--role", "conduct", "--known-on", day, "--out", str(out))
        assert cli.main(asked_for) == 0
        told = json.loads(out.read_text(encoding="utf-8"))
        actors[told["as_known_on"]] = {row["group"] for row in told["roles"]["conduct"]["precision"]["level"]}
    assert actors["2100-01-02"] - actors["2099-12-31"] == {"BBB"} and "AAA" in actors["2099-12-31"]


def test_too_little_history_is_said_and_no_figure_given(tmp_path, capsys):
    path, out = tmp_path / "short.csv", tmp_path / "validity.json"
    made(days(np.ones(60, int))).to_csv(path, index=False)
    assert cli.main(["validity", str(path), "--role", "conduct", "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert "too little history" in printed.err and not printed.out
    told = json.loads(out.read_text(encoding="utf-8"))["roles"]["conduct"]
    assert told["precision"] == {"level": [], "own_year": []} and told["half_lives"] is None


def test_the_reader_gives_a_day_the_toll_that_was_told_by_then_and_not_the_later_one():
    # Iran's state television told of 80 dead on the day; three weeks of reports later nobody was
    read = asked.reader(argparse.Namespace(data=None, added=False, known_on=None))
    assert read(pd.Timestamp("2020-01-26")) is read(pd.Timestamp("2020-01-27"))  # nothing came out in between

    def dead(day: str) -> float:
        known = read(pd.Timestamp(day))
        own = known[(known["date"] == "2020-01-08") & (known["source"] == "IRN") & (known["target"] == "USA")]
        return own["killed_best"].max()

    assert dead("2020-01-08") == dead("2020-01-27") == 80 and dead("2020-01-29") == 0
    assert read(pd.Timestamp("2019-03-01")).empty  # before the first article


@pytest.mark.slow
def test_the_bundled_case_tells_of_its_crises(tmp_path, capsys):
    out = tmp_path / "validity.json"
    assert cli.main(["validity", "--role", "conduct", "--out", str(out)]) == 0
    told = json.loads(out.read_text(encoding="utf-8"))["crises"]
    assert {row["kind"] for row in told["known"]} == {"peak", "fizzled"}
    assert {row["role"] for row in told["read"]} == {"conduct"}  # as asked for
    counted = pd.DataFrame(told["tally"]).set_index(["role", "kind", "known", "lead"])
    # high on the days on which force was used, by all that is known; no sign of a month before
    during, month = (counted.loc[("conduct", "peak", *reading)] for reading in (("later", 0), ("then", 30)))
    assert during["low"] > during["any_day"] and month["low"] < month["any_day"] < month["up"]
    printed = capsys.readouterr().out
    assert "commander of the Quds Force killed" in printed and "the day, as known later" in printed


def test_the_default_that_the_help_tells_is_the_one_in_force():
    assert arguments.HALF_LIFE == HALF_LIFE
