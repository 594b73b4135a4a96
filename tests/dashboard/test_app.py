"""The entry script, page by page, on the bundled case."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache, session
from dashboard.state import View, encode
from scoring.indicators import TRACKS

ENTRY = Path(__file__).parents[2] / "dashboard" / "app.py"
FRENCH = (
    "Le gouvernement a annoncé hier que les négociations se poursuivront dans la capitale malgré les tensions entre "
    "les deux pays et leurs alliés respectifs, selon le ministère."
)
SECONDS = 120  # the first run reads the bundled dispatches and loads the model


def open_at(page: str = "situation", **parameters: str) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=SECONDS)
    for key, value in parameters.items():
        app.query_params[key] = value
    if page != "situation":
        app.query_params["page"] = page
    return app.run()


def unfold(app: AppTest, track: str) -> AppTest:
    """Draw the weights of a track, as a click on their group does."""
    app.session_state[f"group_{track}"] = True
    return app.run()


def words(app: AppTest) -> str:
    shown = (element.value for kind in ("html", "markdown", "caption") for element in getattr(app, kind))
    return " ".join(shown).replace("\N{NO-BREAK SPACE}", " ")




def check(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error
    return app


def test_the_first_screen_says_who_escalates_against_whom_since_when_and_why():
    app = check(open_at())
    shown = words(app)
    assert "The United States&#x27; conduct" in shown
    assert "as of 29 Jun 2021" in shown
    assert "since" in shown
    assert "What weighs most: " in shown
    assert "not a probability" in shown
    assert "Against it" in shown
    assert "Announced to come" in shown


def test_force_rises_in_june_2021_with_no_relief_of_the_same_party_beside_it():
    shown = words(check(open_at()))
    assert "Kinetic pressure rose from" in shown
    assert "no relief beside it" in shown


def test_the_table_and_the_sentence_give_the_same_number():
    app = check(open_at())
    table = app.dataframe[0].value
    first = table[table["actor"] == "United States"].iloc[0]
    assert f"to {first['index']:.0f}" in words(app)


@pytest.mark.parametrize("page", ["events", "read", "method"])
def test_every_page_draws(page):
    check(open_at(page))


def test_a_link_brings_back_the_view_and_is_not_announced():
    view = View(data=cache.datasets()[0], half_life=21, role="exposure", start=date(2020, 1, 1), end=date(2020, 3, 1))
    app = check(open_at(**session.link(view)))
    assert not app.info
    assert app.slider(key="half_life").value == 21
    assert app.segmented_control(key="role").value == "exposure"
    assert "as of 1 Mar 2020" in words(app)


def test_a_broken_link_is_announced_once_and_the_rest_used():
    app = check(open_at(half_life="soon", role="exposure", gossip="1"))
    assert "half\\_life" in app.info[0].value
    assert "gossip" in app.info[0].value
    assert app.segmented_control(key="role").value == "exposure"
    assert not check(app.run()).info


def test_a_link_cannot_put_pictures_or_addresses_on_the_page():
    said = check(open_at(role="![x](http://evil.example/p.png)", gossip="[y](http://evil.example)")).info[0].value
    assert "![x](" not in said
    assert "[y](" not in said


def test_a_changed_weight_reaches_the_address_and_the_number():
    app = check(open_at())
    before = words(app)
    app.slider(key="w.air_strike").set_value(0.0).run()
    check(app)
    assert app.query_params["w.air_strike"] == "0"
    assert words(app) != before


@pytest.mark.parametrize("page", ["situation", "actors", "events"])
def test_a_moved_slider_leaves_nothing_to_wait_for_behind(page):
    app = check(open_at(page))
    app.slider(key="w.air_strike").set_value(1.0).run()
    assert "casus_moved" not in check(app).session_state


def test_a_group_that_is_folded_keeps_its_weights_and_shows_them_when_it_is_unfolded():
    app = check(open_at(**{"w.sanction": "7.5", "w.air_strike": "3"}))
    assert not [one for one in app.slider if one.key == "w.sanction"]
    assert check(app.run()).query_params["w.sanction"] == "7.5"
    assert check(unfold(app, "coercive")).slider(key="w.sanction").value == 7.5
    app.slider(key="w.sanction").set_value(8.0).run()
    app.session_state["group_coercive"] = False
    app.run()
    app.slider(key="w.air_strike").set_value(4.0).run()
    weights = check(unfold(app, "coercive")).session_state["casus_view"].weight_of
    assert (weights["sanction"], weights["air_strike"], app.slider(key="w.sanction").value) == (8.0, 4.0, 8.0)


def test_a_preset_sets_all_weights_and_reset_brings_them_back():
    app = check(open_at())
    app.selectbox(key="preset").select("Equal weights").run()
    weights = check(unfold(app, "coercive")).session_state["casus_view"].weight_of
    assert app.slider(key="w.sanction").value == app.slider(key="w.air_strike").value == weights["expulsion"]
    next(button for button in app.button if button.label.startswith("Reset")).click().run()
    assert check(app).slider(key="w.air_strike").value == View().weight_of["air_strike"]


def test_what_is_known_follows_the_day_until_set_apart():
    app = check(open_at())
    app.date_input(key="end").set_value(date(2021, 7, 15)).run()
    assert check(app).date_input(key="as_known").value == date(2021, 7, 15)
    app.date_input(key="as_known").set_value(date(2021, 7, 10)).run()
    app.date_input(key="end").set_value(date(2021, 8, 1)).run()
    assert check(app).date_input(key="as_known").value == date(2021, 7, 10)


def test_dates_without_data_are_said_and_give_no_zero():
    shown = words(check(open_at(start="1990-01-01", end="1990-02-01", as_known="")))
    assert "There are no data for these dates" in shown


def test_too_few_events_are_said():
    shown = words(check(open_at(focus="FRA", end="2021-06-29")))
    assert "too few to say how the risk moves" in shown


def test_one_event_opens_with_its_sentence_marked_and_escaped():
    app = check(open_at("events", types="ASSAULT"))
    shown = words(app)
    assert "<mark" in shown
    assert "<script" not in shown


def test_filters_that_leave_nothing_say_so():
    app = check(open_at("events", text="no such words anywhere"))
    assert "No event fits" in app.info[0].value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Paste an article"),
        (FRENCH, "English"),
    ],
)
def test_bad_input_is_explained(text, said):
    app = check(open_at("read"))
    app.text_area[0].set_value(text)
    next(button for button in app.button if button.label == "Read it").click().run()
    check(app)
    assert said in " ".join(element.value for element in (*app.info, *app.warning))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.txt", b"\x00\x01\x02\x03" * 500, "text"), ("b.pdf", b"%PDF-1.4 broken", "PDF"), ("c.txt", b"", "empty")],
)
def test_bad_files_are_explained(name, content, said):
    app = check(open_at("read"))
    app.file_uploader[0].upload(name, content)
    next(button for button in app.button if button.label == "Read it").click().run()
    assert said in check(app).warning[0].value


def test_an_article_is_read_shown_and_added():
    app = check(open_at("read"))
    app.text_area[0].set_value(
        "Warplanes of Israel bombed a depot of Hezbollah in Lebanon on Monday, killing three fighters.\n\n"
        "Lebanon condemned the attack on Tuesday and called for restraint, the foreign ministry in Beirut said."
    )
    app.date_input(key="published_on").set_value(date(2021, 6, 30))
    next(button for button in app.button if button.label == "Read it").click().run()
    shown = words(check(app))
    assert "event" in shown
    assert "<mark" in shown
    next(button for button in app.button if button.label.startswith("Add to")).click().run()
    assert "Added to" in check(app).success[0].value


def test_every_parameter_of_a_link_has_its_widget_value():
    app = open_at()
    for track in TRACKS:
        unfold(app, track)
    check(app)
    flat = encode(View())
    for key in set(flat) - {"v", "page"}:
        assert key in app.session_state, key
