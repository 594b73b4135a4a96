import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given

from data.events import empty
from scoring import cube
from scoring.cube import CubeError
from scoring.indicators import IDS, measure
from tests.scoring.invented import events, frames

PATRONS = pd.DataFrame(
    {
        "client": ["red-front", "red-front", "blue-guard"],
        "patron": ["AAA", "BBB", "red-front"],
        "since": ["2019-01-01", "2020-02-01", None],
        "until": ["2020-01-15", None, None],
    }
)


def cells(frame, by="conduct", patrons=None):
    counted = cube.entities(frame, by, patrons)
    return set(zip(counted["event_id"], counted["entity"], strict=True))


@given(frames())
def test_an_event_counts_once_for_an_entity_and_role(frame):
    for by in ("conduct", "exposure", "pair", "country"):
        counted = cube.entities(frame, by)
        shares = counted.groupby(["event_id", "entity"])["share"].sum()
        np.testing.assert_allclose(shares, 1.0)


@given(frames())
def test_more_targets_add_nothing_to_conduct(frame):
    doubled = pd.concat([frame, frame.assign(target="CCC")], ignore_index=True)
    one, two = cube.of(frame, measure(frame)), cube.of(doubled, measure(doubled))
    assert one.entities == two.entities
    np.testing.assert_array_equal(one.counts, two.counts)
    clash = IDS.index("state_clash")  # a state among the new targets may make an event a clash of states
    np.testing.assert_allclose(np.delete(one.values, clash, axis=2), np.delete(two.values, clash, axis=2), atol=1e-12)


@given(frames())
def test_the_order_of_rows_changes_nothing(frame):
    measures = measure(frame)
    one, two = cube.of(frame, measures), cube.of(frame.iloc[::-1], measures)
    assert one.entities == two.entities and one.dates.equals(two.dates)
    np.testing.assert_allclose(one.values, two.values, atol=1e-12)


@given(frames())
def test_other_engines_give_the_same_entities_and_sums(frame):
    measures = measure(frame)
    for by in ("conduct", "pair"):
        ours = cube.entities(frame, by)
        theirs = cube.entities(pa.Table.from_pandas(frame), by).to_pandas()
        order = ["event_id", "entity", "date"]
        ours, theirs = (f.sort_values(order, ignore_index=True) for f in (ours, theirs))
        pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)
    joined = cube.entities(frame, "conduct").join(measures, on="event_id")
    eager = cube.build(joined)
    for other in (pa.Table.from_pandas(joined), nw.from_native(joined).lazy()):
        np.testing.assert_allclose(eager.values, cube.build(other).values, atol=1e-12)


@pytest.mark.parametrize(
    ("precision", "first", "last", "days"),
    [
        ("day", "2020-02-05", "2020-02-05", 1),
        ("week", "2020-01-30", "2020-02-05", 7),
        ("month", "2020-02-01", "2020-02-29", 29),
        ("year", "2020-01-01", "2020-12-31", 366),
    ],
)
def test_vague_dates_are_spread_over_their_span(precision, first, last, days):
    frame = events([{"date": "2020-02-05T13:00", "date_precision": precision, "source": "AAA"}])
    counted = cube.entities(frame, "conduct")
    assert len(counted) == days and counted["share"].sum() == pytest.approx(1)
    assert counted["date"].min() == pd.Timestamp(first) and counted["date"].max() == pd.Timestamp(last)


def test_undated_events_are_left_out_and_counted():
    frame = events([{"source": "AAA"}, {"date": None, "source": "AAA"}, {"date_precision": "unknown", "source": "AAA"}])
    built = cube.of(frame, measure(frame))
    assert built.undated == 2 and built.counts.sum() == 1


def test_roles_and_pairs_read_their_own_columns():
    frame = events([{"event_id": "e", "source": "AAA", "target": "red-front", "country": "BBB"}])
    assert cells(frame) == {("e", "AAA")}
    assert cells(frame, "exposure") == {("e", "red-front")}
    assert cells(frame, "pair") == {("e", "AAA>red-front")}
    assert cells(frame, "country") == {("e", "BBB")}


def test_nobody_named_counts_for_nobody():
    assert cells(events([{"target": "AAA"}])) == set() and cells(events([{"source": "AAA"}]), "pair") == set()


def test_sponsorship_is_one_hop_dated_and_without_the_patrons_own_acts():
    early = events([{"event_id": "e", "source": "red-front", "date": "2020-01-10"}])
    late = events([{"event_id": "l", "source": "red-front", "date": "2020-02-10"}])
    two_hops = events([{"event_id": "b", "source": "blue-guard", "date": "2020-02-10"}])
    joint = events([{"event_id": "j", "source": actor, "date": "2020-02-10"} for actor in ("red-front", "BBB")])
    assert cells(early, "sponsorship", PATRONS) == {("e", "AAA")}
    assert cells(late, "sponsorship", PATRONS) == {("l", "BBB")}
    assert cells(two_hops, "sponsorship", PATRONS) == {("b", "red-front")}
    assert cells(joint, "sponsorship", PATRONS) == set()


def test_questions_that_cannot_be_answered_are_refused():
    frame = events([{"source": "AAA"}])
    with pytest.raises(CubeError, match="mood"):
        cube.entities(frame, "mood")
    with pytest.raises(CubeError, match="patrons"):
        cube.entities(frame, "sponsorship")
    with pytest.raises(CubeError, match="share"):
        cube.build(pd.DataFrame({"entity": ["a"], "date": [pd.Timestamp("2020-01-01")]}))
    built = cube.of(frame, measure(frame))
    with pytest.raises(CubeError, match="already decayed"):
        built.decayed(7).decayed(7)
    with pytest.raises(CubeError, match="half-life"):
        built.plus(built.decayed(7), 0.5)
    with pytest.raises(CubeError, match="2"):
        built.plus(built, 2)


def test_text_covers_the_days_of_its_publication_and_coded_data_those_of_their_events():
    article = {"origin": "extracted", "date": "2020-01-01", "published": "2020-03-01", "type": "AID", "quote": "x"}
    assert cube.span(events([article])) == (pd.Timestamp("2020-03-01"),) * 2
    release = {"date": "2020-01-01", "published": "2023-01-01"}
    assert cube.span(events([release])) == (pd.Timestamp("2020-01-01"),) * 2
    assert cube.span(empty()) is None


@given(frames())
def test_what_is_known_on_a_day_was_published_by_then(frame):
    day = pd.Timestamp("2020-02-10")
    known = cube.known_on(frame, day)
    assert (known["published"].fillna(known["date"]) < day + pd.Timedelta(days=1)).all()
    pd.testing.assert_frame_equal(cube.known_on(known, day), known)


def test_a_share_of_another_cube_joins_its_entities():
    frame = events([{"source": "red-front", "date": "2020-02-10"}])
    measures = measure(frame)
    conduct, sponsored = cube.of(frame, measures), cube.of(frame, measures, "sponsorship", PATRONS)
    both = conduct.plus(sponsored, 0.25)
    assert both.entities == ("red-front", "BBB")
    np.testing.assert_allclose(both.values[1], 0.25 * both.values[0])


def test_no_events_give_an_empty_cube():
    assert cube.of(empty(), measure(empty())).values.shape == (0, 0, len(IDS))
