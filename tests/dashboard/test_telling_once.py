"""Two runs of `casus alert` at once on one store: each alert is told and posted once, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from dashboard import alert as command
from dashboard import posting
from data.store import Store
from tests.dashboard.test_alert_command import FIRED, QUIET, keep, run, webhook  # noqa: F401

# Both judge before either notes: each says that it has judged, and goes on when it is told to.
RACER = """
import sys
from dashboard import alerting, cli
judge = alerting.judge
def judged(*given):
    found = judge(*given)
    print("judged", file=sys.stderr, flush=True)
    sys.stdin.readline()
    return found
alerting.judge = judged
sys.exit(cli.main(("alert", "--format", "json", *sys.argv[1:])))
"""


def race(*arguments: str) -> list[tuple[int, list[dict]]]:
    """Two processes that have both judged before one of them notes: exit code and alerts told, of each."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, *arguments], env=os.environ | {"PYTHONPATH": os.getcwd()}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for one in both:
        while (line := one.stderr.readline()) != "judged\n":
            assert line, "a run ended before it judged"
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120)[0] for one in both]
    return [(one.returncode, json.loads(out)["alerts"]) for one, out in zip(both, told, strict=True)]


@pytest.mark.slow
def test_of_two_processes_that_judged_at_once_one_tells_and_one_posts(run, webhook):  # noqa: F811
    keep()
    (first, theirs), (second, others) = race("--webhook", webhook.address)
    assert sorted((first, second)) == [QUIET, FIRED]
    assert [one["entity"] for one in theirs + others] == ["VAR"]
    assert [[one["entity"] for one in posted["alerts"]] for posted in webhook.taken] == [["VAR"]]
    assert set(theirs[0] if theirs else others[0]) == set(webhook.taken[0]["alerts"][0])
    assert Store().alerts()["day"].unique().tolist() == ["2024-02-13"]
    assert run("--webhook", webhook.address)[0] == QUIET and len(webhook.taken) == 1


def test_many_threads_note_one_alert_once(location):
    store, start = Store(location), threading.Barrier(8)
    store.save_rule("r", {})

    def note(number: int) -> int:
        mine = Store(location)
        start.wait(30)
        one = {"rule": "r", "entity": "VAR", "day": "2024-02-13", "by": number}
        return len(mine.note_alerts(lambda noted: [] if len(noted) else [one]))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(note, range(8))) == 1
    assert len(store.alerts()) == 1


def test_what_cannot_be_chosen_is_not_noted_and_holds_nobody_up(location):
    store = Store(location)
    store.note_alert("r", "VAR", "2024-02-13", {"id": "one"})
    with pytest.raises(ZeroDivisionError):
        store.note_alerts(lambda noted: [{"rule": "r", "entity": "VAR", "day": "2024-02-14"}] * (1 // 0))
    done = store.note_alerts(lambda noted: [{"rule": "r", "entity": "KSH", "day": "2024-02-14", "of": len(noted)}])
    assert done == [{"rule": "r", "entity": "KSH", "day": "2024-02-14", "of": 1}]
    assert store.alerts()["subject"].tolist() == ["VAR", "KSH"]


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_a_run_that_died_was_posting_is_posted_when_its_time_is_over(run, webhook):  # noqa: F811
    keep()
    assert run("--webhook", "http://127.0.0.1:9/none")[0] == command.WAITING
    (waits,) = command.waiting(Store().alerts(), ["force"], datetime.now(UTC))
    now = datetime.now(UTC)
    for seconds, taken in ((posting.longest_seconds(), 0), (-1, 1)):
        until = (now + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
        Store().note_alert("force", "VAR", "2024-02-13", waits | {command.SENDING: until})
        assert run("--webhook", webhook.address)[0] == QUIET
        assert len(webhook.taken) == taken
    assert command.SENDING not in webhook.taken[0]["alerts"][0]
