"""Two views set beside each other, from small invented frames."""

from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest

from dashboard import contrast, figures, summary
from dashboard.contrast import Side
from dashboard.sentences import compare as said
from dashboard.state import View
from data import events as schema
from data.actors import PATRON
from scoring import cube as cubes
from scoring.changes import PARTS, Standpoint, what_changed
from scoring.indicators import measure
from scoring.score import PRESETS, WEIGHTS
from tests.dashboard.invented import VIEW, event


@pytest.fixture(scope="module")
def events():
    """A month of strikes and blame, with an agreement that lapses and stays so."""
    days = pd.date_range("2024-03-01", "2024-03-30")
    acts = [event(n, str(day.date()), published=str(day.date())) for n, day in enumerate(days[::3])]
    acts += [
        event(100 + n, str(day.date()), "KSH", "VAR", "ACCUSE", "disapprove", published=str(day.date()))
        for n, day in enumerate(days[::4])
    ]
    late = [event(200 + n, "2024-03-12", "VAR", "TAM", published="2024-03-28") for n in range(3)]
    sentence = "The monitoring agreement between Varenia and the agency expired without being renewed."
    lapsed = event(300, "2024-03-05", "VAR", "watchdog", "REJECT", None, quote=sentence)
    return schema.validate(pd.DataFrame([*acts, *late, lapsed]))


@pytest.fixture(scope="module")
def side(events):
    """The side of a view, worked out once for all tests, which do not change it."""

    @cache
    def worked_out(view: View) -> Side:
        known = cubes.known_on(events, view.as_known) if view.as_known else events
        measures, by = measure(known), summary.roles(view)
        cube = cubes.of(known, measures, by, PATRON).decayed(view.half_life)
        found = summary.situation(known, measures, cube, view)
        return Side(view, found, known, measures, cube.dates[0])

    return worked_out


OTHERS = {
    "weights": replace(VIEW, focus="VAR", weights=tuple(PRESETS["Early warning"].items())),
    "day": replace(VIEW, focus="VAR", end=date(2024, 3, 15)),
    "knowledge": replace(VIEW, focus="VAR", as_known=date(2024, 3, 20)),
    "all": replace(
        VIEW, focus="VAR", end=date(2024, 3, 15), as_known=date(2024, 3, 20),
        weights=tuple(PRESETS["Equal weights"].items()),
    ),
}  # fmt: skip
HERE = replace(VIEW, focus="VAR")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_the_parts_of_a_change_sum_to_the_numbers_on_screen(side, other):
    here, there = side(HERE), side(other)
    for one, two in ((here, there), (there, here)):
        change = contrast.change(one, two)
        assert change.before == two.found.pressure != one.found.pressure
        assert change.before + change.steps["value"].sum() == pytest.approx(change.after, abs=1e-9)
        assert change.after == one.found.pressure


def test_the_parts_are_those_of_the_engine(side):
    here, there = side(HERE), side(OTHERS["all"])
    stands = [Standpoint(s.found.end, s.events, s.measures, s.view.weight_of) for s in (there, here)]
    expected = what_changed(*stands, HERE.half_life, ["VAR"], "conduct", PATRON, 0.0, here.first).iloc[0]
    steps = contrast.change(here, there).steps.set_index("part")["value"]
    assert steps[list(PARTS)].tolist() == pytest.approx(expected[list(PARTS)].tolist())
    assert list(steps.index) == list(PARTS)


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        ("weights", {"reweighted"}),  # that of agreements is the same in both
        ("day", {"decayed", "entered"}),
        ("knowledge", {"decayed", "entered", "newly_known"}),  # data known by a day end there
    ],
)
def test_what_differs_stands_in_the_parts_that_are_named_for_it(side, other, parts):
    change = contrast.change(side(HERE), side(OTHERS[other]))
    assert set(change.steps.loc[change.steps["value"].abs() > 1e-9, "part"]) == parts
    assert set(change.behind["part"]) == parts
    assert change.behind["part"].value_counts().max() <= contrast.TOLD
    assert change.behind["line"].str.len().gt(0).all()


def test_what_was_published_later_is_what_is_newly_known(side):
    behind = contrast.change(side(HERE), side(OTHERS["knowledge"])).behind
    assert set(behind.loc[behind["part"] == "newly_known", "event_id"]) == {"e200", "e201", "e202"}


@pytest.mark.parametrize(
    "values",
    [{"half_life": 21}, {"role": "exposure"}, {"pair": ("VAR", "KSH")}, {"focus": "KSH"}],
    ids=lambda values: next(iter(values)),
)
def test_no_parts_are_told_between_numbers_of_different_things(side, values):
    here, there = side(HERE), side(replace(HERE, **values))
    assert contrast.change(here, there) is None
    assert contrast.change(here, replace(there, found=summary.Situation(None, "VAR", {}, None))) is None


def test_a_share_of_clients_makes_the_views_unlike():
    assert contrast.unlike(HERE, replace(HERE, sponsorship=0.5)) == ["sponsorship"]
    assert contrast.unlike(HERE, OTHERS["all"]) == []


def test_settings_that_differ_are_named_with_both_values():
    other = replace(OTHERS["all"], half_life=21, confidence=0.5, actors=("USA",), pair=("USA", "IRN"), added=True)
    fields = contrast.differing(HERE, other)
    assert fields == ["end", "as_known", "actors", "pair", "half_life", "confidence", "added"]
    rows = said.settings_rows(fields, contrast.weights_between(HERE, other), HERE, other)
    assert ("As of", "31 Mar 2024", "15 Mar 2024") in rows
    assert ("Pair", "all", "United States → Iran") in rows
    assert ("Half-life", "7 days", "21 days") in rows
    assert ("Weight: Air or missile strike", "10", "5") in rows
    assert not any(label == "Weight: Threat or ultimatum" and here == there for label, here, there in rows)


