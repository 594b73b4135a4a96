"""Downloads from UCDP's API, against a server on this machine that answers as it does and fails as services do."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import cli
from data import fetch, retrying
from data.fetch import COLUMNS, Request, ucdp
from data.retrying import FIRST_WAIT, LONGEST_ASKED, LONGEST_WAIT, PASSING, TRIES, FetchError, backoff
from tests.data.ucdp_server import TOKEN, event, serving
from tests.fuzzing import examples

COUNT, SIZE = 23, 5  # five pages, the last one short
PAGES = 5


@pytest.fixture
def server():
    with serving(COUNT) as service:
        yield service


class Run:
    """A download into a folder of its own; `waits` are the seconds it would have slept."""

    def __init__(self, service, folder: Path) -> None:
        self.service, self.folder, self.out = service, folder, folder / "ged.csv"
        self.waits: list[float] = []
        self.notes: list[str] = []
        self.done: list[tuple[int, int]] = []

    def __call__(self, token: str | None = TOKEN, refresh: bool = False, **asked):
        request = Request(**{"version": "25.1", "page_size": SIZE, "api": self.service.address} | asked)
        return ucdp(
            request, self.out, token, self.folder / "cache", refresh,
            progress=lambda *done: self.done.append(done), note=self.notes.append, sleep=self.waits.append,
        )  # fmt: skip

    @property
    def ids(self) -> list[int]:
        with self.out.open(encoding="utf-8", newline="") as file:
            return [int(row["id"]) for row in csv.DictReader(file)]

    @property
    def cached(self) -> list[Path]:
        return sorted((self.folder / "cache").rglob("*.json.gz"))


@pytest.fixture
def run(server, tmp_path):
    return Run(server, tmp_path)


ALL = [event(number)["id"] for number in range(COUNT)]


def only(page: int, change):
    """A fault of one page, at every ask."""
    return lambda answer, ask: change(answer) if answer.page == page else None


def put(**fields):
    """A change of an answer's fields; those of its content by `content`, a dict."""

    def change(answer):
        for name, value in fields.items():
            setattr(answer, name, answer.content | value if name == "content" else value)

    return change


def test_every_row_comes_once_in_ucdps_order_of_rows_and_columns(run, server):
    done = run()
    assert (done.rows, done.pages, done.asked) == (COUNT, PAGES, PAGES)
    assert server.pages == list(range(PAGES)) and set(server.tokens) == {TOKEN}
    assert run.ids == ALL
    assert run.done == [(number + 1, PAGES) for number in range(PAGES)]
    with run.out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    shown = {True: "1", None: ""}
    for number, row in enumerate(rows):
        assert row == {name: shown.get(cell, str(cell)) for name, cell in event(number).items()}


