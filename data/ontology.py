"""PLOVER event types with their modes and quad classes, and what CAMEO codes are in their terms.

Source of the names: PLOVER codebook, version 0.8 (2021) and POLECAT (Halterman et al. 2023); `aerial` and `drone` are
split from PLOVER's heavy-weapons because escalation analysis tells them apart.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "material cooperation": ("COOPERATE", "AID", "RETREAT"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD = {name: quad for quad, names in QUADS.items() for name in names}
CONFLICT = frozenset(QUADS["verbal conflict"] + QUADS["material conflict"])

MEANING = {
    "AGREE": "agrees or promises to do something together, or to yield",
    "SUPPORT": "backs, praises, recognises, signs a formal agreement",
    "CONCEDE": "gives way in words: accepts a demand, apologises",
    "COOPERATE": "cooperates in deed: exchanges, joint work, shared intelligence",
    "AID": "gives material, military or humanitarian help",
    "CONSULT": "meets, talks, negotiates, telephones, visits, mediates",
    "RETREAT": "gives way in deed: withdraws, releases, eases, disarms, lets inspectors in, ceases fire",
    "REQUEST": "asks, urges, demands, proposes",
    "REJECT": "refuses, vetoes, declines, lets an arrangement lapse",
    "ACCUSE": "criticises, condemns, blames, alleges, sues, lodges a protest note",
    "THREATEN": "threatens, warns of consequences, sets an ultimatum",
    "PROTEST": "demonstrates, strikes work, riots",
    "SANCTION": "reduces relations: sanctions, halts talks, expels, leaves an agreement",
    "MOBILIZE": "raises force posture: deploys, drills, alerts, arms, enriches",
    "COERCE": "uses non-lethal force of authority: arrests, seizes, blocks, censors, hacks",
    "ASSAULT": "uses lethal or injuring force",
}

MODES = {
    "ASSAULT": (
        "aerial", "drone", "heavy-weapons", "firearms", "explosives", "suicide-attack", "crowd-control", "beat",
        "assassinate", "abduct", "execute", "torture", "sexual", "seize", "destroy", "cleansing", "unconventional",
        "primitive",
    ),
    "COERCE": (
        "seize", "arrest", "deport", "withhold", "restrict", "curfew", "martial-law", "ban", "censor", "cyber",
        "misinformation",
    ),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "THREATEN": ("restrict", "ban", "arrest", "relations", "expel", "territory", "violence", "political"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
}  # fmt: skip

_CAMEO = Path(__file__).parent / "cameo.csv"
_ROOT_DIGITS, _MOST_DIGITS = 2, 4  # CAMEO: two digits are a root, three and four are its kinds


@cache
def cameo() -> dict[str, tuple[str, str | None]]:
    """PLOVER type and mode (None: not stated) of every CAMEO code, roots included, from cameo.csv.

    The codes are those of Schrodt (2012), CAMEO Event and Actor Codebook 1.1b3; the `note` of a row says why it departs
    from the table in the PLOVER manual (0.8), or what stands in for a type that PLOVER has not. Codes are text: 010 is
    a statement, 10 a demand.
    """
    with _CAMEO.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["type"], row["mode"] or None) for row in csv.DictReader(file)}


def from_cameo(code: str) -> tuple[str, str | None] | None:
    """PLOVER type and mode of a CAMEO code; of its nearest parent if it is not in the table, None if that is not."""
    if code.isdecimal() and len(code) <= _MOST_DIGITS:
        for digits in range(len(code), _ROOT_DIGITS - 1, -1):
            if code[:digits] in cameo():
                return cameo()[code[:digits]]
    return None
