"""Backtests: the future changes no past forecast, comparators always stand beside, and scores are what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.events import EventError, validate
from scoring import backtest, counts, history
from scoring.backtest import CELLS, FORECASTERS, OURS, UNFORESEEN, came, cutoffs, run, table
from scoring.climatology import TOO_SHORT
from scoring.comparators import COMPARATORS
from scoring.forecast import sample_paths
from scoring.metrics import METRICS, average_precision, calibration_error, precision_at_top
from scoring.probability import forecast
from tests.fuzzing import examples
from tests.scoring.fighting import FIRST, day, war
from tests.scoring.invented import events

UCDP = next(
    (
        found
        for up in Path(__file__).parents
        if (found := up / "shared" / "formats" / "ucdp_ged_syria_2016_2019.csv.gz").exists()
    ),
    None,
)
CUT = 250  # the day that is stood on, of 300
WAR = war(300)


def moment(number: int) -> pd.Timestamp:
    return FIRST + pd.Timedelta(days=number)


@pytest.mark.parametrize(
    ("last", "horizon", "step", "expected"),
    [
        (100, 7, 10, [70, 80, 90]),
        (97, 7, 10, [70, 80, 90]),  # 90 + 7 is over by then
        (96, 7, 10, [70, 80]),
        (500, 30, 100, [300, 400]),
        (60, 7, 10, []),
    ],
)
def test_cutoffs_have_a_history_and_an_outcome(last, horizon, step, expected):
    assert list(cutoffs(moment(0), moment(last), horizon, step)) == [moment(number) for number in expected]


@pytest.mark.parametrize(("horizon", "step", "words"), [(7, 0, "the step is 0"), (7, -3, "step"), (0, 30, "horizon")])
def test_cutoffs_without_end_are_refused(horizon, step, words):
    with pytest.raises(EventError, match=words):
        next(cutoffs(moment(0), moment(500), horizon, step))


def test_each_cutoff_has_random_numbers_of_its_own():
    seeds = []

    def noting(panel: pd.DataFrame, steps: int, draws: int, seed: int) -> np.ndarray:
        seeds.append(seed)
        return last_totals(panel, steps, draws, seed)

    found = counts.run(WAR, noting, "conduct", ["acts"], [7], 60)
    assert len(set(seeds)) == len(seeds) == found["cutoff"].nunique() >= 2


def test_cutoffs_come_one_at_a_time_and_later_data_move_none():
    days = cutoffs(moment(0), moment(10**4), 7, 30)
    few = [next(days) for _ in range(3)]
    assert few == list(cutoffs(moment(0), few[-1] + pd.Timedelta(days=7), 7, 30))


@st.composite
def futures(draw: st.DrawFn) -> pd.DataFrame:
    """The same events up to CUT; after it some removed, some changed, some added, also late news of earlier days."""
    after = WAR["date"] > moment(CUT)
    kept = WAR[~after | (np.arange(len(WAR)) % draw(st.integers(2, 9)) == 0)].copy()
    later = kept["date"] > moment(CUT)
    kept.loc[later, "killed_best"] = draw(st.sampled_from([None, 0.0, 500.0]))
    kept.loc[later, "type"] = draw(st.sampled_from(["ASSAULT", "THREATEN"]))
    rows = []
    for number in range(draw(st.integers(0, 8))):
        published = draw(st.integers(CUT + 1, CUT + 60))
        happened = draw(st.integers(0, published))
        told = {"event_id": f"late{number}", "source": draw(st.sampled_from(["actor-0", "calm", "new"]))}
        if draw(st.booleans()):  # a later row of an event that was known
            told["event_id"] = WAR["event_id"].iloc[draw(st.integers(0, 50))]
        told |= {"date": day(happened), "published": day(published), "target": "BBB", "killed_best": 900.0}
        rows.append(told | {"date_precision": draw(st.sampled_from(["day", "week", "month", "year"]))})
    return validate(pd.concat([kept, events(rows)])) if rows else kept.reset_index(drop=True)


@settings(max_examples=examples(15))
@given(futures(), st.sampled_from(["conduct", "pair"]), st.sampled_from(["assault", "deaths_1", "deaths_25"]))
def test_the_future_changes_no_past_forecast(changed, by, target):
    asked = {"by": by, "horizon": 7, "target": target, "as_of": day(CUT)}
    pd.testing.assert_frame_equal(forecast(changed, **asked), forecast(WAR, **asked))


@settings(max_examples=examples(4))
@given(futures())
def test_nor_does_it_within_a_backtest(changed):
    asked = {"by": "conduct", "targets": ["assault"], "horizons": [7], "step": 60}
    columns = ["cutoff", "unit", *FORECASTERS, "reason"]
    found = []
    for frame in (WAR, changed):
        cells = run(frame, **asked)
        cells = cells[cells["reason"] != UNFORESEEN]  # outcomes alone
        found.append(cells.loc[cells["cutoff"] <= moment(CUT), columns].reset_index(drop=True))
    shared = min(found[0]["cutoff"].max(), found[1]["cutoff"].max())  # data that end earlier have fewer cutoffs
    one, other = (cells[cells["cutoff"] <= shared] for cells in found)
    assert len(one) and one["cutoff"].nunique() >= 2
    pd.testing.assert_frame_equal(one, other)


def test_what_was_read_on_the_day_is_what_is_forecast_from_and_what_came_is_as_known_now():
    """Until day 250 the reports told of threats by actor-0, and of a front that is known by another name by now."""
    asked = {"by": "conduct", "targets": ["assault"], "horizons": [7], "step": 60}
    first = WAR.assign(type=WAR["type"].mask(WAR["source"] == "actor-0", "THREATEN"))
    first = first.assign(source=first["source"].replace("actor-1", "front"))
    keys = ["cutoff", "unit"]
    made, then, now = (
        run(frame, **asked, **more).query("reason != @UNFORESEEN").set_index(keys)
        for frame, more in ((WAR, {"reader": lambda _: first}), (first, {}), (WAR, {}))
    )
    columns = [*FORECASTERS, "reason"]
    pd.testing.assert_frame_equal(made[columns], then[columns])
    assert not np.allclose(made.xs("actor-0", level="unit")[OURS], now.xs("actor-0", level="unit")[OURS])
    both = made.index.intersection(now.index)
    assert made.loc[both, "hit"].equals(now.loc[both, "hit"])
    assert made.xs("front", level="unit")["hit"].eq(0).all()
    counted = counts.run(WAR, last_totals, "conduct", ["acts"], [7], 60, reader=lambda _: first)
    known = counted[(counted["forecaster"] == "persistence") & (counted["unit"] == "actor-0")]
    assert len(known) and (known["crps"] == known["count"]).all()  # no act was known, so none was expected


def test_the_past_does_change_it():
    earlier = WAR.assign(type=WAR["type"].where(WAR["date"] > moment(CUT - 20), "THREATEN"))
    asked = {"by": "conduct", "horizon": 7, "target": "assault", "as_of": day(CUT)}
    assert not np.allclose(forecast(earlier, **asked)["climatology"], forecast(WAR, **asked)["climatology"])


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    return run(WAR, "conduct", ["assault", "deaths_100"], [7], 20)


def test_all_forecasters_stand_on_the_same_cells(cells):
    assert list(cells.columns) == list(CELLS)
    assert (OURS, *(one.id for one in COMPARATORS)) == FORECASTERS
    assert {"persistence", "climatology", "conflictology"} <= set(FORECASTERS)
    made = table(cells)
    assert set(made["metric"]) == {metric.id for metric in METRICS}
    rows = made[made["cells"] > 0]
    assert len(rows) and rows.loc[rows["metric"] == "brier", list(FORECASTERS)].notna().all().all()


def test_what_is_not_forecast_is_counted_and_not_scored(cells):
    rows = table(cells).set_index(["target", "metric"])
    assert rows.loc[("deaths_100", "brier"), "cells"] == 0
    assert rows.loc[("deaths_100", "brier"), "abstained"] == len(cells[cells["target"] == "deaths_100"])
    assert np.isnan(rows.loc[("deaths_100", "brier"), "climatology"])


def test_onsets_are_the_cells_that_were_quiet(cells):
    rows = table(cells).set_index(["target", "metric"])
    scored = cells[(cells["target"] == "assault") & cells[OURS].notna()]
    quiet = scored[scored["before"] == 0]
    assert rows.loc[("assault", "onset_brier"), "cells"] == len(quiet) < len(scored)
    assert rows.loc[("assault", "onset_brier"), "climatology"] == pytest.approx(
        ((quiet["hit"] - quiet["climatology"]) ** 2).mean()
    )


def test_outcomes_are_those_of_the_events(cells):
    one = cells[(cells["target"] == "assault") & (cells["unit"] == "actor-2")]
    struck = WAR[(WAR["source"] == "actor-2") & (WAR["type"] == "ASSAULT")]["date"]
    for cell in one.itertuples():
        within = struck.between(cell.cutoff + pd.Timedelta(days=1), cell.cutoff + pd.Timedelta(days=7)).any()
        before = struck.between(cell.cutoff - pd.Timedelta(days=6), cell.cutoff).any()
        assert (cell.hit, cell.before) == (float(within), float(before))


NEWCOMER = [  # quiet until day 150; stands are on days 140 and 160
    {"event_id": f"new{number}", "date": day(number), "source": "newcomer", "target": "BBB", "killed_best": 2.0}
    for number in (142, 144, 155, 163)
]


def test_hits_of_units_that_nobody_knew_are_counted_and_not_scored(cells):
    more = validate(pd.concat([WAR, events(NEWCOMER)]))
    found = run(more, "conduct", ["assault"], [7], 20)
    new = found[found["reason"] == UNFORESEEN]
    assert new[["cutoff", "unit", "hit", "before"]].to_numpy().tolist() == [[moment(140), "newcomer", 1.0, 0.0]]
    assert new[list(FORECASTERS)].isna().all().all()
    rows, before = (table(made).set_index(["target", "metric"]).loc["assault"] for made in (found, cells))
    assert rows.loc[["brier", "onset_brier"], "unforeseen"].tolist() == [1, 1]
    assert rows.loc["brier", "abstained"] == before.loc["brier", "abstained"]
    assert before["unforeseen"].eq(0).all()


def test_so_are_counts_of_units_that_nobody_knew():
    more = validate(pd.concat([WAR, events(NEWCOMER)]))
    found = counts.run(more, last_totals, "conduct", horizons=[7], step=20)
    new = found[found["reason"] == UNFORESEEN]
    assert new[["cutoff", "unit", "quantity", "count"]].to_numpy().tolist() == [
        [moment(140), "newcomer", "acts", 2.0], [moment(140), "newcomer", "deaths", 4.0],
    ]  # fmt: skip
    assert counts.table(found)["unforeseen"].eq(1).all()


def test_what_is_asked_twice_is_scored_once(cells):
    twice = run(WAR, "conduct", ["assault", "assault", "deaths_100"], [7, 7], 20)
    pd.testing.assert_frame_equal(twice, cells)
    asked = (WAR, last_totals, "conduct")
    once = counts.run(*asked, ["acts"], [7], 100)
    pd.testing.assert_frame_equal(counts.run(*asked, ["acts", "acts"], [7, 7], 100), once)


def test_what_came_of_kept_forecasts_is_what_a_backtest_says(cells):
    made = cells[cells["target"] == "assault"].rename(columns={"cutoff": "as_of"})
    assert came(WAR, "conduct", made).tolist() == made["hit"].tolist()
    asked = {"unit": ["actor-0", "gone", "actor-0", "gone"], "target": "assault", "horizon": 7}
    days = [day(290), day(290), day(298), day(298)]
    found = came(WAR, "conduct", pd.DataFrame({**asked, "as_of": pd.to_datetime(days)}))
    assert found[1] == 0 and found[2:].isna().all()  # not over yet


def test_nothing_is_said_of_windows_that_are_not_over_where_the_data_tell_of_no_unit():
    quiet = events([{"date": day(at), "source": None, "target": None, "type": "ACCUSE"} for at in (0, 100)])
    asked = {"unit": "gone", "target": "assault", "horizon": 7, "as_of": pd.to_datetime([day(50), day(93), day(94)])}
    found = came(quiet, "conduct", pd.DataFrame(asked))
    assert found[:2].tolist() == [0, 0] and np.isnan(found[2])


def test_calibration_counts_every_cell_of_every_forecaster(cells):
    found = backtest.calibration(cells)
    scored = cells[cells[OURS].notna() & cells["hit"].notna()]
    assert (found.groupby("forecaster")["cells"].sum() == len(scored)).all()
    assert found["said"].between(found["low"], found["high"]).all()
    total = (found["came"] * found["cells"]).groupby(found["forecaster"]).sum()
    assert np.allclose(total, scored["hit"].sum())


def few(said: list[float], hit: list[int], cutoff: list[int] | None = None, unit: list[str] | None = None):
    days = [moment(number) for number in (cutoff or [0] * len(hit))]
    made = pd.DataFrame(
        {"hit": np.array(hit, float), "cutoff": days, "unit": unit or [f"u{at}" for at in range(len(hit))]}
    )
    return made, pd.Series(said)


@pytest.mark.parametrize(
    ("said", "hit", "expected"),
    [
        ([0.9] * 10 + [0.1] * 10, [1] * 10 + [0] * 10, 1.0),
        ([0.1] * 10 + [0.9] * 10, [1] * 10 + [0] * 10, 0.0),
        ([0.5] * 20, [1] * 10 + [0] * 10, 0.5),  # nothing told apart: no luck in the order
        ([0.9] * 5 + [0.5] * 15, [1] * 5 + [1] * 3 + [0] * 12, (5 + 5 * 3 / 15) / 10),
    ],
)
def test_precision_at_the_top_shares_out_ties(said, hit, expected):
    assert precision_at_top(*few(said, hit)) == pytest.approx(expected)


def test_calibration_error_is_the_gap():
    assert calibration_error(*few([0.3] * 100, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] * 10)) == pytest.approx(0.2)
    assert np.isnan(average_precision(*few([0.5, 0.5], [0, 0])))


def last_totals(panel: pd.DataFrame, steps: int, draws: int, seed: int) -> np.ndarray:
    """A sampler that draws from the totals of the last year's windows of seven days."""
    chosen = np.random.default_rng(seed).choice(panel.to_numpy()[-52:], draws)  # draws x units
    return np.broadcast_to(chosen.T, (steps, panel.shape[1], draws))


