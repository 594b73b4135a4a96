"""Analysts under load: whether the check of their numbers can fail, and a short run against a real server."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard import cache, compact, figures
from dashboard.names import display
from dashboard.state import View, opening
from tests.benchmarks.analysts import BAND, PAGES, NotItsOwn, check, moved, query, views
from tests.benchmarks.load import load
from tests.browser.server import serving


@pytest.fixture(scope="module")
def analysts() -> dict[str, View]:
    """One view a page."""
    name = cache.datasets()[0]
    return {view.page: view for view in views(opening(name, *cache.days(name, False)), 12, 0)}


def sent(view: View) -> dict[str, Any]:
    """What a page sends for a view, as far as it is checked."""
    figure = _FIGURES[view.page](view).plain
    return {"copy_link": {"query": query(view)}, PAGES[view.page][0]: {"figure": compact.dumps(figure)}}


def _situation(view: View) -> Any:
    found = cache.situation(view)
    return figures.risk_lines(found.lines, found.band, found.markers, found.names, "", "")


def _actors(view: View) -> Any:
    shown, both = cache.standoff_of(view), [display(actor) for actor in view.pair]
    names = {"out": " → ".join(both), "back": " → ".join(reversed(both))}
    return figures.mirror(shown.sides, shown.marks, names, "", "")


def _map(view: View) -> Any:
    return figures.places_map(cache.places(view).table, view.area, "", "", False)


_FIGURES = {"situation": _situation, "actors": _actors, "map": _map}


@pytest.mark.parametrize("page", PAGES)
def test_the_numbers_of_an_analyst_are_known_from_those_of_another(analysts, page):
    own = analysts[page]
    other = replace(own, weights=tuple((name, weight + 0.5) for name, weight in own.weights))
    assert check(own, sent(own)) > 0
    with pytest.raises(NotItsOwn, match="link"):
        check(own, sent(other))
    with pytest.raises(NotItsOwn, match=page):
        check(own, sent(other) | {"copy_link": {"query": query(own)}})  # his numbers under the right link


@pytest.mark.parametrize(("page", "column"), [("situation", "y"), ("actors", "customdata")])
def test_the_last_bit_of_one_number_counts(analysts, page, column):
    answer, key = sent(analysts[page]), PAGES[page][0]
    figure = json.loads(answer[key]["figure"])
    line = next(one for one in figure["data"] if one.get("x0") and column in one and one["name"] != BAND)
    values = np.frombuffer(b64decode(line[column]["bdata"]), line[column]["dtype"]).copy()
    values[-1] = np.nextafter(values[-1], np.float32(np.inf))
    line[column]["bdata"] = b64encode(values).decode()
    answer[key]["figure"] = json.dumps(figure)
    with pytest.raises(NotItsOwn, match=page):
        check(analysts[page], answer)


def test_nothing_to_compare_is_no_proof(analysts):
    answer = sent(analysts["situation"])
    answer["risk_lines"]["figure"] = json.dumps({"data": []})
    with pytest.raises(NotItsOwn, match="no number"):
        check(analysts["situation"], answer)


def test_no_two_analysts_have_the_same_weights():
    random, name = np.random.default_rng(0), cache.datasets()[0]
    made = views(opening(name, *cache.days(name, False)), 50, 0)
    assert len(made) == len({view.weights for view in made}) == 50
    assert {view.page for view in made} == set(PAGES)
    slider, after = moved(made[0], random)
    assert [key for key in after.weight_of if after.weight_of[key] != made[0].weight_of[key]] == [slider]


@pytest.mark.benchmark
def test_analysts_at_once_are_each_sent_their_own(tmp_path):
    name = cache.datasets()[0]
    chosen = views(opening(name, *cache.days(name, False)), 6, 0)
    with serving(tmp_path) as server:
        made = asyncio.run(load(server, chosen, 10.0, 1.0, 0))
    print(f"\n{made.told()}")
    assert len(made.charts) > len(chosen)
    assert all(check(view, answer) > 0 for view, answer in made.answers)
