"""Figures of pairs, layers, exchanges and arrangements: what is drawn is what the frame says."""

import numpy as np
import pandas as pd
import pytest

from dashboard import figures, palette
from dashboard.figures.layers import shaded
from dashboard.figures.spans import UNKNOWN

DAYS = pd.date_range("2024-01-01", periods=30)
NASTY = "Ostrel <b>Front</b> <script>x</script>"


def sides():
    rows = {"out": np.linspace(5, 40, 30), "back": np.linspace(30, 8, 30)}
    return pd.concat(
        [pd.DataFrame({"side": side, "date": DAYS, "index": values, "thin": False}) for side, values in rows.items()],
        ignore_index=True,
    )


def marks():
    return pd.DataFrame({
        "event_id": ["e1", "e2"], "date": [DAYS[5], DAYS[9]], "side": ["out", "back"], "index": [11.0, 23.0],
        "track": ["kinetic", "nuclear"], "text": [NASTY, "plain"],
    })  # fmt: skip


def clean(figure):
    text = figure.to_json().replace("\\u003c", "<")
    return "<script>" not in text and "<b>Front" not in text


@pytest.mark.parametrize("dark", [False, True])
def test_the_mirror_draws_one_side_above_and_the_other_below_in_the_same_units(dark):
    names = {"out": NASTY, "back": "Kesh"}
    figure = figures.mirror(sides(), marks(), names, "title", "index, as of 30 Jan", dark)
    lines = [trace for trace in figure.data if trace.mode == "lines" and trace.name]
    assert np.min(lines[0].y) > 0 > np.max(lines[1].y)
    assert float(lines[0].y[-1]) == pytest.approx(40)
    assert float(lines[1].y[0]) == pytest.approx(-30)
    events = figure.data[-1]
    assert list(events.customdata) == ["e1", "e2"]
    assert list(events.y) == [11.0, -23.0]
    assert all(not label.startswith("-") for label in figure.layout.yaxis.ticktext)
    assert clean(figure)


def test_a_role_without_events_keeps_its_panel_and_says_so():
    panels = sides().rename(columns={"side": "role"}).replace({"role": {"out": "conduct", "back": "exposure"}})
    names = {"conduct": "conduct", "exposure": "exposure", "sponsorship": "alleged clients"}
    figure = figures.roles(panels, names, "title", "note")
    said = [annotation.text for annotation in figure.layout.annotations]
    assert said == ["conduct <b>40</b>", "exposure <b>8</b>", "alleged clients <b>none</b>"]
    assert {trace.xaxis for trace in figure.data} == {"x", "x2", "x3"}


def layered():
    rows = [("Air strike", "kinetic", 0, 2.0), ("Drone attack", "kinetic", 1, 1.0), ("3 more", "rest", 0, 0.5)]
    return pd.concat(
        [pd.DataFrame({"name": n, "track": t, "shade": s, "date": DAYS, "pressure": p}) for n, t, s, p in rows],
        ignore_index=True,
    )


def test_layers_stack_in_order_and_their_key_names_colour_and_value():
    figure = figures.stacked(layered(), "title", "note")
    assert {trace.stackgroup for trace in figure.data} == {"one"}
    assert [trace.name for trace in figure.data] == ["Air strike", "Drone attack", "3 more"]
    assert sum(float(trace.y[-1]) for trace in figure.data) == pytest.approx(3.5)
    key = figures.layer_key(layered())
    assert [(name, value) for _, name, value in key] == [("Air strike", 2.0), ("Drone attack", 1.0), ("3 more", 0.5)]
    assert [colour for colour, _, _ in key] == [trace.fillcolor for trace in figure.data]


@pytest.mark.parametrize("dark", [False, True])
def test_neighbours_within_a_track_differ(dark):
    for track in palette.TRACKS[dark]:
        shades = [shaded(track, number, dark) for number in range(6)]
        assert len(set(shades)) == len(shades)


def test_claimed_links_are_solid_and_inferred_ones_dashed_and_unknown_days_stand_apart():
    chains = pd.DataFrame({
        "row": [0], "heading": [NASTY], "state": ["open"], "last_x": [5.0], "last_mine": [True], "tail": [19.0],
    })  # fmt: skip
    acts = pd.DataFrame({
        "row": 0, "event_id": ["a", "b", "c"], "x": [np.nan, 0.0, 5.0], "wide": [np.nan, 0.0, 0.0],
        "mine": [True, False, True], "text": [NASTY, "b", "c"],
    })  # fmt: skip
    links = pd.DataFrame({
        "row": 0, "from_x": [np.nan, 0.0], "from_mine": [True, False], "to_x": [0.0, 5.0], "to_mine": [False, True],
        "kind": ["explicit", "inferred"], "label": ["× 1.5", "× 2.0"],
    })  # fmt: skip
    figure = figures.exchange_rows(chains, acts, links, "Varenia", "title", "note")
    traces = {trace.name: trace for trace in figure.data}
    assert (traces["explicit"].line.dash, traces["inferred"].line.dash) == ("solid", "dash")
    assert list(traces["open"].x) == [5.0, 19.0]
    assert traces["Varenia"].x[0] < 0  # in the gutter, before the first day
    assert traces["Varenia"].marker.symbol[0] != traces["Varenia"].marker.symbol[1]
    assert list(traces["others"].customdata) == ["b"]
    assert clean(figure)


@pytest.mark.parametrize("count", [1, 20])
def test_every_arrangement_has_its_row_and_says_its_state_in_words(count):
    words = ["in force", "extended", "limited", "refused", "lapsed"]
    rows = pd.concat([
        pd.DataFrame({
            "row": n, "name": NASTY, "state": [UNKNOWN, words[n % 5]], "start": [DAYS[0], DAYS[9]],
            "end": [DAYS[9], DAYS[29]], "text": NASTY,
        })
        for n in range(count)
    ])  # fmt: skip
    changes = pd.DataFrame({"row": range(count), "date": DAYS[9], "event_id": [f"e{n}" for n in range(count)]})
    figure = figures.spans(rows, changes.assign(text=NASTY), "title", "note")
    said = [annotation.text for annotation in figure.layout.annotations]
    assert said.count(UNKNOWN) == count
    assert sum(text == f"<b>{words[n % 5]}</b>" for n in range(min(count, 5)) for text in said) == count
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert sum(len(trace.y) for trace in bars) == 2 * count
    assert len({str(trace.marker.to_plotly_json()) for trace in bars}) == len(bars)  # no two states look alike
    assert list(figure.data[-1].customdata) == [f"e{n}" for n in range(count)]
    assert clean(figure)
