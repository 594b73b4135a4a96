"""The probability that a unit reaches a target within a horizon, with its reasons; none where history is too short.

One logistic regression over all units, on recency-weighted counts and indicators and on the shares of past windows. Its
log-odds are then drawn towards those of climatology and shifted, as far as that would have served best on later
windows than it was fitted on (a stack): log-odds p = shift + weight x model + (1 - weight) x climatology.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import index

import numpy as np
import pandas as pd
from scipy.special import expit

from data.events import EventError
from scoring import features as told
from scoring import history as past
from scoring.climatology import LEVEL, MIN_WINDOWS, WINDOWS
from scoring.comparators import COMPARATORS, climatology
from scoring.features import GROUPS, Features, log_odds
from scoring.history import History
from scoring.proportion import wilson
from scoring.targets import Target, named

STEP = 7  # days between the origins that are learnt from: a week, so that each has something new
WARM_UP = 30  # days: before that the decayed means have not built up
# A regression on fewer windows that reached the target says more of these than of what comes (the usual rule of ten
# events a variable would ask for more; the penalty and the stack take its place)
MIN_HITS = 10
# Columns are logarithms. One that hardly moved among the windows learnt from, most of all one that never did, says
# nothing when it moves for the first time: measured by its own spread that would be endless
LEAST_SCALE = 0.5
FOLDS = 4  # cuts in time; the model is judged on what follows each
JUDGED = 0.5  # share of the origins, the later ones, that the stack is fitted on
TRUST = 2.0  # nats by which the model must better climatology to replace it: what Akaike asks of two parameters
DRIFT = 0.5  # log-odds, standard deviation of the shift before any case: times change odds by a factor of 1.6
PENALTY = 0.03  # inverse strength C of the ridge on standardised columns: many of them say much the same
ALIKE = 2.0  # odds that differ by less than this factor are alike: 10 % and 18 %, 50 % and 67 %
MIN_CASES = 10  # fewer past windows of like probability give no interval, as in scoring.climatology
MAX_GAP = 30  # days without an event or article of anybody: the data have stopped, not what they tell of
VERSION = "logit-stack-2"  # of the model: a number changes with it

TOO_SHORT, TOO_RARE, STOPPED = "too short", "too rare", "data stopped"
REASONS = {
    TOO_SHORT: f"the data cover fewer than {MIN_WINDOWS} windows of this length",
    TOO_RARE: f"fewer than {MIN_HITS} past windows, over all units, reached the target",
    STOPPED: f"the last event or article is more than {MAX_GAP} days old",
}
COLUMNS = (
    "unit", "target", "horizon", "as_of", "probability", "cases", "case_hits", "case_low", "case_high",
    *(comparator.id for comparator in COMPARATORS), "windows", "reason", "start", "reasons",
)  # fmt: skip


@dataclass(frozen=True)
class Past:
    """One history with what is worked out once for all targets and horizons."""

    history: History

    @cached_property
    def base(self) -> Features:
        return told.fixed(self.history)


def forecast(
    events: pd.DataFrame | Past,
    by: str = "pair",
    horizon: int = WINDOWS[1],
    target: str | Target = "assault",
    as_of: pd.Timestamp | str | None = None,
) -> pd.DataFrame:
    """The probability that each unit reaches a target within `horizon` days after `as_of`: COLUMNS, one row a unit.

    `events` in the schema; `by` names the units, a role of `scoring.cube.ROLES` (pair, conduct, exposure, country);
    `target` is one of `scoring.targets.TARGETS` or its id; `as_of` defaults to the last day that the data cover. Read
    are only rows published and dated by then. `cases` are past windows of like probability (see ALIKE), by a regression
    on windows that were over before, `case_hits` of which came true; but the weight and shift of the stack, two
    numbers, were fitted on these same cases, so that they flatter it a little. `case_low` and `case_high` are Wilson's
    90 % interval of that share, null with fewer than MIN_CASES. It tells whether such probabilities held, and is no
    interval of the unit's own chance: of invented actors at constant rates it held the true one in two cases of three.
    A column a comparator stands beside, then `windows`, how many the data cover end to end.

    `reasons` is a list of dicts (group, words, value, unit, log_odds), the strongest first: what moved the log-odds
    from `start`, those of a unit with the average of everything; start and reasons sum to the log-odds of the
    probability. Where `reason` names one of REASONS, there is no probability. Raises EventError for a horizon below one
    day or an unknown target, CubeError for an unknown role.
    """
    goal = named(target)
    horizon = _days(horizon)
    at = events if isinstance(events, Past) else Past(past.known(events, by, as_of))
    history = at.history
    hits = history.hits(goal, horizon)
    frame = pd.DataFrame(
        {
            "unit": pd.Series(history.units, dtype="str"), "target": goal.id, "horizon": horizon,
            "as_of": history.days[-1],
            **{one.id: one.probabilities(hits, horizon)[:, -1] for one in COMPARATORS},
            "windows": (len(history.days) - 1) // horizon,
        }
    )  # fmt: skip
    reason = _abstains(history, hits, horizon)
    answer = {} if reason else _answer(at, hits, horizon)
    return frame.assign(reason=reason, **answer).reindex(columns=list(COLUMNS))


def _days(horizon: object) -> int:
    try:
        days = 0 if isinstance(horizon, bool) else index(horizon)
    except TypeError:
        days = 0
    if days < 1:
        raise EventError(f"the horizon is {horizon!r}; allowed: whole days, 1 or more")
    return days


def _abstains(history: History, hits: np.ndarray, horizon: int) -> str | None:
    if (len(history.days) - 1) // horizon < MIN_WINDOWS:
        return TOO_SHORT
    if history.gap > MAX_GAP:
        return STOPPED
    return TOO_RARE if reached(hits, horizon) < MIN_HITS else None


def reached(hits: np.ndarray, horizon: int) -> int:
    """How many past windows, end to end up to the last day and over all units, reached the target (see MIN_HITS)."""
    ends = range(hits.shape[1] - 1 - horizon, -1, -horizon)  # end to end: none of them twice
    return int(np.nansum(hits[:, list(ends)]))


@dataclass(frozen=True)
class Model:
    """A fitted logistic regression on standardised columns."""

    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    intercept: float

    def parts(self, values: np.ndarray) -> np.ndarray:
        """What each column adds to the log-odds."""
        return (values - self.mean) / self.scale * self.weights

    def log_odds(self, values: np.ndarray) -> np.ndarray:
        return self.parts(values).sum(axis=-1) + self.intercept


def fit(values: np.ndarray, hit: np.ndarray) -> Model:
    """A ridge logistic regression of `hit` (n) on `values` (n x columns); it says nothing where all `hit` are alike."""
    from sklearn.linear_model import LogisticRegression

    if not 0 < hit.sum() < len(hit):
        columns = values.shape[1]
        return Model(np.zeros(columns), np.ones(columns), np.zeros(columns), 0.0)
    mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), LEAST_SCALE)
    made = LogisticRegression(C=PENALTY, max_iter=500).fit((values - mean) / scale, hit)
    return Model(mean, scale, made.coef_[0], float(made.intercept_[0]))


def stack(model: np.ndarray, base: np.ndarray, hit: np.ndarray, overlap: float) -> tuple[float, float]:
    """Weight (0..1) of the model's log-odds against those of climatology, and shift of both.

    Those with the best log score, of windows that count 1 / `overlap` each, less what TRUST and DRIFT ask for: without
    cases they are 0 and 0, climatology as it is.
    """
    from scipy.optimize import minimize

    def loss(asked: np.ndarray) -> float:
        z = asked[1] + asked[0] * model + (1 - asked[0]) * base
        surprise = float(np.sum(np.logaddexp(0.0, z) - hit * z)) / overlap
        return surprise + TRUST * asked[0] + asked[1] ** 2 / (2 * DRIFT**2)

    best = minimize(loss, np.array([0.5, 0.0]), bounds=((0.0, 1.0), (None, None)))
    return float(best.x[0]), float(best.x[1])


def _answer(at: Past, hits: np.ndarray, horizon: int) -> dict[str, object]:
    history = at.history
    given = told.rated(at.base, hits, horizon)
    base = log_odds(climatology(hits, horizon))
    origins = np.arange(len(history.days) - 1 - horizon, WARM_UP - 1, -STEP)[::-1]
    unit, place = np.nonzero((history.seen[:, None] <= origins[None, :]) & ~np.isnan(hits[:, origins]))
    origin = origins[place]
    hit = hits[unit, origin]
    rows, row_base = given.values[unit, origin], base[unit, origin]
    ahead = _ahead(rows, hit, origin, origins, horizon)
    judged = ~np.isnan(ahead)
    overlap = max(horizon / STEP, 1.0)
    weight, shift = stack(ahead[judged], row_base[judged], hit[judged], overlap)
    model = fit(rows, hit)
    now = given.values[:, -1]
    parts = model.parts(now) * weight
    # climatology's own log-odds are the base; what they differ by from their mean is a reason
    mean = row_base.mean()
    rate = given.groups.index("rate_climatology")
    parts[:, rate] += (1 - weight) * (base[:, -1] - mean)
    start = shift + weight * model.intercept + (1 - weight) * mean
    odds = start + parts.sum(axis=1)
    then = shift + weight * ahead[judged] + (1 - weight) * row_base[judged]
    cases, case_hits = _like(odds, then, hit[judged], overlap)
    low, high = wilson(case_hits, cases, LEVEL)
    return {
        "probability": expit(odds), "cases": np.round(cases), "case_hits": np.round(case_hits),
        "case_low": np.where(cases < MIN_CASES, np.nan, low), "case_high": np.where(cases < MIN_CASES, np.nan, high),
        "start": start, "reasons": _reasons(given, parts),
    }  # fmt: skip


def _ahead(rows: np.ndarray, hit: np.ndarray, origin: np.ndarray, origins: np.ndarray, horizon: int) -> np.ndarray:
    """Log-odds of each row by a model of windows that were over before it: NaN for the first ones."""
    out = np.full(len(rows), np.nan)
    later = origins[int(len(origins) * (1 - JUDGED)) :]
    for part in np.array_split(later, FOLDS):
        if not len(part):
            continue
        before = origin + horizon <= part[0]
        if 0 < hit[before].sum() < before.sum():
            now = (origin >= part[0]) & (origin <= part[-1])
            out[now] = fit(rows[before], hit[before]).log_odds(rows[now])
    return out


def _like(odds: np.ndarray, then: np.ndarray, hit: np.ndarray, overlap: float) -> tuple[np.ndarray, np.ndarray]:
    """Past windows with odds within a factor ALIKE of `odds`: how many, and how many came true, end to end."""
    order = np.argsort(then, kind="stable")
    reached = np.concatenate([[0.0], np.cumsum(hit[order])])
    first, last = (np.searchsorted(then[order], odds + side * np.log(ALIKE)) for side in (-1, 1))
    return (last - first) / overlap, (reached[last] - reached[first]) / overlap


def _reasons(given: Features, parts: np.ndarray) -> list[list[dict[str, object]]]:
    groups = [(group, [at for at, name in enumerate(given.groups) if name == group.id]) for group in GROUPS]
    moved = np.stack([parts[:, columns].sum(axis=1) for _, columns in groups], axis=1)
    shown = np.stack([given.shown[group.id][:, -1] for group, _ in groups], axis=1)
    out = []
    for values, moves in zip(shown, moved, strict=True):
        order = np.argsort(-np.abs(moves), kind="stable")
        out.append([
            {"group": groups[at][0].id, "words": groups[at][0].words, "value": float(values[at]),
             "unit": groups[at][0].unit, "log_odds": float(moves[at])}
            for at in order
        ])  # fmt: skip
    return out
