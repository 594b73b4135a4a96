"""Corrections: what a person says of an event outlives every reading, and never breaks the schema."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import data
from data import corrections, documents
from data.correctable import COLUMNS
from data.corrections import CHECKED, CONFIRMED, DISMISSED, REVIEW, CorrectionError
from data.events import validate
from data.places import spellings
from data.store import Store
from tests.fuzzing import examples
from tests.stored import one_document

CASE = "us-iran-2019-2021"
_ERBIL = dict(reversed(spellings()))["Erbil"]
ERBIL = {"place": "Erbil", "country": "IRQ", "lat": _ERBIL.lat, "lon": _ERBIL.lon, "place_precision": "city"}
TALKS = "Envoys of Kesh met officials of Tamiria in the capital on Wednesday and signed a treaty of friendship."


def event(event_id: str, source: str | None, target: str | None, **values: object) -> dict:
    plain = {
        "dataset": "made", "origin": "extracted", "type": "ASSAULT", "mode": "aerial", "realis": "realised",
        "date": "2021-03-01", "date_precision": "week", "reports": 1, "confidence": 0.6, "quote": "They did.",
        "source_text": source and f"the {source}", "target_text": target and f"the {target}",
        "killed_low": 4, "killed_best": 5, "killed_high": 7,
    }  # fmt: skip
    return plain | {"event_id": event_id, "source": source, "target": target} | values


EVENTS = validate(
    pd.DataFrame(
        [
            event("a", "varenia", "kesh"),
            event("b", "varenia", "ostrel-front"),
            event("b", "tamiria", "ostrel-front"),
            event("c", "kesh", "varenia", responds_to="a", response_cue="in return", type="THREATEN", mode=None),
            event("d", "kesh", None, origin="coded", type="COERCE", mode="arrest"),
        ]
    )
)


def told(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Corrections as the store gives them, of (event id, what, new)."""
    frame = pd.DataFrame(rows, columns=["subject_id", "what", "new"]).assign(
        dataset="made", subject="event", old=None, who="R", at="2026-01-01T00:00:00Z"
    )
    return frame.assign(number=range(1, len(frame) + 1))


def one(events: pd.DataFrame, event_id: str) -> pd.DataFrame:
    return events[events["event_id"] == event_id]


def test_without_corrections_nothing_is_touched():
    assert corrections.apply(EVENTS, told()) is EVENTS
    assert corrections.apply(EVENTS, told(("elsewhere", "type", "AID"))) is EVENTS


@pytest.mark.parametrize(
    ("what", "new", "expected"),
    [
        ("type", "COERCE", {"type": "COERCE", "mode": None, "origin": "analyst"}),  # it has no mode `aerial`
        ("mode", "drone", {"mode": "drone", "origin": "analyst"}),
        ("mode", None, {"mode": None, "origin": "analyst"}),
        ("realis", "denied", {"realis": "denied", "origin": "extracted"}),
        ("source", "tamiria", {"source": "tamiria", "source_text": None, "target": "kesh", "target_text": "the kesh"}),
        ("source", None, {"source": None, "source_text": None}),
        ("date", "2021-02-27", {"date": pd.Timestamp("2021-02-27"), "date_precision": "day"}),
        ("date", None, {"date": None, "date_precision": "unknown"}),
        ("place", "Erbil", ERBIL),
        ("place", "the mill", {"place": "the mill", "country": None, "lat": None, "place_precision": "unknown"}),
        ("place", None, {"place": None, "place_precision": None}),
        ("killed_best", "6", {"killed_low": 4, "killed_best": 6, "killed_high": 7}),  # inside what is claimed
        ("killed_best", "12", {"killed_low": 12, "killed_best": 12, "killed_high": 12}),
        ("killed_best", None, {"killed_low": None, "killed_best": None, "killed_high": None}),
        ("wounded_best", "0", {"wounded_low": 0, "wounded_best": 0, "wounded_high": 0}),
        ("claimant", "kesh", {"claimant": "kesh"}),
        (REVIEW, CONFIRMED, {"confidence": CHECKED, "origin": "extracted", "type": "ASSAULT"}),
    ],
)
def test_a_correction_changes_its_columns_and_no_other(what, new, expected):
    out = corrections.apply(EVENTS, told(("a", what, new)))
    row, before = one(out, "a").iloc[0], one(EVENTS, "a").iloc[0]
    for column in EVENTS:
        wanted = expected.get(column, before[column])
        assert (pd.isna(row[column]) and pd.isna(wanted)) or row[column] == wanted, column
    pd.testing.assert_frame_equal(out[out["event_id"] != "a"], EVENTS[EVENTS["event_id"] != "a"])


