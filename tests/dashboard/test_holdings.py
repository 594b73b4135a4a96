"""The commands for what the store holds: files in, a sentence on what came of them, and everything out again."""

from __future__ import annotations

import csv
import json
import re

import pandas as pd
import pytest

from dashboard import cli
from data.store import Store
from tests.stored import its_events, one_document

TABLE = """\
When,Who,Whom,What,Dead
2021-03-01,Government of Varenia,Ostrel Front,bombing,3
2021-03-02,Ostrel Front,Government of Varenia,bombing,many
not a day,Ostrel Front,Government of Varenia,bombing,1
2021-03-04,Kalmar Council,Ostrel Front,talks,
"""
MAPPING = {"date": "When", "source": "Who", "target": "Whom", "type": "What", "killed_best": "Dead",
           "types": {"bombing": "ASSAULT", "talks": "CONSULT"}}  # fmt: skip


@pytest.fixture
def run(capsys, tmp_path, monkeypatch, location):
    """Run a command in this process on an empty store: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASUS_STORE", location)
    (tmp_path / "table.csv").write_text(TABLE)
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))

    def once(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return once


def test_a_table_is_imported_told_of_listed_and_shown(run):
    code, out, err = run("import", "table.csv", "--map", "mapping.json", "--dataset", "ours", "--rejects", "odd.csv")
    assert (code, out) == (0, "")
    assert "3 rows of events were added to ours; 1 warnings; 1 rejects; 3 unknown actors (" in err
    unknown = re.search(r"unknown actors \((.*)\)", err)[1].split(", ")
    assert sorted(unknown) == ["Government of Varenia", "Kalmar Council", "Ostrel Front"]
    assert "rows of events\n" in err and "%" in err  # the bar
    odd = pd.read_csv("odd.csv", dtype=str)[["line", "found", "kept"]].to_numpy().tolist()
    assert odd == [["3", "many", "True"], ["4", "not a day", "False"]]
    assert set(Store().events("ours")["type"]) == {"ASSAULT", "CONSULT"}
    code, out, _ = run("imports")
    assert code == 0 and re.search(r"1\s+ours\s+table\s+table\.csv\s+3\s+3\s+0\s+0\s+1\s+1\s", out)
    (listed,) = json.loads(run("imports", "--format", "json")[1])
    assert listed["checksum"] == Store().imports()[0].checksum and listed["known"] == 0
    code, out, _ = run("risk", "--data", "ours", "--format", "json")
    assert code == 0 and {row["entity"] for row in json.loads(out)} >= {"ostrel-front"}


def test_what_was_odd_is_written_so_that_no_spreadsheet_runs_it(run, tmp_path):
    (tmp_path / "table.csv").write_text(TABLE.replace("many", "=1+1").replace("not a day", '"a\r=1+1"'), newline="")
    code, _, err = run("import", "table.csv", "--map", "mapping.json", "--dataset", "ours", "--rejects", "odd.csv")
    assert code == 0 and "1 warnings; 1 rejects" in err
    with (tmp_path / "odd.csv").open(newline="") as file:
        found = [row["found"] for row in csv.DictReader(file)]
    assert found == ["'=1+1", "a\r'=1+1"]
    code, _, err = run("import", "table.csv", "--map", "mapping.json", "--dataset", "more", "--rejects", "none/odd.csv")
    assert code and "none/odd.csv cannot be written: No such file or directory; the rejects are in the store" in err


def test_no_name_in_a_file_or_of_one_steers_a_terminal(run, tmp_path):
    steering = "\x1b]0;another title\x07\x9b2J"
    file = f"a{steering}.csv"
    (tmp_path / file).write_text(TABLE.replace("Kalmar Council", f"Kalmar{steering}"))
    told = [run("import", file, "--map", "mapping.json"), run("imports"), run("risk", "--data", file)]
    assert [code for code, *_ in told] == [0, 0, cli.USAGE]
    for _, out, err in told:
        assert "another title" in out + err and not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", out + err)


def test_the_same_file_twice_says_so_and_a_newer_release_replaces(run, tmp_path):
    run("import", "table.csv", "--map", "mapping.json", "--dataset", "ours")
    code, _, err = run("import", "table.csv", "--dataset", "ours")  # the mapping is remembered by the header
    assert code == 0 and re.search(r"table\.csv was imported into ours on [\d-]{10} already: nothing was added", err)
    before = Store().events("ours")["event_id"].tolist()
    code, _, err = run("import", "table.csv", "--dataset", "ours", "--replace")
    assert code == 0 and "3 rows of events were added to ours; 3 earlier ones were replaced" in err
    assert Store().events("ours")["event_id"].tolist() == before
    (tmp_path / "table.csv").write_text(TABLE + "2021-03-05,Kalmar Council,Ostrel Front,talks,\n")
    code, _, err = run("import", "table.csv", "--source", "table", "--dataset", "ours")
    assert code == 0 and "1 rows of events were added to ours; 3 were there already and stay as they are" in err


def test_actors_that_people_mapped_are_no_longer_unknown(run):
    Store().map_actor("Ostrel Front", "ostrel")
    _, _, err = run("import", "table.csv", "--map", "mapping.json", "--dataset", "ours")
    assert "2 unknown actors" in err and "Ostrel Front" not in err


def test_a_store_goes_round(run, tmp_path, monkeypatch):
    document = one_document()
    Store().add(document, its_events(document), "mine")
    run("import", "table.csv", "--map", "mapping.json", "--dataset", "ours")
    code, out, err = run("backup", "all.casus")
    assert (code, out) == (0, "") and "1 documents" in err and "6 events" in err and "all.casus" in err
    here = Store()
    monkeypatch.setenv("CASUS_STORE", str(tmp_path / "second.sqlite"))
    code, _, err = run("restore", "all.casus")
    assert code == 0 and "6 events" in err and "second.sqlite" in err
    for name in ("mine", "ours"):
        pd.testing.assert_frame_equal(Store().events(name), here.events(name))
    assert Store().imports() == here.imports()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "absent.csv"), "absent.csv"),
        (("import", "table.csv"), "is of no provider that is known"),
        (("import", "table.csv", "--source", "nobody"), "known: ucdp, acled"),
        (("import", "table.csv", "--source", "ucdp"), "is not a file of"),
        (("import", "table.csv", "--source", "ucdp", "--map", "mapping.json"), "--map is for tables"),
        (("import", "table.csv", "--map", "absent.json"), "absent.json cannot be opened"),
        (("import", "table.csv", "--map", "table.csv"), "is no JSON"),
        (("import", "table.csv", "--map", "list.json"), "is no mapping of columns"),
        (("import", "table.csv", "--map", "strange.json"), "has no column Where"),
        (("import", "table.csv", "--map", "mapping.json", "--dataset", "d" * 201), "201 characters"),
        (("import", "all.casus"), "casus restore all.casus"),
        (("restore", "all.casus"), "already holds"),
        (("backup", "absent/all.casus"), "cannot be written"),
        (("imports", "--out", "absent/imports.csv"), "cannot be written"),
    ],
)
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_cannot_be_used_ends_with_a_sentence(run, tmp_path, arguments, said):
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / "strange.json").write_text(json.dumps(MAPPING | {"place": "Where"}))
    Store().map_actor("Ostrel Front", "ostrel")
    run("backup", "all.casus")
    code, _, err = run(*arguments)
    assert code == 2 and said in err and "Traceback" not in err
    assert Store().datasets() == [] and Store().imports() == [] and Store().table_mapping("") is None


def test_nothing_imported_is_said(run):
    code, out, err = run("imports", "--format", "json")
    assert (code, json.loads(out)) == (0, []) and "nothing was imported yet" in err


def test_events_that_casus_extracted_are_imported_with_their_sentences(run, tmp_path):
    text = "Aircraft of Iraq struck a depot of the Ostrel Front on Monday, killing three."
    (tmp_path / "article.txt").write_text(text)
    assert run("extract", "article.txt", "--published", "2021-03-04", "--out", "events.csv")[0] == 0
    code, _, err = run("import", "events.csv", "--dataset", "ours")
    assert code == 0 and "0 rejects" in err and "1 warnings" in err
    held = Store().events("ours")
    assert held["quote"].str.contains("struck a depot").all() and held["document_id"].isna().all()
    code, out, _ = run("risk", "--data", "ours", "--format", "json")
    assert code == 0 and {row["entity"] for row in json.loads(out)} == {"IRQ"}
