import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.events import empty
from scoring import cube, risk
from scoring.decay import DecayError, decay
from scoring.indicators import BY_ID, IDS, measure
from scoring.risk import ESCALATION, ROWS, S0, RiskError, index
from scoring.score import WEIGHTS
from tests.scoring.invented import events, frames, stream

half_lives = st.sampled_from((1.0, 3.0, 7.0, 30.0))


def total(frame, **options):
    rows = risk.risk(cube.of(frame, measure(frame)), **options)
    return rows[rows["track"] == "total"]


def by_definition(x, half_life):
    days = np.arange(len(x))
    kernel = np.where(days[:, None] >= days, 2.0 ** (-(days[:, None] - days) / half_life), 0.0)
    return (1 - 2 ** (-1 / half_life)) * kernel @ x


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), half_lives)
def test_decay_is_the_weighted_mean_of_its_definition(x, half_life):
    np.testing.assert_allclose(decay(np.array([x]), half_life)[0], by_definition(np.array(x), half_life), atol=1e-9)


@given(half_lives, st.floats(0.1, 50))
def test_half_life_keeps_the_level_of_a_constant_stream(half_life, level):
    settled = decay(np.full((1, 1200), level), half_life)[0, -1]
    assert settled == pytest.approx(level, rel=1e-9)


@pytest.mark.parametrize("half_life", [0, -1, float("nan"), float("inf")])
def test_unusable_half_lives_are_refused(half_life):
    with pytest.raises(DecayError, match="half-life"):
        decay(np.ones((1, 3)), half_life)


def test_half_is_left_after_a_half_life():
    left = decay(np.array([[10.0] + [0.0] * 14]), 7)[0]
    assert left[7] == pytest.approx(left[0] / 2) and left[14] == pytest.approx(left[0] / 4)


@given(st.floats(100 * S0, 1e6))
def test_ten_points_are_a_doubling_well_above_s0(pressure):
    assert index(2 * pressure) - index(pressure) == pytest.approx(10, abs=0.1)


def test_index_starts_at_zero_and_has_no_ceiling():
    assert index(0) == 0 and index(S0) == pytest.approx(10) and index(1549.0) - index(46.0) > 40


def test_readings_that_the_choice_of_s0_was_made_for():
    month = np.zeros((1, 3000))
    month[0, ::30] = WEIGHTS["accusation"]
    quiet = index(decay(month, 7)[0, -300:])
    assert 4 < quiet.mean() < 6
    night = events(
        [{"date": "2020-02-01", "source": "AAA", "country": "BBB", "mode": "aerial", "killed_best": killed,
          "response_cue": "in retaliation", "victims": "fighters"} for killed in (5, 4, None)]
    )  # fmt: skip
    assert 50 < total(night)["index"].iloc[-1] < 70


@given(frames(), half_lives)
def test_tracks_add_up_to_the_total_and_relief_stays_apart(frame, half_life):
    rows = risk.risk(cube.of(frame, measure(frame)), half_life=half_life)
    assert set(rows["track"].unique()) <= set(ROWS)
    assume(len(rows))
    wide = rows.pivot(index=["entity", "date"], columns="track", values=["pressure", "index"]).astype(float)
    for column in ("pressure", "index"):
        parts = sum(wide[column][track] for track in ESCALATION)
        np.testing.assert_allclose(parts, wide[column]["total"], atol=1e-9)
    np.testing.assert_allclose(wide["index"]["total"], index(wide["pressure"]["total"]), atol=1e-9)
    np.testing.assert_allclose(wide["index"]["relief"], index(wide["pressure"]["relief"]), atol=1e-9)


@given(frames(), half_lives)
def test_a_decayed_cube_gives_the_same_numbers(frame, half_life):
    built = cube.of(frame, measure(frame))
    plain, ready = risk.pressures(built, half_life=half_life), risk.pressures(
        built.decayed(half_life), half_life=half_life
    )
    np.testing.assert_allclose(plain, ready, atol=1e-9)