def test_counts_are_scored_on_the_same_cells_and_drawn_from_what_was_known():
    found = counts.run(WAR, last_totals, "conduct", horizons=[7], step=40)
    made = counts.table(found).set_index(["target", "metric"])
    assert set(found["forecaster"]) == set(FORECASTERS)
    assert (found.groupby("forecaster").size() == len(found) / len(FORECASTERS)).all()
    for quantity in ("acts", "deaths"):
        row = made.loc[(quantity, "crps")]
        assert row[OURS] == pytest.approx(row["conflictology"], rel=0.1)  # the same draws, but for chance
        assert row["climatology"] > 0
    one = found[(found["forecaster"] == "persistence") & (found["quantity"] == "acts") & (found["unit"] == "actor-1")]
    struck = WAR[(WAR["source"] == "actor-1") & (WAR["type"] == "ASSAULT")]["date"]
    cell = one.iloc[0]
    ahead = struck.between(cell["cutoff"] + pd.Timedelta(days=1), cell["cutoff"] + pd.Timedelta(days=7)).sum()
    behind = struck.between(cell["cutoff"] - pd.Timedelta(days=6), cell["cutoff"]).sum()
    assert cell["count"] == ahead and cell["crps"] == abs(ahead - behind)


def test_the_middle_of_a_sure_forecast_holds_nine_in_ten_by_chance_of_their_own():
    """Where nothing ever happens and nothing is forecast, the randomised PIT alone decides: anew on each cutoff."""
    quiet = events([{"date": day(at), "source": f"q{at % 40}", "type": "ACCUSE"} for at in range(300)])
    found = counts.run(quiet, last_totals, "conduct", ["acts"], [7], 20)
    assert len(found) > 1000 and found["inside"].mean() == pytest.approx(0.9, abs=0.05)


