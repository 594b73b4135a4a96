import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from data.events import TYPES, empty
from data.ontology import MODES
from scoring.indicators import BY_COLUMNS, BY_ID, BY_TEXT, IDS, INDICATORS, TRACKS, measure
from scoring.rules import unknown_toll
from tests.scoring.invented import events, frames


class Certain:
    """A classifier that is sure of everything, to see what the gate and the threshold do."""

    thresholds = pd.Series(0.5, index=list(BY_TEXT))

    def __init__(self, probability: float = 1.0) -> None:
        self.probability = probability
        self.asked = 0

    def predict_proba(self, frame):
        self.asked += len(frame)
        return pd.DataFrame(self.probability, index=frame.index, columns=list(BY_TEXT))


@pytest.mark.parametrize("indicator", INDICATORS, ids=IDS)
def test_every_indicator_explains_itself(indicator):
    assert indicator.track in TRACKS
    assert indicator.question.endswith("?")
    assert len(indicator.reason) > 30 and indicator.reason.endswith(".")
    assert any(digit.isdigit() for digit in indicator.citation), "a citation has a year or a code"
    assert len(set(indicator.hits)) >= 3 and len(set(indicator.misses)) >= 3
    assert not set(indicator.hits) & set(indicator.misses)
    assert indicator.weight >= 0
    assert indicator.types and set(indicator.types) <= set(TYPES)
    assert set(indicator.modes) <= {mode for kind in indicator.types for mode in MODES.get(kind, ())}


def test_ids_are_unique_and_split_by_how_they_are_decided():
    assert len(set(IDS)) == len(IDS)
    assert set(BY_COLUMNS) | set(BY_TEXT) == set(IDS) and not set(BY_COLUMNS) & set(BY_TEXT)


def test_rules_give_finite_intensities_on_events_without_any_optional_column():
    bare = events([{"type": kind} for kind in TYPES])
    for indicator in INDICATORS:
        found = indicator.rule(bare)
        assert found.index.equals(bare.index) and np.isfinite(found).all() and (found >= 0).all()


CODED = [
    ({"mode": "aerial"}, "air_strike", 1.0),
    ({"mode": "drone"}, "drone_attack", 1.0),
    ({"mode": "heavy-weapons"}, "ground_attack", 1.0),
    ({"mode": None}, "ground_attack", 1.0),
    ({"mode": "aerial"}, "ground_attack", 0.0),
    ({"victims": "two soldiers"}, "attack_on_forces", 1.0),
    ({"target_text": "the Kesh embassy"}, "attack_on_forces", 1.0),
    ({"victims": "villagers"}, "civilian_harm", 1.0),
    ({"killed_best": 10}, "fatalities", 1.0),
    ({"killed_low": 120}, "fatalities", 2.0),
    ({}, "fatalities", 0.0),
    ({"source": "AAA", "country": "BBB"}, "cross_border_force", 1.0),
    ({"source": "AAA", "country": "AAA"}, "cross_border_force", 0.0),
    ({"source": "red-front", "country": "BBB"}, "cross_border_force", 0.0),
    ({"source": "AAA"}, "cross_border_force", 0.0),
    ({"source": "AAA", "target": "BBB"}, "state_clash", 1.0),
    ({"source": "AAA", "target": "AAA"}, "state_clash", 0.0),
    ({"source": "AAA", "target": "red-front"}, "state_clash", 0.0),
    ({"response_cue": "in retaliation for"}, "retaliation", 1.0),
    ({"responds_to": "e9"}, "retaliation", 1.0),
    ({"type": "ACCUSE", "response_cue": "in response"}, "retaliation", 0.0),
    ({"type": "MOBILIZE", "mode": "troops"}, "mobilisation", 1.0),
    ({"type": "MOBILIZE", "quote": "It began enriching uranium."}, "mobilisation", 0.0),
    ({"type": "MOBILIZE", "quote": "It began enriching uranium."}, "enrichment_step", 1.0),
    ({"type": "AID", "quote": "It sent rifles and ammunition to the militia."}, "mobilisation", 1.0),
    ({"type": "AID", "native_code": "072"}, "aid", 0.0),
    ({"type": "AID", "native_code": "073"}, "aid", 1.0),
    ({"type": "AID", "native_code": "073"}, "mobilisation", 0.0),
    ({"type": "COERCE", "mode": "restrict", "native_code": "163"}, "sanction", 1.0),
    ({"type": "COERCE", "mode": "restrict", "native_code": "163"}, "seizure", 0.0),
    ({"type": "COERCE", "mode": "cyber"}, "cyber_attack", 1.0),
    ({"type": "SANCTION", "mode": "expel"}, "expulsion", 1.0),
    ({"type": "SANCTION", "mode": "expel"}, "sanction", 0.0),
    ({"type": "REJECT", "mode": "meet"}, "talks_suspended", 1.0),
    ({"type": "REJECT", "quote": "The monitoring agreement lapsed."}, "agreement_lapsed", 1.0),
    ({"quote": "Jets bombed a depot while the agreement holds."}, "agreement_lapsed", 0.0),
    ({"native_code": "196"}, "agreement_lapsed", 1.0),
    ({"type": "ACCUSE", "mode": "investigate"}, "accusation", 0.0),
    ({"type": "CONSULT", "mode": "phone"}, "talks_held", 0.25),
    ({"type": "CONSULT", "native_code": "046"}, "talks_held", 1.0),
    ({"type": "SUPPORT", "native_code": "057"}, "agreement_reached", 1.0),
    ({"type": "RETREAT", "mode": "ceasefire"}, "de_escalation", 1.0),
    ({"type": "RETREAT", "native_code": "0862", "mode": "access"}, "inspection_access", 1.0),
]


