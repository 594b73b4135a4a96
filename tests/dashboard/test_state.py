"""The codec of links: exact for every view, calm about every broken link."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import state
from dashboard.state import View, decode, encode, fit, opening, tidy
from data.events import REALIS, TYPES
from scoring.climatology import WINDOWS
from scoring.cube import PAIR
from scoring.score import PRESETS, WEIGHTS

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
units = st.integers(0, 100).map(lambda n: n / 100)
days = st.dates(state.FIRST_DAY, state.LAST_DAY)


def some(words):
    return st.lists(st.sampled_from(words), unique=True, max_size=4).map(tuple)


@st.composite
def views(draw):
    start, end = sorted((draw(days), draw(days)))
    return View(
        page=draw(st.sampled_from(state.PAGES)),
        data=draw(ids),
        actors=tuple(draw(st.lists(ids, unique=True, max_size=state.MOST_ACTORS))),
        focus=draw(st.one_of(st.just(""), ids)),
        start=start,
        end=end,
        as_known=draw(st.none() | days),
        since=draw(st.none() | days),
        role=draw(st.sampled_from(state.ROLES)),
        pair=draw(st.none() | st.tuples(ids, ids)),
        half_life=draw(st.integers(*state.HALF_LIFE_DAYS)),
        sponsorship=draw(units),
        confidence=draw(units),
        weights=tuple((indicator, draw(st.integers(0, 30_000)) / 1000) for indicator in WEIGHTS),
        types=draw(some(TYPES)),
        indicators=draw(some(tuple(WEIGHTS))),
        realis=draw(some(REALIS)),
        actor=draw(st.one_of(st.just(""), ids)),
        text=draw(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=state.TEXT_LENGTH)),
        event=draw(st.one_of(st.just(""), ids)),
        origin=draw(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=state.TEXT_LENGTH)),
        order=draw(st.sampled_from(state.ORDERS)),
        area=draw(st.sampled_from(state.AREAS)),
        place=draw(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=state.TEXT_LENGTH)),
        against=draw(st.one_of(st.just(""), ids)),
        target=draw(st.sampled_from(state.TARGET_IDS)),
        horizon=draw(st.none() | st.sampled_from(WINDOWS)),
        unit=draw(st.one_of(st.just(""), ids, st.tuples(ids, ids).map(PAIR.join))),
        added=draw(st.booleans()),
    )


@given(views())
def test_a_link_brings_back_exactly_the_view(view):
    assert decode(encode(view)) == (view, [])


@given(views(), views())
def test_a_full_link_does_not_depend_on_defaults(view, default):
    assert decode(encode(view), default) == (view, [])


@given(st.dictionaries(st.sampled_from([*encode(View()), "x", "w.", "w.nothing"]) | st.text(), st.text()))
def test_hostile_links_never_raise_and_give_a_view_inside_its_bounds(flat):
    view, rejected = decode(flat)
    assert view.start <= view.end
    assert decode(encode(view)) == (view, [])
    assert all(reason for _, _, reason in rejected)


@pytest.mark.parametrize(
    ("key", "text", "used"),
    [
        ("half_life", "500", 90),
        ("half_life", "nan", 7),
        ("half_life", "1e400", 7),
        ("sponsorship", "-3", 0.0),
        ("confidence", "inf", 0.0),
        ("role", "sponsor", "conduct"),
        ("page", "../etc", "situation"),
        ("pair", "USA", None),
        ("pair", "USA>IRN>IRQ", None),
        ("actors", "<script>", ()),
        ("as_known", "2021-02-30", None),
        ("types", "ASSAULT,KITTENS", ("ASSAULT",)),
        ("text", "a\x00b", "a b"),
        ("event", "x" * 81, ""),
        ("added", "yes", False),
        ("start", "0001-01-01", state.FIRST_DAY),
        ("target", "peace", "assault"),
        ("horizon", "31", None),
        ("horizon", "٧", None),
        ("unit", "USA>", ""),
        ("unit", "USA>IRN>IRQ", ""),
        ("unit", "<b>", ""),
    ],
)
def test_what_cannot_be_used_is_named_with_a_reason(key, text, used):
    view, rejected = decode({key: text})
    assert getattr(view, key) == used
    assert [r.key for r in rejected] == [key]


def test_reversed_dates_are_exchanged_and_said_so():
    view, rejected = decode({"start": "2021-06-01", "end": "2020-06-01"})
    assert (view.start, view.end) == (date(2020, 6, 1), date(2021, 6, 1))
    assert "exchanged" in rejected[0].reason


def test_weights_travel_by_indicator_and_unknown_ones_are_named():
    view, rejected = decode({"w.air_strike": "3.5", "w.gossip": "2", "w.sanction": "999"})
    assert view.weight_of["air_strike"] == 3.5
    assert view.weight_of["sanction"] == state.WEIGHT_RANGE[1]
    assert {r.key for r in rejected} == {"w.gossip", "w.sanction"}


def test_another_version_is_announced_and_what_is_known_kept():
    view, rejected = decode({"v": "9", "half_life": "14"})
    assert view.half_life == 14
    assert rejected[0].key == "v"
    assert "newer program" in rejected[0].reason


def test_every_field_is_in_the_link():
    fields = set(View.__dataclass_fields__) - {"weights"}
    assert fields | {"v"} | {f"w.{i}" for i in WEIGHTS} == set(encode(View()))


def test_default_and_preset_weights_survive_the_link():
    assert dict(View().weights) == WEIGHTS == dict(tidy(View()).weights)
    for preset in PRESETS.values():
        assert tidy(replace(View(), weights=tuple(preset.items()))).weight_of == preset


def test_what_this_server_does_not_have_is_left_out_and_named():
    asked = View(data="mine", actors=("USA", "XXX"), pair=("XXX", "USA"), focus="XXX", actor="XXX", unit="USA>XXX")
    view, rejected = fit(asked, ["mine"], ["USA", "IRN"])
    assert view == View(data="mine", actors=("USA",))
    assert [one.key for one in rejected] == ["actors", "pair", "focus", "actor", "unit"]
    kept = View(data="mine", unit="IRN>USA")
    assert fit(kept, ["mine"], ["USA", "IRN"]) == (kept, [])


def test_the_case_opens_on_the_strikes_and_other_data_on_its_last_days():
    assert opening("us-iran-2019-2021", date(2019, 5, 1), date(2021, 8, 31)).end == date(2021, 6, 29)
    other = opening("mine", date(2024, 1, 1), date(2024, 2, 1))
    assert (other.start, other.end) == (date(2024, 1, 1), date(2024, 2, 1))