def test_the_last_correction_of_a_column_counts_and_those_of_others_stay():
    rows = told(("a", "type", "AID"), ("a", "realis", "planned"), ("a", "type", "SUPPORT"))
    row = one(corrections.apply(EVENTS, rows), "a").iloc[0]
    assert (row["type"], row["realis"]) == ("SUPPORT", "planned")


def test_a_dismissed_event_disappears_nothing_answers_it_and_it_can_come_back():
    out = corrections.apply(EVENTS, told(("a", REVIEW, DISMISSED)))
    assert out["event_id"].tolist() == ["b", "b", "c", "d"]
    assert pd.isna(one(out, "c")["responds_to"].iloc[0]) and one(out, "c")["response_cue"].iloc[0] == "in return"
    back = corrections.apply(EVENTS, told(("a", REVIEW, DISMISSED), ("a", REVIEW, None)))
    pd.testing.assert_frame_equal(back, EVENTS)


@pytest.mark.parametrize(
    ("new", "pairs"),
    [
        ("kesh", [("kesh", "ostrel-front")]),
        ("tamiria|kesh", [("tamiria", "ostrel-front"), ("kesh", "ostrel-front")]),
        (None, [(None, "ostrel-front")]),
    ],
)
def test_joint_actors_are_replaced_together(new, pairs):
    rows = one(corrections.apply(EVENTS, told(("b", "source", new))), "b")
    found = rows[["source", "target"]].astype(object).where(rows[["source", "target"]].notna(), None)
    assert list(found.itertuples(index=False, name=None)) == pairs
    words = dict(zip(rows["source"], rows["source_text"], strict=True))
    assert words.get("tamiria") in (None, "the tamiria") and pd.isna(words.get("kesh"))


def test_a_coded_event_is_corrected_alike_and_a_confirmed_one_keeps_its_confidence():
    rows = told(("d", "type", "SANCTION"), ("d", REVIEW, CONFIRMED))
    row = one(corrections.apply(EVENTS, rows), "d").iloc[0]
    assert (row["type"], row["origin"], row["confidence"]) == ("SANCTION", "analyst", 0.6) and pd.isna(row["mode"])


@pytest.mark.parametrize(
    ("what", "new"),
    [("type", "WAR"), ("type", None), ("colour", "red"), ("date", "1 March"), ("killed_best", "-1"), (REVIEW, "maybe"),
     ("source", "the army"), ("date", "0021-03-01")],
)  # fmt: skip
def test_what_the_schema_does_not_allow_is_passed_over(what, new):
    assert corrections.apply(EVENTS, told(("a", what, new))) is EVENTS


_VALUES = {
    "type": some.sampled_from(["AID", "ASSAULT", "CONSULT", "no type"]),
    "mode": some.sampled_from(["drone", "phone", None]),
    "realis": some.sampled_from(["planned", "denied"]),
    "source": some.sampled_from(["kesh", "kesh|varenia", None, "a b"]),
    "target": some.sampled_from(["tamiria", None]), "date": some.sampled_from(["2021-02-02", None, "soon"]),
    "place": some.sampled_from(["Erbil", "nowhere", None]), "killed_best": some.sampled_from(["0", "99", None, "x"]),
    "wounded_best": some.sampled_from(["3", None]), "claimant": some.sampled_from(["kesh", None]),
    REVIEW: some.sampled_from([CONFIRMED, DISMISSED, None]),
}  # fmt: skip


@settings(max_examples=examples(40), deadline=None)
@given(some.lists(some.sampled_from(sorted(_VALUES)).flatmap(
    lambda what: some.tuples(some.sampled_from("abcdx"), some.just(what), _VALUES[what])), max_size=12))  # fmt: skip
