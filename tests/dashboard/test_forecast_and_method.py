"""Brief, Forecast and Method on the bundled case, and what they show where there is nothing."""

import pytest

from dashboard import base_rates, cache
from dashboard.state import View
from tests.dashboard.test_app import check, open_at, words

NOTHING = {"start": "1999-01-01", "end": "1999-02-01", "as_known": ""}


def test_the_forecast_page_holds_the_base_rates_that_a_forecast_has_to_beat():
    app = check(open_at("forecast", pair="USA>kataib-hezbollah"))
    shown = words(app)
    assert "How often it happened before" in shown and "Not how likely it is now" in shown
    table = app.dataframe[-1].value
    assert table["name"].tolist() == ["United States → Kata'ib Hezbollah", "Kata'ib Hezbollah → United States"]
    assert table.loc[0, "7 days"].startswith("3 %") and table.loc[0, "90 days"].startswith("too short")


@pytest.mark.parametrize("page", ["brief", "forecast"])
def test_dates_without_data_are_told_calmly(page):
    app = check(open_at(page, **NOTHING))
    assert app.info if page == "forecast" else not app.info


def test_the_base_rates_of_a_view_do_not_know_what_came_later():
    view = View(data=cache.datasets()[0], pair=("USA", "kataib-hezbollah"))
    knowing, then = cache.known(view.data, False, None, 0.0), cache.known(view.data, False, view.end, 0.0)
    later, at_the_time = (base_rates.rates(view, rows, (), "") for rows in (knowing, then))
    assert later[["windows", "hits"]].equals(at_the_time[["windows", "hits"]])


def test_the_method_page_has_a_list_and_all_tables():
    app = check(open_at("method"))
    shown = words(app)
    assert "(#sources)" in shown and "(#constants)" in shown
    assert len(app.dataframe) == 5  # presets, constants, two models, versions
    assert any("index.S0" in set(frame.value.iloc[:, 0]) for frame in app.dataframe)
