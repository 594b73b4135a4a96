"""Words for people: who may be counted among the dead, and which noun names one person."""

from __future__ import annotations

from data.extraction import nouns
from data.extraction.sentence import JOINERS, PREPOSITIONS

_PERSONS = frozenset(
    "soldier serviceman servicewoman policeman officer civilian contractor fighter militant man woman child boy girl "
    "person member pilot sailor guard worker journalist driver crewman commander general diplomat passenger protester "
    "student teacher farmer villager militiaman gunman insurgent rebel trooper marine peacekeeper linguist scientist "
    "reporter translator lieutenant corporal sergeant captain major colonel commissioner mayor judge leader aide nurse "
    "doctor priest trader fisherman herdsman technician engineer guest captive prisoner hostage shopkeeper apprentice "
    "bodyguard seaman gunner gendarme recruit conscript victim terrorist martyr monk pupil rescuer donor mother father "
    "campaigner activist lawyer editor publisher minister official envoy chief guerrilla commando cook clerk porter "
    "sentry son daughter wife husband brother sister baby infant relative cousin tribesman shepherd infantryman "
    "fireman nun bishop imam attache attaché railwayman docker miner".split()
)
_PLURALS = frozenset(("people", "children", "babies", "sentries", "wives"))
# Endings of words for who does something: "a schoolteacher", "an electrician", "a deputy governor"
_AGENTS = ("er", "or", "ist", "man", "woman", "ian", "eer", "ess", "ee", "ant", "herd", "smith")
_NO_AGENTS = frozenset(
    "number order power water border river paper tower tanker helicopter motor tractor computer transformer freighter "
    "cutter cruiser bunker trawler carrier reactor sector harbour harbor shelter corridor winter summer matter letter "
    "quarter further other another former chapter tiger deer heifer spider plant elephant restaurant committee "
    "business moment giant instant tee tree knee ceasefire amphibian ever never over under after whether either "
    "rather".split()
)
_NAMED_KINDS = frozenset(("crowd", "band"))
_NOT_ONE = frozenset("family crew crowd mob militia gang faction insurgency clan company".split())


def is_people(low: str) -> bool:
    """Whether the lower-cased word means persons, one or several: "soldier", "guardsmen", "children"."""
    one = low[:-2] + "an" if low.endswith("men") else low.removesuffix("s")
    return low in _PERSONS or low in _PLURALS or one in _PERSONS


def is_one(low: str) -> bool:
    """Whether the lower-cased word may name one person, where a person is looked for: "a schoolteacher"."""
    if low in _PERSONS:
        return True
    if low in _NO_AGENTS or low in _NOT_ONE or low in PREPOSITIONS or low in JOINERS or not low.isalpha():
        return False
    several = low in _PLURALS or low.endswith(("s", "men"))
    return (bool(_NAMED_KINDS & set(nouns.kinds(low))) and not several) or low.endswith(_AGENTS)
