"""The command `casus brief`: the page of the dashboard's brief, written without a server."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard import asked
from dashboard.output import InputError, note

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.state import Rejected, View

# arguments that are parameters of a link, checked as a link's are
SETTINGS = ("start", "end", "as_known", "since", "role", "pair", "focus", "half_life", "sponsorship", "confidence")


def brief(chosen: argparse.Namespace) -> None:
    """A brief of a view as one HTML file."""
    from dashboard import brief as briefs
    from dashboard import brief_page, provenance
    from dashboard.reckoning import reckon
    from dashboard.sentences import ignored
    from dashboard.state import encode
    from scoring import cube as cubes
    from scoring.indicators import measure

    flat, read = _flat(chosen), cache(_events)  # the same events may be asked for twice
    name = chosen.data or flat["data"]
    view, rejected = _view(chosen, flat, read(name, flat.get("added") == "1", None))
    if rejected:
        note(ignored(rejected))
    events = read(name, view.added, view.as_known)
    measures = measure(events)
    reckoned = reckon(view, events, measures)
    since = briefs.since(view, reckoned.situation.end).date()
    before = read(name, view.added, min(since, view.as_known or since))
    query = urlencode({key: text for key, text in encode(view).items() if key != "page"})
    made = briefs.gather(
        view, reckoned.situation, (reckoned.known, measures), (before, measure(before)), _documents(name, view),
        provenance.of_view(view, events), chosen.link or f"?{query}", cubes.undated(reckoned.known),
    )  # fmt: skip
    if made.found.end is None:
        note(f"there are no dated events of {view.data} between {view.start} and {view.end}")
    try:
        Path(chosen.out).write_text(brief_page.page(made), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{chosen.out} cannot be written: {error.strerror}") from None
    note(f"the brief is in {chosen.out}: open it in a browser, and print it from there")


def _flat(chosen: argparse.Namespace) -> dict[str, str]:
    """The parameters of the link, and over them what else was asked for."""
    import data

    flat = dict(parse_qsl(urlsplit(chosen.link or "").query, keep_blank_values=True))
    flat |= {setting: text for setting in SETTINGS if (text := getattr(chosen, setting)) is not None}
    if chosen.added:
        flat["added"] = "1"
    # a file goes by its name without the ending, as a dataset's
    flat["data"] = Path(chosen.data).stem if chosen.data else flat.get("data") or data.available()[0]
    return flat


def _view(chosen: argparse.Namespace, flat: dict[str, str], events: pd.DataFrame) -> tuple[View, list[Rejected]]:
    from dashboard.state import decode, fit, opening
    from scoring import cube as cubes

    covered = cubes.span(events)
    if covered is None:
        raise InputError(f"{flat['data']} holds no dated events")
    view, rejected = decode(flat, opening(flat["data"], *(day.date() for day in covered)))
    if chosen.preset or chosen.weights or chosen.weight:
        named = argparse.Namespace(preset=chosen.preset or "Default", weights=chosen.weights, weight=chosen.weight)
        view = replace(view, weights=tuple(asked.weights(named).items()))
    view, missing = fit(view, [view.data], {*events["source"].dropna(), *events["target"].dropna()})
    return view, rejected + missing


def _events(name: str, added: bool, known_on: date | None) -> pd.DataFrame:
    return asked.events(argparse.Namespace(data=name, added=added, known_on=known_on))


def _documents(name: str, view: View) -> pd.DataFrame | None:
    import data
    from dashboard.tables import is_table
    from data.store import Store

    if is_table(name):
        return None
    own = view.added or name not in data.available()
    return data.documents_of(name, Store() if own else None).set_index("document_id", drop=False)
