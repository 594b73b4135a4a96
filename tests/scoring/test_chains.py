"""Who answered whom: what the text claims stands as claimed, and nothing is inferred that has a second reading."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import chains, sides
from scoring.chains import WITHIN, ChainError, link, unlinked
from tests.scoring.invented import events, frames

UMBRELLAS = pd.DataFrame(
    {"member": ["red-front"], "umbrella": ["red-league"], "since": ["2020-01-01"], "until": ["2020-02-29"]}
)
PATRONS = pd.DataFrame(
    {"client": ["red-front", "red-guard"], "patron": ["AAA", "AAA"], "since": [None, None], "until": [None, None]}
)
STRUCK = {"event_id": "p", "source": "AAA", "target": "BBB", "date": "2020-02-01"}
OTHER = STRUCK | {"event_id": "r"}
BACK = {"event_id": "q", "source": "BBB", "target": "AAA", "date": "2020-02-04"}


def drawn(*rows: dict, **settings: object) -> list[tuple[str, str, str]]:
    frame = events(list(rows))
    links = link(frame, pd.Series(1.0, index=frame["event_id"].unique()), **settings)
    return list(links[["earlier", "later", "kind"]].itertuples(index=False, name=None))


INFERRED = [("p", "q", "inferred")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((STRUCK, BACK), INFERRED),
        ((BACK, STRUCK), INFERRED),
        ((STRUCK, BACK | {"date": "2020-02-15"}), INFERRED),  # the last day of the window
        ((STRUCK, BACK | {"date": "2020-02-16"}), []),
        ((STRUCK, BACK | {"date": "2020-02-01"}), []),  # one day, no order
        ((STRUCK, BACK | {"date": "2020-01-30"}), [("q", "p", "inferred")]),
        ((STRUCK, BACK | {"target": "CCC"}), []),  # not on the one who struck
        ((STRUCK, BACK | {"source": "CCC"}), []),
        ((STRUCK, BACK | {"target": None}), []),
        ((STRUCK | {"source": None}, BACK), []),
        # one of two that may be answered, by the other, by somebody unnamed, on the day of the answer, by pressure
        ((STRUCK, OTHER | {"date": "2020-02-02"}, BACK), []),
        ((STRUCK, OTHER | {"source": None, "date": "2020-02-02"}, BACK), []),
        ((STRUCK, OTHER | {"date": "2020-02-04"}, BACK), []),
        ((STRUCK, OTHER | {"type": "SANCTION"}, BACK), []),
        # what cannot have been meant leaves the one that can
        ((STRUCK, OTHER | {"date": "2020-01-10"}, BACK), INFERRED),
        ((STRUCK, OTHER | {"source": "CCC"}, BACK), INFERRED),
        ((STRUCK, OTHER | {"target": "CCC"}, BACK), INFERRED),
        ((STRUCK, OTHER | {"type": "ACCUSE"}, BACK), INFERRED),
        ((STRUCK, OTHER | {"realis": "planned"}, BACK), INFERRED),
        # like answers like, and a word is no deed
        ((STRUCK | {"type": "PROTEST"}, BACK), INFERRED),
        ((STRUCK | {"type": "COERCE"}, BACK | {"type": "SANCTION"}), INFERRED),
        ((STRUCK, BACK | {"type": "SANCTION"}), []),
        ((STRUCK, BACK | {"type": "THREATEN"}), []),
        ((STRUCK | {"type": "ACCUSE"}, BACK | {"type": "ACCUSE"}), []),
        # dates: a week will do where it leaves no doubt, and nothing coarser
        ((STRUCK, BACK | {"date_precision": "week", "date": "2020-02-08"}), INFERRED),
        ((STRUCK, BACK | {"date_precision": "week", "date": "2020-02-07"}), []),
        ((STRUCK, BACK | {"date_precision": "week", "date": "2020-02-16"}), []),
        ((STRUCK | {"date_precision": "week"}, BACK), INFERRED),
        ((STRUCK | {"date_precision": "month", "date": "2020-01-31"}, BACK), []),
        ((STRUCK | {"date_precision": "unknown", "date": None}, BACK), []),
        # the first day of answers counts, and all of it
        ((STRUCK, BACK, BACK | {"event_id": "s", "date": "2020-02-05"}), INFERRED),
        ((STRUCK, BACK, BACK | {"event_id": "s"}), [*INFERRED, ("p", "s", "inferred")]),
        # joint actors are one event
        ((STRUCK, STRUCK | {"source": "CCC"}, BACK, BACK | {"target": "CCC"}), INFERRED),
    ]
    + [((STRUCK | {"realis": realis}, BACK), []) for realis in ("planned", "hypothetical", "denied", "background")]
    + [((STRUCK, BACK | {"realis": realis}), []) for realis in ("planned", "hypothetical", "denied", "background")],
)
def test_what_is_inferred(rows, expected):
    assert drawn(*rows) == expected


CLAIM = {"responds_to": "p", "response_cue": "in answer to", "origin": "extracted"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((STRUCK, BACK | CLAIM), [("p", "q", "explicit")]),
        ((STRUCK, BACK | CLAIM | {"date": "2021-02-04"}), [("p", "q", "explicit")]),  # no window
        ((STRUCK, BACK | CLAIM | {"date": "2020-02-01"}), [("p", "q", "explicit")]),  # the text knows the order
        ((STRUCK | {"date": None, "date_precision": "unknown"}, BACK | CLAIM), [("p", "q", "explicit")]),
        ((STRUCK | {"type": "ACCUSE"}, BACK | CLAIM | {"type": "REJECT"}), [("p", "q", "explicit")]),
        ((STRUCK, BACK | CLAIM, BACK | CLAIM | {"target": "CCC"}), [("p", "q", "explicit")]),  # joint actors
        ((STRUCK, BACK | CLAIM | {"realis": "planned"}), []),
        # what is claimed for one answer is not inferred for it, and is answered for those after it
        ((STRUCK, OTHER | {"target": "CCC"}, BACK | CLAIM | {"responds_to": "r"}), [("r", "q", "explicit")]),
        ((STRUCK, BACK | CLAIM, BACK | {"event_id": "s", "date": "2020-02-05"}), [("p", "q", "explicit")]),
        ((STRUCK, BACK | CLAIM, BACK | {"event_id": "s"}), [("p", "q", "explicit")]),
        (
            (STRUCK, BACK | CLAIM, OTHER | {"date": "2020-02-06"},
             BACK | {"event_id": "s", "date": "2020-02-08"}),
            [("p", "q", "explicit"), ("q", "r", "inferred"), ("r", "s", "inferred")],
        ),
        # two claims about one event, from two articles, stand beside each other
        (
            (STRUCK, OTHER | {"date": "2020-01-01"}, BACK | CLAIM, BACK | CLAIM | {"responds_to": "r"}),
            [("p", "q", "explicit"), ("r", "q", "explicit")],
        ),
    ],
)  # fmt: skip
def test_what_the_text_claims_is_linked(rows, expected):
    assert drawn(*rows) == expected


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((STRUCK, BACK | CLAIM | {"responds_to": None}), "what it answers is not told"),
        ((STRUCK, BACK | CLAIM | {"responds_to": "elsewhere"}), "what it answers is not in the data"),
        ((STRUCK, BACK | CLAIM | {"responds_to": "q"}), "each is said to answer the other"),
        ((STRUCK | {"realis": "denied"}, BACK | CLAIM), "what it answers did not happen"),
        ((STRUCK | {"date": "2020-02-05", "type": "ACCUSE"}, BACK | CLAIM), "what it answers is dated after it"),
    ],
)
def test_a_claim_that_makes_no_link_is_listed_and_nothing_is_guessed_in_its_place(rows, reason):
    assert drawn(*rows) == []
    listed = unlinked(events(list(rows)))
    assert listed[["event_id", "reason"]].values.tolist() == [["q", reason]]
    assert listed["claimant"].tolist() == ["the article"] and listed["evidence"].tolist() == ["in answer to"]


def test_two_that_are_said_to_answer_each_other_are_not_linked():
    rows = (STRUCK | CLAIM | {"responds_to": "q", "date": "2020-02-04"}, BACK | CLAIM)
    assert drawn(*rows) == []
    assert set(unlinked(events(list(rows)))["event_id"]) == {"p", "q"}


@pytest.mark.parametrize(
    ("row", "claimant"),
    [
        ({}, "the article"),
        ({"claimant": "BBB"}, "BBB"),
        ({"claimant": "sohr", "killed_best": 4}, "the article"),  # the toll is what they claim
        ({"origin": "coded"}, "the dataset"),
        ({"origin": "analyst"}, "the analyst"),
    ],
)
def test_a_claimed_link_names_its_claimant(row, claimant):
    frame = events([STRUCK, BACK | CLAIM | row])
    assert link(frame, pd.Series(dtype=float))["claimant"].tolist() == [claimant]


@pytest.mark.parametrize(
    ("before", "after", "evidence"),
    [
        ("They struck.", "They struck back in answer to it.", "They struck back in answer to it."),
        (
            "This was In answer to that.",
            "They struck back.",
            "This was In answer to that.",
        ),  # told with what it answers
        (None, "They struck back.", "They struck back."),
        ("They struck.", None, "in answer to"),
    ],
)
def test_the_evidence_of_a_claim_is_the_sentence_with_its_words(before, after, evidence):
    frame = events([STRUCK | {"quote": before}, BACK | CLAIM | {"quote": after}])
    assert link(frame, pd.Series(dtype=float))["evidence"].tolist() == [evidence]


def test_the_evidence_of_an_inferred_link_is_both_sentences_and_nobody_claims_it():
    (row,) = link(events([STRUCK | {"quote": "A."}, BACK | {"quote": "B."}]), pd.Series(dtype=float)).itertuples()
    assert row.evidence == "A.\nB." and pd.isna(row.claimant) and pd.isna(row.through)


@pytest.mark.parametrize(
    ("points", "ratio"),
    [({"p": 4.0, "q": 10.0}, 2.5), ({"p": 4.0, "q": 0.0}, 0.0), ({"p": 0.0, "q": 3.0}, None), ({"q": 3.0}, None)],
)
def test_lag_and_intensity_ratio(points, ratio):
    (row,) = link(events([STRUCK, BACK]), pd.Series(points)).itertuples()
    assert row.lag_days == 3.0
    assert pd.isna(row.intensity_ratio) if ratio is None else row.intensity_ratio == ratio


def test_the_lag_is_null_where_a_day_is_not_known():
    (row,) = link(events([STRUCK | {"date_precision": "week"}, BACK]), pd.Series(dtype=float)).itertuples()
    assert pd.isna(row.lag_days)


@pytest.mark.parametrize(
    ("did", "bore", "through"),
    [
        ("red-front", "red-front", None),
        ("red-front", "red-league", sides.UMBRELLA),
        ("red-league", "red-front", sides.UMBRELLA),
        ("red-front", "AAA", sides.PATRON),
        ("AAA", "red-front", sides.PATRON),
        ("red-front", "red-guard", "no link"),  # that they share a patron makes them no one side
        ("red-league", "AAA", "no link"),  # one hop
    ],
)
def test_an_umbrella_or_an_alleged_patron_may_stand_in(did, bore, through):
    frame = events([STRUCK | {"source": did}, BACK | {"target": bore}])
    links = link(frame, pd.Series(dtype=float), umbrellas=UMBRELLAS, patrons=PATRONS)
    assert links["through"].fillna("-").tolist() == ([] if through == "no link" else [through or "-"])
    without = link(frame, pd.Series(dtype=float))
    assert len(without) == (did == bore)


def test_a_relation_holds_on_its_days_only():
    rows = (
        STRUCK | {"source": "red-front", "date": "2020-03-01"},
        BACK | {"target": "red-league", "date": "2020-03-03"},
    )
    assert drawn(*rows, umbrellas=UMBRELLAS) == []


def test_what_a_stand_in_did_may_be_what_is_answered_too():
    other = OTHER | {"source": "red-front", "date": "2020-02-02"}
    assert drawn(STRUCK, other, BACK) == INFERRED
    assert drawn(STRUCK, other, BACK, patrons=PATRONS) == []


@pytest.mark.parametrize("within", [0, -1, 2.5, True, "14"])
def test_a_window_that_is_none_is_refused(within):
    with pytest.raises(ChainError, match="within is"):
        link(events([STRUCK]), pd.Series(dtype=float), within)


def test_scores_that_are_ambiguous_and_relations_without_columns_are_refused():
    with pytest.raises(ChainError, match="several values"):
        link(events([STRUCK]), pd.Series([1.0, 2.0], index=["p", "p"]))
    with pytest.raises(sides.SideError, match="'patron'"):
        link(events([STRUCK]), pd.Series(dtype=float), patrons=PATRONS.drop(columns="patron"))


def test_no_events_no_links():
    links = link(events([STRUCK]).iloc[:0], pd.Series(dtype=float))
    assert list(links.columns) == list(chains.COLUMNS) and links.empty


def _links(frame: pd.DataFrame, **settings: object) -> pd.DataFrame:
    return link(frame, pd.Series(1.0, index=frame["event_id"].unique()), **settings)


@given(frames(most=9), st.randoms(use_true_random=False))
def test_row_order_changes_nothing(frame, random):
    rows = list(range(len(frame)))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(_links(frame, patrons=PATRONS), _links(frame.iloc[rows], patrons=PATRONS))


@given(frames(most=9))
def test_no_link_goes_backwards_or_past_the_window_and_both_sides_are_mirrored(frame):
    when = frame.drop_duplicates("event_id").set_index("event_id")["date"]
    for row in _links(frame).itertuples():
        assert row.kind == "inferred" and when[row.earlier] < when[row.later]
        assert pd.isna(row.lag_days) or 0 < row.lag_days <= WITHIN
        did, back = frame[frame["event_id"] == row.earlier], frame[frame["event_id"] == row.later]
        assert set(zip(did["source"], did["target"], strict=True)) & set(
            zip(back["target"], back["source"], strict=True)
        )


@given(frames(most=9), st.integers(1, 60))
def test_what_happens_later_changes_no_link_before_it(frame, cut):
    day = pd.Timestamp("2020-01-01") + pd.Timedelta(days=cut)
    past = frame[frame["date"] <= day]
    links = _links(frame)
    known = links[links["later"].isin(past["event_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(known, _links(past), check_dtype=False)