def test_whatever_is_noted_events_stay_in_the_schema_and_only_dismissed_ones_go(rows):
    out = corrections.apply(EVENTS, told(*rows))
    pd.testing.assert_frame_equal(validate(out), out)
    gone = {event_id for event_id in "abcd" if corrections.verdict(told(*rows), event_id) == DISMISSED}
    assert set(out["event_id"]) == set("abcd") - gone
    assert not out["responds_to"].isin(gone).any()
    assert out["event_id"].drop_duplicates().tolist() == sorted(set("abcd") - gone)  # the order stays


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "WAR"}, "allowed: AGREE, SUPPORT"),
        ({"type": ""}, "type: nothing is not allowed"),
        ({"type": "AID", "mode": "drone"}, "AID has no mode drone; allowed: none"),
        ({"mode": "arrest"}, "ASSAULT has no mode arrest; allowed: aerial, drone"),
        ({"source": "the army"}, "an actor id"),
        ({"target": ["kesh", ""]}, "an actor id"),
        ({"date": "02/03/2021"}, "YYYY-MM-DD"),
        ({"date": "3021-01-01"}, "1945-01-01 to 2100-12-31"),
        ({"killed_best": "about five"}, "a whole number"),
        ({"killed_best": 2.5}, "a whole number"),
        ({"realis": "perhaps"}, "realised, planned"),
        ({"place": "x" * 200}, "up to 120 characters"),
        ({"quote": "They did not."}, "cannot be corrected"),
    ],
)
def test_what_would_break_the_schema_is_refused_and_nothing_is_noted(tmp_path, changes, said):
    store = Store(tmp_path / "store.sqlite")
    with pytest.raises(CorrectionError) as caught:
        corrections.correct(store, "made", one(EVENTS, "a"), {"realis": "planned"} | changes, "R")
    assert said in str(caught.value)
    assert store.corrections("made").empty


def test_only_what_differs_is_noted_with_what_it_was(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    same = corrections.present(one(EVENTS, "b"))
    assert same["source"] == "varenia|tamiria" and same["killed_best"] == "5" and same["date"] == "2021-03-01"
    assert corrections.correct(store, "made", one(EVENTS, "b"), same, "R") == 0
    changes = same | {"source": ["varenia"], "killed_best": 6, "date": pd.Timestamp("2021-03-02")}
    assert corrections.correct(store, "made", one(EVENTS, "b"), changes, "R") == 3
    noted = store.corrections("made")
    assert sorted(noted[["what", "old", "new", "who"]].to_numpy().tolist()) == [
        ["date", "2021-03-01", "2021-03-02", "R"], ["killed_best", "5", "6", "R"],
        ["source", "varenia|tamiria", "varenia", "R"],
    ]  # fmt: skip
    after = corrections.present(one(corrections.apply(EVENTS, noted), "b"))
    assert {what for what in COLUMNS if after[what] != same[what]} == {"source", "date", "killed_best"}


def test_the_bundled_case_is_corrected_on_every_day_of_knowledge_and_without_added_articles(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    before = data.load(CASE)
    assert data.load(CASE, store).equals(before)
    strike, other = before.drop_duplicates("event_id")["event_id"].iloc[[0, 1]]
    corrections.correct(store, CASE, one(before, strike), {"killed_best": "77"}, "R")
    corrections.review(store, CASE, other, DISMISSED, "R")
    known = before["published"].max().date()
    for loaded in (data.load(CASE, store), data.load(CASE, store, added=False), data.load(CASE, store, known)):
        assert set(one(loaded, strike)["killed_best"]) == {77}
        assert one(loaded, other).empty
        assert loaded["event_id"].nunique() == before["event_id"].nunique() - 1
    assert corrections.reviewed(store.corrections(CASE)) == {strike, other}


def test_corrections_survive_a_new_reading_and_wait_for_a_text_that_is_not_there(tmp_path):
    store, read, talks = (
        Store(tmp_path / "store.sqlite"),
        one_document(),
        documents.from_text(TALKS, None, "2021-03-04"),
    )
    store.add(read, data.events.empty(), "mine")
    found = data.load("mine", store)
    first = found["event_id"].iloc[0]
    corrections.correct(store, "mine", one(found, first), {"realis": "denied"}, "R")
    assert set(one(data.load("mine", store), first)["realis"]) == {"denied"}
    store.add(talks, data.events.empty(), "mine")  # all documents are read anew, together
    assert set(one(data.load("mine", store), first)["realis"]) == {"denied"}
    elsewhere = Store(tmp_path / "other.sqlite")
    elsewhere.correct("mine", "event", first, "realis", None, "denied", "R")
    elsewhere.add(talks, data.events.empty(), "mine")
    lost = corrections.unmatched(data.uncorrected("mine", elsewhere), elsewhere.corrections("mine"))
    assert lost["subject_id"].tolist() == [first]
    elsewhere.add(read, data.events.empty(), "mine")
    assert set(one(data.load("mine", elsewhere), first)["realis"]) == {"denied"}
