"""A link means what it meant: versions are frozen, and older links are put in the terms of this one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import migrations, state
from dashboard.migrations import FROZEN, STEPS, VERSION, migrate, trouble
from dashboard.pasted import parameters
from dashboard.state import View, decode, encode
from tests.dashboard.test_state import views
from tests.fuzzing import examples

# copied from the address of a browser when version 1 was current
GOLDEN = (
    "v=1&data=us-iran-2019-2021&actors=USA%2CIRN&focus=IRN&start=2020-01-01&end=2020-03-01&as_known=2020-03-15&"
    "role=exposure&pair=&half_life=21&sponsorship=0.25&confidence=0.4&types=ASSAULT&indicators=air_strike&"
    "realis=realised&actor=USA&text=strike&event=&added=1&w.air_strike=10&w.drone_attack=8&w.ground_attack=8&"
    "w.attack_on_forces=5&w.fatalities=5&w.civilian_harm=5&w.cross_border_force=6&w.state_clash=8&w.retaliation=4&"
    "w.threat=4&w.mobilisation=5&w.sanction=3.5&w.seizure=4&w.cyber_attack=4&w.inspection_refused=6&"
    "w.agreement_lapsed=6&w.enrichment_step=7&w.accusation=1.5&w.expulsion=4&w.talks_suspended=3&w.talks_held=4&"
    "w.agreement_reached=6&w.de_escalation=7&w.inspection_access=6&w.aid=2&w.restraint=2"
)
GOLDEN_WEIGHTS = {key[2:]: float(text) for key, text in parameters(GOLDEN).items() if key.startswith("w.")}
# the same of version 2, with the settings that were new in it; the weights were those of version 1
GOLDEN_2 = GOLDEN.replace("v=1&", "v=2&page=forecast&") + (
    "&since=2020-02-01&origin=&order=points&area=asia&place=Erbil&against="
)
GOLDEN_VIEW = View(
    page="situation", data="us-iran-2019-2021", actors=("USA", "IRN"), focus="IRN", start=date(2020, 1, 1),
    end=date(2020, 3, 1), as_known=date(2020, 3, 15), since=None, role="exposure", pair=None, half_life=21,
    sponsorship=0.25, confidence=0.4, weights=tuple(GOLDEN_WEIGHTS.items()), types=("ASSAULT",),
    indicators=("air_strike",), realis=("realised",), actor="USA", text="strike", event="", origin="", order="day",
    area="fit", place="", against="", target="assault", horizon=None, unit="", added=True,
)  # fmt: skip
GOLDEN_VIEW_2 = replace(
    GOLDEN_VIEW, page="forecast", since=date(2020, 2, 1), order="points", area="asia", place="Erbil"
)  # fmt: skip
OF_THE_DATA = {"v", "page", "data", "start", "end", "as_known"}  # hang on the dataset, or are the address's path


@pytest.mark.parametrize(("link", "meant"), [(GOLDEN, GOLDEN_VIEW), (GOLDEN_2, GOLDEN_VIEW_2)], ids=["1", "2"])
@settings(max_examples=examples(20))
@given(views())
def test_a_link_of_an_older_version_means_what_it_meant_whatever_the_defaults_of_today(link, meant, default):
    default = replace(default, page="situation")
    assert decode(parameters(link), View()) == decode(parameters(link), default) == (meant, [])


@settings(max_examples=examples(20))
@given(views(), st.sets(st.sampled_from(sorted(FROZEN["1"]))))
def test_what_an_old_link_leaves_unsaid_has_the_value_of_its_version(default, lost):
    cut = {key: text for key, text in parameters(GOLDEN).items() if key not in lost}
    view, rejected = decode(cut, default)
    said = encode(view)
    assert {key: said[key] for key in lost} == {key: FROZEN["1"][key] for key in lost}
    assert rejected == []


@settings(max_examples=examples(20))
@given(views(), views())
def test_a_link_of_today_taken_for_an_older_one_keeps_all_it_says(view, default):
    for version in FROZEN:
        assert decode(encode(view) | {"v": version}, default) == (view, [])


def test_the_defaults_of_this_version_are_frozen():
    """Whoever changes a default or adds a setting raises VERSION, freezes the values and writes a step."""
    assert {key: text for key, text in encode(View()).items() if key not in OF_THE_DATA} == FROZEN[VERSION]


def test_every_version_but_the_last_has_a_step_and_all_lead_to_the_last():
    assert set(STEPS) == set(FROZEN) - {VERSION}
    for version, frozen in FROZEN.items():
        assert migrate(frozen | {"v": version}) == FROZEN[VERSION] | {"v": VERSION}


def test_migration_leaves_what_it_was_given_alone():
    flat = {"v": "1", "half_life": "9"}
    assert migrate(flat)["half_life"] == "9"
    assert flat == {"v": "1", "half_life": "9"}
    assert migrate({"half_life": "9"}) == {"half_life": "9"}


def test_an_indicator_that_is_newer_than_the_link_weighs_nothing_in_it_and_is_named():
    later = View(weights=(*View().weights, ("sabotage", 6.0)))
    view, rejected = decode(parameters(GOLDEN), later)
    assert view.weight_of == GOLDEN_WEIGHTS | {"sabotage": 0.0}
    assert [(r.key, r.value) for r in rejected] == [("w.sabotage", "")]
    assert "newer than the link" in rejected[0].reason


def test_without_a_version_an_indicator_has_its_default_and_a_link_may_name_it():
    later = View(weights=(*View().weights, ("sabotage", 6.0)))
    assert decode({"half_life": "9"}, later)[0].weight_of["sabotage"] == 6.0
    assert decode(parameters(GOLDEN) | {"w.sabotage": "2"}, later)[0].weight_of["sabotage"] == 2.0


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1", None),
        (VERSION, None),
        ("2", None),
        ("4", "newer program"),
        ("12", "newer program"),
        ("0", "not a version"),
        ("", "not a version"),
        ("two", "not a version"),
        ("²", "not a version"),
        ("9" * 5000, "not a version"),
    ],
)
def test_another_version_is_announced_calmly(version, said):
    assert (said is None and trouble(version) is None) or said in trouble(version)
    view, rejected = decode({"v": version, "half_life": "14"})
    assert view.half_life == 14
    assert [r.key for r in rejected] == ([] if said is None else ["v"])


def test_the_version_of_the_links_is_that_of_the_migrations():
    assert encode(View())["v"] == VERSION == state.VERSION == migrations.VERSION
