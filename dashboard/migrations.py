"""Links of earlier versions mean what they meant: each version's values are frozen here, and a step leads to the next.

A default that changes, a setting that is added or an indicator that is added makes a new version: freeze its values in
FROZEN, and write in STEPS how a link of the version before is put in its terms. FROZEN and STEPS only ever grow.

The first and last day and the day of knowledge are not frozen: they hang on the data. Every link says them; one that
lost them on its way opens on the days that its dataset opens on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

VERSION = "3"

Flat = dict[str, str]

_FIRST = {
    "actors": "", "focus": "", "role": "conduct", "pair": "", "half_life": "7", "sponsorship": "0", "confidence": "0",
    "types": "", "indicators": "", "realis": "", "actor": "", "text": "", "event": "", "added": "0",
    "w.air_strike": "10", "w.drone_attack": "8", "w.ground_attack": "8", "w.attack_on_forces": "5", "w.fatalities": "5",
    "w.civilian_harm": "5", "w.cross_border_force": "6", "w.state_clash": "8", "w.retaliation": "4", "w.threat": "4",
    "w.mobilisation": "5", "w.sanction": "3", "w.seizure": "4", "w.cyber_attack": "4", "w.inspection_refused": "6",
    "w.agreement_lapsed": "6", "w.enrichment_step": "7", "w.accusation": "1.5", "w.expulsion": "4",
    "w.talks_suspended": "3", "w.talks_held": "4", "w.agreement_reached": "6", "w.de_escalation": "7",
    "w.inspection_access": "6", "w.aid": "2", "w.restraint": "2",
}  # fmt: skip
# each means: as before there was such a setting
_ADDED_IN_SECOND = {"since": "", "origin": "", "order": "day", "area": "fit", "place": "", "against": ""}
_ADDED_IN_THIRD = {"target": "assault", "horizon": "", "unit": ""}

_SECOND = _FIRST | _ADDED_IN_SECOND

# version -> what a link leaves unsaid
FROZEN: dict[str, Flat] = {"1": _FIRST, "2": _SECOND, "3": _SECOND | _ADDED_IN_THIRD}
STEPS: dict[str, tuple[str, Callable[[Flat], Flat]]] = {
    "1": ("2", lambda flat: _ADDED_IN_SECOND | flat),
    "2": ("3", lambda flat: _ADDED_IN_THIRD | flat),
}


def migrate(flat: Mapping[str, str]) -> Flat:
    """The parameters of a link in the terms of this version; those without a version or of an unknown one as they are.

    What an older link leaves unsaid takes the value that its own version gave it.
    """
    found, version = dict(flat), flat.get("v", "")
    while version in STEPS:
        following, step = STEPS[version]
        found = step(FROZEN[version] | found) | {"v": following}
        version = following
    return found


def newer_indicators(flat: Mapping[str, str], indicators: Iterable[str]) -> list[str]:
    """Those of `indicators` that the version of a link did not know yet and the link says nothing of.

    They weigh nothing in it: with their default weight, its numbers would not be those that were sent.
    """
    version = flat.get("v", "")
    known = FROZEN.get(version)
    if known is None:
        return []
    return [name for name in indicators if f"w.{name}" not in known and f"w.{name}" not in flat]


def trouble(version: str) -> str | None:
    """Why a link of this version is not read as written; None for one that is."""
    if version in FROZEN:
        return None
    if version.isdecimal() and len(version) <= 4 and int(version) > int(VERSION):
        return f"made by a newer program; this one reads versions up to {VERSION} and kept what it knows"
    return f"not a version of links; it was read as version {VERSION}"
