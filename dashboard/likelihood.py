"""Words for how likely something is and how sure a judgement is, after ICD 203; never both in one sentence.

Intelligence Community Directive 203, Analytic Standards (Office of the Director of National Intelligence, 2 January
2015), section D.6.e.(2): seven terms of likelihood with their ranges, and levels of confidence, which rate sources and
reasoning and say nothing on what will happen. Likelihood words belong to probabilities alone: the risk index is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SOURCE = "ICD 203, Analytic Standards (ODNI, 2 January 2015), D.6.e.(2)"


class Term(NamedTuple):
    """A term of likelihood: two sets of words for one range of probability, of which a product uses one."""

    likelihood: str
    probability: str
    low: float
    high: float


TERMS = (
    Term("almost no chance", "remote", 0.01, 0.05),
    Term("very unlikely", "highly improbable", 0.05, 0.20),
    Term("unlikely", "improbable", 0.20, 0.45),
    Term("roughly even chance", "roughly even odds", 0.45, 0.55),
    Term("likely", "probable", 0.55, 0.80),
    Term("very likely", "highly probable", 0.80, 0.95),
    Term("almost certain", "nearly certain", 0.95, 0.99),
)
CONFIDENCE = ("high", "moderate", "low")

# What the level of confidence rests on here. The program knows how much was read, how surely and how often it was
# reported, not whether it is true: so "high" asks for all three, and whoever writes the assessment may lower it.
FEW = 5.0  # sure events within three half-lives; below it there is no interval either (scoring.prepared.MIN_EVENTS)
MANY = 20.0  # a check of one unsure record then moves a twentieth of what is there
UNSURE, SURE = 0.5, 0.8  # mean confidence of the readings: a coin's, and four records of five
CORROBORATED = 0.5  # share of the pressure from events that two or more documents report


class LikelihoodError(ValueError):
    """A number that is no probability; the message says what is allowed."""


@dataclass(frozen=True)
class Confidence:
    """One of CONFIDENCE, and why."""

    level: str
    reasons: tuple[str, ...]


def term(probability: float) -> Term | None:
    """The term whose range holds the probability (0 to 1); where two meet, the one nearer to even, which claims less.

    None below 1 % and above 99 %: the directive has no word there, and the number must be given. Raises LikelihoodError
    for what is no probability.
    """
    if not 0 <= probability <= 1:
        raise LikelihoodError(f"{probability!r} is no probability; allowed: 0 to 1")
    fitting = [one for one in TERMS if one.low <= probability <= one.high]
    return min(fitting, key=lambda one: abs((one.low + one.high) / 2 - 0.5), default=None)


def spoken(probability: float) -> str:
    """`likely (55 to 80 %)`; the number itself where the directive has no word."""
    found = term(probability)
    if found is None:
        return f"a probability of {probability:.1%}".replace("%", " %")
    return f"{found.likelihood} ({found.low:.0%} to {found.high:.0%})".replace("%", " %").replace(" % to", " to")


def confidence(sure_events: float, reading: float | None, corroborated: float | None) -> Confidence:
    """The level that quantity and quality of the sources allow, with its reasons.

    `sure_events`: events within three half-lives, each counted at its confidence; `reading`: mean confidence of the
    events behind the number; `corroborated`: share of the pressure from events that two or more documents report. None
    where there is nothing to measure it on.
    """
    known, told = reading or 0.0, corroborated or 0.0
    reasons = (
        f"{sure_events:.0f} sure events within three half-lives",
        f"readings {known:.2f} sure on average" if reading is not None else "no readings",
        f"{told:.0%} of the pressure from events that two or more documents report".replace("%", " %"),
    )
    if sure_events < FEW or known < UNSURE:
        return Confidence("low", reasons)
    if sure_events >= MANY and known >= SURE and told >= CORROBORATED:
        return Confidence("high", reasons)
    return Confidence("moderate", reasons)
