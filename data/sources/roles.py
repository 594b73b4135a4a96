"""Who a coded actor is: an organ of a state is the state; its rebels, civilians and companies are not.

CAMEO (GDELT), ICEWS and POLECAT give an actor a country and a role there, and sometimes a name. A group that
data/actors.csv knows by name is that group; an organ of a country is its state; everybody else of a country is kept
apart from the state, as country and role (`ken-civilians`). Somebody of no country is the general actor of the role
where actors.csv has one (`civilians`), and nobody in particular where it is an unnamed organ ("police").
"""

from __future__ import annotations

from functools import lru_cache

from data import actors
from data.sources import parties

STATE = "state"  # the role of whoever acts for a state

# CAMEO role codes (Schrodt 2012, chapter 3; POLECAT uses them too) and who they are
ROLES = {
    **dict.fromkeys(("GOV", "MIL", "COP", "JUD", "SPY", "LEG", "EXE", "UIS"), STATE),
    "REB": "rebels", "INS": "rebels", "SEP": "separatists", "OPP": "opposition", "UAF": "armed-groups",
    "PRM": "militias", "IMG": "armed-groups", "RAD": "radicals", "CRM": "criminal-groups", "SET": "settlers",
    "CVL": "civilians", "SOC": "civilians", "PPL": "civilians", "REF": "refugees", "LAB": "workers", "AGR": "farmers",
    "ELI": "elites", "PTY": "parties", "MOD": "moderates", "MED": "journalists", "EDU": "education",
    "HLH": "health-workers", "LEL": "lawyers", "REL": "religious-groups", "BUS": "companies", "MNC": "companies",
    "NGO": "ngos", "NGM": "ngos", "HRI": "ngos", "ENV": "ngos", "DEV": "ngos", "IGO": "igos", "INT": "igos",
    "PKO": "peacekeepers",
}  # fmt: skip

# roles of a country that actors.csv has an actor of its own for
OWN = {
    ("SYR", "rebels"): "syrian-rebels", ("SYR", "opposition"): "syrian-opposition",
    ("SYR", "militias"): "syrian-militias", ("IRQ", "militias"): "iraqi-militias",
    ("UKR", "separatists"): "ukraine-separatists", ("ISR", "settlers"): "israeli-settlers",
}  # fmt: skip
# roles without a country that actors.csv has a general actor for
GENERAL = {
    "rebels": "militants", "separatists": "militants", "armed-groups": "militants", "militias": "militants",
    "radicals": "militants", "criminal-groups": "criminal-groups", "civilians": "civilians", "refugees": "refugees",
    "journalists": "journalists", "health-workers": "health-workers",
}  # fmt: skip
# actors of actors.csv that may be anybody's: where the country is known, country and role say more
ANYBODY = frozenset(
    (
        *GENERAL.values(), "protesters", "aid-workers", "children", "contractors", "prisoners", "hostages",
        "diplomats", "fishermen", "crew",
    )
)  # fmt: skip
_CACHED = 1 << 16  # parties remembered: a month of GDELT has some 30,000, so that each is looked up once


@lru_cache(_CACHED)
def party(name: str | None, country: str | None, role: str | None) -> str | None:
    """Actor id of somebody called `name`, of `country` (ISO 3166-1 alpha-3 or a slug), in `role` (a value of ROLES).

    A role of None stands for somebody whose role is not known: only the name can tell who that is.
    """
    known = _group(name)
    if known and not (country and known in ANYBODY):
        return known
    if role == STATE:
        return country
    if country:
        rest = role or parties.slug(name or "")
        return OWN.get((country, role)) or (f"{country.lower()}-{rest}" if rest else None)
    return known or GENERAL.get(role) or parties.slug(name or "") or role


def _group(name: str | None) -> str | None:
    """The actor, other than a state, that actors.csv calls `name`, or the plural of it ("KURD")."""
    for spelling in (name, f"{name}s", f"{name}S") if name else ():
        actor = parties.named(spelling)
        if actor and actors.KIND.get(actor, "state") != "state":
            return actor
    return None
