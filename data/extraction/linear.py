"""A linear model over named features: small, quick to load, and every weight can be read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import exp
from pathlib import Path

import numpy as np

# names that are present, or names with how strongly
Features = Iterable[str] | dict[str, float]

_FEW = 3  # classes
_PARTS = ("classes", "features", "weights", "offsets")
# what a file that was cut or changed makes of zip and NumPy
_DAMAGE = (
    KeyError, TypeError, ValueError, AttributeError, EOFError, OSError, RuntimeError, MemoryError, zipfile.BadZipFile,
    zlib.error, struct.error, OverflowError, SyntaxError,
)  # fmt: skip
MOST_BYTES = 200_000_000  # unpacked; ten times what the models of this program take
AGAIN = "install Casus again, or train them: casus train reading"


class ModelError(ValueError):
    """Models, or their card, that cannot be read; the message says which file and what to do."""


class Linear:
    """Weights by feature and class; the score of a class is its offset plus the weights of the features present."""

    def __init__(self, classes: Iterable[str], features: Iterable[str], weights: np.ndarray, offsets: np.ndarray):
        self.classes, self._names = tuple(map(str, classes)), list(map(str, features))
        self._place = {name: number for number, name in enumerate(self.classes)}
        self._weights = np.vstack((offsets, weights)).astype(np.float32)  # the offsets count for every example
        # two or three numbers are added up faster one by one than by a library, and one number fastest
        self._alone = len(self.classes) == 2 and not self._weights[1:, 0].any()  # the first class has no weights
        if self._alone:
            found = self._weights[:, 1].tolist()
        elif len(self.classes) <= _FEW:
            found = [*map(tuple, self._weights.tolist())]
        else:
            found = [*range(len(self._weights))]
        self._base = float(self._weights[0, 0])  # the score of the first class alone
        self._first, self._found = found[0], dict(zip(self._names, found[1:], strict=True))

    def scores(self, features: Features) -> list[float]:
        """One score a class."""
        if isinstance(features, dict):
            return self._weighed(features)
        found = [self._first, *filter(None, map(self._found.get, features))]
        if self._alone:
            return [self._base, sum(found)]
        if len(self.classes) <= _FEW:
            return [*map(sum, zip(*found, strict=True))]
        return np.add.reduce(self._weights.take(found, 0)).tolist()

    def _weighed(self, features: dict[str, float]) -> list[float]:
        row = self._row
        strengths = {row[name]: value for name, value in features.items() if name in row}
        return (np.array([1.0, *strengths.values()], np.float32) @ self._weights.take([0, *strengths], 0)).tolist()

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._names, 1)}

    def probabilities(self, features: Features, prior: Mapping[str, float] | None = None) -> dict[str, float]:
        """One probability a class, summing to 1; `prior` adds to the scores of the classes that it names."""
        raised = self._raised(features, prior)
        total = sum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}

    def likeliest(self, features: Features, prior: Mapping[str, float] | None = None) -> tuple[str, float]:
        """The likeliest class and its probability."""
        raised = self._raised(features, prior)
        best = raised.index(max(raised))
        return self.classes[best], raised[best] / sum(raised)

    def _raised(self, features: Features, prior: Mapping[str, float] | None) -> list[float]:
        """What is proportional to the probabilities, the highest as 1."""
        scores = self.scores(features)
        for name, more in (prior or {}).items():
            if name in self._place:
                scores[self._place[name]] += more
        highest = max(scores)
        return [exp(score - highest) for score in scores]

    def arrays(self, prefix: str) -> dict[str, np.ndarray]:
        """What `save` writes; half precision is enough for weights that are summed and compared."""
        return {
            f"{prefix}_classes": np.array(self.classes), f"{prefix}_features": np.array(self._names),
            f"{prefix}_weights": self._weights[1:].astype(np.float16), f"{prefix}_offsets": self._weights[0],
        }  # fmt: skip


def save(models: dict[str, Linear], path: Path) -> None:
    """Write several models to one file without pickles."""
    arrays = {key: value for prefix, model in models.items() for key, value in model.arrays(prefix).items()}
    np.savez_compressed(path, **arrays)


def load(path: Path) -> dict[str, Linear]:
    """The models of a file that `save` wrote.

    Raises ModelError if it is missing, damaged, of another kind or unpacks to more than MOST_BYTES; arrays of Python
    objects (pickles) are refused.
    """
    try:
        with zipfile.ZipFile(path) as file:
            if sum(part.file_size for part in file.infolist()) > MOST_BYTES:
                raise ModelError(f"{path.name} unpacks to more than {MOST_BYTES / 1e6:g} MB, as no models do; {AGAIN}")
        with np.load(path, allow_pickle=False) as kept:
            names = sorted({key.rpartition("_")[0] for key in kept.files})
            found = {name: [kept[f"{name}_{part}"] for part in _PARTS] for name in names}
        models = {name: Linear(*parts) for name, parts in found.items()}
    except ModelError:
        raise
    except _DAMAGE as error:
        raise ModelError(f"{path.name} is missing, damaged or no file of models ({error}); {AGAIN}") from None
    if not models or not all(np.isfinite(parts[2]).all() and np.isfinite(parts[3]).all() for parts in found.values()):
        raise ModelError(f"{path.name} holds no models, or weights that are no numbers; {AGAIN}")
    return models