def test_a_cube_decayed_otherwise_is_refused():
    frame = stream(5)
    with pytest.raises(RiskError, match=r"7\.0"):
        risk.risk(cube.of(frame, measure(frame)).decayed(7.0), half_life=14.0)


@given(frames())
def test_without_its_relief_an_actor_has_the_same_index(frame):
    calm = {name: 0.0 if BY_ID[name].track == "relief" else weight for name, weight in WEIGHTS.items()}
    np.testing.assert_array_equal(total(frame)["index"], total(frame, weights=calm)["index"])


@given(frames())
def test_weights_of_zero_give_zero(frame):
    rows = risk.risk(cube.of(frame, measure(frame)), dict.fromkeys(IDS, 0.0))
    assert not rows["pressure"].any() and not rows["index"].any()


@given(frames(least=2), st.sampled_from(IDS), st.floats(0, 20))
def test_risk_never_falls_when_a_weight_rises(frame, name, more):
    raised = WEIGHTS | {name: WEIGHTS[name] + more}
    assert (total(frame, weights=raised)["index"].to_numpy() >= total(frame)["index"].to_numpy() - 1e-9).all()


@given(frames(), frames())
def test_what_is_published_later_changes_nothing_known_before(frame, added):
    day = pd.Timestamp("2020-02-10")
    later = added.assign(event_id="late-" + added["event_id"], published=day + pd.Timedelta(days=3))
    once = total(cube.known_on(frame, day))
    again = total(cube.known_on(pd.concat([frame, later], ignore_index=True), day))
    pd.testing.assert_frame_equal(once, again)


@given(frames(), frames())
def test_later_days_change_no_earlier_day(frame, added):
    shift = pd.Timedelta(days=120)
    later = added.assign(event_id="late-" + added["event_id"], date=added["date"] + shift)
    early = frame.assign(published=None)
    one = total(early).set_index(["entity", "date"])["index"]
    two = total(pd.concat([early, later.assign(published=None)], ignore_index=True))
    two = two.set_index(["entity", "date"])["index"]
    np.testing.assert_allclose(two.loc[one.index], one, atol=1e-9)


@given(frames(), half_lives)
def test_indicators_and_events_behind_a_number_sum_to_it(frame, half_life):
    measures = measure(frame)
    built = cube.of(frame, measures)
    rows = risk.risk(built, half_life=half_life)
    assume(len(rows))
    entity, day = rows["entity"].iloc[-1], rows["date"].iloc[-1]
    here = rows[(rows["entity"] == entity) & (rows["date"] == day)].set_index("track")["pressure"]
    parts = risk.contributions_by_indicator(built, WEIGHTS, half_life, entity, day)
    assert parts.sum() == pytest.approx(here["total"], abs=1e-9)
    relieving = risk.contributions_by_indicator(built, WEIGHTS, half_life, entity, day, relief=True)
    assert relieving.sum() == pytest.approx(here["relief"], abs=1e-9)
    behind = risk.events_behind(frame, measures, WEIGHTS, half_life, entity, day)
    assert behind["event_id"].is_unique
    assert behind["pressure"].sum() == pytest.approx(here["total"], abs=1e-9)
    assert behind["relief"].sum() == pytest.approx(here["relief"], abs=1e-9)
    assert (risk.evidence_against(behind)["relief"] > 0).all()


def test_events_behind_count_sponsored_ones_at_their_share():
    patrons = pd.DataFrame({"client": ["red-front"], "patron": ["AAA"], "since": [None], "until": [None]})
    frame = events([{"source": "red-front", "mode": "drone"}, {"source": "AAA", "mode": "aerial"}])
    measures = measure(frame)
    conduct, sponsored = cube.of(frame, measures), cube.of(frame, measures, "sponsorship", patrons)
    rows = risk.risk(conduct, sponsored=sponsored, share=0.5)
    here = rows[(rows["entity"] == "AAA") & (rows["track"] == "total")]["pressure"].iloc[-1]
    behind = risk.events_behind(
        frame, measures, WEIGHTS, 7.0, "AAA", "2020-02-01", patrons=patrons, share=0.5
    )  # fmt: skip
    assert len(behind) == 2 and behind["pressure"].sum() == pytest.approx(here)


