"""What one named actor does to another in a sentence, as a probability per PLOVER type."""

from __future__ import annotations

import pandas as pd

from data.events import TYPES
from data.extraction import acts, features
from data.extraction.mention import Mention
from data.extraction.sentence import Sentence
from data.extraction.tokens import spans, tokenize

SOURCE, TARGET = "source", "target"  # actor ids of the marked pair within its sentence
NONE = "NONE"  # no act between the two


def classify_relations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Probabilities of each PLOVER type and NONE, one row a row of `pairs` (sentence, source_text, target_text).

    A linear model, trained on data/corpus alone, sees the acts that the lexicon proposes, how they join the two
    actors, and the words around and between them. Rows sum to 1; an actor that does not stand in the sentence counts as
    unnamed.
    """
    model = acts.models()[acts.PAIR_MODEL]
    rows = [
        model.probabilities(seen(*pair))
        for pair in zip(pairs["sentence"], pairs["source_text"], pairs["target_text"], strict=True)
    ]
    frame = pd.DataFrame(rows, index=pairs.index, dtype="float64")
    return frame.reindex(columns=[*TYPES, NONE], fill_value=0.0)


def seen(text: str, source_text: str | None, target_text: str | None) -> dict[str, float]:
    """The features of a sentence with two marked actors, as the model sees them."""
    tokens = tokenize(text)
    at = spans(text, tokens)
    source = _locate(at, text, source_text, None)
    target = _locate(at, text, target_text, source)
    pair = [Mention(*span, role, "name") for span, role in ((source, SOURCE), (target, TARGET)) if span]
    sentence = Sentence(0, len(text), tokens, sorted(pair, key=lambda mention: mention.start))
    told = [(act.trigger, act.who, act.realis) for act in acts.propose(sentence)]
    return features.of_pair(sentence, told, SOURCE, TARGET)


def _locate(
    spans: list[tuple[int, int]], text: str, actor: str | None, taken: tuple[int, int] | None
) -> tuple[int, int] | None:
    """The tokens [start, end) of the first mention of `actor` that is not `taken`, or None."""
    at = text.find(actor) if isinstance(actor, str) and actor else -1
    while at >= 0:
        inside = [i for i, (start, end) in enumerate(spans) if start < at + len(actor) and end > at]
        if inside and (taken is None or inside[-1] < taken[0] or inside[0] >= taken[1]):
            return inside[0], inside[-1] + 1
        at = text.find(actor, at + 1)
    return None