@settings(max_examples=examples(12), deadline=None)
@given(count=st.integers(0, 40), size=st.integers(1, 45))
def test_any_count_and_page_size(count, size):
    with serving(count) as service, TemporaryDirectory() as folder:
        run = Run(service, Path(folder))
        done = run(page_size=size)
        assert run.ids == [event(number)["id"] for number in range(count)]
        assert done.pages == done.asked == len(service.pages) == max(1, -(-count // size))


def test_filters_are_asked_for_as_ucdp_names_them(run, server):
    run(countries=(992, 991, 991), since=date(2020, 1, 2), until=date(2020, 1, 5), page_size=1000)
    assert server.asked == [
        {"pagesize": "1000", "page": "0", "Country": "991,992", "StartDate": "2020-01-02", "EndDate": "2020-01-05"}
    ]
    assert len(run.ids) == sum("2020-01-02" <= event(n)["date_start"][:10] <= "2020-01-05" for n in range(COUNT))


def test_nothing_found_is_a_file_with_a_header(run):
    done = run(countries=(7,))
    assert done.rows == 0 and run.out.read_text().strip().split(",") == list(COLUMNS)


def test_columns_that_casus_does_not_know_come_last(run, server):
    server.events[-1]["new_column"] = "x"
    run()
    with run.out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*COLUMNS, "new_column"] and [row["new_column"] for row in rows[-2:]] == ["", "x"]


def test_what_is_complete_is_not_asked_for_again_unless_refreshed(run, server):
    run()
    first = run.out.read_bytes()
    run.out.unlink()
    assert run().asked == 0 and len(server.asked) == PAGES and run.out.read_bytes() == first
    assert run(token=None).asked == 0  # a token is for what is asked
    assert run(countries=(991,)).asked > 0  # another request
    before = len(server.asked)
    assert run(refresh=True).asked == PAGES and len(server.asked) == before + PAGES


PASSES = {
    **{f"status {status}": put(status=status, body=b"no") for status in PASSING},
    "cut in mid-body": put(cut=300),
    "cut before any byte": put(cut=0),
    "truncated JSON": put(body=b'{"TotalCount": 23, "Result": [{"id": 900'),
    "empty body": put(body=b""),
    "not what it says it is": put(headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("fault", PASSES.values(), ids=PASSES)
def test_what_passes_is_asked_for_again(run, server, fault):
    server.fault = lambda answer, ask: fault(answer) if ask in (3, 4) else None  # the third page, twice
    run()
    assert server.pages == [0, 1, 2, 2, 2, 3, 4] and run.ids == ALL
    waited = [wait for wait in run.waits if wait != fetch.PAUSE_SECONDS]
    assert len(waited) == len(run.notes) == 2
    for attempt, wait in enumerate(waited):
        assert FIRST_WAIT * 2**attempt / 2 <= wait <= FIRST_WAIT * 2**attempt


@pytest.mark.parametrize("fault", PASSES.values(), ids=PASSES)
def test_what_does_not_pass_ends_after_a_named_number_of_tries(run, server, fault):
    server.fault = only(2, fault)
    with pytest.raises(FetchError, match=f"{TRIES} times in a row; run the same command again later"):
        run()
    assert server.pages == [0, 1] + [2] * TRIES
    server.fault = lambda answer, ask: None
    assert run().asked == PAGES - 2 and run.ids == ALL


def test_an_unreachable_service_is_named(run, server):
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 cannot be reached .*7 times"):
        run(api="http://127.0.0.1:9/api")


@pytest.mark.parametrize(
    ("stated", "least", "most"),
    [
        ("40", 40, 40),
        ("0", 1, 2),  # our own wait is longer
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True), 80, 90),
        (lambda: format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True), 1, 2),
        ("soon", 1, 2),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999999", 1, 2),
        ("-5", 1, 2),
        ("", 1, 2),
    ],
)
def test_retry_after_is_honoured(run, server, stated, least, most):
    header = stated() if callable(stated) else stated
    server.fault = lambda answer, ask: put(status=429, headers={"Retry-After": header})(answer) if ask == 1 else None
    run()
    assert least <= run.waits[0] <= most and run.ids == ALL


def test_a_quota_of_the_day_is_told_and_not_slept_through(run, server):
    server.fault = only(1, put(status=429, headers={"Retry-After": str(int(LONGEST_ASKED) + 3300)}))
    with pytest.raises(FetchError, match="429: it has had too many requests, and asks to wait 60 minutes"):
        run()
    assert server.pages == [0, 1]


def test_backoff_doubles_up_to_a_bound_and_never_by_the_clock_alone():
    for attempt, whole in ((1, FIRST_WAIT), (3, 4 * FIRST_WAIT), (30, LONGEST_WAIT)):
        waits = {backoff(attempt) for _ in range(50)}
        assert len(waits) > 1 and all(whole / 2 <= wait <= whole for wait in waits)


def test_400_is_a_bad_filter_at_first_and_too_many_requests_later(run, server):
    server.fault = lambda answer, ask: put(status=400)(answer) if ask == 2 else None
    run()
    assert run.ids == ALL and "too many requests" in run.notes[0]
    server.fault = only(0, put(status=400))
    with pytest.raises(FetchError, match=r"does not take these filters \(Country 5, StartDate 2020-01-01\)"):
        run(countries=(5,), since=date(2020, 1, 1))


REFUSED = {
    "no token": ({"token": None}, None, "with a token only: ask the maintainer .*apidocs.*CASUS_UCDP_TOKEN"),
    "wrong token": ({"token": "wrong"}, None, "refused the token"),
    "forbidden": ({}, only(0, put(status=403)), "refused the token"),
    "no such version": ({"version": "19.7"}, None, r"no version 19\.7.*25\.1 is the release.*25\.0\.6.*25\.01\.25\.06"),
    "teapot": ({}, only(0, put(status=418)), "answered 418, which is not expected"),
}


