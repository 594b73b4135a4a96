"""Proper scores against closed forms, brute force and each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import erf

from scoring.proper import ScoreError, brier, crps, log_score, pit

COUNTS = arrays(float, st.integers(2, 12), elements=st.integers(0, 9).map(float))


def integral(actual: float, draws: np.ndarray) -> float:
    """The other form of the CRPS: of (F(z) - [actual <= z])^2 over z, exact between neighbouring points."""
    points = np.sort(np.append(draws, actual))
    share = np.array([(draws <= z).mean() for z in points[:-1]])
    return float(np.sum((share - (points[:-1] >= actual)) ** 2 * np.diff(points)))


@pytest.mark.parametrize(
    ("actual", "draws", "expected"),
    [
        (3.0, [3.0], 0.0),
        (3.0, [7.0], 4.0),  # one draw: the absolute error
        (0.0, [0.0, 0.0, 0.0, 4.0], 0.25),  # 1 - half of 6/16 x 4
        (2.0, [0.0, 4.0], 1.0),
        (10.0, [0.0, 4.0], 7.0),
    ],
)
def test_crps_of_few_draws(actual, draws, expected):
    assert crps(actual, draws) == pytest.approx(expected)


@settings(max_examples=50, deadline=None)
@given(actual=st.integers(0, 12).map(float), draws=COUNTS)
def test_both_forms_of_the_crps_agree(actual, draws):
    assert crps(actual, draws) == pytest.approx(integral(actual, draws), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(actual=st.integers(0, 12).map(float), draws=COUNTS)
def test_fair_crps_is_the_mean_over_pairs_of_different_draws(actual, draws):
    m = len(draws)
    pairs = [abs(draws[i] - draws[j]) for i in range(m) for j in range(m) if i != j]
    assert crps(actual, draws, fair=True) == pytest.approx(
        np.abs(draws - actual).mean() - np.mean(pairs) / 2, abs=1e-12
    )


def test_crps_of_many_normal_draws_is_the_closed_form():
    """Gneiting and Raftery (2007), equation 21."""
    actual = np.array([-1.5, 0.0, 0.7, 3.0])
    draws = np.random.default_rng(0).standard_normal((4, 200_000))
    density, below = np.exp(-(actual**2) / 2) / np.sqrt(2 * np.pi), (1 + erf(actual / np.sqrt(2))) / 2
    closed = actual * (2 * below - 1) + 2 * density - 1 / np.sqrt(np.pi)
    np.testing.assert_allclose(crps(actual, draws), closed, atol=0.01)


def test_crps_is_least_for_the_distribution_that_outcomes_come_from():
    rng = np.random.default_rng(1)
    actual = rng.poisson(4.0, 4000).astype(float)
    mean = {rate: crps(actual, rng.poisson(rate, (4000, 200))).mean() for rate in (2.5, 4.0, 6.0)}
    assert min(mean, key=mean.get) == 4.0


def test_pit_is_uniform_for_a_calibrated_forecast_of_mostly_zeros():
    rng = np.random.default_rng(2)
    values = pit(rng.poisson(0.3, 5000), rng.poisson(0.3, (5000, 400)), seed=3)
    shares = np.histogram(values, bins=10, range=(0.0, 1.0))[0] / 5000
    assert np.abs(shares - 0.1).max() < 0.02  # five standard errors
    too_low = pit(rng.poisson(2.0, 5000), rng.poisson(0.3, (5000, 400)), seed=3)
    assert (too_low > 0.9).mean() > 0.4


def test_pit_stays_within_the_ties_of_an_outcome():
    draws = np.tile([0.0, 0.0, 1.0, 5.0], (500, 1))
    for actual, low, high in [(0.0, 0.0, 0.5), (1.0, 0.5, 0.75), (3.0, 0.75, 0.75), (9.0, 1.0, 1.0)]:
        values = pit(np.full(500, actual), draws, seed=0)
        assert low <= values.min() <= values.max() <= high
        assert values.max() - values.min() >= 0.9 * (high - low)
    assert np.array_equal(pit(np.zeros(500), draws, 5), pit(np.zeros(500), draws, 5))


@pytest.mark.parametrize(
    ("hit", "chance", "squared", "nats"),
    [
        (1.0, 1.0, 0.0, 0.0),
        (0.0, 0.0, 0.0, 0.0),
        (1.0, 0.5, 0.25, np.log(2)),
        (0.0, 0.8, 0.64, np.log(5)),
        (1.0, 0.0, 1.0, np.inf),
    ],
)
def test_scores_of_probabilities(hit, chance, squared, nats):
    assert brier(hit, chance) == pytest.approx(squared)
    assert log_score(hit, chance) == pytest.approx(nats)


@pytest.mark.parametrize("score", [brier, log_score])
def test_no_probability_scores_better_than_the_true_one(score):
    said = np.linspace(0.01, 0.99, 99)
    expected = 0.3 * score(np.ones(99), said) + 0.7 * score(np.zeros(99), said)
    assert said[expected.argmin()] == pytest.approx(0.3)


def test_what_was_not_observed_has_no_score():
    draws = np.array([[1.0, 2.0], [1.0, 2.0], [np.nan, 2.0]])
    for values in (crps([1.0, np.nan, 1.0], draws), pit([1.0, np.nan, 1.0], draws, 0)):
        assert np.isnan(values).tolist() == [False, True, True]
    for score in (brier, log_score):
        assert np.isnan(score([1.0, np.nan, 0.0], [0.5, 0.5, np.nan])).tolist() == [False, True, True]


def test_scores_keep_the_shape_of_the_outcomes():
    draws = np.random.default_rng(4).poisson(3.0, (3, 5, 40))
    assert crps(np.ones((3, 5)), draws).shape == pit(np.ones((3, 5)), draws, 0).shape == (3, 5)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: crps(np.ones(3), np.ones((4, 10))), r"\(3,\).*\(4, 10\)"),
        (lambda: pit(np.ones(3), np.ones(3), 0), "one more axis"),
        (lambda: crps(np.ones(3), np.ones((3, 0))), "1 or more"),
        (lambda: crps(1.0, [2.0], fair=True), "2 draws or more"),
        (lambda: brier([2.0], [0.5]), "0, 1 and NaN"),
        (lambda: log_score([1.0], [1.5]), "0 to 1"),
        (lambda: brier([1.0], [0.5, 0.5]), "one shape"),
    ],
)
def test_what_does_not_fit_is_refused(call, says):
    with pytest.raises(ScoreError, match=says):
        call()
