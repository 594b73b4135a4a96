"""Proper scores of forecasts: none can be bettered by saying anything but what one believes.

Each takes arrays and gives one score a cell, so that the caller averages over what it asks about. An ensemble has its
draws along the last axis. A cell whose outcome was not observed (NaN) has no score (NaN). Lower is better throughout;
`pit` is no score but the calibration that goes with them.

Sources: Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation, Journal of the American
Statistical Association 102, 359-378; others where they are used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


class ScoreError(ValueError):
    """Outcomes and forecasts that do not fit each other; the message says what is allowed."""


def crps(actual: ArrayLike, draws: ArrayLike, fair: bool = False) -> np.ndarray:
    """Continuous ranked probability score of an ensemble, in the unit of `actual`: outcomes (...), draws (..., m).

    mean |x_i - y| - mean |x_i - x_j| / 2, the score of the m draws' own distribution and the integral over z of
    (F(z) - [y <= z])^2; with one draw it is the absolute error. The second mean is taken over the sorted draws
    (Hersbach 2000, Weather and Forecasting 15, 559-570). `fair` leaves each draw's zero distance to itself out of it
    (m - 1 for m): then expected scores do not depend on m (Ferro 2014, Quarterly Journal of the Royal Meteorological
    Society 140, 1917-1923). Two draws or more are needed for it. Raises ScoreError where there are
    fewer, and for shapes that do not fit.
    """
    outcome, ensemble = _ensemble(actual, draws)
    m = ensemble.shape[-1]
    if fair and m < 2:
        raise ScoreError("the fair score needs 2 draws or more, found 1; leave fair=False or draw more")
    weights = (2.0 * np.arange(1, m + 1) - m - 1) / (m * (m - 1 if fair else m))
    return np.abs(ensemble - outcome[..., None]).mean(-1) - np.sort(ensemble, axis=-1) @ weights


def pit(actual: ArrayLike, draws: ArrayLike, seed: int) -> np.ndarray:
    """Randomised probability integral transform, 0 to 1: outcomes (...), draws (..., m), one value an outcome.

    The share of draws below the outcome plus a uniform share of those that equal it: uniform if the forecast is
    calibrated, for counts and zeros too (Smith 1985, Journal of Forecasting 4, 283-291; Czado, Gneiting and Held 2009,
    Biometrics 65, 1254-1261). `seed` fixes the uniform numbers. Raises ScoreError for shapes that do not fit.
    """
    outcome, ensemble = _ensemble(actual, draws)
    below = (ensemble < outcome[..., None]).mean(-1)
    ties = (ensemble == outcome[..., None]).mean(-1)
    unknown = np.isnan(outcome) | np.isnan(ensemble).any(-1)
    return np.where(unknown, np.nan, below + np.random.default_rng(seed).random(outcome.shape) * ties)


def brier(hit: ArrayLike, chance: ArrayLike) -> np.ndarray:
    """Squared error of a probability, 0 to 1: `hit` 0 or 1 (NaN: unknown), `chance` 0 to 1, of one shape.

    Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78, 1-3.
    Raises ScoreError for shapes that differ, outcomes that are no hits and probabilities outside 0 to 1.
    """
    happened, said = _binary(hit, chance)
    return (said - happened) ** 2


def log_score(hit: ArrayLike, chance: ArrayLike) -> np.ndarray:
    """Minus the natural logarithm of the probability given to what happened, in nats: shapes as in `brier`.

    Infinite where what happened was called impossible (Good 1952, Rational decisions, Journal of the Royal Statistical
    Society B 14, 107-114). Raises ScoreError as `brier` does.
    """
    happened, said = _binary(hit, chance)
    given = np.where(happened == 1.0, said, 1.0 - said)
    with np.errstate(divide="ignore"):
        return np.where(np.isnan(happened), np.nan, 0.0 - np.log(given))


def _ensemble(actual: ArrayLike, draws: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    outcome, ensemble = np.asarray(actual, dtype=float), np.asarray(draws, dtype=float)
    if ensemble.ndim == 0 or ensemble.shape[:-1] != outcome.shape or not ensemble.shape[-1]:
        raise ScoreError(
            f"outcomes have shape {outcome.shape} and draws {ensemble.shape}; allowed: draws with the shape of the "
            "outcomes and one more axis of 1 or more at the end"
        )
    return outcome, ensemble


def _binary(hit: ArrayLike, chance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    happened, said = np.asarray(hit, dtype=float), np.asarray(chance, dtype=float)
    if happened.shape != said.shape:
        raise ScoreError(f"outcomes have shape {happened.shape} and probabilities {said.shape}; allowed: one shape")
    if not np.isin(happened[~np.isnan(happened)], (0.0, 1.0)).all():
        raise ScoreError("outcomes hold other values than 0, 1 and NaN; bring counts to hits first, such as y >= 25")
    if ((said < 0.0) | (said > 1.0)).any():
        raise ScoreError(f"probabilities run from {np.nanmin(said)} to {np.nanmax(said)}; allowed: 0 to 1")
    return happened, said
