"""Training `scoring.classifier` with scikit-learn, and measuring it on themes that it has not seen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from scoring.classifier import (
    CHARS,
    CORPUS_COLUMNS,
    DIRECTIONS,
    FOLDS,
    KINDS,
    MAX_CHARS,
    MAX_WORDS,
    MIN_RECALL,
    MIN_SENTENCES,
    MIN_THRESHOLD,
    PENALTY,
    PRECISION_TARGET,
    WORDS,
    Model,
    ModelError,
    affine,
    beside,
    prepared,
)
from scoring.indicators import BY_ID, BY_TEXT
from scoring.tfidf import Terms


def fit(corpus: pd.DataFrame, seed: int = 0, trained_on: str | None = None) -> Model:
    """See `scoring.classifier.train`."""
    corpus = _checked(corpus)
    folds = GroupKFold(min(FOLDS, corpus["theme"].nunique()), shuffle=True, random_state=seed)
    labels = np.array([[name in marked for name in BY_TEXT] for marked in corpus["indicators"]], bool)
    directions = corpus["direction"].map({name: code for code, name in enumerate(DIRECTIONS)}).to_numpy()
    seen = (corpus["text"], corpus.drop(columns="mode"), corpus)
    lines = np.array([prepared(one)[0] for one in seen], dtype=object)
    scores = np.zeros((len(KINDS), len(corpus), len(BY_TEXT)))
    direction_scores = np.zeros((len(KINDS), len(corpus), len(DIRECTIONS)))
    fold_of = np.zeros(len(corpus), int)
    for fold, (inside, outside) in enumerate(folds.split(corpus, groups=corpus["theme"])):
        fitted = _fit(lines[:, inside], labels[inside], directions[inside], seed)
        fold_of[outside] = fold
        for kind in range(len(KINDS)):
            features = beside(*(part.transform(lines[kind, outside]) for part in fitted[:2]))
            scores[kind, outside] = affine(features, fitted[2])
            direction_scores[kind, outside] = affine(features, fitted[3])
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
    terms = (Terms(v.get_feature_names_out().tolist(), v.idf_, of) for v, of in ((words, WORDS), (chars, CHARS)))
    return Model(*terms, weights, slopes, offsets, direction_weights, thresholds, card)


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
    features = beside(words.fit_transform(both), chars.fit_transform(both))
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
