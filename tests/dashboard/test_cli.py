"""The command line: the same numbers as the dashboard, files that go round, and a sentence for whatever is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import cache, cli
from dashboard.shell_examples import EXAMPLES
from data.actors import PATRON
from data.events import COLUMNS, validate
from scoring import cube
from scoring.indicators import BY_TEXT, measure
from scoring.risk import risk
from scoring.score import PRESETS, WEIGHTS, score

NAME = "us-iran-2019-2021"
ARTICLE = (
    "Iranian aircraft bombed two depots of Kata'ib Hezbollah in Syria on Monday, killing five fighters, the ministry "
    "said.\n\nThe group threatened Iran with revenge, and Russia condemned the strikes. They were to be discussed in "
    "the Security Council on the next day."
)  # an invented act, so that nothing can be learnt by heart
GERMAN = (
    "Bei einem Angriff auf einen Stützpunkt im Norden des Landes sind am Montag nach Angaben des Ministeriums fünf "
    "Soldaten getötet worden. Die Regierung machte eine von den Nachbarn unterstützte Miliz für den Angriff "
    "verantwortlich und kündigte Vergeltung an. Der Sprecher war in der Nacht nicht zu erreichen, hatte aber am "
    "Abend zuvor von einer neuen Runde der Gespräche in Wien berichtet."
)
CODED = """\
event_id,dataset,origin,date,date_precision,published,source,target,type,mode,realis,country,killed_best
a,made,coded,2021-03-01,day,2021-03-02,varenia,ostrel-front,ASSAULT,aerial,realised,,3
b,made,coded,2021-03-04,day,2021-03-05,ostrel-front,varenia,ASSAULT,drone,realised,,
c,made,coded,2021-03-06,day,2021-03-20,varenia,ostrel-front,THREATEN,,realised,,
d,made,coded,2021-03-08,day,2021-03-08,varenia,ostrel-front,AGREE,,realised,,
e,made,coded,2021-03-10,day,2021-03-10,varenia,ostrel-front,ASSAULT,aerial,planned,,
f,made,coded,,unknown,2021-03-10,varenia,ostrel-front,ASSAULT,aerial,realised,,
"""


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in this process, in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "store.sqlite"))

    def once(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as ended:  # argparse
            code = ended.code
        return code, *capsys.readouterr()

    return once


@pytest.fixture
def coded(tmp_path):
    (tmp_path / "made.csv").write_text(CODED)
    return "made.csv"


def frame(text: str) -> pd.DataFrame:
    # as Python reads numbers: pandas may err in the last digit
    exact = dict.fromkeys(("pressure", "index", "n_events"), float)
    return pd.read_csv(io.StringIO(text), parse_dates=["date"], converters=exact)


@pytest.mark.parametrize("command", ["", *EXAMPLES])
def test_help_teaches_by_example(run, command):
    code, out, _ = run(*filter(None, [command]), "--help")
    assert code == 0
    assert f"examples:\n  casus {command}" in out


def test_the_installed_command_runs():
    out = subprocess.run([Path(sys.executable).with_name("casus"), "--version"], capture_output=True, text=True)
    assert out.returncode == 0 and out.stdout.startswith("casus 0")


def test_help_is_quick_because_nothing_heavy_is_imported():
    script = (
        "import sys; from dashboard import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('pandas', 'sklearn', 'streamlit', 'plotly') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip().endswith("[]")


# name of a file -> its content, for the bad input below
FILES = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 20,
    "large.txt": b"the word \n" * 1_000_000,
    "german.txt": GERMAN.encode(),
    "menu.html": b"<html><head><script>alert('the and that')</script></head><body><a href='/'>Home</a></body></html>",
    "report.docx": b"PK\x03\x04the",
    "thin.csv": b"event_id,dataset,origin,type\na,made,coded,ASSAULT\n",
    "blank.csv": b"",
    "none.csv": CODED.splitlines()[0].encode(),
    "wrong.csv": CODED.replace("ASSAULT", "WAR").encode(),
    "odd.csv": CODED.replace("killed_best", "colour").encode(),
    "day.csv": CODED.replace("2021-03-01", "1 March").encode(),
    "binary.csv": bytes(range(256)) * 20,
    "object.json": b'{"event_id": "a"}',
    "broken.json": b'[{"event_id": ',
    "made.csv": CODED.encode(),
    "list.json": b"[8]",
    "unknown.json": b'{"airstrike": 8}',
    "null.json": b'{"air_strike": null}',
    "corpus/broken.jsonl": b'{"id": "a"}\n{"id": \n',
    "thin/corpus.jsonl": b'{"id": "a"}\n',
    "pickle.skops": b"\x80\x04K\x01.",
}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "arguments are required"),
        ("conquer", "invalid choice"),
        ("extract", "arguments are required"),
        ("extract none.txt", "none.txt: there is no such file"),
        ("extract empty.txt", "empty.txt is empty"),
        ("extract binary.txt", "binary.txt holds binary data"),
        ("extract large.txt", "large.txt is too large"),
        ("extract german.txt", "german.txt does not look like English"),
        ("extract menu.html", "menu.html: no article"),
        ("extract report.docx", "report.docx is of another kind"),
        ("extract file:///etc/hosts", "http and https only"),
        ("extract corpus", "is a folder"),
        ("extract made.csv --published yesterday", "not a day written YYYY-MM-DD"),
        ("extract made.csv --format xml", "invalid choice"),
        ("risk --data nowhere", f"there is no dataset 'nowhere'; available: {NAME}"),
        ("risk --data nowhere.csv", "nowhere.csv cannot be opened"),
        ("risk --data thin.csv", "lacks the columns date, date_precision, source, target, realis"),
        ("risk --data blank.csv", "blank.csv is empty"),
        ("risk --data none.csv", "none.csv holds no events"),
        ("risk --data wrong.csv", "column type: found row 0: 'WAR'"),
        ("risk --data odd.csv", "unknown columns ['colour']"),
        ("risk --data day.csv", "an ISO 8601 date"),
        ("risk --data binary.csv", "is no table of events"),
        ("risk --data object.json", "no list of objects"),
        ("risk --data broken.json", "is no table of events"),
        ("risk --data made.csv --weight air_strike", "not of the form air_strike=8"),
        ("risk --data made.csv --weight air_strike=much", "weight of air_strike is 'much'"),
        ("risk --data made.csv --weight air_strike=-1", "finite numbers >= 0"),
        ("risk --data made.csv --weight air_strike=nan", "finite numbers >= 0"),
        ("risk --data made.csv --weight airstrike=8", "unknown indicators ['airstrike']"),
        ("risk --data made.csv --weights none.json", "none.json cannot be opened"),
        ("risk --data made.csv --weights broken.json", "broken.json is no JSON"),
        ("risk --data made.csv --weights list.json", "no object of weights"),
        ("risk --data made.csv --weights unknown.json", "unknown indicators ['airstrike']"),
        ("risk --data made.csv --weights null.json", "weight of air_strike is None"),
        ("risk --data made.csv --preset Mine", "available: Default, "),
        ("risk --data made.csv --half-life 0", "half-life is 0.0"),
        ("risk --data made.csv --half-life soon", "invalid float"),
        ("risk --data made.csv --as-of 2031-01-01", "the data cover 2021-03-01 to 2021-03-10"),
        ("risk --data made.csv --role victim", "invalid choice"),
        ("risk --data made.csv --actor atlantis", "there are: ostrel-front, varenia"),
        ("risk --data made.csv --confidence 2", "not a number from 0 to 1"),
        ("risk --data made.csv --role exposure --sponsorship 0.5", "not to exposure"),
        ("risk --data made.csv --out none/out.csv", "cannot be written"),
        ("risk --data made.csv --model none.skops", "no model at none.skops"),
        ("card --model pickle.skops", "no skops file"),
        ("train --corpus nowhere", "holds no corpus"),
        ("train --corpus corpus", "line 2 is no JSON"),
        ("train --corpus thin", "missing columns"),
        ("serve --port 0", "not a port"),
    ],
)
def test_bad_usage_and_bad_data_end_with_a_sentence(run, tmp_path, arguments, said):
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    code, out, error = run(*arguments.split())
    assert code == 2
    assert said in error
    assert out == "" and "Traceback" not in error


def test_bad_data_in_a_shell_of_its_own(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "extract", str(tmp_path / "empty.txt")], capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "casus: empty.txt is empty.\n"


def test_events_of_an_article_as_csv_and_json(run, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE)
    code, out, error = run("extract", "article.txt", "--published", "2021-03-03")
    assert (code, error) == (0, "")
    events = pd.read_csv(io.StringIO(out))
    assert list(events.columns) == list(COLUMNS)
    strike = events[events["type"] == "ASSAULT"].iloc[0]
    assert (strike["source"], strike["target"], strike["date"]) == ("IRN", "kataib-hezbollah", "2021-03-01")
    assert strike["killed_best"] == 5
    assert ARTICLE[int(strike["span_start"]) : int(strike["span_end"])] == strike["quote"]
    records = json.loads(run("extract", "article.txt", "--published", "2021-03-03", "--format", "json")[1])
    assert [record["event_id"] for record in records] == events["event_id"].tolist()
    assert records[0]["claimant"] is None or isinstance(records[0]["claimant"], str)


def test_what_extract_writes_risk_reads(run, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE)
    results = []
    for name in ("events.csv", "events.json"):
        arguments = ("--published", "2021-03-03", "--out", name, "--format", name.rpartition(".")[2])
        assert run("extract", "article.txt", *arguments)[:2] == (0, "")
        code, out, _ = run("risk", "--data", name, "--format", "csv")
        assert code == 0
        results.append(out)
    assert results[0] == results[1]
    risks = frame(results[0]).set_index(["entity", "track"])
    assert risks.loc[("IRN", "kinetic"), "index"] > 0
    assert set(risks["date"]) == {pd.Timestamp("2021-03-03")}


def test_a_missing_day_of_publication_is_said(run, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE)
    code, out, error = run("extract", "article.txt")
    assert code == 0
    assert "no day of publication" in error and "Iranian aircraft" in error
    assert pd.read_csv(io.StringIO(out))["date"].isna().all()


def test_an_article_from_standard_input_and_one_without_events():
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "extract", "-", "--published", "2021-03-03"],
        input="The museum of the town opens on Monday, and its café will be there for the visitors, too.",
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert "no events were found" in ended.stderr
    assert ended.stdout.strip() == ",".join(COLUMNS)


def test_numbers_follow_the_definition(run, coded):
    code, out, error = run("risk", "--data", coded, "--series", "--format", "csv")
    assert code == 0
    assert "1 realised events without a date" in error
    risks = frame(out)
    events = validate(pd.read_csv(coded).assign(reports=1, confidence=1.0))
    points = score(measure(events))
    total = risks[(risks["entity"] == "varenia") & (risks["track"] == "total")].set_index("date")
    for day, row in total.iterrows():
        acts = events[(events["source"] == "varenia") & (events["realis"] == "realised") & (events["date"] <= day)]
        kept = 2.0 ** (-1 / 7)
        pressure = sum((1 - kept) * points[act.event_id] * kept ** (day - act.date).days for act in acts.itertuples())
        assert row["pressure"] == pytest.approx(pressure, rel=1e-12)
        assert row["index"] == pytest.approx(10 * np.log2(1 + pressure / 0.1), rel=1e-12)
    assert len(total) == 10 and total["pressure"].iloc[0] > 0


def test_files_carry_exact_numbers_and_tables_rounded_ones(run, coded):
    events = validate(pd.read_csv(coded).assign(reports=1, confidence=1.0))
    expected = risk(cube.of(events, measure(events), "conduct", PATRON, "2021-03-01").decayed(7))
    expected = expected[expected["date"] == "2021-03-10"].reset_index(drop=True)
    as_csv = frame(run("risk", "--data", coded, "--format", "csv")[1])
    as_json = pd.DataFrame(json.loads(run("risk", "--data", coded, "--format", "json")[1]))
    for found in (as_csv, as_json):
        assert found["pressure"].tolist() == expected["pressure"].tolist()
        assert found["index"].tolist() == expected["index"].tolist()
    table = run("risk", "--data", coded)[1]
    (index,) = expected.loc[(expected["entity"] == "varenia") & (expected["track"] == "total"), "index"]
    assert f" {index:.1f} " in table and repr(index) not in table


@pytest.mark.parametrize("role", ["conduct", "exposure", "pair"])
def test_the_bundled_case_has_the_numbers_of_the_dashboard(run, role):
    built = cache.cube(NAME, False, None, 0.0, role, 7)
    expected = risk(built, WEIGHTS, 7)
    expected = expected[expected["date"] == "2021-06-29"].reset_index(drop=True)
    code, out, _ = run("risk", "--role", role, "--as-of", "2021-06-29", "--format", "csv")
    found = frame(out)
    assert code == 0 and len(found) > 0
    assert found["entity"].tolist() == expected["entity"].astype(str).tolist()
    for column in ("pressure", "index", "n_events"):
        assert found[column].tolist() == expected[column].tolist()


def test_only_what_was_known_counts(run, coded):
    def threats(*arguments):
        risks = frame(run("risk", "--data", coded, "--as-of", "2021-03-08", "--format", "csv", *arguments)[1])
        return risks.set_index(["entity", "track"]).loc[("varenia", "coercive"), "pressure"]

    assert threats() > 0  # of 6 March, published on 20 March
    assert threats("--known-on", "2021-03-10") == 0


def test_weights_come_from_preset_then_file_then_argument(run, coded, tmp_path):
    def pressure(*arguments):
        out = run("risk", "--data", coded, "--format", "csv", "--as-of", "2021-03-01", *arguments)[1]
        return frame(out).set_index(["entity", "track"]).loc[("varenia", "kinetic"), "pressure"]

    (tmp_path / "w.json").write_text(json.dumps({"air_strike": 20, "fatalities": 0}))
    share = 1 - 2 ** (-1 / 7)
    others = pressure("--weight", "air_strike=0", "--weight", "fatalities=0") / share
    assert pressure("--weights", "w.json") == pytest.approx(share * (20 + others))
    assert pressure("--weights", "w.json", "--weight", "air_strike=30") == pytest.approx(share * (30 + others))
    lowered = pressure("--preset", "Early warning", "--weights", "w.json")
    assert lowered == pytest.approx(share * (20 + others / 2))
    assert pressure("--preset", "Nuclear file") == pytest.approx(pressure() / 2)
    assert PRESETS["Nuclear file"]["air_strike"] == WEIGHTS["air_strike"] / 2


def test_half_life_and_actor(run, coded):
    long = frame(run("risk", "--data", coded, "--half-life", "30", "--actor", "varenia", "--format", "csv")[1])
    short = frame(run("risk", "--data", coded, "--half-life", "2", "--actor", "varenia", "--format", "csv")[1])
    assert set(long["entity"]) == set(short["entity"]) == {"varenia"}
    kinetic = [rows.set_index("track").loc["kinetic", "pressure"] for rows in (long, short)]
    assert kinetic[0] != kinetic[1]


def test_the_table_says_how_much_it_leaves_out(run, coded):
    code, out, error = run("risk", "--data", coded, "--top", "1")
    assert code == 0 and len(out.splitlines()) == 2
    assert "the first 1 of 2" in error and "not a probability" in error
    assert len(run("risk", "--data", coded, "--top", "0")[1].splitlines()) == 3


def test_events_that_give_no_risk_are_said(run, tmp_path):
    (tmp_path / "planned.csv").write_text(CODED.replace("realised", "planned"))
    code, out, error = run("risk", "--data", "planned.csv", "--format", "csv")
    assert code == 0
    assert "no risk to show" in error
    assert out.strip() == "entity,date,track,pressure,index,n_events,days_of_history"


def test_reading_makes_no_store(run, tmp_path):
    assert run("risk", "--as-of", "2021-06-29", "--added", "--format", "csv")[0] == 0
    assert not (tmp_path / "store.sqlite").exists()


def test_an_added_dataset_is_read_from_the_store(run, tmp_path):
    from data import documents
    from data.extraction import extract
    from data.store import Store

    article = documents.from_text(ARTICLE, published="2021-03-03")
    Store().add(article, extract(article), "mine", None)
    code, out, _ = run("risk", "--data", "mine", "--format", "csv")
    assert code == 0 and "IRN" in set(frame(out)["entity"])


@pytest.mark.slow
def test_a_reader_that_has_enough_does_no_harm():
    command = f"{sys.executable} -m dashboard.cli risk --series --format csv | head -n 1"
    ended = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert ended.stdout.startswith("entity,date,track")
    assert "Traceback" not in ended.stderr and "BrokenPipe" not in ended.stderr


def small_corpus() -> list[dict]:
    """Twelve sentences an indicator over three themes, in words that tell the indicators apart."""
    from scoring.classifier import DIRECTIONS
    from scoring.indicators import BY_ID

    rows = []
    for theme in ("hill", "coast", "plain"):
        for name in BY_TEXT:
            words = name.replace("_", " ")
            rows += [
                {
                    "id": f"{theme}-{name}-{number}", "theme": theme, "source_text": "Varenia", "target_text": "Ostrel",
                    "text": f"Varenia turned to {words} against Ostrel near the {theme} {number}, officials said.",
                    "type": BY_ID[name].types[0], "mode": None, "direction": DIRECTIONS[number % 3],
                    "indicators": [name],
                }
                for number in range(4)
            ]  # fmt: skip
    return rows


@pytest.mark.slow
def test_a_model_is_trained_saved_shown_and_used(run, tmp_path):
    (tmp_path / "sentences").mkdir()
    (tmp_path / "sentences" / "made.jsonl").write_text("".join(json.dumps(row) + "\n" for row in small_corpus()))
    code, out, error = run("train", "--corpus", "sentences", "--out", "trial/model.skops")
    assert code == 0
    assert f"{12 * len(BY_TEXT)} sentences" in error
    assert all(name in out for name in BY_TEXT)
    assert run("card", "--model", "trial/model.skops")[1] == out
    card = pd.read_csv(io.StringIO(run("card", "--model", "trial/model.skops", "--format", "csv")[1]))
    assert card["support"].tolist() == [12] * len(BY_TEXT)
    (tmp_path / "article.txt").write_text(ARTICLE)
    run("extract", "article.txt", "--published", "2021-03-03", "--out", "events.csv")
    trial = run("risk", "--data", "events.csv", "--model", "trial/model.skops", "--format", "csv")
    assert trial[0] == 0
    assert trial[1] != run("risk", "--data", "events.csv", "--format", "csv")[1]


def test_the_card_of_the_shipped_model(run):
    code, out, error = run("card")
    assert (code, error) == (0, "")
    assert all(name in out for name in BY_TEXT)
