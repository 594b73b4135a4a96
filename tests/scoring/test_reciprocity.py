"""The share of rounds answered: counted by hand on small cases, covered by its interval, and no finding in chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.events import validate
from scoring.chains import ChainError
from scoring.reciprocity import COLUMNS, MIN_ROUNDS, TOO_FEW, TOO_SHORT, reciprocity
from tests.scoring.invented import events

START = pd.Timestamp("2020-01-01")


def deeds(mine: list[int], theirs: list[int], last: int = 400, **fixed: object) -> pd.DataFrame:
    """AAA acts on BBB on the days `mine`, BBB on AAA on the days `theirs`; the data run to the day `last`."""
    acts = [("AAA", "BBB", day) for day in mine] + [("BBB", "AAA", day) for day in theirs]
    acts += [("CCC", "DDD", day) for day in (0, last)]
    return events(
        [{"source": by, "target": on, "date": START + pd.Timedelta(days=int(day)), **fixed} for by, on, day in acts]
    )


def figure(frame: pd.DataFrame, **settings: object) -> pd.Series:
    return reciprocity(frame, pairs=[("AAA", "BBB")], **({"within": 5, "draws": 99} | settings)).iloc[0]


APART = [10 + 20 * number for number in range(MIN_ROUNDS)]  # further apart than the window


@pytest.mark.parametrize(
    ("mine", "theirs", "rounds", "answered"),
    [
        (APART, [], 10, 0),
        (APART, [day + 1 for day in APART], 10, 10),
        (APART, [day + 5 for day in APART], 10, 10),
        (APART, [day + 6 for day in APART], 10, 0),
        (APART, APART, 10, 0),  # one day, no order
        (APART, [day - 1 for day in APART], 10, 0),
        (APART, [11, 12, 13], 10, 1),  # one round is answered once
        ([*APART, 12], [14], 10, 1),  # a second act in the window belongs to the round
        ([*APART, 14], [12, 15], 11, 2),  # and opens the next one after the answer
        ([*APART, 396], [], 10, 0),  # its window is not over yet
        ([*APART, 395], [], 11, 0),
    ],
)
def test_rounds_and_answers(mine, theirs, rounds, answered):
    found = figure(deeds(mine, theirs))
    assert (found["rounds"], found["answered"]) == (rounds, answered)
    assert found["share"] == answered / rounds and found["low"] <= found["share"] <= found["high"]


@pytest.mark.parametrize(
    ("fixed", "rounds"),
    [({"type": "ACCUSE"}, 0), ({"realis": "planned"}, 0), ({"date_precision": "week"}, 0), ({"type": "SANCTION"}, 10)],
)
def test_only_realised_deeds_known_to_the_day_count(fixed, rounds):
    assert figure(deeds(APART, [], **fixed))["rounds"] == rounds


@pytest.mark.parametrize("answered", [0, 1, 4, 9, 10])
def test_the_bounds_are_the_chances_from_which_the_share_is_one_quantile_away(answered):
    found = figure(deeds(APART, [day + 1 for day in APART[:answered]]))
    for bound in found[["low", "high"]]:
        away = 1.6449 * np.sqrt(bound * (1 - bound) / found["rounds"])
        assert abs(found["share"] - bound) == pytest.approx(away, abs=1e-4)


def test_below_the_minimum_it_is_silent_with_the_counts():
    found = figure(deeds(APART[:-1], [day + 1 for day in APART]))
    assert found["reason"] == TOO_FEW and (found["rounds"], found["answered"]) == (9, 9)
    assert found[["share", "low", "high", "median_lag", "chance", "p_value"]].isna().all()


def test_data_too_short_to_shift_give_no_chance():
    found = figure(deeds(list(range(0, 31, 2)), list(range(1, 31, 2)), last=31), within=11)
    assert found["reason"] == TOO_SHORT and (found["rounds"], found["share"]) == (11, 1.0)
    assert found[["chance_low", "chance", "chance_high", "p_value"]].isna().all()


def test_answers_at_once_stand_out_and_the_lag_is_told():
    found = figure(deeds(APART, [day + 2 for day in APART]), draws=999)
    assert found["median_lag"] == 2 and found["p_value"] < 0.1
    assert found["chance_low"] <= found["chance"] <= found["chance_high"] <= found["share"]


def test_both_directions_and_sides():
    frame = deeds(APART, [day + 1 for day in APART])
    every = reciprocity(frame, within=5, draws=9)
    assert list(every.columns) == list(COLUMNS)
    assert list(zip(every["actor"], every["responder"], strict=True)) == [
        ("AAA", "BBB"),
        ("BBB", "AAA"),
        ("CCC", "DDD"),
    ]
    one = reciprocity(frame, within=5, draws=9, sides={"both": ("AAA", "BBB")})
    assert one["actor"].tolist() == ["CCC"]  # what happens within a side is no exchange


def test_a_seed_fixes_the_figures_and_other_pairs_change_nothing():
    frame = deeds(APART, [day + 3 for day in APART[::2]])
    more = pd.concat([frame, deeds([5], [6]).assign(source="EEE", event_id=lambda rows: rows["event_id"] + "x")])
    pd.testing.assert_series_equal(figure(frame, seed=4), figure(more, seed=4))
    assert figure(frame, seed=4)["chance"] != figure(frame, seed=5)["chance"]


@pytest.mark.parametrize("settings", [{"draws": 0}, {"within": 0}])
def test_settings_that_answer_nothing_are_refused(settings):
    with pytest.raises(ChainError, match="allowed: 1 or more"):
        figure(deeds(APART, []), **settings)


CHANCE, RUNS, LAST = 0.6, 300, 900


def simulated(series: list[tuple[np.ndarray, np.ndarray]]) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """One frame of many pairs, and the pairs: A0 and B0 act on each other on the days of the first two series."""
    pairs = [(f"A{number}", f"B{number}") for number in range(len(series))]
    acts = [
        pd.DataFrame({"source": by, "target": on, "day": days})
        for pair, both in zip(pairs, series, strict=True)
        for (by, on), days in zip((pair, pair[::-1]), both, strict=True)
    ]
    frame = pd.concat([*acts, pd.DataFrame({"source": "CCC", "target": "DDD", "day": [0, LAST]})], ignore_index=True)
    frame["date"] = START + pd.to_timedelta(frame.pop("day"), unit="D")
    usual = {"dataset": "invented", "origin": "coded", "type": "ASSAULT", "realis": "realised", "date_precision": "day"}
    return validate(frame.assign(event_id=frame.index.astype(str), reports=1, confidence=1.0, **usual)), pairs


def test_the_interval_covers_the_chance_of_an_answer():
    random = np.random.default_rng(11)
    series = []
    for _ in range(RUNS):
        mine = np.cumsum(random.integers(6, 30, size=random.integers(20, 45)))  # of one size, coverage jumps by steps
        mine = mine[mine < LAST - 5]
        answers = mine[random.random(len(mine)) < CHANCE]
        series.append((mine, answers + random.integers(1, 6, size=len(answers))))
    frame, pairs = simulated(series)
    found = reciprocity(frame, within=5, pairs=pairs, draws=1)
    covered = (found["low"] <= CHANCE) & (found["high"] >= CHANCE)
    assert 0.85 <= covered.mean() <= 0.95  # 90 %, within three standard errors of 300 runs


def test_independent_series_are_called_answers_as_rarely_as_the_p_value_says():
    random = np.random.default_rng(12)
    series = [tuple(np.flatnonzero(random.random(LAST) < rate) for rate in (0.06, 0.05)) for _ in range(RUNS)]
    frame, pairs = simulated(series)
    p_values = reciprocity(frame, within=5, pairs=pairs, draws=199)["p_value"]
    for level in (0.05, 0.1, 0.2):  # shares come in steps, which makes the test a little cautious
        spread = 3 * np.sqrt(level * (1 - level) / RUNS)
        assert level - 1.5 * spread <= (p_values <= level).mean() <= level + spread


def test_answers_among_other_deeds_are_found():
    random = np.random.default_rng(13)
    series = []
    for _ in range(20):
        mine = np.flatnonzero(random.random(LAST - 5) < 0.03)
        answers = mine[random.random(len(mine)) < CHANCE] + 2
        series.append((mine, np.union1d(answers, np.flatnonzero(random.random(LAST) < 0.02))))
    frame, pairs = simulated(series)
    found = reciprocity(frame, within=5, pairs=pairs, draws=199)
    assert (found["p_value"] <= 0.05).mean() >= 0.9 and (found["share"] > found["chance_high"]).mean() >= 0.9
