"""Every constant of `scoring` that shapes a number, by the name it has in the code, with its value and what it does.

Values are read from the code. A test walks `scoring` and fails where a constant is missing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import pandas as pd

# module.NAME -> (unit or what is counted, what it does)
MEANING: dict[str, tuple[str, str]] = {
    "risk.HALF_LIFE": ("days", "default memory of pressure: after it an event weighs half"),
    "index.S0": ("points per day", "where the index leaves zero"),
    "decay.COUNT_HALF_LIVES": ("half-lives", "events within it are counted beside the index"),
    "prepared.MIN_EVENTS": ("sure events", "fewer, each counted at its confidence, have no interval"),
    "prepared.MIN_CONFIDENCE": ("share", "floor of a record's confidence inside the interval"),
    "prepared.LEVEL": ("share", "level of the interval of the index"),
    "risk.BASELINE_DAYS": ("days", "the own past that a day is ranked in"),
    "risk.MIN_HISTORY": ("days", "fewer have no place in the own year"),
    "states.DAILY_SHARE": ("share of points", "what each further day of a lapsed or refused arrangement adds"),
    "arrangements.REACH": ("characters", "how far from its noun a word may change an arrangement"),
    "rules.TEN_KILLED": ("log(1 + 10)", "a toll of ten has intensity 1 for fatalities"),
    "rules.CALL_OR_VISIT": ("intensity", "a call or a visit, against 1 for a negotiation"),
    "score.EQUAL_WEIGHT": ("points", "every weight of the preset Equal weights"),
    "counted.SPANS": ("days, month, year", "what a day known only roughly is spread over, evenly"),
    "chains.WITHIN": ("days", "within it a deed may be inferred to answer one of the other side"),
    "reciprocity.MIN_ROUNDS": ("rounds", "fewer give no share of answers"),
    "reciprocity.DRAWS": ("draws", "shifts in time that tell how often answers come by chance"),
    "reciprocity.LEVEL": ("share", "level of the interval and of the band of chance"),
    "sides.NEARNESS": ("order", "who may stand in for whom in an inferred answer, the nearest first; patrons last"),
    "sensitivity.SPREAD": ("log of a factor", "spread of drawn weights: two thirds within half and double"),
    "sensitivity.DRAWS": ("draws", "sets of weights that a ranking is tried under"),
    "sensitivity.LEVEL": ("share", "middle part of the draws that a range of ranks holds"),
    "sensitivity.TOP": ("places", "the leading places whose stability is told"),
    "sensitivity.RANKED": ("actors", "leading actors whose order is compared"),
    "sensitivity.FACTORS": ("factors", "each weight in turn without effect, and doubled"),
    "climatology.WINDOWS": ("days", "windows that base rates are counted in"),
    "climatology.MIN_WINDOWS": ("windows", "fewer give no base rate"),
    "climatology.LEVEL": ("share", "level of the interval of a base rate"),
    "validity.HORIZONS": ("days", "deaths within them are what the index is tried on"),
    "validity.QUANTILE": ("share", "deaths above it of the own past are more than usual"),
    "validity.BURN_IN": ("days", "from an actor's first event to the first day that it is tried on"),
    "validity.MIN_EVENT_DAYS": ("days with events", "fewer by then, and the actor is not tried"),
    "validity.ACTIVE": ("days", "without an event, and the actor is tried no more"),
    "precision.BLOCK_DAYS": ("days", "drawn together for the intervals of an average precision"),
    "precision.DRAWS": ("draws", "of blocks of days behind these intervals"),
    "precision.LEVEL": ("share", "level of the interval of an average precision"),
    "precision.MIN_HITS": ("days", "with and without the outcome; fewer give an actor no figure of its own"),
    "half_life.GRID": ("days", "half-lives that are compared with the default"),
    "warning.LEADS": ("days", "before a known day, on which the index is read"),
    "warning.HIGH": ("percent", "of the own past year: from here a reading counts as high"),
    "warning.LEVEL": ("share", "level of the interval of the share of high readings"),
    "classifier.MIN_THRESHOLD": ("probability", "floor of the thresholds below which an indicator is 0"),
    "classifier.PRECISION_TARGET": ("share", "what the thresholds aim at: firings that are right"),
    "classifier.MIN_RECALL": ("share", "where the target would silence more, the threshold of best F1 is taken"),
    "classifier.HEADLINE": ("share", "more capitalised words are a headline's style and tell no names"),
    "classifier.PENALTY": ("1 / λ", "regularisation of the classifier"),
    "classifier.MIN_SENTENCES": ("sentences", "words in fewer are not learned"),
    "classifier.MAX_WORDS": ("features", "words and pairs that the classifier keeps"),
    "classifier.MAX_CHARS": ("features", "character sequences that the classifier keeps"),
    "classifier.WORDS": ("features", "how the classifier cuts a sentence into words and pairs"),
    "classifier.CHARS": ("features", "how it cuts words into character sequences"),
    "classifier.FOLDS": ("folds", "of whole themes, on which precision and recall are measured"),
    "paths.MEMORIES": ("periods", "half-lives of the means that tell a state: the present, a season, a year and more"),
    "paths.LEVEL_AT": ("of the memories", "the mean, counted from 0, whose level states are compared by"),
    "paths.SCALE_AT": ("of the memories", "the mean, counted from 0, that paths are scaled by"),
    "paths.HALF": ("count", "added to means before logarithms, so that zero has a place"),
    "paths.FEW": ("counts a period", "added to both levels whose ratio scales a path: of few, it is scaled little"),
    "paths.SATURATES": ("counts a period", "beyond it, the level separates states little"),
    "paths.CHANGE": ("weight", "of the differences of means in the distance of two states"),
    "paths.QUIET": ("weight", "of the time since the last count in the distance of two states"),
    "paths.AGE": ("squared distance", "added to the oldest state, less to later ones"),
    "paths.NEIGHBOURS": ("power", "of the number of states: so many are near"),
    "paths.MAX_STATES": ("states", "a random part of more is searched"),
    "paths.REPLAYED": ("share of draws", "that replay the unit's own periods"),
    "paths.REPLAY_HALF_LIFE": ("periods", "after it a period is replayed half as often"),
    "comparators.RECENT_DAYS": ("days", "the past that conflictology draws from"),
    "comparators.PRIOR_WINDOWS": ("windows", "weight of all units' share in the share of one"),
    "features.HALF_LIVES": ("days", "memories of the recency-weighted means that a forecast learns from"),
    "features.LEAST_RATE": ("a day", "what a rate of none is taken for before its logarithm"),
    "features.WEEK": ("days", "span that the rates behind a forecast are shown for"),
    "probability.STEP": ("days", "between the past days that a forecast learns from"),
    "probability.WARM_UP": ("days", "at the beginning of the data that it does not learn from"),
    "probability.MIN_HITS": ("windows", "fewer that reached the target give no forecast"),
    "probability.MAX_GAP": ("days", "longer without an event or article gives no forecast"),
    "probability.FOLDS": ("cuts", "in time, after each of which the model is judged"),
    "probability.JUDGED": ("share", "of the past, its later part, on which model and climatology are weighed"),
    "probability.TRUST": ("nats", "by which the model must better climatology to replace it"),
    "probability.DRIFT": ("log-odds", "spread of the shift that calibration may give, before any case"),
    "probability.PENALTY": ("1 / λ", "regularisation of the forecast"),
    "probability.LEAST_SCALE": ("log of a rate", "least spread that a column is measured by"),
    "probability.ALIKE": ("factor of odds", "past forecasts within it are like the one at hand"),
    "probability.MIN_CASES": ("windows", "fewer like it give no interval of what became of them"),
    "backtest.STEP": ("days", "from one cutoff of a backtest to the next"),
    "backtest.BINS": ("probability", "edges of the groups of a calibration curve"),
    "metrics.TOP": ("units", "the likeliest, among which hits are counted"),
    "metrics.ALARMED": ("share", "of a cutoff's cells on which a forecaster may raise an alarm"),
    "metrics.UP": ("share", "of an alarm from which on it is up"),
    "metrics.BINS": ("groups", "of like counts, equals together, that the calibration error is taken over"),
    "counts.DRAWS": ("draws", "of a count in a backtest"),
    "grid.PER_DEGREE": ("cells per degree", "side of the cells of PRIO-GRID"),
    "sparse.EXACT_NUMBERS": ("numbers", "larger sums are kept to 7 digits; no index moves by 0.001"),
}  # fmt: skip


def table() -> pd.DataFrame:
    """The constants in force: Constant, Value, Unit, What it does."""
    rows = [(name, _shown(value(name)), unit, does) for name, (unit, does) in MEANING.items()]
    return pd.DataFrame(rows, columns=["Constant", "Value", "Unit", "What it does"])


def value(name: str) -> object:
    """The value of `module.NAME` in scoring."""
    module, constant = name.split(".")
    return getattr(import_module(f"scoring.{module}"), constant)


def _shown(found: object) -> str:
    if isinstance(found, dict):
        return ", ".join(f"{key}: {_shown(one)}" for key, one in found.items())
    if isinstance(found, Sequence) and not isinstance(found, str):
        return ", ".join(_shown(one) for one in found)
    return f"{float(found):.4g}" if isinstance(found, float) else f"{found:,}" if isinstance(found, int) else str(found)
