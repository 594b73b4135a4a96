"""Any link at all: decoded without a failure, to a view whose own link says exactly that view."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.migrations import FROZEN, migrate
from dashboard.pasted import LONGEST, PastedError, parameters, pasted
from dashboard.state import View, decode, encode, tidy
from scoring.score import WEIGHTS
from tests.dashboard.test_state import views
from tests.fuzzing import budget, cells, words

KEYS = list(encode(View()))
# what a link may hold where a number, a day or a list is expected, and what a program in between makes of it
VALUES = st.one_of(
    cells, words, st.sampled_from(list(encode(View()).values())), st.floats().map(str), st.integers().map(str),
    st.dates().map(str), st.lists(st.sampled_from(("USA", "IRN", "", ">", "a" * 90)), max_size=12).map(",".join),
    st.sampled_from(("x" * 100_000, "1" * 5_000, "9" * 400 + ".5", "1e400", "USA>" * 20_000, "a," * 50_000)),
)  # fmt: skip
LINKS = st.dictionaries(st.one_of(st.sampled_from(KEYS), cells, st.just("s"), cells.map("w.".__add__)), VALUES)


def check(flat: Mapping[str, str], default: View | None = None) -> None:
    view, rejected = decode(flat, default)
    assert all((len(one.value) <= 40 and len(one.key) <= 40) or one.key.startswith("w.") for one in rejected)
    assert all(one.reason for one in rejected)
    again, nothing = decode(encode(view))
    assert (again, nothing) == (view, [])
    assert encode(again) == encode(view) and tidy(view) == view
    assert decode(parameters(urlencode(encode(view)))) == (view, [])


@budget(100)
@given(LINKS)
def test_any_link(flat: dict[str, str]) -> None:
    check(flat)


@budget(40)
@given(LINKS, views())
def test_any_link_over_any_view(flat: dict[str, str], default: View) -> None:
    check(flat, default)


@budget(40)
@given(st.sampled_from(KEYS), VALUES, st.sampled_from(sorted(FROZEN)))
def test_a_link_with_one_odd_value(key: str, value: str, version: str) -> None:
    check(FROZEN[version] | {"v": version, key: value})
    check(encode(View()) | {key: value})
    assert migrate({"v": version, key: value}).keys() >= {"v", key}


def check_pasted(text: str) -> None:
    try:
        found = pasted(text)
    except PastedError as error:
        assert str(error)
        return
    check(found)


@budget(60)
@given(st.one_of(LINKS.map(urlencode), st.lists(cells, max_size=6).map("".join), cells.map("http://".__add__)))
def test_anything_pasted(text: str) -> None:
    check_pasted(text)
    check_pasted(f"https://casus.example/actors?{text}")


@pytest.mark.parametrize(
    "flat",
    [
        {f"unknown{number}": "x" for number in range(5_000)},
        {"text": "x" * 100_000},
        {"w." + "x" * 100_000: "1"},
        {"w." * 1_000 + name: "1" for name in WEIGHTS},
        {"actors": ",".join(f"A{number}" for number in range(20_000))},
    ],
    ids=["thousands of parameters", "a long text", "a long name", "deep names", "thousands of actors"],
)
def test_links_that_are_too_much(flat: dict[str, str]) -> None:
    check(flat)


def test_a_pasted_link_of_a_hundred_kilobytes_is_refused() -> None:
    with pytest.raises(PastedError, match=f"at most {LONGEST:,}"):
        pasted("https://casus.example/?text=" + "x" * 100_000)
    many = "&".join(f"text={number}" for number in range(900))
    assert pasted(f"?{many}"[1:])["text"] == "899"
