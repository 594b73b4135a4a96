"""The interval of a share of trials."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri


def wilson(hits: np.ndarray | float, trials: np.ndarray | float, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bound of the share `hits` / `trials` at `level` (0 to 1); null without a trial.

    The score interval of Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal
    of the American Statistical Association 22, 209-212. It stays within 0 and 1 and has a width at shares of 0 and 1.
    """
    hits, trials = np.asarray(hits, dtype=float), np.asarray(trials, dtype=float)
    z = ndtri((1.0 + level) / 2.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / trials
        centre = share + z**2 / (2 * trials)
        half = z * np.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
        low, high = ((centre + side * half) / (1 + z**2 / trials) for side in (-1, 1))
    # rounding at a share of 0 or 1
    return np.clip(low, 0.0, share), np.clip(high, share, 1.0)
