"""The pages of actors and agreements, on the bundled case through the entry script."""

import html

from tests.dashboard.test_app import check, open_at, words

CASE = {"as_known": "", "start": "2019-06-01", "end": "2021-08-20"}


def said(app):
    return html.unescape(words(app))


def test_without_a_choice_the_highest_index_stands_with_the_one_it_acts_on_most():
    app = check(open_at("actors"))
    assert app.selectbox(key="standoff_actor").value == "USA"
    assert "The United States towards Kata'ib Hezbollah above the line" in said(app)
    assert "as known on 29 Jun 2021" in said(app)


def test_a_pair_in_the_link_is_shown_and_can_be_turned_around():
    app = check(open_at("actors", pair="USA>IRN", **CASE))
    assert "The United States towards Iran above the line" in said(app)
    next(button for button in app.button if button.label == "Turn around").click().run()
    assert check(app).query_params["pair"] in ("IRN>USA", ["IRN>USA"])
    assert "Iran towards the United States above the line" in said(app)


def test_choosing_another_actor_changes_the_link():
    app = check(open_at("actors"))
    app.selectbox(key="standoff_actor").select("IRN").run()
    assert check(app).query_params["focus"] in ("IRN", ["IRN"])
    app.selectbox(key="standoff_other").select("USA").run()
    assert check(app).query_params["pair"] in ("IRN>USA", ["IRN>USA"])
    app.selectbox(key="standoff_other").select("").run()
    assert check(app).query_params["pair"] in ("", [""])
    assert app.selectbox(key="standoff_actor").value == "IRN"


def test_ties_are_alleged_by_a_named_source():
    app = check(open_at("actors", focus="IRN", **CASE))
    assert "Iran is alleged to sponsor Kata'ib Hezbollah" in said(app)
    assert "Alleged by: US Treasury" in said(app)


def test_answers_are_told_with_who_claims_them():
    app = check(open_at("actors", pair="USA>IRN", **CASE))
    table = app.dataframe[0].value
    assert any(row.startswith("claimed by") for row in table["says"])
    assert any(row.startswith("inferred") for row in table["says"])
    assert table["words"].notna().all()


def test_stepping_back_shows_what_was_known_then():
    app = check(open_at("actors"))
    label = next(button.label for button in app.button if button.label.startswith("Earlier news"))
    assert label == "Earlier news: 28 Jun 2021"
    app.button(key="known_earlier").click().run()
    assert check(app).date_input(key="as_known").value.isoformat() == "2021-06-28"
    assert app.date_input(key="end").value.isoformat() == "2021-06-28"
    assert "Shown as known on 28 June 2021, without" in said(app)


def test_dates_without_data_are_said():
    old = {"start": "1990-01-01", "end": "1990-02-01", "as_known": ""}
    assert "There are no data for these dates" in said(check(open_at("actors", **old)))
    assert "No event in us" in check(open_at("agreements", **old)).info[0].value


def test_agreements_say_what_lapsed_and_what_it_adds():
    app = check(open_at("agreements"))
    lapsed = "technical understanding (Iran and International Atomic Energy Agency), lapsed since 24 June 2021"
    assert lapsed in said(app)
    now = app.dataframe[0].value
    assert now["adds"].iloc[0] > 0
    assert now["quote"].str.contains("technical understanding").iloc[0]


def test_agreements_of_nobody_are_an_explained_empty_page():
    app = check(open_at("agreements", actors="KOR"))
    assert "No event in us\\-iran\\-2019\\-2021" in app.info[0].value
    assert not app.dataframe
