"""Who looks at what, drawn from a seed, and whether the numbers that one was sent are its own."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd

from dashboard import cache, compact, figures, reckoning
from dashboard.cache.cubes import on_screen
from dashboard.names import display, name
from dashboard.state import View, decode, encode
from scoring.cube import PAIR
from scoring.indicators import INDICATORS

SLIDERS = tuple(one.id for one in INDICATORS if one.track == "kinetic")  # those that a first visit finds unfolded
HALF_LIVES, LOOKED_AT = (3, 7, 7, 7, 14), 6  # days, drawn from; actors and pairs that analysts look at
STEP, STEPS = 0.5, 60  # the sidebar's: weights from 0.5 to 30
BAND = "90 % interval"  # traces that are no line of an actor
# page -> the key of the chart that its reader waits for, and its share of the analysts
PAGES = {"situation": ("risk_lines", 0.6), "actors": ("mirror", 0.25), "map": ("places_map", 0.15)}


class NotItsOwn(AssertionError):
    """A session was sent what its view does not give."""


def views(opening: View, count: int, seed: int) -> list[View]:
    """So many views on the pages of PAGES, no two with the same weights; a pair, a focus, a half-life of their own."""
    random = np.random.default_rng(seed)
    shares = np.ceil([count * share for _, share in PAGES.values()]).astype(int)
    actors, pairs = _ranked(opening), _ranked(replace(opening, pair=cache.pairs(opening.data, opening.added)[0]))
    made = []
    for page in random.permutation(np.repeat(list(PAGES), shares))[:count]:
        weights = opening.weight_of | dict(zip(SLIDERS, _weights(random, len(SLIDERS)), strict=True))
        made.append(
            replace(
                opening, page=str(page), weights=tuple(weights.items()), half_life=int(random.choice(HALF_LIVES)),
                pair=tuple(str(random.choice(pairs)).split(PAIR)) if page == "actors" else None,
                focus=str(random.choice(actors)) if page == "situation" else "",
            )
        )  # fmt: skip
    return made


def _ranked(view: View) -> list[str]:
    """Those whose index moves with the weights: a line of zeros would prove nothing."""
    return cache.situation(view).ranking["entity"].head(LOOKED_AT).tolist()


def moved(view: View, random: np.random.Generator) -> tuple[str, View]:
    """A slider of a view, and the view after it was moved to another weight."""
    slider = str(random.choice(SLIDERS))
    weight = view.weight_of[slider]
    while weight == view.weight_of[slider]:
        weight = float(_weights(random, 1)[0])
    return slider, replace(view, weights=tuple((view.weight_of | {slider: weight}).items()))


def query(view: View) -> str:
    """The address of a view after its page."""
    return urlencode({key: text for key, text in encode(view).items() if key != "page"})


def check(view: View, sent: Mapping[str, Any]) -> int:
    """How many numbers of the chart in `sent` (components by key) were compared with those that the engine gives.

    Raises NotItsOwn where one differs, where none was there to compare, or where the link on the page is another's.
    """
    linked, rejected = decode(dict(parse_qsl(sent["copy_link"]["query"], keep_blank_values=True)), view)
    if linked != view or rejected:
        raise NotItsOwn(f"the link on the page {view.page} leads to {linked}, not to {view}")
    compared = _CHECKS[view.page](view, json.loads(sent[PAGES[view.page][0]]["figure"])["data"])
    if not compared:
        raise NotItsOwn(f"no number on {view.page} to compare with {view}")
    return compared


def _lines(view: View, traces: list[dict[str, Any]]) -> int:
    known = _index(view).rename(columns=lambda entity: escape(name(entity)))
    drawn = {one["name"]: _daily(one, "y") for one in traces if one.get("x0") and one["name"] != BAND}
    return sum(_same(view, line, known[entity]) for entity, line in drawn.items())


def _mirror(view: View, traces: list[dict[str, Any]]) -> int:
    known = _index(view)
    drawn = {one["name"]: _daily(one, "customdata") for one in traces if one.get("x0") and "customdata" in one}
    pairs = {escape(" → ".join(map(display, pair))): PAIR.join(pair) for pair in (view.pair, view.pair[::-1])}
    return sum(_same(view, drawn[label], known[pair]) for label, pair in pairs.items() if pair in known)


def _map(view: View, traces: list[dict[str, Any]]) -> int:
    own = figures.places_map(cache.places(view).table, view.area, "", "", False, view.place).plain["data"]
    if json.loads(compact.dumps(own)) != traces:
        raise NotItsOwn(f"the map does not show what {view} gives")
    return sum(len(trace["lat"]) for trace in traces)


_CHECKS: dict[str, Callable[[View, list[dict[str, Any]]], int]] = {"situation": _lines, "actors": _mirror, "map": _map}


def _index(view: View) -> pd.DataFrame:
    """The index of a view by day and entity, by the way of `casus risk`."""
    frame = reckoning.series(view, *on_screen(view))
    return frame[frame["track"] == "total"].pivot(index="date", columns="entity", values="index").astype("float32")


def _daily(trace: Mapping[str, Any], column: str) -> pd.Series:
    values = np.frombuffer(b64decode(trace[column]["bdata"]), trace[column]["dtype"])
    return pd.Series(values, pd.date_range(trace["x0"], periods=len(values))).dropna()


def _same(view: View, drawn: pd.Series, known: pd.Series) -> int:
    if not np.array_equal(drawn.to_numpy(), known.reindex(drawn.index).to_numpy()):
        raise NotItsOwn(f"a line on {view.page} is not what {view} gives")
    return len(drawn)


def _weights(random: np.random.Generator, count: int) -> list[float]:
    return [STEP * int(step) for step in random.integers(1, STEPS + 1, count)]
