"""The article that an analyst brought, where it is at hand; it is copyrighted and no part of the project."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.extraction import extract, mentions

ARTICLE = Path(__file__).parents[3] / "shared" / "articles" / "us-strikes-syria-iraq-border_2021-06-28.txt"
pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not part of the project")


@pytest.fixture(scope="module")
def document() -> pd.DataFrame:
    text = ARTICLE.read_text(encoding="utf-8")
    published = pd.Timestamp("2021-06-28")
    return pd.DataFrame([{"document_id": "a", "url": None, "title": None, "published": published, "text": text}])


@pytest.fixture(scope="module")
def events(document) -> pd.DataFrame:
    return extract(document)


def one(events: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """The rows of the only event that has these values."""
    found = events
    for column, value in wanted.items():
        found = found[found[column] == value]
    assert found["event_id"].nunique() == 1, f"{wanted}: {found['event_id'].nunique()} events"
    return found


def test_the_air_strikes_come_out_once_with_toll_place_and_cause(events):
    strike = one(events, type="ASSAULT", source="USA", realis="realised")
    assert set(strike["target"]) == {"kataib-hezbollah", "kataib-sayyid-al-shuhada"}
    first = strike.iloc[0]
    assert first["date"] == pd.Timestamp("2021-06-28") and first["date_precision"] == "day"
    assert first["place"] == "Iraq-Syria border" and first["mode"] == "aerial"
    assert first["killed_best"] == 5 and first["claimant"] == "sohr"
    provocations = events[(events["type"] == "ASSAULT") & (events["target"] == "USA")]
    assert first["responds_to"] in set(provocations["event_id"])


def test_what_it_is_said_to_answer(events):
    drones = one(events, type="ASSAULT", mode="drone", realis="realised")
    assert set(drones["target"]) == {"USA"}
    rockets = one(events, type="ASSAULT", mode="heavy-weapons", realis="realised")
    assert rockets["killed_best"].iloc[0] == 1 and rockets["wounded_best"].iloc[0] == 1


def test_the_inspection_agreement(events, document):
    refusal = one(events, type="REJECT", source="IRN", target="iaea", realis="realised")
    heard = mentions(document)
    quotes = " ".join(heard.loc[heard["event_id"] == refusal["event_id"].iloc[0], "quote"])
    assert "refused to renew" in quotes and "24 June" in quotes
    assert refusal["date"].iloc[0] == pd.Timestamp("2021-06-24")


def test_words_and_websites(events):
    one(events, type="COERCE", source="USA", target="IRN", realis="realised")
    one(events, type="ACCUSE", source="IRN", target="USA", realis="realised")
    one(events, type="ACCUSE", source="USA", target="IRN", realis="realised")


def test_the_next_round_is_announced(events):
    planned = events[(events["type"] == "CONSULT") & (events["realis"] == "planned")]
    assert planned["event_id"].nunique() == 1 and "Vienna" in planned["quote"].iloc[0]


def test_what_did_not_happen(events):
    done = events[events["realis"] == "realised"]
    assert "western-powers" not in set(events["source"].dropna())
    assert not ((done["type"] == "ASSAULT") & (done["source"] == "IRQ")).any()
    assert not (done["type"] == "SANCTION").any(), "talks broke down"
