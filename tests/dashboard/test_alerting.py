"""Alert rules: what fires, when it is silent, and that neither the future nor a second look changes it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import alerting, trying, watching
from dashboard.alerting import AlertError
from dashboard.state import View, decode
from data import events as schema
from data.actors import PATRON
from scoring import alerts, chains, cube
from scoring.indicators import measure
from scoring.risk import change, risk
from scoring.score import WEIGHTS, score
from tests.dashboard.invented import event
from tests.fuzzing import examples

FIRST = date(2024, 1, 1)
VIEW = View(data="invented")
# kind, threshold, days, cooldown: each low enough to fire on a few invented acts
OFTEN = ("new_indicator", 1, 14, 1)
RULES = [("level", 5, 0, 5), ("jump", 8, 3, 4), OFTEN, ("new_indicator", 1, 14, 6), ("chain", 1, 14, 1)]


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def known(rows: list[dict]) -> watching.Known:
    events = schema.validate(pd.DataFrame(rows))
    return watching.known(events, measure(events))


def rule(kind="level", threshold=30.0, days=7, cooldown=14, view=VIEW, **fields):
    return alerting.rule(kind, threshold, days, cooldown, replace(view, **fields))


def storm(*days: int, source="VAR", target="KSH", first=100, **more) -> list[dict]:
    return [event(first + n, day(d), source, target, **more) for n, d in enumerate(days)]


CALM = storm(0, 1, 2, 3, kind="ACCUSE", mode="disapprove", first=0)
acts = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from(["VAR>KSH", "KSH>VAR"]),
        st.sampled_from([("ASSAULT", "aerial"), ("ACCUSE", "disapprove"), ("SANCTION", None), ("CONSULT", "visit")]),
        st.sampled_from(["day", "day", "week"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def happened(drawn) -> list[dict]:
    return [
        event(n, day(d), *pair.split(">"), kind, mode, date_precision=precision)
        for n, (d, pair, (kind, mode), precision) in enumerate(sorted(drawn, key=lambda act: act[0]))
    ]


@pytest.mark.parametrize(("kind", "threshold", "days", "cooldown"), [rule for rule in RULES if rule != OFTEN])
@settings(max_examples=examples(3), deadline=None)
@given(before=acts, after=acts)
def test_what_happens_later_never_changes_whether_a_rule_fired(kind, threshold, days, cooldown, before, after):
    past = [event(900, day(0), "TAM", "KSH"), *happened(before)]  # the data begin on the same day
    # a week is the seven days up to its date: the earliest of these begins after the last of `past`
    later = [
        event(800 + n, day(70 + d), *pair.split(">"), kind, mode, date_precision=precision)
        for n, (d, pair, (kind, mode), precision) in enumerate(after)
    ]
    end = date.fromisoformat(max(row["date"] for row in past))
    tried = rule(kind, threshold, days, cooldown)
    alone, with_future = (trying.trial(tried, known(rows), end).fired for rows in (past, past + later))
    pd.testing.assert_frame_equal(alone, with_future)


@pytest.mark.parametrize(("kind", "threshold", "days", "cooldown"), RULES)
def test_the_trial_fires_on_the_days_on_which_judge_does_and_a_second_look_fires_nothing(
    kind, threshold, days, cooldown
):
    back = storm(6, 19, source="KSH", target="VAR", first=200)
    data = known([*CALM, *storm(4, 5, 9, 17, 18), *back, event(901, day(24), "TAM", "KSH")])
    tried = rule(kind, threshold, days, cooldown)
    noted: list[alerting.Alert] = []
    for at in range(25):
        as_of = FIRST + timedelta(days=at)
        told = alerting.judge({"r": tried}, lambda view: data, as_of, rows(noted))
        assert all(one.day == as_of.isoformat() for one in told)
        noted += told
        assert not told or not alerting.judge({"r": tried}, lambda view: data, as_of, rows(noted))
    trial = trying.trial(tried, data)
    assert noted and sorted((one.entity, one.day, one.value) for one in noted) == sorted(
        (row.entity, row.date.date().isoformat(), row.value) for row in trial.fired.itertuples()
    )


def rows(noted) -> pd.DataFrame:
    """Alerts as the store gives them back."""
    told = [(one.rule, one.entity, one.day, json.loads(json.dumps(one.told()))) for one in noted]
    return pd.DataFrame(told, columns=alerting.EARLIER)


def test_the_level_is_the_index_and_the_rise_its_change():
    data = known(CALM + storm(20, 21, 22, 24))
    whole = risk(cube.of(data.events, data.measures, "conduct"))
    own = whole[(whole["entity"] == "VAR") & (whole["track"] == "total")].set_index("date")
    (told,) = alerting.judge({"r": rule(threshold=30)}, lambda view: data)
    assert told.value == pytest.approx(own.loc[told.day, "index"], abs=1e-9)
    (told,) = alerting.judge({"r": rule("jump", 15, 7)}, lambda view: data)
    moved = change(whole, 7)
    moved = moved[(moved["entity"] == "VAR") & (moved["track"] == "total")].set_index("date")["change"]
    assert told.value == pytest.approx(moved[told.day], abs=1e-9)
    assert set(told.evidence) == {"e100", "e101", "e102", "e103"}


def test_the_link_of_an_alert_shows_its_number():
    data = known(CALM + storm(20, 21, 22, 24))
    tried = rule(threshold=30, half_life=14, weights=tuple((WEIGHTS | {"air_strike": 25.0}).items()))
    (told,) = alerting.judge({"r": tried}, lambda view: data)
    view, rejected = decode(dict(parse_qsl(told.link, keep_blank_values=True)))
    assert not rejected and view.focus == "VAR" and view.as_known == view.end
    whole = risk(cube.of(data.events, data.measures, "conduct"), view.weight_of, view.half_life)
    at = (whole["entity"] == "VAR") & (whole["track"] == "total") & (whole["date"] == pd.Timestamp(view.end))
    assert told.value == pytest.approx(whole.loc[at, "index"].iloc[0], abs=1e-9)


def test_the_share_of_alleged_clients_is_that_of_the_risk():
    rows_ = storm(3, 4, 5, 6, source="kataib-hezbollah", target="USA") + storm(4, source="IRN", target="USA", first=200)
    data = known([row | {"date": row["date"].replace("2024", "2021"), "published": None} for row in rows_])
    view = replace(VIEW, actors=("IRN",), sponsorship=0.5)
    sums = [cube.of(data.events, data.measures, role, PATRON) for role in ("conduct", "sponsorship")]
    whole = risk(sums[0], sponsored=sums[1], share=0.5)
    want = whole[(whole["entity"] == "IRN") & (whole["track"] == "total")].set_index("date")["index"]
    found = watching.KINDS["level"].watch(view, 0, data, want.index[0])["IRN"].dropna()
    assert len(found) and found.to_numpy() == pytest.approx(want[found.index].to_numpy(), abs=1e-9)


def test_too_few_events_and_days_before_the_data_fire_nothing():
    data = known(storm(20, 21))
    assert trying.trial(rule(threshold=1), data).judged == 0
    assert trying.trial(rule(threshold=1), data).state == "blind"
    assert alerting.judge({"r": rule(threshold=1)}, lambda view: data, date(2023, 1, 1)) == []
    assert trying.trial(rule(), data, date(2023, 1, 1)).state == "blind"
    empty = watching.known(schema.empty(), measure(schema.empty()))
    for kind in watching.KINDS:
        assert alerting.judge({"r": rule(kind, 1, 14, 1)}, lambda view: empty) == []


def test_a_new_indicator_is_one_not_seen_for_so_many_days_and_never_at_the_start_of_the_data():
    data = known(CALM + storm(30, 40, 80))
    fired = trying.trial(rule("new_indicator", 1, 30, 1), data).fired
    days = [stamp.date() - FIRST for stamp in fired.loc[fired["entity"] == "VAR", "date"]]
    assert [gap.days for gap in days] == [30, 80]
    (told,) = alerting.judge({"r": rule("new_indicator", 1, 30, 1)}, lambda view: data)
    assert "air or missile strike" in told.sentence.lower() and "first time in 30 days" in told.sentence
    assert told.evidence == ("e102",)


def test_an_answer_fires_on_its_day_as_said_by_the_source_or_as_inferred():
    claimed = [event(1, day(5)), event(2, day(9), "KSH", "VAR", responds_to="e1", response_cue="in response to"),
               event(3, day(9), "TAM", "VAR", "ACCUSE", "disapprove")]  # fmt: skip
    (told,) = alerting.judge({"r": rule("chain", 1, 14, 1)}, lambda view: known(claimed))
    assert (told.entity, told.day, told.evidence) == ("KSH", day(9), ("e2", "e1"))
    assert "is said to answer" in told.sentence
    inferred = [event(1, day(5)), event(2, day(9), "KSH", "VAR")]
    (told,) = alerting.judge({"r": rule("chain", 1, 14, 1)}, lambda view: known(inferred))
    assert told.entity == "KSH" and "nobody claims" in told.sentence
    links = chains.link(known(claimed).events, score(known(claimed).measures))
    by = {role: alerts.answers(links, known(claimed).events, role)["entity"].tolist() for role in
          ("conduct", "exposure", "pair")}  # fmt: skip
    assert by == {"conduct": ["KSH"], "exposure": ["VAR"], "pair": ["KSH>VAR"]}


@pytest.mark.parametrize(
    ("view", "whom"),
    [({}, {"VAR", "KSH"}), ({"actors": ("KSH",)}, {"KSH"}), ({"pair": ("VAR", "KSH")}, {"VAR>KSH"}),
     ({"role": "exposure"}, {"VAR", "KSH"})],
)  # fmt: skip
def test_a_rule_watches_whom_its_view_names_in_its_role(view, whom):
    data = known(storm(1, 2, 3) + storm(2, 3, 4, source="KSH", target="VAR", first=200))
    assert {one.entity for one in alerting.judge({"r": rule(threshold=5, **view)}, lambda view: data)} == whom


def test_a_longer_look_back_finds_what_a_job_that_did_not_run_has_missed():
    data = known([*storm(1, 2, 3), event(900, day(60), "TAM", "KSH")])
    assert alerting.judge({"r": rule(threshold=25)}, lambda view: data) == []
    (told,) = alerting.judge({"r": rule(threshold=25)}, lambda view: data, look_back=60)
    assert told.value >= 25


def test_another_rule_under_the_same_name_is_not_silenced_by_the_old_one():
    data = known(CALM + storm(20, 21, 22))
    old, new = rule(threshold=30), rule(threshold=31)
    noted = alerting.judge({"r": old}, lambda view: data)
    assert noted and not alerting.judge({"r": old}, lambda view: data, earlier=rows(noted))
    assert alerting.judge({"r": new}, lambda view: data, earlier=rows(noted))


def test_a_rule_is_a_value_that_goes_round_and_forgets_where_the_reader_looked():
    view = View(data="invented", actors=("VAR",), half_life=21, confidence=0.4, added=True, event="e1", text="words",
                start=date(2020, 1, 1), weights=tuple((WEIGHTS | {"sanction": 9.5}).items()))  # fmt: skip
    one = alerting.rule("jump", 12.5, 10, 20, view)
    again = alerting.read(json.loads(json.dumps(alerting.written(one))))
    assert again == one and again.id == one.id
    assert one == alerting.rule("jump", 12.5, 10, 20, replace(view, event="", text="", start=date(2021, 5, 5)))
    assert one.id != alerting.rule("jump", 12.5, 10, 21, view).id
    assert one.view.weight_of["sanction"] == 9.5


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "vibes"}, "allowed: level, jump, new_indicator, chain"),
        ({"threshold": 0}, "allowed: 1 to 150 index points"),
        ({"threshold": float("nan")}, "allowed: 1 to 150"),
        ({"threshold": "50"}, "'50'"),
        ({"days": 91}, "allowed: 1 to 90 days"),
        ({"cooldown": True}, "allowed: 1 to 365 days of the data"),
        ({"cooldown": 0}, "then silent for"),
    ],
)
def test_numbers_out_of_bounds_are_refused_with_what_is_allowed(change, named):
    with pytest.raises(AlertError, match=None) as refused:
        rule(**({"kind": "jump"} | change))
    assert named in str(refused.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [({"query": "v=1&half_life=soon"}, "half_life"), ({"query": "v=9"}, "v ("), ({"query": None}, "the rule lacks")],
)
def test_a_kept_rule_that_cannot_be_read_as_meant_is_refused(change, named):
    told = alerting.written(rule()) | change
    with pytest.raises(AlertError) as refused:
        alerting.read({key: value for key, value in told.items() if value is not None})
    assert named in str(refused.value)


def test_a_trial_says_how_the_rule_stands():
    data = known([*CALM, *storm(20, 21, 22), event(900, day(80), "TAM", "KSH")])
    tried = rule(threshold=30, cooldown=5, actors=("VAR",))
    states = {at: trying.trial(tried, data, FIRST + timedelta(days=at)) for at in (15, 22, 28, 80)}
    assert [states[at].state for at in (15, 22, 80)] == [
        "quiet",
        "fires",
        "blind" if not states[80].judged else "quiet",
    ]
    assert states[22].last == states[22].end.date() and states[22].until is None  # nobody was told yet
    told = replace(states[22], told={"VAR": pd.Timestamp(day(21))})
    assert (told.state, told.last, told.until) == ("fires", date(2024, 1, 22), date(2024, 1, 27))
    assert states[15].until is None
    assert states[22].value >= 30 and states[22].subject == "VAR"
    times = dict(trying.other_thresholds(states[28]))
    assert times[30] == len(states[28].fired) and list(times) == sorted(times)
    assert list(times.values()) == sorted(times.values(), reverse=True)


def test_a_rule_that_still_holds_while_it_is_silent_is_cooling_down():
    data = known(storm(*range(1, 40)))
    held = trying.trial(rule(threshold=20, cooldown=300, actors=("VAR",)), data)
    assert held.state == "fires" and len(held.fired) == 1 and held.held > 20  # nobody was told: casus alert would
    assert replace(held, told={"VAR": held.end}).state == "fires"
    long_ago = replace(held, told={"VAR": held.end - pd.Timedelta(days=20)})
    assert (long_ago.state, long_ago.last) == ("cooling", (held.end - pd.Timedelta(days=20)).date())
    assert long_ago.until == (held.end + pd.Timedelta(days=280)).date()


@pytest.mark.parametrize("kind", [("level", 5, 0, 5), ("jump", 8, 3, 4)])
@pytest.mark.parametrize("pause", [1, 5])
def test_the_page_says_of_each_day_what_casus_alert_would_tell_on_it(kind, pause):
    data = known([*CALM, *storm(4, 5, 9, 17, 18), *storm(6, 19, source="KSH", target="VAR", first=200)])
    tried, noted, states = rule(*kind), [], set()
    for at in range(20):
        as_of = FIRST + timedelta(days=at)
        told = alerting.told_of("r", tried, rows(noted), as_of)
        shown = replace(trying.trial(tried, data, as_of), told=told)
        due = alerting.judge({"r": tried}, lambda view: data, as_of, rows(noted))
        recent = shown.recent if shown.judged else {}
        assert {one.entity: one.day for one in due} == {
            entity: str(day.date()) for entity, day in recent.items() if day != told.get(entity)
        }
        states.add(shown.state)
        noted += due if at % pause == 0 else []  # the job does not run every day
    assert noted and {"fires", "blind"} <= states


def test_what_was_told_meanwhile_is_not_told_again():
    data = known(CALM + storm(20, 21, 22))
    tried = {"r": rule(threshold=30, cooldown=5)}
    fired = alerting.judge(tried, lambda view: data)
    assert fired and alerting.untold(fired, tried, rows([])) == fired
    assert alerting.untold(fired, tried, rows(fired)) == []
    early = [replace(one, day=day(21)) for one in fired]
    assert alerting.untold(fired, tried, rows(early)) == []  # its cooldown is not over
    assert alerting.untold(fired, tried, rows([replace(one, day=day(17)) for one in fired])) == fired
    assert alerting.untold(fired, tried, rows([replace(one, rule_id="other") for one in fired])) == fired
    later = rows([replace(one, day=day(30)) for one in fired])
    assert alerting.untold(fired, tried, later) == []
    assert alerting.untold(fired, tried, later, FIRST + timedelta(days=25)) == fired
