"""What the README tells a newcomer to type is what runs, and what it shows is there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean

import pytest

from dashboard.arguments import parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/streamlit run dashboard/app.py"
TEST = 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest'
MOST_IMAGE_BYTES = 300_000
LONG = ("train", "serve")
DRIFT = 0.03  # a figure of the README may lag behind a retrained model by no more
# The article of the shell examples; its countries and groups are invented.
ARTICLE = """Varenian jets strike depots of the Ostrel Front

Varenian warplanes bombed two depots of the Ostrel Front near the border with Kesh on Sunday, killing four fighters,
the Varenian defence ministry said. Kesh accused Varenia of violating its airspace.
"""
CODED = "date,source,target,type\n2021-06-20,Varenia,Ostrel Front,ASSAULT\n2021-06-21,Kesh,Varenia,ACCUSE\n"


def blocks(language: str) -> list[str]:
    """The fenced examples of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shell() -> list[str]:
    """The lines of the shell examples that call casus."""
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("casus ")]


def environment(folder: Path) -> dict[str, str]:
    """The environment of a reader with the project's programs on the path and a store of their own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "CASUS_STORE": str(folder / "store.sqlite")}


def test_the_two_commands_stand_alone_in_their_blocks():
    assert [RUN] in [block.splitlines() for block in blocks("sh")]
    assert [TEST] in [block.splitlines() for block in blocks("sh")]


def test_the_check_of_a_clone_ends_with_the_command_that_the_readme_gives():
    lines = [line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if line.strip()]
    make, _, test = TEST.split(" && ")
    assert lines[-1].split(" <")[0] == test
    assert any(line.replace(" --clear", "") == make for line in lines)


def test_the_screenshot_is_there_and_light():
    images = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", README)  # with words for those who do not see it
    assert images
    for image in images:
        content = (ROOT / image).read_bytes()
        assert content.startswith((b"\x89PNG", b"<svg")) and len(content) <= MOST_IMAGE_BYTES


@pytest.mark.parametrize(("start", "kind"), [("| indicators of text", "coded"), ("| indicators of bare", "text")])
def test_the_figures_are_those_of_the_model_in_use(start, kind):
    card = json.loads((ROOT / "scoring" / "model_card.json").read_text(encoding="utf-8"))
    found = [indicator[kind] for indicator in card["indicators"].values()]
    (row,) = (line for line in README.splitlines() if line.startswith(start))
    assert int(re.search(r"mean of (\d+)", row)[1]) == len(found)
    for measure in ("precision", "recall"):
        told, true = float(re.search(rf"{measure} (0\.\d\d)", row)[1]), fmean(one[measure] for one in found)
        assert abs(told - true) < DRIFT, f"README.md tells a mean {measure} of {told:.2f}; it is {true:.2f} now"


def test_files_that_are_named_are_there():
    for name in re.findall(r"`((?:[\w.-]+/)*[\w.-]+\.(?:md|lock)|(?:[\w.-]+/)+)`", README):
        assert (ROOT / name).exists(), name


@pytest.mark.slow
def test_the_shell_examples_run(tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "coded.csv").write_text(CODED, encoding="utf-8")
    commands = [line for line in shell() if line.split()[1] not in LONG]
    assert len(commands) >= 5
    for line in commands:
        out = subprocess.run(
            shlex.split(line), cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True
        )
        assert out.returncode == 0, f"{line}\n{out.stderr}"
        named = re.search(r"--out (\S+)", line)
        # what goes into the store is answered by a sentence on standard error
        assert (tmp_path / named[1]).stat().st_size if named else (out.stdout or out.stderr).strip(), line


def test_the_long_examples_are_understood():
    """That they train and serve is tested with the shell; here only that the examples ask for what they may."""
    commands = defaultdict(lambda: print)
    examples = [line for line in shell() if line.split()[1] in LONG]
    assert len(examples) == len(LONG)
    for line in examples:
        parser(commands).parse_args(shlex.split(line)[1:])  # exits where it does not understand


def test_the_python_examples_run(capsys):
    examples = blocks("python")
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})
    assert "USA" in capsys.readouterr().out
