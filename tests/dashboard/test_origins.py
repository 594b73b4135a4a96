"""Where events come from: providers of coded records, publishers of texts."""

import pandas as pd
import pytest

from dashboard.origins import ANALYST, CODED, PASTED, origins, publishers
from data import events as schema
from data.sources import SOURCES
from tests.dashboard.invented import event


@pytest.mark.parametrize(
    ("url", "sources", "named"),
    [
        ("https://www.news.example/a?b=1", None, ["news.example"]),
        ("http://user:secret@news.example:8080/a", None, ["news.example"]),
        (None, "Kesh Daily: A headline, 2024-01-02, https://x.example\nTarsk Post: B", ["Kesh Daily", "Tarsk Post"]),
        (None, "Kesh Daily: A\nKesh Daily: B", ["Kesh Daily"]),
        (None, None, [PASTED]),
        ("not an address", "", [PASTED]),
        (float("nan"), float("nan"), [PASTED]),
    ],
)  # fmt: skip
def test_publishers_of_a_text(url, sources, named):
    assert publishers(url, sources) == named


EVENTS = schema.validate(
    pd.DataFrame(
        [
            event(1, "2024-01-02"), event(2, "2024-01-02"), event(3, "2024-01-02", origin="analyst"),
            event(4, "2024-01-02", origin="extracted", document_id="d1"),
            event(5, "2024-01-02", origin="analyst", document_id="d1"),
        ]
    )
)  # fmt: skip
DOCUMENTS = pd.DataFrame(
    {"document_id": ["d1", "d2"], "url": ["https://one.example/", "https://two.example/"], "sources": None}
)
MENTIONS = pd.DataFrame({"event_id": ["e4", "e4", "e9"], "document_id": ["d1", "d2", "d2"]})


def by_event(providers):
    found = origins(EVENTS, MENTIONS, DOCUMENTS, providers)
    return found.groupby("event_id")["origin"].agg(set).to_dict()


def test_an_event_has_the_sites_of_all_articles_that_report_it():
    found = by_event("gdelt")
    assert found["e4"] == {"one.example", "two.example"}
    assert found["e5"] == {"one.example"}  # changed by an analyst, still told there
    assert found["e3"] == {ANALYST}
    assert "e9" not in found


def test_coded_records_have_their_provider_each_its_own():
    assert by_event("gdelt")["e1"] == {SOURCES["gdelt"].TITLE}
    found = by_event(pd.Series({"e1": "acled", "e2": "ucdp"}))
    assert found["e1"] == {SOURCES["acled"].TITLE}
    assert found["e2"] == {SOURCES["ucdp"].TITLE}
    assert by_event("")["e1"] == {CODED}
