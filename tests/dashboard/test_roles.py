"""Conduct, exposure and alleged sponsorship on the bundled case: counted once, by dated ties, with their sources."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest

import data
from dashboard import cli, sentences, summary
from dashboard.state import View
from dashboard.ties import ties
from data.actors import PATRON
from scoring import cube as cubes
from scoring import risk as risks
from scoring.indicators import measure
from tests.scoring.invented import events

CASE = "us-iran-2019-2021"
DAY = date(2021, 6, 29)


@pytest.fixture(scope="module")
def case():
    frame = data.load(CASE)
    return frame, measure(frame)


@pytest.fixture(scope="module")
def cube(case):
    """The cube of a role from the first dated act on, worked out once for all tests."""
    frame, measures = case
    exact = frame[(frame["realis"] == "realised") & (frame["date_precision"] == "day")]
    return cache(lambda by: cubes.of(frame, measures, by, PATRON, exact["date"].min().normalize()))


def test_acts_of_clients_appear_under_the_patron_once_and_by_a_tie_in_force(case):
    frame, _ = case
    counted = cubes.entities(frame, "sponsorship", PATRON)
    sponsored = counted[counted["entity"] == "IRN"]
    assert sponsored.groupby("event_id")["share"].sum().round(9).eq(1).all() and len(sponsored)
    acts = frame[frame["event_id"].isin(sponsored["event_id"])]
    assert "kataib-hezbollah" in set(acts["source"])
    for event_id, own in acts.groupby("event_id"):
        links = PATRON[(PATRON["patron"] == "IRN") & PATRON["client"].isin(own["source"])]
        open_until = links["until"].fillna(pd.Timestamp.max.floor("us"))
        day = own["date"].iloc[0]
        assert ((links["since"] <= day) & (day <= open_until)).any(), event_id
        assert "IRN" not in set(own["source"]), event_id  # that is conduct already


def test_a_client_acts_before_its_tie_for_nobody():
    since = PATRON.loc[PATRON["client"].eq("kataib-sayyid-al-shuhada") & PATRON["patron"].eq("IRN"), "since"].item()
    for day, counts in ((since - pd.Timedelta(days=1), False), (since, True)):
        act = events([{"source": "kataib-sayyid-al-shuhada", "date": day}])
        assert ("IRN" in set(cubes.entities(act, "sponsorship", PATRON)["entity"])) == counts


def test_without_the_slider_sponsorship_adds_nothing(cube):
    assert View().sponsorship == 0
    conduct, sponsored = cube("conduct"), cube("sponsorship")
    plain = risks.risk(conduct)
    pd.testing.assert_frame_equal(plain, risks.risk(conduct, sponsored=sponsored))


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_shell_and_the_page_give_the_same_number_and_its_parts_sum_to_it(case, cube, share, capsys):
    frame, measures = case
    asked = ["risk", "--data", CASE, "--actor", "IRN", "--as-of", str(DAY), "--sponsorship", str(share)]
    assert cli.main([*asked, "--format", "json"]) == 0
    out, notes = capsys.readouterr()
    told = next(row for row in json.loads(out) if row["track"] == "total")
    view = View(data=CASE, start=date(2021, 1, 1), end=DAY, focus="IRN", actors=("IRN",), sponsorship=share)
    conduct, sponsored = (cube(by).decayed(view.half_life) for by in ("conduct", "sponsorship"))
    found = summary.situation(frame, measures, conduct, view, sponsored if share else None)
    assert found.pressure == pytest.approx(told["pressure"], abs=1e-9)
    assert found.behind["pressure"].sum() == pytest.approx(told["pressure"], abs=1e-9)
    assert found.lines.iloc[-1]["index"] == pytest.approx(told["index"], abs=1e-9)
    source = PATRON.loc[PATRON["client"].eq("kataib-hezbollah"), "source_note"].iloc[0]
    assert (source in notes) == (share > 0)  # who alleges the tie stands beside the number


def test_exposure_and_conduct_of_one_act_are_kept_apart(case, cube):
    frame, measures = case
    view = View(data=CASE, start=date(2021, 1, 1), end=DAY, focus="kataib-hezbollah", role="exposure", sponsorship=1.0)
    exposure, sponsored = (cube(by).decayed(view.half_life) for by in ("exposure", "sponsorship"))
    with_slider, without = (
        summary.situation(frame, measures, exposure, one, sponsored) for one in (view, replace(view, sponsorship=0.0))
    )
    assert with_slider.pressure == without.pressure > 0


def test_ties_name_the_record_that_alleges_them():
    patrons = pd.DataFrame(
        {
            "client": ["red-front", "red-front", "blue-guard"], "patron": ["AAA", "BBB", "red-front"],
            "since": pd.to_datetime(["2019-01-01", "2020-02-01", None]),
            "until": pd.to_datetime(["2020-01-15", None, None]),
            "source_note": ["a record", "another record", "a third"],
        }
    )  # fmt: skip
    frame = events(
        [
            {"event_id": "e", "source": "red-front", "date": "2020-01-10"},
            {"event_id": "l", "source": "red-front", "date": "2020-02-10"},
            {"event_id": "j", "source": "red-front", "date": "2020-02-10"},
            {"event_id": "j", "source": "BBB", "date": "2020-02-10"},
            {"event_id": "d", "source": "red-front", "date": "2020-02-10", "realis": "denied"},
            {"event_id": "t", "source": "blue-guard", "date": "2020-02-10"},
        ]
    )
    found = set(ties(frame, patrons)[["event_id", "patron", "source_note"]].itertuples(index=False, name=None))
    assert found == {("e", "AAA", "a record"), ("l", "BBB", "another record"), ("t", "red-front", "a third")}
    assert "Alleged" in sentences.alleged("Red Front", "Aland", "a record")
