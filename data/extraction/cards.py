"""The card of the models that find acts and parties: kept as JSON beside them, made by `scorecard`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from data.extraction.linear import AGAIN, ModelError

CARD_FILE = Path(__file__).with_name("card.json")


def write(card: dict[str, Any], path: Path = CARD_FILE) -> None:
    """Keep a card as JSON beside its models."""
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def read(path: Path = CARD_FILE) -> dict[str, Any]:
    """A card that `write` kept. Raises ModelError where there is none."""
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        return card | {"held out": dict(card["held out"])}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path} is missing, or no card of models ({error}); {AGAIN}") from None


def table(card: dict[str, Any]) -> pd.DataFrame:
    """The figures of a card, one row each: measured_on, measure, value."""
    rows = [(part, name, value) for part, figures in card["held out"].items() for name, value in figures.items()]
    return pd.DataFrame(rows, columns=["measured_on", "measure", "value"])
