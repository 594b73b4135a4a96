"""UCDP GED: both directions of a fight, ordered tolls, precisions; and what is odd in the real releases."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from data.sources import SourceError, ucdp_ged

# in the folder that holds the repository, or one further up
SHARED = next((found for up in Path(__file__).parents if (found := up / "shared" / "formats").exists()), None)
FIXTURE = Path(__file__).parents[2] / "fixtures" / "sources" / "ucdp.csv"
FORTY_ONE_LACK = ("relid", "code_status", "conflict_dset_id", "dyad_dset_id", "side_a_dset_id", "side_b_dset_id",
                  "where_description", "gwnoa")  # fmt: skip


def read(tmp_path: Path, lacking: tuple[str, ...] = (), **changes: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first record of the fixture with `changes`."""
    frame = pd.read_csv(FIXTURE, dtype="str").head(1).assign(**changes).drop(columns=list(lacking))
    path = tmp_path / "ged.csv"
    frame.to_csv(path, index=False)
    events, rejects = ucdp_ged.read(path)
    return events, rejects[rejects["column"] != "country"]  # Arvenia is invented: warned of in every record


@pytest.mark.parametrize(
    ("low", "best", "high", "expected", "is_odd"),
    [
        ("2", "3", "5", (2, 3, 5), False),
        ("0", "0", "4", (0, 0, 4), False),
        ("0", "0", "0", (0, 0, 0), False),
        ("5", "3", "8", (3, 3, 8), True),
        ("1", "9", "4", (1, 9, 9), True),
        ("5", "3", "4", (3, 3, 5), True),
    ],
)
def test_tolls_are_put_in_order_and_told(low, best, high, expected, is_odd, tmp_path: Path) -> None:
    events, rejects = read(tmp_path, low=low, best=best, high=high)
    assert events[["killed_low", "killed_best", "killed_high"]].drop_duplicates().values.tolist() == [list(expected)]
    assert rejects["found"].tolist() == ([f"low {low}, best {best}, high {high}"] if is_odd else [])
    assert rejects["kept"].all()


def test_a_toll_that_is_not_given_is_not_zero(tmp_path: Path) -> None:
    events, _ = read(tmp_path, low="", best="", high="many")
    assert events[["killed_low", "killed_best", "killed_high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("start", "end", "code", "day", "precision"),
    [
        ("2031-05-01", "2031-05-01", "1", "2031-05-01", "day"),
        ("2031-05-01", "2031-05-03", "1", "2031-05-03", "week"),  # several days, whatever the code
        ("2031-05-01", "2031-05-04", "2", "2031-05-04", "week"),
        ("2031-05-04", "2031-05-04", "2", "2031-05-04", "week"),
        ("2031-05-01", "2031-05-07", "3", "2031-05-07", "week"),
        ("2031-05-01", "2031-05-31", "4", "2031-05-16", "month"),
        ("2031-05-30", "2031-06-20", "4", "2031-06-09", "month"),
        ("2031-02-01", "2031-09-30", "5", "2031-06-01", "year"),
        ("2031-05-01", "2031-06-20", "4", "2031-05-26", "year"),
        ("2031-05-03 00:00:00.000", "2031-05-03 00:00:00.000", "1", "2031-05-03", "day"),
        ("2031-05-03", "2031-05-01", "2", "2031-05-03", "week"),
        ("2031-05-03", "?", "1", "2031-05-03", "day"),
        ("2031-05-03", "2031-05-03", "9", "2031-05-03", "day"),
    ],
)
def test_days_and_their_precision(start, end, code, day, precision, tmp_path: Path) -> None:
    events, rejects = read(tmp_path, date_start=start, date_end=end, date_prec=code)
    assert set(events["date"]) == {pd.Timestamp(day)}
    assert set(events["date_precision"]) == {precision}
    assert len(rejects) == (code == "9" or end == "?" or end < start)


@pytest.mark.parametrize(
    ("code", "precision"),
    [("1", "point"), ("2", "city"), ("3", "region"), ("4", "region"), ("6", "country"), ("", "unknown")],
)
def test_places_and_their_precision(code: str, precision: str, tmp_path: Path) -> None:
    events, _ = read(tmp_path, where_prec=code)
    assert set(events["place_precision"]) == {precision}


@pytest.mark.parametrize(
    ("kind", "a", "b", "pairs"),
    [
        ("1", "Red", "Blue", [("red", "blue"), ("blue", "red")]),
        ("2", "Red, Pink", "Blue", [("red", "blue"), ("pink", "blue"), ("blue", "red"), ("blue", "pink")]),
        ("3", "Red", "Civilians", [("red", "civilians")]),
        ("1", "Government of Macedonia, FYR", "Blue", [("MKD", "blue"), ("blue", "MKD")]),
        ("2", "Blue", "SNA", [("blue", "syrian-national-army"), ("syrian-national-army", "blue")]),
    ],
)
def test_sides_become_directions(kind, a, b, pairs, tmp_path: Path) -> None:
    events, _ = read(tmp_path, type_of_violence=kind, side_a=a, side_b=b)
    assert list(zip(events["source"], events["target"], strict=True)) == pairs
    assert events["event_id"].nunique() == 1
    assert set(events["type"]) == {"ASSAULT"} and events["mode"].isna().all()


def test_what_is_no_event_of_its_own_is_left_out(tmp_path: Path) -> None:
    events, _ = read(tmp_path)
    for column in ("quote", "published", "claimant", "document_id", "wounded_best"):
        assert events[column].isna().all(), column


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("code_status", "Check not final", True),
        ("side_b", "XXX652", True),
        ("latitude", "95", True),
        ("best", "three", True),
        ("type_of_violence", "4", False),
        ("date_start", "2031-13-01", False),
    ],
)
def test_what_is_odd_or_broken_is_told(column: str, value: str, kept: bool, tmp_path: Path) -> None:
    events, rejects = read(tmp_path, **{column: value})
    assert value in rejects["found"].tolist()
    assert rejects["kept"].tolist() == [kept] * len(rejects)
    assert bool(len(events)) is kept


