import numpy as np
import pandas as pd
import pytest

from scoring import cube, risk
from scoring.indicators import measure
from tests.scoring.invented import events, stream

HALF_LIFE = 7.0


def width(bounds):
    return (bounds["high"] - bounds["low"]).iloc[-1]


def test_the_interval_holds_the_index():
    frame = stream(120, rate=2.0)
    measures = measure(frame)
    bounds = risk.interval(frame, measures).set_index("date")
    shown = risk.risk(cube.of(frame, measures))
    shown = shown[shown["track"] == "total"].set_index("date")["index"]
    inside = shown.between(bounds["low"], bounds["high"])[bounds["low"].notna()]
    assert inside.mean() > 0.95


def test_lower_confidence_widens():
    sure, unsure = stream(90, rate=2.0), stream(90, rate=2.0, confidence=0.4)
    assert width(risk.interval(unsure, measure(unsure))) > 1.2 * width(risk.interval(sure, measure(sure)))


def test_a_contested_toll_reaches_up_to_the_highest_claim():
    agreed = stream(90, rate=2.0, killed_low=20, killed_best=20, killed_high=20)
    contested = agreed.assign(killed_high=2000.0)
    weights = {"fatalities": 10.0}
    plain, reaching = (risk.interval(frame, measure(frame), weights).iloc[-1] for frame in (agreed, contested))
    assert reaching["high"] > plain["high"] + 1
    assert risk.interval(contested, measure(contested), {"air_strike": 10.0}).equals(
        risk.interval(agreed, measure(agreed), {"air_strike": 10.0})
    )


def test_too_few_events_have_no_interval():
    frame = stream(60, rate=2.0).head(risk.MIN_EVENTS - 1)
    assert risk.interval(frame, measure(frame))["low"].isna().all()


def test_same_seed_same_interval_whatever_else_is_there():
    frame = stream(80, rate=2.0)
    other = stream(80, seed=5, rate=2.0, source="BBB")
    other["event_id"] = "other-" + other["event_id"]
    both = pd.concat([other, frame.iloc[::-1]], ignore_index=True)
    end = frame["date"].max()
    alone = risk.interval(frame, measure(frame), shown=["AAA"], end=end, seed=3)
    among = risk.interval(both, measure(both), shown=["BBB", "AAA"], start="2020-01-01", end=end, seed=3)
    among = among[among["entity"] == "AAA"].reset_index(drop=True)
    both_days = alone.merge(among, on="date")
    np.testing.assert_allclose(both_days["low_x"], both_days["low_y"], atol=1e-9)
    np.testing.assert_allclose(both_days["high_x"], both_days["high_y"], atol=1e-9)
    assert not alone["low"].equals(risk.interval(frame, measure(frame), end=end, seed=4)["low"])


def test_later_events_change_no_earlier_interval():
    frame = stream(120, rate=2.0)
    cut = pd.Timestamp("2020-03-01")
    early = frame[frame["date"] <= cut]
    one = risk.interval(early, measure(early)).set_index("date")
    two = risk.interval(frame, measure(frame)).set_index("date").loc[one.index]
    np.testing.assert_allclose(one["low"], two["low"])
    np.testing.assert_allclose(one["high"], two["high"])


@pytest.mark.slow
@pytest.mark.parametrize("confidence", [1.0, 0.6])
def test_coverage_on_the_process_that_the_estimand_names(confidence):
    """Worlds of the stated process: a slowly changing rate, contested tolls, records that a check may overturn.

    The estimand is worked out from its definition, not with the code under test.
    """
    random = np.random.default_rng(11)
    weights = {"air_strike": 10.0, "fatalities": 5.0}
    rate = 1.5 + 0.3 * np.sin(np.arange(DAYS) / 60)
    left = (1 - 2 ** (-1 / HALF_LIFE)) * 2.0 ** (-np.arange(DAYS)[::-1] / HALF_LIFE)
    expected = (rate * left).sum() * _worth(random.uniform(*TOLL, 100_000)).mean()
    held = []
    for world in range(200):
        at = np.repeat(np.arange(DAYS), random.poisson(rate))
        worth = _worth(random.uniform(*TOLL, len(at)))
        stands = random.random(len(at)) < confidence
        check = (worth * left[at] * (stands / confidence - 1)).sum()  # what checking the records in hand would change
        frame = _world(at, confidence)
        bounds = risk.interval(frame, measure(frame), weights, half_life=HALF_LIFE, shown=["AAA"], seed=world).iloc[-1]
        held.append(bounds["low"] <= risk.index(expected + check) <= bounds["high"])
    assert 0.85 <= np.mean(held) <= 0.95


DAYS = 90
TOLL = (0.0, 20.0)


def _worth(killed):
    return 10.0 + 5.0 * np.log1p(killed) / np.log1p(10)


def _world(at, confidence):
    """Strikes on the days `at`, and an act without points on the last day, so that the data reach it."""
    first, (low, high) = pd.Timestamp("2020-01-01"), TOLL
    strike = {"source": "AAA", "mode": "aerial", "confidence": confidence}
    strike |= {"killed_low": low, "killed_best": (low + high) / 2, "killed_high": high}
    strikes = [strike | {"date": first + pd.Timedelta(days=int(day))} for day in at]
    return events([*strikes, {"date": first + pd.Timedelta(days=DAYS - 1), "type": "AID", "source": "BBB"}])