@pytest.mark.parametrize(("row", "indicator", "intensity"), CODED)
def test_coded_columns_decide(row, indicator, intensity):
    assert measure(events([row]))[indicator].iloc[0] == pytest.approx(intensity)


@given(frames())
def test_one_finite_row_an_event_and_nothing_for_what_did_not_happen(frame):
    measures = measure(frame)
    assert measures.index.is_unique and set(measures.index) == set(frame["event_id"])
    assert tuple(measures.columns) == IDS
    assert (measures.dtypes == "float64").all() and np.isfinite(measures.to_numpy()).all()
    unreal = frame.loc[frame["realis"] != "realised", "event_id"]
    assert not measures.loc[unreal.unique()].to_numpy().any()


@given(frames())
def test_only_the_types_that_an_indicator_names_carry_it(frame):
    kinds = frame.drop_duplicates("event_id").set_index("event_id")["type"]
    measures = measure(frame)
    for name in IDS:
        assert set(kinds[measures.index[measures[name] > 0]]) <= set(BY_ID[name].types)


@given(frames())
def test_the_order_of_rows_changes_nothing(frame):
    shuffled = measure(frame.iloc[::-1])
    pd.testing.assert_frame_equal(measure(frame).sort_index(), shuffled.sort_index())


def test_talks_in_a_sentence_with_an_air_strike_carry_no_air_strike():
    talk = events([{"origin": "extracted", "type": "CONSULT", "quote": "They met while jets bombed the depot."}])
    measures = measure(talk, Certain())
    assert measures["air_strike"].iloc[0] == 0 and measures["talks_held"].iloc[0] == 1


def test_extracted_events_take_the_probability_from_the_threshold_up():
    frame = events([{"origin": "extracted", "quote": "x", "mode": "aerial"}])
    assert measure(frame, Certain(0.6))["air_strike"].iloc[0] == 0.6
    assert not measure(frame, Certain(0.4))[list(BY_TEXT)].to_numpy().any()


@pytest.mark.parametrize(
    ("mode", "air", "drone", "ground"),
    [
        ("aerial", 1, 0, 0), ("drone", 0, 1, 0), ("firearms", 0, 0, 1), ("explosives", 0, 0, 1),
        ("heavy-weapons", 1, 1, 1), (None, 1, 1, 1), ("torture", 1, 1, 1),
    ],
)  # fmt: skip
def test_the_mode_decides_by_what_means_force_was_used(mode, air, drone, ground):
    found = measure(events([{"mode": mode, "origin": "extracted"}]), Certain())
    assert found[["air_strike", "drone_attack", "ground_attack"]].iloc[0].tolist() == [air, drone, ground]


def test_columns_decide_for_extracted_events_too():
    frame = events([{"origin": "extracted", "quote": "x", "killed_best": 10, "source": "AAA", "country": "BBB"}])
    measures = measure(frame, Certain(0.0))
    assert measures["fatalities"].iloc[0] == 1 and measures["cross_border_force"].iloc[0] == 1


def test_the_classifier_is_not_asked_about_coded_or_unreal_events():
    sure = Certain()
    measure(events([{}, {"origin": "extracted", "realis": "planned"}]), sure)
    assert sure.asked == 0


def test_joint_actors_count_by_the_largest_value_and_a_toll_is_not_summed():
    joint = events([{"event_id": "j", "source": source, "killed_best": 10} for source in ("AAA", "BBB")])
    assert measure(joint)["fatalities"].tolist() == [1.0]


def test_an_unknown_toll_is_flagged_and_a_toll_of_none_is_not():
    assert unknown_toll(events([{}, {"killed_best": 0}, {"killed_high": 5}, {"type": "AID"}])).tolist() == [
        True, False, False, False,
    ]  # fmt: skip


def test_no_events_give_an_empty_table():
    assert measure(empty()).shape == (0, len(IDS))