def test_civilians_among_the_dead_are_victims(tmp_path: Path) -> None:
    assert set(read(tmp_path, deaths_civilians="2")[0]["victims"]) == {"2 civilians"}
    assert read(tmp_path, deaths_civilians="0")[0]["victims"].isna().all()


def test_releases_with_fewer_columns_and_the_answer_of_the_api_give_the_same(tmp_path: Path) -> None:
    whole, _ = read(tmp_path)
    pd.testing.assert_frame_equal(read(tmp_path, FORTY_ONE_LACK)[0], whole)
    path = tmp_path / "page.json"
    records = pd.read_csv(FIXTURE).head(1).to_json(orient="records")
    path.write_text(json.dumps({"TotalCount": 1, "TotalPages": 1, "Result": json.loads(records)}))
    pd.testing.assert_frame_equal(ucdp_ged.read(path)[0], whole)


def test_a_release_without_tolls_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a file of UCDP"):
        read(tmp_path, ("best",))


@pytest.mark.skipif(SHARED is None, reason="the real releases are not here")
@pytest.mark.parametrize(
    ("file", "records", "out_of_order", "no_dead", "vague_places", "vague_days"),
    [
        ("ucdp_ged_syria_2016_2019.csv.gz", 16_566, 30 + 71, 1_124, 620 + 562 + 254, 16_566 - 15_480),
        ("ucdp_ged_v23_1_sample.csv", 1_000, 8 + 5, 93, 105 + 35 + 12 + 1, 1_000 - 849),
    ],
)
def test_every_real_record_is_accounted_for(file, records, out_of_order, no_dead, vague_places, vague_days) -> None:
    events, rejects = ucdp_ged.read(SHARED / file)
    assert events["event_id"].nunique() == records and rejects["kept"].all()
    first = events.drop_duplicates("event_id")
    raw = pd.read_csv(SHARED / file, dtype="str")
    vague = first["place_precision"].isin(("region", "country")).to_numpy() & (raw["where_prec"] != "3").to_numpy()
    assert first["native_id"].tolist() == raw["id"].tolist()
    assert (rejects["column"] == "low, best, high").sum() == out_of_order == len(rejects)
    assert ((first["killed_best"] == 0) & (first["killed_high"] >= 1)).sum() == no_dead
    assert (first["date_precision"] != "day").sum() == vague_days
    assert vague.sum() == vague_places
    assert first["country"].notna().all()
