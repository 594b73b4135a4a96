"""Metrics say nothing of the order of rows, and give everybody the same effort at each cutoff."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scoring.metrics import ALARMED, alarms, calibration_error, lead, warned


def few(said: list[float], hit: list[float], cutoff: list[int] | None = None, unit: list[str] | None = None):
    """Cells and what was said of them; cutoffs in days after the first, units one a cell unless told."""
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(cutoff or [0] * len(hit), unit="D")
    made = {"hit": np.array(hit, float), "cutoff": days, "unit": unit or [f"u{at}" for at in range(len(hit))]}
    return pd.DataFrame(made), pd.Series(said)


@pytest.mark.parametrize(
    ("said", "hit", "expected"),
    [
        ([0.1] * 1000, [1] * 100 + [0] * 900, 0.0),  # hits first: a constant that is right has no error
        ([0.3] * 1000, [0] * 900 + [1] * 100, 0.2),
        ([0.1] * 500 + [0.9] * 500, [0] * 500 + [1] * 500, 0.1),
        (list(np.linspace(0, 1, 1000)), list(np.linspace(0, 1, 1000) > 0.5), 0.25),  # ten groups of a hundred
        ([0.2] * 3 + [0.7], [1, 0, 0, 1], 0.75 * (1 / 3 - 0.2) + 0.25 * 0.3),
    ],
)
def test_calibration_error_keeps_equal_probabilities_together(said, hit, expected):
    assert calibration_error(*few(said, hit)) == pytest.approx(expected, abs=1e-3)
    order = np.random.default_rng(0).permutation(len(hit))
    shuffled = calibration_error(*few(list(np.array(said)[order]), list(np.array(hit)[order])))
    assert shuffled == pytest.approx(calibration_error(*few(said, hit)))


@pytest.mark.parametrize(
    ("days", "loud", "expected"),
    [
        ([0, 10, 20, 30], [0.1, 0.8, 0.8, 0.8], 20.0),  # up on days 10, 20 and 30
        ([0, 10, 20, 30], [0.1, 0.8, 0.1, 0.8], 0.0),
        ([0, 10, 30], [0.8, 0.8, 0.8], 0.0),  # nobody knows of day 20
        ([0, 20, 30], [0.8, 0.8, 0.8], 10.0),
        ([0, 10, 20, 30], [0.8, 0.8, 0.8, 0.1], np.nan),
    ],
)
def test_a_lead_bridges_no_cutoff_without_a_cell(days, loud, expected):
    cutoffs, calm = [0, 10, 20, 30], 9
    unit = [f"calm-{at}" for at in range(calm) for _ in cutoffs] + ["loud"] * len(days)
    hit = [0] * (calm * len(cutoffs) + len(days) - 1) + [1]
    found = lead(*few([0.1] * calm * len(cutoffs) + loud, hit, cutoffs * calm + days, unit))
    assert found == pytest.approx(expected, nan_ok=True)


ALIKE = ([0.2] * 50, [1] * 5 + [0] * 45)  # tells nothing apart
SURE = ([0.1] * 95 + [0.9] * 5, [0] * 95 + [1] * 4 + [0])
TIED = ([0.9] * 40 + [0.1] * 60, [1] * 8 + [0] * 92)  # four times as many likely ones as alarms


@pytest.mark.parametrize(("told", "expected"), [(ALIKE, ALARMED), (SURE, 1.0), (TIED, 0.25)])
def test_all_have_the_same_alarms_at_each_cutoff_whatever_is_tied(told, expected):
    said, hit = told
    for order in (np.arange(len(hit)), np.arange(len(hit))[::-1]):
        cells, ours = few(list(np.array(said)[order]), list(np.array(hit)[order]))
        assert alarms(cells, ours).sum() == pytest.approx(ALARMED * len(hit))
        assert warned(cells, ours) == pytest.approx(expected)


def test_an_alarm_is_raised_without_knowing_what_is_said_later():
    low, high = list(np.linspace(0.01, 0.1, 20)), list(np.linspace(0.5, 0.9, 20))
    first, ours = few(low, [0] * 20)
    both, all_ours = few(low + high, [0] * 40, [0] * 20 + [30] * 20)
    assert alarms(both, all_ours)[:20].tolist() == alarms(first, ours).tolist() == [0.0] * 18 + [1.0] * 2


def test_who_tells_nothing_apart_has_no_lead():
    cutoffs, units = [0, 30, 60], 20
    unit = [f"u{at}" for at in range(units) for _ in cutoffs]
    assert np.isnan(lead(*few([0.2] * len(unit), [0, 0, 1] * units, cutoffs * units, unit)))
