"""What changed between two standpoints: parts by hand, parts that sum to the whole, and the events behind each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import cube, risk
from scoring.changes import PARTS, ChangeError, Standpoint, events_behind_change, what_changed
from scoring.indicators import IDS, measure
from scoring.score import WEIGHTS, ScoreError
from tests.fuzzing import examples
from tests.scoring.invented import DAYS, events, frames

few = settings(max_examples=examples(5))  # each example builds and measures frames, a tenth of a second each

half_lives = st.sampled_from((1.0, 7.0, 30.0))
days = st.sampled_from(DAYS)
weight_sets = st.fixed_dictionaries({name: st.sampled_from((0.0, 1.0, 2.5)) for name in IDS[::4]}).map(
    lambda some: WEIGHTS | some
)
PATRONS = pd.DataFrame(
    {"client": ["red-front", "blue-guard"], "patron": ["AAA", "AAA"], "since": [None, "2020-01-20"], "until": None}
)

# Half-life 1 day: a day's points count half on their day, a quarter a day later, an eighth two days later.
ONE, TWO, THREE = 1 / 2, 1 / 4, 1 / 8
W = WEIGHTS["threat"]  # a threat and nothing else has intensity 1 of one indicator
A = {"source": "AAA", "target": "BBB", "type": "THREATEN", "mode": "violence"}


def stand(frame, day, weights=WEIGHTS, known_on=None, measures=None):
    known = frame if known_on is None else cube.known_on(frame, known_on)
    return Standpoint(day, known, measure(known) if measures is None else measures, weights)


def table(before, after, **options):
    (row,) = what_changed(before, after, 1.0, ["AAA"], **options).to_dict("records")
    return row


THREATS = events(
    [
        A | {"event_id": "early", "date": "2020-02-01", "published": "2020-02-01"},
        A | {"event_id": "late", "date": "2020-02-03", "published": "2020-02-03"},
        A | {"event_id": "recalled", "date": "2020-02-02", "published": "2020-02-03"},
    ]
)


def test_the_invented_threat_is_worth_its_weight():
    np.testing.assert_allclose(measure(THREATS)["threat"], 1.0)
    assert (measure(THREATS).drop(columns="threat") == 0).all(axis=None)


BY_HAND = {
    "a day goes by": (
        ("2020-02-01", WEIGHTS, None), ("2020-02-02", WEIGHTS, "2020-02-01"),
        {"before": ONE, "decayed": -TWO, "after": TWO},
    ),
    "all four": (
        # before: early at 1/2. after, at double weight: early at 1/8, recalled at 1/4, late at 1/2
        ("2020-02-01", WEIGHTS, "2020-02-01"), ("2020-02-03", WEIGHTS | {"threat": 2 * W}, "2020-02-03"),
        {"before": ONE, "decayed": THREE - ONE, "entered": ONE + TWO, "reweighted": THREE + ONE + TWO,
         "after": 2 * (THREE + ONE + TWO)},
    ),
    "published since, dated before": (
        ("2020-02-02", WEIGHTS, "2020-02-02"), ("2020-02-02", WEIGHTS, "2020-02-03"),
        {"before": TWO, "newly_known": ONE, "after": TWO + ONE},
    ),
    "newly known at the new weight": (
        ("2020-02-02", WEIGHTS, "2020-02-02"), ("2020-02-02", WEIGHTS | {"threat": 3 * W}, "2020-02-03"),
        {"before": TWO, "reweighted": 2 * TWO, "newly_known": 3 * ONE, "after": 3 * (TWO + ONE)},
    ),
    "back in time": (
        ("2020-02-03", WEIGHTS, None), ("2020-02-02", WEIGHTS, None),
        {"before": THREE + TWO + ONE, "decayed": (TWO - THREE) + (ONE - TWO), "entered": -ONE, "after": TWO + ONE},
    ),
    "other weights alone": (
        ("2020-02-03", WEIGHTS, None), ("2020-02-03", WEIGHTS | {"threat": 0.0}, None),
        {"before": THREE + TWO + ONE, "reweighted": -(THREE + TWO + ONE)},
    ),
    "forgotten": (
        ("2020-02-02", WEIGHTS, "2020-02-03"), ("2020-02-02", WEIGHTS, "2020-02-02"),
        {"before": TWO + ONE, "newly_known": -ONE, "after": TWO},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), BY_HAND.values(), ids=BY_HAND)
def test_parts_by_hand(one, other, expected):
    row = table(stand(THREATS, *one), stand(THREATS, *other))
    assert list(row) == ["entity", "before", *PARTS, "after"]
    expected = dict.fromkeys(["before", *PARTS, "after"], 0.0) | expected
    assert {name: row[name] / W for name in expected} == pytest.approx(expected)


def test_a_toll_published_later_is_newly_known():
    early = events([{"event_id": "x", "source": "AAA", "mode": "drone", "published": "2020-02-01"}])
    later = events([{"event_id": "x", "source": "AAA", "mode": "drone", "published": "2020-02-01", "killed_best": 10}])
    row = table(stand(early, "2020-02-01"), stand(later, "2020-02-01"))
    assert row["newly_known"] == pytest.approx(WEIGHTS["fatalities"] * ONE)
    assert row["decayed"] == row["entered"] == row["reweighted"] == 0


def test_an_event_known_to_the_week_has_decayed_and_entered_days():
    frame = events([A | {"event_id": "week", "date": "2020-02-07", "date_precision": "week"}])  # 1 to 7 February
    row = table(stand(frame, "2020-02-06"), stand(frame, "2020-02-07"))
    earlier = sum(2.0 ** -(age + 1) for age in range(6)) / 7
    assert row["decayed"] / W == pytest.approx(-earlier / 2) and row["entered"] / W == pytest.approx(ONE / 7)
    behind = events_behind_change(stand(frame, "2020-02-06"), stand(frame, "2020-02-07"), 1.0)
    dates = dict(zip(behind["part"], behind["date"].dt.strftime("%d"), strict=True))
    assert dates == {"decayed": "01", "entered": "07"} and set(behind["event_id"]) == {"week"}


def test_what_clients_do_counts_at_its_share():
    frame = events([A | {"event_id": "own"}, A | {"event_id": "client", "source": "red-front", "date": "2020-02-02"}])
    row = table(stand(frame, "2020-02-01"), stand(frame, "2020-02-02"), patrons=PATRONS, share=0.5)
    assert (row["decayed"] / W, row["entered"] / W) == pytest.approx((-TWO, 0.5 * ONE))
    sponsored = table(stand(frame, "2020-02-01"), stand(frame, "2020-02-02"), by="sponsorship", patrons=PATRONS)
    assert (sponsored["before"], sponsored["after"] / W) == pytest.approx((0.0, ONE))


def test_relief_is_told_apart():
    frame = events([{"source": "AAA", "type": "RETREAT", "mode": "ceasefire"}])
    before, after = stand(frame, "2020-01-31"), stand(frame, "2020-02-01")
    assert table(before, after)["after"] == 0
    assert table(before, after, relieving=True)["entered"] > 0


def asked(before, after, options):
    return what_changed(before, after, **options), events_behind_change(before, after, **options)


OPTIONS = st.fixed_dictionaries(
    {
        "half_life": half_lives,
        "by": st.sampled_from(("conduct", "exposure", "pair", "country")),
        "share": st.sampled_from((0.0, 0.3)),
        "relieving": st.booleans(),
        "patrons": st.just(PATRONS),
    }
)
STANDS = {"one": days, "two": days, "w0": weight_sets, "w1": weight_sets, "k0": days, "k1": days}


@given(frame=frames(), revised=frames(), options=OPTIONS, **STANDS)
def test_parts_sum_to_the_difference_of_risk_and_events_to_parts(frame, revised, options, one, two, w0, w1, k0, k1):
    before, after = stand(frame, one, w0, k0), stand(pd.concat([frame, revised], ignore_index=True), two, w1, k1)
    changed, behind = asked(before, after, options)
    np.testing.assert_allclose(
        changed[["before", *PARTS]].sum(axis=1).to_numpy(float), changed["after"].to_numpy(float), atol=1e-9
    )
    assert set(behind["part"]) <= set(PARTS) and (behind["pressure"] != 0).all()
    summed = behind.pivot_table(index="entity", columns="part", values="pressure", aggfunc="sum", fill_value=0.0)
    summed = summed.reindex(index=changed["entity"], columns=list(PARTS)).fillna(0.0)
    np.testing.assert_allclose(summed.to_numpy(float), changed[list(PARTS)].to_numpy(float), atol=1e-9)
    column = "relief" if options["relieving"] else "pressure"
    for stood, side in ((before, "before"), (after, "after")):
        for entity, told in changed[["entity", side]].head(2).itertuples(index=False):
            rows = risk.events_behind(
                stood.events, stood.measures, stood.weights, options["half_life"], entity, stood.day,
                options["by"], PATRONS, options["share"],
            )  # fmt: skip
            assert told == pytest.approx(rows[column].sum(), abs=1e-9)


@few
@given(frames(), days, days, half_lives)
def test_the_pressures_are_those_of_the_cube(frame, one, two, half_life):
    measures = measure(frame)
    conduct = cube.of(frame, measures, start="2019-12-01", end="2020-04-30")
    sponsored = cube.of(frame, measures, "sponsorship", PATRONS, start="2019-12-01", end="2020-04-30")
    rows = risk.risk(conduct, half_life=half_life, sponsored=sponsored, share=0.4)
    total = rows[rows["track"] == "total"].set_index(["entity", "date"])["pressure"]
    stood = [stand(frame, day, measures=measures) for day in (one, two)]
    changed = what_changed(*stood, half_life, patrons=PATRONS, share=0.4)
    for _, row in changed.iterrows():
        for day, side in ((one, "before"), (two, "after")):
            if (row["entity"], day) in total.index:  # the data cover it
                assert row[side] == pytest.approx(total[row["entity"], day], abs=1e-9)


@few
@given(frames(), days, days, weight_sets, days, days, half_lives)
def test_swapping_the_standpoints_negates_the_whole(frame, one, two, weights, k0, k1, half_life):
    measures = measure(frame)
    before, after = stand(frame, one, WEIGHTS, k0, measures), stand(frame, two, weights, k1, measures)
    there, back = what_changed(before, after, half_life), what_changed(after, before, half_life)
    assert there["entity"].tolist() == back["entity"].tolist()
    np.testing.assert_allclose(
        there[list(PARTS)].sum(axis=1).to_numpy(float), -back[list(PARTS)].sum(axis=1).to_numpy(float), atol=1e-9
    )
    np.testing.assert_array_equal(there["before"], back["after"])


@few
@given(frames(), days, weight_sets, days)
def test_nothing_changed_is_zero_and_has_no_events(frame, day, weights, known):
    same = stand(frame, day, weights, known)
    changed, behind = asked(same, stand(frame, day, dict(weights), known, same.measures.copy()), {})
    assert (changed[list(PARTS)] == 0).all(axis=None) and behind.empty
    assert list(behind) == ["entity", "part", "event_id", "date", "pressure"]


@few
@given(frames(), days, days, days, days)
def test_only_what_differs_has_a_part(frame, one, two, k0, k1):
    measures = measure(frame)

    def compared(*asked):
        return what_changed(*(stand(frame, *each, measures=measures) for each in asked))

    same_weights = compared((one, WEIGHTS, k0), (two, dict(WEIGHTS), k1))
    assert (same_weights["reweighted"] == 0).all()
    same_knowledge = compared((one,), (two, WEIGHTS | {"air_strike": 1.0}))
    assert (same_knowledge["newly_known"] == 0).all()
    same_day = compared((one, WEIGHTS, k0), (one, {"drone_attack": 2.0}, k1))
    assert (same_day[["decayed", "entered"]] == 0).all(axis=None)


@few
@given(frames(), days, days)
def test_time_forward_fades_and_adds(frame, one, two):
    early = stand(frame, min(one, two))
    changed = what_changed(early, stand(frame, max(one, two), measures=early.measures))
    assert (changed["decayed"] <= 0).all() and (changed["entered"] >= 0).all()


def test_entities_stand_in_the_order_asked_for_and_one_without_events_is_zero():
    before, after = stand(THREATS, "2020-02-01"), stand(THREATS, "2020-02-03")
    changed = what_changed(before, after, entities=["ZZZ", "AAA", "ZZZ"])
    assert changed["entity"].tolist() == ["ZZZ", "AAA"]
    assert (changed.loc[0, ["before", *PARTS, "after"]] == 0).all()
    behind = events_behind_change(before, after, 1.0, ["ZZZ", "AAA"])
    assert behind["part"].tolist() == ["decayed", "entered", "entered"]
    assert behind["event_id"].tolist() == ["early", "late", "recalled"]


def test_earlier_days_are_left_out_from_a_start():
    before, after = stand(THREATS, "2020-02-02"), stand(THREATS, "2020-02-03")
    row = table(before, after, start="2020-02-02")
    assert (row["before"] / W, row["decayed"] / W, row["entered"] / W) == pytest.approx((ONE, TWO - ONE, ONE))


def test_no_events_are_no_rows():
    nothing = stand(THREATS.iloc[:0], "2020-02-01")
    changed, behind = asked(nothing, nothing, {})
    assert changed.empty and behind.empty and list(changed) == ["entity", "before", *PARTS, "after"]


def test_unusable_standpoints_are_named():
    measured = measure(THREATS)
    with pytest.raises(ChangeError, match=r"2 events known on 2020-02-03 have no measures \(late \.\.\.\)"):
        what_changed(Standpoint("2020-02-03", THREATS, measured.loc[["early"]]), stand(THREATS, "2020-02-03"))
    with pytest.raises(ScoreError, match="bogus"):
        what_changed(stand(THREATS, "2020-02-03"), stand(THREATS, "2020-02-03", {"bogus": 1.0}))
