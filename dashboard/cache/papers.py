"""What leaves the screen: the brief, the tables of a view; and base rates."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import base_rates as rates
from dashboard import brief as briefs
from dashboard import brief_page, event_rows, exports, provenance, reckoning
from dashboard.cache.cubes import on_screen, undated
from dashboard.cache.facing import NOT_IN_STANDOFF
from dashboard.cache.limits import SELECTIONS_KEPT, SITUATIONS_KEPT
from dashboard.cache.resting import EVENTS, rests_on
from dashboard.cache.screen import plain, situation
from dashboard.cache.stored import documents, events, known, measures
from dashboard.state import View

_NOT_IN_RATES = (*NOT_IN_STANDOFF, "start", "half_life", "weights", "sponsorship")
BRIEFS_KEPT = 16  # some 50 KB each
EXPORT_FORMS = tuple(exports.FORMS)


@rests_on(*EVENTS, max_entries=SELECTIONS_KEPT, show_spinner=False)
def checksum(name: str, added: bool, as_known: date | None) -> str:
    """The checksum of a dataset's events as known on a day (see `provenance.checksum`)."""
    return provenance.checksum(events(name, added, as_known))


@rests_on(*EVENTS, max_entries=BRIEFS_KEPT, show_spinner="Writing the brief …")
def brief(view: View, address: str) -> str:
    """The brief of a view as HTML, with the address that leads back to it."""
    found, chosen = situation(view), (view.data, view.added, view.as_known)
    since = briefs.since(view, found.end).date()
    then = (view.data, view.added, min(since, view.as_known or since))
    source = provenance.of_view(view, events(*chosen), checksum(*chosen))
    known_now = (known(*chosen, view.confidence), measures(*chosen))
    texts = documents(view.data, view.added)
    earlier = (events(*then), measures(*then))
    made = briefs.gather(view, found, known_now, earlier, texts, source, address, undated(view))
    return brief_page.page(made)


def base_rates(view: View) -> pd.DataFrame:
    """How often those on the first screen of a view assaulted before (see `dashboard.base_rates`)."""
    found = situation(view)
    shown = tuple(dict.fromkeys(found.lines["entity"])) if len(found.lines) and not view.pair else ()
    return _base_rates(plain(view, _NOT_IN_RATES), shown, found.focus)


@rests_on(*EVENTS, max_entries=SITUATIONS_KEPT, show_spinner="Counting the past …")
def _base_rates(view: View, shown: tuple[str, ...], focus: str) -> pd.DataFrame:
    return rates.rates(view, known(view.data, view.added, view.as_known, view.confidence), shown, focus)


def export(view: View, form: str) -> bytes:
    """The tables of a view in one of EXPORT_FORMS, zipped."""
    chosen = (view.data, view.added, view.as_known)
    rows, intensities, found = known(*chosen, view.confidence), measures(*chosen), situation(view)
    series = reckoning.series(view, *on_screen(view))
    filtered = event_rows.filtered(rows, intensities, view)
    made = exports.of_view(filtered, intensities, view.weight_of, found, series)
    return exports.FORMS[form](made, provenance.of_view(view, events(*chosen), checksum(*chosen)))
