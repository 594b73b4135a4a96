"""The decay is the recursion S(t) = r S(t-1) + (1 - r) x(t), whatever the shape, the days or the half-life."""

import tracemalloc

import numpy as np
import pytest
from scipy.signal import lfilter

from scoring.decay import decay, retention

SHAPES = [((1, 1), 1), ((3, 31), 1), ((3, 32), 1), ((2, 33, 4), 1), ((5, 400, 3), 1), ((700,), 0), ((65, 6), 0),
          ((2, 1025), 1), ((40_000,), 0)]  # fmt: skip


def drawn(shape: tuple[int, ...]) -> np.ndarray:
    random = np.random.default_rng(sum(shape))
    return random.exponential(size=shape) * (random.random(shape) < 0.2)


def by_recursion(values: np.ndarray, half_life: float, axis: int) -> np.ndarray:
    kept = retention(half_life)
    return lfilter([1.0 - kept], [1.0, -kept], values, axis=axis)


@pytest.mark.parametrize("half_life", [0.05, 1.0, 7.0, 365.0])
@pytest.mark.parametrize(("shape", "axis"), SHAPES)
def test_it_is_the_recursion_day_by_day(shape, axis, half_life):
    values = drawn(shape)
    np.testing.assert_allclose(decay(values, half_life, axis), by_recursion(values, half_life, axis), rtol=1e-12)


@pytest.mark.parametrize(("kind", "found"), [(np.float32, np.float32), (np.float64, np.float64), (int, np.float64)])
def test_floats_keep_their_kind(kind, found):
    values = np.arange(200).reshape(2, 100).astype(kind)
    out = decay(values, 7.0)
    assert out.dtype == found
    np.testing.assert_allclose(out, by_recursion(values.astype(float), 7.0, 1), rtol=1e-5)


@pytest.mark.parametrize("shape", [(3, 0), (0, 40), (0, 0), (2, 0, 5), (2, 40, 0)])
def test_no_days_or_nobody_gives_nothing(shape):
    assert decay(np.zeros(shape), 7.0).shape == shape


def test_what_is_given_is_not_changed_and_later_days_do_not_change_earlier_ones():
    values = drawn((4, 150, 3))
    before = values.copy()
    whole = decay(values, 7.0)
    np.testing.assert_array_equal(values, before)
    for days in (1, 32, 77):
        np.testing.assert_allclose(decay(values[:, :days], 7.0), whole[:, :days], rtol=1e-14)


def test_nothing_is_left_of_no_events_and_silence_only_fades():
    assert not decay(np.zeros((2, 90)), 7.0).any()
    left = decay(np.eye(1, 300), 7.0)[0]
    assert (np.diff(left) < 0).all() and (left > 0).all()


def test_memory_grows_with_the_days_and_not_with_their_square():
    values = np.zeros((1, 100_000, 1))
    tracemalloc.start()
    decay(values, 7.125)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * values.nbytes
