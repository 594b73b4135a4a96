"""The bundled case tells who answered whom: each step by what its dispatches say, or by the one reading left."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import data
from data import actors
from data.extraction import extract
from scoring import indicators, score
from scoring.chains import link
from scoring.cycles import chains, cycles

NAME = "us-iran-2019-2021"
ARTICLE = Path(__file__).parents[2] / "shared" / "articles" / "us-strikes-syria-iraq-border_2021-06-28.txt"
STRIKE, ROCKETS = {"type": "ASSAULT", "mode": "aerial"}, {"type": "ASSAULT", "mode": "heavy-weapons"}
MILITIAS = {"kataib-hezbollah", "kataib-sayyid-al-shuhada"}

# day (null: not told), what, by whom (null: nobody named) and on whom
K_1 = ("2019-12-27", ROCKETS, None, {"USA"})
QAIM = ("2019-12-29", STRIKE, "USA", {"kataib-hezbollah"})
EMBASSY = ("2019-12-31", {"type": "PROTEST"}, "kataib-hezbollah", {"USA"})
SOLEIMANI = ("2020-01-03", STRIKE, "USA", {"IRN"})
AL_ASAD = ("2020-01-08", ROCKETS, "IRN", {"USA"})
ERBIL = ("2021-02-15", ROCKETS, None, {"contractors"})
ALBU_KAMAL = ("2021-02-26", STRIKE, "USA", MILITIAS)  # 25 February in Washington
DRONES = (None, {"type": "ASSAULT", "mode": "drone"}, None, {"USA"})
BORDER = ("2021-06-28", STRIKE, "USA", MILITIAS)  # 27 June in Washington
OMAR = ("2021-06-28", ROCKETS, "iran-backed-militias", {"USA"})

# earlier, later, kind, the relation by which one stands in for another, words of the evidence
STORY = [
    (K_1, QAIM, "explicit", None, "in response to the rocket attack of 27 December on the K-1 base"),
    (QAIM, EMBASSY, "explicit", None, "in protest at the US air strikes of 29 December"),
    (EMBASSY, SOLEIMANI, "inferred", "alleged patron", "Qassem Soleimani"),
    (SOLEIMANI, AL_ASAD, "explicit", None, "in retaliation for the US air strike near Baghdad airport"),
    (ERBIL, ALBU_KAMAL, "explicit", None, "in retaliation for the rocket attack of 15 February on Erbil"),
    (DRONES, BORDER, "explicit", None, "a response to drone attacks on US personnel"),
    (BORDER, OMAR, "explicit", None, "in apparent retaliation for the US air strikes"),
]
STEPS = ["qaim", "embassy", "soleimani", "al-asad", "albu-kamal", "border", "omar"]


def linked(events: pd.DataFrame) -> pd.DataFrame:
    points = score.score(indicators.measure(events))
    return link(events, points, umbrellas=actors.UMBRELLA, patrons=actors.PATRON)


def found(events: pd.DataFrame, act: tuple) -> str:
    """The id of the one event that is this act among those of `events`."""
    day, what, source, targets = act
    same = events[(events[list(what)] == pd.Series(what)).all(axis=1) & (events["realis"] == "realised")]
    same = same[same["date"].isna() if day is None else (same["date"] == day) & (same["date_precision"] == "day")]
    same = same[same["source"].isna() if source is None else same["source"] == source]
    ids = [name for name, rows in same.groupby("event_id") if set(rows["target"]) == targets]
    assert len(ids) == 1, (act, ids)
    return ids[0]


@pytest.fixture(scope="module", params=[None, "2021-06-29"], ids=["whole", "as known on 29 June 2021"])
def case(request) -> tuple[pd.DataFrame, pd.DataFrame]:
    events = data.load(NAME, known_on=request.param)
    return events, linked(events)


@pytest.mark.parametrize(("earlier", "later", "kind", "through", "words"), STORY, ids=STEPS)
def test_a_step_of_the_story_with_its_evidence(case, earlier, later, kind, through, words):
    events, links = case
    answered = links[links["later"] == found(events, later)]
    assert answered["earlier"].tolist() == [found(events, earlier)]
    row = answered.iloc[0]
    assert row["kind"] == kind and words in row["evidence"]
    assert (None if pd.isna(row["through"]) else row["through"]) == through
    assert row["claimant"] == "the article" if kind == "explicit" else pd.isna(row["claimant"])
    assert row["intensity_ratio"] > 0
    if earlier[0]:
        assert row["lag_days"] == (pd.Timestamp(later[0]) - pd.Timestamp(earlier[0])).days
    else:
        assert pd.isna(row["lag_days"])
    sentences = set(events["quote"])
    assert set(row["evidence"].split("\n")) <= sentences


def test_the_winter_of_2019_is_one_chain_and_closes(case):
    events, links = case
    acts = chains(links, events).set_index("event_id")
    steps = [acts.loc[found(events, act)] for act in (K_1, QAIM, EMBASSY, SOLEIMANI, AL_ASAD)]
    assert [step["step"] for step in steps] == [0, 1, 2, 3, 4] and len({step["chain"] for step in steps}) == 1
    states = {day: cycles(links, events, day).set_index("chain") for day in ("2020-01-22", "2020-01-23")}
    chain = steps[0]["chain"]
    assert [state.loc[chain, "state"] for state in states.values()] == ["open", "closed"]


def test_in_june_2021_the_last_word_is_open(case):
    events, links = case
    (row,) = (row for row in cycles(links, events, "2021-06-29").itertuples() if row.last == found(events, OMAR))
    assert row.state == "open" and row.closes == pd.Timestamp("2021-07-12")


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not part of the project")
def test_what_the_article_claims_stays_its_claim_beside_the_answer_of_february():
    published, text = pd.Timestamp("2021-06-28"), ARTICLE.read_text(encoding="utf-8")
    article = {"document_id": "a", "url": None, "title": None, "published": published, "text": text}
    own = extract(pd.DataFrame([article]))
    bundled = data.load(NAME)
    events = pd.concat([bundled, own], ignore_index=True)
    links = linked(events)
    claim = links[links["later"].isin(own.loc[own["mode"] == "aerial", "event_id"]) & (links["kind"] == "explicit")]
    (row,) = claim.itertuples()
    assert row.claimant == "the article" and "in retaliation for a rocket attack in Iraq that killed" in row.evidence
    assert links.loc[links["later"] == found(bundled, ALBU_KAMAL), "earlier"].tolist() == [found(bundled, ERBIL)]