def test_few_draws_of_the_same_distribution_score_as_many_do():
    """The year before holds four windows of 90 days; they score like 500 draws from the rate that made them."""
    steady = war(1200, seed=1, rates=(0.05,) * 40)
    rates = np.repeat([0.05 * 90, 0.0], [40, 1])
    rates[0] *= 3 / 2  # the burst; it is left out below

    def knowing(panel: pd.DataFrame, steps: int, draws: int, seed: int) -> np.ndarray:
        assert panel.shape[1] == len(rates)
        return np.random.default_rng(seed).poisson(rates[:, None], (steps, len(rates), draws))

    found = counts.run(steady, knowing, "conduct", ["acts"], [90], 15)
    found = found[found["unit"].str.startswith("actor-") & (found["unit"] != "actor-0")]
    means = found.groupby("forecaster")["crps"].mean()
    assert means["conflictology"] == pytest.approx(means[OURS], rel=0.08)


def untold() -> pd.DataFrame:
    """WAR, but nobody states a toll of actor-2, nor any in the ten days after day 200."""
    at = (WAR["source"] == "actor-2") | WAR["date"].between(moment(201), moment(210))
    return validate(WAR.assign(killed_best=WAR["killed_best"].mask(at)))


def test_an_unknown_toll_is_not_none():
    made = counts.panel(history.known(untold(), "conduct"), "deaths", 7)
    acts = counts.panel(history.known(untold(), "conduct"), "acts", 7)
    assert made["actor-2"].isna().equals(acts["actor-2"] > 0) and made["actor-2"].isna().any()
    assert made["calm"].eq(0).all() and acts.notna().all().all()


