"""What every command of the shell says, and where it writes its result."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class InputError(ValueError):
    """An argument or a file that cannot be used; the message says what was found and what is needed."""


def printable(text: str) -> str:
    """One line as a terminal shows it and is not steered by it: names and texts come from outside."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def note(sentence: str) -> None:
    """Say something that is no result."""
    print(f"casus: {printable(sentence)}", file=sys.stderr)


def write(frame: pd.DataFrame, chosen: argparse.Namespace, decimals: int | None = None) -> None:
    """A result in the format and to the file that was chosen. Raises InputError for a file that cannot be written."""
    from dashboard.tables import USUAL_DECIMALS, written

    text = written(frame, chosen.format_, USUAL_DECIMALS if decimals is None else decimals)
    if chosen.out is None:
        print(text)
        return
    _save(text, chosen.out)


def write_csv(frame: pd.DataFrame, out: str) -> None:
    """A frame as a CSV file. Raises InputError for a file that cannot be written."""
    from dashboard.tables import written

    _save(written(frame, "csv"), out)


def write_json(told: dict[str, Any], out: str) -> None:
    """Figures as a JSON file. Raises InputError for a file that cannot be written."""
    _save(json.dumps(told, ensure_ascii=False, indent=1), out)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame for `write_json`, exact."""
    from dashboard.tables import written

    return json.loads(written(frame, "json"))


def _save(text: str, out: str) -> None:
    try:
        Path(out).write_text(text + "\n", encoding="utf-8", errors="replace")  # half a character is none
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None
