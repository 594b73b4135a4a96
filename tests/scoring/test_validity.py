"""What is asked of each day, and of what it may know: outcomes by hand, nothing of the future, noise and echo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import half_life, validity
from scoring.cube import Cube
from scoring.indicators import measure
from scoring.precision import MEAN, POOLED, precision
from scoring.risk import baseline, risk
from scoring.targets import quantities
from scoring.validity import BURN_IN, LEVELS, MIN_EVENT_DAYS, OWN_YEAR, ActorDays, ValidityError
from tests.fuzzing import examples
from tests.scoring.invented import events

FIRST = pd.Timestamp("2020-01-01")
REAL = next(
    (
        found
        for up in Path(__file__).parents
        if (found := up / "shared" / "formats" / "ucdp_ged_syria_2016_2019.csv.gz").exists()
    ),
    None,
)


def known(deaths: list[list[float]], started: list[int] | None = None) -> ActorDays:
    """A history of these deaths by actor and day, all days of which are scored."""
    dead = np.array(deaths, dtype=float)
    dates = pd.date_range(FIRST, periods=dead.shape[1])
    names = tuple(f"actor-{number}" for number in range(len(dead)))
    cube = Cube("conduct", names, dates, ("fatalities",), dead[:, :, None], (dead > 0).astype(float))
    return ActorDays(cube, dead, np.array(started or [0] * len(dead)), np.ones(dead.shape, bool), 0, 0)


def days(counts: np.ndarray, killed: float | np.ndarray = 1.0, actor: str = "AAA") -> list[dict]:
    """So many events of one actor on each day from FIRST, each with so many dead."""
    at = np.repeat(np.arange(len(counts)), counts)
    tolls = np.broadcast_to(killed, len(at))
    return [
        {"date": FIRST + pd.Timedelta(days=int(day)), "source": actor, "killed_best": float(toll)}
        for day, toll in zip(at, tolls, strict=True)
    ]


def made(rows: list[dict]) -> pd.DataFrame:
    return events([row | {"event_id": f"v{number:05d}"} | row for number, row in enumerate(rows)])


def past_of(rows: list[dict]) -> ActorDays:
    frame = made(rows)
    return validity.actor_days(frame, measure(frame))


@pytest.mark.parametrize(
    ("deaths", "started", "horizon", "ahead", "own"),
    [
        # windows of two days: 1, 3, 3, 0, 2 from the second day on; four fifths of the way through those sorted
        ([1, 0, 3, 0, 0, 2], 0, 2, [3, 3, 0, 2, None, None], [None, 1, 2.6, 3, 3, 3]),
        # an actor that starts later: zeros before it are not its past
        ([0, 0, 0, 4, 1, 0], 3, 1, [0, 0, 4, 1, 0, None], [None, None, None, 4, 3.4, 2.8]),
        # nothing in the past: any death is above
        ([0, 0, 0, 0, 1], 0, 1, [0, 0, 0, 1, None], [0, 0, 0, 0, 0.2]),
    ],
)
def test_outcomes_by_hand(deaths, started, horizon, ahead, own):
    found, threshold = validity.outcomes(known([deaths], [started]), horizon)
    np.testing.assert_allclose(found[0], np.array(ahead, dtype=float))
    np.testing.assert_allclose(threshold[0], np.array(own, dtype=float))


def test_as_many_deaths_as_the_percentile_are_not_above_it():
    rows = validity.rows(known([[3, 3, 3, 3, 4, 3]]), 1, {})
    assert rows["deaths"].tolist() == [3, 3, 3, 4, 3]
    assert rows["threshold"].round(9).tolist() == [3, 3, 3, 3, 3.2]
    assert rows["outcome"].tolist() == [False, False, False, True, False]


@pytest.mark.parametrize("horizon", [0, -1, 2.5, True])
def test_a_horizon_is_whole_days(horizon):
    with pytest.raises(ValidityError, match="whole days"):
        validity.outcomes(known([[1, 2, 3]]), horizon)


@pytest.mark.parametrize(
    ("values", "over", "expected"), [([1, 2, 3, 4], 2, [1, 3, 5, 7]), ([1, 2, 3, 4], 9, [1, 3, 6, 10])]
)
def test_trailing_sums_by_hand(values, over, expected):
    assert validity.trailing(np.array([values], dtype=float), over)[0].tolist() == expected


def test_a_day_counts_after_a_year_with_enough_days_of_events_and_while_the_actor_acts():
    steady = np.ones(800, int)
    late = np.zeros(800, int)
    late[:5] = 1  # too few by the end of its first year
    late[500 : 500 + MIN_EVENT_DAYS - 5] = 1  # enough from the last of these on
    ended = np.zeros(800, int)
    ended[:MIN_EVENT_DAYS] = 1
    rare = np.zeros(800, int)
    rare[:: 800 // (MIN_EVENT_DAYS - 2)] = 1
    assert rare.sum() < MIN_EVENT_DAYS
    actors = {"AAA": steady, "BBB": late, "CCC": ended, "red-front": rare}
    past = past_of([row for name, counts in actors.items() for row in days(counts, actor=name)])
    assert past.cube.entities == ("AAA", "BBB", "CCC")
    scored = {name: np.flatnonzero(own) for name, own in zip(past.cube.entities, past.scored, strict=True)}
    assert scored["AAA"][[0, -1]].tolist() == [BURN_IN, 799]
    assert scored["BBB"][[0, -1]].tolist() == [500 + MIN_EVENT_DAYS - 6, 799]
    assert scored["CCC"][[0, -1]].tolist() == [BURN_IN, MIN_EVENT_DAYS - 1 + validity.ACTIVE]


def test_deaths_count_once_an_event_and_vague_events_not_at_all():
    rows = days(np.ones(40, int), killed=2)
    rows[3] |= {"killed_best": None}
    rows += [rows[0] | {"event_id": "joint", "target": target, "killed_best": 7} for target in ("BBB", "CCC")]
    rows += [rows[0] | {"event_id": "vague", "date_precision": "month", "killed_best": 900}]
    rows += [rows[0] | {"event_id": "denied", "realis": "denied", "killed_best": 800}]
    past = past_of(rows)
    assert past.deaths[0, :5].tolist() == [9, 2, 2, 0, 2]
    assert (past.vague, past.untold) == (1, 1)


@pytest.mark.parametrize(
    ("told", "dead", "untold"),
    [
        ({"killed_best": None, "killed_low": 4}, 4, 0),  # the low estimate where there is no best one
        ({"killed_best": None, "killed_low": 4, "type": "CONSULT"}, 4, 0),
        ({"killed_best": 5, "killed_low": 4}, 5, 0),
        ({"killed_best": None}, 0, 1),
        ({"killed_best": None, "killed_high": 9}, 0, 1),  # an upper bound tells of no death
        ({"killed_best": None, "type": "CONSULT"}, 0, 0),  # a meeting has no toll to state
    ],
)
def test_deaths_and_unknown_tolls_are_those_of_the_forecasts(told, dead, untold):
    rows = days(np.ones(40, int), killed=2)
    rows[3] = {**rows[3], "killed_low": None, "killed_high": None} | told
    past = past_of(rows)
    assert (past.deaths[0, 3], past.untold) == (dead, untold)
    assert quantities(made(rows))["deaths"].sum() == past.deaths.sum()


def test_readings_are_those_of_the_product():
    random = np.random.default_rng(0)
    past = past_of(days(random.poisson(0.6, 500)))
    found = validity.predictors(past)
    frame = risk(past.cube)
    total = frame[frame["track"] == "total"]["index"].to_numpy()
    np.testing.assert_allclose(found["index"][0], total)
    np.testing.assert_allclose(found["index_own_year"][0], baseline(frame)["percentile"])
    np.testing.assert_allclose(found["events_7"][0, :3], past.cube.counts[0, :3].cumsum())
    assert set(found) == {*LEVELS, *OWN_YEAR}


@settings(max_examples=examples(5))  # each sums and ranks two years twice
@given(st.integers(0, 10_000), st.integers(BURN_IN + 5, BURN_IN + 60))
def test_the_future_changes_nothing_of_the_past(seed, cut):
    random = np.random.default_rng(seed)
    counts = random.poisson(0.7, BURN_IN + 90)
    counts[0] = 1  # both start on one day
    other = np.append(counts[: cut + 1], random.poisson(4.0, len(counts) - cut - 1))
    tolls = random.integers(0, 9, 10_000).astype(float)
    one, two = (past_of(days(own, tolls[: own.sum()])) for own in (counts, other))
    upto = FIRST + pd.Timedelta(days=cut)
    seen = []
    for past in (one, two):
        cases = validity.cases(past, horizons=(7,))
        seen.append(cases[cases["date"] <= upto].reset_index(drop=True))
    assert len(seen[0]) == len(seen[1]) > 0
    future = ["deaths", "outcome"]
    pd.testing.assert_frame_equal(seen[0].drop(columns=future), seen[1].drop(columns=future))
    past_horizon = [own.loc[own["date"] <= upto - pd.Timedelta(days=7), future] for own in seen]
    pd.testing.assert_frame_equal(*past_horizon)


def echoing(days_: int, seed: int, half: float = 5.0, echo: float = 0.85) -> np.ndarray:
    """Daily counts of a self-exciting process: each event adds `echo` events on average, half of them within `half`."""
    random, kept = np.random.default_rng(seed), 2 ** (-1 / half)
    counts, excited = np.zeros(days_, int), 0.0
    for day in range(days_):
        counts[day] = random.poisson(0.15 + echo * (1 - kept) / kept * excited)
        excited = kept * (excited + counts[day])
    return counts


def test_on_a_process_that_echoes_the_index_beats_chance_and_on_noise_it_does_not():
    echo = [row for seed, name in enumerate(("AAA", "BBB")) for row in days(echoing(1600, seed), actor=name)]
    noise = np.random.default_rng(5)
    plain = [row for name in ("AAA", "BBB") for row in days(noise.poisson(1.0, 1600), actor=name)]
    found = {}
    for kind, rows in (("echo", echo), ("noise", plain)):
        table = precision(validity.cases(past_of(rows), horizons=(7,)), ["index"], draws=200)
        assert table["group"].tolist() == [POOLED, MEAN, "AAA", "BBB"]
        found[kind] = table.set_index("group").loc[MEAN]
    assert found["echo"]["low"] > 1.5 * found["echo"]["base_rate"]
    assert found["noise"]["low"] < found["noise"]["base_rate"]
    assert found["noise"]["average_precision"] < 1.2 * found["noise"]["base_rate"]


def spells(length: int, seed: int) -> np.ndarray:
    """Daily dead whose rate changes between one and two at random, every 200 days: only a long memory tells which."""
    random = np.random.default_rng(seed)
    high = np.cumsum(random.random(length) < 1 / 200) % 2 == 1
    return random.poisson(np.where(high, 2.0, 1.0))


def after_a_year(deaths: list[np.ndarray]) -> ActorDays:
    past = known([list(own) for own in deaths])
    past.scored[:, :BURN_IN] = False
    return past


@pytest.fixture(scope="module")
def slow() -> ActorDays:
    return after_a_year([spells(2400, seed) for seed in range(8)])


def test_a_better_half_life_is_found_and_holds_on_later_days(slow):
    found = half_life.compare(slow, half_lives=(1, 10), default=1, horizons=(7,), draws=200)
    assert (found.chosen, found.recommended) == (10, 10)
    assert set(found.grid["period"]) == {"first", "second"} and set(found.test["period"]) == {"test"}
    assert (found.test.loc[found.test["half_life"] == 1, "difference_low"].iloc[:2] > 0).all()


def test_a_half_life_that_is_best_already_stays(slow):
    found = half_life.compare(slow, half_lives=(1, 10), default=10, horizons=(7,), draws=50)
    assert (found.chosen, found.recommended) == (10, 10) and found.test.empty


def test_a_choice_that_does_not_hold_on_later_days_is_not_recommended():
    # after the second period the rate never changes again: there is nothing to remember
    random = np.random.default_rng(3)
    past = after_a_year([np.append(spells(1650, seed), random.poisson(1.5, 750)) for seed in range(8)])
    found = half_life.compare(past, (1, 10), ("2022-07-01", "2024-08-01"), 1, horizons=(7,), draws=200)
    assert (found.chosen, found.recommended) == (10, 1) and not found.test.empty


def test_the_test_period_has_no_say_in_the_choice(slow):
    starts = ("2022-06-01", "2024-06-01")
    whole = half_life.compare(slow, (1, 10), starts, 1, horizons=(7,), draws=50)
    upto = int((pd.Timestamp(starts[1]) - FIRST).days)
    changed = slow.deaths.copy()
    changed[:, upto:] = changed[:, upto:][:, ::-1]
    other = half_life.compare(
        ActorDays(slow.cube, changed, slow.started, slow.scored, 0, 0), (1, 10), starts, 1, horizons=(7,), draws=50
    )
    pd.testing.assert_frame_equal(whole.grid, other.grid)
    assert whole.chosen == other.chosen == 10 and not whole.test.equals(other.test)


@pytest.mark.parametrize(
    "starts", [("2024-01-01", "2023-01-01"), ("2019-01-01", "2023-01-01"), ("2022-01-01", "2090-01-01")]
)
def test_periods_are_in_order_and_within_the_data(slow, starts):
    with pytest.raises(ValidityError, match="in order"):
        half_life.compare(slow, (1, 10), starts)


def test_too_little_history_gives_no_figure_and_no_error():
    past = past_of(days(np.ones(50, int)))
    assert validity.cases(past).empty and half_life.compare(past) is None
    assert precision(validity.cases(past), LEVELS).empty
    assert validity.cases(past_of(days(np.ones(3, int)))).empty


@pytest.mark.slow
@pytest.mark.skipif(REAL is None, reason="the real release is not part of the repository")
def test_on_real_events_the_index_beats_chance_and_the_default_half_life_stands():
    from data import sources

    frame, _ = sources.read(REAL)
    past = validity.actor_days(frame, measure(frame))
    table = precision(validity.cases(past), LEVELS).set_index(["horizon", "group", "predictor"])
    for horizon in validity.HORIZONS:
        for group in (POOLED, MEAN):
            assert table.loc[(horizon, group, "index"), "low"] > table.loc[(horizon, group, "index"), "base_rate"]
        # where it loses: across actors, the plain number of dead of the last week ranks better
        assert table.loc[(horizon, POOLED, "deaths_7"), "better"] == "deaths_7"
    found = half_life.compare(past, starts=("2018-01-01", "2019-01-01"))
    assert (found.chosen, found.recommended) == (3, 7)
