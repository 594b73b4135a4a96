"""The scikit-learn classifier that assigns indicators and direction to the sentences of extracted events.

Text becomes words, word pairs and character n-grams (TF-IDF), with actors masked, word families added and, for events,
the coded type and mode as words of their own. Each training sentence is seen without that coding, with the type and
with both, so that plain texts and events without a mode can be read too. One logistic regression an indicator,
calibrated on scores for themes that it had not seen. `scoring.fitting` trains it with scikit-learn, which reading with
it does not import.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit

from scoring import model_file
from scoring.indicators import BY_TEXT
from scoring.lexicon import families
from scoring.model_file import ModelError
from scoring.tfidf import Terms

__all__ = [
    "CARD_FILE", "DIRECTIONS", "MODEL_FILE", "Model", "ModelError", "card_table", "load", "mask", "save", "train",
]  # fmt: skip

MODEL_FILE = Path(__file__).with_name("model.skops")
CARD_FILE = Path(__file__).with_name("model_card.json")

DIRECTIONS = ("escalate", "deescalate", "neither")
KINDS = ("text", "typed", "coded")  # plain text, an event without a mode, an event with one
CORPUS_COLUMNS = ("id", "theme", "text", "source_text", "target_text", "type", "mode", "direction", "indicators")

MAX_WORDS, MAX_CHARS = 12_000, 8_000  # words and pairs, character n-grams: more gains nothing and the file stays small
MIN_SENTENCES = 2  # a word seen in one sentence alone cannot generalise
PENALTY = 10.0  # inverse regularisation; 3 to 30 differ by less than 0.02 in mean average precision on unseen themes
FOLDS = 7  # of whole themes: each fold holds out about a seventh of them
PRECISION_TARGET = 0.8  # four of five firings right: a false strike costs an analyst more than a missed accusation
MIN_RECALL = 0.5  # a target that silences more than half of the true cases is not worth its price: best F1 instead
MIN_THRESHOLD = 0.36  # below this many weak guesses could add up to one strike

ACTORS = ("ACTORA", "ACTORB")  # what source and target become
NAME = "NAME"  # what other capitalised words within a sentence become
HEADLINE = 0.6  # a larger share of capitalised words is a headline's style and tells no names

_KEPT = 5_000  # sentences kept as lines, a few MB: most events of a dataset are the same on another day as known

_CAPITALISED = re.compile(r"(?<=[a-z0-9,;:'’\")] )(?!ACTOR[AB]\b)[A-Z][\w'’-]*(?: (?!ACTOR[AB]\b)[A-Z][\w'’-]*)*")

WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w[\w-]*\b", "sublinear_tf": True}
CHARS = {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True}


@dataclass(frozen=True)
class Model:
    """A trained classifier.

    `thresholds` by indicator are chosen for coded events; `card` says what was measured on held-out themes.
    """

    words: Terms
    chars: Terms
    weights: np.ndarray  # (1 + features) x indicators, the intercept first
    slopes: np.ndarray  # Platt scaling, KINDS x indicators
    offsets: np.ndarray
    direction_weights: np.ndarray  # (1 + features) x DIRECTIONS
    thresholds: pd.Series
    card: dict[str, Any] = field(default_factory=dict)

    def predict_proba(self, events_or_texts: pd.DataFrame | pd.Series | list[str]) -> pd.DataFrame:
        """Calibrated probability per text-decided indicator, on the index of what was given.

        Takes texts, or a frame with `quote` (or `text`) and, where known, source_text, target_text, type and mode.
        """
        lines, kind, index = prepared(events_or_texts)
        scores = affine(self._features(lines), self.weights)
        return pd.DataFrame(expit(self.slopes[kind] * scores + self.offsets[kind]), index=index, columns=list(BY_TEXT))

    def predict_direction(self, events_or_texts: pd.DataFrame | pd.Series | list[str]) -> pd.DataFrame:
        """Probability that the main act escalates, de-escalates or does neither."""
        lines, _, index = prepared(events_or_texts)
        scores = affine(self._features(lines), self.direction_weights)
        return pd.DataFrame(_softmax(scores), index=index, columns=list(DIRECTIONS))

    def _features(self, lines: list[str]) -> sparse.csr_array:
        return beside(self.words.transform(lines), self.chars.transform(lines))


def beside(words: Any, chars: Any) -> sparse.csr_array:
    """The features of lines: those of words, then those of characters."""
    return sparse.csr_array(sparse.hstack([words, chars]))


def affine(features: sparse.csr_array, weights: np.ndarray) -> np.ndarray:
    """Scores of lines under weights whose first row is the intercept."""
    return features @ weights[1:] + weights[0]


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def mask(text: str, source: object, target: object) -> str:
    """`text` with the words of source and target replaced by ACTORS, other names by NAME and digits by 0."""
    for words, marker in zip((source, target), ACTORS, strict=True):
        if isinstance(words, str) and words.strip():
            text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", marker, text)
    plain = [word for word in re.findall(r"[^\W\d_]\w*", text) if word not in ACTORS]
    if sum(word[0].isupper() for word in plain) <= HEADLINE * len(plain):
        text = _CAPITALISED.sub(NAME, text)
    return re.sub(r"\d+(?:[.,]\d+)*", "0", text)


@lru_cache(_KEPT)
def _line(text: object, source: object = None, target: object = None, type: object = None, mode: object = None) -> str:
    """One sentence as the vectorisers see it: masked text, word families (those of the target again) and the coding."""
    text = text if isinstance(text, str) else ""
    extra = [f"family_{name}" for name in families(text)]
    extra += [f"target_{name}" for name in families(target)] if isinstance(target, str) else []
    extra += [f"type_{type}"] if isinstance(type, str) else []
    extra += [f"mode_{mode}"] if isinstance(mode, str) else []
    return f"{mask(text, source, target)} {' '.join(extra)}"


def prepared(events_or_texts: pd.DataFrame | pd.Series | list[str]) -> tuple[list[str], np.ndarray, pd.Index]:
    """Lines, the position in KINDS of each, and the index."""
    if not isinstance(events_or_texts, pd.DataFrame):
        texts = pd.Series(events_or_texts, dtype=object)
        return [_line(text) for text in texts], np.zeros(len(texts), int), texts.index
    frame = events_or_texts
    text = frame["quote"] if "quote" in frame else frame["text"]
    none = [None] * len(frame)
    parts = [frame.get(name, none) for name in ("source_text", "target_text", "type", "mode")]
    lines = [_line(*row) for row in zip(text, *parts, strict=True)]
    coded = [[isinstance(value, str) for value in part] for part in parts[2:]]
    kind = np.where(coded[0], 1 + np.array(coded[1], int), 0).astype(int)
    return lines, kind, frame.index


def train(corpus: pd.DataFrame, seed: int = 0, trained_on: str | None = None) -> Model:
    """Train on labelled sentences and measure on held-out themes.

    `corpus` has CORPUS_COLUMNS, `indicators` a list of ids a row. `trained_on` is the date for the card. The same
    corpus and seed give the same model, whatever the order of rows. Raises ModelError for missing columns, fewer than
    two themes or fewer than two sentences for an indicator.
    """
    from scoring.fitting import fit  # here, as scikit-learn takes a second to import

    return fit(corpus, seed, trained_on)


def card_table(model: Model) -> pd.DataFrame:
    """The card by indicator: support, threshold, and precision, recall, F1 by how much of the coding is known."""
    rows = {}
    for name, entry in model.card["indicators"].items():
        rows[name] = {"support": entry["support"], "threshold": entry["threshold"]}
        for title in reversed(KINDS):
            rows[name] |= {f"{title}_{measure}": value for measure, value in entry[title].items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")


def save(model: Model, path: Path | str = MODEL_FILE, card_path: Path | str | None = None) -> None:
    """Write the model with skops (no pickle) and its card as JSON beside it (`model_card.json` by default)."""
    path = Path(path)
    parts = {
        "words": _learned(model.words),
        "chars": _learned(model.chars),
        "weights": model.weights.astype(np.float16),
        "slopes": model.slopes,
        "offsets": model.offsets,
        "direction_weights": model.direction_weights.astype(np.float16),
        "indicators": list(BY_TEXT),
        "thresholds": model.thresholds[list(BY_TEXT)].to_numpy(),
    }
    model_file.write(parts, path)
    card_path = path.with_name(CARD_FILE.name) if card_path is None else Path(card_path)
    card_path.write_text(json.dumps(model.card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _learned(terms: Terms) -> dict[str, Any]:
    """Terms, small: on a line each, with their inverse document frequencies."""
    return {"terms": "\n".join(terms.terms), "idf": terms.idf}


def load(path: Path | str = MODEL_FILE) -> Model:
    """The shipped model, or the one at `path`; read once.

    Raises ModelError if the file is missing, is no skops file (a pickle is refused), holds more than plain values and
    arrays, or was trained for other indicators.
    """
    return _load(Path(path).resolve())


@lru_cache(maxsize=2)
def _load(path: Path) -> Model:
    parts = model_file.read(path)
    if not isinstance(parts, dict) or parts.pop("indicators", None) != list(BY_TEXT):
        raise ModelError(f"{path.name} was trained for other indicators than the codebook's; train it again")
    card = _card(path.with_name(CARD_FILE.name))
    try:
        model = _made(parts, card)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{path.name} is a damaged or unknown model ({error}); train it again") from None
    _check(model, path)
    return model


def _made(parts: dict[str, Any], card: dict[str, Any]) -> Model:
    words, chars = (
        Terms(parts[name]["terms"].split("\n"), parts[name]["idf"], settings)
        for name, settings in (("words", WORDS), ("chars", CHARS))
    )
    return Model(
        words=words,
        chars=chars,
        weights=parts["weights"].astype(np.float32),
        slopes=parts["slopes"],
        offsets=parts["offsets"],
        direction_weights=parts["direction_weights"].astype(np.float32),
        thresholds=pd.Series(parts["thresholds"], index=list(BY_TEXT)),
        card=card,
    )


def _check(model: Model, path: Path) -> None:
    """Numbers of another shape, or that are none, would only be met in the middle of a page, or not at all."""
    terms, indicators = 1 + len(model.words.idf) + len(model.chars.idf), len(BY_TEXT)
    needed = {
        "weights": (terms, indicators), "slopes": (len(KINDS), indicators), "offsets": (len(KINDS), indicators),
        "direction_weights": (terms, len(DIRECTIONS)), "thresholds": (indicators,),
    }  # fmt: skip
    for name, shape in needed.items():
        found = np.asarray(getattr(model, name))
        if found.shape != shape or not np.isfinite(found).all():
            raise ModelError(
                f"{path.name} has {name} of the shape {found.shape}; needed: {shape}, finite numbers; train it again"
            )
    for kind, one in (("words", model.words), ("characters", model.chars)):
        if len(one.terms) != len(one.idf) or not np.isfinite(one.idf).all():
            found = f"{len(one.terms)} {kind} and {len(one.idf)} weights of them"
            raise ModelError(f"{path.name} has {found}; needed: as many, finite numbers; train it again")


def _card(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} beside the model is no JSON ({error}); train it again") from None
