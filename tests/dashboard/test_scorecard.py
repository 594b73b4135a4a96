"""Who won a row, ours or not; when a forecast was kept; and how both are told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard import figures, scorecard
from dashboard.sentences import scorecard as words
from scoring.backtest import FORECASTERS, OURS
from scoring.climatology import WINDOWS
from tests.scoring.fighting import war


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    return scorecard.of_the_past(war(400), "conduct")


@pytest.mark.parametrize(
    ("scores", "better", "best"),
    [
        ((0.1, 0.2, 0.3, 0.4), "lower", OURS),
        ((0.1, 0.2, 0.3, 0.4), "higher", "conflictology"),
        ((0.2, 0.3, 0.1, 0.4), "lower", "climatology"),
        ((0.1, 0.1, 0.3, 0.4), "lower", f"{OURS}, persistence"),
        ((0.1, np.nan, 0.3, 0.4), "higher", "conflictology"),
        ((np.nan,) * 4, "lower", ""),
    ],
)
def test_the_best_is_named_whoever_it_is(scores, better, best):
    assert scorecard.best(pd.Series(dict(zip(FORECASTERS, scores, strict=True))), better) == best


def test_every_row_holds_every_forecaster_and_every_row_is_counted_once(cells):
    table = scorecard.rows(cells)
    assert len(table) and set(table["metric"]) == set(scorecard.SHOWN)
    assert set(FORECASTERS) <= set(table.columns) and (table["cells"] > 0).all()
    won = scorecard.won(table)
    assert sum(won.values()) == len(table)
    told = words.summary(table, won, cells)
    assert told.startswith(f"Ours is best in {won[OURS]} of {len(table)} row")
    assert f"{cells['cutoff'].nunique()} past day" in told
    shown = words.score_rows(table)
    assert list(shown["ours"]) == pytest.approx(list(table[OURS]), nan_ok=True)
    assert all(any(label in best for label in (*words.FORECASTER_NAMES.values(), "–", "conflictology", "climatology",
                                               "persistence")) for best in shown["best"])  # fmt: skip


@pytest.mark.slow
def test_the_bar_counts_the_days_that_a_backtest_stands_on(cells):
    days = []
    events = war(400)
    scorecard.of_the_past(events, "conduct", days.append)
    assert len(days) == scorecard.cutoffs(events, WINDOWS) == cells["cutoff"].nunique()
    assert scorecard.cutoffs(events.head(0), WINDOWS) == 0


def test_a_backtest_ends_where_the_reader_leaves():
    stood = []

    def leave(day: pd.Timestamp) -> None:
        stood.append(day)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        scorecard.of_the_past(war(400), "conduct", leave)
    assert len(stood) == 1


def test_calibration_draws_what_was_said_beside_what_came(cells):
    found = scorecard.calibration(cells, "assault", 7)
    ours = found[found["forecaster"] == OURS]
    assert set(found["forecaster"]) == {OURS, "climatology"}
    scored = cells[
        (cells["target"] == "assault") & (cells["horizon"] == 7) & cells[OURS].notna() & cells["hit"].notna()
    ]
    assert ours["cells"].sum() == len(scored)
    assert ((found["low"] <= found["came"]) & (found["came"] <= found["high"])).all()
    drawn = figures.calibration(found, "title", "note")
    assert [trace.name for trace in drawn.data] == ["as said", OURS, "climatology"]
    assert list(drawn.data[1].y) == pytest.approx(list(ours["came"] * 100), abs=1e-4)
    title = words.calibration_title(found, 7)
    assert f"of {len(ours)} group" in title and f"{len(scored):,} forecast" in words.calibration_note(found, "assault")
    empty = scorecard.calibration(cells.head(0), "assault", 7)
    assert "No past forecasts within 7 days" in words.calibration_title(empty, 7)


@pytest.mark.parametrize(
    ("until", "kind"),
    [("2021-06-01", scorecard.AHEAD), ("2021-06-05", scorecard.UNDER_WAY), ("2021-06-08", scorecard.BACK),
     (None, scorecard.BACK)],
)  # fmt: skip
def test_a_forecast_kept_afterwards_is_told_apart(until, kind):
    kept = pd.DataFrame({
        "as_of": [pd.Timestamp("2021-06-01")], "due": [pd.Timestamp("2021-06-08")], "told": [{"data_until": until}],
    })  # fmt: skip
    assert scorecard.when(kept) == [kind]


def settled(**columns: object) -> pd.DataFrame:
    usual = {
        "number": 1, "dataset": "made", "units": "conduct", "unit": "varenia", "target": "assault", "horizon": 7,
        "as_of": pd.Timestamp("2021-06-01"), "due": pd.Timestamp("2021-06-08"), "model": "m", "probability": 0.9,
        "told": {"data_until": "2021-06-01", "climatology": 0.2, "persistence": 0.3, "conflictology": 0.25},
        "at": "2021-06-01T10:00:00Z", "came": 0.0, "known_on": pd.Timestamp("2021-06-10"),
    }  # fmt: skip
    return pd.DataFrame([usual | columns])


def test_a_wrong_forecast_is_scored_as_wrong():
    table = scorecard.of_kept(settled()).set_index("metric")
    assert table.loc["brier", OURS] == pytest.approx(0.81) and table.loc["brier", "best"] == "climatology"
    assert table.loc["log_score", OURS] == pytest.approx(-np.log(0.1))
    assert set(table["kept"]) == {scorecard.AHEAD}


def test_what_nobody_can_say_and_abstentions_are_listed_and_not_scored():
    both = pd.concat([settled(came=np.nan), settled(number=2, probability=np.nan, came=1.0)], ignore_index=True)
    assert scorecard.of_kept(both).empty
    open_ = settled(number=3, unit="ostrel-front").drop(columns=["came", "known_on"])
    told = words.kept_rows(both, open_, scorecard.when(pd.concat([both, open_], ignore_index=True)))
    assert sorted(told["came"]) == ["came", "nobody can say", "open"] and set(told["by"]) == {"unnamed"}
    assert words.kept_summary(both, open_).startswith("3 forecasts kept: 1 open, 1 settled with a probability")