def test_unknown_entities_and_days_are_named():
    frame = stream(5)
    built = cube.of(frame, measure(frame))
    with pytest.raises(RiskError, match="ZZZ"):
        risk.contributions_by_indicator(built, WEIGHTS, 7.0, "ZZZ", "2020-01-02")
    with pytest.raises(RiskError, match="2031"):
        risk.contributions_by_indicator(built, WEIGHTS, 7.0, "AAA", "2031-01-02")


def test_days_without_data_have_no_rows_and_recalled_acts_still_count():
    article = [
        {"origin": "analyst", "date": "2020-01-01", "source": "AAA", "mode": "aerial"},
        {"origin": "extracted", "realis": "planned", "date": "2020-01-05", "published": "2020-01-04", "quote": "x"},
    ]
    frame = events(article)
    frame["origin"] = frame["origin"].where(frame.index > 0, "extracted").astype("str")
    frame["published"] = pd.Timestamp("2020-01-04")
    frame["origin"] = "extracted"
    measures = measure(frame.assign(origin="coded"))
    rows = risk.risk(cube.of(frame, measures))
    assert rows["date"].unique().tolist() == [pd.Timestamp("2020-01-04")]
    assert rows.loc[rows["track"] == "total", "pressure"].item() > 0
    assert rows["days_of_history"].unique().tolist() == [3]


def test_raw_events_are_counted_within_three_half_lives():
    frame = events([{"date": day, "source": "AAA"} for day in ("2020-01-01", "2020-01-20", "2020-01-22")])
    rows = total(frame).set_index("date")["n_events"]
    assert rows["2020-01-21"] == 2 and rows["2020-01-22"] == 2  # the first is 21 days old: three half-lives


def test_baseline_is_a_percentile_of_the_days_before():
    dates = pd.date_range("2020-01-01", periods=120)
    rising = pd.DataFrame({"entity": "AAA", "date": dates, "track": "total", "index": np.arange(120.0)})
    flat = rising.assign(entity="BBB", index=1.0)
    level = risk.baseline(pd.concat([rising, flat])).set_index(["entity", "date"])
    assert level.loc[("AAA", dates[-1]), "percentile"] == 100
    assert level.loc[("BBB", dates[-1]), "percentile"] == 50
    assert level.loc[("AAA", dates[risk.MIN_HISTORY - 1]), "percentile"] != level.loc[("AAA", dates[-1]), "percentile"]
    assert np.isnan(level.loc[("AAA", dates[risk.MIN_HISTORY - 1]), "percentile"])
    assert level.loc[("AAA", dates[-1]), "days_of_history"] == 119


def test_baseline_forgets_what_is_older_than_a_year():
    dates = pd.date_range("2018-01-01", periods=800)
    values = np.where(np.arange(800) < 300, 90.0, np.arange(800) / 100)
    frame = pd.DataFrame({"entity": "AAA", "date": dates, "track": "total", "index": values})
    level = risk.baseline(frame)
    assert level["percentile"].iloc[-1] == 100 and level["days_of_history"].iloc[-1] == risk.BASELINE_DAYS


def test_change_is_against_the_day_so_many_days_before():
    frame = stream(40, rate=2.0)
    rows = risk.risk(cube.of(frame, measure(frame)))
    moved = risk.change(rows, 7)
    ours = rows[rows["track"] == "total"].set_index("date")
    theirs = moved[moved["track"] == "total"].set_index("date")
    day, before = ours.index[20], ours.index[13]
    assert theirs.loc[day, "change"] == pytest.approx(ours.loc[day, "index"] - ours.loc[before, "index"])
    assert theirs.loc[day, "ratio"] == pytest.approx(ours.loc[day, "pressure"] / ours.loc[before, "pressure"])
    assert theirs["change"].iloc[:7].isna().all()


def test_no_events_give_no_rows():
    nothing = empty()
    measures = measure(nothing)
    rows = risk.risk(cube.of(nothing, measures))
    assert rows.empty and risk.baseline(rows).empty and risk.change(rows, 7).empty
    assert risk.interval(nothing, measures).empty
