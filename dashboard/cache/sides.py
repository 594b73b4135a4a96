"""Two views beside each other, and sets of weights under a name."""

from __future__ import annotations

import pandas as pd

from dashboard import contrast, presets, summary
from dashboard.cache.cubes import cube, sums
from dashboard.cache.limits import SITUATIONS_KEPT
from dashboard.cache.resting import EVENTS, changed, rests_on
from dashboard.cache.screen import plain, situation
from dashboard.cache.stored import known, measures, store
from dashboard.contrast import Change, Sensitivity, Side
from dashboard.state import View
from data.store import Store


def side(view: View) -> Side:
    """A view with its first screen and what is known in it, to be compared with another."""
    chosen, by, found = (view.data, view.added, view.as_known, view.confidence), summary.roles(view), situation(view)
    known_in = known(*chosen), measures(view.data, view.added, view.as_known)
    if found.end is None:
        return Side(view, found, *known_in)
    return Side(view, found, *known_in, sums(*chosen, by).dates[0])


def change(here: View, there: View) -> Change | None:
    """What leads from the pressure there to the one here, of the entity in focus here."""
    return _change(plain(here), plain(there))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner=False)
def _change(here: View, there: View) -> Change | None:
    return contrast.change(side(here), side(there))


def entities(view: View) -> tuple[str, ...]:
    """Those that events count for in a view: actors in its role, or pairs."""
    return sums(view.data, view.added, view.as_known, view.confidence, summary.roles(view)).entities


def sensitivity(view: View) -> Sensitivity | None:
    """How far the ranking of a view hangs on its weights; None without a ranking."""
    return _sensitivity(plain(view))


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner="Ranking under other weights …")
def _sensitivity(view: View) -> Sensitivity | None:
    chosen, by, found = (view.data, view.added, view.as_known, view.confidence), summary.roles(view), situation(view)
    entities = contrast.ranked(found)
    if not entities:
        return None
    main = cube(*chosen, by, view.half_life, entities)
    if view.sponsorship and by == "conduct":
        main = main.plus(cube(*chosen, "sponsorship", view.half_life, entities), view.sponsorship)
    return contrast.sensitivity(main, view, found.end)


@rests_on("presets", show_spinner=False)
def kept_presets() -> pd.DataFrame:
    """Weights that readers kept on this server, as `data.store.Store.presets` gives them."""
    return store().presets()


@rests_on("presets", show_spinner=False)
def weight_sets() -> dict[str, dict[str, float]]:
    """All sets of weights by name: the built-in ones, and those that readers kept on this server."""
    return presets.sets(kept_presets())


def keep_preset(store: Store, name: str, weights: dict[str, float] | None, who: str | None) -> int:
    """Keep weights under a name and return the version of it; None takes the name out of use, and nothing is erased.

    `store` as `permissions.writing` gives it. Raises StoreError where that cannot be kept.
    """
    version = store.save_preset(name, weights, who)
    changed("presets")
    return version
