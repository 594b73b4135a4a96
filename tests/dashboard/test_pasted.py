"""What a reader may paste for a link, and what is no link."""

import pytest

from dashboard.pasted import LONGEST, PastedError, parameters, pasted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://host:8501/compare?v=2&half_life=9&pair=", {"page": "compare", "v": "2", "half_life": "9", "pair": ""}),
        ("  https://host/casus/events?role=exposure \n", {"page": "events", "role": "exposure"}),
        ("https://host/?half_life=9", {"half_life": "9"}),
        ("https://host/events?page=map&v=2", {"page": "map", "v": "2"}),
        ("?s=abcdefghij", {"s": "abcdefghij"}),
        ("https://host/?s=abcdefghij", {"s": "abcdefghij"}),
        ("abcdefghij", {"s": "abcdefghij"}),
        ("v=2&text=a%20b", {"v": "2", "text": "a b"}),
    ],
)
def test_a_link_is_read_however_it_is_pasted(text, found):
    assert pasted(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was pasted"),
        ("   ", "Nothing was pasted"),
        ("https://host/events", "no settings"),
        ("https://host/=", "no settings"),
        ("events", "no settings"),
        ("see the link above", "no settings"),
        ("http://[half", "no address"),
        ("x" * (LONGEST + 1), f"{LONGEST + 1:,} characters"),
    ],
)
def test_what_is_no_link_is_said(text, said):
    with pytest.raises(PastedError, match=said.replace("(", r"\(")):
        pasted(text)


def test_of_a_parameter_given_twice_the_last_counts():
    assert parameters("a=1&a=2&b=") == {"a": "2", "b": ""}
