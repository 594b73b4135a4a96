"""A linear model over named features: small, quick to load, and every weight can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp
from pathlib import Path

import numpy as np

# names that are present, or names with how strongly
Features = Iterable[str] | Mapping[str, float]

_FEW = 3  # classes


class Linear:
    """Weights by feature and class; the score of a class is its offset plus the weights of the features present."""

    def __init__(self, classes: Iterable[str], features: Iterable[str], weights: np.ndarray, offsets: np.ndarray):
        self.classes = tuple(map(str, classes))
        self._row = {name: number for number, name in enumerate(features)}
        self._weights, self._offsets = weights.astype(np.float32), offsets.astype(np.float32)
        # two or three numbers are added up faster one by one than by a library
        self._start = self._offsets.tolist()
        few = self._weights.T.tolist() if len(self.classes) <= _FEW else []
        # of two classes, the first has no weights of its own
        self._columns = [dict(zip(self._row, column, strict=True)) if any(column) else {} for column in few]

    def scores(self, features: Features) -> Sequence[float]:
        """One score a class."""
        if self._columns and not isinstance(features, Mapping):
            return [
                sum(filter(None, map(column.get, features)), start) if column else start
                for column, start in zip(self._columns, self._start, strict=True)
            ]
        rows = [row for name in features if (row := self._row.get(name)) is not None]
        if not rows:
            return self._start
        if isinstance(features, Mapping):
            values = np.array([value for name, value in features.items() if name in self._row], np.float32)
            return (values @ self._weights[rows] + self._offsets).tolist()
        return (self._weights[rows].sum(axis=0) + self._offsets).tolist()

    def probabilities(self, features: Features, prior: Mapping[str, float] | None = None) -> dict[str, float]:
        """One probability a class, summing to 1; `prior` adds to the scores of the classes that it names."""
        scores = self.scores(features)
        if prior:
            scores = [score + prior.get(name, 0.0) for name, score in zip(self.classes, scores, strict=True)]
        highest = max(scores)
        raised = [exp(score - highest) for score in scores]
        total = sum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}

    def likeliest(self, features: Features, prior: Mapping[str, float] | None = None) -> tuple[str, float]:
        """The likeliest class and its probability."""
        chances = self.probabilities(features, prior)
        best = max(chances, key=chances.__getitem__)
        return best, chances[best]

    def arrays(self, prefix: str) -> dict[str, np.ndarray]:
        """What `save` writes; half precision is enough for weights that are summed and compared."""
        return {
            f"{prefix}_classes": np.array(self.classes), f"{prefix}_features": np.array(list(self._row)),
            f"{prefix}_weights": self._weights.astype(np.float16), f"{prefix}_offsets": self._offsets,
        }  # fmt: skip


def save(models: dict[str, Linear], path: Path) -> None:
    """Write several models to one file without pickles."""
    arrays = {key: value for prefix, model in models.items() for key, value in model.arrays(prefix).items()}
    np.savez_compressed(path, **arrays)


def load(path: Path) -> dict[str, Linear]:
    """The models of a file that `save` wrote; arrays of Python objects are refused."""
    with np.load(path, allow_pickle=False) as kept:
        names = sorted({key.rpartition("_")[0] for key in kept.files})
        return {
            name: Linear(*(kept[f"{name}_{part}"] for part in ("classes", "features", "weights", "offsets")))
            for name in names
        }
