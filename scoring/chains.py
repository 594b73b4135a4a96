"""Who answered whom: links that the text claims, and links inferred where only one is possible."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from scoring.mirror import infer, look_up, when
from scoring.sides import stand_ins

# Days after an act in which a deed of the other side may be inferred to answer it. Jaeger and Paserman (2008, American
# Economic Review 98(4), 1591-1604) follow reactions over the 14 days after an attack; of the answers that governments
# themselves named in the bundled case, the slowest took eleven.
WITHIN = 14

COLUMNS = ("earlier", "later", "lag_days", "kind", "intensity_ratio", "claimant", "evidence", "through")
_TEXT = dict.fromkeys(("earlier", "later", "kind", "claimant", "evidence", "through"), "str")
KINDS = ("explicit", "inferred")
# Who claims an explicit link that no actor is on record for
_SAYS = {"extracted": "the article", "coded": "the dataset", "analyst": "the analyst"}
_TOLLS = [f"{toll}_{bound}" for toll in ("killed", "wounded") for bound in ("low", "best", "high")]


class ChainError(ValueError):
    """Events or settings that no links can be drawn from; the message names what was found and what is allowed."""


def link(
    events: pd.DataFrame,
    scores: pd.Series,
    within: int = WITHIN,
    umbrellas: pd.DataFrame | None = None,
    patrons: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Links from an act to its answer, one row a pair of events, in order of the answer: COLUMNS.

    `events` are in the schema, `scores` points by event_id (`scoring.score.score`). Kind `explicit`: the text says so
    (`responds_to`), whatever the time between; it is somebody's claim, and `claimant` says whose. Kind `inferred`: the
    rule of `mirror.infer`, within `within` days, never for an event of which the text says that it is an answer;
    `claimant` is null, as nobody claims it. `umbrellas` and `patrons` (`sides.stand_ins`) let a group and its umbrella,
    or an alleged patron, stand in for each other in inferred links; `through` then names that relation. Only realised
    events are linked.

    `lag_days` is null unless both events are known to the day. `intensity_ratio` is the points of the answer over those
    of the act, null where that has none; it compares scores and judges nothing. `evidence` is the sentence with the
    words of the claim, or for an inferred link the sentences of both, parted by a line break; null without text.
    """
    if isinstance(within, bool) or not isinstance(within, int) or within < 1:
        raise ChainError(f"within is {within!r}; allowed: a whole number of days, 1 or more")
    if scores.index.has_duplicates:
        raise ChainError("scores have several values for one event_id; needed: one, as scoring.score.score gives")
    claims = _claims(events)
    explicit = claims[claims["reason"].isna()].assign(kind="explicit", through=None)
    last = when(events)["high"]
    answered = look_up(explicit["later"], last).groupby(explicit["earlier"]).min()
    inferred = infer(events, within, stand_ins(umbrellas, patrons), answered, pd.Index(claims["later"]))
    inferred = inferred.assign(kind="inferred", claimant=None, evidence=_both_quotes(events, inferred))
    links = pd.concat([frame.astype(_TEXT) for frame in (explicit, inferred)], ignore_index=True)
    day = _days(events)
    links["lag_days"] = (look_up(links["later"], day) - look_up(links["earlier"], day)).dt.days.astype("float64")
    points = [links[end].map(scores).astype("float64") for end in ("later", "earlier")]
    links["intensity_ratio"] = points[0] / points[1].where(points[1] > 0)
    order = links.assign(at=look_up(links["later"], last)).sort_values(["at", "later", "earlier"], kind="stable")
    return order[list(COLUMNS)].reset_index(drop=True)


def unlinked(events: pd.DataFrame) -> pd.DataFrame:
    """Realised events that are said to answer something, without a link: event_id, claimant, evidence, reason.

    The text gives the words of an answer and nothing in the data that it can be one to. They are listed rather than
    linked to a guess.
    """
    claims = _claims(events)
    open_ended = claims[claims["reason"].notna()].rename(columns={"later": "event_id"})
    return open_ended[["event_id", "claimant", "evidence", "reason"]].reset_index(drop=True)


def _claims(events: pd.DataFrame) -> pd.DataFrame:
    """What realised events are said to answer: earlier, later, claimant, evidence, and why it is no link (or null)."""
    events = events.reset_index(drop=True)
    said = events[(events["responds_to"].notna() | events["response_cue"].notna()) & (events["realis"] == "realised")]
    pair = ["event_id", "responds_to"]
    said = said.sort_values(pair, na_position="last").drop_duplicates(pair)
    claims = pd.DataFrame({"earlier": said["responds_to"], "later": said["event_id"]})
    toll = said[_TOLLS].notna().any(axis=1)  # the schema has one claimant a row: with a toll it is the toll's
    claims["claimant"] = said["claimant"].mask(toll).fillna(said["origin"].map(_SAYS))
    claims["evidence"] = _with_cue(events, said)
    claims["reason"] = pd.Series(None, index=claims.index, dtype="str")
    told = events[events["event_id"].isin(pd.unique(pd.concat([claims["earlier"], claims["later"]]).dropna()))]
    for reason, holds in _REASONS.items():
        claims["reason"] = claims["reason"].mask(claims["reason"].isna() & holds(told, claims), reason)
    return claims


def _with_cue(events: pd.DataFrame, said: pd.DataFrame) -> pd.Series:
    """The sentence that holds the words of the claim: that of the answer, else that of what it answers."""
    quotes = events.drop_duplicates("event_id").set_index("event_id")["quote"]
    other = said["responds_to"].map(quotes)
    holds = [
        isinstance(cue, str) and isinstance(quote, str) and isinstance(second, str)
        and cue.lower() not in quote.lower() and cue.lower() in second.lower()
        for cue, quote, second in zip(said["response_cue"], said["quote"], other, strict=True)
    ]  # fmt: skip
    return said["quote"].mask(pd.Series(holds, index=said.index, dtype=bool), other).fillna(said["response_cue"])


def _both_quotes(events: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    quotes = events.drop_duplicates("event_id").set_index("event_id")["quote"]
    first, second = links["earlier"].map(quotes), links["later"].map(quotes)
    return (first + "\n" + second).fillna(first).fillna(second)


def _days(events: pd.DataFrame) -> pd.Series:
    """The day of each event that is known to the day."""
    dated = events[events["date_precision"] == "day"].drop_duplicates("event_id")
    return dated.set_index("event_id")["date"].dt.normalize()


def _unnamed(events: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    return claims["earlier"].isna()


def _absent(events: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    return ~claims["earlier"].isin(events["event_id"])


def _itself(events: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    turned = set(zip(claims["later"], claims["earlier"], strict=True))
    pairs = zip(claims["earlier"], claims["later"], strict=True)
    return pd.Series([pair in turned for pair in pairs], index=claims.index, dtype=bool) | (
        claims["earlier"] == claims["later"]
    )


def _not_realised(events: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    return ~claims["earlier"].isin(events.loc[events["realis"] == "realised", "event_id"])


def _backwards(events: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    days = when(events)
    return look_up(claims["earlier"], days["low"]) > look_up(claims["later"], days["high"])


# Why a claim is no link, the first that holds
_REASONS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], pd.Series]] = {
    "what it answers is not told": _unnamed,
    "what it answers is not in the data": _absent,
    "each is said to answer the other": _itself,
    "what it answers did not happen": _not_realised,
    "what it answers is dated after it": _backwards,
}
