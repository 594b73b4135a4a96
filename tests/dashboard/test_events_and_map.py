"""The pages Events and Map on the bundled case, through the entry script."""

import pandas as pd
import pytest

import data
from dashboard import cache, sentences
from data import events as schema
from data.sources.coding import REJECT_COLUMNS
from tests.dashboard.invented import event
from tests.dashboard.test_app import check, open_at, words

CASE = "us-iran-2019-2021"
WHOLE = {"start": "2019-01-01", "end": "2021-12-31", "as_known": ""}
STRIKE = "34d4d2bd6c2f36f7"  # the air strikes of June 2021, whose tolls are told in five ways


def tables(app):
    return [table.value for table in app.dataframe]


def tolls(app):
    return next((table for table in tables(app) if "claimant" in table), None)


@pytest.mark.parametrize("page", ["events", "map"])
@pytest.mark.parametrize("order", ["day", "points", "relief"])
def test_pages_draw_in_every_order(page, order):
    app = check(open_at(page, order=order, place="33.3,44.4", **WHOLE))
    assert not app.info
    assert app.segmented_control(key="order").value == order


def test_a_source_narrows_the_table_and_stays_in_the_link():
    whole = len(tables(check(open_at("events", **WHOLE)))[0])
    name = cache.origin_names(CASE, False, None)[0]
    app = check(open_at("events", **WHOLE))
    app.selectbox(key="origin").select(name).run()
    assert app.query_params["origin"] in (name, [name])
    assert 0 < len(tables(check(app))[0]) < whole


def test_a_source_that_the_data_do_not_have_is_kept_and_finds_nothing():
    app = check(open_at("events", origin="Nobody's Herald", **WHOLE))
    assert app.selectbox(key="origin").value == "Nobody's Herald"
    assert "No event fits" in app.info[0].value


def test_tolls_of_the_strikes_stand_by_claimant_and_are_not_added_up():
    app = check(open_at("events", event=STRIKE, **WHOLE))
    table = tolls(app)
    assert {"5", "4", "1"} <= set(table["killed"])
    assert any(count.endswith("9") for count in table["killed"])
    assert "Syrian Observatory for Human Rights" in set(table["claimant"])
    assert "never added up" in words(app)


def test_a_toll_published_later_is_not_shown_as_known_before():
    app = check(open_at("events", event=STRIKE, start="2021-06-01", end="2021-06-28", as_known="2021-06-28"))
    assert not any(count.endswith("9") for count in tolls(app)["killed"])
    assert "29 Jun 2021" not in " ".join(tolls(app)["where"])


def test_an_act_tells_what_is_said_to_answer_it():
    events = data.load(CASE)
    cause = events.loc[events["responds_to"].isin(events["event_id"]), "responds_to"].iloc[0]
    assert "Said to be answered by" in words(check(open_at("events", event=cause, **WHOLE)))


def test_an_event_says_how_sure_it_is_and_from_where():
    shown = words(check(open_at("events", **WHOLE)))
    assert "It says nothing of whether the source is true" in shown
    assert "Source: " in shown


def test_the_map_counts_what_it_cannot_place_and_disclaims_borders():
    shown = words(check(open_at("map", **WHOLE)))
    assert "name no place and are not on the map" in shown
    assert "are known only to their country" in shown
    assert "Kosovo does not" in shown


def test_a_place_opens_its_events_alone():
    app = check(open_at("map", place="36.2,44.0", **WHOLE))
    places, rows = tables(app)[0], tables(app)[1]
    erbil = places[places["name"] == "Erbil"].iloc[0]
    assert len(rows) == erbil["events"]
    assert "Erbil, Iraq (36.2° N, 44.0° E)" in words(app)
    next(button for button in app.button if button.label == "Close").click().run()
    assert "A mark or a row of the table opens its events here" in words(check(app))


def test_a_place_that_is_not_there_shows_the_map_alone():
    assert "opens its events here" in words(check(open_at("map", place="0.0,0.0", **WHOLE)))


def test_weights_move_the_points_of_places_but_not_their_events():
    before = tables(check(open_at("map", **WHOLE)))[0].set_index("name")
    after = tables(check(open_at("map", **WHOLE, **{"w.air_strike": "0"})))[0].set_index("name")
    assert after["kinetic"].sum() < before["kinetic"].sum()
    assert after["events"].sum() == before["events"].sum()
    assert after["diplomatic"].sum() == pytest.approx(before["diplomatic"].sum())


def test_every_area_is_offered_by_name():
    app = check(open_at("map", area="africa", **WHOLE))
    assert app.segmented_control(key="area").value == "africa"
    assert set(app.segmented_control(key="area").options) == set(sentences.AREA_LABELS.values())


@pytest.fixture
def coded(tmp_path, monkeypatch):
    """A store of its own with coded events without any text, from two providers."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "casus.sqlite"))
    cache.store.clear()
    cache.forget_added()
    nothing = pd.DataFrame({column: [] for column in REJECT_COLUMNS}).astype(REJECT_COLUMNS)
    rows = [
        event(n, f"2024-01-{n:02d}", quote=None, native_id=str(n), native_code="190", place="Kalmar", country="VAR",
              lat=10.0, lon=20.0, place_precision="city", killed_low=1, killed_best=2, killed_high=4)
        for n in range(1, 9)
    ]  # fmt: skip
    for source, own in (("acled", rows[:6]), ("ucdp", rows[6:])):
        frame = schema.validate(pd.DataFrame(own))
        cache.writer().import_events(f"{source}.csv", [(frame, nothing)], "invented", source, source)
    yield {"data": "invented", "start": "2024-01-01", "end": "2024-01-31"}
    cache.forget_added()
    cache.store.clear()


@pytest.mark.parametrize("as_known", ["", "2024-01-05"])
def test_a_dataset_without_text_shows_its_records_codes_and_tolls(coded, as_known):
    app = check(open_at("events", event="e3", as_known=as_known, **coded))
    assert "Coded record without a text" in words(app)
    assert "coded there as 190, record 3" in words(app)
    assert "Armed Conflict Location" in words(app)
    assert tolls(app)["killed"].tolist() == ["1–2–4"]
    assert len(tables(app)[0]) == (5 if as_known else 8)
    check(open_at("map", place="10.0,20.0", as_known=as_known, **coded))


def test_providers_of_one_dataset_are_told_apart(coded):
    title = "UCDP Georeferenced Event Dataset"
    app = check(open_at("events", as_known="", origin=title, **coded))
    assert len(tables(app)[0]) == 2
    assert set(app.selectbox(key="origin").options) >= {title, "Armed Conflict Location & Event Data (ACLED)"}
