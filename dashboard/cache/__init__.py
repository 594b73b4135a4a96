"""The only place that keeps anything between runs. All tables are shared between sessions and must not be changed.

`cache_resource` hands out the same object each time; `cache_data` would copy 200,000 rows at every hit. One file a
subject; each function says what it rests on (`resting`), so that `forget` finds it.
"""

from dashboard.cache.alerts import alert, keep_rule, noted, rules, trial, used_rules
from dashboard.cache.articles import Reading, reading
from dashboard.cache.cubes import cube, undated
from dashboard.cache.facing import arrangements, exchanges_of, knowledge, returned, spells, standoff_of
from dashboard.cache.files import columns, held, incoming, proposed, unknown
from dashboard.cache.forecasts import (
    backtest_key,
    backtests,
    fan,
    keep_backtest,
    keep_forecast,
    kept_forecasts,
    outlook,
)
from dashboard.cache.forget import follow, forget_added, forget_corrected
from dashboard.cache.listings import claims, listing, mentions, origin_names, origins, places
from dashboard.cache.papers import EXPORT_FORMS, base_rates, brief, checksum, export
from dashboard.cache.screen import record, since, situation
from dashboard.cache.short_links import may_keep_link
from dashboard.cache.sides import change, entities, keep_preset, kept_presets, sensitivity, side, weight_sets
from dashboard.cache.stored import (
    actors,
    corrections,
    coverage,
    datasets,
    days,
    documents,
    events,
    freeze_imports,
    known,
    measures,
    pairs,
    store,
    uncorrected,
    writer,
)
from dashboard.cache.upkeep import bundled, inventory, models, readiness, trouble

__all__ = [
    "EXPORT_FORMS",
    "Reading",
    "actors",
    "alert",
    "arrangements",
    "backtest_key",
    "backtests",
    "base_rates",
    "brief",
    "bundled",
    "change",
    "checksum",
    "claims",
    "columns",
    "corrections",
    "coverage",
    "cube",
    "datasets",
    "days",
    "documents",
    "entities",
    "events",
    "exchanges_of",
    "export",
    "fan",
    "follow",
    "forget_added",
    "forget_corrected",
    "freeze_imports",
    "held",
    "incoming",
    "inventory",
    "keep_backtest",
    "keep_forecast",
    "keep_preset",
    "keep_rule",
    "kept_forecasts",
    "kept_presets",
    "knowledge",
    "known",
    "listing",
    "may_keep_link",
    "measures",
    "mentions",
    "models",
    "noted",
    "origin_names",
    "origins",
    "outlook",
    "pairs",
    "places",
    "proposed",
    "readiness",
    "reading",
    "record",
    "returned",
    "rules",
    "sensitivity",
    "side",
    "since",
    "situation",
    "spells",
    "standoff_of",
    "store",
    "trial",
    "trouble",
    "uncorrected",
    "undated",
    "unknown",
    "used_rules",
    "weight_sets",
    "writer",
]
