"""Words of the comparison of two views, and of sets of weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from dashboard.names import display, name
from dashboard.sentences.words import listed, plural, short_day, the
from dashboard.state import View
from scoring.indicators import BY_ID
from scoring.sensitivity import LEVEL, SPREAD, TOP

SLIGHT = 0.005  # points per day: less would read 0.00
STEP_LABELS = {
    "before": "The other view",
    "decayed": "Faded of earlier events",
    "entered": "Dated since",
    "reweighted": "Other weights",
    "newly_known": "Known in one only",
    "after": "This view",
}
NAMED_WEIGHTS = 3  # weights named in the short line of the sidebar
PRESET_OUT = "The name is listed no more, for everyone on this server. Links carry the weights and stay exact."

_Say = Callable[[Any], str]


def _day(value: Any) -> str:
    return short_day(value) if value else "all that is known now"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


# field of View -> how it is called on screen, and how its value reads
_SETTINGS: dict[str, tuple[str, _Say]] = {
    "data": ("Data", str),
    "origin": ("Origin of events", lambda value: value or "all"),
    "start": ("From", short_day),
    "end": ("As of", short_day),
    "as_known": ("As known on", _day),
    "actors": ("Actors", lambda ids: listed([display(one) for one in ids]) or "highest index"),
    "focus": ("In focus", lambda one: display(one) if one else "largest rise"),
    "role": ("Role", str),
    "pair": ("Pair", lambda pair: " → ".join(display(one) for one in pair) if pair else "all"),
    "half_life": ("Half-life", lambda days: plural(days, "day")),
    "sponsorship": ("Share of alleged clients' conduct", _share),
    "confidence": ("Least confidence", _share),
    "added": ("Articles added on this server", lambda flag: "with" if flag else "without"),
}


def setting(field: str) -> str:
    """How a field of the view is called on screen."""
    return _SETTINGS[field][0]


def settings_rows(fields: Sequence[str], weights: pd.DataFrame, here: View, there: View) -> list[tuple[str, str, str]]:
    """One row a setting that differs: setting, here, there; then the weights, the largest difference first."""
    rows = [
        (label, say(getattr(here, field)), say(getattr(there, field)))
        for field, (label, say) in ((field, _SETTINGS[field]) for field in fields)
    ]
    return rows + [(f"Weight: {row.name}", f"{row.first:g}", f"{row.second:g}") for row in weights.itertuples()]


def weight_rows(difference: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """One row a weight: indicator, first, second, change."""
    return [
        (row.name, f"{row.first:g}", f"{row.second:g}", f"{row.change:+g}".replace("-", "−"))
        for row in difference.itertuples()
    ]


def weights_apart(first: str, second: str, difference: pd.DataFrame, of: int) -> str:
    """How many weights differ between two sets."""
    if difference.empty:
        return f"{first} and {second} are the same: none of {of} weights differs."
    return f"{len(difference)} of {plural(of, 'weight')} differ between {first} and {second}."


def nearest_preset(preset: str, difference: pd.DataFrame) -> str:
    """The short line under own weights: the set that they are nearest to, and what sets them apart."""
    parts = [f"{row.name} {row.first:g} (there {row.second:g})" for row in difference.head(NAMED_WEIGHTS).itertuples()]
    more = len(difference) - NAMED_WEIGHTS
    rest = f" and {more} more" if more > 0 else ""
    return f"As {preset} but for {', '.join(parts)}{rest}"


def preset_kept(preset: str, version: int) -> str:
    """What became of weights that were to be kept."""
    again = "" if version == 1 else f", version {version}: links with the earlier weights stay as they were"
    return f"Kept as {preset}{again}."


def preset_out(preset: str) -> str:
    """What became of a name that was taken out of use."""
    return f"{preset} is out of use. Links with its weights stay as they were."


def preset_failed(out: bool, reason: str) -> str:
    """Why weights were not kept, or their name not taken out of use."""
    return f"{'It was not taken out of use' if out else 'The weights were not kept'}: {reason}"


def preset_label(preset: str, version: int | None, who: str | None) -> str:
    """A set of weights in the list: kept ones with their version and who kept them."""
    return preset if version is None else f"{preset} · v{version}" + (f" · {who}" if who else "")


def compared_header(view: View, end: pd.Timestamp | None) -> str:
    """What one side stands on."""
    known = f" · as known on {short_day(view.as_known)}" if view.as_known else ""
    return f"{view.data} · as of {short_day(end if end is not None else view.end)}{known} · {view.role}"


def no_data(view: View) -> str:
    """One side without data."""
    return f"No data from {short_day(view.start)} to {short_day(view.end)} in {view.data}."


def lines_title(entity: str, here: float | None, there: float | None, other: str) -> str:
    """What two lines on one scale show. `other`: the entity of the other view."""
    if entity != other:
        return f"{name(entity)} in this view, {name(other)} in the other, on one scale"
    who = the(name(entity))
    if here is None or there is None or pd.isna(here) or pd.isna(there):
        return f"Too few events to set {who} beside itself"
    return f"The index of {who} is {here:.1f} here and {there:.1f} there"


def lines_note(here: pd.Timestamp, there: pd.Timestamp) -> str:
    """Unit and days of the two lines."""
    return (
        f"risk index · solid: this view, as of {short_day(here)} · dashed: the other, as of {short_day(there)} · "
        "faint: too few events"
    )


def rankings_title(rows: pd.DataFrame) -> str:
    """Whether the order is the same."""
    both = rows.dropna(subset=["moved"])
    moved = int((both["moved"] != 0).sum())
    alone = len(rows) - len(both)
    order = f"{plural(moved, 'actor')} of {len(both)} in both stand elsewhere" if moved else "The order is the same"
    return f"{order}; {alone} ranked in one only" if alone else order


def rankings_note(here: pd.Timestamp, there: pd.Timestamp, rows: int, shown: int) -> str:
    """Unit and days of the two rankings, and what is not shown of them."""
    rest = f" · the first {shown} of {rows}" if rows > shown else ""
    return f"risk index as of {short_day(here)} and {short_day(there)} · few: too few events for an index{rest}"


def ranking_rows(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """Both rankings: actor, index here and there, change, rank here and there."""
    return [
        (
            row.name,
            "few" if pd.isna(row.here) else f"{row.here:.1f}",
            "few" if pd.isna(row.there) else f"{row.there:.1f}",
            "–" if pd.isna(row.change) else _points(row.change, 1),
            "–" if pd.isna(row.rank_here) else f"{row.rank_here:.0f}",
            "–" if pd.isna(row.rank_there) else f"{row.rank_there:.0f}",
        )
        for row in rows.itertuples()
    ]


def change_title(entity: str, before: float, after: float) -> str:
    """What the steps lead from and to."""
    verb = "is the same" if abs(after - before) < SLIGHT else "rises" if after > before else "falls"
    return f"Pressure of {the(name(entity))} {verb}: {before:.2f} there, {after:.2f} here"


def change_note(here: pd.Timestamp, there: pd.Timestamp) -> str:
    """Unit, days, and how the parts are to be read."""
    return (
        f"points per day, from {short_day(there)} to {short_day(here)} · the parts sum to the difference; events "
        "change first, then weights, then what is known"
    )


def change_lines(behind: pd.DataFrame) -> list[str]:
    """The events that make most of the difference, one line each: part, line, date, pressure."""
    return [
        f"{STEP_LABELS[row.part]} {_points(row.pressure)}: {short_day(row.date)} · {row.line}"
        for row in behind.itertuples()
        if abs(row.pressure) >= SLIGHT
    ]


def not_in_parts(fields: Sequence[str]) -> str:
    """Why the difference is not told in parts."""
    words = listed([setting(field).lower() for field in fields])
    return f"The difference cannot be told in parts, because the views differ in {words}: set them alike to see it."


def other_actor(entity: str, other: str) -> str:
    """Why the difference is not told in parts where the sides look at different actors."""
    return f"{name(entity)} counts for nothing in the other view, which shows {name(other)}: no parts to tell."


def ranks_title(ranked: int, tau: float, top: float) -> str:
    """Whether the order holds under other weights."""
    if ranked < 2 or pd.isna(tau):
        return "Fewer than two actors have enough events: no order that weights could change"
    firm = "holds" if tau >= HOLDS else "partly holds" if tau >= HALF_HOLDS else "hangs on the weights"
    kept = f": {100 * top:.0f} % of the first {min(TOP, ranked)} stay among them" if ranked > TOP else ""
    return f"The order of {plural(ranked, 'actor')} {firm} under drawn weights (Kendall's tau {tau:.2f}){kept}"


# of Kendall's tau, which is the share of pairs in the same order less that of pairs in the other
HOLDS = 0.8  # nine pairs in ten keep their order
HALF_HOLDS = 0.5  # three in four


def ranks_note(end: pd.Timestamp, draws: int, seed: int) -> str:
    """Unit, day and the draws behind the ranges."""
    return (
        f"rank as of {short_day(end)} · bar: {100 * LEVEL:.0f} % of {draws:,} draws, each weight times "
        f"exp({SPREAD:.2f} z), seed {seed} · dot: with the weights of this view"
    )


def mover_rows(movers: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Which weight moves which actor: actor, weight, without it, doubled; in index points, with places that change."""
    return [
        (
            row.name,
            BY_ID[row.indicator].name,
            _moved(row.without, row.without_rank),
            _moved(row.doubled, row.doubled_rank),
        )
        for row in movers.itertuples()
    ]


def _points(value: float, places: int = 2) -> str:
    text = f"{value:+.{places}f}".replace("-", "−")
    return text if text.strip("+−0.") else text[1:]  # 0.0 goes neither up nor down


def _moved(points: float, ranks: float) -> str:
    if pd.isna(points):
        return "–"
    size = _points(points, 1)
    if pd.isna(ranks) or ranks == 0:
        return size
    return f"{size}, {plural(abs(ranks), 'place')} {'down' if ranks > 0 else 'up'}"
