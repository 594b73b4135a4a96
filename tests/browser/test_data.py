"""The page Data: a coded file goes in, what is odd in it is shown, its names are mapped, and its numbers appear."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import cells, go, settle

# Every group and event is invented; 99 lies outside the range of latitudes.
UCDP = (
    "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,latitude,longitude,country,date_prec,date_start,"
    "date_end,deaths_civilians,low,best,high,number_of_sources\n"
    + "".join(
        f"{number},1,Government of Iraq,Kalmar Front,1,Orsk,33.{number},44.1,Iraq,1,2020-03-{number:02d},"
        f"2020-03-{number:02d},0,1,2,{1 if number == 5 else 4},2\n"
        for number in range(1, 21)
    )
    + "21,1,Government of Iraq,Kalmar Front,1,Orsk,99,44.1,Iraq,1,2020-03-21,2020-03-21,0,1,2,4,2\n"
    + "22,1,Government of Iraq,Kalmar Front,1,Orsk,33.2,44.1,Iraq,1,not a day,2020-03-22,0,1,2,4,2\n"
)

HEADER_PX, ROW_PX = 36, 29  # of a table


def choose(page: Page, name: str, content: bytes) -> None:
    """Choose a file and wait until it was read."""
    chooser = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    with page.expect_response(lambda answer: "/_stcore/upload_file/" in answer.url and answer.ok):
        chooser.set_input_files([{"name": name, "mimeType": "text/csv", "buffer": content}])
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    settle(page)


def words(page: Page) -> str:
    """The words of all tables on the page."""
    return "\n".join(" ".join(row) for row in cells(page))


@pytest.mark.slow
def test_a_coded_file_is_read_added_and_its_names_are_mapped(visit):
    page = visit("/data")
    choose(page, "orsk.csv", UCDP.encode())
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("21 events, 1 Mar 2020 to 21 Mar 2020")
    expect(main).to_contain_text("2 records with a warning, 1 record left out and 1 name that Casus does not know")
    expect(main).to_contain_text("a day without events is not a calm day")
    assert "not a date: the record is left out" in words(page)
    page.get_by_label("Name of the dataset", exact=True).fill("orsk-2020")
    page.get_by_role("button", name="Add to this server's data").click()
    settle(page)
    expect(main).to_contain_text("42 rows of events added to orsk-2020")

    go(page, page.url.split("/data")[0] + "/data?data=orsk-2020")
    expect(main).to_contain_text("1 name of orsk-2020 stand")
    assert "Kalmar Front" in words(page)
    expect(page.get_by_role("button", name="Save the mapping")).to_be_disabled()
    go(page, page.url.split("/data")[0] + "/?data=orsk-2020&end=2020-03-21")
    expect(main).to_contain_text("a day without events is not a calm day")
    expect(main).to_contain_text("Kalmar Front")

    go(page, page.url.split("?")[0] + "data")
    choose(page, "orsk.csv", UCDP.encode())
    page.get_by_label("Name of the dataset", exact=True).fill("orsk-2020")
    page.get_by_role("button", name="Add to this server's data").click()
    settle(page)
    expect(main).to_contain_text("orsk-2020 has this file already")


@pytest.mark.slow
def test_a_name_is_mapped_to_an_actor_and_its_events_count_for_it(visit):
    page = visit("/data")
    content = UCDP.replace("Kalmar Front", "Orsk Column").replace(",1,Orsk,", ",1,Tamur,")
    choose(page, "tamur.csv", content.encode())
    page.get_by_label("Name of the dataset", exact=True).fill("tamur-2020")
    page.get_by_role("button", name="Add to this server's data").click()
    settle(page)
    go(page, page.url.split("/data")[0] + "/data?data=tamur-2020")
    grid = page.locator("[data-testid=stDataFrame]").last
    box = grid.bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] - 60, box["y"] + HEADER_PX + ROW_PX / 2)  # "Means", the last column
    page.locator("#portal input").wait_for()  # the cell is open
    page.keyboard.type("Islamic State")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="Save the mapping").click()
    settle(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("no coded events with names that Casus does not know")
    go(page, page.url.split("/data")[0] + "/?data=tamur-2020&end=2020-03-21&actors=islamic-state")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Islamic State")


@pytest.mark.slow
def test_a_file_of_several_megabytes_arrives(visit):
    header, first = UCDP.splitlines()[:2]
    rest = first.replace("Orsk", "Orsk" * 3_000).split(",", 1)[1]  # the size matters, not the number of events
    page, content = visit("/data"), "\n".join([header, *(f"{number},{rest}" for number in range(600))]).encode()
    assert len(content) > 6_000_000
    choose(page, "large.csv", content)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("600 events")


def test_a_file_of_nobody_is_told_so(visit):
    page = visit("/data")
    choose(page, "page.csv", b"%PDF-1.7 \x00\x01\x02 no table")
    expect(page.locator("[data-testid=stMain] [data-testid=stAlert]")).to_have_count(1)


@pytest.mark.slow
def test_a_table_of_ones_own_is_mapped_once(visit):
    own = "When;Wer;Wem;Tat\n2020-05-01;Kalmar Front;Iraq;ASSAULT\n2020-05-03;Iraq;Kalmar Front;ACCUSE\n"
    page = visit("/data")
    choose(page, "eigene.csv", own.encode())
    main = page.locator("[data-testid=stMain]")
    expect(main).to_contain_text("of no provider that Casus knows")
    for label, column in (("Day", "When"), ("Type of act", "Tat"), ("Who acts", "Wer"), ("On whom", "Wem")):
        main.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=column, exact=True).click()
    page.get_by_role("button", name="Read with these columns").click()
    settle(page)
    expect(main).to_contain_text("2 events, 1 May 2020 to 3 May 2020")
    page.get_by_label("Name of the dataset", exact=True).fill("eigene")
    page.get_by_role("button", name="Add to this server's data").click()
    settle(page)
    expect(main).to_contain_text("2 rows of events added to eigene")

    again = visit("/data")
    choose(again, "mehr.csv", own.replace("2020-05", "2020-06").encode())
    expect(again.locator("[data-testid=stMain]")).to_contain_text("2 events, 1 Jun 2020 to 3 Jun 2020")
