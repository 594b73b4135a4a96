"""What answers what: by a cue, by the word that is taken up, and only where one act remains that may be meant."""

from __future__ import annotations

import pandas as pd
import pytest

from data.extraction import extract

PUBLISHED = "2031-03-12"
CAST = (
    ("Kesh", "kesh", False), ("Keshi", "kesh", True), ("Dorn", "dorn", False), ("Dornish", "dorn", True),
    ("Umbar", "umbar", False), ("Umbari", "umbar", True),
)  # fmt: skip


def links(text: str) -> set[tuple[str, str, str, str]]:
    """(source, type) of every act that answers another, with those of the other."""
    document = {"document_id": "d", "url": None, "title": "", "published": pd.Timestamp(PUBLISHED), "text": text}
    events = extract(pd.DataFrame([document | {"cast": CAST}])).drop_duplicates("event_id").set_index("event_id")
    answers = events[events["responds_to"].notna()]
    return {
        (row.source, row.type, events.loc[row.responds_to, "source"], events.loc[row.responds_to, "type"])
        for row in answers.itertuples()
    }


DENIAL, REFUSAL = ("dorn", "REJECT", "kesh", "ACCUSE"), ("dorn", "REJECT", "kesh", "REQUEST")
ACCUSED, DEMANDED = "Kesh accused Dorn of hiding the rebels. ", "Kesh demanded that Dorn withdraw its troops. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the word that is taken up, by its noun, by a pronoun, by nothing
        (ACCUSED + "Dorn rejected the charge.", DENIAL),
        (ACCUSED + "Dorn denied it.", DENIAL),
        ("Kesh accused Dorn of hiding the rebels, and Dorn denied it.", DENIAL),
        (DEMANDED + "Dorn refused.", REFUSAL),
        (DEMANDED + "Dorn turned down the demand.", REFUSAL),
        ("Dorn refused to withdraw, as Kesh had demanded.", REFUSAL),
        (
            "Kesh test-fired a missile over Dorn. In response to the launch Dorn called up its reserves.",
            ("dorn", "MOBILIZE", "kesh", "MOBILIZE"),
        ),
        # by both its parties, though a sentence stands between
        (ACCUSED + "Umbar called for restraint. Dorn dismissed the accusation.", DENIAL),
        # the deed that another is said to be done for
        (
            "Kesh expelled two Dornish envoys on Monday. Dorn closed its port to Keshi ships in response.",
            ("dorn", "COERCE", "kesh", "SANCTION"),
        ),
        (
            "Kesh arrested two Dornish officers. Dorn retaliated by closing its port to Keshi ships.",
            ("dorn", "COERCE", "kesh", "COERCE"),
        ),
        (
            "Dornish jets bombed Kesh on Tuesday after Keshi artillery shelled Dorn.",
            ("dorn", "ASSAULT", "kesh", "ASSAULT"),
        ),
    ],
)
def test_an_answer_is_linked(text, expected):
    assert expected in links(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dorn refused. " + DEMANDED,  # before it was asked
        DEMANDED + "Dorn rejected the ceasefire.",  # not the demand
        ACCUSED + "Umbar denied that it had signed the treaty.",  # nobody charged it
        "Kesh accused Dorn of theft. Umbar accused Dorn of piracy. Dorn condemned Kesh.",  # to condemn is no answer
        "Kesh accused Umbar of theft. Dorn said it refused to pay.",
        "Kesh shelled Dorn on Monday. Dorn expelled the envoy of Umbar on Tuesday.",  # following in time alone
    ],
)
def test_nothing_is_linked_that_the_text_does_not_say(text):
    assert links(text) == set()
