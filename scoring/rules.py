"""Rules that read an indicator's intensity off the coded columns of events.

A rule takes events and returns a float Series on their index, intensity >= 0. It looks at columns only, a whole column
at a time; whether the event's type and realis let it count at all is decided in `scoring.indicators.measure`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

Rule = Callable[[pd.DataFrame], pd.Series]

STATE = r"[A-Z]{3}"  # states and their organs carry ISO 3166-1 alpha-3 codes; every other actor id is a lower-case slug
TEN_KILLED = np.log1p(10)  # ten killed are intensity 1: a round number near the toll at which an attack leads the news
CALL_OR_VISIT = 0.25  # a call or a visit against a negotiation: 1.0 to 1.9 against 7.0 on the Goldstein scale for CAMEO

FORCES = (
    r"\b(?:troop|soldier|army|armies|military|navy|naval|air ?force|air ?base|base|barracks|garrison|outpost|"
    r"checkpoint|patrol|convoy|warship|frigate|service ?(?:man|men|member)|personnel|border guard|police|militia|"
    r"fighter|embass|consul|diplomat|ambassador|peacekeeper|contractor)"
)
CIVILIANS = (
    r"\b(?:civilian|resident|villager|child|woman|women|famil|worker|journalist|nurse|doctor|patient|refugee|"
    r"passenger|worshipper|farmer|hospital|school|market|clinic|home|house|mosque|church|refinery|pipeline|"
    r"power (?:plant|station))"
)
CIVILIAN_MODES = ("abduct", "beat", "cleansing", "crowd-control", "execute", "sexual", "torture")
GROUND_MODES = (
    "assassinate", "destroy", "explosives", "firearms", "heavy-weapons", "primitive", "seize", "suicide-attack",
    "unconventional",
)  # fmt: skip
NUCLEAR = r"\b(?:enrich|uranium|plutonium|centrifuge|nuclear|warhead|ballistic|missile test|test[- ]fir|reprocess)"
INSPECTION = r"\b(?:inspect|safeguards|verification|monitoring|iaea|surveillance camera)"
AGREEMENT = r"\b(?:agreement|accord|treaty|deal|pact|understanding|protocol|memorandum|truce|armistice|ceasefire)\b"
ARMS = r"\b(?:arms|weapon|ammunition|munition|missile|rocket|tank|howitzer|rifle|military (?:aid|equipment|assistance))"
BREACH = r"\b(?:violat|breach|broke|break|collapse|in defiance|despite)"
TALKS = r"\b(?:talk|negotiat|round of|summit|mediat|dialogue|conference)"
RELATIONS = r"\b(?:ambassador|diplomat|embass|consul|envoy|relations|ties)\b"
SANCTIONS = r"\b(?:sanction|embargo|blacklist|asset freeze|froze|tariff|boycott|export ban)"
RESTRAINT = (
    r"\b(?:restrain|de-?escalat|calm|refrain|no intention|not seek|avoid (?:war|escalation)|stand down|hold fire)"
)


def mentions(events: pd.DataFrame, pattern: str, columns: tuple[str, ...] = ("quote", "native_code")) -> pd.Series:
    """True where any of the text `columns` matches the regular expression `pattern`, whatever the case."""
    found = pd.Series(False, index=events.index)
    for column in columns:
        found |= _distinct(events[column], lambda words: words.str.contains(pattern, case=False, regex=True))
    return found


def is_state(actors: pd.Series) -> pd.Series:
    """True where the actor id is an ISO 3166-1 alpha-3 code."""
    return _distinct(actors, lambda ids: ids.str.fullmatch(STATE))


def _distinct(values: pd.Series, test: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """`test` asked once of each distinct value (coded datasets repeat few); False where null."""
    codes, distinct = pd.factorize(values)
    answers = test(pd.Series(distinct, dtype="str")).to_numpy(dtype=bool) if len(distinct) else np.empty(0, dtype=bool)
    return pd.Series(np.append(answers, False)[codes], index=values.index)  # code -1, a null, is the one at the end


def always(events: pd.DataFrame) -> pd.Series:
    """Intensity 1 for every event: the gate on types is all that the indicator asks of coded events."""
    return pd.Series(1.0, index=events.index)


def any_of(
    modes: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    wording: str | None = None,
    columns: tuple[str, ...] = ("quote", "native_code"),
    unstated: tuple[str, ...] = (),
) -> Rule:
    """A rule: 1 where the mode is among `modes`, the native code among `codes` (CAMEO), or `columns` match `wording`.

    `unstated` names the types for which an event without any mode counts too.
    """

    def rule(events: pd.DataFrame) -> pd.Series:
        hit = events["mode"].isin(modes) | events["native_code"].isin(codes)
        hit |= events["mode"].isna() & events["type"].isin(unstated)
        if wording is not None:
            hit |= mentions(events, wording, columns)
        return hit.astype(float)

    return rule


def killed(events: pd.DataFrame) -> pd.Series:
    """People killed: the best estimate, else the low one; null where the toll is unknown."""
    return events["killed_best"].fillna(events["killed_low"])


def toll_intensity(killed: pd.Series | np.ndarray) -> pd.Series | np.ndarray:
    """log1p(killed) / log1p(10): 0 for none, 1 for ten, 2 for 120; no cap."""
    return np.log1p(killed) / TEN_KILLED


def fatalities(events: pd.DataFrame) -> pd.Series:
    """Intensity of the toll; an unknown toll adds nothing here and is listed as unknown by `unknown_toll`."""
    return toll_intensity(killed(events)).fillna(0.0)


def unknown_toll(events: pd.DataFrame) -> pd.Series:
    """True for uses of force whose number of killed nobody states: not zero, unknown."""
    return (events["type"] == "ASSAULT") & killed(events).isna() & events["killed_high"].isna()


def cross_border_force(events: pd.DataFrame) -> pd.Series:
    """1 where a state acts in a known country other than its own."""
    abroad = is_state(events["source"]) & events["country"].notna() & (events["source"] != events["country"])
    return abroad.fillna(False).astype(float)


def state_clash(events: pd.DataFrame) -> pd.Series:
    """1 where one state acts on another."""
    both = is_state(events["source"]) & is_state(events["target"])
    return (both & (events["source"] != events["target"]).fillna(False)).astype(float)


def retaliation(events: pd.DataFrame) -> pd.Series:
    """1 where the act is said to answer another one."""
    return (events["responds_to"].notna() | events["response_cue"].notna()).astype(float)


def arms_aid(events: pd.DataFrame) -> pd.Series:
    """True for help that is military (CAMEO 072, or so worded): it arms a party."""
    given = (events["native_code"] == "072").fillna(False) | mentions(events, ARMS, ("quote",))
    return (events["type"] == "AID") & given


def mobilisation(events: pd.DataFrame) -> pd.Series:
    """1 for force posture other than a nuclear or missile step, which has its own indicator, and for arming a party."""
    posture = (events["type"] == "MOBILIZE") & ~mentions(events, NUCLEAR, ("quote",))
    return (posture | arms_aid(events)).astype(float)


def aid(events: pd.DataFrame) -> pd.Series:
    """1 for help other than arms."""
    return (~arms_aid(events)).astype(float)


def sanction(events: pd.DataFrame) -> pd.Series:
    """1 for sanctions by wording or CAMEO code, and for reduced relations that are neither expulsion nor withdrawal."""
    reduced = (events["type"] == "SANCTION") & ~events["mode"].isin(("expel", "withdraw"))
    other = mentions(events, f"{TALKS}|{AGREEMENT}|{RELATIONS}|{INSPECTION}", ("quote",))
    stated = mentions(events, SANCTIONS) | (events["native_code"] == "163").fillna(False)
    return (stated | (reduced & ~other)).astype(float)


def seizure(events: pd.DataFrame) -> pd.Series:
    """1 for seizing, arresting, blocking, withholding; an embargo (CAMEO 163) is a sanction instead."""
    modes = ("arrest", "ban", "censor", "restrict", "seize", "withhold")
    economic = (events["native_code"] == "163").fillna(False) | mentions(events, SANCTIONS, ("quote",))
    return (events["mode"].isin(modes) & ~economic).astype(float)


def agreement_lapsed(events: pd.DataFrame) -> pd.Series:
    """1 where an agreement is refused or left by wording, or where force breaks one (CAMEO 196, or so worded)."""
    named = mentions(events, AGREEMENT, ("quote",))
    broken = (named & mentions(events, BREACH, ("quote",))) | (events["native_code"] == "196").fillna(False)
    return broken.where(events["type"] == "ASSAULT", named).astype(float)


def accusation(events: pd.DataFrame) -> pd.Series:
    """1 for blame and protest; an inquiry (mode investigate) is no accusation yet."""
    return (events["mode"] != "investigate").fillna(True).astype(float)


def civilian_harm(events: pd.DataFrame) -> pd.Series:
    """1 where victims or target are civilians by the words used, or the mode is one that falls on people in custody."""
    named = mentions(events, CIVILIANS, ("victims", "target_text", "target"))
    return (named | events["mode"].isin(CIVILIAN_MODES)).astype(float)


def talks_held(events: pd.DataFrame) -> pd.Series:
    """1 for negotiation and mediation, CALL_OR_VISIT for other consulting."""
    full = events["mode"].isin(("third-party", "multilateral")) | mentions(events, TALKS, ("quote",))
    full |= events["native_code"].isin(("036", "038", "039", "045", "046"))
    lesser = (events["type"] == "CONSULT") & ~full
    return full.astype(float) + CALL_OR_VISIT * lesser
