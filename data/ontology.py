"""PLOVER event types with their modes and quad classes.

Source of the names: PLOVER codebook, version 0.8 (2021) and POLECAT (Halterman et al. 2023); `aerial` and `drone` are
split from PLOVER's heavy-weapons because escalation analysis tells them apart.
"""

from __future__ import annotations

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