def test_outcomes_that_nobody_knows_are_counted_and_not_scored():
    found = counts.run(untold(), sample_paths, "conduct", ["acts", "deaths"], [7], 20)
    made = counts.table(found).set_index(["target", "metric"])
    ours = found[(found["forecaster"] == OURS) & (found["quantity"] == "deaths") & found["reason"].isna()]
    assert made.loc[("deaths", "crps"), "unknown"] == ours["count"].isna().sum() > 0
    assert made.loc[("deaths", "crps"), "cells"] == ours["count"].notna().sum()
    assert made.loc["acts", "unknown"].eq(0).all()
    scored = found[found["count"].notna() & found["reason"].isna()]
    assert scored[["crps", "inside"]].notna().all().all()  # by everybody, also of actor-2
    assert found.loc[found["count"].isna(), ["crps", "inside"]].isna().all().all()
    rows = table(run(untold(), "conduct", ["deaths_1"], [7], 20)).set_index("metric")
    assert rows.loc["brier", "unknown"] > 0


def test_ours_are_scored_as_they_are_and_comparators_as_if_they_had_all_draws():
    """A sampler that repeats the climatology's draws gets the plain score of them, which is the higher one."""
    found = counts.run(WAR, lambda panel, *_: panel.to_numpy().T[None], "conduct", ["acts"], [7], 20)
    scored = found[found["reason"].isna()].pivot(index=["cutoff", "unit"], columns="forecaster", values="crps")
    assert (scored[OURS] >= scored["climatology"]).all() and (scored[OURS] > scored["climatology"]).any()