def test_every_setting_that_decides_numbers_is_compared():
    not_settings = {
        "page", "since", "weights", "types", "indicators", "realis", "actor", "text", "event", "against",
        "order", "area", "place", "target", "horizon", "unit",
    }  # fmt: skip
    assert set(contrast.SETTINGS) == set(View.__dataclass_fields__) - not_settings
    for one in contrast.SETTINGS:
        assert said.setting(one)


def test_a_view_beside_itself_differs_in_nothing(side):
    here = side(HERE)
    assert contrast.differing(HERE, HERE) == []
    assert contrast.weights_between(HERE, HERE).empty
    change = contrast.change(here, here)
    assert change.steps["value"].abs().max() < 1e-12
    rows = contrast.rankings(here.found, here.found)
    assert rows["change"].tolist() == [0.0] * len(rows) and len(rows) >= 2
    assert said.rankings_title(rows) == "The order is the same"


def test_rankings_tell_who_moved_and_who_is_ranked_in_one_only():
    def found(**index):
        table = pd.DataFrame({"entity": list(index), "index": list(index.values())})
        return summary.Situation(pd.Timestamp("2024-03-31"), "VAR", {}, None, ranking=table)

    rows = contrast.rankings(found(VAR=40.0, KSH=30.0, TAM=float("nan")), found(VAR=20.0, KSH=25.0, ORN=5.0))
    assert rows["entity"].tolist() == ["VAR", "KSH", "ORN"]
    assert rows["moved"].tolist()[:2] == [1.0, -1.0]
    assert rows["change"].tolist()[:2] == [20.0, 5.0]
    assert pd.isna(rows["here"].iloc[2]) and rows["rank_there"].iloc[2] == 3.0
    assert said.rankings_title(rows) == "2 actors of 2 in both stand elsewhere; 1 ranked in one only"
    assert said.ranking_rows(rows)[2] == ("ORN", "few", "5.0", "–", "–", "3")


def test_both_sides_look_at_one_actor_where_the_other_side_knows_it():
    assert contrast.looking_at(VIEW, "KSH", {"KSH"}).focus == "KSH"
    assert contrast.looking_at(VIEW, "TAM", {"KSH"}) == VIEW
    assert contrast.looking_at(VIEW, "VAR>KSH", {"VAR>KSH"}) == VIEW
    paired = replace(VIEW, pair=("VAR", "KSH"))
    assert contrast.looking_at(paired, "KSH", {"KSH"}) == paired


def test_a_week_earlier_is_as_known_then_and_keeps_its_dates_in_order():
    short = replace(VIEW, start=date(2024, 3, 30), as_known=date(2024, 3, 31))
    before = contrast.earlier(short, 7)
    assert (before.start, before.end, before.as_known) == (date(2024, 3, 24),) * 2 + (date(2024, 3, 24),)
    assert contrast.earlier(VIEW, 7).as_known is None


def test_ranges_of_ranks_and_movers_are_those_of_the_view(side):
    here = side(HERE)
    entities = contrast.ranked(here.found)
    cube = cubes.of(here.events, here.measures, "conduct", PATRON).pick(entities).decayed(HERE.half_life)
    found = contrast.sensitivity(cube, HERE, here.found.end)
    assert found.ranges["entity"].tolist() == here.found.ranking["entity"].head(len(entities)).tolist()
    assert found.ranges["index"].tolist() == pytest.approx(here.found.ranking["index"].head(len(entities)).tolist())
    assert found.agreement.ranked == len(entities)
    assert not found.movers.duplicated(["entity", "indicator"]).any()
    assert (found.movers["without"] <= 0).all() and (found.movers["doubled"] >= 0).all()
    again = contrast.sensitivity(cube, HERE, here.found.end)
    pd.testing.assert_frame_equal(found.ranges, again.ranges)


def test_steps_start_where_the_one_above_ends():
    frame = pd.DataFrame({
        "name": ["there", "faded", "new", "here"], "value": [2.0, -1.5, 3.0, 3.5], "whole": [True, False, False, True],
    })  # fmt: skip
    bars = figures.steps(frame, "title", "note").data[0]
    assert list(bars.base) == [0.0, 2.0, 0.5, 0.0]
    assert [base + x for base, x in zip(bars.base, bars.x, strict=True)] == [2.0, 0.5, 3.5, 3.5]


def test_two_lines_share_one_scale_and_gaps_stay_gaps():
    days = pd.date_range("2024-03-01", periods=3)
    sides = [
        pd.DataFrame({"side": name, "date": days, "index": values, "thin": False})
        for name, values in (("here", [5.0, float("nan"), 40.0]), ("there", [1.0, 2.0, 3.0]))
    ]
    figure = figures.two_lines(pd.concat(sides), {"here": "this <b>", "there": "other"}, "title", "note")
    assert figure.layout.yaxis.range[1] > 40.0
    assert sum(pd.isna(value) for trace in figure.data for value in trace.y) >= 1
    assert all("<b>" not in (trace.name or "") for trace in figure.data)
    assert figures.two_lines(contrast.lines(*[summary.Situation(None, "", {}, None)] * 2), {}, "t", "n").data == ()


def test_weights_of_the_case_are_the_codebooks():
    assert HERE.weight_of == WEIGHTS
