import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import data
from data.actors import PATRON
from data.events import validate
from scoring import cube, risk, states
from scoring.indicators import IDS, measure
from scoring.score import WEIGHTS
from tests.scoring.invented import events

LAPSE = {"type": "REJECT", "source": "AAA", "target": "watchdog", "date": "2020-01-05"}
LAPSE |= {"quote": "The monitoring agreement between Kesh and the agency expired without being renewed."}
RENEWAL = {"type": "AGREE", "source": "AAA", "target": "watchdog", "date": "2020-02-01"}
RENEWAL |= {"quote": "Kesh and the agency renewed the monitoring agreement."}
REFUSAL = {"type": "REJECT", "source": "AAA", "target": "watchdog", "date": "2020-01-10"}
REFUSAL |= {"quote": "Kesh refused to let inspectors of the agency enter the plant."}
LAST = {"type": "AID", "source": "BBB", "date": "2020-03-31"}  # an act without points, so that the data reach its day


def spells(*rows):
    found = states.states(events(list(rows)))
    return list(zip(found["instrument"], found["state"], found["since"].dt.strftime("%m-%d"), strict=True))


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("REJECT", "A temporary technical understanding that let cameras run expired on Thursday without renewal.",
         ("technical understanding", "lapsed")),
        ("REJECT", "The Kesh safeguards agreement was not extended.", ("kesh safeguards accord", "lapsed")),
        ("REJECT", "Kesh refused to renew the missile treaty.", ("missile accord", "refused")),
        ("SANCTION", "Varenia withdrew from the Selm missile treaty.", ("missile selm accord", "lapsed")),
        ("SANCTION", "The ceasefire collapsed after two hours.", ("ceasefire", "lapsed")),
        ("SUPPORT", "The agency and Kesh extended the monitoring arrangement by three months.",
         ("monitoring understanding", "extended")),
        ("AGREE", "A ceasefire between Varenia and the Front took effect at noon.", ("ceasefire", "in force")),
        ("AGREE", "Iran rejoined the agreement, known as the JCPOA.", ("accord", "in force")),
        ("REJECT", "Kesh barred inspectors from the hall.", ("inspections", "refused")),
        ("SANCTION", "Kesh limited inspections at two plants.", ("inspections", "limited")),
        ("AGREE", "Kesh agreed to admit inspectors to two places from which it had barred them for months.",
         ("inspections", "in force")),
    ],
)  # fmt: skip
def test_what_a_sentence_says_of_one_arrangement(kind, sentence, expected):
    (found,) = spells({"type": kind, "source": "AAA", "target": "BBB", "quote": sentence})
    assert found[:2] == expected


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("REJECT", "The understanding on monitoring runs until 24 June."),
        ("REJECT", "Kesh had barred inspectors from the hall."),
        ("REJECT", "The monitoring agreement would have expired on Monday."),
        ("REJECT", "It came one year after Kesh withdrew from the nuclear deal."),
        ("REJECT", "Kesh abandoned the nuclear deal and extended the missile treaty."),
        ("REJECT", "Kesh referred breaches of the nuclear agreement to its dispute mechanism."),
        ("REJECT", "The powers were asked to abandon what is left of the nuclear deal."),
        ("SANCTION", "Kesh withdrew the accreditation of an inspector."),
        ("THREATEN", "Kesh withdrew from the nuclear deal."),
        ("ASSAULT", "Rockets fell after the ceasefire collapsed."),
        ("AGREE", "The restaurant passed a health inspection."),
        ("REJECT", None),
    ],
)
def test_what_is_not_certain_changes_nothing(kind, sentence):
    assert not spells({"type": kind, "source": "AAA", "target": "BBB", "quote": sentence})


@pytest.mark.parametrize("realis", ["planned", "hypothetical", "denied", "background"])
def test_only_what_happened_changes_a_state(realis):
    assert not spells(LAPSE | {"realis": realis})


@pytest.mark.parametrize(
    ("later", "ends"),
    [
        ({}, True),
        ({"quote": "The two sides renewed the agreement."}, True),  # the one that was spoken of
        ({"quote": "Kesh and the agency renewed the safeguards agreement."}, False),
        ({"quote": "Kesh and the agency renewed the monitoring protocol."}, False),
        ({"source": "CCC", "target": "BBB"}, False),
        ({"source": "CCC", "target": "BBB", "quote": "The two sides renewed the agreement."}, False),
        ({"target": "watchdog-office"}, True),  # named by its own words and one party
        ({"realis": "planned"}, False),
    ],
)
def test_only_news_of_the_same_arrangement_ends_its_state(later, ends):
    found = states.states(events([LAPSE, RENEWAL | later]))
    lapsed = found[found["state"] == "lapsed"].iloc[0]
    assert (lapsed["until"] == pd.Timestamp("2020-02-01")) == ends and (ends or pd.isna(lapsed["until"]))