@pytest.mark.parametrize(("asked", "fault", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refusals_are_told_at_once(run, server, asked, fault, sentence):
    if fault:
        server.fault = fault
    with pytest.raises(FetchError, match=sentence):
        run(**asked)
    assert len(server.asked) == 1 and not run.cached and not run.out.exists()


def _other_page(answer):
    answer.content["NextPageUrl"] = answer.content["NextPageUrl"].replace("page=3", "page=2")


def _repeated(answer):
    answer.content["Result"] = [event(number) for number in range(SIZE)]


def _twice(answer):
    answer.content["Result"] = [answer.content["Result"][0]] * SIZE


WRONG = {
    "HTML": (put(body=b"\n<!DOCTYPE html><title>Log in</title>"), "page 3: a web page came instead of data"),
    "a list": (put(body=b"[]"), "page 3 is no page of UCDP"),
    "no count": (put(content={"TotalCount": None}), "page 3 is no page of UCDP"),
    "a changed count": (put(content={"TotalCount": 24}), "24 events, the pages before it of 23.*--refresh"),
    "another page by its links": (_other_page, "page 3 was asked for; by its NextPageUrl page 2 came"),
    "another page by its ids": (_repeated, "page 3 repeats event 900000 of page 1"),
    "an event twice": (_twice, "page 3 holds an event twice"),
    "too few rows": (put(content={"Result": []}), "page 3 holds 0 events where 5 are expected"),
    "rows without ids": (put(content={"Result": [{"best": 1}] * SIZE}), "page 3 holds rows that are no events"),
    "cells in cells": (put(content={"Result": [{"id": 1, "best": [1]}] * SIZE}), "page 3 holds rows that are no"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_page_has_its_sentence_and_leaves_the_cache_usable(run, server, fault, sentence):
    run.out.write_text("what was there before")
    server.fault = only(2, fault)
    with pytest.raises(FetchError, match=sentence):
        run()
    assert len(run.cached) == 2 and run.out.read_text() == "what was there before"
    server.fault = lambda answer, ask: None
    assert run().asked == PAGES - 2
    assert server.pages == [0, 1, 2, 2, 3, 4] and run.ids == ALL


def test_an_endless_body_is_cut_off(run, server, monkeypatch):
    monkeypatch.setattr(fetch, "MOST_BYTES", 3_000_000)
    server.fault = only(1, put(endless=True))
    with pytest.raises(FetchError, match="sent more than 3 MB for one page"):
        run()
    assert len(run.cached) == 1


def test_an_answer_that_drips_is_given_up(run, server, monkeypatch):
    monkeypatch.setattr(retrying, "DEADLINE_SECONDS", 0.0)
    with pytest.raises(FetchError, match="took more than 0 s for one answer, 7 times"):
        run()


def test_the_token_is_led_to_no_other_host(run, server):
    with serving(COUNT) as other:
        away = other.address.replace("127.0.0.1", "localhost")
        server.fault = only(1, put(status=302, headers={"Location": f"{away}/gedevents/25.1?token={TOKEN}"}))
        with pytest.raises(FetchError, match="answered 302 and points to localhost; that is not followed") as told:
            run()
        assert TOKEN not in str(told.value)
        server.fault = only(1, lambda answer: answer.content.update(NextPageUrl=f"{away}/gedevents/25.1?page=2"))
        run()
        assert run.ids == ALL and not other.asked


def test_the_token_is_in_no_file_message_or_address(run, server):
    server.fault = lambda answer, ask: put(status=500, body=TOKEN.encode())(answer) if ask == 2 else None
    run()
    server.fault = only(0, put(status=401, body=TOKEN.encode()))
    with pytest.raises(FetchError) as told:
        run(version="25.0.6")
    written = [path.read_bytes() for path in run.folder.rglob("*") if path.is_file()]
    names = [str(path) for path in run.folder.rglob("*")]
    addresses = [str(asked) for asked in server.asked]
    assert written and not any(TOKEN.encode() in content for content in written)
    assert not any(TOKEN in text for text in (*names, *addresses, *run.notes, str(told.value)))


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ключ", "x" * 600])
def test_what_cannot_be_a_token_is_refused_without_being_shown(run, server, token):
    with pytest.raises(FetchError, match="characters that no token has") as told:
        run(token=token)
    assert not server.asked and (not token or token not in str(told.value))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"version": "25.1/../../admin"}, "no version"),
        ({"version": "latest"}, "named like this"),
        ({"page_size": 0}, "allowed: 1 to 1000"),
        ({"page_size": 1001}, "allowed: 1 to 1000"),
        ({"since": date(2020, 2, 1), "until": date(2020, 1, 1)}, "after the last day"),
        ({"api": "https://example.org/api"}, "neither"),
        ({"api": "http://ucdpapi.pcr.uu.se/api"}, "neither"),
        ({"api": "http://127.0.0.1.example.org/api"}, "neither"),
        ({"api": "http://127.0.0.1@example.org/api"}, "neither"),
        ({"api": "ftp://127.0.0.1/api"}, "neither"),
    ],
)
def test_unusable_requests_are_refused_before_anything_is_asked(asked, sentence):
    with pytest.raises(FetchError, match=sentence):
        Request(**{"version": "25.1"} | asked)


def test_a_missing_folder_is_told_before_anything_is_asked(run, server):
    run.out = run.folder / "missing" / "ged.csv"
    with pytest.raises(FetchError, match="cannot be written"):
        run()
    assert not server.asked


