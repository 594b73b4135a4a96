"""What the index told before a known day: nothing that was published later, and decay where nothing happened."""

from __future__ import annotations

import pandas as pd
import pytest

from scoring import warning
from scoring.indicators import measure
from scoring.risk import baseline, risk
from scoring.warning import LATER, LEADS, THEN
from tests.scoring.invented import events

DAY = pd.Timestamp("2020-12-01")


def told(published: str = "2020-11-25") -> pd.DataFrame:
    """A deed every ten days through the year, and three heavy ones on 24 November, known from `published` on."""
    usual = [
        {"date": day, "published": day, "source": "AAA", "target": "BBB", "type": "ACCUSE"}
        for day in pd.date_range("2020-01-01", "2020-12-20", freq="10D")
    ]
    heavy = {"date": "2020-11-24", "published": published, "source": "AAA", "target": "BBB", "mode": "aerial"}
    rows = usual + [heavy | {"killed_best": killed} for killed in (5, 20, 3)]
    return events([row | {"event_id": f"w{number:03d}", "origin": "coded"} for number, row in enumerate(rows)])


def crises(**changed: object) -> pd.DataFrame:
    row = {"day": DAY, "kind": "peak", "acting": "AAA", "hit": None, "what": "an attack"}
    return pd.DataFrame([row | changed])


def read(frame: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    return warning.before(frame, known).set_index(["role", "known", "lead"])


def test_readings_are_those_of_the_index_on_these_days():
    frame = told()
    found = read(frame, crises())
    assert found.index.tolist() == [("conduct", THEN, lead) for lead in LEADS] + [("conduct", LATER, 0)]
    from scoring import cube

    whole = risk(cube.of(frame, measure(frame)))
    level = baseline(whole).set_index("date")["percentile"]
    total = whole[whole["track"] == "total"].set_index("date")["index"]
    for lead in (1, 7):
        own, day = found.loc[("conduct", THEN, lead)], DAY - pd.Timedelta(days=lead)
        assert own["index"] == pytest.approx(total[day] if lead == 1 else total_without_heavy(day))
        if lead == 1:
            assert own["percentile"] == pytest.approx(level[day]) and own["percentile"] > 95


def total_without_heavy(day: pd.Timestamp) -> float:
    from scoring import cube

    frame = told()
    frame = frame[frame["type"] == "ACCUSE"]
    whole = risk(cube.of(frame, measure(frame)))
    return float(whole[(whole["track"] == "total") & (whole["date"] == day)]["index"].iloc[0])


def test_what_was_published_later_is_not_seen_before_and_is_seen_afterwards():
    late = read(told(published="2020-12-15"), crises())
    early = read(told(published="2020-11-24"), crises())
    for lead in (7, 1, 0):
        assert late.loc[("conduct", THEN, lead), "index"] < early.loc[("conduct", THEN, lead), "index"] / 2
    assert late.loc[("conduct", LATER, 0), "index"] == pytest.approx(early.loc[("conduct", LATER, 0), "index"])


def test_a_row_of_a_known_event_that_was_published_later_adds_nothing_to_its_measures():
    # one event with two rows: the second names another target and a toll of hundreds, and came out after the day
    first = {"event_id": "joint", "date": "2020-11-24", "published": "2020-11-25", "source": "AAA", "target": "BBB"}
    second = first | {"target": "CCC", "published": "2020-12-15", "killed_best": 900}
    both = pd.concat([told(), events([first, second])], ignore_index=True).assign(origin="coded")
    short, whole = (read(frame, crises()) for frame in (both.iloc[:-1], both))
    then = [("conduct", THEN, lead) for lead in LEADS]
    pd.testing.assert_frame_equal(short.loc[then], whole.loc[then])
    assert whole.loc[("conduct", LATER, 0), "index"] > short.loc[("conduct", LATER, 0), "index"]


def test_a_reader_tells_what_each_day_could_read_and_is_asked_for_no_later_one():
    merged = told()  # as all articles together tell them: the toll of the heavy three is known from the first day on
    asked = []

    def reader(day: pd.Timestamp) -> pd.DataFrame:
        asked.append(day)
        known = merged[merged["published"] <= day]
        return known if day >= DAY else known.assign(killed_best=None).astype(merged.dtypes)

    found = warning.before(merged, crises(), reader=reader).set_index(["known", "lead"])["index"]
    plain = warning.before(merged, crises()).set_index(["known", "lead"])["index"]
    assert sorted(asked) == [DAY - pd.Timedelta(days=lead) for lead in LEADS]
    assert found[THEN, 1] < plain[THEN, 1]  # on the eve nobody had told of the dead
    assert found[THEN, 0] == plain[THEN, 0] and found[LATER, 0] == plain[LATER, 0]


def test_events_after_the_day_change_no_reading_of_it():
    frame = told()
    short = frame[frame["date"] <= DAY]
    pd.testing.assert_frame_equal(read(frame, crises()), read(short, crises()))


def test_who_acted_and_who_was_hit_are_read_apart_and_nobody_is_left_out():
    found = warning.before(told(), crises(hit="BBB"))
    assert list(found.groupby("role")["entity"].unique().str[0]) == ["AAA", "BBB"]
    assert len(found) == 2 * (len(LEADS) + 1)
    unknown = read(told(), crises(acting=None, hit="CCC"))
    assert (unknown["index"] == 0).all()  # an actor of whom nothing was told


def test_before_the_data_begin_there_is_no_reading():
    found = read(told(), crises(day=pd.Timestamp("2020-01-10")))
    assert pd.isna(found.loc[("conduct", THEN, 30), "index"])
    assert found.loc[("conduct", THEN, 7), "index"] > 0
    assert found["percentile"].isna().all()  # less than a quarter of history
    assert warning.before(told(), crises().head(0)).empty


def test_high_readings_are_counted_with_their_interval_and_any_day_beside_them():
    frame = told()
    known = pd.concat(
        [crises(), crises(day=pd.Timestamp("2020-11-22"), kind="fizzled"), crises(day=pd.Timestamp("2020-01-10"))]
    )
    counted = warning.tally(warning.before(frame, known), frame, measure(frame))
    counted = counted.set_index(["kind", "known", "lead"])
    eve, quiet = counted.loc[("peak", THEN, 1)], counted.loc[("fizzled", THEN, 1)]
    assert (eve["crises"], eve["high"], eve["share"]) == (1, 1, 1.0)  # the one in January has no percentile
    assert (quiet["crises"], quiet["high"], quiet["share"]) == (1, 0, 0.0)
    assert quiet["low"] == 0 < quiet["up"] < 1 and 0 < eve["any_day"] < 0.5
    assert set(counted.index.get_level_values("known")) == {THEN, LATER}
