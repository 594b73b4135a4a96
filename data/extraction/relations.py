"""What one named actor does to another in a sentence, as a probability per PLOVER type."""

from __future__ import annotations

import pandas as pd

from data.events import TYPES
from data.extraction import roles, triggers
from data.extraction.participants import Mention
from data.extraction.sentence import Sentence
from data.extraction.tokens import Token, tokenize

SOURCE, TARGET = "source", "target"  # actor ids of the marked pair within its sentence
# Evidence of a trigger, multiplied by its strength: what its place tells about whether it joins the pair
_JOINS, _HALF, _BETWEEN, _BEFORE, _AFTER = 4.0, 2.0, 1.0, 0.4, 0.6
_DECAY = 0.9  # a token further from the nearer actor
_NOTHING = 0.3  # evidence of no relation, so that weak matches stay improbable
_PRIOR = 0.01  # for every type, so that no probability is 0


def classify_relations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Probabilities of each PLOVER type and NONE, one row a row of `pairs` (sentence, source_text, target_text).

    Triggers of the lexicon vote by their strength, by whether the marked actors stand in their roles, and by how near
    they are to the pair. Rows sum to 1; an actor that does not stand in the sentence counts as unnamed.
    """
    rows = [_row(*pair) for pair in zip(pairs["sentence"], pairs["source_text"], pairs["target_text"], strict=True)]
    return pd.DataFrame(rows, index=pairs.index, columns=[*TYPES, "NONE"], dtype="float64")


def _row(text: str, source_text: str, target_text: str) -> dict[str, float]:
    tokens = tokenize(text)
    source = _locate(tokens, text, source_text, None)
    target = _locate(tokens, text, target_text, source)
    pair = [Mention(*span, role, "name") for span, role in ((source, SOURCE), (target, TARGET)) if span]
    sentence = Sentence(0, len(text), tokens, sorted(pair, key=lambda mention: mention.start))
    found = triggers.find(sentence)
    votes = dict.fromkeys(TYPES, _PRIOR) | {"NONE": _NOTHING}
    for trigger in found:
        votes[trigger.type] += trigger.strength * _evidence(sentence, trigger, found)
    total = sum(votes.values())
    return {name: value / total for name, value in votes.items()}


def _locate(tokens: list[Token], text: str, actor: str, taken: tuple[int, int] | None) -> tuple[int, int] | None:
    """The tokens [start, end) of the first mention of `actor` that is not `taken`, or None."""
    at = text.find(actor)
    while at >= 0 and actor:
        inside = [i for i, token in enumerate(tokens) if token.start < at + len(actor) and token.end > at]
        if inside and (taken is None or inside[-1] < taken[0] or inside[0] >= taken[1]):
            return inside[0], inside[-1] + 1
        at = text.find(actor, at + 1)
    return None


def _evidence(sentence: Sentence, trigger: triggers.Trigger, found: list[triggers.Trigger]) -> float:
    who = roles.resolve(sentence, trigger, found)
    acting, bearing = {m.actor for m in who.sources}, {m.actor for m in who.targets}
    if SOURCE in acting and TARGET in bearing:
        return _JOINS
    gaps = [max(trigger.start - m.end, m.start - trigger.end, 0) for m in sentence.mentions]
    near = _DECAY ** min(gaps, default=0)
    if SOURCE in acting or TARGET in bearing:
        return _HALF * near
    if len(sentence.mentions) < 2:
        return _AFTER * near
    first, last = sentence.mentions
    place = _BETWEEN if first.end <= trigger.start < last.start else _BEFORE if trigger.start < first.start else _AFTER
    return place * near