@pytest.mark.parametrize("damage", [b"", b"x", None], ids=["emptied", "overwritten", "one bit"])
def test_a_page_whose_checksum_does_not_fit_is_fetched_again(run, server, damage):
    run()
    page = run.cached[3]
    content = bytearray(page.read_bytes())
    content[len(content) // 2] ^= 1
    page.write_bytes(bytes(content) if damage is None else damage)
    assert run().asked == 1 and server.pages[PAGES:] == [3] and run.ids == ALL


def test_an_interrupted_run_goes_on_where_it_stopped(run, server):
    def stop(done, pages):
        if done == 3:
            raise KeyboardInterrupt

    request = Request("25.1", page_size=SIZE, api=server.address)
    with pytest.raises(KeyboardInterrupt):
        ucdp(request, run.out, TOKEN, run.folder / "cache", progress=stop, sleep=run.waits.append)
    assert not run.out.exists() and list(run.folder.iterdir()) == [run.folder / "cache"]
    assert run().asked == 2 and server.pages == [0, 1, 2, 3, 4] and run.ids == ALL


def test_a_file_that_cannot_be_finished_leaves_the_old_one(run, monkeypatch):
    run.out.write_text("what was there before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.page_cache.os.fsync", full)
    with pytest.raises(FetchError, match="No space left on device"):
        run()
    assert run.out.read_text() == "what was there before" and not list(run.folder.rglob("*.part"))


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """`casus fetch ucdp` in this process, at home in an empty folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(fetch, "PAUSE_SECONDS", 0.0)
    monkeypatch.delenv(fetch.TOKEN_VARIABLE, raising=False)

    def once(service, *arguments: str) -> tuple[int, str]:
        start = ("fetch", "ucdp", "--version", "25.1", "--page-size", str(SIZE), "--base-url", service.address)
        code = cli.main([*start, "--out", str(tmp_path / "ged.csv"), *arguments])
        return code, capsys.readouterr().err

    return once


def test_the_shell_takes_the_token_from_the_environment_and_shows_progress(shell, server, tmp_path, monkeypatch):
    monkeypatch.setenv(fetch.TOKEN_VARIABLE, TOKEN)
    code, told = shell(server, "--country", "991", "--from", "2020-01-01", "--to", "2020-01-31")
    assert code == 0 and "3 of 3 pages" in told and "11 events of UCDP GED 25.1" in told and TOKEN not in told
    assert (tmp_path / ".casus" / "fetched").is_dir()
    assert "earlier download" in shell(server, "--country", "991", "--from", "2020-01-01", "--to", "2020-01-31")[1]


def test_the_shell_prefers_the_token_of_the_command_and_tells_refusals(shell, server, monkeypatch):
    monkeypatch.setenv(fetch.TOKEN_VARIABLE, "wrong")
    assert shell(server)[0] == cli.USAGE and shell(server, "--token", TOKEN)[0] == 0
    code, told = shell(server, "--refresh", "--token", "other-wrong")
    assert code == cli.USAGE and "refused the token" in told and "other-wrong" not in told


@pytest.mark.parametrize(
    "ending", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)], ids=["Ctrl+C", "killed"]
)
def test_a_process_that_is_ended_leaves_its_finished_pages(tmp_path, ending):
    with serving(200, delay=0.05) as service:
        command = [sys.executable, "-m", "dashboard.cli", "fetch", "ucdp", "--version", "25.1", "--page-size", "10"]
        command += ["--base-url", service.address, "--out", str(tmp_path / "ged.csv")]
        environment = os.environ | {"HOME": str(tmp_path), fetch.TOKEN_VARIABLE: TOKEN}
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, env=environment, cwd=root, stderr=subprocess.PIPE, text=True) as running:
            while len(service.asked) < 3 and running.poll() is None:
                time.sleep(0.01)
            running.send_signal(ending)
            told = running.stderr.read()
        assert running.returncode in (cli.INTERRUPTED, -signal.SIGKILL) and not (tmp_path / "ged.csv").exists()
        assert ("go on" in told or "goes on" in told) == (ending is signal.SIGINT)
        kept = len(list((tmp_path / ".casus").rglob("*.json.gz")))
        assert 1 <= kept < 20
        before = len(service.asked)
        run = Run(service, tmp_path)
        request = Request("25.1", page_size=10, api=service.address)
        done = ucdp(request, run.out, TOKEN, tmp_path / ".casus" / "fetched", sleep=run.waits.append)
        assert done.asked == 20 - kept and service.pages[before:] == list(range(kept, 20))
        assert run.ids == [event(number)["id"] for number in range(200)]