def test_one_that_could_be_either_of_two_changes_neither():
    other = LAPSE | {"quote": "The missile treaty expired.", "target": "watchdog"}
    either = RENEWAL | {"quote": "The two sides renewed the agreement."}
    found = states.states(events([LAPSE, other, either]))
    assert found["until"].isna().all() and len(found) == 2


def test_ceasefires_are_told_apart_by_their_parties():
    def truce(day, target, words):
        return {"type": "SANCTION" if "collapsed" in words else "AGREE", "source": "AAA", "target": target,
                "date": day, "quote": words}  # fmt: skip

    found = states.states(events([
        truce("2020-01-01", "red-front", "A ceasefire took effect."),
        truce("2020-01-02", "blue-guard", "A truce took effect."),
        truce("2020-01-09", "blue-guard", "The truce collapsed."),
    ]))  # fmt: skip
    standing = found[found["until"].isna()].set_index("parties")["state"]
    assert standing[("AAA", "red-front")] == "in force" and standing[("AAA", "blue-guard")] == "lapsed"


def test_who_leaves_one_of_many_leaves_alone_and_all_return_together():
    leave = {"type": "SANCTION", "quote": "It withdrew from the nuclear deal.", "date": "2020-01-01"}
    back = {"type": "AGREE", "quote": "All three restored the nuclear deal.", "date": "2020-02-01", "event_id": "z"}
    joint = [back | {"source": "AAA", "target": "CCC"}, back | {"source": "BBB", "target": "CCC"}]
    found = states.states(events([leave | {"source": "AAA"}, leave | {"source": "BBB"}, *joint]))
    left = found[found["state"] == "lapsed"]
    assert left["parties"].tolist() == [("AAA",), ("BBB",)] and (left["until"] == pd.Timestamp("2020-02-01")).all()


def test_two_stories_of_one_day_change_nothing():
    same_day = RENEWAL | {"date": LAPSE["date"]}
    assert not spells(LAPSE, same_day) and not spells(same_day, LAPSE)


@pytest.mark.parametrize(("precision", "since"), [("week", "01-05"), ("month", "01-31"), ("year", "12-31")])
def test_a_change_known_to_a_span_holds_from_its_last_day(precision, since):
    assert spells(LAPSE | {"date_precision": precision}) == [("monitoring accord", "lapsed", since)]


def test_each_day_of_a_lapse_adds_its_share_until_the_renewal():
    frame = events([LAPSE, RENEWAL, LAST])
    measures = measure(frame)
    built = cube.of(frame, measures)
    days = built.values[built.entities.index("AAA"), :, IDS.index("agreement_lapsed")]
    lapse, renewal = (built.dates.get_loc(pd.Timestamp(day)) for day in ("2020-01-05", "2020-02-01"))
    assert days[lapse] == 1 and not days[:lapse].any() and not days[renewal:].any()
    np.testing.assert_allclose(days[lapse + 1 : renewal], states.DAILY_SHARE)
    assert built.counts.sum() == 3  # days of a state are no events
    without = cube.of(frame.drop(columns="quote").assign(quote=None).astype({"quote": "str"}), measures)
    others = [at for at, name in enumerate(IDS) if name != "agreement_lapsed"]
    np.testing.assert_array_equal(built.values[..., others], without.values[..., others])


@pytest.mark.parametrize("half_life", [1.0, 7.0, 30.0])
def test_the_pressure_of_a_state_does_not_fade_and_tends_to_its_share(half_life):
    frame = events([REFUSAL | {"date": "2020-01-01"}, LAST | {"date": "2022-12-31"}])
    rows = risk.risk(cube.of(frame, measure(frame)), {"inspection_refused": 6.0}, half_life)
    one = rows[(rows["entity"] == "AAA") & (rows["track"] == "total")]["pressure"]
    assert one.iloc[-1] == pytest.approx(6.0 * states.DAILY_SHARE, rel=1e-6)
    assert (one.iloc[100:].diff().dropna().abs() < 0.1 * states.DAILY_SHARE).all()


@given(st.sampled_from(("conduct", "exposure", "pair")), st.sampled_from((1.0, 7.0, 30.0)), st.integers(0, 85))
def test_events_and_indicators_behind_a_number_sum_to_it_with_states(by, half_life, at):
    frame = events([LAPSE, REFUSAL, RENEWAL, LAST, {"source": "AAA", "target": "BBB", "date": "2020-01-08"}])
    measures = measure(frame)
    built = cube.of(frame, measures, by)
    entity = {"conduct": "AAA", "exposure": "watchdog", "pair": "AAA>watchdog"}[by]
    day = built.dates[at]
    rows = risk.risk(built, half_life=half_life)
    here = rows[(rows["entity"] == entity) & (rows["date"] == day)].set_index("track")["pressure"]
    parts = risk.contributions_by_indicator(built, WEIGHTS, half_life, entity, day)
    behind = risk.events_behind(frame, measures, WEIGHTS, half_life, entity, day, by)
    assert behind["event_id"].is_unique
    assert parts.sum() == pytest.approx(here["total"], abs=1e-9)
    assert behind["pressure"].sum() == pytest.approx(here["total"], abs=1e-9)
    assert behind["relief"].sum() == pytest.approx(here["relief"], abs=1e-9)


