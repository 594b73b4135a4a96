"""How often one side answers the other within a window, and how often it would by chance."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from scoring import cube
from scoring.chains import WITHIN, ChainError
from scoring.mirror import deeds
from scoring.proportion import wilson

# Fewer rounds, no figure. The 90 % interval of an even share is 0.46 wide with ten; with eight it covers half the scale
MIN_ROUNDS = 10
DRAWS = 999  # the smallest p-value is then 1/1000, and 50 draws lie beyond each bound of the band
LEVEL = 0.9
TOO_FEW, TOO_SHORT = "too few", "too short"
COLUMNS = (
    "actor", "responder", "rounds", "answered", "share", "low", "high", "median_lag",
    "chance_low", "chance", "chance_high", "p_value", "reason",
)  # fmt: skip


def reciprocity(
    events: pd.DataFrame,
    within: int = WITHIN,
    sides: Mapping[str, Collection[str]] | None = None,
    pairs: Collection[tuple[str, str]] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """For each directed pair, the share of rounds that `responder` answered: one row a pair, COLUMNS.

    A round opens with a deed of the actor on the responder (material conflict, known to the day) and is answered if a
    deed of the responder on the actor follows 1 to `within` days later; the next round opens with the actor's first
    deed on or after the day of that answer, or after the window. So no two rounds share a day of their windows, and
    rounds whose window runs past the last day of the data are left out. `share` = answered / rounds, with Wilson's 90 %
    interval (1927, Journal of the American Statistical Association 22, 209-212) in `low` and `high`; `median_lag` is in
    days. Same-day deeds are no answers, as their order is unknown.

    `chance` is the mean share, `chance_low` and `chance_high` its 5th and 95th percentile, when the responder's days
    are shifted in a circle against the actor's by more than a window: its bursts stay, only the timing between the two
    is broken. `p_value` is the part of `draws` shifts with a share at least as high, the data counted in. A small one
    says that answers come sooner than by chance, and not why: where both sides act more in one crisis, that alone gives
    it (Golan and Rosenblatt 2011, PNAS 108(15), E53-E54).

    The question is that of reciprocity in event data: Goldstein and Freeman 1990, Three-Way Street; Goldstein and
    Pevehouse 1997, American Political Science Review 91(3), 515-529. They regress weekly sums; a share of answered acts
    with what chance gives beside it follows the response functions of Haushofer, Biletzki and Kanwisher 2010, PNAS
    107(42), 17927-17932, and can be counted by hand.

    `sides` joins actors under one name ({"name": ids}); deeds within a side are left out. `pairs` (default: all in the
    data) picks (actor, responder). Below MIN_ROUNDS figures are null with `reason` TOO_FEW; where the data are too
    short to shift, chance is null with TOO_SHORT. A pair's figures rest on its own deeds, the days covered and `seed`.
    """
    if draws < 1 or within < 1:
        raise ChainError(f"draws is {draws!r} and within {within!r}; allowed: 1 or more")
    covered = cube.span(events)
    days = _days(events, sides or {})
    pairs = sorted(days) if pairs is None else list(pairs)
    if covered is None or not pairs:
        return pd.DataFrame(columns=list(COLUMNS))
    first, length = covered[0], (covered[1] - covered[0]).days + 1
    none = pd.Series(dtype="datetime64[us]")
    rows = []
    for actor, responder in pairs:
        mine, theirs = (
            np.unique((days.get(pair, none) - first).dt.days.to_numpy())
            for pair in ((actor, responder), (responder, actor))
        )
        mine, theirs = (days[(days >= 0) & (days < length)] for days in (mine, theirs))
        rows.append((actor, responder, *_figures(mine, theirs, length, within, draws, seed)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _days(events: pd.DataFrame, sides: Mapping[str, Collection[str]]) -> dict[tuple[str, str], pd.Series]:
    """Days of deeds by (source, target)."""
    of = {actor: name for name, actors in sides.items() for actor in actors}
    acts = deeds(events[events["date_precision"] == "day"]).dropna(subset=["source", "target"])
    acts = acts.assign(**{party: acts[party].replace(of) for party in ("source", "target")})
    acts = acts[acts["source"] != acts["target"]]
    return {pair: found["low"] for pair, found in acts.groupby(["source", "target"], sort=True)}


def _figures(mine: np.ndarray, theirs: np.ndarray, length: int, within: int, draws: int, seed: int) -> tuple:
    rounds, answered, lags = (values[0] for values in _rounds(mine, theirs, np.zeros(1, int), length, within))
    if rounds < MIN_ROUNDS:
        return (int(rounds), int(answered), *[np.nan] * 8, TOO_FEW)
    share = answered / rounds
    low, high = (float(bound) for bound in wilson(answered, rounds, LEVEL))
    figures = (int(rounds), int(answered), share, low, high, float(np.median(lags)) if len(lags) else np.nan)
    if length < 3 * within:  # at least a window's worth of shifts that are further than a window either way
        return (*figures, *[np.nan] * 4, TOO_SHORT)
    shifts = np.random.default_rng(seed).integers(within + 1, length - within, size=draws)
    total, hits, _ = _rounds(mine, theirs, shifts, length, within)
    shares = hits / np.maximum(total, 1)
    tails = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return (*figures, tails[0], shares.mean(), tails[1], (1 + (shares >= share).sum()) / (1 + draws), None)


def _rounds(
    mine: np.ndarray, theirs: np.ndarray, shifts: np.ndarray, length: int, within: int
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Rounds, answered ones and lags for each shift of `theirs` (days from 0 to `length`) in a circle."""
    acts = np.zeros((len(shifts), length + 1), bool)
    moved = (theirs[None, :] + shifts[:, None]) % length
    np.put_along_axis(acts, moved, True, axis=1)
    # the first day of the responder after each day, `far` where there is none
    far = length + within + 1
    after = np.where(acts[:, ::-1], np.arange(length, -1, -1), far)
    after = np.minimum.accumulate(after, axis=1)[:, ::-1]
    at = np.zeros(len(shifts), int)  # the earliest day on which the next round may open
    rounds, answered = np.zeros(len(shifts), int), np.zeros(len(shifts), int)
    lags: list[list[np.ndarray]] = []
    every = np.arange(len(shifts))
    for day in mine[mine + within < length]:
        opens = at <= day
        answer = after[every, day + 1]
        hit = opens & (answer <= day + within)
        rounds += opens
        answered += hit
        lags.append(np.where(hit, answer - day, 0))
        at = np.where(hit, answer, np.where(opens, day + within + 1, at))
    table = np.array(lags).T if lags else np.zeros((len(shifts), 0), int)
    return rounds, answered, [row[row > 0] for row in table]
