"""Saying of an event that it is right, wrong or no event: on the page Read, and by the rows behind every page."""

from __future__ import annotations

import http.server
import threading
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import data
from dashboard import cache, numbered
from data import addresses, corrections, documents
from data.extraction import extract_with_mentions
from data.store import Store

ENTRY = Path(__file__).parents[2] / "dashboard" / "app.py"
CASE = "us-iran-2019-2021"
SECONDS = 120
# Countries, groups and people of this article are invented.
ARTICLE = (
    "Varenian warplanes bombed two depots of the Ostrel Front near the border with Kesh on Sunday, killing four "
    "fighters, the Varenian defence ministry said.\n\nKesh accused Varenia of violating its airspace."
)
PAGE = f"<!doctype html><html><head><title>Depots</title></head><body><p>{ARTICLE}</p></body></html>"
FEED = """<rss><channel><item><title>Depots</title><link>/one</link><pubDate>Sun, 20 Jun 2021 10:00:00 GMT</pubDate>
</item><item><title>Menu</title><link>/menu</link></item></channel></rss>"""


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """An empty store for the dashboard."""
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))
    cache.store.clear()
    cache.forget_added()
    yield Store(tmp_path / "store.sqlite")
    cache.forget_added()
    cache.store.clear()


def opened() -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=SECONDS)
    app.query_params["page"] = "read"
    return check(app.run())


def check(app: AppTest) -> AppTest:
    assert not app.exception and not app.error
    return app


def words(app: AppTest) -> str:
    shown = (element.value for kind in ("html", "markdown", "caption") for element in getattr(app, kind))
    return " ".join(shown).replace("\N{NO-BREAK SPACE}", " ")


def read(app: AppTest) -> AppTest:
    app.text_area[0].set_value(ARTICLE)
    app.date_input(key="published_on").set_value(date(2021, 6, 20))
    return check(press(app, "Read it"))


def press(app: AppTest, label: str, number: int = 0) -> AppTest:
    return [button for button in app.button if button.label == label][number].click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_events_are_numbered_as_they_stand_in_the_text_and_their_sentences_marked():
    article = documents.from_text(ARTICLE, published="2021-06-20")
    found, mentions = extract_with_mentions(article)
    number_of = numbered.numbers(found, mentions)
    assert sorted(number_of.values()) == list(range(1, found["event_id"].nunique() + 1))
    html = numbered.html(ARTICLE.replace("Kesh accused", "<b>h accused"), mentions, number_of)
    assert "&lt;b&gt;h accused" in html and "<b>" not in html
    assert html.count("<mark") == mentions[["span_start", "span_end"]].drop_duplicates().shape[0]
    order = [html.index(f">{number}<") for number in (1, max(number_of.values()))]
    assert order == sorted(order)


def test_an_event_is_confirmed_under_the_readers_name(store):
    app = read(opened())
    app.text_input(key="casus_who_typed").set_value("R. Reader").run()
    app = check(press(app, "Confirm"))
    noted = store.corrections(CASE)
    assert noted[["what", "new", "who"]].to_numpy().tolist() == [["review", "confirmed", "R. Reader"]]
    assert "Confirmed by R. Reader" in words(app)
    assert [button.disabled for button in app.button if button.label == "Confirm"].count(True) == 1