def test_no_toll_known_of_anybody_is_no_forecast_of_deaths():
    daily = events([{"date": day(at), "source": "striker", "target": "BBB"} for at in range(150)])
    row = counts.table(counts.run(daily, sample_paths, "conduct", ["deaths"], [7], 20)).set_index("metric").loc["crps"]
    assert (row["cells"], row["unknown"]) == (0, 0) and row["abstained"] > 0


def test_another_quantity_is_refused_with_those_there_are():
    with pytest.raises(EventError, match="no quantity 'wounded'; allowed: acts, deaths"):
        counts.panel(history.known(WAR, "conduct"), "wounded", 7)


def late() -> pd.DataFrame:
    """WAR, but what happened before day 118 was published on day 200 only."""
    told = WAR["date"].mask(WAR["date"] < moment(118), moment(200))
    return validate(WAR.assign(published=told))


def test_counts_are_not_forecast_where_few_windows_were_known():
    found = counts.run(late(), sample_paths, "conduct", ["acts"], [7], 30)
    silent = found[found["reason"] == TOO_SHORT]
    assert set(silent["cutoff"]) == {moment(number) for number in (120, 150, 180)} and silent["crps"].isna().all()
    ours = silent[silent["forecaster"] == OURS]
    row = counts.table(found).set_index("metric").loc["crps"]
    assert row["abstained"] == len(ours) > 0
    assert row["cells"] == len(found[(found["forecaster"] == OURS) & found["reason"].isna()])


def test_no_events_have_no_cutoff():
    assert run(WAR.head(0), "conduct").empty
    assert table(run(WAR.head(0), "conduct")).empty


@pytest.mark.slow
@pytest.mark.skipif(UCDP is None, reason="the UCDP file is not on this machine")
def test_on_real_events_ours_betters_every_simple_forecast():
    from data.sources import stream

    read = pd.concat([chunk for chunk, _ in stream(UCDP, "ucdp")], ignore_index=True)
    made = table(run(read, "conduct", ["assault", "deaths_25"], [30], 120)).set_index(["target", "metric"])
    for target in ("assault", "deaths_25"):
        for metric in ("brier", "log_score"):
            row = made.loc[(target, metric)]
            assert row[OURS] < row[[one.id for one in COMPARATORS]].min()