def test_a_patron_bears_a_clients_state_only_while_the_tie_lasts():
    patrons = pd.DataFrame({"client": ["red-front"], "patron": ["AAA"], "since": [None], "until": ["2020-01-20"]})
    frame = events([REFUSAL | {"source": "red-front"}, LAST])
    measures = measure(frame)
    built = cube.of(frame, measures, "sponsorship", patrons)
    days = built.values[built.entities.index("AAA"), :, IDS.index("inspection_refused")]
    assert built.dates[days > 0].max() == pd.Timestamp("2020-01-20") and (days > 0).sum() == 11
    day, share = "2020-02-01", 0.5
    rows = risk.risk(cube.of(frame, measures), sponsored=built, share=share)
    here = rows[(rows["entity"] == "AAA") & (rows["date"] == day) & (rows["track"] == "total")]["pressure"].item()
    behind = risk.events_behind(frame, measures, WEIGHTS, 7.0, "AAA", day, patrons=patrons, share=share)
    assert here > 0 and behind["pressure"].sum() == pytest.approx(here, abs=1e-9)


def test_a_state_needs_its_indicator_and_what_is_known():
    frame = events([LAPSE, LAST])
    silent = measure(frame) * 0.0
    assert states.states(frame, silent).empty and states.held(frame, silent, pd.Timestamp("2020-03-01")).empty
    late = frame.assign(published=pd.Timestamp("2020-02-10"))
    assert states.states(cube.known_on(late, "2020-02-09")).empty
    assert len(states.states(cube.known_on(late, "2020-02-10"))) == 1


@given(st.integers(1, 60))
def test_later_news_changes_no_earlier_day(days):
    later = RENEWAL | {"date": pd.Timestamp("2020-01-05") + pd.Timedelta(days=days)}
    early, both = events([LAPSE, LAST]), events([LAPSE, LAST, later])
    one, two = (cube.of(frame, measure(frame)) for frame in (early, both))
    until = one.dates.get_loc(later["date"])
    who = [built.values[built.entities.index("AAA"), :until] for built in (one, two)]
    np.testing.assert_array_equal(*who)


def test_an_unsure_state_widens_the_interval_and_a_sure_one_does_not():
    acts = [{"source": "AAA", "mode": "aerial", "date": day} for day in pd.date_range("2020-01-01", "2020-03-31")]

    def width(*more):
        frame = events([*acts, *more])
        weights = {"air_strike": 1.0, "agreement_lapsed": 40.0}
        bounds = risk.interval(frame, measure(frame), weights, shown=["AAA"]).iloc[-1]
        return bounds["high"], bounds["low"]

    plain, sure, unsure = width(), width(LAPSE), width(LAPSE | {"confidence": 0.5})
    assert sure[0] > plain[0] and sure[1] > plain[1]
    assert unsure[0] - unsure[1] > 1.5 * (sure[0] - sure[1])


def test_the_understanding_of_the_case_lapses_and_the_safeguards_agreement_does_not():
    frame = data.load("us-iran-2019-2021")
    measures = measure(frame)
    found = states.states(frame, measures)
    lapsed = found[found["state"].isin(states.PRESSING)]
    assert lapsed["instrument"].tolist() == ["technical understanding"]
    (spell,) = lapsed.itertuples()
    assert spell.since == pd.Timestamp("2021-06-24") and "IRN" in spell.parties and pd.isna(spell.until)
    assert "expired on Thursday without being renewed" in spell.quote
    built = cube.of(frame, measures, "conduct", PATRON)
    parts = [
        risk.contributions_by_indicator(built, WEIGHTS, 7.0, "IRN", day)["agreement_lapsed"]
        for day in ("2021-06-24", "2021-06-29", "2021-08-20")
    ]
    assert 0 < parts[0] < parts[1] < parts[2]  # it does not fade
    earlier = data.load("us-iran-2019-2021", known_on="2021-06-25")
    assert states.states(earlier, measure(earlier))["state"].isin(states.PRESSING).sum() == 0


def test_no_events_have_no_states():
    nothing = validate(events([LAST]).iloc[:0])
    assert states.states(nothing).empty and list(states.states(nothing).columns) == list(states.COLUMNS)
