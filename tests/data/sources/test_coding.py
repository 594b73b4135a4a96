"""Schema columns become events; what does not fit is told and left empty, or the record is left out."""

from __future__ import annotations

import pandas as pd
import pytest

from data.events import event_id
from data.sources import coding


def lines(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns, index=pd.RangeIndex(2, 2 + len(next(iter(columns.values()))), name="line"))


def one(**columns: object) -> pd.DataFrame:
    given = {"native_id": "7", "type": "ACCUSE", "date": "2031-05-01", **columns}
    return lines(**{name: [value] for name, value in given.items()})


def test_defaults_stand_for_what_a_dataset_does_not_say() -> None:
    events, rejects = coding.finish(one(), "set")
    (event,) = events.to_dict("records")
    assert event["event_id"] == event_id("set", "7")
    assert {name: event[name] for name in coding.DEFAULTS} == coding.DEFAULTS
    assert pd.isna(event["killed_best"])  # null is not zero
    assert rejects.empty


@pytest.mark.parametrize(
    ("column", "found", "kept"),
    [
        ("killed_best", "three", True),
        ("killed_best", "-1", True),
        ("killed_best", "inf", True),
        ("lat", "90.1", True),
        ("reports", "0", True),
        ("confidence", "2", True),
        ("published", "yesterday", True),
        ("place_precision", "street", True),
        ("realis", "perhaps", True),
        ("date", "2031-02-30", False),
        ("date", "soon", False),
        ("date", "0203-05-01", False),
        ("date", "9999-12-31", False),
        ("published", "0203-05-01", True),
        ("type", "FIGHT", False),
    ],
)
def test_what_does_not_fit_is_told(column: str, found: str, kept: bool) -> None:
    events, rejects = coding.finish(one(**{column: found}), "set")
    (reject,) = rejects.to_dict("records")
    assert (reject["line"], reject["native_id"], reject["column"], reject["found"]) == (2, "7", column, found)
    assert reject["kept"] is kept
    assert len(events) == kept
    if kept and column not in coding.DEFAULTS:
        assert events[column].isna().all()


@pytest.mark.parametrize(
    ("missing", "reason"),
    [("native_id", "no event_id"), ("type", "no type"), ("date", "no date")],
)
def test_a_record_needs_an_id_a_type_and_a_date(missing: str, reason: str) -> None:
    events, rejects = coding.finish(one(**{missing: None}), "set")
    assert events.empty
    assert rejects["reason"].tolist() == [f"{reason}: the record is left out"]


def test_an_event_that_says_so_may_be_undated() -> None:
    events, rejects = coding.finish(one(date=None, date_precision="unknown"), "set")
    assert len(events) == 1 and rejects.empty


def test_a_reject_leaves_its_record_out_and_learns_its_id() -> None:
    frame = lines(native_id=["a", "b"], type=["AID", "AID"], date=["2031-05-01"] * 2)
    told = [coding.reject([3], "x", "?", "why", kept=False), coding.reject([2], "y", "!", "odd", kept=True)]
    events, rejects = coding.finish(frame, "set", told)
    assert events["native_id"].tolist() == ["a"]
    assert rejects[["line", "native_id", "kept"]].values.tolist() == [[2, "a", True], [3, "b", False]]


def test_joint_actors_share_a_line_and_repeats_do_not() -> None:
    frame = lines(native_id=["a", "a", "b"], type=["AID"] * 3, date=["2031-05-01"] * 3, source=["x", "y", "z"])
    joint = frame.set_axis([2, 2, 3])
    assert len(coding.finish(joint, "set")[0]) == 3
    events, rejects = coding.finish(frame, "set")
    assert events["source"].tolist() == ["x", "z"]
    assert rejects[["line", "native_id", "kept"]].values.tolist() == [[3, "a", False]]


def test_repeats_are_seen_across_chunks() -> None:
    seen = coding.Seen()
    first, _ = coding.finish(one(), "set", seen=seen)
    again, rejects = coding.finish(one(), "set", seen=seen)
    assert (len(first), len(again), len(rejects)) == (1, 0, 1)


def test_ids_are_those_of_the_schema() -> None:
    native = pd.Series(["1", None, "é", "x\x1fy"], index=[5, 6, 7, 8])
    got = coding.ids("set", native)
    assert got.index.tolist() == [5, 6, 7, 8]
    assert got.dropna().tolist() == [event_id("set", value) for value in ("1", "é", "x\x1fy")]
    assert got.isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2031-05-01", "2031-05-01"), ("2031-05-01T10:00:00+02:00", "2031-05-01 08:00"), ("01 May 2031", "2031-05-01")],
)
def test_dates_are_read_by_the_formats_given(text: str, day: str) -> None:
    remarks: list[pd.DataFrame] = []
    got = coding.dates(pd.Series([text], name="d"), remarks, formats=("ISO8601", "%d %B %Y"))
    assert got[0] == pd.Timestamp(day) and not remarks


def test_a_remark_on_a_line_that_gives_no_row_has_no_id() -> None:
    remark = coding.reject([9], "date", "soon", "no record", kept=False)
    events, rejects = coding.finish(one().head(0), "set", remark)
    assert events.empty and rejects["native_id"].isna().all()
    assert {name: str(kind) for name, kind in rejects.dtypes.items()} == coding.REJECT_COLUMNS
