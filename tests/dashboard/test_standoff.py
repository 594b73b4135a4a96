"""An actor and the one it faces: layers that sum, roles kept apart, and steps without hindsight."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import standoff
from dashboard.layers import REST, layers
from dashboard.standoff import BACK, OUT
from dashboard.ties import ties as every_tie
from data import events as schema
from data.actors import PATRON
from scoring import cube as cubes
from scoring import risk as risks
from scoring.indicators import measure
from scoring.score import WEIGHTS
from tests.dashboard.invented import END, VIEW, event
from tests.fuzzing import examples

START = pd.Timestamp(VIEW.start)


def made(events, by, patrons=PATRON):
    return cubes.summed([(events, measure(events))], by, patrons, dtype=np.float64)


@pytest.mark.parametrize("most", [1, 2, 7])
@pytest.mark.parametrize("half_life", [1, 7, 40])
def test_layers_sum_to_the_pressure_of_every_day(events, most, half_life):
    cube = made(events, "conduct").dense()
    found = layers(cube, WEIGHTS, half_life, "VAR", START, END, most)
    risk = risks.risk(cube, WEIGHTS, half_life)
    risk = risk[(risk["entity"] == "VAR") & (risk["track"] == "total") & risk["date"].between(START, END)]
    sums = found.groupby("date")["pressure"].sum()
    assert list(sums.index) == list(risk["date"])
    assert np.abs(sums.to_numpy() - risk["pressure"].to_numpy()).max() < 1e-6
    assert sums.max() > 0
    assert found["name"].nunique() <= most + 1


@settings(max_examples=examples(8), deadline=None)
@given(weights=st.lists(st.floats(0, 30), min_size=len(WEIGHTS), max_size=len(WEIGHTS)))
def test_layers_sum_under_any_weights(weights):
    acts = [event(1, "2024-02-01"), event(2, "2024-02-03", kind="ACCUSE"), event(3, "2024-02-09", kind="THREATEN")]
    frame = schema.validate(pd.DataFrame(acts))
    cube = made(frame, "pair").dense().decayed(7)
    chosen = dict(zip(WEIGHTS, weights, strict=True))
    found = layers(cube, chosen, 7, "VAR>KSH", cube.dates[0], cube.dates[-1], most=1)
    total = risks.risk(cube, chosen, 7)
    total = total[total["track"] == "total"]["pressure"].to_numpy()
    sums = found.groupby("date")["pressure"].sum().to_numpy() if len(found) else np.zeros(len(total))
    assert np.abs(sums - total).max() < 1e-6


def test_layers_name_how_many_are_drawn_together_and_leave_relief_out(events):
    cube = made(events, "conduct").dense()
    every = layers(cube, WEIGHTS, 7, "VAR", START, END, most=99)
    found = layers(cube, WEIGHTS, 7, "VAR", START, END, most=1)
    rest = found.loc[found["track"] == REST, "name"].unique().tolist()
    assert rest == [f"{every['name'].nunique() - 1} more"]
    assert "relief" not in set(every["track"])


def test_a_relief_of_an_actor_alone_gives_no_layer():
    talks = schema.validate(pd.DataFrame([event(1, "2024-02-01", kind="CONSULT", mode="visit")]))
    assert layers(made(talks, "conduct").dense(), WEIGHTS, 7, "VAR", START, END).empty


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("VAR", "KSH")),  # the highest index, and whom it acts on most
        ({"focus": "KSH"}, ("KSH", "VAR")),
        ({"focus": "TAM"}, ("TAM", "KSH")),
        ({"actors": ("KSH", "TAM")}, ("TAM", "KSH")),  # the highest of those chosen
        ({"pair": ("KSH", "TAM")}, ("KSH", "TAM")),  # a pair without any act stays what was asked for
        ({"focus": "NOBODY"}, ("NOBODY", "")),
    ],
)
def test_the_page_shows_the_pair_the_focus_or_the_highest(events, changes, expected):
    view = replace(VIEW, **changes)
    assert standoff.subject(view, made(events, "conduct"), made(events, "pair")) == expected


def test_who_only_suffers_faces_the_one_that_acts_on_it():
    acts = schema.validate(pd.DataFrame([event(1, "2024-02-01", "VAR", "KSH"), event(2, "2024-02-02", "TAM", "KSH")]))
    view = replace(VIEW, focus="KSH")
    assert standoff.subject(view, made(acts, "conduct"), made(acts, "pair"))[1] in ("VAR", "TAM")


def test_both_directions_are_those_of_the_risk_frame(events):
    cube = made(events, "pair").pick(("VAR>KSH", "KSH>VAR")).decayed(7)
    found = standoff.sides(cube, "VAR", "KSH", VIEW)
    risk = risks.risk(cube, WEIGHTS, 7)
    for side, entity in ((OUT, "VAR>KSH"), (BACK, "KSH>VAR")):
        own = risk[(risk["entity"] == entity) & (risk["track"] == "total") & risk["date"].between(START, END)]
        assert found.loc[found["side"] == side, "index"].tolist() == own["index"].tolist()
    assert standoff.level(found, OUT) > standoff.level(found, BACK) > 0


def test_marks_lie_on_the_line_of_their_side_and_only_realised_events_have_one(events):
    cube = made(events, "pair").pick(("VAR>KSH", "KSH>VAR")).decayed(7)
    drawn = standoff.sides(cube, "VAR", "KSH", VIEW)
    found = standoff.marks(standoff.acted(events, measure(events), "VAR", "KSH"), drawn, VIEW.weight_of)
    assert set(found["side"]) == {OUT, BACK}
    assert found.groupby("side").size().max() <= standoff.MARKED
    assert not set(found["event_id"]) & {"e31", "e32", "e33"}
    merged = found.merge(drawn, on=["side", "date"], suffixes=("", "_line"))
    assert merged["index"].tolist() == merged["index_line"].tolist()
    assert len(merged) == len(found)


def test_what_alleged_clients_do_stays_apart_and_names_who_alleges_it():
    acts = [event(1, "2021-03-01", "kataib-hezbollah", "USA"), event(2, "2021-03-02", "IRN", "USA", "ACCUSE")]
    frame = schema.validate(pd.DataFrame(acts))
    view = replace(VIEW, start=date(2021, 2, 1), end=date(2021, 3, 2))
    of_roles = {role: made(frame, role).pick(("IRN",)).decayed(7) for role in ("conduct", "sponsorship")}
    found = standoff.panels(of_roles, "IRN", view)
    last = found[found["date"] == "2021-03-02"].set_index("role")["index"]
    assert last["sponsorship"] > last["conduct"] > 0
    known = every_tie(frame)
    ties = standoff.alleged(known, frame, "IRN", view.start, view.end)
    assert ties[["client", "patron", "acts"]].values.tolist() == [["kataib-hezbollah", "IRN", 1]]
    assert "US Treasury" in ties["source_note"].iloc[0]
    assert standoff.alleged(known, frame, "kataib-hezbollah", view.start, view.end)["patron"].tolist() == ["IRN"]
    assert standoff.alleged(known, frame, "USA", view.start, view.end).empty


KNOWN = [("2024-01-05", "VAR", "KSH"), ("2024-01-09", "KSH", "VAR"), ("2024-01-20", "VAR", "TAM")]


@pytest.mark.parametrize(
    ("parties", "as_known", "before", "after", "later"),
    [
        (("VAR",), date(2024, 1, 9), date(2024, 1, 5), date(2024, 1, 20), 1),
        (("VAR", "KSH"), date(2024, 1, 9), date(2024, 1, 5), None, 0),  # the last concerns somebody else
        (("VAR", "KSH"), date(2024, 1, 1), None, date(2024, 1, 5), 2),
        (("VAR",), None, date(2024, 1, 9), None, 0),  # all is known: a step back leaves the last day's news out
        (("NOBODY",), date(2024, 1, 9), None, None, 0),
    ],
)
def test_steps_go_to_the_days_on_which_something_was_published(parties, as_known, before, after, later):
    frame = schema.validate(pd.DataFrame([event(n, day, *who) for n, (day, *who) in enumerate(KNOWN)]))
    known = standoff.knowledge(frame, parties, as_known)
    assert (known.before, known.after, known.later) == (before, after, later)


def test_a_step_moves_the_day_and_keeps_what_is_shown_before_it():
    later = standoff.step(VIEW, date(2024, 4, 9))
    assert later == {"as_known": date(2024, 4, 9), "end": date(2024, 4, 9), "start": VIEW.start}
    earlier = standoff.step(VIEW, date(2023, 12, 1))
    assert earlier["end"] - earlier["start"] == VIEW.end - VIEW.start
