"""What reading an article found and would change."""

from __future__ import annotations

import pandas as pd

from dashboard.sentences.words import plural, short_day, the


def read_header(dataset: str, most_bytes: int, may_add: bool) -> str:
    """What the page takes, and what it does with it."""
    kept = "kept is only what you add, and what you say of events" if may_add else "nothing of it is kept"
    return (
        f"one English article at a time: pasted, an address, or a .txt, .html, .pdf or .eml file up to "
        f"{most_bytes / 1e6:.0f} MB · compared with {dataset} · {kept}"
    )


def reading_lead(found: pd.DataFrame, known: int, published: pd.Timestamp | None, dismissed: int = 0) -> str:
    """How many events an article tells of, how many of them are news, and how many people dismissed."""
    events = found.drop_duplicates("event_id")
    if events.empty and dismissed:
        return f"Every event that was read from this text was dismissed by a person ({dismissed})."
    if events.empty:
        return (
            "No events were found in this text. Casus reads English sentences that say who did what to whom; opinion, "
            "analysis and lists often have none."
        )
    done = int((events["realis"] == "realised").sum())
    rest = len(events) - done
    parts = [f"{plural(len(events), 'event')} found: {done} realised"]
    if rest:
        parts.append(f"{rest} planned, denied, hypothetical or recalled, which score nothing")
    news = "none of them was in the data before" if known == 0 else f"{known} of them the data had already"
    if dismissed:
        news = f"{news}; {plural(dismissed, 'further one')} dismissed by a person"
    undated = (
        " Its day of publication is not known, so days such as Monday cannot be placed; events without a day score "
        "nothing. Enter the day above."
        if pd.isna(published)
        else ""
    )
    return f"{', '.join(parts)}; {news}.{undated} One article is not a situation: read it beside the others."


def article_facts(title: str | None, published: pd.Timestamp | None) -> str:
    """Title and day of publication of an article."""
    when = "publication day not known" if pd.isna(published) else f"published {short_day(published)}"
    return f"{title} · {when}" if isinstance(title, str) else when


def moved_title(moved: pd.DataFrame, dataset: str) -> str:
    """Whom an article moves most: name, before, after."""
    if moved.empty:
        return f"This article moves nobody's index in {dataset}: it adds nothing that scores, or nothing new."
    top = moved.iloc[0]
    change = abs(round(top["after"] - top["before"]))
    verb = "raises" if top["after"] > top["before"] else "lowers"
    return f"This article {verb} the index of {the(top['name'])} most, by {plural(change, 'point')}"


def added(count: int, dataset: str) -> str:
    """What adding did."""
    if count == 0:
        return f"{dataset} has this article already; nothing was added."
    return f"Added to {dataset} on this server. Switch on “With articles added on this server” at the left to count it."


def scores(points: float, relief: float) -> str:
    """What an event scores, relief apart."""
    parts = [f"{value:.1f} points{of}" for value, of in ((points, ""), (relief, " of relief")) if value]
    return " and ".join(parts) or "scores nothing"
