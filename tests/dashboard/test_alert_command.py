"""`casus alert` on a real store and a real webhook on this machine: what fires, what is posted, and faults."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from urllib.parse import parse_qsl

import pandas as pd
import pytest

import data
from dashboard import alert as command
from dashboard import alerting, cli, posting
from dashboard.state import View, decode
from data import corrections, retrying
from data import events as schema
from data.store import Store
from tests.dashboard.invented import event
from tests.stored import remarks

QUIET, UNUSABLE, FIRED, WAITING = 0, 2, 10, 11
VIEW = View(data="invented", actors=("VAR",))
SILENCE = 1.6  # seconds without an answer


@dataclass
class Webhook:
    """A receiver that answers with `faults` first (a status, or seconds to be silent), then takes what comes."""

    address: str = ""
    faults: list[int | float] = field(default_factory=list)
    taken: list[dict] = field(default_factory=list)
    asked: int = 0


@pytest.fixture
def webhook(monkeypatch) -> Generator[Webhook]:
    monkeypatch.setattr(retrying, "FIRST_WAIT", 0.01)
    one = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            one.asked += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = one.faults.pop(0) if one.faults else 204
            if isinstance(fault, float):
                time.sleep(fault)
                return
            if fault == 204:  # taken before it is answered: whoever has the answer may look at once
                assert self.headers["Content-Type"] == "application/json"
                one.taken.append(json.loads(body))
            self.send_response(fault)
            if fault in (301, 307, 308):
                self.send_header("Location", "http://[" if fault == 308 else "http://10.0.0.1/inside")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        one.address = f"http://127.0.0.1:{server.server_address[1]}/hooks/very-secret?key=also-secret"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield one
        server.shutdown()


@pytest.fixture
def run(capsys, tmp_path, monkeypatch, location):
    """Run `casus alert` on a store with invented events: (exit code, standard output, standard error)."""
    monkeypatch.setenv("CASUS_STORE", location)
    monkeypatch.delenv(posting.WEBHOOK_VARIABLE, raising=False)
    rows = [event(n, f"2024-01-{n + 1:02d}", kind="ACCUSE", mode="disapprove") for n in range(4)]
    rows += [event(n, f"2024-02-{n:02d}") for n in range(10, 14)]
    add(rows, "first")

    def once(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(("alert", *arguments))
        except SystemExit as ended:  # argparse
            code = ended.code
        return code, *capsys.readouterr()

    return once


def add(rows: list[dict], name: str) -> None:
    events = schema.validate(pd.DataFrame(rows))
    Store().import_events(f"{name}.csv", [(events, remarks())], "invented", "table", name)


def keep(
    name: str = "force", kind: str = "level", threshold: float = 30, cooldown: int = 14, view: View = VIEW
) -> None:
    Store().save_rule(name, alerting.written(alerting.rule("level", threshold, 7, cooldown, view)))


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_a_person_dismissed_counts_for_no_rule_on_bundled_data_either(run):
    name = data.available()[0]
    before = command._loader(Store(), argparse.Namespace(known_on=None))(View(data=name)).events["event_id"]
    corrections.review(Store(), name, before.iloc[0], corrections.DISMISSED, "Ana")
    after = command._loader(Store(), argparse.Namespace(known_on=None))(View(data=name)).events["event_id"]
    assert set(before) - set(after) == {before.iloc[0]}


def _impatient(monkeypatch, faults) -> None:
    if SILENCE in faults:
        monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 1.0)


def test_without_rules_it_says_where_they_are_made(run):
    code, out, err = run()
    assert (code, out) == (QUIET, "") and "make one on the page Alerts" in err


def test_what_fires_is_told_once_and_noted(run):
    keep()
    code, out, err = run()
    assert code == FIRED and err == ""
    assert out.startswith("force: The index of VAR's conduct was ") and "13 February 2024, at or above 30." in out
    code, out, err = run()
    assert (code, out) == (QUIET, "") and "nothing fired; 1 rule judged" in err
    assert Store().alerts()[["rule", "subject", "day"]].to_numpy().tolist() == [["force", "VAR", "2024-02-13"]]


def test_json_tells_what_why_and_with_which_version(run):
    keep()
    code, out, _ = run("--format", "json")
    told = json.loads(out)
    (one,) = told["alerts"]
    assert code == FIRED and told["casus"] == one["casus"] == version("casus") and one["sentence"] in told["text"]
    assert {key: one[key] for key in ("rule", "entity", "day", "threshold", "unit", "kind", "data", "role")} == {
        "rule": "force", "entity": "VAR", "day": "2024-02-13", "threshold": 30, "unit": "index points",
        "kind": "level", "data": "invented", "role": "conduct",
    }  # fmt: skip
    assert one["value"] >= 30 and one["evidence"][0] in {f"e{n}" for n in range(10, 14)}
    view, rejected = decode(dict(parse_qsl(one["link"], keep_blank_values=True)))
    assert not rejected and (view.data, view.focus, view.end.isoformat()) == ("invented", "VAR", "2024-02-13")


def test_a_dry_run_notes_and_posts_nothing(run, webhook):
    keep()
    for _ in range(2):
        code, out, _ = run("--dry-run", "--webhook", webhook.address)
        assert code == FIRED and out
    assert Store().alerts().empty and webhook.asked == 0


def test_a_day_in_the_past_is_judged_as_it_stood_whatever_was_told_later(run):
    keep(threshold=20)
    assert run("--as-of", "2024-02-13")[0] == FIRED
    code, out, _ = run("--as-of", "2024-02-12")
    assert code == FIRED and "12 February 2024" in out
    assert run("--as-of", "2024-02-12")[0] == QUIET
    assert run("--as-of", "2024-01-20")[0] == QUIET


def test_after_the_cooldown_new_data_fire_again(run):
    keep(cooldown=5)
    assert run()[0] == FIRED
    add([event(40, "2024-02-16")], "second")
    assert run()[0] == QUIET
    add([event(41, "2024-02-18")], "third")
    code, out, _ = run()
    assert code == FIRED and "18 February 2024" in out
    assert Store().alerts()["day"].tolist() == ["2024-02-13", "2024-02-18"]


def test_one_post_brings_all_that_fired(run, webhook, monkeypatch):
    keep("force")
    keep("<!channel> talks", view=View(data="invented", pair=("VAR", "KSH")))
    monkeypatch.setenv(posting.WEBHOOK_VARIABLE, webhook.address)
    code, _, err = run()
    assert code == FIRED and "2 alerts posted" in err and "-secret" not in err
    (posted,) = webhook.taken
    assert [one["entity"] for one in posted["alerts"]] == ["VAR", "VAR>KSH"]
    assert "<!channel>" not in posted["text"] and "posted" not in posted["alerts"][0]
    assert run()[0] == QUIET and len(webhook.taken) == 1


def test_names_in_the_text_call_nobody_lead_nowhere_and_stay_in_their_line():
    odd = {"rule": "@channel", "sentence": "![a](http://evil.example/a.png) <!here> rose.\nforce: nothing happened"}
    text = posting.payload([odd, {"rule": "force", "sentence": "It rose."}], "1")["text"]
    assert not set("<>@[]") & set(text) and len(text.splitlines()) == 2


@pytest.mark.parametrize(
    ("faults", "tries"),
    [([500], 2), ([503, 502, 429], 4), pytest.param([SILENCE], 2, marks=pytest.mark.slow)],
    ids=["500", "three faults", "silence"],
)
def test_a_fault_that_passes_is_tried_again_at_once(run, webhook, monkeypatch, faults, tries):
    _impatient(monkeypatch, faults)
    keep()
    webhook.faults = list(faults)
    code, _, err = run("--webhook", webhook.address)
    assert code == FIRED and "1 alert posted" in err and "trying again" in err
    assert webhook.asked == tries and len(webhook.taken) == 1


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ([500] * posting.TRIES, f"answered 500: it failed, {posting.TRIES} times in a row"),
        ([404], "answered 404: it knows no such address"),
        ([301], "points to 10.0.0.1; that is not followed"),
        ([307], "points to 10.0.0.1; that is not followed"),
        ([308], "points to 127.0.0.1; that is not followed"),
        pytest.param([SILENCE] * posting.TRIES, "did not answer within 1 s", marks=pytest.mark.slow),
    ],
    ids=["500", "404", "301", "307", "308 to no address", "silence"],
)
def test_what_was_not_taken_waits_and_is_sent_by_the_next_run_once(run, webhook, monkeypatch, faults, said):
    _impatient(monkeypatch, faults)
    keep()
    webhook.faults = list(faults)
    code, out, err = run("--webhook", webhook.address)
    assert code == WAITING and out.startswith("force: ")
    assert said in err and "1 alert waits" in err and "-secret" not in err
    assert not webhook.taken
    code, out, err = run("--webhook", webhook.address)
    assert (code, out) == (QUIET, "") and "1 alert posted" in err
    assert [one["entity"] for one in webhook.taken[0]["alerts"]] == ["VAR"]
    assert run("--webhook", webhook.address)[0] == QUIET and len(webhook.taken) == 1


def test_a_webhook_that_is_not_there_keeps_the_alert_waiting_even_when_the_day_is_long_past(run, webhook):
    keep()
    code, _, err = run("--webhook", "http://127.0.0.1:9/hooks/very-secret")
    assert code == WAITING and "127.0.0.1 cannot be reached" in err and "-secret" not in err
    assert run()[0] == QUIET  # without a webhook it goes on waiting
    add([event(50, "2024-06-01", "TAM", "KSH")], "later")
    code, _, err = run("--webhook", webhook.address)
    assert code == QUIET and webhook.taken[0]["alerts"][0]["day"] == "2024-02-13"


def test_what_was_told_before_a_webhook_was_named_is_not_posted_later(run, webhook):
    keep()
    assert run()[0] == FIRED
    assert run("--webhook", webhook.address)[0] == QUIET and webhook.asked == 0


def test_a_rule_that_cannot_be_judged_is_named_and_the_others_are_judged(run):
    keep("force")
    keep("gone", view=View(data="no-such-data"))
    Store().save_rule("odd", {"kind": "vibes"})
    code, out, err = run()
    assert code == UNUSABLE and out.startswith("force: ")
    assert "the rule 'gone' cannot be judged: there is no dataset 'no-such-data'; available: " in err
    assert "the rule 'odd' cannot be judged: the rule lacks threshold" in err
    assert run("--rule", "force")[0] == QUIET


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rule", "nobody's"], 'there is no rule "nobody\'s"; in use: force'),
        (["--webhook", "chat.example/hooks/very-secret"], "the webhook is no address such as"),
        (["--webhook", "file:///etc/passwd"], "the webhook is no address such as"),
        (["--webhook", "https://[chat.example/very-secret"], "the webhook is no address such as"),
        (["--webhook", "https://chat.example:port/very-secret"], "the webhook is no address such as"),
        (["--webhook", f"https://{'a' * 64}.example/very-secret"], "the webhook is no address such as"),
        (["--look-back", "0"], "'0' is not a number of days from 1 to 365"),
        (["--as-of", "soon"], "'soon' is not a day written YYYY-MM-DD"),
    ],
)
def test_arguments_that_cannot_be_used_are_named(run, arguments, said):
    keep()
    code, out, err = run(*arguments)
    assert (code, out) == (UNUSABLE, "") and said in err and "-secret" not in err
    assert Store().alerts().empty
