"""The words of the method page. Numbers in them are read from the constants that compute, so that they cannot drift."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from dashboard import dependencies, likelihood
from dashboard.provenance import Provenance
from dashboard.sentences import capital
from dashboard.summary import MIN_SHOWN
from dashboard.third_party import PARTS
from data.extraction import cards
from data.sources import SOURCES
from scoring import chains, climatology, prepared, reciprocity, risk, sensitivity, states
from scoring.indicators import BY_ID

SHARES = ("Precision", "Recall", "Threshold")

Section = tuple[str, str, str]  # anchor, heading, Markdown

_FIRST: Section = (
    "read-first",
    "What a careful analyst must know first",
    "- **Attribution is an allegation.** Who did something, who sponsors whom and what answers what are "
    "claims of named sources. This program repeats them with their claimant; it never makes them a finding.\n"
    "- **Reading is not verifying.** Articles can be false, planted or syndicated. The program finds what a text says "
    "happened. It does not check whether it happened. Open the sentence before you rely on a number.\n"
    "- **It reads English, and what is reported in English.** Places and actors that the English press "
    "covers little look calmer than they are. Compare an actor with its own past, not with one that is "
    "covered more.\n"
    "- **Weights are political judgements**, and so is which tie counts as alleged sponsorship. They are applied alike "
    "to all: no actor has a weight of its own. They stand below with their reasons, and you can change them.\n"
    "- **Offices, not private persons.** Acts are coded to states, organs, organisations and groups; whoever speaks or "
    "acts for an office is coded as the office. There are no victims' names: tolls are numbers with their "
    "claimant. Sentences that are quoted are as their source printed them.\n"
    "- **The index is not a probability** and no forecast. It sums what was reported, weighs it by "
    "judgement and lets it fade.\n"
    "- **Not for** targeting, sanctions listings, asylum or visa decisions, or any decision about a "
    "person, and not for automated decisions of any kind.",
)
_TEXT: Section = (
    "events",
    "From text to events",
    "An event is one directed act: who did what to whom, where and when. A lexicon and rules find "
    "actors, days, places and tolls in each sentence and propose acts; small linear models, trained on the "
    "project's own corpus, decide which of them are acts, of what type, by whom to whom, and who is meant where "
    "nobody is named. Several mentions of one act are one event. Each event "
    "keeps its sentence. Only *realised* events score: planned, denied, hypothetical and recalled ones are "
    "shown and count nothing. A toll belongs to who claims it; different claims widen the range and are "
    "never added up. An unknown toll is not zero.",
)
_LIMITS: Section = (
    "limits",
    "Limits",
    "- Weights are judgements. Try the presets: a ranking that turns over under other weights is not a finding.\n"
    "- Few events give a jumpy index. The counts stand beside every number, and below the least count none "
    "is shown.\n"
    "- More reporting gives more events. A jump can be a jump of attention.\n"
    "- Alleged clients count for their patron only if you move the slider, and only while a dated source "
    "alleges it.\n"
    "- Precision and recall are measured on sentences that the project wrote itself, on themes it was not "
    "trained on. Real newswire is harder.",
)
_ERRORS: Section = (
    "errors",
    "Whom to tell of an error",
    "A wrong event can be corrected on the Read page; the correction is kept with who made it and when. An error in a "
    "weight, an actor, a tie of alleged sponsorship, a dispatch or a formula is for the project's issue tracker: say "
    "what you saw, attach the link of the view, and name the source that shows it. What could harm others if it were "
    "known, such as a way into a server, goes to the maintainers privately, as SECURITY.md describes.",
)

_OWN = (
    "- **The bundled dispatches and the corpus.** *Terms:* the project's own words: Apache-2.0 and CC0. Each dispatch "
    "names the public reports that it was written from."
)


def sections() -> tuple[Section, ...]:
    """All running text of the page, in reading order."""
    whole = (_FIRST, _TEXT, *formulas(), *sources(), _LIMITS, _ERRORS)
    return tuple((anchor, heading, re.sub(r"(\d)%", r"\1 %", text)) for anchor, heading, text in whole)


def contents() -> tuple[tuple[str, str], ...]:
    """Anchor and heading of everything on the page, in reading order, for the list at its top."""
    text = [(anchor, heading) for anchor, heading, _ in sections()]
    at = [anchor for anchor, _ in text].index(formulas()[0][0])
    after = [anchor for anchor, _ in text].index(sources()[0][0])
    tables = {"weights": "Indicators and weights", "presets": "Presets"}
    return (
        *text[:at], *tables.items(), *text[at:after], ("constants", "Every constant that shapes a number"),
        ("models", "How well texts are read"), *text[after:], ("versions", "Versions"),
    )  # fmt: skip


def sources() -> tuple[Section, ...]:
    """Where data can come from, under which terms, and what a day without events means in each."""
    told = [
        f"- **{module.TITLE}.** {module.CITATION}. *Terms:* {module.LICENCE}. *Coverage:* {module.COVERAGE}"
        for module in SOURCES.values()
    ]
    told += [
        f"- **{part.title}.** {part.by.rstrip('.')}. *Terms:* {part.licence}. {capital(part.use)}." for part in PARTS
    ]
    told += [_OWN, _packages()]
    return (
        (
            "sources",
            "Data sources and licences",
            "The program brings one case that the project wrote; everything else is what you import. Its terms stay "
            "those of its provider, also for what you send on.\n\n" + "\n".join(told),
        ),
    )


def _packages() -> str:
    packages = dependencies.installed()
    counted = f"the {len(packages) - 1} packages" if packages else "the packages"
    return (
        f"- **Python packages.** `casus sbom` lists {counted} that are installed for this program, its extras and its "
        "tests, with version, licence and checksums. *Terms:* most are permissive, a few are under the MPL; psycopg, "
        "for PostgreSQL alone, is under the LGPL."
    )


def formulas() -> tuple[Section, ...]:
    """How points become pressure, index, interval and comparisons, with the constants in force."""
    drawn = f"{sensitivity.DRAWS:,} sets of weights"
    windows = ", ".join(str(days) for days in climatology.WINDOWS)
    return (
        (
            "index",
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
            "interval",
            "Interval, counts and the own year",
            f"The band is a {prepared.LEVEL:.0%} interval: the gamma interval for weighted sums of Poisson counts, in "
            "closed form (Fay and Feuer 1997, Statistics in Medicine 16(7), 791-801). A record of *x* points and "
            "confidence *c* adds $x$ to the mean $m$ and $x^2 / c$ to the variance $v$, both decayed; a toll lies "
            "anywhere between its low and high. With *G* the quantile of the gamma distribution of a given mean and "
            "variance, the bounds are $G_{0.05}(m, v)$ and $G_{0.95}(m + k, v + k^2)$, where $k$ is the largest "
            "single part: one more event as large as the largest in hand.\n\n"
            "It covers the pressure that the present rate of events would give on average, not what will happen. It "
            f"needs {prepared.MIN_EVENTS} events within {risk.COUNT_HALF_LIVES} half-lives, each counted at its "
            f"confidence (a confidence below {prepared.MIN_CONFIDENCE:g} counts as that); with "
            f"fewer than {MIN_SHOWN} no index is shown and the line is dotted.\n\n"
            f"*Year* in the table is the share of the actor's own past {risk.BASELINE_DAYS} days that stood "
            f"lower, once there are {risk.MIN_HISTORY} of them.",
        ),
        (
            "chains",
            "Who answered whom",
            "A link is *explicit* where the text says that an act answers another, whatever the time between; it is "
            "that source's claim. It is *inferred* where one side's deed follows the other's within "
            f"{chains.WITHIN} days, is of the same sort, and can answer nothing else in the data; nobody claims it. A "
            "*chain* is all acts that links join. The intensity ratio is the points of the answer over those of "
            "the act: it compares scores and judges nothing.\n\n"
            "**Reciprocity** is the share of rounds that were answered: a round opens with a deed and is answered if "
            f"one of the other side follows within {chains.WITHIN} days; it has Wilson's {reciprocity.LEVEL:.0%} "
            f"interval and needs {reciprocity.MIN_ROUNDS} rounds. Chance is told by {reciprocity.DRAWS} draws in which "
            "the other side's days are shifted in time: its bursts stay, the timing between the two is broken.",
        ),
        (
            "sensitivity",
            "Does a ranking survive other weights?",
            f"Each weight is multiplied by exp({sensitivity.SPREAD:.2f} z), z standard normal, for {drawn}: two thirds "
            "lie between half and double the chosen one. Told are the middle "
            f"{sensitivity.LEVEL:.0%} of an actor's ranks, the share of draws in which it stays among the first "
            f"{sensitivity.TOP}, and the mean of Kendall's tau-b over the first {sensitivity.RANKED} actors (1945, "
            "Biometrika 33(3)). Each weight in turn is also set to nothing and doubled.",
        ),
        (
            "changes",
            "What changed",
            "The difference of pressure between two days, two states of knowledge and two sets of weights is told in "
            "four parts that sum to it: *decayed* (what faded), *entered* (dated since), *reweighted* (other weights) "
            "and *newly known* (dated before, published since). Arrangements that stand lapsed or refused are a fifth.",
        ),
        (
            "base-rates",
            "How often it happened before",
            f"Windows of {windows} days lie end to end, backwards from the day shown. The base rate is the share of "
            "them with at least one realised assault of one on the other, known to the day and published by then; "
            f"its bounds are Wilson's {climatology.LEVEL:.0%} interval (1927, Journal of the American Statistical "
            f"Association 22, 209-212). With fewer than {climatology.MIN_WINDOWS} windows none is given. It says how "
            "often it happened before, not how likely it is now.",
        ),
        (
            "words",
            "Words for likelihood and confidence",
            f"After {likelihood.SOURCE}. Words of likelihood stand for probabilities alone; the index is none, so no "
            "page uses them yet: "
            + "; ".join(f"*{one.likelihood}* {one.low:.0%} to {one.high:.0%}" for one in likelihood.TERMS)
            + ". Where two meet, the one that claims less is used; below 1 % and above 99 % the number is given.\n\n"
            "*High*, *moderate* and *low* confidence rate the record behind a number and never stand in one sentence "
            f"with a likelihood. Low: fewer than {likelihood.FEW:g} sure events within {risk.COUNT_HALF_LIVES} "
            f"half-lives, or readings below {likelihood.UNSURE:g} on average. High: at least {likelihood.MANY:g} sure "
            f"events, readings of {likelihood.SURE:g} or more, and {likelihood.CORROBORATED:.0%} of the pressure from "
            "events that two or more documents report. Moderate: all else. None of them says that a report is true.",
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


def reading_card(found: dict[str, Any]) -> tuple[str, pd.DataFrame]:
    """A sentence about the training of the reading models and a table: Measured on, Measure, Value."""
    facts = (
        f"Trained on {found.get('trained_on', 'an unknown day')} on {found.get('sentences', '?'):,} sentences and "
        f"{found.get('articles', '?')} articles that the project wrote; measured on themes that were held out. Counts "
        "are whole numbers, all else are shares of 1."
    )
    table = cards.table(found).set_axis(["Measured on", "Measure", "Value"], axis=1)
    exact = [f"{value:,}" if isinstance(value, int) else f"{value:.3f}" for value in _measured(found)]
    return facts, table.assign(Value=exact)


def _measured(found: dict[str, Any]) -> list[float]:
    """The figures of a card in the order of its table; a frame would make counts and shares alike."""
    return [value for figures in found["held out"].values() for value in figures.values()]


def versions(found: Provenance) -> pd.DataFrame:
    """What the numbers of this view rest on: What, Which."""
    rows = [
        ("casus", found.version),
        ("data", f"{found.data}, {found.events:,} events, {found.first_day or '–'} to {found.last_day or '–'}"),
        ("as known on", found.as_known or "now"),
        ("checksum of the events (SHA-256)", found.checksum),
        *((f"model: {name}", f"trained on {on}") for name, on in found.models.items()),
        *((f"package: {name}", number) for name, number in found.packages.items()),
    ]
    return pd.DataFrame(rows, columns=["What", "Which"])
