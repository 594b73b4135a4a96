"""The scikit-learn classifier that assigns indicators and direction to the sentences of extracted events.

Text becomes words, word pairs and character n-grams (TF-IDF), with actors masked, word families added and, for events,
the coded type and mode as words of their own. Each training sentence is seen without that coding, with the type and
with both, so that plain texts and events without a mode can be read too. One logistic regression an indicator,
calibrated on scores for themes that it had not seen.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import skops.io
from scipy import sparse
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from scoring.indicators import BY_ID, BY_TEXT
from scoring.lexicon import families

MODEL_FILE = Path(__file__).with_name("model.skops")
CARD_FILE = Path(__file__).with_name("model_card.json")

# every type that the model file may hold beyond what skops trusts by itself: none is needed
TRUSTED: tuple[str, ...] = ()

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

_CAPITALISED = re.compile(r"(?<=[a-z0-9,;:'’\")] )(?!ACTOR[AB]\b)[A-Z][\w'’-]*(?: (?!ACTOR[AB]\b)[A-Z][\w'’-]*)*")

WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w[\w-]*\b", "sublinear_tf": True}
CHARS = {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True}


class ModelError(ValueError):
    """A model that cannot be trained or read; the message says why and what is needed."""


@dataclass(frozen=True)
class Model:
    """A trained classifier.

    `thresholds` by indicator are chosen for coded events; `card` says what was measured on held-out themes.
    """

    words: TfidfVectorizer
    chars: TfidfVectorizer
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
        prepared, kind, index = _prepare(events_or_texts)
        scores = _affine(self._features(prepared), self.weights)
        return pd.DataFrame(expit(self.slopes[kind] * scores + self.offsets[kind]), index=index, columns=list(BY_TEXT))

    def predict_direction(self, events_or_texts: pd.DataFrame | pd.Series | list[str]) -> pd.DataFrame:
        """Probability that the main act escalates, de-escalates or does neither."""
        prepared, _, index = _prepare(events_or_texts)
        scores = _affine(self._features(prepared), self.direction_weights)
        return pd.DataFrame(_softmax(scores), index=index, columns=list(DIRECTIONS))

    def _features(self, prepared: list[str]) -> sparse.csr_array:
        if not prepared:
            return sparse.csr_array((0, len(self.weights) - 1))
        return _hstack(self.words.transform(prepared), self.chars.transform(prepared))


def _hstack(words: Any, chars: Any) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([words, chars]))


def _affine(features: sparse.csr_array, weights: np.ndarray) -> np.ndarray:
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


def _line(text: object, source: object = None, target: object = None, type: object = None, mode: object = None) -> str:
    """One sentence as the vectorisers see it: masked text, word families (those of the target again) and the coding."""
    text = text if isinstance(text, str) else ""
    extra = [f"family_{name}" for name in families(text)]
    extra += [f"target_{name}" for name in families(target)] if isinstance(target, str) else []
    extra += [f"type_{type}"] if isinstance(type, str) else []
    extra += [f"mode_{mode}"] if isinstance(mode, str) else []
    return f"{mask(text, source, target)} {' '.join(extra)}"


def _prepare(events_or_texts: pd.DataFrame | pd.Series | list[str]) -> tuple[list[str], np.ndarray, pd.Index]:
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
    corpus = _checked(corpus)
    folds = GroupKFold(min(FOLDS, corpus["theme"].nunique()), shuffle=True, random_state=seed)
    labels = np.array([[name in marked for name in BY_TEXT] for marked in corpus["indicators"]], bool)
    directions = corpus["direction"].map({name: code for code, name in enumerate(DIRECTIONS)}).to_numpy()
    seen = (corpus["text"], corpus.drop(columns="mode"), corpus)
    lines = np.array([_prepare(one)[0] for one in seen], dtype=object)
    scores = np.zeros((len(KINDS), len(corpus), len(BY_TEXT)))
    direction_scores = np.zeros((len(KINDS), len(corpus), len(DIRECTIONS)))
    fold_of = np.zeros(len(corpus), int)
    for fold, (inside, outside) in enumerate(folds.split(corpus, groups=corpus["theme"])):
        fitted = _fit(lines[:, inside], labels[inside], directions[inside], seed)
        fold_of[outside] = fold
        for kind in range(len(KINDS)):
            features = _hstack(*(part.transform(lines[kind, outside]) for part in fitted[:2]))
            scores[kind, outside] = _affine(features, fitted[2])
            direction_scores[kind, outside] = _affine(features, fitted[3])
    words, chars, weights, direction_weights = _fit(lines, labels, directions, seed)
    weights, direction_weights = _stored(weights), _stored(direction_weights)
    gates = np.array([[(t in BY_ID[name].types) for name in BY_TEXT] for t in corpus["type"]], bool)
    slopes, offsets, thresholds = _calibrate(scores, labels, gates)
    card = {
        "trained_on": trained_on,
        "seed": seed,
        "corpus": {
            "sentences": len(corpus),
            "themes": sorted(corpus["theme"].unique()),
            "realised_events": int((labels.any(axis=1)).sum()),
            "sha256": _digest(corpus),
        },
        "features": int(weights.shape[0] - 1),
        "split": f"{folds.n_splits} folds of whole themes; calibration and thresholds from the other folds",
        "precision_target": PRECISION_TARGET,
        "least_recall": MIN_RECALL,
        "indicators": _indicator_card(scores, labels, gates, fold_of, thresholds),
        "direction": _direction_card(direction_scores, directions),
    }
    return Model(words, chars, weights, slopes, offsets, direction_weights, thresholds, card)


def _checked(corpus: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in CORPUS_COLUMNS if column not in corpus]
    if missing:
        raise ModelError(f"missing columns {missing}; the corpus needs {list(CORPUS_COLUMNS)}")
    if corpus["theme"].nunique() < 2:
        raise ModelError(f"found {corpus['theme'].nunique()} theme; at least two are needed to hold one out")
    corpus = corpus.sort_values("id", ignore_index=True)
    wrong = sorted(set(corpus["direction"]) - set(DIRECTIONS))
    if wrong:
        raise ModelError(f"unknown directions {wrong}; allowed: {', '.join(DIRECTIONS)}")
    support = pd.Series([name for marked in corpus["indicators"] for name in marked], dtype=object).value_counts()
    unknown = sorted(set(support.index) - set(BY_ID))
    if unknown:
        raise ModelError(f"unknown indicators {unknown} in the corpus; the codebook has {list(BY_ID)}")
    thin = [name for name in BY_TEXT if support.get(name, 0) < MIN_SENTENCES]
    if thin:
        raise ModelError(f"fewer than {MIN_SENTENCES} sentences for {thin}")
    return corpus


def _fit(lines: np.ndarray, labels: np.ndarray, directions: np.ndarray, seed: int) -> tuple:
    """Vectorisers and weights (intercept first) for indicators and direction; `lines` is KINDS x sentences."""
    both = lines.ravel().tolist()
    words = TfidfVectorizer(**WORDS, min_df=MIN_SENTENCES, max_features=MAX_WORDS)
    chars = TfidfVectorizer(**CHARS, min_df=MIN_SENTENCES + 1, max_features=MAX_CHARS)
    features = _hstack(words.fit_transform(both), chars.fit_transform(both))
    weights = np.zeros((features.shape[1] + 1, labels.shape[1]), np.float32)
    for column in range(labels.shape[1]):
        marked = np.tile(labels[:, column], len(lines))
        if not marked.any():  # a fold whose held-out theme has all of an indicator's sentences
            weights[0, column] = -np.log(len(marked))
            continue
        one = LogisticRegression(C=PENALTY, solver="liblinear", class_weight="balanced", random_state=seed)
        one.fit(features, marked)
        weights[0, column], weights[1:, column] = one.intercept_[0], one.coef_[0]
    # the direction is asked of bare sentences, so it is learned from them alone
    several = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=300, random_state=seed)
    several.fit(features[: lines.shape[1]], directions)
    direction_weights = np.full((features.shape[1] + 1, len(DIRECTIONS)), 0.0, np.float32)
    direction_weights[0] = -np.log(len(both))
    coefficients = several.coef_ if len(several.classes_) > 2 else np.vstack([-several.coef_, several.coef_]) / 2
    intercepts = several.intercept_ if len(several.classes_) > 2 else np.array([-1, 1]) * several.intercept_ / 2
    direction_weights[0, several.classes_], direction_weights[1:, several.classes_] = intercepts, coefficients.T
    return words, chars, weights, direction_weights


def _stored(weights: np.ndarray) -> np.ndarray:
    """Weights as the model file keeps them, in half precision, so that a model read back gives the same numbers."""
    return weights.astype(np.float16).astype(np.float32)


def _platt(scores: np.ndarray, marked: np.ndarray) -> tuple[float, float]:
    if marked.all() or not marked.any():
        return 1.0, 0.0
    line = LogisticRegression(C=100.0).fit(scores[:, None], marked)  # hardly any penalty: two numbers to fit
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def _calibrate(scores: np.ndarray, labels: np.ndarray, gates: np.ndarray) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    """Platt slopes and offsets for each of KINDS, and thresholds for coded lines past the gate of types."""
    slopes, offsets = np.ones((len(KINDS), len(BY_TEXT))), np.zeros((len(KINDS), len(BY_TEXT)))
    thresholds = {}
    for column, name in enumerate(BY_TEXT):
        for kind in range(len(KINDS)):
            slopes[kind, column], offsets[kind, column] = _platt(scores[kind, :, column], labels[:, column])
        probability = expit(slopes[-1, column] * scores[-1, :, column] + offsets[-1, column])
        thresholds[name] = _threshold(probability * gates[:, column], labels[:, column])
    return slopes, offsets, pd.Series(thresholds)


def _threshold(probability: np.ndarray, marked: np.ndarray) -> float:
    """The least threshold that reaches PRECISION_TARGET and keeps MIN_RECALL, else the one with the best F1.

    Never under MIN_THRESHOLD.
    """
    order = np.argsort(-probability, kind="stable")
    candidates, right = probability[order], np.cumsum(marked[order])
    last_of_ties = np.append(candidates[1:] < candidates[:-1], True)
    kept = last_of_ties & (candidates >= MIN_THRESHOLD)
    if not kept.any():
        return MIN_THRESHOLD
    fired = np.arange(1, len(candidates) + 1)
    reaching = kept & (right / fired >= PRECISION_TARGET) & (right >= MIN_RECALL * marked.sum())
    f1 = np.where(kept, 2 * right / (fired + marked.sum()), -1.0)
    at = np.flatnonzero(reaching)[-1] if reaching.any() else int(np.argmax(f1))
    below = candidates[at + 1] if at + 1 < len(candidates) else 0.0
    return float(max(MIN_THRESHOLD, (candidates[at] + max(below, MIN_THRESHOLD)) / 2))


def _indicator_card(
    scores: np.ndarray, labels: np.ndarray, gates: np.ndarray, fold_of: np.ndarray, thresholds: pd.Series
) -> dict[str, dict]:
    """Precision, recall and F1 by indicator on held-out themes, calibrated and cut with what the other themes gave."""
    fired = np.zeros((len(KINDS), *labels.shape), bool)
    for fold in np.unique(fold_of):
        others, here = fold_of != fold, fold_of == fold
        slopes, offsets, cuts = _calibrate(scores[:, others], labels[others], gates[others])
        probability = expit(slopes[:, None] * scores[:, here] + offsets[:, None])
        fired[:, here] = probability >= cuts.to_numpy()
    fired[1:] &= gates
    card = {}
    for column, name in enumerate(BY_TEXT):
        card[name] = {"support": int(labels[:, column].sum()), "threshold": round(float(thresholds[name]), 3)}
        for kind, title in enumerate(KINDS):
            card[name][title] = _rates(fired[kind, :, column], labels[:, column])
    return card


def _rates(fired: np.ndarray, marked: np.ndarray) -> dict[str, float | None]:
    both = int((fired & marked).sum())
    return {
        "precision": round(both / int(fired.sum()), 3) if fired.any() else None,
        "recall": round(both / int(marked.sum()), 3) if marked.any() else None,
        "f1": round(2 * both / max(int(fired.sum() + marked.sum()), 1), 3),
    }


def _direction_card(scores: np.ndarray, directions: np.ndarray) -> dict[str, Any]:
    card: dict[str, Any] = {"support": {name: int((directions == code).sum()) for code, name in enumerate(DIRECTIONS)}}
    for kind, title in enumerate(KINDS):
        guess = scores[kind].argmax(axis=1)
        card[title] = {
            "macro_f1": round(float(f1_score(directions, guess, average="macro", zero_division=0)), 3),
            "accuracy": round(float((guess == directions).mean()), 3),
        }
    return card


def _digest(corpus: pd.DataFrame) -> str:
    rows = corpus[list(CORPUS_COLUMNS)].astype(object).where(corpus[list(CORPUS_COLUMNS)].notna(), None)
    text = json.dumps(rows.to_dict("records"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


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
        "words": _terms(model.words),
        "chars": _terms(model.chars),
        "weights": model.weights.astype(np.float16),
        "slopes": model.slopes,
        "offsets": model.offsets,
        "direction_weights": model.direction_weights.astype(np.float16),
        "indicators": list(BY_TEXT),
        "thresholds": model.thresholds[list(BY_TEXT)].to_numpy(),
    }
    skops.io.dump(parts, path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    card_path = path.with_name(CARD_FILE.name) if card_path is None else Path(card_path)
    card_path.write_text(json.dumps(model.card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _terms(vectorizer: TfidfVectorizer) -> dict[str, Any]:
    """What a fitted vectoriser learned, small: its terms on a line each and their inverse document frequencies."""
    return {"terms": "\n".join(vectorizer.get_feature_names_out()), "idf": vectorizer.idf_}


def _vectorizer(learned: dict[str, Any], settings: dict[str, Any]) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(**settings, vocabulary=learned["terms"].split("\n"))
    vectorizer.idf_ = learned["idf"]
    return vectorizer


def load(path: Path | str = MODEL_FILE) -> Model:
    """The shipped model, or the one at `path`; read once.

    Raises ModelError if the file is missing, is no skops file (a pickle is refused), holds types that are not in
    TRUSTED, or was trained for other indicators.
    """
    return _load(Path(path).resolve())


@lru_cache(maxsize=2)
def _load(path: Path) -> Model:
    if not path.is_file():
        raise ModelError(f"no model at {path.name}: train one with scoring.classifier.train and save it")
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path.name} is no skops file; pickles and other formats are refused")
    untrusted = sorted(set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED))
    if untrusted:
        raise ModelError(f"{path.name} holds types that are not trusted: {untrusted}; allowed: {list(TRUSTED)}")
    parts = skops.io.load(path, trusted=list(TRUSTED))
    if parts.pop("indicators") != list(BY_TEXT):
        raise ModelError(f"{path.name} was trained for other indicators than the codebook's; train it again")
    card_path = path.with_name(CARD_FILE.name)
    card = json.loads(card_path.read_text(encoding="utf-8")) if card_path.is_file() else {}
    return Model(
        words=_vectorizer(parts["words"], WORDS),
        chars=_vectorizer(parts["chars"], CHARS),
        weights=parts["weights"].astype(np.float32),
        slopes=parts["slopes"],
        offsets=parts["offsets"],
        direction_weights=parts["direction_weights"].astype(np.float32),
        thresholds=pd.Series(parts["thresholds"], index=list(BY_TEXT)),
        card=card,
    )
