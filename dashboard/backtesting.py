"""The command `casus backtest`: forecasts of the past beside simple ones, as a table and as JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dashboard import asked
from dashboard.output import InputError, note, records, write_json

if TYPE_CHECKING:
    import pandas as pd

_DECIMALS = 4
_SHOWN = ("target", "horizon", "metric")  # then the forecasters
_COUNTS = ("cells", "hits", "unknown", "unforeseen")
_LISTED = 8  # losses that the closing sentence names


def backtest(chosen: argparse.Namespace) -> None:
    """Scores of all forecasters by target, horizon and metric."""
    import pandas as pd

    from dashboard.tables import written
    from scoring import backtest as past
    from scoring import counts
    from scoring.climatology import WINDOWS
    from scoring.forecast import sample_paths
    from scoring.targets import BY_ID, TARGETS

    targets = chosen.target or [target.id for target in TARGETS]
    unknown = [name for name in targets if name not in BY_ID]
    if unknown:
        raise InputError(f"there is no target {unknown[0]!r}; available: {', '.join(BY_ID)}")
    chosen.data = chosen.data or asked.first_dataset()
    events = asked.events(chosen)
    lengths = chosen.horizon or WINDOWS
    reader = asked.reader(chosen)
    cells = past.run(events, chosen.by, targets, lengths, chosen.step, reader)
    table = past.table(cells)
    if len(table):
        quantities = dict.fromkeys(BY_ID[name].quantity for name in targets)
        counted = counts.run(events, sample_paths, chosen.by, quantities, lengths, chosen.step, reader=reader)
        table = pd.concat([table, counts.table(counted)], ignore_index=True)
    _note_abstained(cells)
    scored = table[table["cells"] > 0] if len(table) else table
    if scored.empty:
        note(f"there is nothing to score in {chosen.data}: see above, or try other --by, --target, --horizon")
    else:
        columns = [*_SHOWN, *past.FORECASTERS, *_COUNTS]
        print(written(scored[columns] if chosen.format_ == "table" else scored, chosen.format_, _DECIMALS))
        _note_losses(scored)
    if chosen.out:
        _save(chosen, events, cells, table)


def _note_abstained(cells: pd.DataFrame) -> None:
    """Say where there is no forecast, and why."""
    from scoring.backtest import UNFORESEEN
    from scoring.probability import REASONS

    if cells.empty:
        note("the data cover too few days: no cutoff has both a history of ten windows and an outcome")
        return
    for (target, horizon), group in cells.groupby(["target", "horizon"], sort=False):
        if new := int((group["reason"] == UNFORESEEN).sum()):
            of = int((group["hit"] == 1).sum())
            note(
                f"{target} within {horizon} days: {new:,} of {of:,} hits are of units of which nothing was known then: "
                "no forecaster names them, and no score counts them"
            )
    silent = cells[cells["reason"].isin(list(REASONS))].groupby(["target", "horizon", "reason"], sort=False).size()
    for (target, horizon, reason), count in silent.items():
        note(f"{target} within {horizon} days: no forecast for {count:,} cells, as {REASONS[reason]}")


def _note_losses(scored: pd.DataFrame) -> None:
    """Say how often the best comparator beats ours, and where."""
    from scoring.backtest import FORECASTERS, OURS

    others = list(FORECASTERS[1:])
    scored = scored[scored["better"].isin(["lower", "higher"])]
    sign = scored["better"].map({"lower": 1.0, "higher": -1.0})
    gap = scored[others].mul(sign, axis=0).min(axis=1) - scored[OURS] * sign
    lost = scored[gap < 0]
    named = [f"{row.metric} of {row.target} within {row.horizon} days" for row in lost.head(_LISTED).itertuples()]
    more = f" and {len(lost) - _LISTED} more" if len(lost) > _LISTED else ""
    where = f": {'; '.join(named)}{more}" if named else ""
    note(f"a simple forecast is better than ours in {len(lost)} of {len(scored)} rows{where}")


def _save(chosen: argparse.Namespace, events: pd.DataFrame, cells: pd.DataFrame, table: pd.DataFrame) -> None:
    from scoring import counts
    from scoring.backtest import calibration
    from scoring.comparators import COMPARATORS
    from scoring.metrics import METRICS
    from scoring.targets import TARGETS

    told = {
        "about": _about(chosen, events),
        "cutoffs": [f"{day:%Y-%m-%d}" for day in sorted(cells["cutoff"].unique())] if len(cells) else [],
        "targets": {target.id: target.words for target in TARGETS},
        "metrics": {metric.id: metric.words for metric in METRICS} | counts.WORDS,
        "comparators": {comparator.id: comparator.words for comparator in COMPARATORS},
        "table": records(table),
        "calibration": records(calibration(cells)) if len(cells) else [],
    }
    write_json(told, chosen.out)
    note(f"table, calibration, cutoffs and versions are in {chosen.out}")


def _about(chosen: argparse.Namespace, events: pd.DataFrame) -> dict[str, Any]:
    """What the scores rest on: program, model, data with checksum, settings, versions of packages."""
    from dashboard import provenance
    from scoring.cube import span
    from scoring.probability import VERSION

    covered = span(events)
    first, last = (None, None) if covered is None else (f"{day:%Y-%m-%d}" for day in covered)
    settings = {"by": chosen.by, "step_days": chosen.step, "added": chosen.added}
    return {
        "program": f"casus {provenance.installed('casus')}",
        "model": VERSION,
        "data": {
            "name": chosen.data, "sha256": provenance.checksum(events), "events": int(events["event_id"].nunique()),
            "first_day": first, "last_day": last, "as_known_on": str(chosen.known_on or "now"),
        },
        "settings": settings,
        "models_trained_on": provenance.models(),
        "packages": {name: provenance.installed(name) for name in provenance.PACKAGES},
    }  # fmt: skip
