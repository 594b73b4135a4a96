"""The command that measures the index: `casus validity`. Does it rise before deaths do, and before known crises?"""

from __future__ import annotations

import argparse
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard import asked
from dashboard.output import InputError, note, records, write_json

if TYPE_CHECKING:
    import pandas as pd

    from scoring.half_life import Comparison
    from scoring.validity import ActorDays

ROLES = ("conduct", "exposure")
_DECIMALS = 2
_ESTIMATE = 3  # decimals of an average precision: differences are of some hundredths


def validity(chosen: argparse.Namespace) -> None:
    """Measure the index on a dataset or a file of coded events, print tables, and write the figures as JSON."""
    from scoring.indicators import measure

    name, events = Path(chosen.data or asked.first_dataset()).name, asked.events(chosen)
    if (chosen.second_from is None) != (chosen.test_from is None):
        raise InputError("--second-from and --test-from go together: name both, or neither for three equal periods")
    measures = measure(events)
    told: dict[str, Any] = {"casus": version("casus"), "data": name, "half_life": chosen.half_life, "seed": chosen.seed}
    told |= {"added": chosen.added, "as_known_on": str(chosen.known_on or "now")}
    told["roles"] = {role: _role(events, measures, role, chosen) for role in chosen.role or ROLES}
    told["crises"] = _crises(name, events, measures, chosen)
    if chosen.out:
        write_json(told, chosen.out)
        note(f"the figures are in {chosen.out}")


def _role(events: pd.DataFrame, measures: pd.DataFrame, role: str, chosen: argparse.Namespace) -> dict[str, Any]:
    from scoring import half_life, validity
    from scoring.precision import precision

    past = validity.actor_days(events, measures, role)
    cases = validity.cases(past, chosen.half_life)
    found = {
        kind: precision(cases, names, seed=chosen.seed)
        for kind, names in (("level", validity.LEVELS), ("own_year", validity.OWN_YEAR))
    }
    starts = None if chosen.test_from is None else (str(chosen.second_from), str(chosen.test_from))
    compared = half_life.compare(past, starts=starts, default=chosen.half_life, seed=chosen.seed)
    _tell_role(role, past, found, compared, chosen.actors)
    return {
        "left_out_without_a_day": past.vague,
        "without_a_toll": past.untold,
        "precision": {kind: records(frame) for kind, frame in found.items()},
        "half_lives": None if compared is None else _compared(compared),
    }


def _compared(found: Comparison) -> dict[str, Any]:
    return {
        "starts": {period: f"{day:%Y-%m-%d}" for period, day in found.starts.items()},
        "grid": records(found.grid),
        "test": records(found.test),
        "chosen": found.chosen,
        "recommended": found.recommended,
    }


def _tell_role(
    role: str, past: ActorDays, found: dict[str, pd.DataFrame], compared: Comparison | None, actors: bool
) -> None:
    from scoring.validity import BURN_IN, MIN_EVENT_DAYS, QUANTILE

    untold = f"of {past.untold:,} of the other uses of force nobody states the dead"
    note(f"{role}: {past.vague:,} events known to no day are left out; {untold}")
    if found["level"].empty:
        note(
            f"{role}: too little history. An actor is asked about {BURN_IN} days after its first event and with"
            f" {MIN_EVENT_DAYS} days of events by then, and needs days with and without more deaths than usual"
        )
        return
    above = f"deaths of the next days above the actor's own {QUANTILE * 100:.0f}th percentile"
    for kind, title in (("level", "by level"), ("own_year", "by percentile in the actor's own past year")):
        _table(f"Average precision of {above}, {role}, {title}", _scores(found[kind], actors))
    if compared is None:
        note(f"{role}: too few days with more deaths than usual to compare half-lives on")
        return
    days = ", ".join(f"{period} from {day:%Y-%m-%d}" for period, day in compared.starts.items())
    grid = compared.grid.sort_values("half_life", kind="stable")
    wide = grid.pivot(index="half_life", columns=["period", "horizon"], values="average_precision").sort_index(axis=1)
    wide.columns = [f"{period}, {horizon} d" for period, horizon in wide.columns]
    wide = wide.reset_index().astype({"half_life": "str"})
    _table(f"Average precision by half-life in days, mean over actors, {role} ({days})", wide, _ESTIMATE)
    if compared.test.empty:
        note(
            f"{role}: none does better on the first two periods than {compared.chosen:g} days; nothing is to be tested"
        )
        return
    _table(
        f"Chosen half-life of {compared.chosen:g} days on the test period", _scores(compared.test, actors, "half_life")
    )
    note(f"{role}: recommended half-life {compared.recommended:g} days")


def _scores(found: pd.DataFrame, actors: bool, of: str = "predictor") -> pd.DataFrame:
    """For reading: one row a horizon, group and predictor, with intervals in words."""
    from scoring.precision import MEAN, POOLED

    kept = found if actors else found[found["group"].isin((POOLED, MEAN))]
    out = kept[["horizon", "group", of, "actors", "days", "hits", "base_rate"]].copy()
    out["base_rate"] = out["base_rate"].map("{:.3f}".format)
    for name, low, high, sign in (
        ("average_precision", "low", "high", ""),
        ("difference", "difference_low", "difference_high", "+"),
    ):
        bounds = zip(kept[name], kept[low], kept[high], strict=True)
        out[name] = [f"{mid:{sign}.3f} ({a:{sign}.3f} to {b:{sign}.3f})" if mid == mid else "" for mid, a, b in bounds]
    return out.assign(better=kept["better"].fillna("")).astype("str").replace({"difference": {"nan": ""}})


def _crises(
    name: str, events: pd.DataFrame, measures: pd.DataFrame, chosen: argparse.Namespace
) -> dict[str, Any] | None:
    from data.crises import crises
    from scoring import warning

    known = crises(name)
    if chosen.known_on:  # of a crisis that was still to come, nothing that is read here could tell
        known = known[known["day"].dt.date <= chosen.known_on]
    if known.empty:
        return None
    read = warning.before(events, known, chosen.half_life, reader=asked.reader(chosen))
    read = read[read["role"].isin(chosen.role or ROLES)].reset_index(drop=True)
    counted = warning.tally(read, events, measures, chosen.half_life)
    for role, own in read.groupby("role"):
        own = own.assign(column=[_heading(*reading) for reading in zip(own["lead"], own["known"], strict=True)])
        cells = [_cell(*reading) for reading in zip(own["index"], own["percentile"], strict=True)]
        wide = own.assign(cell=cells).pivot(index=["day", "kind", "what", "entity"], columns="column", values="cell")
        order = list(dict.fromkeys(own["column"]))
        _table(f"Risk index (percentile in the own past year) before known days, {role}", wide[order].reset_index())
    _table("How often the index stood in the top fifth of the own past year", counted, _DECIMALS)
    note("known then: what the articles up to that day told; corrections are in it, whenever they were made")
    note("the intervals take the crises as independent; those that share weeks and actors are not: they are too narrow")
    return {"known": records(known), "read": records(read), "tally": records(counted)}


def _heading(lead: int, known: str) -> str:
    return f"{lead} d before" if lead else f"the day, as known {known}"


def _cell(index: float, percentile: float) -> str:
    if index != index:
        return "no data"
    return f"{index:.0f} ({percentile:.0f})" if percentile == percentile else f"{index:.0f} (–)"


def _table(title: str, frame: pd.DataFrame, decimals: int = _DECIMALS) -> None:
    from dashboard.tables import written

    print(f"{title}\n{written(frame, 'table', decimals)}\n")
