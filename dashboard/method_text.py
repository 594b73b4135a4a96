"""The words of the method page. Numbers in them are read from the constants that compute, so that they cannot drift."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.summary import MIN_SHOWN
from scoring import risk, states
from scoring.indicators import BY_ID

SHARES = ("Precision", "Recall", "Threshold")

BEFORE = (
    (
        "What a careful analyst must know first",
        "- **Attribution is an allegation.** Who did something, who sponsors whom and what answers what are "
        "claims of named sources. This program repeats them with their claimant; it establishes none of them.\n"
        "- **Reading is not verifying.** The program finds what a text says happened. It does not check whether it "
        "happened. Open the sentence before you rely on a number.\n"
        "- **It reads English, and what is reported in English.** Places and actors that the English press "
        "covers little look calmer than they are. Compare an actor with its own past, not with one that is "
        "covered more.\n"
        "- **The index is not a probability** and no forecast. It sums what was reported, weighs it by "
        "judgement and lets it fade.\n"
        "- **Not for** targeting, sanctions listings, asylum or visa decisions, or any decision about a "
        "person, and not for automated decisions of any kind.",
    ),
    (
        "From text to events",
        "An event is one directed act: who did what to whom, where and when. A lexicon and rules find "
        "actors, days, places and tolls in each sentence and propose acts; small linear models, trained on the "
        "project's own corpus, decide which of them are acts, of what type, by whom to whom, and who is meant where "
        "nobody is named. Several mentions of one act are one event. Each event "
        "keeps its sentence. Only *realised* events score: planned, denied, hypothetical and recalled ones are "
        "shown and count nothing. A toll belongs to who claims it; different claims widen the range and are "
        "never added up. An unknown toll is not zero.",
    ),
)

AFTER = (
    (
        "Limits",
        "- Weights are judgements. Try the presets: a ranking that turns over under other weights is not a finding.\n"
        "- Few events give a jumpy index. The counts stand beside every number, and below the least count none "
        "is shown.\n"
        "- More reporting gives more events. A jump can be a jump of attention.\n"
        "- Alleged clients count for their patron only if you move the slider, and only while a dated source "
        "alleges it.\n"
        "- Precision and recall above are measured on sentences that the project wrote itself, on themes it was not "
        "trained on. Real newswire is harder.",
    ),
)


def formulas() -> tuple[tuple[str, str], ...]:
    """Headings and texts of how points become pressure and index, with the constants in force."""
    return (
        (
            "From events to the index",
            "**Points** of an event: the sum over indicators of weight × intensity. Intensity is 0 or more; for "
            "fatalities it is log(1 + killed) / log(11), without a cap. Relief is summed apart and never "
            "netted: talks do not erase a strike.\n\n"
            "**Roles** are kept apart: *conduct* is what an actor does, *exposure* what is done to it. An "
            "event counts once for an actor and role. There are no totals over actors, which would count "
            "twice. Events known only to the week, month or year are spread evenly over it; undated ones are "
            "left out and counted.\n\n"
            "**Pressure** is the exponentially weighted mean of daily points, in points per day:"
            "\n\n$$S(t) = (1 - 2^{-1/h}) \\sum_{d \\le t} \\text{points}(d)\\; 2^{-(t-d)/h}$$\n\n"
            f"with half-life *h*, {risk.HALF_LIFE:g} days unless you change it. Changing it does not change the "
            "scale.\n\n"
            "**States**: an agreement that lapsed, or access that was refused, does not fade. Until an event says that "
            f"it is renewed or restored, each day adds {states.DAILY_SHARE:.2f} of the points of the event that began "
            "it, for that indicator alone: as if it were told anew once a week. Only what a sentence says of one named "
            "arrangement changes its state.\n\n"
            f"**Risk index**: $10 \\log_2(1 + S / S_0)$ with $S_0$ = {risk.S0:g} points per day. Well above "
            "$S_0$, ten points are a doubling of pressure. There is no ceiling, no floor and no other multiplier.",
        ),
        (
            "Interval, counts and the own year",
            f"The band is a {risk.LEVEL:.0%} interval from the number and size of the actor's events, the "
            "confidence of each reading and the range of each toll (the gamma interval of Fay and Feuer 1997). It "
            "covers the pressure that the present rate of events would give on average, not what will happen. It needs "
            f"{risk.MIN_EVENTS} events within {risk.COUNT_HALF_LIVES} half-lives, each counted at its confidence; with "
            f"fewer than {MIN_SHOWN} no index is shown and the line is dotted.\n\n"
            f"*Year* in the table is the share of the actor's own past {risk.BASELINE_DAYS} days that stood "
            f"lower, once there are {risk.MIN_HISTORY} of them.",
        ),
    )


def card(model_card: dict[str, Any]) -> tuple[str, pd.DataFrame]:
    """A sentence about the classifier's training and a table: Indicator, Precision, Recall, Threshold, Sentences."""
    corpus = model_card.get("corpus", {})
    sentences, themes = corpus.get("sentences", "?"), len(corpus.get("themes", []))
    facts = (
        f"Trained on {model_card.get('trained_on', 'an unknown day')} on {sentences} labelled sentences of {themes} "
        f"themes; measured on {model_card.get('split', 'held-out themes')}. Thresholds aim at a precision of "
        f"{model_card.get('precision_target', '?')}."
    )
    rows = []
    for indicator, found in model_card.get("indicators", {}).items():
        measured = found.get("coded", found.get("text", found))
        rows.append(
            {
                "Indicator": BY_ID[indicator].name if indicator in BY_ID else indicator,
                "Precision": measured.get("precision"),
                "Recall": measured.get("recall"),
                "Threshold": found.get("threshold"),
                "Sentences": found.get("support"),
            }
        )
    return facts, pd.DataFrame(rows, columns=["Indicator", *SHARES, "Sentences"])