def test_an_event_is_corrected_and_only_what_was_changed_is_noted(store):
    app = check(press(read(opened()), "Correct"))
    kind = next(box for box in app.selectbox if box.label == "Type")
    event_id = kind.key.removeprefix("read_").removesuffix("_type")
    kind.set_value("COERCE").run()
    mode = next(box for box in app.selectbox if box.label == "Mode")
    assert "arrest" in mode.options and "aerial" not in mode.options  # those of the type chosen
    mode.set_value("arrest")
    next(box for box in app.number_input if box.label == "Killed").set_value(9)
    app = check(press(app, "Save"))
    noted = store.corrections(CASE)
    assert set(noted["subject_id"]) == {event_id}
    assert dict(zip(noted["what"], noted["new"], strict=True)) == {
        "type": "COERCE", "mode": "arrest", "killed_best": "9",
    }  # fmt: skip
    assert noted["who"].isna().all() and "somebody unnamed" in words(app)
    assert "Save" not in labels(app)  # the form is closed
    row = cache.reading(CASE, False, documents.from_text(ARTICLE, published="2021-06-20")).found
    row = row[row["event_id"] == event_id].iloc[0]
    assert (row["type"], row["mode"], row["killed_best"], row["origin"]) == ("COERCE", "arrest", 9, "analyst")


def test_what_the_schema_does_not_allow_is_said_and_not_kept(store):
    app = check(press(read(opened()), "Correct"))
    next(box for box in app.multiselect if box.label == "Who").set_value(["the armed forces"])
    app = check(press(app, "Save"))
    assert any("an actor id" in warning.value for warning in app.warning)
    assert store.corrections(CASE).empty and "Save" in labels(app)


def test_a_dismissed_event_goes_counts_nowhere_and_comes_back(store):
    app = read(opened())
    before = labels(app).count("Dismiss")
    app = check(press(app, "Dismiss"))
    assert labels(app).count("Dismiss") == before - 1
    assert "1 further one dismissed" in words(app)
    app = check(press(app, "Bring it back"))
    assert labels(app).count("Dismiss") == before
    assert store.corrections(CASE)["new"].isna().iloc[-1]


def test_a_correction_of_the_case_counts_on_every_page_whether_added_articles_are_shown_or_not(store):
    event = data.load(CASE).query("realis == 'realised'").iloc[0]["event_id"]
    rows = cache.events(CASE, False)
    corrections.correct(store, CASE, rows[rows["event_id"] == event], {"realis": "denied"}, "R")
    assert set(cache.events(CASE, False).query("event_id == @event")["realis"]) == {"realised"}  # not read again yet
    cache.forget_corrected()
    for added in (False, True):
        for day in (None, date(2021, 6, 29)):
            found = cache.events(CASE, added, day)
            assert set(found.query("event_id == @event")["realis"]) <= {"denied"}
        assert cache.measures(CASE, added).loc[event].sum() == 0


def test_a_correction_that_finds_no_event_is_listed(store):
    store.correct(CASE, "event", "gone", "type", "AID", "ASSAULT", "R")
    cache.forget_corrected()
    app = opened()
    assert "1 correction waits" in words(app)
    assert app.dataframe[-1].value["Effect"].tolist() == ["kept, its event is not found"]


@pytest.fixture
def site(monkeypatch):
    """A feed on this machine, which alone for this test counts as public; its address."""
    pages = {"/feed": FEED, "/one": PAGE, "/menu": "<html></html>"}

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/html")
            self.end_headers()
            self.wfile.write(pages[self.path].encode())

        def log_message(self, *_):
            pass

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def fetch(address: str) -> AppTest:
    app = opened()
    next(box for box in app.text_input if box.label.startswith("or the address")).set_value(address)
    return check(press(app, "Fetch it"))


def test_a_feed_is_fetched_when_asked_and_what_it_lacks_is_said(site, monkeypatch):
    monkeypatch.setattr(documents, "fetch", lambda address, private: addresses.fetch(address, True))
    app = fetch(f"{site}/feed")
    assert "1 of 2 articles in this feed read; 1 could not be read" in words(app)
    assert "published 20 Jun 2021" in words(app) and "Confirm" in labels(app)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/feed", "private network"), ("ftp://example.org/a", "http and https only"), ("//[", "could not")],
)
def test_an_address_that_may_not_or_cannot_be_read_is_refused_in_a_sentence(site, path, said):
    app = fetch(path if ":" in path else site + path)
    assert any(said in warning.value for warning in app.warning)
    assert "Confirm" not in labels(app)
