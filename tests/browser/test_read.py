"""The page Read: an article goes in, its events come out, and other readers of this server can find them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import cells, go, grave_violations, series, settle, shown, slider

# Countries, groups and people of this article are invented.
ARTICLE = """Varenian jets strike depots of the Ostrel Front

TARSK, 20 June 2021 - Varenian warplanes bombed two depots of the Ostrel Front near the border with Kesh on Sunday,
killing four fighters, the Varenian defence ministry said. The air strikes were carried out in retaliation for a drone
attack on Varenian soldiers at the Kalmar base.

Kesh accused Varenia of violating its airspace. Talks between Varenia and Kesh are expected to resume next week.
"""
OPEN = "/events?added=1&start=2021-06-01&end=2021-06-29&as_known=&text=depots"
GERMAN = (
    "Die varenische Luftwaffe hat am Sonntag zwei Lager der Front von Ostrel bombardiert. Dabei wurden nach Angaben "
    "des Ministeriums vier Kämpfer getötet. Die Regierung von Kesch verurteilte den Angriff und verlangte eine Sitzung."
)


def correct_killed(page: Page, killed: int) -> None:
    """Correct the toll of the first event found, and save."""
    page.get_by_role("button", name="Correct", exact=True).first.click()
    settle(page)
    page.get_by_role("spinbutton", name="Killed").fill(str(killed))
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Save").click()
    settle(page)


def paste(page: Page, text: str, day: str | None = None) -> None:
    """Fill in the form and send it off; `day` is the day of publication, YYYY-MM-DD."""
    page.get_by_label("Paste an article").fill(text)
    if day:
        page.get_by_role("group", name="Published on").get_by_role("spinbutton").first.click()
        page.keyboard.type(day.replace("-", ""))
    send(page)


def send(page: Page) -> None:
    """Press the button and wait for the answer."""
    page.get_by_role("button", name="Read it").click()
    settle(page)


def notice(page: Page) -> Locator:
    """The sentence that answers what could not be used."""
    return page.locator("[data-testid=stMain] [data-testid=stAlert]")


def upload(page: Page, name: str, kind: str, content: bytes) -> None:
    """Choose a file and send the form off once it has arrived."""
    chooser = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    with page.expect_response(lambda answer: "/_stcore/upload_file/" in answer.url and answer.ok):
        chooser.set_input_files([{"name": name, "mimeType": kind, "buffer": content}])
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    send(page)


def deeds(page: Page) -> str:
    """The words of all tables on the page."""
    return "\n".join(" ".join(row) for row in cells(page))


def marks(page: Page) -> list[str]:
    """The sentences marked in the article."""
    return page.locator("[data-testid=stMain] mark").all_inner_texts()


def test_an_article_becomes_events_with_their_sentences(visit):
    page = visit("/read")
    paste(page, ARTICLE, "2021-06-20")
    text = shown(page).lower()
    assert "air or missile strike" in text and "accusation" in text
    assert "varenia" in text and "ostrel" in text
    assert "planned" in text  # the talks are expected, not held
    marked = " ".join(page.locator("[data-testid=stMain] mark").all_inner_texts())
    assert "bombed two depots" in marked and "accused Varenia" in marked


@pytest.mark.slow
def test_what_one_reader_adds_another_one_finds(visit):
    stranger = visit(OPEN)
    assert "Ostrel" not in shown(stranger)
    reader = visit("/read")
    paste(reader, ARTICLE, "2021-06-20")
    reader.get_by_role("button", name="Add to this server").click()
    settle(reader)
    expect(notice(reader)).to_contain_text("Added to")
    go(stranger, stranger.url)
    assert "air or missile strike" in deeds(stranger).lower()
    expect(stranger.locator("[data-testid=stMain]")).to_contain_text("bombed two depots of the Ostrel Front")
    left_out = go(stranger, stranger.url.replace("added=1", "added=0"))
    assert "Ostrel" not in shown(left_out)


@pytest.mark.slow
def test_the_article_stays_while_a_weight_moves(visit):
    page = visit("/read")
    paste(page, ARTICLE, "2021-06-20")
    before, moved, address = marks(page), series(page, "moved"), page.url
    slider(page, "w.air_strike").press("End")
    page.wait_for_url(lambda url: url != address)
    settle(page)
    assert marks(page) == before
    assert series(page, "moved") != moved


@pytest.mark.slow
def test_an_event_is_corrected_and_another_dismissed_where_every_reader_sees_it(visit):
    story = ARTICLE.replace("Ostrel", "Marsh").replace("Kesh", "Dorn")  # other events than those of the tests above
    page = visit("/read")
    paste(page, story, "2021-06-20")
    page.get_by_label("Your name").fill("R. Reader")
    correct_killed(page, 9)
    events = page.locator(".st-key-events_found")
    expect(events).to_contain_text("Killed 9 instead of 4 by R. Reader")
    page.get_by_role("button", name="Dismiss").last.click()
    settle(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("1 further one dismissed by a person")
    assert not grave_violations(page)
    other = visit("/read")
    paste(other, story, "2021-06-20")
    expect(other.locator(".st-key-events_found")).to_contain_text("9 killed")
    assert marks(other) == marks(page)


@pytest.mark.slow
def test_an_address_on_the_servers_own_network_is_not_asked(visit):
    page = visit("/read")
    page.get_by_role("textbox", name="or the address").fill("http://127.0.0.1:9/feed")
    page.get_by_role("button", name="Fetch it").click()
    settle(page)
    expect(notice(page)).to_contain_text("could not be read")


@pytest.mark.slow
def test_an_empty_form_asks_for_an_article(visit):
    page = visit("/read")
    send(page)
    expect(notice(page)).to_contain_text("Paste an article")


@pytest.mark.slow
def test_another_language_is_refused_in_a_sentence(visit):
    page = visit("/read")
    paste(page, GERMAN)
    expect(notice(page)).to_contain_text("English")


def test_a_file_is_read(visit):
    page = visit("/read")
    upload(page, "story.txt", "text/plain", ARTICLE.encode())
    assert "air or missile strike" in shown(page).lower()


@pytest.mark.slow
def test_a_binary_file_is_refused_in_a_sentence(visit):
    page = visit("/read")
    upload(page, "story.txt", "text/plain", bytes(range(256)) * 40)
    expect(notice(page)).to_contain_text("story.txt")


@pytest.mark.slow
def test_a_broken_pdf_is_refused_in_a_sentence(visit):
    page = visit("/read")
    upload(page, "report.pdf", "application/pdf", b"%PDF-1.7\nnothing of the kind")
    expect(notice(page)).to_contain_text("report.pdf")


def test_markup_in_an_article_stays_text(visit):
    page = visit("/read")
    hostile = (
        '<img src="https://example.org/pixel.png" onerror="alert(1)"> ![](https://example.org/pixel.png) '
        '<meta http-equiv="refresh" content="0;url=https://example.org/"> <script>alert(1)</script>\n\n'
    )
    paste(page, hostile + ARTICLE, "2021-06-20")  # a request or a dialog would fail the test at its end
    expect(page.locator("[data-testid=stMain] h1")).to_have_text("Read")
    assert "air or missile strike" in shown(page).lower()
