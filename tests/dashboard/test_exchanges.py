"""Who answered whom, as rows: what is claimed, what is inferred, and nothing from after the day shown."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import exchanges, sentences
from dashboard.names import display
from dashboard.sentences import actors as words
from data import events as schema
from scoring import chains as linked
from scoring.indicators import measure
from scoring.reciprocity import MIN_ROUNDS
from scoring.score import PRESETS, WEIGHTS, score
from tests.dashboard.invented import VIEW, event

ACTS = [
    event(1, "2024-02-01", "VAR", "KSH"),
    event(2, "2024-02-03", "KSH", "VAR", responds_to="e1", response_cue="in retaliation for"),  # claimed by the article
    event(3, "2024-02-08", "VAR", "KSH", mode="drone"),  # inferred: nothing else can be what it answers
    event(4, "2024-03-29", "TAM", "OST"),
    event(5, "2024-03-30", "OST", "TAM", responds_to="e4", response_cue="in answer to"),
]


@pytest.fixture
def acts():
    return schema.validate(pd.DataFrame(ACTS))


def found_in(acts, actor="VAR", other="KSH", view=VIEW):
    stood = exchanges.standing(acts, exchanges.links(acts), pd.Timestamp(view.end))
    return exchanges.exchanges(acts, measure(acts), stood, actor, other, view)


def test_a_claimed_and_an_inferred_answer_make_one_exchange(acts):
    found = found_in(acts)
    assert found.chains["acts"].tolist() == [3]
    assert found.answers[["earlier", "later", "kind", "lag_days"]].values.tolist() == [
        ["e1", "e2", "explicit", 2.0], ["e2", "e3", "inferred", 5.0],
    ]  # fmt: skip
    assert found.acts[["x", "mine"]].values.tolist() == [[0.0, True], [2.0, False], [7.0, True]]


def test_ratios_are_those_of_the_links_under_the_same_weights(acts):
    points = score(measure(acts), WEIGHTS)
    pd.testing.assert_frame_equal(
        exchanges.weighed(exchanges.links(acts), points),
        linked.link(acts, points, linked.WITHIN, exchanges.UMBRELLA, exchanges.PATRON),
    )


@pytest.mark.parametrize(
    ("day", "acts_shown", "state"),
    [
        ((2024, 2, 2), None, None),  # nobody has answered yet
        ((2024, 2, 5), 2, "open"),
        ((2024, 2, 17), 3, "open"),
        ((2024, 2, 23), 3, "closed"),
    ],
)
def test_an_exchange_stands_as_on_the_day_shown(acts, day, acts_shown, state):
    found = found_in(acts, view=replace(VIEW, end=date(*day)))
    assert found.chains["acts"].tolist() == ([] if acts_shown is None else [acts_shown])
    assert found.chains["state"].tolist() == ([] if state is None else [state])


@pytest.mark.parametrize(
    ("actor", "other", "count"),
    [("VAR", "KSH", 1), ("KSH", "VAR", 1), ("TAM", None, 1), ("VAR", "TAM", 0), ("NOBODY", None, 0)],
)
def test_only_exchanges_of_the_actor_or_pair_are_shown(acts, actor, other, count):
    assert len(found_in(acts, actor, other).chains) == count


def test_the_latest_exchange_comes_first_and_what_is_not_drawn_is_counted():
    pairs = [
        [event(2 * n, f"2024-01-{n + 1:02d}", "VAR", "KSH"),
         event(2 * n + 1, f"2024-01-{n + 2:02d}", "KSH", "VAR", responds_to=f"e{2 * n}", response_cue="in answer")]
        for n in range(exchanges.SHOWN + 3)
    ]  # fmt: skip
    acts = schema.validate(pd.DataFrame([act for pair in pairs for act in pair]))
    found = found_in(acts)
    assert len(found.chains) == exchanges.SHOWN
    assert found.left_out == 3
    assert found.chains["ended"].is_monotonic_decreasing


def test_an_act_without_a_day_has_no_place_on_the_axis():
    acts = schema.validate(pd.DataFrame([
        event(1, None, "KSH", "VAR", date_precision="unknown", published="2024-02-01"),
        event(2, "2024-02-03", "VAR", "KSH", responds_to="e1", response_cue="in answer to"),
    ]))  # fmt: skip
    found = found_in(acts)
    assert found.acts.set_index("event_id")["x"].isna().to_dict() == {"e1": True, "e2": False}
    assert words.answer_rows(found.answers, display)["after"].tolist() == ["day not known"]


def test_an_unnamed_side_is_not_taken_for_the_other():
    assert sentences.act_line("", "Varenia", "drone attack", None) == "Not named → Varenia: drone attack"


@pytest.mark.parametrize(
    ("kind", "claimant", "through", "said"),
    [
        ("explicit", "the article", None, "claimed by the article"),
        ("explicit", "USA", None, "claimed by the United States"),
        ("inferred", None, None, "inferred"),
        ("inferred", None, "alleged patron", "inferred, through an alleged patron"),
        ("explicit", None, None, "claimed by the source"),
    ],
)
def test_who_says_so_is_told(kind, claimant, through, said):
    assert words.said_by(kind, claimant, through, display) == said


@pytest.mark.parametrize(("value", "said"), [(1.46, "× 1.5"), (0.0, "no points"), (None, "–"), (float("nan"), "–")])
def test_how_much_harder_is_a_ratio_of_points(value, said):
    assert words.ratio(value) == said


def test_shares_of_answers_are_silent_below_the_least_rounds(acts):
    found = exchanges.returned(acts, "VAR", "KSH", pd.Timestamp(VIEW.end))
    lines = [words.returned_line(row, display, linked.WITHIN, MIN_ROUNDS) for _, row in found.iterrows()]
    assert all("no share" in line and "%" not in line for line in lines)
    assert len(lines) == 2


def test_shares_of_answers_stand_beside_their_interval_and_what_chance_gives():
    days = pd.date_range("2023-01-01", "2024-03-01", freq="30D")
    acts = [event(2 * n, day, "VAR", "KSH") for n, day in enumerate(days)]
    acts += [event(2 * n + 1, day + pd.Timedelta(days=2), "KSH", "VAR") for n, day in enumerate(days)]
    frame = schema.validate(pd.DataFrame(acts))
    found = exchanges.returned(frame, "VAR", "KSH", pd.Timestamp("2024-03-31")).set_index("actor", drop=False)
    line = words.returned_line(found.loc["VAR"], display, linked.WITHIN, MIN_ROUNDS)
    rounds = len(days) - 1  # the window of the last one runs past the data
    assert f"{rounds} of {rounds} rounds" in line
    assert "90 % interval" in line and "shuffle" in line


def test_chains_weighed_twice_are_those_worked_out_anew_and_the_first_weighing_leaves_no_trace(acts):
    measures, end = measure(acts), pd.Timestamp("2024-03-31")
    stood = exchanges.standing(acts, exchanges.links(acts), end)
    kept = exchanges.chained(acts, measures, stood, "VAR", None, VIEW.start)
    assert len(kept.unweighed.acts)
    for weights in (PRESETS["Early warning"], WEIGHTS, WEIGHTS | {"air_strike": 0.0}):
        view = replace(VIEW, weights=tuple(weights.items()))
        anew, found = exchanges.exchanges(acts, measures, stood, "VAR", None, view), kept.weighed(weights)
        for name in ("chains", "acts", "answers"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(anew, name))
        points = score(measures, weights).reindex(found.acts["event_id"])
        assert found.acts["points"].tolist() == points.tolist()
    assert not kept.unweighed.acts["points"].any()
